"""Bytes of a table → a Sheet: heading row found, columns named, meanings guessed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.foreign import refusal
from samspel.programme.readers.columns import guess
from samspel.programme.readers.decoding import decode, save_as
from samspel.programme.readers.delimited import text_rows
from samspel.programme.readers.heading import column_names, find_heading, is_headed, letter_names
from samspel.programme.readers.values import Cell, ColumnMap, Row, Sheet
from samspel.programme.readers.workbook import workbook_rows

_PACKED = b"PK\x03\x04"


def read_sheet(content: bytes, wanted: ColumnMap | None = None, *, headed: bool | None = None) -> Sheet:
    """The table in a CSV or Excel file. Raises BadInput.

    `wanted` helps to find the heading row; `headed` says whether there is one, where that is not to be guessed.
    """
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
    cells = [cells for _number, cells in rows]
    if headed is None:
        headed = is_headed(cells, wanted)
    position = find_heading(cells, wanted)[0] if headed else -1
    columns = column_names(cells[position]) if headed else letter_names(max(map(len, cells)))
    if not columns:
        raise refusal(_("The file holds no headings."), save_as())
    above, under = (
        tuple(_row(number, row, len(columns)) for number, row in part)
        for part in (rows[: max(position, 0)], rows[position + 1 :])
    )
    return Sheet(
        columns=columns,
        rows=under,
        mapping=guess(columns, under),
        encoding=encoding,
        row_count=len(under),
        title=title,
        others=others,
        headed=headed,
        above=above,
    )


def _row(number: int, cells: list[Cell], width: int) -> Row:
    """Short rows are filled; cells right of the last heading are kept only when they say something."""
    filled = cells + [""] * (width - len(cells))
    if not any(str(cell).strip() for cell in filled[width:]):
        filled = filled[:width]
    return Row(number, tuple(filled))
