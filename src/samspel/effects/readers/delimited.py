"""Tables in text: long (a row per unit and period) or wide (a row per unit, a column per period)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel.effects.readers.filling import Filling
from samspel.effects.readers.summer_time import may_stand_twice
from samspel.effects.readers.text import label_of
from samspel.effects.types import Reading, Table
from samspel.foreign import refusal

_SEPARATORS = ",;\t"
_UNIT_NAMES = (
    *("unit", "kommun", "region", "state", "regionname", "municipality", "city", "place", "enhet", "ort"),
    *("venue", "spelställe", "lokal", "street", "gata", "sensor", "municipality_id", "kommunkod"),
)
_PERIOD_NAMES = ("period", "year", "år", "month", "månad", "date", "datum", "time", "tid", "hour")
_VALUE_NAMES = (
    *("value", "värde", "befolkning", "population", "outcome", "antal", "count", "packspercapita", "gdpcap"),
    *("besökare", "visitors", "entries", "takings", "omsättning", "sales", "försäljning", "belopp"),
)

_DATE_NAMES, _HOUR_NAMES = ("date", "datum", "dag", "day"), ("hour", "timme", "tim", "klockan", "kl")
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?:[:.]00)?(?:\s*[-–].*)?")

_PERIOD_LIKE = re.compile(r"(1[89]|20)\d\d((-?[MKQTVW]|-)\d{1,2})?(-\d{2})?( \d\d:\d\d)?|\d\d:\d\d")

Rows = list[tuple[int, list[str]]]


def read_delimited(text: str, reading: Reading) -> Table:
    """Read a table with a heading. Separators: comma, semicolon, tab; a decimal comma where commas do not separate.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    separator = _separator(text)
    return read_rows(_rows(text, separator), reading, comma=separator != ",")


def read_rows(given: Rows, reading: Reading, *, comma: bool) -> Table:
    """Read numbered rows, of which the first is the heading; `comma` says that numbers may have a decimal comma.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    heading, rows = _with_hours(*_headed(given, reading), reading)
    filling = Filling(reading, comma)
    return _wide(heading, rows, filling) if _is_wide(heading, reading) else _long(heading, rows, filling)


def read_columns(text: str, reading: Reading) -> Table:
    """Read a row per unit, or per period, with columns of any name, such as covariates; the first names the row.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    separator = _separator(text)
    filling = Filling(reading, comma=separator != ",", is_down=True)
    return _wide(*_headed(_rows(text, separator), reading), filling)


def _separator(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


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


def _with_hours(heading: list[str], rows: Rows, reading: Reading) -> tuple[list[str], Rows]:
    """Join a column of dates and one of hours, as tills and door counters write them, into one of times."""
    names = [name.casefold() for name in heading]
    day = next((names.index(name) for name in _DATE_NAMES if name in names), None)
    hour = next((names.index(name) for name in _HOUR_NAMES if name in names), None)
    if day is None or hour is None or reading.period or "time" in names:
        return heading, rows
    return [*heading, "time"], [
        (number, [*row, _moment(row[day], row[hour])] if len(row) == len(heading) else row) for number, row in rows
    ]


def _moment(day: str, hour: str) -> str:
    """Return 2026-09-03 21:00; what is no hour stays as it is, for the period's own refusal to name it."""
    found = _HOUR.fullmatch(hour.strip())
    return f"{label_of(day)} {int(found[1]):02d}:{found[2] or '00'}" if found else f"{label_of(day)} {hour.strip()}"


def _is_wide(heading: Sequence[str], reading: Reading) -> bool:
    if reading.period or reading.value:
        return False
    return len(heading) > 2 and all(_PERIOD_LIKE.fullmatch(name) for name in heading[1:])


def _wide(heading: list[str], rows: Rows, filling: Filling) -> Table:
    for number, row in rows:
        if filling.fits(number, row, heading):
            for period, text in zip(heading[1:], row[1:], strict=True):
                filling.put(number, (label_of(row[0]), period), text)
    return filling.table()


def _long(heading: list[str], rows: Rows, filling: Filling) -> Table:
    reading = filling.reading
    unit = _column(heading, reading.unit, _UNIT_NAMES, _("units"))
    joined = heading[-1] if heading[-1] == "time" else ""
    period = _column(heading, reading.period or joined, _PERIOD_NAMES, _("periods"))
    value = _column(heading, reading.value, _VALUE_NAMES, _("figures"))
    only = [(_column(heading, name, (), name), wanted) for name, wanted in reading.only]
    for number, row in rows:
        if filling.fits(number, row, heading) and all(label_of(row[column]) == wanted for column, wanted in only):
            filling.put(number, (label_of(row[unit]), label_of(row[period])), row[value])
    if not filling.cells and not filling.problems:
        raise refusal(
            _("No row has %(wanted)s.") % {"wanted": ", ".join(f"{name} = {wanted}" for name, wanted in reading.only)},
            _("Choose values that occur in the file."),
        )
    return filling.table()


def _column(heading: list[str], given: str, usual: Sequence[str], what: str) -> int:
    names = [name.casefold() for name in heading]
    for wish in [given] if given else usual:
        if wish.casefold() in names:
            return names.index(wish.casefold())
    raise refusal(
        _("It is not clear which column holds the %(what)s.") % {"what": what},
        _("Name it; the columns are: %(columns)s.") % {"columns": ", ".join(heading)},
        value=given,
        row=1,
    )
