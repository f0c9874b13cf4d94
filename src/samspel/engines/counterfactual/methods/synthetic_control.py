"""Synthetic control: the mixture of donors nearest to the unit before, exactly; all placebos share one Gram matrix.

A. Abadie, A. Diamond, J. Hainmueller (2010), Synthetic control methods for comparative case studies, JASA 105, 493–505,
doi:10.1198/jasa.2009.ap08746.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.counterfactuals import Counterfactual, Sought
from samspel.engines.counterfactual.methods.pivots import Rows, minimise_on_simplex
from samspel.engines.counterfactual.simplex import (
    Weights,
    distances_gram,
    duality_gap,
    nearest_of_points,
    nearest_on_simplex,
    points_of,
    shared_gram,
)

Floats = NDArray[np.float64]

MANY, NEIGHBOURS, ENTERING = 60, 16, 8
"""With more donors than so many, the search begins with so many of the nearest and takes in so many at a step."""

PRECISE = 1e-12
"""Duality gap that the shared Gram matrix may leave, a hundredth of what the checker lets pass."""


def by_synthetic_control(
    outcomes: Floats, first_treated: int, sought: Sought, ridge: float = 0.0
) -> tuple[Counterfactual, ...]:
    """Follow the mixture of donors that was nearest before: ``min ‖y₁ − Y₀w‖² + ζ²‖w‖²``, ``w ≥ 0``, ``Σw = 1``."""
    before = outcomes[:, :first_treated]
    gram = gram_of(before, sought)
    answers = []
    for unit, donors in sought:
        found = _weights(before, gram, unit, donors, ridge)
        answers.append(Counterfactual(found.values @ outcomes[donors], found.values, gap=found.gap))
    return tuple(answers)


def gram_of(before: Floats, sought: Sought) -> Floats:
    """Return the one Gram matrix. Units that nobody asks for may hold gaps and must not touch the centring."""
    rows = np.unique(np.concatenate([[unit, *donors] for unit, donors in sought])).astype(np.intp)
    gram = np.zeros((len(before), len(before)))
    gram[np.ix_(rows, rows)] = shared_gram(before[rows])
    return gram


def _weights(before: Floats, gram: Floats, unit: int, donors: NDArray[np.intp], ridge: float) -> Weights:
    """Weigh by the Gram matrix that all share, unless its rounding shows in the residuals: then by their own."""
    found = _from_neighbours(before, gram, unit, donors, ridge) if len(donors) > MANY else None
    if found is not None and found.gap <= PRECISE:
        return found
    points = points_of(before[donors] - before[unit], ridge)
    values = nearest_on_simplex(distances_gram(gram, unit, donors, ridge)).values
    found = Weights(values, duality_gap(points, values))
    if found.gap <= PRECISE:
        return found
    values = nearest_of_points(points).values
    return min(found, Weights(values, duality_gap(points, values)), key=lambda one: one.gap)


def _from_neighbours(before: Floats, gram: Floats, unit: int, donors: NDArray[np.intp], ridge: float) -> Weights | None:
    """Begin with the nearest donors in use, where Wolfe's method would take in one a step; None: too near singular."""
    quadratic, toward = Rows(gram, donors, ridge**2), gram[donors, unit]
    distances = gram.diagonal()[donors] - 2 * toward + gram[unit, unit]
    begin = np.zeros(len(donors), dtype=bool)
    begin[np.argpartition(distances, NEIGHBOURS)[:NEIGHBOURS]] = True
    values = minimise_on_simplex(quadratic, toward, begin, quadratic.largest, ENTERING)
    if values is None:
        return None
    used = np.flatnonzero(values)
    own = before[unit]
    residual = values[used] @ before[donors[used]] - own
    slope = (before @ residual)[donors] - own @ residual + ridge**2 * values
    scale = float(distances.max()) + ridge**2
    gap = float(values @ slope - slope.min()) / scale if scale > 0.0 else 0.0
    return Weights(values, max(gap, 0.0))


class Shifted:
    """One unit and its donors over all periods, asked again and again with an effect taken off some of them.

    The donors' products stay as they are and the unit's change by a multiple of one vector, so each answer begins with
    the donors of the one before.

    Parameters
    ----------
    donors : array of shape (donors, periods)
    own : array of shape (periods,)
    after : array of bool, shape (periods,)
        Where the effect is taken off.
    ridge : float
    """

    def __init__(self, donors: Floats, own: Floats, after: NDArray[np.bool_], ridge: float) -> None:
        self._donors, self._own, self._after, self._ridge = donors, own, after, ridge
        centred = donors - donors.mean(axis=0)
        self._quadratic = Rows(centred @ centred.T, np.arange(len(donors)), ridge**2)
        self._lengths = (centred**2).sum(axis=1)
        self._toward, self._moved = centred @ (own - donors.mean(axis=0)), centred[:, after].sum(axis=1)
        self._begin: NDArray[np.bool_] | None = None

    def missed(self, effect: float) -> Floats:
        """Return what the nearest mixture misses in each period, shape (periods,), if this was the effect."""
        target = self._own - effect * self._after
        toward = self._toward - effect * self._moved
        if self._begin is None:
            self._begin = np.zeros(len(toward), dtype=bool)
            self._begin[np.argsort(self._lengths - 2 * toward)[:NEIGHBOURS]] = True
        values = minimise_on_simplex(self._quadratic, toward, self._begin, self._quadratic.largest, ENTERING)
        if values is not None:
            used = np.flatnonzero(values)
            residual = values[used] @ self._donors[used] - target
            slope = self._donors @ residual - target @ residual + self._ridge**2 * values
            scale = float((self._lengths - 2 * toward).max()) + float(((target - self._donors.mean(axis=0)) ** 2).sum())
            if float(values @ slope - slope.min()) <= PRECISE * scale:
                self._begin = values > 0.0
                return -residual
        exact = nearest_of_points(points_of(self._donors - target, self._ridge)).values
        missed: Floats = target - exact @ self._donors
        return missed
