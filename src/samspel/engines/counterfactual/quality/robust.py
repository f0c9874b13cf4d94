"""Medians that skip gaps, runs, and what each value should be by its slot of the cycle and the level around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.quality.finding import Floats, PanelAsFiled

Bools = NDArray[np.bool_]
NORMAL_MAD = 1.4826
AROUND = 28
"""Days (of hourly panels, else periods) on each side that tell the level: a fault of two weeks does not move it."""


def median(values: Floats) -> Floats:
    """Return the median along the last axis without NaN; NaN where there is nothing. Numpy's own is slow here."""
    ordered = np.sort(values, axis=-1)
    count = np.isfinite(ordered).sum(axis=-1)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    high = np.where(count > 0, np.minimum(high, np.maximum(count - 1, 0)), 0)
    below = np.take_along_axis(ordered, low[..., None], axis=-1)[..., 0]
    above = np.take_along_axis(ordered, high[..., None], axis=-1)[..., 0]
    result: Floats = np.where(count > 0, (below + above) / 2, np.nan)
    return result


def rolling_median(values: Floats, around: int) -> Floats:
    """Return the median of each value and `around` neighbours on each side, along the last axis; fewer at the ends."""
    pad = [(0, 0)] * (values.ndim - 1) + [(around, around)]
    padded = np.pad(values, pad, constant_values=np.nan)
    return median(np.lib.stride_tricks.sliding_window_view(padded, 2 * around + 1, axis=-1))


def runs(flags: Bools) -> list[tuple[int, int]]:
    """Return (begin, end) of every run of True, half open."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


class Level(NamedTuple):
    """What is usual.

    `expected` (units, periods): slot of the cycle × level around. `ratio` (units, blocks): each day's (or period's) sum
    over what its slots usually hold, and `around`, its median nearby; `block` is the periods in one.
    """

    expected: Floats
    ratio: Floats
    around: Floats
    block: int


def level_of(panel: PanelAsFiled) -> Level:
    # A value below nought is a finding of its own and no level.
    values, block = np.where(panel.values < 0, np.nan, panel.values), panel.day
    units, periods = values.shape
    cycles = -(-periods // panel.cycle)
    table = _padded(values, cycles * panel.cycle).reshape(units, cycles, panel.cycle)
    profile = median(table.transpose(0, 2, 1)) if panel.cycle > 1 else median(values)[:, None]
    usual = np.tile(profile, (1, cycles))[:, :periods]
    usual = np.where(usual > 0, usual, np.nan)
    blocks = -(-periods // block)
    known = np.isfinite(values) & np.isfinite(usual)
    sums = [_padded(np.where(known, one, 0.0), blocks * block, 0.0) for one in (values, usual)]
    total, base = (one.reshape(units, blocks, block).sum(axis=2) for one in sums)
    ratio = np.divide(total, base, out=np.full(total.shape, np.nan), where=base > 0)
    around = rolling_median(ratio, AROUND)
    expected = np.nan_to_num(usual) * np.repeat(around, block, axis=1)[:, :periods]
    return Level(expected, ratio, around, block)


def _padded(values: Floats, length: int, fill: float = np.nan) -> Floats:
    return np.pad(values, ((0, 0), (0, length - values.shape[1])), constant_values=fill)
