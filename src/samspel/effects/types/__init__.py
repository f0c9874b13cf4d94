"""Values other rooms may hold about studies: a registration, a table of figures, a finding."""

from samspel.effects.types.alongside import ALONGSIDE, Hidden, Near, Rings, RoomNight, Rooms, Sum
from samspel.effects.types.figures import (
    Choice,
    Clock,
    Guess,
    Likeness,
    Own,
    PeriodKind,
    PlaceKind,
    Reading,
    Source,
    Table,
    Times,
    Twice,
)
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
    "Clock",
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
    "Times",
    "Transform",
    "Twice",
    "Words",
    "point_of",
]
