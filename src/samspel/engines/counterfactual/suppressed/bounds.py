"""The least and the most an effect can be, whatever the hidden cells hold, and an estimate that uses the totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.check import Violation
from samspel.engines.counterfactual.problem import UnusableProblem
from samspel.engines.counterfactual.suppressed.panel import Floats, SuppressedPanel

ROUNDS = 500
SETTLED = 1e-10
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class EffectBounds:
    """What can be said of ``Σ c·y``.

    Attributes
    ----------
    lower, upper : float
        Sharp: panels that reach them are `at_lower` and `at_upper`. Infinite where nothing holds a cell.
    estimate : float or None
        With hidden cells as `completed` has them; None where a cell that matters is held by no total and no upper end.
    hidden : int
        Hidden cells that carry weight in the effect.
    completed, at_lower, at_upper : array of shape (units, periods), or None
    """

    lower: float
    upper: float
    estimate: float | None
    hidden: int
    completed: Floats | None
    at_lower: Floats | None
    at_upper: Floats | None

    def __post_init__(self) -> None:
        for array in (self.completed, self.at_lower, self.at_upper):
            if array is not None:
                array.setflags(write=False)


def comparison(
    shape: tuple[int, int], *, treated: int, weights: dict[int, float], begin: int, end: int, history: tuple[int, int]
) -> Floats:
    """Return the coefficients of an effect, shape (units, periods): window less history, treated less weighed donors.

    Parameters
    ----------
    weights : dict of row to weight
        Of the donors; they must sum to 1. Equal ones are difference in differences. Weights fitted on hidden cells are
        taken as they are: then bounds hold for these weights.
    history : (begin, end)
        Half open; equal ends compare levels alone, as a synthetic control does.

    Raises
    ------
    UnusableProblem
        ``weights``, ``window``.
    """
    if treated in weights or abs(sum(weights.values()) - 1) > 1e-9:
        raise UnusableProblem("weights", "Donors' weights must sum to 1 and leave the treated unit out.")
    inside = 0 <= begin < end <= shape[1] and 0 <= history[0] <= history[1] <= begin
    if not inside:
        raise UnusableProblem("window", "The history must end before the window, and both lie inside the panel.")
    over_units = np.zeros(shape[0])
    over_units[treated] = 1.0
    for row, weight in weights.items():
        over_units[row] -= weight
    over_periods = np.zeros(shape[1])
    over_periods[begin:end] = 1 / (end - begin)
    if history[1] > history[0]:
        over_periods[history[0] : history[1]] = -1 / (history[1] - history[0])
    return np.outer(over_units, over_periods)


def effect_bounds(panel: SuppressedPanel, coefficients: Floats) -> EffectBounds:
    """Bound an effect that is linear in the cells, by two linear programmes over the hidden ones.

    C. F. Manski (2003), Partial Identification of Probability Distributions, doi:10.1007/b97478.

    Raises
    ------
    UnusableProblem
        ``shape``.
    """
    coefficients = np.array(coefficients, dtype=np.float64)
    if coefficients.shape != panel.lower.shape:
        raise UnusableProblem("shape", "There must be one coefficient for each cell of the panel.")
    ends = [_end(panel, sign * coefficients) for sign in (1.0, -1.0)]
    lower, upper = (
        float((coefficients * at).sum()) if at is not None else sign * np.inf
        for at, sign in zip(ends, (-1, 1), strict=True)
    )
    filled = completed(panel)
    hidden = panel.hidden & (coefficients != 0)
    unheld = filled is None or not np.isfinite(filled[hidden]).all()
    return EffectBounds(
        lower=lower,
        upper=upper,
        estimate=None
        if unheld or filled is None
        else float((coefficients * np.where(coefficients != 0, filled, 0.0)).sum()),
        hidden=int(hidden.sum()),
        completed=filled,
        at_lower=ends[0],
        at_upper=ends[1],
    )


def _end(panel: SuppressedPanel, coefficients: Floats) -> Floats | None:
    found = panel.optimum(coefficients)
    if found is None:
        return None
    values = panel.lower.copy()
    values[panel.hidden] = found
    return values


def completed(panel: SuppressedPanel) -> Floats | None:
    """Return the panel with hidden cells filled, shape (units, periods); NaN where nothing holds a cell.

    A hidden cell is expected to be its unit's usual share of its period's level, both from the known cells (medians).
    The hidden cells of a total are then moved by one factor until it is met, inside their ranges; totals take turns
    until all are met (iterative proportional fitting). None where that does not settle.

    W. E. Deming, F. F. Stephan (1940), doi:10.1214/aoms/1177731829.
    """
    hidden = panel.hidden
    values = panel.lower.copy()
    values[hidden] = np.clip(_expected(panel), panel.lower, panel.upper)[hidden]
    held = np.isfinite(panel.upper)
    groups = [_group(panel, total.cells) for total in panel.totals]
    for rows, columns in groups:
        held[rows, columns] = True
    scale = max(float(np.abs(values[hidden]).max()), 1.0) if hidden.any() else 1.0
    for _round in range(ROUNDS):
        moved = 0.0
        for (rows, columns), total in zip(groups, panel.totals, strict=True):
            moved = max(
                moved,
                _meet(panel, values, rows, columns, _known_part(panel, total.cells), total.value, total.tolerance),
            )
        if moved <= SETTLED * scale:
            values[hidden & ~held] = np.nan
            return values
    return None


def _group(panel: SuppressedPanel, cells: tuple[tuple[int, int], ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    hidden = [cell for cell in cells if panel.hidden[cell]]
    return np.array([unit for unit, _ in hidden], dtype=np.intp), np.array(
        [period for _, period in hidden], dtype=np.intp
    )


def _known_part(panel: SuppressedPanel, cells: tuple[tuple[int, int], ...]) -> float:
    return float(sum(panel.lower[cell] for cell in cells if not panel.hidden[cell]))


def _meet(
    panel: SuppressedPanel,
    values: Floats,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    known: float,
    value: float,
    tolerance: float,
) -> float:
    """Move one total's hidden cells by a factor so that it is met; return the largest step."""
    if not len(rows):
        return 0.0
    now = values[rows, columns]
    low, high = panel.lower[rows, columns], panel.upper[rows, columns]
    target = np.clip(now.sum(), value - tolerance - known, value + tolerance - known)
    start = np.maximum(now, 1e-12 * max(abs(float(target)), 1.0))
    least, most = 0.0, 2.0
    while np.clip(most * start, low, high).sum() < target and most < 1e30:
        most *= 2
    for _halving in range(200):
        middle = (least + most) / 2
        if np.clip(middle * start, low, high).sum() < target:
            least = middle
        else:
            most = middle
    new = np.clip(most * start, low, high) if abs(now.sum() - target) > 1e-12 * max(abs(float(target)), 1.0) else now
    values[rows, columns] = new
    return float(np.abs(new - now).max())


def _expected(panel: SuppressedPanel) -> Floats:
    """Return unit level × period level from the known cells; the middle of the range, or 0, where nothing is known."""
    known = np.where(panel.hidden, np.nan, panel.lower)
    periods = known.shape[1]
    level = np.array([np.nanmedian(row) if np.isfinite(row).any() else np.nan for row in known])
    shares = known / np.where(level > 0, level, np.nan)[:, None]
    season = np.array([np.nanmedian(shares[:, t]) if np.isfinite(shares[:, t]).any() else 1.0 for t in range(periods)])
    middle = np.where(np.isfinite(panel.upper), (panel.lower + np.minimum(panel.upper, 1e300)) / 2, panel.lower)
    product = level[:, None] * season[None, :]
    result: Floats = np.where(np.isfinite(product), product, middle)
    return result


def what_breaks(name: str, panel: SuppressedPanel, values: Floats) -> Iterator[Violation]:
    """Yield each range and total that cells of a panel do not keep."""
    outside = float(np.maximum(panel.lower - values, values - panel.upper).max())
    if outside > TOLERANCE * (float(np.abs(values).sum()) or 1.0):
        yield Violation(name, "cell outside its range", outside, 0.0)
    for total in panel.totals:
        value = float(sum(values[cell] for cell in total.cells))
        if abs(value - total.value) > total.tolerance + TOLERANCE * max(abs(total.value), 1.0):
            yield Violation(name, "total", total.value, value)


def check_bounds(panel: SuppressedPanel, coefficients: Floats, bounds: EffectBounds) -> tuple[Violation, ...]:
    """Return what does not hold: panels that break a range or total, ends they do not reach, an estimate outside."""
    return tuple(_violations(panel, np.asarray(coefficients, dtype=np.float64), bounds))


def _violations(panel: SuppressedPanel, coefficients: Floats, bounds: EffectBounds) -> Iterator[Violation]:
    for name, reported, values in (
        ("lower end", bounds.lower, bounds.at_lower),
        ("upper end", bounds.upper, bounds.at_upper),
        ("estimate", bounds.estimate, bounds.completed),
    ):
        if values is None or reported is None:
            continue
        values = np.where(np.isfinite(values), values, panel.lower)
        scale = float(np.abs(values).sum()) or 1.0
        reached = float((coefficients * values).sum())
        if abs(reached - reported) > TOLERANCE * scale:
            yield Violation(name, "effect", reported, reached)
        yield from what_breaks(name, panel, values)
    if bounds.estimate is not None and not bounds.lower - 1e-6 <= bounds.estimate <= bounds.upper + 1e-6:
        yield Violation(
            "estimate",
            "between its bounds",
            bounds.estimate,
            float(np.clip(bounds.estimate, bounds.lower, bounds.upper)),
        )
