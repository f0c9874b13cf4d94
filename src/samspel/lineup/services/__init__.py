"""Verbs of the line-up: erase an act."""
