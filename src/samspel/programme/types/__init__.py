"""Values other rooms may hold about a programme."""

from samspel.programme.types.editing import Conflict, Event, Hand, Happening, Said, Spot, Spots, Stale, Standing, Verb
from samspel.programme.types.notices import OPEN_STATES, Letter, NoticeState, ReceiverKind
from samspel.programme.types.rules import (
    LIMITS,
    NUMBERS,
    SWITCHES,
    WEIGHTS,
    Found,
    Knob,
    OwnKind,
    OwnTerms,
    PlanOptions,
    Quality,
    RuleSet,
)
from samspel.programme.types.shown import CODE_LENGTH, COPIED_AT, Former, Need, ShownSet, code_of, genre_slug

__all__ = [
    "CODE_LENGTH",
    "COPIED_AT",
    "LIMITS",
    "NUMBERS",
    "OPEN_STATES",
    "SWITCHES",
    "WEIGHTS",
    "Conflict",
    "Event",
    "Former",
    "Found",
    "Hand",
    "Happening",
    "Knob",
    "Letter",
    "Need",
    "NoticeState",
    "OwnKind",
    "OwnTerms",
    "PlanOptions",
    "Quality",
    "ReceiverKind",
    "RuleSet",
    "Said",
    "ShownSet",
    "Spot",
    "Spots",
    "Stale",
    "Standing",
    "Verb",
    "code_of",
    "genre_slug",
]
