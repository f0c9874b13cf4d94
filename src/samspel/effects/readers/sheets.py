"""Tables in Excel workbooks: numbers as they are, dates as ISO dates, text as a CSV's cells would be."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.readers.text import Exact
from samspel.foreign import opened_workbook, refusal

MOST_ROWS = 300_000
MOST_COLUMNS = 2_000
ZIP = b"PK\x03\x04"

Rows = list[tuple[int, list[str]]]


def read_sheet(content: bytes, wish: str = "") -> Rows:
    """Return the filled rows of a sheet with the numbers that the spreadsheet shows; the first filled sheet if none.

    Raises
    ------
    BadInput
        If it is no workbook, is far larger than it looks, has no such sheet, or holds an error instead of a figure.
    """
    other = _("Save the table as an Excel workbook (.xlsx) or as CSV UTF-8.")
    smaller = _("Keep only the units and periods that the study needs.")
    with opened_workbook(content, other=other, smaller=smaller) as book:
        names = book.sheetnames
        if wish and wish not in names:
            advice = _("Choose one of: %(names)s.") % {"names": ", ".join(names)}
            raise refusal(_("is no sheet of this workbook."), advice, value=wish)
        for name in [wish] if wish else names:
            if rows := _filled(book[name]):
                return rows
    raise refusal(_("The workbook has no filled rows."), _("Choose the file that holds the figures."))


def _filled(sheet: Any) -> Rows:
    rows: Rows = []
    timed: set[int] = set()
    midnights: list[tuple[list[str], int]] = []
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise _too_large()
        row = [_text(cell, number) for cell in cells]
        if any(row):
            rows.append((number, row))
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.datetime) and cell.time() != dt.time():
                timed.add(column)
            elif isinstance(cell, dt.datetime):
                midnights.append((row, column))
    for row, column in midnights:  # a workbook has no dates without a time: among hours, one at midnight is an hour
        row[column] += " 00:00" if column in timed else ""
    width = max((len(_bare(row)) for _number, row in rows), default=0)
    return [(number, [*_bare(row), *[""] * (width - len(_bare(row)))]) for number, row in _headed(rows)]


def _headed(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """Leave out lines of text above the heading: a title fills one cell, a heading several."""
    return itertools.dropwhile(lambda one: sum(map(bool, one[1])) < 2, rows)


def _bare(row: list[str]) -> list[str]:
    last = max((place for place, cell in enumerate(row, 1) if cell), default=0)
    return row[:last]


def _text(cell: Any, row: int) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return Exact(repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat() if isinstance(cell, dt.date) else cell.isoformat("minutes")
    text = str(cell).strip()
    if (text.startswith("#") and text.rstrip("!?").isupper()) or text in ("#N/A", "#DIV/0!"):
        raise refusal(_("is an error of the spreadsheet."), _("Mend the cell, or leave it empty."), value=text, row=row)
    return text


def _too_large() -> Exception:
    reason = _("The sheet has more than %(rows)d rows or %(columns)d columns.")
    return refusal(
        reason % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
        _("Keep only the units and periods that the study needs."),
    )
