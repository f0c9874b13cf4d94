"""Tables in text: long (a row per unit and period) or wide (a row per unit, a column per period)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel.effects.readers.text import MOST_PROBLEMS, in_time_order, label_of, number_of
from samspel.effects.types import Reading, Table
from samspel.errors import BadInput, Problem
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
    heading, rows = _with_hours(*_headed(given), reading)
    if _is_wide(heading, reading):
        return _wide(heading, rows, comma=comma)
    return _long(heading, rows, reading, comma=comma)


def read_columns(text: str) -> Table:
    """Read a row per unit with columns of any name, such as covariates; the first column names the unit.

    Raises
    ------
    BadInput
        Naming row and value of everything that cannot be read.
    """
    separator = _separator(text)
    return _wide(*_headed(_rows(text, separator)), comma=separator != ",")


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


def _headed(rows: Rows) -> tuple[list[str], Rows]:
    if len(rows) < 2:
        raise refusal(
            _("The table has no rows under its heading."),
            _("The first row names the columns, the figures follow."),
        )
    heading = [label_of(cell) for cell in rows[0][1]]
    named = [name for name in heading if name]
    for name in named:
        if named.count(name) > 1:
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


def _wide(heading: list[str], rows: Rows, *, comma: bool) -> Table:
    cells: dict[tuple[str, str], float | None] = {}
    problems: list[Problem] = []
    for number, row in rows:
        if len(row) != len(heading):
            problems.append(_ragged(number, row, heading))
            continue
        for period, text in zip(heading[1:], row[1:], strict=True):
            _put(cells, problems, number, (label_of(row[0]), period), text, comma=comma)
    return _table(cells, problems)


def _long(heading: list[str], rows: Rows, reading: Reading, *, comma: bool) -> Table:
    unit = _column(heading, reading.unit, _UNIT_NAMES, _("units"))
    joined = heading[-1] if heading[-1] == "time" else ""
    period = _column(heading, reading.period or joined, _PERIOD_NAMES, _("periods"))
    value = _column(heading, reading.value, _VALUE_NAMES, _("figures"))
    only = [(_column(heading, name, (), name), wanted) for name, wanted in reading.only]
    cells: dict[tuple[str, str], float | None] = {}
    problems: list[Problem] = []
    for number, row in rows:
        if len(row) != len(heading):
            problems.append(_ragged(number, row, heading))
        elif all(label_of(row[column]) == wanted for column, wanted in only):
            _put(cells, problems, number, (label_of(row[unit]), label_of(row[period])), row[value], comma=comma)
    if not cells and not problems:
        raise refusal(
            _("No row has %(wanted)s.") % {"wanted": ", ".join(f"{name} = {wanted}" for name, wanted in reading.only)},
            _("Choose values that occur in the file."),
        )
    return _table(cells, problems)


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


def _ragged(number: int, row: list[str], heading: list[str]) -> Problem:
    return Problem(
        number,
        ", ".join(row)[:80],
        _("has %(found)d cells where the heading has %(wanted)d.") % {"found": len(row), "wanted": len(heading)},
        _("Check the separators; with a decimal comma, separate cells with a semicolon."),
    )


def _put(
    cells: dict[tuple[str, str], float | None],
    problems: list[Problem],
    number: int,
    key: tuple[str, str],
    text: str,
    *,
    comma: bool,
) -> None:
    if key in cells:
        reason = _("has a second figure for %(period)s.") % {"period": key[1]}
        problems.append(Problem(number, key[0], reason, _("Keep one, or say which rows are meant.")))
    elif not all(key):
        problems.append(Problem(number, text, _("has no unit or no period."), _("Fill in both.")))
    else:
        try:
            cells[key] = number_of(text, comma=comma)
        except ValueError:
            advice = _("Write a number with a decimal comma.") if comma else _("Write a number with a decimal point.")
            problems.append(Problem(number, text, _("is not a number."), advice))
    if len(problems) >= MOST_PROBLEMS:
        raise BadInput(problems)


def _table(cells: dict[tuple[str, str], float | None], problems: list[Problem]) -> Table:
    if problems:
        raise BadInput(problems)
    units = list(dict.fromkeys(unit for unit, _period in cells))
    periods = in_time_order(list(dict.fromkeys(period for _unit, period in cells)))
    values = tuple(tuple(cells.get((unit, period)) for period in periods) for unit in units)
    return Table(tuple(units), tuple(periods), values)
