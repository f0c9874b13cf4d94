"""Tables in text: a row per unit and period, or a column per period, or a column per place with time down the rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace

from django.utils.translation import gettext as _

from samspel.effects.readers.filling import Filling
from samspel.effects.readers.layout import (
    JOINED,
    PERIOD_NAMES,
    UNIT_NAMES,
    VALUE_NAMES,
    Rows,
    column_of,
    layout_of,
    place_columns,
    time_column,
    with_hours,
)
from samspel.effects.readers.summer_time import may_stand_twice
from samspel.effects.readers.text import label_of
from samspel.effects.types import Layout, Reading, Table
from samspel.foreign import refusal

_SEPARATORS = ",;\t"


def read_delimited(text: str, reading: Reading) -> Table:
    """Read a table with a heading. Separators: comma, semicolon, tab; the numbers tell their decimal sign.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    separator = _separator(text)
    return read_rows(_rows(text, separator), reading, sign=_usual(separator))


def read_rows(given: Rows, reading: Reading, *, sign: str) -> Table:
    """Read numbered rows, of which the first is the heading; `sign` is the decimal sign where no number tells.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    heading, rows = with_hours(*_headed(given, reading), reading)
    layout = layout_of(heading, rows, reading)
    return replace(_READERS[layout](heading, rows, Filling(reading, sign)), layout=layout)


def read_columns(text: str, reading: Reading) -> Table:
    """Read a row per unit, or per period, with columns of any name, such as covariates; the first names the row.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    separator = _separator(text)
    filling = Filling(reading, sign=_usual(separator), is_down=True)
    return _wide(*_headed(_rows(text, separator), reading), filling)


def _separator(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


def _usual(separator: str) -> str:
    return "." if separator == "," else ","


def _rows(text: str, separator: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: Rows = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, row))
    except csv.Error as error:
        raise refusal(
            _("The quotation marks do not fit: %(error)s.") % {"error": error},
            _("Save the table again from the spreadsheet program."),
            row=reader.line_num,
        ) from None
    return rows


def _headed(rows: Rows, reading: Reading) -> tuple[list[str], Rows]:
    if len(rows) < 2:
        raise refusal(
            _("The table has no rows under its heading."),
            _("The first row names the columns, the figures follow."),
        )
    heading = [label_of(cell) for cell in rows[0][1]]
    for name, times in Counter(name for name in heading if name).items():
        if times > 1 and not may_stand_twice(name, reading):
            raise refusal(_("This column stands twice in the heading."), _("Keep one of them."), value=name, row=1)
    return heading, rows[1:]


def _wide(heading: list[str], rows: Rows, filling: Filling) -> Table:
    filling.settle_sign(rows, range(1, len(heading)))
    for number, row in rows:
        if filling.fits(number, row, heading):
            for period, text in zip(heading[1:], row[1:], strict=True):
                filling.put(number, (label_of(row[0]), period), text)
    return filling.table()


def _by_place(heading: list[str], rows: Rows, filling: Filling) -> Table:
    """Read a row per period and a column per place, as counters of many streets write them."""
    reading = filling.reading
    time = time_column(heading, rows, reading)
    if time is None:
        time = column_of(heading, reading.period, PERIOD_NAMES, _("periods"))
    columns = [(column, heading[column]) for column in place_columns(heading, rows, reading, time)]
    first: dict[str, int] = {}
    rows = _chosen(heading, rows, filling)
    filling.settle_sign(rows, [column for column, _name in columns])
    for number, row in rows:
        label = label_of(row[time])
        if filling.is_first(number, label, first):
            for column, name in columns:
                filling.put(number, (name, label), row[column])
    return filling.table()


def _long(heading: list[str], rows: Rows, filling: Filling) -> Table:
    reading = filling.reading
    unit = column_of(heading, reading.unit, UNIT_NAMES, _("units"))
    joined = heading[-1] if heading[-1] == JOINED else ""
    period = column_of(heading, reading.period or joined, PERIOD_NAMES, _("periods"))
    value = column_of(heading, reading.value, VALUE_NAMES, _("figures"))
    rows = _chosen(heading, rows, filling)
    filling.settle_sign(rows, [value])
    for number, row in rows:
        filling.put(number, (label_of(row[unit]), label_of(row[period])), row[value])
    return filling.table()


def _chosen(heading: list[str], rows: Rows, filling: Filling) -> Rows:
    """Return the rows that a person chose, of those that are whole."""
    wishes = filling.reading.only
    only = [(column_of(heading, name, (), name), wanted) for name, wanted in wishes]
    whole = [(number, row) for number, row in rows if filling.fits(number, row, heading)]
    chosen = [one for one in whole if all(label_of(one[1][column]) == wanted for column, wanted in only)]
    if whole and not chosen and not filling.problems:
        raise refusal(
            _("No row has %(wanted)s.") % {"wanted": ", ".join(f"{name} = {wanted}" for name, wanted in wishes)},
            _("Choose values that occur in the file."),
        )
    return chosen


_READERS = {Layout.LONG: _long, Layout.PERIODS: _wide, Layout.PLACES: _by_place}
