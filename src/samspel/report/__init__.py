"""The evaluation report of an edition: figures frozen with their runs, as a web page and as a PDF, Swedish and English.

In: what the rooms below know of an edition. Out: a version that cannot change. The office decides what is published.
"""
