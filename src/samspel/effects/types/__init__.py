"""Values other rooms may hold about studies: a registration, a table of figures, a finding."""

from samspel.effects.types.figures import Choice, Guess, Likeness, PeriodKind, PlaceKind, Reading, Source, Table
from samspel.effects.types.finding import Finding
from samspel.effects.types.kinds import Edition, Editions, Kind, Start, Starts
from samspel.effects.types.registration import (
    Covariate,
    Deviation,
    Direction,
    FurtherOutcome,
    Interest,
    Registration,
    Transform,
    point_of,
)
from samspel.effects.types.words import Words

__all__ = [
    "Choice",
    "Covariate",
    "Deviation",
    "Direction",
    "Edition",
    "Editions",
    "Finding",
    "FurtherOutcome",
    "Guess",
    "Interest",
    "Kind",
    "Likeness",
    "PeriodKind",
    "PlaceKind",
    "Reading",
    "Registration",
    "Source",
    "Start",
    "Starts",
    "Table",
    "Transform",
    "Words",
    "point_of",
]
