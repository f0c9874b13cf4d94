"""The same estimate with each version of the figures, and what the revision changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vintage:
    """One version: the effect by it, and how it differs from the version before (0 and None for the first).

    `largest` is the cell (unit, period) that moved most, `largest_change` by how much, in the outcome's unit.
    """

    name: str
    effect: float
    change: float
    cells_changed: int
    largest: tuple[int, int] | None
    largest_change: float


def by_vintage(vintages: tuple[tuple[str, Floats], ...], effect_of: Callable[[Floats], float]) -> tuple[Vintage, ...]:
    """Estimate with each version, oldest first.

    Parameters
    ----------
    vintages : tuple of (name, array of shape (units, periods))
        NaN where a version has no figure yet.
    effect_of : callable
        From a panel to the effect: ``lambda panel: estimate(replace(problem, outcomes=panel)).treated.effect``.

    Raises
    ------
    UnusableProblem
        ``vintages`` without one, ``shape`` where they differ in shape, ``vintage_twice``.
    """
    if not vintages:
        raise UnusableProblem("vintages", "Give one version of the figures at least.")
    names = [name for name, _ in vintages]
    for name in names:
        if names.count(name) > 1:
            raise UnusableProblem("vintage_twice", "The version “%(name)s” is given twice.", name=name)
    shape = vintages[0][1].shape
    told: list[Vintage] = []
    before: Floats | None = None
    for name, panel in vintages:
        if panel.shape != shape:
            raise UnusableProblem(
                "shape",
                "The version “%(name)s” has the shape %(shape)s, the first one %(first)s.",
                name=name,
                shape=str(panel.shape),
                first=str(shape),
            )
        told.append(_told(name, effect_of(panel), panel, before, told[-1].effect if told else None))
        before = panel
    return tuple(told)


def _told(name: str, effect: float, panel: Floats, before: Floats | None, previous: float | None) -> Vintage:
    if before is None or previous is None:
        return Vintage(name, effect, 0.0, 0, None, 0.0)
    same = (panel == before) | (np.isnan(panel) & np.isnan(before))
    moved = np.nan_to_num(panel - before)
    cell = np.unravel_index(int(np.abs(moved).argmax()), moved.shape)
    largest = (int(cell[0]), int(cell[1])) if not same.all() else None
    return Vintage(name, effect, effect - previous, int((~same).sum()), largest, float(moved[cell]))
