"""Reads of the programme: planning, intake, publication."""
