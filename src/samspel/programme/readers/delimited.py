"""Tables in text: CSV with any of the usual separators, quoting and line ends."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

from django.utils.translation import gettext as _

from samspel.foreign import refusal
from samspel.programme.readers.decoding import MOST_COLUMNS, MOST_ROWS
from samspel.programme.readers.heading import find_heading
from samspel.programme.readers.values import Cell, ColumnMap

_SEPARATORS = ",;\t|"
_SNIFFED_ROWS = 60
_LONGEST_LINE = 1_000_000
_SPREADSHEET_ROWS = 1_048_576
"""What a spreadsheet program can show, blank rows counted."""
_END = "\x1e"
"""A row put after the text: when it does not come back alone, a quotation mark was never closed."""


def text_rows(text: str, wanted: ColumnMap | None) -> list[tuple[int, list[Cell]]]:
    """Rows of a delimited text that hold anything, with the number a spreadsheet shows. Raises BadInput."""
    text, separator = _announced_separator(text)
    if any(len(line) > _LONGEST_LINE for line in io.StringIO(text, newline="")):
        raise refusal(_("A line is too long for a table."), _("Check that this is the file with the programme."))
    return list(_parse(text, separator or _separator(text, wanted)))


def _announced_separator(text: str) -> tuple[str, str]:
    """Excel writes "sep=;" before the first row and does not count it."""
    first, _newline, rest = text.partition("\n")
    announced = first.strip()
    if len(announced) == 5 and announced.lower().startswith("sep="):
        return rest, announced[4]
    return text, "\t" if first.lower().rstrip("\r\n") == "sep=\t" else ""


def _separator(text: str, wanted: ColumnMap | None) -> str:
    return max(_SEPARATORS, key=lambda separator: _fitness(text, separator, wanted))


def _fitness(text: str, separator: str, wanted: ColumnMap | None) -> tuple[int, float]:
    """How well a separator explains the text: headings recognised, then rows as wide as the heading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [row for row in itertools.islice(reader, _SNIFFED_ROWS) if any(row)]
    except csv.Error:
        return (-1, 0.0)
    if not rows:
        return (0, 0.0)
    position, known = find_heading(rows, wanted)
    width = len(rows[position])
    under = rows[position:]
    return known, width * sum(len(row) == width for row in under) / len(under)


def _parse(text: str, separator: str) -> Iterator[tuple[int, list[Cell]]]:
    ended = text if text.endswith(("\n", "\r")) else text + "\n"
    reader = csv.reader(io.StringIO(ended + _END + "\n", newline=""), delimiter=separator)
    number, kept, row = 0, 0, [_END]
    try:
        for number, row in enumerate(reader, 1):
            if number > _SPREADSHEET_ROWS:
                raise too_many_rows()
            if row == [_END] or not any(cell.strip() for cell in row):
                continue
            kept += 1
            _check_shape(number, kept, row)
            yield number, list(row)
    except csv.Error:
        raise _unclosed(number + 1) from None
    if row != [_END]:
        raise _unclosed(number)


def _check_shape(number: int, kept: int, row: list[str]) -> None:
    if kept > MOST_ROWS + 1:
        raise too_many_rows()
    if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
        raise too_many_columns(number)


def too_many_rows() -> Exception:
    """The refusal of a sheet beyond MOST_ROWS."""
    reason = _("The sheet has more than %(most)d rows.") % {"most": MOST_ROWS}
    return refusal(reason, _("Split it into several files."))


def too_many_columns(number: int) -> Exception:
    """The refusal of a sheet beyond MOST_COLUMNS."""
    reason = _("The row has more than %(most)d columns.") % {"most": MOST_COLUMNS}
    return refusal(reason, _("Take away the columns that are not the programme."), row=number)


def _unclosed(number: int) -> Exception:
    reason = _("A quotation mark is opened and never closed.")
    return refusal(reason, _("Close it, or save the sheet again from the spreadsheet program."), row=number)
