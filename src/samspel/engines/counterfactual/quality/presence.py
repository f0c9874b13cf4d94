"""Cells that are not there, or that say nothing: gaps, late starts, early ends, zeros that cannot be, constants."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samspel.engines.counterfactual.quality.finding import Finding, PanelAsFiled
from samspel.engines.counterfactual.quality.robust import Level, runs

FEWEST_CYCLES = 2
FEWEST_PERIODS = 10
MOST_GAPS = 5
"""Gaps of a unit that are named one by one; more are told as one finding with their number."""
IMPROBABLE_ZEROS = 30.0
"""Counts expected in a run of zeros: by chance e⁻³⁰."""
SHARE_OF_USUAL = 0.2
"""A zero counts as one of the run only where a fifth of the unit's typical value was expected."""
SAID_BY_LEVEL = 4
"""Zeros of fewer periods are left to the faults of whole days."""


def length_of_panel(panel: PanelAsFiled) -> Iterator[Finding]:
    periods = panel.values.shape[1]
    least = max(FEWEST_PERIODS, FEWEST_CYCLES * panel.cycle)
    if periods < least:
        yield Finding("too_few_periods", None, 0, periods, periods, least)


def missing(panel: PanelAsFiled) -> Iterator[Finding]:
    """Yield gaps that all units share once, then each unit's own."""
    known = np.isfinite(panel.values)
    everywhere = ~known.any(axis=0)
    for begin, end in runs(np.asarray(everywhere)):
        yield Finding("gap", None, begin, end, end - begin, 0.0)
    for unit, row in enumerate(known | everywhere):
        if not known[unit].any():
            yield Finding("no_values", unit, 0, len(row), 0.0, float(np.nan))
            continue
        yield from _of_unit(unit, runs(~row), len(row))


def _of_unit(unit: int, gaps: list[tuple[int, int]], periods: int) -> Iterator[Finding]:
    inner = []
    for begin, end in gaps:
        if begin == 0:
            yield Finding("starts_late", unit, begin, end, end, 0.0)
        elif end == periods:
            yield Finding("ends_early", unit, begin, end, end - begin, 0.0)
        else:
            inner.append((begin, end))
    if len(inner) > MOST_GAPS:
        lost, longest = sum(b - a for a, b in inner), max(b - a for a, b in inner)
        params = {"gaps": float(len(inner)), "longest": float(longest)}
        yield Finding("gap", unit, inner[0][0], inner[-1][1], lost, 0.0, params)
        return
    for begin, end in inner:
        yield Finding("gap", unit, begin, end, end - begin, 0.0)


def constant_or_negative(panel: PanelAsFiled) -> Iterator[Finding]:
    filled = np.isfinite(panel.values)
    some = filled.any(axis=1)
    highest = np.where(filled, panel.values, -np.inf).max(axis=1)
    lowest = np.where(filled, panel.values, np.inf).min(axis=1)
    for unit in np.flatnonzero(some & (highest == lowest)):
        yield Finding("constant", int(unit), 0, panel.values.shape[1], float(highest[unit]), float(np.nan))
    for unit in np.flatnonzero(some & (lowest < 0)):
        below = np.flatnonzero(panel.values[unit] < 0)
        params = {"count": float(len(below))}
        first, last = int(below[0]), int(below[-1]) + 1
        yield Finding("negative", int(unit), first, last, float(lowest[unit]), 0.0, params)


def zeros(panel: PanelAsFiled, level: Level) -> Iterator[Finding]:
    """Yield runs of zeros where the rest of the series expects far too much for chance; runs within a cycle are one."""
    zero = panel.values == 0
    for unit in np.flatnonzero(zero.any(axis=1)):
        expected = np.nan_to_num(level.expected[unit])
        total = np.concatenate([[0.0], np.cumsum(expected)])
        typical = float(np.median(panel.values[unit][np.isfinite(panel.values[unit])]))
        found: list[list[tuple[int, int]]] = []
        for begin, end in runs(zero[unit]):
            due, length = float(total[end] - total[begin]), end - begin
            if due < max(IMPROBABLE_ZEROS, SHARE_OF_USUAL * typical * length) or length < min(SAID_BY_LEVEL, panel.day):
                continue
            if found and begin - found[-1][-1][1] <= panel.cycle:
                found[-1].append((begin, end))
            else:
                found.append([(begin, end)])
        for spell in found:
            length = sum(b - a for a, b in spell)
            due = float(sum(total[b] - total[a] for a, b in spell)) / length
            params = {"periods": float(length), "runs": float(len(spell))}
            yield Finding("zeros", int(unit), spell[0][0], spell[-1][1], 0.0, due, params)


def same_series(panel: PanelAsFiled) -> Iterator[Finding]:
    """Yield units whose values are another's, cell by cell."""
    seen: dict[bytes, int] = {}
    for unit, row in enumerate(panel.values):
        known = np.isfinite(row)
        if not known.any() or np.ptp(row[known]) == 0:
            continue
        first = seen.setdefault(row.tobytes(), unit)
        if first != unit:
            yield Finding("same_series", unit, 0, len(row), float(first), float(np.nan), {"other": float(first)})
