"""How a table of rows is laid out: its heading says which columns hold places, periods and figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from samspel.effects.readers.calendar import guess_periods
from samspel.effects.readers.text import is_figure, label_of
from samspel.effects.types import Layout, PeriodKind, Reading
from samspel.foreign import refusal

Rows = list[tuple[int, list[str]]]

UNIT_NAMES = (
    *("unit", "kommun", "region", "state", "regionname", "municipality", "city", "place", "enhet", "ort"),
    *("venue", "spelställe", "lokal", "street", "gata", "sensor", "municipality_id", "kommunkod"),
)
PERIOD_NAMES = ("period", "year", "år", "month", "månad", "date", "datum", "time", "tid", "hour")
VALUE_NAMES = (
    *("value", "värde", "befolkning", "population", "outcome", "antal", "count", "packspercapita", "gdpcap"),
    *("besökare", "visitors", "entries", "takings", "omsättning", "sales", "försäljning", "belopp"),
)
JOINED = "date + hour"
"""The name of the column in which a date and an hour are put together."""

_DATE_NAMES = ("date", "datum", "dag", "day")
_HOUR_NAMES = ("hour", "timme", "tim", "klockan", "kl", "klockslag", "time", "tid")
_TIMES = (
    *(JOINED, "timestamp", "tidpunkt", "tidsstämpel", "datetime", "time", "tid", *_DATE_NAMES, "period"),
    *("week", "vecka", "month", "månad", "quarter", "kvartal", "year", "år", *_HOUR_NAMES, "weekday", "veckodag"),
)
"""Columns of time, the finest first: where a column is a place, the others only say the same again."""

_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?:[:.]00)?(?:\s*[-–].*)?")
_PERIOD_LIKE = re.compile(r"(1[89]|20)\d\d((-?[MKQTVW]|-)\d{1,2})?(-\d{2})?( \d\d:\d\d)?|\d\d:\d\d")
_LOOKED_AT = 50
"""Rows that tell what a column holds."""


def with_hours(heading: list[str], rows: Rows, reading: Reading) -> tuple[list[str], Rows]:
    """Join a column of dates and one of hours, as tills and door counters write them, into one of times."""
    day, hour = _first(heading, _DATE_NAMES), _first(heading, _HOUR_NAMES)
    if day is None or hour is None or reading.period or not _has_hours(rows, hour):
        return heading, rows
    return [*heading, JOINED], [
        (number, [*row, _moment(row[day], row[hour])] if len(row) == len(heading) else row) for number, row in rows
    ]


def _has_hours(rows: Rows, column: int) -> bool:
    return any(len(row) > column and _HOUR.fullmatch(row[column].strip()) for _number, row in rows[:_LOOKED_AT])


@lru_cache(maxsize=64)
def _hour(text: str) -> str:
    found = _HOUR.fullmatch(text.strip())
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else text.strip()


def _moment(day: str, hour: str) -> str:
    """Return 2026-09-03 21:00; what is no hour stays as it is, for the period's own refusal to name it."""
    return f"{day.strip()} {_hour(hour)}"


def layout_of(heading: list[str], rows: Rows, reading: Reading) -> Layout:
    """Return how a table is laid out: as was said, else as its heading and first rows tell."""
    if reading.layout:
        return Layout(reading.layout)
    if reading.unit or reading.value:
        return Layout.LONG
    if not reading.period and len(heading) > 2 and all(_PERIOD_LIKE.fullmatch(name) for name in heading[1:]):
        return Layout.PERIODS
    return Layout.PLACES if _is_by_place(heading, rows, reading) else Layout.LONG


def _is_by_place(heading: list[str], rows: Rows, reading: Reading) -> bool:
    if _first(heading, (*UNIT_NAMES, *VALUE_NAMES)) is not None:
        return False
    time = time_column(heading, rows, reading)
    columns = [] if time is None else place_columns(heading, rows, reading, time)
    beginning = [row for _number, row in rows[:_LOOKED_AT] if len(row) == len(heading)]
    return len(columns) > 1 and all(is_figure(row[column]) for column in columns for row in beginning)


def time_column(heading: list[str], rows: Rows, reading: Reading) -> int | None:
    """Return the column that tells the time of a row: by its name, else the first if it holds periods."""
    known = _first(heading, (reading.period.casefold(),) if reading.period else _TIMES)
    if known is not None or reading.period:
        return known
    labels = list(dict.fromkeys(label_of(row[0]) for _number, row in rows[:_LOOKED_AT] if row))
    return 0 if guess_periods(labels)[1] is not PeriodKind.OTHER else None


def place_columns(heading: list[str], rows: Rows, reading: Reading, time: int) -> list[int]:
    """Return the columns that are places: all but those of time, of chosen rows, and empty ones without a name."""
    others = {*_TIMES, *(name.casefold() for name, _wanted in reading.only)}
    return [
        column
        for column, name in enumerate(heading)
        if column != time
        and name.casefold() not in others
        and (name or any(len(row) > column and row[column].strip() for _number, row in rows))
    ]


def column_of(heading: list[str], given: str, usual: Sequence[str], what: str) -> int:
    """Return the column of a name that was given, or of a usual one. Raises `BadInput` naming all there are."""
    found = _first(heading, (given.casefold(),) if given else usual)
    if found is not None:
        return found
    raise refusal(
        _("It is not clear which column holds the %(what)s.") % {"what": what},
        _("Name it, or say that a column is a place (by command: --layout places); the columns are: %(columns)s.")
        % {"columns": ", ".join(name for name in heading if name != JOINED)},
        value=given,
        row=1,
    )


def _first(heading: list[str], wishes: Sequence[str]) -> int | None:
    names = [name.casefold() for name in heading]
    return next((names.index(wish) for wish in wishes if wish in names), None)
