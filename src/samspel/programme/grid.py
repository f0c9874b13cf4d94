"""A night as rows of stages and columns of minutes: where each item of the list stands when it is shown as a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from samspel.programme.types import ShownSet
from samspel.wording import by_name

STEP = 5
"""Minutes a column is wide. Sets that start in between are drawn at the nearest; their time stands in words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A set; where it stands, row, column and width counted from 1; and when it is on, in minutes after the first."""

    shown: ShownSet
    row: int
    column: int
    width: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Stages from the top, hours from the left: only those in use. `begins`: the first set, in minutes since 1970."""

    begins: int
    rows: tuple[tuple[str, str], ...]
    hours: tuple[tuple[int, int], ...]
    columns: int
    cells: tuple[Cell, ...]


def grid_of(sets: Sequence[ShownSet]) -> Grid:
    """Return the grid of one night's sets: `rows` are slug and name of venue and stage, `hours` minute and column."""
    first, last = hours_of(sets)
    stages = sorted({(by_name(one.where), one.venue_slug, one.where) for one in sets})
    row_of = {where: row for row, (_fold, _slug, where) in enumerate(stages, 1)}
    begins = min((_minute(one.starts_at) for one in sets), default=0)
    return Grid(
        begins=begins,
        rows=tuple((slug, where) for _fold, slug, where in stages),
        hours=tuple((minute, _column(minute, first)) for minute in range(first, last, 60)),
        columns=(last - first) // STEP,
        cells=tuple(
            Cell(
                shown=one,
                row=row_of[one.where],
                column=_column(one.start_minute, first),
                width=max(1, round((one.end_minute - one.start_minute) / STEP)),
                begins=_minute(one.starts_at) - begins,
                ends=_minute(one.ends_at) - begins,
            )
            for one in sets
        ),
    )


def hours_of(sets: Sequence[ShownSet]) -> tuple[int, int]:
    """Return the whole hours, in minutes, between which a night is played."""
    first = min((one.start_minute for one in sets), default=0) // 60 * 60
    return first, -(-max((one.end_minute for one in sets), default=0) // 60) * 60


def _minute(moment: datetime) -> int:
    """Return a moment in minutes since 1970: by clocks alone an hour that comes twice would be one."""
    return int(moment.timestamp()) // 60


def _column(minute: int, first: int) -> int:
    return round((minute - first) / STEP) + 1


@lru_cache(maxsize=16)
def style_sheet(columns: int, rows: int) -> str:
    """Return the classes that place items in a grid of this size: `c…` column, `w…` width, `r…` row.

    Pages may not carry styles of their own, and this depends on the size alone: a phone keeps it for a year.
    """
    return "".join(
        (
            f":root{{--columns:{columns}}}",
            *(f".c{n}{{--c:{n}}}" for n in range(1, columns + 1)),
            *(f".w{n}{{--w:{n}}}" for n in range(1, min(columns, 72) + 1)),
            *(f".r{n}{{--r:{n}}}" for n in range(1, rows + 1)),
        )
    )
