"""Access facts as people write them: yes and no, decibels, ages. Each answers None for what it cannot read."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from samspel.programme.readers.own import MOST_DB, MOST_YEARS
from samspel.programme.readers.values import Cell
from samspel.programme.readers.words import normal

_YES = frozenset(["yes", "y", "ja", "j", "true", "sant", "x", "finns", "kylla"])
_NO = frozenset(["no", "n", "nej", "nee", "nein", "false", "falskt", "saknas", "ei"])
_NOTHING = frozenset({"unknown", "okant", "vet ej", "unbekannt", "onbekend", "ukjent", "ukendt", "tbd", "tba"})
_ALL_AGES = frozenset(
    {"all", "all ages", "alla", "alla aldrar", "ingen", "ingen grans", "none", "no limit", "no", "nej"}
)
_WHOLE = re.compile(r"(?:max|from|fran|over|ab)?\s*(\d{1,3})\s*(?:\+|[a-zåäö()]{1,8}\.?)?", re.IGNORECASE)
_LONGEST = 40


def says_nothing(cell: Cell) -> bool:
    """Tell whether a cell is empty, or says in words or with a question mark that nobody knows."""
    if not isinstance(cell, str) or len(cell) >= _LONGEST:
        return False
    return not cell.strip(" ?–-") or normal(cell) in _NOTHING


def read_yes_no(cell: Cell) -> bool | None:
    """Yes or no in words, a tick, a truth value, or a number of them: 0 is no."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        return cell > 0
    if not isinstance(cell, str) or len(cell) >= _LONGEST:
        return None
    if cell.strip() in ("✓", "✔", "+"):
        return True
    word = normal(cell)
    if word.isdecimal():
        return int(word) > 0
    return True if word in _YES else False if word in _NO else None


def read_decibels(cell: Cell) -> int | None:
    """Whole decibels from 95, "95 dB", "95 dB(A)"."""
    return _whole(cell, MOST_DB)


def read_age_limit(cell: Cell) -> int | None:
    """Years from 18, "18+", "18 år"; 0 from "all ages"."""
    if isinstance(cell, str) and len(cell) < _LONGEST and normal(cell) in _ALL_AGES:
        return 0
    return _whole(cell, MOST_YEARS)


def _whole(cell: Cell, most: int) -> int | None:
    if isinstance(cell, bool | date | time | timedelta):
        return None
    if isinstance(cell, str):
        match = _WHOLE.fullmatch(cell.strip()) if len(cell) < _LONGEST else None
        cell = int(match[1]) if match else -1
    return round(cell) if 0 <= cell <= most else None
