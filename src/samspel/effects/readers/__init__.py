"""Foreign files into plain values: tables of figures, registrations, guesses of what their labels mean."""

from samspel.effects.readers.calendar import guess_periods
from samspel.effects.readers.places import guess_places, municipalities
from samspel.effects.readers.registration import disorder, read_registration, registration_of
from samspel.effects.readers.table import read_answers, read_table

__all__ = [
    "disorder",
    "guess_periods",
    "guess_places",
    "municipalities",
    "read_answers",
    "read_registration",
    "read_table",
    "registration_of",
]
