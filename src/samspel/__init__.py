"""Samspel runs a city's creative meeting place, from the first idea to the evidence of what it did for the city."""
