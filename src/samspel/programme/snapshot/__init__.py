"""A programme as one JSON value: what a publication freezes and every visitor's page and format is made of.

A snapshot says which `schema` it follows; `upgraded` turns an older one into today's, so that every version reads.
"""

from samspel.programme.snapshot.clock import minutes_after, moment
from samspel.programme.snapshot.programme import Programme
from samspel.programme.snapshot.versions import (
    ERASED,
    PLACING,
    SCHEMA,
    Plain,
    changes,
    part_of,
    upgraded,
    with_act_unnamed,
    with_history,
    without_act,
)

__all__ = [
    "ERASED",
    "PLACING",
    "SCHEMA",
    "Plain",
    "Programme",
    "changes",
    "minutes_after",
    "moment",
    "part_of",
    "upgraded",
    "with_act_unnamed",
    "with_history",
    "without_act",
]
