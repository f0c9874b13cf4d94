"""Bytes of a table → a Sheet: heading row found, columns named, meanings guessed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel.foreign import refusal
from samspel.programme.readers.columns import guess
from samspel.programme.readers.decoding import decode, save_as
from samspel.programme.readers.delimited import text_rows
from samspel.programme.readers.heading import column_names, find_heading
from samspel.programme.readers.values import Cell, ColumnMap, Row, Sheet
from samspel.programme.readers.workbook import workbook_rows

_PACKED = b"PK\x03\x04"


def read_sheet(content: bytes, wanted: ColumnMap | None = None) -> Sheet:
    """The table in a CSV or Excel file; `wanted` helps to find the heading row. Raises BadInput."""
    title = ""
    others: tuple[str, ...] = ()
    if content.startswith(_PACKED):
        title, others, rows = workbook_rows(content, wanted)
        encoding = "xlsx"
    else:
        text, encoding = decode(content)
        rows = text_rows(text, wanted)
    if not rows:
        raise refusal(_("The file is empty."), _("Choose the file that holds the programme."))
    return _under_heading(rows, wanted, encoding, title, others)


def _under_heading(
    rows: Sequence[tuple[int, list[Cell]]],
    wanted: ColumnMap | None,
    encoding: str,
    title: str,
    others: tuple[str, ...],
) -> Sheet:
    position, _known = find_heading([cells for _number, cells in rows], wanted)
    columns = column_names(rows[position][1])
    if not columns:
        raise refusal(_("The file holds no headings."), save_as())
    under = tuple(_row(number, cells, len(columns)) for number, cells in rows[position + 1 :])
    return Sheet(
        columns=columns,
        rows=under,
        mapping=guess(columns, under),
        encoding=encoding,
        row_count=len(under),
        title=title,
        others=others,
    )


def _row(number: int, cells: list[Cell], width: int) -> Row:
    """Short rows are filled; cells right of the last heading are kept only when they say something."""
    filled = cells + [""] * (width - len(cells))
    if not any(str(cell).strip() for cell in filled[width:]):
        filled = filled[:width]
    return Row(number, tuple(filled))
