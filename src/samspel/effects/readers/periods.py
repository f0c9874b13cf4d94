"""Which periods a series leaves out between two others: every unit may lack the same year."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

_SPLIT = re.compile(r"(\d{4})-?([MKQTVW])?-?(\d{1,2})")
_HOUR = re.compile(r"(\d\d):(\d\d)")
_PER_YEAR = {"M": 12, "": 12, "K": 4, "Q": 4, "T": 3, "V": 53, "W": 53}
_WEEKS = ("V", "W")
_DAY_MINUTES = 1440
_MOST_NAMED = 400
"""Of a longer gap the beginning says enough."""

Label = Callable[[int], str]


def left_out(periods: Sequence[str]) -> list[str]:
    """Labels that lie between the first and the last of some periods in order of time, and are not among them.

    Years, quarters, months, weeks, dates and hours of a night are known; the step is the shortest there is, so that a
    figure every fourth year has no gaps. Of labels of another kind nothing can be said.
    """
    read = _years(periods) or _parts(periods) or _dates(periods) or _hours(periods)
    if read is None or len(periods) < 3:
        return []
    numbers, label = read
    there = set(numbers)
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    if min(steps) <= 0:
        return []
    expected = range(numbers[0], numbers[-1], min(steps))
    names = [label(number) for number in expected if number not in there][:_MOST_NAMED]
    return [name for name in names if name]


def between(first: str, last: str) -> tuple[str, ...]:
    """Labels from one to another, both included; none where their kind does not tell what lies between them."""
    read = _years((first, last)) or _parts((first, last))
    if read is None:
        return ()
    (begin, end), label = read
    return tuple(name for number in range(begin, end + 1) if (name := label(number)))


def steps_to(periods: Sequence[str], labels: Sequence[str]) -> list[int] | None:
    """Return how many periods each label lies after the first of some, also where they do not go so far.

    None for labels that no calendar counts.
    """
    every = [*periods, *labels]
    read = _weeks(every) or _years(every) or _parts(every) or _dates(every)
    if read is None:
        return None
    numbers = read[0]
    ordered = sorted(set(numbers))
    step = min((after - before for before, after in itertools.pairwise(ordered)), default=1)
    return [(number - numbers[0]) // step for number in numbers[len(periods) :]]


def _weeks(periods: Sequence[str]) -> tuple[list[int], Label] | None:
    """Weeks of the calendar without the one that most years lack: 2024V07, 2024-W07."""
    found = [_SPLIT.fullmatch(period) for period in periods]
    if not all(match and match[2] in _WEEKS for match in found):
        return None
    try:
        days = [date.fromisocalendar(int(match[1]), int(match[3]), 1) for match in found if match]
    except ValueError:
        return None
    return [day.toordinal() // 7 for day in days], str


def _years(periods: Sequence[str]) -> tuple[list[int], Label] | None:
    if not all(re.fullmatch(r"\d{4}", period) for period in periods):
        return None
    return [int(period) for period in periods], str


def _parts(periods: Sequence[str]) -> tuple[list[int], Label] | None:
    """Quarters, months, terms and weeks: 2024K1, 2024M01, 2024-01, 2024V07."""
    found = [_SPLIT.fullmatch(period) for period in periods]
    letters = {match[2] or "" for match in found if match}
    if not all(found) or len(letters) != 1:
        return None
    (letter,) = letters
    per_year, width, first = _PER_YEAR[letter], len(periods[0]), periods[0]

    def label(number: int) -> str:
        year, part = divmod(number, per_year)
        if letter in _WEEKS and part + 1 > date(year, 12, 28).isocalendar().week:
            return ""
        between = first[4 : first.rindex(re.findall(r"\d+", first)[-1])]
        digits = width - 4 - len(between)
        return f"{year}{between}{part + 1:0{digits}d}"

    return [int(match[1]) * per_year + int(match[3]) - 1 for match in found if match], label


def _dates(periods: Sequence[str]) -> tuple[list[int], Label] | None:
    """ISO dates: once a year, once a month, or days; a day of the week that never occurs is not missing."""
    try:
        days = [date.fromisoformat(period) for period in periods]
    except ValueError:
        return None
    ends = all((day + timedelta(days=1)).day == 1 for day in days)
    if len({(day.month, day.day) for day in days}) == 1:
        return [day.year for day in days], lambda year: f"{year}{periods[0][4:]}"
    if len({day.day for day in days}) == 1 or ends:
        months = [day.year * 12 + day.month - 1 for day in days]
        return months, lambda month: f"{month // 12}-{month % 12 + 1:02d}" + ("" if ends else periods[0][7:])
    weekdays = {day.weekday() for day in days}

    def label(number: int) -> str:
        day = date.fromordinal(number)
        return day.isoformat() if day.weekday() in weekdays else ""

    return [day.toordinal() for day in days], label


def _hours(periods: Sequence[str]) -> tuple[list[int], Label] | None:
    """Clock times of one night, which may go past midnight."""
    found = [_HOUR.fullmatch(period) for period in periods]
    if not all(found):
        return None
    minutes = [int(match[1]) * 60 + int(match[2]) for match in found if match]
    for index in range(1, len(minutes)):
        if minutes[index] < minutes[index - 1]:
            minutes[index] += _DAY_MINUTES
    return minutes, lambda minute: f"{minute // 60 % 24:02d}:{minute % 60:02d}"
