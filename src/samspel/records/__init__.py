"""What was computed, what was done and what was brought in.

In: problems as plain values, acts of people, files' effects. Out: runs that can be repeated, a journal whose entries
are chained by hash, intakes that can be undone. Nobody decides here; the rooms do.
"""
