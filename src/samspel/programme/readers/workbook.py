"""Tables in Excel workbooks (.xlsx), opened only after the archive has been weighed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from samspel.foreign import opened_workbook, refusal
from samspel.programme.readers.decoding import MOST_COLUMNS, MOST_ROWS, save_as
from samspel.programme.readers.delimited import too_many_columns, too_many_rows
from samspel.programme.readers.heading import find_heading
from samspel.programme.readers.values import Cell, ColumnMap

_MOST_SHEETS = 50
_LONGEST_GAP_ROWS = 20_000
"""A single stray row number can make a sheet a million empty rows long; after this gap it has ended."""
_ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

NumberedRows = list[tuple[int, list[Cell]]]


def workbook_rows(content: bytes, wanted: ColumnMap | None) -> tuple[str, tuple[str, ...], NumberedRows]:
    """The sheet whose headings are best known, its name, and the names of other sheets with anything in them.

    Formulas give the value Excel last computed. Raises BadInput.
    """
    smaller = _("Copy the programme alone into a new workbook and save that.")
    with opened_workbook(content, other=save_as(), smaller=smaller) as book:
        sheets = _sheets(book)
    if not sheets:
        raise refusal(_("The workbook is empty."), _("Choose the file that holds the programme."))
    best = max(sheets, key=lambda title: find_heading([cells for _n, cells in sheets[title]], wanted)[1])
    return best, tuple(title for title in sheets if title != best), sheets[best]


def _sheets(book: Any) -> dict[str, NumberedRows]:
    if len(book.worksheets) > _MOST_SHEETS:
        reason = _("The workbook has more than %(most)d sheets.") % {"most": _MOST_SHEETS}
        raise refusal(reason, _("Copy the programme alone into a new workbook and save that."))
    sheets = {sheet.title: list(_rows(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"}
    return {title: rows for title, rows in sheets.items() if rows}


def _rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    # the sheet's own claim of its extent is often wrong, and may be a lie
    sheet.reset_dimensions()
    kept = blank = 0
    values = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for number, raw in enumerate(values, 1):
        cells = [_cell(value) for value in raw] if any(value is not None for value in raw) else []
        if all(isinstance(cell, str) and not cell.strip() for cell in cells):
            blank += 1
            if blank > _LONGEST_GAP_ROWS:
                return
            continue
        kept, blank = kept + 1, 0
        if kept > MOST_ROWS + 1:
            raise too_many_rows()
        if len(cells) > MOST_COLUMNS and cells[MOST_COLUMNS] != "":
            raise too_many_columns(number)
        yield number, _trimmed(cells)


def _cell(value: object) -> Cell:
    if value is None or (isinstance(value, str) and value in _ERROR_VALUES):
        return ""
    if isinstance(value, str | int | float | bool | datetime | date | time | timedelta):
        return value
    return str(value)


def _trimmed(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1] == "":
        cells.pop()
    return cells
