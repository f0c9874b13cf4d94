"""A table of figures → what is odd about it, as plain values with keys that say when something is the same again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samspel.effects.readers.periods import left_out
from samspel.effects.readers.summer_time import is_skipped
from samspel.effects.readers.text import in_time_order
from samspel.effects.types import Choice, PeriodKind, Registration, Table
from samspel.engines.counterfactual.quality import Finding, PanelAsFiled, judge
from samspel.records.digests import digest_of

CYCLES = {
    PeriodKind.HOUR: (168, 24),
    PeriodKind.DAY: (7, 1),
    PeriodKind.NIGHT: (7, 1),
    PeriodKind.WEEK: (52, 1),
    PeriodKind.MONTH: (12, 1),
    PeriodKind.QUARTER: (4, 1),
    PeriodKind.TERM: (2, 1),
}
"""After how many periods a pattern comes back, and how many are a day."""

OF_LEVELS = frozenset({"fault_high", "fault_low", "level_shift", "common_shift", "zeros"})
"""Nothing to ask of the hours of one night, which rise and fall as evenings do."""

OF_ALL = frozenset(
    {"too_few_periods", "constant", "negative", "no_values", "date_convention", "rounded", "totals_differ"}
)
"""What is said of a unit or of everything: the same although a later revision has more periods."""
OF_A_BEGINNING = frozenset({"level_shift", "common_shift", "ends_early"})

MOST_HOURS = 24 * 366 * 12
CANNOT_LEAVE_OUT = frozenset({"too_few_periods", "date_convention", "rounded", "totals_differ"})
"""These concern everything: leaving it out would leave nothing."""

ABSENT = frozenset({"gap", "starts_late", "ends_early", "no_values"})
"""There is no figure to be right, nor one to leave out, but for those between many gaps that are told as one."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """A finding with names in place of rows and columns, and the key by which a later revision knows it again."""

    key: str
    code: str
    plain: Mapping[str, Any]


def oddities(table: Table, kind: PeriodKind, *, zone: str) -> tuple[Oddity, ...]:
    """Return what the engine finds odd about a table; an hour that never was on the zone's clock is no gap."""
    if not table.units or not table.periods:
        return ()
    periods, values = _on_a_grid(table, kind)
    cycle, day = CYCLES.get(kind, (1, 1))
    first, last = periods.index(table.periods[0]), periods.index(table.periods[-1])
    found = judge(PanelAsFiled(values, cycle=cycle, day=day))
    return tuple(
        _named(one, table, periods, values)
        for one in found
        if not (kind is PeriodKind.CLOCK and one.code in OF_LEVELS)
        and one.begin <= last
        and one.end > first
        and not (one.code == "gap" and one.unit is None and _never_was(periods[one.begin : one.end], kind, zone))
    )


def _never_was(periods: Sequence[str], kind: PeriodKind, zone: str) -> bool:
    return kind is PeriodKind.HOUR and all(is_skipped(period, zone) for period in periods)


def _on_a_grid(table: Table, kind: PeriodKind) -> tuple[list[str], Any]:
    """Put periods that are left out back as columns without figures; hours begin at midnight, as the engine wants."""
    periods = list(table.periods)
    hours = _hours(periods) if kind is PeriodKind.HOUR else None
    missing = [] if kind in (PeriodKind.CLOCK, PeriodKind.OTHER, PeriodKind.HOUR) else left_out(periods)
    grid = hours or in_time_order(list(dict.fromkeys([*periods, *missing])))
    values = np.full((len(table.units), len(grid)), np.nan)
    columns = {period: column for column, period in enumerate(grid)}
    places = [columns[period] for period in periods]
    values[:, places] = [[math.nan if value is None else value for value in row] for row in table.values]
    return grid, values


def _hours(periods: Sequence[str]) -> list[str] | None:
    moments = [dt.datetime.fromisoformat(period) for period in periods]
    first, last = min(moments).replace(hour=0, minute=0), max(moments)
    count = int((last - first).total_seconds() // 3600) + 1
    grid = (
        [f"{first + dt.timedelta(hours=hour):%Y-%m-%d %H:%M}" for hour in range(count)] if count <= MOST_HOURS else []
    )
    return grid if set(periods) <= set(grid) else None


def _named(one: Finding, table: Table, periods: Sequence[str], values: Any) -> Oddity:
    unit = "" if one.unit is None else table.units[one.unit]
    plain = {
        "code": one.code,
        "unit": unit,
        "first": periods[one.begin],
        "last": periods[min(one.end, len(periods)) - 1],
        "value": _number(one.value),
        "expected": _number(one.expected),
        "params": {name: _number(value) for name, value in one.params.items()},
    }
    if one.code == "same_series":
        plain["other"] = table.units[int(one.params["other"])]
    return Oddity(digest_of(_identity(one, plain, values)), one.code, plain)


def _identity(one: Finding, plain: Mapping[str, Any], values: Any) -> dict[str, Any]:
    """Return what makes a finding the same one: its figures where it is about some, so that a correction asks again."""
    same = {"code": one.code, "unit": plain["unit"], "other": plain.get("other", "")}
    if one.code in OF_ALL or one.code == "same_series":
        return same
    if one.code in OF_A_BEGINNING:
        return {**same, "first": plain["first"]}
    rows = values if one.unit is None else values[[one.unit]]
    cells = [[_number(value) for value in row] for row in rows[:, one.begin : one.end].tolist()]
    return {**same, "first": plain["first"], "last": plain["last"], "cells": cells}


def _number(value: float) -> float | None:
    return round(float(value), 6) if math.isfinite(value) else None


def choices_of(finding: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Return the answers that make sense for something odd."""
    if finding["code"] in ABSENT:
        return (*([Choice.LEAVE_OUT] if "gaps" in finding["params"] else []), Choice.EXPLAIN)
    return tuple(one for one in Choice if one != Choice.LEAVE_OUT or finding["code"] not in CANNOT_LEAVE_OUT)


def is_hidden(finding: Mapping[str, Any], table: Table, registration: Registration) -> bool:
    """Tell whether figures are missing only where a registered study says that its source hides some."""
    ends = (registration.first_period, registration.last_period, finding["first"], finding["last"])
    near = {one.unit for one in registration.rings.near} if registration.rings else set()
    if registration.hidden is None or finding["code"] not in ABSENT or not set(ends) <= set(table.periods):
        return False
    begin, end, first, last = (table.periods.index(label) for label in ends)
    return finding["unit"] in set(registration.units) - near and begin <= first and last <= end


def without(table: Table, left: Sequence[Mapping[str, Any]]) -> Table:
    """Return a table without the figures that somebody chose to leave out; `left` are findings as plain values."""
    rows = {unit: list(row) for unit, row in zip(table.units, table.values, strict=True)}
    for one in left:
        first, last = (_place(table.periods, one[end], end) for end in ("first", "last"))
        for unit in [one["unit"]] if one["unit"] else table.units:
            if unit in rows:
                rows[unit][first : last + 1] = [None] * (last + 1 - first)
    return Table(table.units, table.periods, tuple(tuple(rows[unit]) for unit in table.units))


def _place(periods: Sequence[str], label: str, end: str) -> int:
    """Return where a period stands; one that the file left out lies between its neighbours."""
    if label in periods:
        return periods.index(label)
    before = sum(period < label for period in periods)
    return before if end == "first" else before - 1
