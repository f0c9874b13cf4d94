"""One door for every form in which figures come."""

from __future__ import annotations

from samspel.effects.readers.delimited import read_delimited
from samspel.effects.readers.jsonstat import read_jsonstat
from samspel.effects.readers.text import decode
from samspel.effects.types import Reading, Table


def read_table(content: bytes, reading: Reading | None = None) -> Table:
    """Read figures from CSV (long or wide) or JSON-stat 2, told apart by the first character.

    Raises
    ------
    BadInput
        If the file cannot be used, naming row and value and what to do.
    """
    text = decode(content)
    read = read_jsonstat if text.lstrip().startswith(("{", "[")) else read_delimited
    return read(text, reading or Reading())
