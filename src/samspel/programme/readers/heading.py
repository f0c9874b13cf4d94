"""Where a sheet's heading row is, and one name for every column."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel.foreign import one_line
from samspel.programme.readers.columns import known_headings, looks_like_data
from samspel.programme.readers.values import Cell, ColumnMap

_ROWS_SEARCHED = 10
"""People put a title and a date above the heading; further down it is data."""


def find_heading(rows: Sequence[Sequence[Cell]], wanted: ColumnMap | None) -> tuple[int, int]:
    """Position of the heading among `rows`, and how many of its headings are known (or in `wanted`)."""
    searched = rows[:_ROWS_SEARCHED]
    known = [_known(row, wanted) for row in searched]
    best = max(known, default=0)
    return (known.index(best), best) if best else (0, 0)


def _known(row: Sequence[Cell], wanted: ColumnMap | None) -> int:
    if wanted:
        return len(set(column_names(row)) & set(wanted))
    return known_headings(row)


def is_headed(rows: Sequence[Sequence[Cell]], wanted: ColumnMap | None) -> bool:
    """False when the best row for a heading is data: then the first act must not be swallowed as a heading."""
    position, known = find_heading(rows, wanted)
    return known > (0 if wanted else 1) or not looks_like_data(rows[position])


def letter_names(width: int) -> tuple[str, ...]:
    """Names for the columns of a table without headings: Column A, Column B …"""
    return column_names(["x"] * width, unnamed=True)


def column_names(row: Sequence[Cell], *, unnamed: bool = False) -> tuple[str, ...]:
    """The headings, each different: an empty one is named by its letter, a repeated one gets a number."""
    names: list[str] = []
    for index, cell in enumerate(_without_empty_tail(row)):
        base = ("" if unnamed else one_line(str(cell))) or _("Column %(letter)s") % {"letter": _letter(index)}
        name, copies = base, 1
        while name in names:
            copies += 1
            name = f"{base} ({copies})"
        names.append(name)
    return tuple(names)


def _without_empty_tail(row: Sequence[Cell]) -> Sequence[Cell]:
    width = len(row)
    while width and not str(row[width - 1]).strip():
        width -= 1
    return row[:width]


def by_letter(columns: Sequence[str], given: str) -> str | None:
    """The column that `given` names in another language or by its letter alone: "Column B", "B"."""
    letter = given.rpartition(" ")[2].upper()
    found = [name for index, name in enumerate(columns) if _letter(index) == letter]
    return found[0] if found and (given.upper() == letter or found[0].endswith(f" {letter}")) else None


def _letter(index: int) -> str:
    """The letters a spreadsheet shows above a column: A … Z, AA …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
