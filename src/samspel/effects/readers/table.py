"""One door for every form in which figures come."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel import foreign
from samspel.effects.readers.delimited import read_delimited, read_rows
from samspel.effects.readers.jsonstat import is_jsonstat, joined, parsed, read_jsonstat
from samspel.effects.readers.kolada import is_kolada, read_kolada
from samspel.effects.readers.parquet import MAGIC, parquet_as_csv
from samspel.effects.readers.sheets import ZIP, read_sheet
from samspel.effects.readers.text import decode
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
        return read_rows(read_sheet(content, reading.sheet), reading, sign=",")
    if content.startswith(MAGIC):
        return read_delimited(parquet_as_csv(content), reading)
    text = decode(content)
    if not text.lstrip().startswith(("{", "[")):
        return read_delimited(text, reading)
    data = parsed(text)
    if is_kolada(data):
        return read_kolada(data, reading)
    # A table too large for one answer comes as a list of them.
    is_parts = isinstance(data, list) and bool(data) and all(map(is_jsonstat, data))
    return read_jsonstat(joined(data) if is_parts else data, reading)


def read_answers(answers: Sequence[bytes], reading: Reading | None = None) -> Table:
    """Read a table that came in several answers: pages of Kolada's, or parts of a JSON-stat data set.

    Raises
    ------
    BadInput
        If an answer cannot be read, or two of them hold different figures for one cell.
    """
    if len(answers) == 1:
        return read_table(answers[0], reading)
    pages = [parsed(decode(one)) for one in answers]
    if all(map(is_jsonstat, pages)):
        return read_jsonstat(joined(pages), reading or Reading())
    return read_kolada(pages, reading or Reading())


def together(answers: Sequence[bytes]) -> bytes:
    """Return one answer as it came, and several as one file: a list of them, which `read_table` knows."""
    return answers[0] if len(answers) == 1 else b"[" + b",\n".join(answers) + b"]"


def _check_size(content: bytes) -> None:
    foreign.check_size(
        content,
        smaller=_("Keep only the units and periods that the study needs."),
        other=_("Choose the file that holds the figures."),
    )
