"""What kind of event a study asks about, and what only that kind says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How often, and where, it happened: once; the same weeks every year; in one place after another."""

    ONE = "one"
    EDITIONS = "editions"
    STARTS = "starts"


@dataclass(frozen=True, slots=True)
class Edition:
    """One time that the event took place, in labels of periods, both ends included."""

    name: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Editions:
    """The same event again and again.

    Attributes
    ----------
    windows
        In order of time.
    history, washout
        Periods just before an edition from which its usual gap is taken; periods around it that count as neither.
    season
        Periods in a year, where a unit's own season is to be taken off; 0: the donors tell it.
    """

    windows: tuple[Edition, ...]
    history: int = 4
    washout: int = 1
    season: int = 0

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Editions:
        """Return what a registration's JSON holds."""
        return cls(**{**plain, "windows": tuple(Edition(**one) for one in plain["windows"])})


@dataclass(frozen=True, slots=True)
class Start:
    """From when on a unit has had it."""

    unit: str
    first: str


@dataclass(frozen=True, slots=True)
class Starts:
    """What came to one place after another, and stayed.

    Attributes
    ----------
    places
        Each with its first period, in order of time.
    not_yet
        Whether places that have not had it yet may be compared with, beside those that never do.
    anticipation
        Periods before a start in which an effect may already show.
    """

    places: tuple[Start, ...]
    not_yet: bool = True
    anticipation: int = 0

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Starts:
        """Return what a registration's JSON holds."""
        return cls(**{**plain, "places": tuple(Start(**one) for one in plain["places"])})
