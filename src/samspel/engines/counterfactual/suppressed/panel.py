"""A panel in which some cells are known only as a range, or only together with others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Total:
    """The published sum of some cells (unit, period), exact up to `tolerance` (rounding, disclosure noise)."""

    cells: tuple[Cell, ...]
    value: float
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SuppressedPanel:
    """What is known of each cell.

    Parameters
    ----------
    lower, upper : array of shape (units, periods)
        Equal where a cell is known. A cell hidden below five is 0 to 4; one merged with others 0 to ``np.inf``.
    units, periods : tuple of str
    totals : tuple of Total, optional

    Raises
    ------
    UnusableProblem
        ``shape``, ``range`` (lower above upper, or no number), ``total`` (a cell outside the panel or named twice),
        ``contradiction`` (no values fit ranges and totals).
    """

    lower: Floats
    upper: Floats
    units: tuple[str, ...]
    periods: tuple[str, ...]
    totals: tuple[Total, ...] = ()

    def __post_init__(self) -> None:
        for name in ("lower", "upper"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "totals", tuple(self.totals))
        _refuse_ranges(self)
        _refuse_totals(self)
        if self.totals and self.optimum(np.zeros(self.lower.shape)) is None:
            raise UnusableProblem(
                "contradiction",
                "No values fit all ranges and totals at once: allow a total its rounding, or look for a wrong one.",
            )

    @property
    def hidden(self) -> Bools:
        """Which cells are not known, shape (units, periods)."""
        result: Bools = self.lower < self.upper
        return result

    def optimum(self, coefficients: Floats) -> Floats | None:
        """Return the hidden cells, in order, that ranges and totals allow and that make ``Σ c·y`` least.

        None if there are none, or if nothing holds a cell that matters, so that the sum has no least value.
        """
        from scipy import optimize

        hidden = self.hidden
        table, least, most = self._rows()
        if not hidden.any():
            return np.zeros(0) if bool((least <= 0).all() and (most >= 0).all()) else None
        found = optimize.milp(
            coefficients[hidden],
            constraints=optimize.LinearConstraint(table, least, most) if self.totals else None,
            bounds=optimize.Bounds(self.lower[hidden], self.upper[hidden]),
        )
        return np.asarray(found.x) if found.success else None

    def _rows(self) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return the totals as rows over the hidden cells, with the least and most that each may sum to."""
        from scipy import sparse

        hidden = self.hidden
        number = np.full(self.lower.shape, -1)
        number[hidden] = np.arange(int(hidden.sum()))
        rows, columns, least, most = [], [], [], []
        for row, total in enumerate(self.totals):
            unknown = [cell for cell in total.cells if hidden[cell]]
            rows += [row] * len(unknown)
            columns += [int(number[cell]) for cell in unknown]
            rest = total.value - sum(float(self.lower[cell]) for cell in total.cells if not hidden[cell])
            # Sums of the known cells carry rounding of their own.
            slack = total.tolerance + 1e-9 * max(abs(total.value), 1.0)
            least.append(rest - slack)
            most.append(rest + slack)
        shape = (len(self.totals), int(hidden.sum()))
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape), np.array(least), np.array(most)


def _refuse_ranges(panel: SuppressedPanel) -> None:
    shape = (len(panel.units), len(panel.periods))
    if panel.lower.shape != shape or panel.upper.shape != shape:
        raise UnusableProblem(
            "shape",
            "The ranges have the shapes %(lower)s and %(upper)s, but %(units)d units and %(periods)d periods "
            "are named.",
            lower=str(panel.lower.shape),
            upper=str(panel.upper.shape),
            units=shape[0],
            periods=shape[1],
        )
    bad = np.argwhere(~(np.isfinite(panel.lower) & (panel.lower <= panel.upper)))
    if len(bad):
        unit, period = bad[0]
        raise UnusableProblem(
            "range",
            "%(unit)s in %(period)s is said to lie from %(lower)s to %(upper)s: give the least and the most it can be.",
            unit=panel.units[unit],
            period=panel.periods[period],
            lower=float(panel.lower[unit, period]),
            upper=float(panel.upper[unit, period]),
        )


def _refuse_totals(panel: SuppressedPanel) -> None:
    units, periods = panel.lower.shape
    for number, total in enumerate(panel.totals, start=1):
        inside = all(0 <= unit < units and 0 <= period < periods for unit, period in total.cells)
        if not total.cells or not inside or len(set(total.cells)) < len(total.cells):
            raise UnusableProblem("total", "Total %(number)d must name cells of the panel, each once.", number=number)
        if not (np.isfinite(total.value) and total.tolerance >= 0):
            raise UnusableProblem(
                "total", "Total %(number)d needs a number and a tolerance of 0 or more.", number=number
            )
