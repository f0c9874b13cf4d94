"""Levels that cannot be right for a while, or that change for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from samspel.engines.counterfactual.quality.finding import Finding, Floats, PanelAsFiled
from samspel.engines.counterfactual.quality.robust import NORMAL_MAD, Level, median, runs

FACTOR = 5.0
"""Times its own level, beside what all units did that day, at which a day looks like a fault."""
SUSTAINED = 2.5
SUSTAINED_BLOCKS = 5
"""A smaller factor that holds for as many days: an event seldom lasts so long."""
LEAST_BLOCK = 20.0
"""Counts that a day must usually have: below, five times is chance."""
JOINED = 2
"""Ordinary days between two faulty ones that do not end a fault."""
SHIFT = 1.5
"""Times the level before, at least, for a shift."""
SHIFT_SIGMA = 6.0
WINDOW = 8
"""Cycles (or periods without one) on each side whose medians are compared."""
UNITS_FOR_COMMON = 3
FLOOR = 0.02
"""Least deviation of a log level: figures that hardly move must not make each small step a shift."""


def faults(panel: PanelAsFiled, level: Level) -> Iterator[Finding]:
    """Yield runs of days at five times, or a fifth of, a unit's level while the others were as usual."""
    own = np.divide(level.ratio, level.around, out=np.full(level.ratio.shape, np.nan), where=level.around > 0)
    together = median(own.T) if len(own) >= UNITS_FOR_COMMON else np.ones(own.shape[1])
    together = np.where(together > 0, together, 1.0)
    due = _per_block(level.expected, level.block)
    usual = np.isfinite(own) & (due >= LEAST_BLOCK)
    times = np.where(usual, own, 1.0)
    more, less = times / np.maximum(together, 1.0), np.minimum(together, 1.0) / np.maximum(times, 1e-12)
    for code, apart in (("fault_high", more), ("fault_low", less)):
        for unit, row in enumerate(apart):
            for begin, end in _spells(row):
                yield _fault(panel, level, code, unit, begin, end)


def _spells(apart: Floats) -> list[tuple[int, int]]:
    """Return runs of days far apart from the usual, or less far for longer."""
    found = runs(apart >= FACTOR)
    longer = _joined(runs(apart >= SUSTAINED))
    found += [(a, b) for a, b in longer if np.count_nonzero(apart[a:b] >= SUSTAINED) >= SUSTAINED_BLOCKS]
    return _joined(sorted(found))


def _fault(panel: PanelAsFiled, level: Level, code: str, unit: int, begin: int, end: int) -> Finding:
    first, last = begin * level.block, min(end * level.block, panel.values.shape[1])
    values, expected = panel.values[unit, first:last], level.expected[unit, first:last]
    known = np.isfinite(values) & np.isfinite(expected)
    value, due = float(values[known].mean()), float(expected[known].mean())
    return Finding(code, unit, first, last, value, due, {"factor": value / due, "blocks": float(end - begin)})


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in found:
        if joined and begin - joined[-1][1] <= JOINED:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def shifts(panel: PanelAsFiled, level: Level) -> Iterator[Finding]:
    """Yield lasting changes: of all units together, and of a unit beside the others.

    The medians of eight cycles before and after each cycle are compared in logarithms; a shift is a local peak of the
    difference, above half as much again and above six robust deviations of all such differences of that unit.
    """
    step = panel.cycle if panel.day > 1 else 1
    cycles = _log_levels(level, step // level.block)
    if cycles.shape[1] < 2 * WINDOW + 2:
        return
    common = median(cycles.T) if len(cycles) >= UNITS_FOR_COMMON else np.zeros(cycles.shape[1])
    periods = panel.values.shape[1]
    shared = list(_of_one(None, common, step, periods)) if len(cycles) >= UNITS_FOR_COMMON else []
    yield from shared
    near = [(one.begin - WINDOW * step, one.begin + WINDOW * step) for one in shared]
    for unit, row in enumerate(cycles - common):
        for one in _of_one(unit, row, step, periods):
            beside = any(begin <= one.begin <= end for begin, end in near)
            yield replace(one, params={**one.params, "with_common": float(beside)})


def _log_levels(level: Level, blocks: int) -> Floats:
    cycles = level.ratio.shape[1] // blocks
    table = level.ratio[:, : cycles * blocks].reshape(len(level.ratio), cycles, blocks)
    middle = median(table) if blocks > 1 else table[:, :, 0]
    return np.log(np.where(middle > 0, middle, np.nan))


def _of_one(unit: int | None, row: Floats, step: int, periods: int) -> Iterator[Finding]:
    windows = median(np.lib.stride_tricks.sliding_window_view(row, WINDOW))
    before, after = windows[:-WINDOW], windows[WINDOW:]
    jump = after - before
    known = np.isfinite(jump)
    if not known.any():
        return
    deviation = max(NORMAL_MAD * float(np.median(np.abs(jump[known] - np.median(jump[known])))), FLOOR)
    size = np.where(known, np.abs(jump), 0.0)
    while size.max() >= max(np.log(SHIFT), SHIFT_SIGMA * deviation):
        begin, end = runs(size == size.max())[0]  # the first plateau: another as high has its own turn
        peak = (begin + end - 1) // 2
        column = (peak + _split(row[peak : peak + 2 * WINDOW])) * step
        # Levels are shares of the unit's usual one.
        old, new = float(np.exp(before[peak])), float(np.exp(after[peak]))
        code = "common_shift" if unit is None else "level_shift"
        yield Finding(code, unit, column, min(column + WINDOW * step, periods), new, old, {"factor": new / old})
        size[max(0, min(begin, peak - WINDOW)) : max(end, peak + WINDOW + 1)] = 0.0


def _split(row: Floats) -> int:
    """Return where two levels meet best: the split with the least sum of distances to the medians of its sides."""
    known = np.isfinite(row)

    def distance(part: Floats) -> float:
        return float(np.abs(part - np.median(part)).sum()) if len(part) else 0.0

    costs = [
        distance(row[:split][known[:split]]) + distance(row[split:][known[split:]]) for split in range(1, len(row))
    ]
    return 1 + int(np.argmin(costs))


def _per_block(expected: Floats, block: int) -> Floats:
    units, periods = expected.shape
    blocks = -(-periods // block)
    padded = np.pad(np.nan_to_num(expected), ((0, 0), (0, blocks * block - periods)))
    result: Floats = padded.reshape(units, blocks, block).sum(axis=2)
    return result
