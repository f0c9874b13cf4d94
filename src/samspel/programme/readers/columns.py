"""What the columns of a sheet mean: guessed from their headings, then from what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from samspel.programme.readers.clock import read_clock, read_date, read_moment, read_times, read_weekday
from samspel.programme.readers.values import Cell, ColumnMap, Field, Row
from samspel.programme.readers.vocabulary import FIELDS, NOISE, WEAK
from samspel.programme.readers.words import normal

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
"""Whole numbers that may stand in a heading."""
_SAMPLE_ROWS = 200
_ENOUGH = 0.8


def heading_field(heading: str) -> Field | None:
    """The meaning of a heading, or None when it is not known."""
    words = normal(heading)
    if words in FIELDS:
        return FIELDS[words]
    return FIELDS.get(" ".join(word for word in words.split() if word not in NOISE))


def known_headings(headings: Iterable[Cell]) -> int:
    """How many different meanings a row names; the heading row of a sheet is the one with most."""
    fields = {heading_field(heading) for heading in headings if isinstance(heading, str)}
    return len(fields - {None})


def looks_like_data(cells: Iterable[Cell]) -> bool:
    """True when a row holds what is no heading: a time, a date, the name of a day, a figure."""
    return any(_is_value(cell) for cell in cells)


def _is_value(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return not isinstance(cell, int) or not _FIRST_YEAR <= cell <= _LAST_YEAR
    if cell.strip().isdecimal():
        return not _FIRST_YEAR <= int(cell[:9]) <= _LAST_YEAR
    # two letters may be anything: "to" is a heading in English and a Thursday in Swedish
    is_day = len(cell.strip()) > 2 and read_weekday(cell) is not None
    return is_day or _is_range(cell) or _is_time(cell) or _is_date(cell) or _is_dated_time(cell)


def guess(columns: Sequence[str], rows: Sequence[Row]) -> ColumnMap:
    """What every column means. Each meaning is given once, leftmost first; the rest are IGNORE."""
    values = [_column(rows, index) for index in range(len(columns))]
    mapping: dict[str, Field] = {}
    for heading, cells in zip(columns, values, strict=True):
        field = heading_field(heading)
        if field is not None:
            _give(mapping, heading, _seen_in_cells(field, cells))
    for heading in columns:
        _give(mapping, heading, WEAK.get(normal(heading)))
    _alone(mapping, Field.STAGE, Field.VENUE)
    _alone(mapping, Field.MEMBERS, Field.ACT)
    _contact_without_act_is_venue_s(mapping)
    for heading, cells in zip(columns, values, strict=True):
        if heading not in mapping:
            for field in _from_cells(cells):
                _give(mapping, heading, field)
    return {heading: mapping.get(heading, Field.IGNORE) for heading in columns}


def _column(rows: Sequence[Row], index: int) -> list[Cell]:
    return [row.cells[index] for row in rows[:_SAMPLE_ROWS] if index < len(row.cells) and row.cells[index] != ""]


def _give(mapping: dict[str, Field], heading: str, field: Field | None) -> None:
    if field is not None and heading not in mapping and field not in mapping.values():
        mapping[heading] = field


def _alone(mapping: dict[str, Field], field: Field, instead: Field) -> None:
    """Stages without venues are the venues; those who take part, where no act is named, are the acts."""
    if instead not in mapping.values():
        mapping.update({heading: instead for heading, given in mapping.items() if given is field})


def _contact_without_act_is_venue_s(mapping: dict[str, Field]) -> None:
    if Field.ACT not in mapping.values() and Field.VENUE_CONTACT not in mapping.values():
        found = {heading: Field.VENUE_CONTACT for heading, field in mapping.items() if field is Field.CONTACT}
        mapping.update(found)


def _seen_in_cells(field: Field, cells: Sequence[Cell]) -> Field:
    """The heading's meaning, corrected by the cells: a "time" may be a start, a "day" may be a date."""
    if field is Field.TIMES and not any(_is_range(cell) for cell in cells) and cells:
        return Field.START
    if field in (Field.DAY, Field.NIGHT, Field.DATE):
        if _mostly(cells, _is_dated_time):
            return Field.START
        if _mostly(cells, lambda cell: read_weekday(cell) is not None):
            return Field.DAY
        if field is Field.DAY and _mostly(cells, _is_date):
            return Field.DATE
    return field


def _from_cells(cells: Sequence[Cell]) -> tuple[Field, ...]:
    """Meanings to try for a column whose heading says nothing."""
    if _mostly(cells, _is_range):
        return (Field.TIMES,)
    if _mostly(cells, lambda cell: read_weekday(cell) is not None):
        return (Field.DAY,)
    if _mostly(cells, _is_dated_time) or _mostly(cells, _is_time):
        return (Field.START, Field.END)
    if _mostly(cells, _is_date):
        return (Field.DATE,)
    return ()


def _mostly(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= _ENOUGH * len(cells)


def _is_range(cell: Cell) -> bool:
    times = read_times(cell)
    return times is not None and times[1] is not None


def _is_dated_time(cell: Cell) -> bool:
    moment = read_moment(cell)
    return moment is not None and moment.day is not None and not (_is_date(cell) and moment.minute == 0)


def _is_time(cell: Cell) -> bool:
    """A clock time and nothing else: a bare number may be anything, and 12.50 may be a price."""
    if isinstance(cell, str):
        return ":" in cell and read_clock(cell) is not None
    return not isinstance(cell, int | float) and read_clock(cell) is not None


def _is_date(cell: Cell) -> bool:
    return read_date(cell, year=2000) is not None
