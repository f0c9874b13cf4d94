"""Foreign files into plain values: tables of figures, registrations, and Auckland's pedestrian counts."""

from samspel.effects.readers.registration import disorder, read_registration, registration_of
from samspel.effects.readers.table import read_table

__all__ = ["disorder", "read_registration", "read_table", "registration_of"]
