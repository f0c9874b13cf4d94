"""Reads of doors and links, of a night's counts, and of what was taken."""
