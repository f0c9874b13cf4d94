"""Doors and links to count at them, taps, what a night's counts are worth, and what hosts took."""
