"""Agreements: who has promised what to whom comes in from the parties; signed texts and kept promises go out.

The parties decide; the product remembers, counts, checks what it can see, and seals what was signed.
"""
