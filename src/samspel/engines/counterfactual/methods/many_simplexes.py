"""Many small nearest-point problems on simplexes at once, by the same active-set steps as `simplex`, in step.

The search over predictors' weights asks for tens of thousands of them, each with a handful of donors in use. One at a
time, Python would cost a hundred times the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

TOLERANCE = 1e-13
"""Relative duality gap at which a problem of the search is done; whatever is reported is solved again, exactly."""

MAX_STEPS = 80
"""A bound no problem of ours has come near; a problem cut short is only a worse candidate."""

LIFT = 1e-15
"""Added to the diagonal, relative to the scale, so that donors in one place do not stop all other problems."""


@dataclass(frozen=True, slots=True, eq=False)
class Supports:
    """The donors in use in each problem: `donors`, `used` and `weights`, each of shape (problems, places).

    A place that is not `used` holds any donor and the weight 0.
    """

    donors: Integers
    used: Booleans
    weights: Floats

    @classmethod
    def of_one_donor(cls, donors: Integers, places: int) -> Supports:
        """Begin with all weight on one donor each, and room for `places` of them."""
        rows = np.zeros((len(donors), places), dtype=np.intp)
        rows[:, 0] = donors
        used = np.zeros(rows.shape, dtype=bool)
        used[:, 0] = True
        return cls(rows, used, used.astype(np.float64))

    def at(self, rows: Integers | Booleans) -> Supports:
        return Supports(self.donors[rows], self.used[rows], self.weights[rows])

    def put(self, rows: Integers | Booleans, other: Supports) -> None:
        for mine, theirs in zip(self._parts(), other._parts(), strict=True):
            mine[rows] = theirs

    def copy(self) -> Supports:
        return Supports(self.donors.copy(), self.used.copy(), self.weights.copy())

    def picked(self, values: Floats, of: Integers) -> Floats:
        """Return what the donors in use have of `values[of]`, shape (problems, places, n), without copying the rest."""
        picked: Floats = values[of[:, None], self.donors]
        picked *= self.used[:, :, None]
        return picked

    def mixed(self, picked: Floats) -> Floats:
        """Return the weighted sum over places of what `picked` gave."""
        mixed: Floats = (self.weights[:, None, :] @ picked)[:, 0, :]
        return mixed

    def _parts(self) -> tuple[Integers, Booleans, Floats]:
        return self.donors, self.used, self.weights


def nearest_of_many(points: Floats, begin: Supports) -> Supports:
    """Minimise ``‖Σ_j w_j points_j‖²`` on the simplex for each problem, from the supports that are given.

    Parameters
    ----------
    points : array of shape (problems, donors, coordinates)
    begin : Supports
        With the weights of any feasible point on them. Near the answer, few steps are left.
    """
    found = begin.copy()
    scales = scales_of(points)
    values = np.full(len(points), np.inf)
    live = np.arange(len(points))
    for _step in range(MAX_STEPS):
        if not len(live):
            break
        now = found.at(live)
        inside = _toward_minimisers(now, now.picked(points, live), scales[live])
        finished = np.zeros(len(live), dtype=bool)
        finished[inside] = _enter(now, inside, points, scales, values, live[inside])
        found.put(live, now)
        live = live[~finished]
    return found


def scales_of(points: Floats) -> Floats:
    """Return each problem's largest squared length; 1 where all points are the origin."""
    scales = (points**2).sum(axis=2).max(axis=1)
    scales[scales <= 0.0] = 1.0
    return np.asarray(scales)


def affine_systems(points: Floats, supports: Supports, scales: Floats, lift: float) -> Floats:
    """Return the definite matrices whose solutions for ones are, scaled, the minimisers over the affine hulls."""
    systems = points @ points.transpose(0, 2, 1)
    systems += scales[:, None, None] * (supports.used[:, :, None] & supports.used[:, None, :])
    places = np.arange(systems.shape[1])
    systems[:, places, places] += np.where(supports.used, lift * scales[:, None], 1.0)
    return systems


def _toward_minimisers(now: Supports, picked: Floats, scales: Floats) -> Integers:
    """Go to the minimiser over the donors in use, or as far as the simplex; return who got there."""
    used, weights = now.used, now.weights
    systems = affine_systems(picked, now, scales, LIFT)
    goals = np.linalg.solve(systems, used[:, :, None].astype(np.float64))[:, :, 0] * used
    goals /= goals.sum(axis=1, keepdims=True)
    outside = used & (goals <= 0.0)
    falls = np.where(outside, weights - goals, 1.0)
    steps = np.where(outside, weights / np.where(falls > 0.0, falls, 1.0), np.inf)
    leaving = steps.argmin(axis=1)
    short = outside.any(axis=1)
    weights += np.where(short, steps[np.arange(len(steps)), leaving], 1.0)[:, None] * (goals - weights)
    rows = np.flatnonzero(short)
    used[rows, leaving[rows]] = False
    weights[...] = np.where(used, np.maximum(weights, 0.0), 0.0)
    return np.flatnonzero(~short)


def _enter(
    now: Supports, rows: Integers, points: Floats, scales: Floats, values: Floats, problems: Integers
) -> Booleans:
    """Take in the donor with the steepest descent; return for which of `rows` there is none."""
    mine = now.at(rows)
    mixtures = mine.mixed(mine.picked(points, problems))
    value = (mixtures**2).sum(axis=1)
    slopes = (points[problems] @ mixtures[:, :, None])[:, :, 0]
    entering = slopes.argmin(axis=1)
    gaps = value - slopes[np.arange(len(rows)), entering]
    again = ((mine.donors == entering[:, None]) & mine.used).any(axis=1)
    done = (gaps <= TOLERANCE * scales[problems]) | (value >= values[problems]) | again | mine.used.all(axis=1)
    values[problems] = value
    going = rows[~done]
    free = (~now.used[going]).argmax(axis=1)
    now.donors[going, free] = entering[~done]
    now.used[going, free] = True
    now.weights[going, free] = 0.0
    return np.asarray(done)
