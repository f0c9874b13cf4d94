"""Verbs of the programme: planning, intake, publication."""
