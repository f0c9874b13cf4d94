"""Answers of Kolada's interface (v2 and v3): `values` of one key figure by municipality, year and gender."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.readers.text import MOST_PROBLEMS, in_time_order
from samspel.effects.types import Reading, Table
from samspel.errors import BadInput, Problem
from samspel.foreign import refusal

ALL = "T"
GENDERS = ("T", "K", "M")


def is_kolada(data: Any) -> bool:
    """Tell whether JSON is an answer of Kolada: an object, or a list of pages, with values of municipalities."""
    return any(isinstance(page, dict) and _rows_of(page) is not None for page in _pages(data))


def read_kolada(data: Any, reading: Reading) -> Table:
    """Read one key figure: a row per municipality code, a column per year.

    `reading.only` may fix `kpi` where the answer has several, and `gender` (T, K or M; T if nothing is said).

    Raises
    ------
    BadInput
        If key figures or figures are mixed up, naming them.
    """
    rows = [row for page in _pages(data) for row in (_rows_of(page) or [])]
    only = {name.casefold(): value for name, value in reading.only}
    kpi = _kpi(rows, only.get("kpi", ""))
    gender = only.get("gender", ALL)
    if gender not in GENDERS:
        raise refusal(
            _("is no gender that Kolada knows."), _("Choose one of: %(names)s.") % {"names": "T, K, M"}, value=gender
        )
    cells: dict[tuple[str, str], float | None] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        if row.get("kpi") == kpi:
            _take(row, number, gender, cells, problems)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise BadInput(problems)
    if not cells:
        raise refusal(
            _("No municipality has a figure for gender %(gender)s.") % {"gender": gender},
            _("Choose another gender: T is all."),
        )
    units = list(dict.fromkeys(unit for unit, _period in cells))
    periods = in_time_order(list(dict.fromkeys(period for _unit, period in cells)))
    return Table(tuple(units), tuple(periods), tuple(tuple(cells.get((u, p)) for p in periods) for u in units))


def _pages(data: Any) -> list[Any]:
    return data if isinstance(data, list) else [data]


def _rows_of(page: dict[str, Any]) -> list[dict[str, Any]] | None:
    rows = page.get("values", page.get("results"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "municipality" in row for row in rows):
        return None
    return rows


def _kpi(rows: list[dict[str, Any]], wish: str) -> str:
    known = sorted({str(row.get("kpi")) for row in rows})
    if wish in known:
        return wish
    if len(known) == 1 and not wish:
        return known[0]
    raise refusal(
        _("It is not clear which key figure is meant."),
        _("Choose one of: %(names)s.") % {"names": ", ".join(f"kpi = {name}" for name in known[:10])},
        value=wish,
    )


def _take(
    row: dict[str, Any],
    number: int,
    gender: str,
    cells: dict[tuple[str, str], float | None],
    problems: list[Problem],
) -> None:
    key = (str(row["municipality"]), str(row.get("period")))
    for one in row.get("values") or ():
        if not isinstance(one, dict) or one.get("gender") != gender:
            continue
        value = one.get("value")
        if key in cells:
            reason = _("has a second figure for %(period)s.") % {"period": key[1]}
            problems.append(Problem(number, key[0], reason, _("Keep one, or say which rows are meant.")))
        elif value is None or (isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)):
            cells[key] = None if value is None else float(value)
        else:
            problems.append(Problem(number, str(value), _("is not a number."), _("Fetch it again.")))
