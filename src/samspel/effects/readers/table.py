"""One door for every form in which figures come."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel import foreign
from samspel.effects.readers.delimited import read_delimited, read_rows
from samspel.effects.readers.jsonstat import parsed, read_jsonstat
from samspel.effects.readers.kolada import is_kolada, read_kolada
from samspel.effects.readers.parquet import MAGIC, parquet_as_csv
from samspel.effects.readers.sheets import ZIP, read_sheet
from samspel.effects.readers.text import decode, in_time_order
from samspel.effects.types import Reading, Table


def read_table(content: bytes, reading: Reading | None = None) -> Table:
    """Read figures from CSV (long or wide), Excel, Parquet, JSON-stat 2 or Kolada's JSON, told apart by how they begin.

    Raises
    ------
    BadInput
        If the file cannot be used, naming row and value and what to do.
    """
    reading = reading or Reading()
    if content.startswith((ZIP, MAGIC)):
        _check_size(content)
    if content.startswith(ZIP):
        return read_rows(read_sheet(content, reading.sheet), reading, comma=True)
    if content.startswith(MAGIC):
        return read_delimited(parquet_as_csv(content), reading)
    text = decode(content)
    if not text.lstrip().startswith(("{", "[")):
        return read_delimited(text, reading)
    data = parsed(text)
    return read_kolada(data, reading) if is_kolada(data) else read_jsonstat(data, reading)


def read_answers(answers: Sequence[bytes], reading: Reading | None = None) -> Table:
    """Read a table that came in several answers, each with some of its units or periods.

    Raises
    ------
    BadInput
        If an answer cannot be read, or two of them hold different figures for one cell.
    """
    if len(answers) > 1 and is_kolada(pages := [parsed(decode(one)) for one in answers]):
        return read_kolada(pages, reading or Reading())
    tables = [read_table(one, reading) for one in answers]
    units = list(dict.fromkeys(unit for table in tables for unit in table.units))
    periods = in_time_order(list(dict.fromkeys(period for table in tables for period in table.periods)))
    cells: dict[tuple[str, str], float | None] = {}
    for table in tables:
        for unit, row in zip(table.units, table.values, strict=True):
            for period, value in zip(table.periods, row, strict=True):
                if cells.setdefault((unit, period), value) != value:
                    raise foreign.refusal(
                        _("has two figures for %(period)s.") % {"period": period}, _("Fetch it again."), value=unit
                    )
    return Table(tuple(units), tuple(periods), tuple(tuple(cells.get((u, p)) for p in periods) for u in units))


def _check_size(content: bytes) -> None:
    foreign.check_size(
        content,
        smaller=_("Keep only the units and periods that the study needs."),
        other=_("Choose the file that holds the figures."),
    )
