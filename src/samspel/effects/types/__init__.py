"""Values other rooms may hold about studies: a registration, a table of figures, a finding."""

from samspel.effects.types.alongside import ALONGSIDE, Hidden, Near, Rings, RoomNight, Rooms, Sum
from samspel.effects.types.figures import Choice, Guess, Likeness, Own, PeriodKind, PlaceKind, Reading, Source, Table
from samspel.effects.types.finding import Finding
from samspel.effects.types.kinds import Alone, Edition, Editions, Kind, Span, Start, Starts
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
    "ALONGSIDE",
    "Alone",
    "Choice",
    "Covariate",
    "Deviation",
    "Direction",
    "Edition",
    "Editions",
    "Finding",
    "FurtherOutcome",
    "Guess",
    "Hidden",
    "Interest",
    "Kind",
    "Likeness",
    "Near",
    "Own",
    "PeriodKind",
    "PlaceKind",
    "Reading",
    "Registration",
    "Rings",
    "RoomNight",
    "Rooms",
    "Source",
    "Span",
    "Start",
    "Starts",
    "Sum",
    "Table",
    "Transform",
    "Words",
    "point_of",
]
