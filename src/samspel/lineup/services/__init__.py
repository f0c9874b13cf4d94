"""Verbs of the line-up: change an act, ask when it can play, take its answer, erase it."""
