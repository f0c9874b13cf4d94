"""Weights of periods for synthetic difference in differences: a mixture of the time before that is like the time after.

    min_λ  Σ_{j∈D} (ȳ_j,after − λ₀ − Σ_{t≤T₀} λ_t y_jt)² + (10⁻⁶σ̂)²|D|‖λ‖²   subject to   λ ≥ 0,  Σλ = 1

The ridge is so small that it only settles ties. But with few donors and many periods there is nothing but ties: many λ
fit exactly. A search then ends wherever it began, and one that begins at what fits another unit's donors, among whom
this unit was, has seen what it is to be judged by. So where the fit is exact the most even of those λ is worked out
from the other side, where the ridge is not lost in rounding: its multipliers, one for each donor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspel.engines.counterfactual.methods.pivots import minimise_on_simplex
from samspel.engines.counterfactual.methods.sought import Booleans, Floats, Integers, gaps_of
from samspel.engines.counterfactual.simplex import duality_gap, nearest_of_points

TIME_RIDGE = 1e-6
"""ζ of the periods' weights over the noise level, the paper's choice: it only settles ties."""

ENTERING = 16
"""Periods are taken in at a step up to one for so many donors: more than there are donors make products singular."""

EXACT = 1e-12
"""Squared misfit over the largest squared length under which a fit is exact but for rounding."""

NEWTON_STEPS, LEAST_STEP = 60, 1e-6
"""Some five whole steps find the most even of the mixtures that fit exactly."""

PRECISE = 1e-12
"""Duality gap that rounding of the shared products may leave."""


class Periods:
    """The time before, for one set of donors after another; all share products of periods.

    Parameters
    ----------
    both : array of shape (n, periods before + 1)
        Outcomes before; the mean after in the last column.
    allowed : array of bool, shape (fits, n)
        The donors of each fit.
    noise : array of shape (fits,)
        σ̂ of each fit, in the outcome's unit.
    """

    def __init__(self, both: Floats, allowed: Booleans, noise: Floats) -> None:
        self._allowed, self._count = allowed, allowed.sum(axis=1)
        self._pool = allowed.any(axis=0)
        self._centred = both - both[self._pool].mean(axis=0)
        self._ridges = (TIME_RIDGE * noise) ** 2 * self._count

    def weigh(self) -> tuple[Floats, Floats]:
        """Return λ of each fit, shape (fits, periods before), and the duality gaps."""
        weights, scales = self._searched()
        misfits = (self._missed(weights) ** 2).sum(axis=1)
        for fit in np.flatnonzero(~(misfits > EXACT * scales)):
            even = most_even(self._points(int(fit)), float(self._ridges[fit]))
            weights[fit] = np.nan if even is None else even
        slopes = self._missed(weights) @ self._centred[:, :-1] + self._ridges[:, None] * weights
        gaps = gaps_of(slopes, weights, np.ones(weights.shape, dtype=bool), scales)
        for fit in np.flatnonzero(~(gaps <= PRECISE)):
            weights[fit], gaps[fit] = weighed_again(self._points(int(fit)), float(np.sqrt(self._ridges[fit])))
        return weights, gaps

    def _searched(self) -> tuple[Floats, Floats]:
        """Return λ of each fit from the shared products, not a number where near singular; and the scale of each."""
        pooled = self._centred[self._pool]
        moments = pooled.T @ pooled
        scales = moments.diagonal()[:-1].max() + self._ridges
        weights = np.full((len(scales), len(moments) - 1), np.nan)
        begin = np.arange(weights.shape[1]) == weights.shape[1] - 1
        for fit, donors in enumerate(self._allowed):
            products = _Products.of(moments, self._centred[self._pool & ~donors], int(self._count[fit]))
            found = minimise_on_simplex(
                products,
                products.linear(),
                begin,
                float(scales[fit]),
                ridge=float(self._ridges[fit]),
                most=1 + int(self._count[fit]) // ENTERING,
            )
            if found is not None:
                weights[fit], begin = found, found > 0.0
        return weights, scales

    def _missed(self, weights: Floats) -> Floats:
        """Return what mixtures miss of each donor's mean after, around their own mean, shape (fits, n)."""
        missed = np.where(self._allowed, weights @ self._centred[:, :-1].T - self._centred[:, -1], 0.0)
        missed -= missed.sum(axis=1, keepdims=True) / self._count[:, None]
        return np.where(self._allowed, missed, 0.0)

    def _points(self, fit: int) -> Floats:
        """Return the periods less the time after, shape (periods before, donors), each around its mean."""
        own = self._centred[self._allowed[fit]]
        own = own - own.mean(axis=0)
        points: Floats = (own[:, :-1] - own[:, -1:]).T
        return points


@dataclass(frozen=True, slots=True, eq=False)
class _Products:
    """Products of periods over donors, with some donors left out; the last column is the mean after.

    With *d* rows z left out of *n + d* centred ones, centring the rest again takes ``Σzz' + ss'/n`` off, ``s = Σz``.
    """

    moments: Floats
    lost: Floats

    @classmethod
    def of(cls, moments: Floats, left_out: Floats, count: int) -> _Products:
        return cls(moments, np.vstack([left_out, left_out.sum(axis=0) / np.sqrt(count)]))

    def linear(self) -> Floats:
        linear: Floats = self.moments[-1, :-1] - self.lost[:, -1] @ self.lost[:, :-1]
        return linear

    def rows(self, used: Integers) -> Floats:
        rows: Floats = self.moments.take(used, axis=0)[:, :-1] - self.lost[:, used].T @ self.lost[:, :-1]
        return rows


def most_even(points: Floats, ridge: float) -> Floats | None:
    """Return ``argmin ‖λ'P‖² + ridge‖λ‖²`` on the simplex where some λ'P is nothing; None where none is.

    Then ``λ = max(0, Pμ + ν)`` with multipliers of the size of λ, where residuals would be a billionth of it. They are
    the minimum of ``½‖max(0, Pμ + ν)‖² + ½ridge‖μ‖² − ν``, found by Newton's steps: its slope is a line in each piece.

    Parameters
    ----------
    points : array of shape (periods, donors)
        Periods less what is to be mixed, each around its mean over donors.
    ridge : float
    """
    size = float(np.sqrt(np.mean(points**2))) or 1.0
    rows = np.hstack([points / size, np.ones((len(points), 1))])
    bent = np.zeros((rows.shape[1], rows.shape[1]))
    # Rows have no sum over donors, so neither has μ: adding its square changes nothing and keeps the system definite.
    bent[:-1, :-1] = 1.0 + ridge / size**2 * np.eye(points.shape[1])
    wanted = np.eye(rows.shape[1])[-1]

    def height(multipliers: Floats) -> float:
        above = np.maximum(rows @ multipliers, 0.0)
        return float(above @ above + multipliers @ bent @ multipliers) / 2 - float(multipliers[-1])

    inside, multipliers = np.ones(len(points), dtype=bool), np.zeros(rows.shape[1])
    for _step in range(NEWTON_STEPS):
        used = rows[inside]
        try:
            goal = np.linalg.solve(used.T @ used + bent, wanted)
        except np.linalg.LinAlgError:
            return None
        if np.array_equal(rows @ goal > 0.0, inside):
            weights = np.maximum(rows @ goal, 0.0)
            found: Floats = weights / weights.sum()
            return found
        step, before = 1.0, height(multipliers)
        while height(multipliers + step * (goal - multipliers)) > before and step > LEAST_STEP:
            step /= 2
        multipliers = multipliers + step * (goal - multipliers)
        if height(multipliers) < -1.0:
            return None  # the height of an exact fit is −½‖λ‖², and no λ is longer than 1
        inside = rows @ multipliers > 0.0
    return None


def weighed_again(points: Floats, ridge: float) -> tuple[Floats, float]:
    """Weigh from the points themselves, where products are near singular or rounded; return the gap too."""
    stacked = np.hstack([points, ridge * np.eye(len(points))]) if ridge else points
    weights = nearest_of_points(stacked).values
    return weights, duality_gap(stacked, weights)
