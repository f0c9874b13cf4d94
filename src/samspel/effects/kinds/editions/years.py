"""Where editions lie in quiet weeks: those that the figures reach, and the same weeks of years before the first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count, takewhile
from math import floor

from samspel.effects.readers.clock import DAY_MINUTES, minutes_of, moment_of
from samspel.effects.types import Editions

Window = tuple[int, int]
WEEKS_IN_YEAR = 52.1775


def near_editions(editions: Editions, periods: Sequence[str]) -> set[int]:
    """Return the columns in an edition, or so near that it may be felt there."""
    at = {label: column for column, label in enumerate(periods)}
    around = editions.washout
    return {
        column
        for begin, end in windows_there(editions, at)
        for column in range(max(0, begin - around), min(len(periods), end + around))
    }


def windows_there(editions: Editions, at: Mapping[str, int]) -> list[Window]:
    """Return the columns, half open, of the editions that the figures reach."""
    return [(at[one.first], at[one.last] + 1) for one in editions.windows if one.first in at and one.last in at]


def years_before(editions: Editions, periods: Sequence[str]) -> list[Window]:
    """Return the same weeks of every year before the first edition that the figures reach, in order of time."""
    at, first = {label: column for column, label in enumerate(periods)}, editions.windows[0]
    found = []
    for years in takewhile(lambda years: _year(first.first) - years >= _year(periods[0]) > 0, count(1)):
        begin, end = (_there(label, years, at) for label in (first.first, first.last))
        if begin is not None and end is not None and begin <= end:
            found.append((begin, end + 1))
    return found[::-1]


def end_of_figures(editions: Editions, last_period: str, periods: Sequence[str], newest: Window) -> int:
    """Return the column at which the figures of a study end whose last edition lies in the window `newest`."""
    at = {label: column for column, label in enumerate(periods)}
    last = _there(last_period, max(0, _year(editions.windows[-1].first) - _year(periods[newest[0]])), at)
    return len(periods) if last is None else max(last + 1, newest[1])


def _there(label: str, years: int, at: Mapping[str, int]) -> int | None:
    """Return the column of a period so many years before: a day of the same weekday, or the same label of that year."""
    moment = moment_of(label)
    if moment and years:
        moved = moment - timedelta(weeks=floor(years * WEEKS_IN_YEAR + 0.5))
        same_day = moved.date().isoformat() if minutes_of(label) == DAY_MINUTES else moved.isoformat(" ", "minutes")
        if same_day in at:
            return at[same_day]
    return at.get(re.sub(r"^\d{4}", lambda year: f"{int(year[0]) - years:04d}", label))


def _year(label: str) -> int:
    """Return the year that a period begins with; 0 where it has none."""
    year = re.match(r"\d{4}(?!\d)", label)
    return int(year[0]) if year else 0
