"""Figures and facts of a line: persons, degrees, access, what a venue has to think of. Unreadable ones are left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from samspel.foreign import one_line, shortened
from samspel.places.types import Access
from samspel.programme.readers.clock import read_clock
from samspel.programme.readers.facts import read_age_limit, read_decibels, read_yes_no, says_nothing
from samspel.programme.readers.timing import Cells
from samspel.programme.readers.values import Cell, Field, Remark
from samspel.wording import DAY_MINUTES, NIGHT_ENDS_MINUTE, past_midnight

_LONGEST_FIGURE = 40
_MOST_PERSONS = 1_000_000
_GROUPED = re.compile(r"\d{1,3}(?:[ .,'’]\d{3})+|\d+")
_TRAILING_UNIT = re.compile(r"\s*[^\W\d]+\.?$")
_DECIMAL = re.compile(r"[-+]?\d{1,3}(?:[.,]\d+)?")
_Number = TypeVar("_Number", bool, int, float)
MOST_MINUTE = DAY_MINUTES + NIGHT_ENDS_MINUTE


def read_access(number: int, cells: Cells, remarks: list[Remark]) -> Access:
    return Access(
        step_free=read_number(number, cells, Field.STEP_FREE, read_yes_no, remarks),
        seats=read_number(number, cells, Field.SEATS, read_yes_no, remarks),
        hearing_loop=read_number(number, cells, Field.HEARING_LOOP, read_yes_no, remarks),
        quiet_place=read_number(number, cells, Field.QUIET_PLACE, read_yes_no, remarks),
        strobe=read_number(number, cells, Field.STROBE, read_yes_no, remarks),
        sound_ceiling_db=read_number(number, cells, Field.SOUND_CEILING, read_decibels, remarks),
        age_limit_years=read_number(number, cells, Field.AGE_LIMIT, read_age_limit, remarks),
    )


def read_duties(number: int, cells: Cells, remarks: list[Remark]) -> dict[str, Any]:
    """Return what decides which permits a venue has to think of."""
    return {
        "is_public_place": read_number(number, cells, Field.PUBLIC_PLACE, read_yes_no, remarks),
        "serves_alcohol": read_number(number, cells, Field.ALCOHOL, read_yes_no, remarks),
        "serves_until_minute": read_number(number, cells, Field.ALCOHOL_UNTIL, _of_night, remarks),
    }


def _of_night(cell: Cell) -> int | None:
    """A clock time as a minute of the night: 01:00 and 25:00 are both 1500."""
    minute = read_clock(cell)
    return None if minute is None or minute >= MOST_MINUTE else past_midnight(minute)


def read_number(
    number: int, cells: Cells, field: Field, read: Callable[[Cell], _Number | None], remarks: list[Remark]
) -> _Number | None:
    """A figure or a yes or no, or None with a remark: an unreadable capacity is no reason to lose a set."""
    text = "" if says_nothing(cells.get(field)) else cells.text(field)
    value = read(cells.get(field)) if text else None
    if text and value is None:
        reason = _("%(meaning)s: the value cannot be read and is left out.") % {"meaning": field.label}
        remarks.append(Remark(number, shortened(text), reason))
    return value


def read_persons(cell: Cell) -> int | None:
    """Whole persons from 450, "1 200", "450 personer"."""
    if isinstance(cell, str):
        text = _TRAILING_UNIT.sub("", one_line(cell[:_LONGEST_FIGURE]))
        legible = len(cell) < _LONGEST_FIGURE and _GROUPED.fullmatch(text)
        count = int(re.sub(r"\D", "", text)) if legible else None
    elif isinstance(cell, bool | date | time | timedelta):
        count = None
    else:
        count = round(cell) if abs(cell) <= _MOST_PERSONS else None
    return count if count is not None and 0 <= count <= _MOST_PERSONS else None


def read_degrees(most: int) -> Callable[[Cell], float | None]:
    """A reader of decimal degrees within ±`most`; the decimals may follow a comma."""

    def read(cell: Cell) -> float | None:
        if isinstance(cell, str):
            value = float(cell.strip().replace(",", ".")) if _DECIMAL.fullmatch(cell.strip()) else None
        elif isinstance(cell, bool | date | time | timedelta):
            value = None
        else:
            value = float(cell)
        return value if value is not None and -most <= value <= most else None

    return read
