"""Least squares on the simplex, exactly.

The weights of a synthetic control are the point of a polytope nearest to the treated unit. Wolfe's active-set
method finds it in finitely many steps: minimise over the affine hull of the donors in use, walk back to the
simplex where a weight would turn negative, take in the donor with the steepest descent, stop when there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE = 64 * float(np.finfo(np.float64).eps)
"""Relative duality gap at which rounding, not the choice of donors, is all that is left."""


class Weights(NamedTuple):
    """A minimiser: ``values`` of shape (donors,) and its duality gap relative to the scale of the problem."""

    values: Floats
    gap: float


def shared_gram(outcomes: Floats) -> Floats:
    """Return the Gram matrix of the units, shape (units, units), from outcomes of shape (units, periods).

    Each period's mean is taken off first. Weights that sum to 1 do not notice, and the products lose fewer digits.
    """
    centred = outcomes - outcomes.mean(axis=0)
    product: Floats = centred @ centred.T
    return product


def distances_gram(gram: Floats, unit: int, donors: NDArray[np.intp], ridge: float) -> Floats:
    """Return the Gram matrix of the differences donor − unit, plus ζ² on its diagonal, shape (donors, donors).

    All placebos take theirs from the one `gram`; nothing is multiplied again.
    """
    toward = gram[donors, unit]
    distances: Floats = gram[np.ix_(donors, donors)] - toward[:, None] - toward[None, :] + gram[unit, unit]
    distances.flat[:: len(donors) + 1] += ridge**2
    return distances


def points_of(differences: Floats, ridge: float) -> Floats:
    """Return the differences donor − unit, shape (donors, periods), with ζ as a coordinate of its own for each donor.

    Their Gram matrix is that of `distances_gram`.
    """
    if not ridge:
        return differences
    points: Floats = np.hstack([differences, ridge * np.eye(len(differences))])
    return points


def duality_gap(points: Floats, weights: Floats) -> float:
    """Return how far weights are from optimal, over the largest squared distance to a donor; 0 is optimal."""
    slope = points @ (weights @ points)
    scale = float(_squared_lengths(points).max())
    return max(float(weights @ slope - slope.min()) / scale, 0.0) if scale > 0.0 else 0.0


def nearest_on_simplex(distances: Floats) -> Weights:
    """Minimise ``w' A w`` subject to ``w ≥ 0``, ``Σ w = 1``.

    With ``A`` from `distances_gram` this is ``min ‖y₁ − Y₀w‖² + ζ²‖w‖²``.

    Parameters
    ----------
    distances : array of shape (donors, donors)
        Symmetric and positive semidefinite.

    Notes
    -----
    P. Wolfe (1976), Finding the nearest point in a polytope, Mathematical Programming 11, 128–149,
    doi:10.1007/BF01580381. A donor enters only if it lowers the value, so the donors in use stay affinely
    independent and every system solved is positive definite.
    """
    scale = float(distances.diagonal().max())
    return _search(
        distances.diagonal(),
        slope=lambda used, weights: distances[:, used] @ weights,
        minimise=lambda used: _affine_minimiser(distances[np.ix_(used, used)], scale),
    )


def nearest_of_points(points: Floats) -> Weights:
    """Do the same from points that `points_of` gives, shape (donors, coordinates).

    Dearer, but no digit is lost to squares where donors are almost alike beside others that lie far away.
    """
    return _search(
        _squared_lengths(points),
        slope=lambda used, weights: points @ (weights @ points[used]),
        minimise=lambda used: _affine_minimiser_of_points(points[used]),
    )


def _search(
    diagonal: Floats, *, slope: Callable[[list[int], Floats], Floats], minimise: Callable[[list[int]], Floats]
) -> Weights:
    """Take in donors while one lowers the value. `diagonal` holds the squared distances to the donors."""
    scale = float(diagonal.max())
    used = [int(diagonal.argmin())]
    weights = np.ones(1)
    if scale <= 0.0:
        return Weights(_spread(used, weights, len(diagonal)), 0.0)
    value = np.inf
    while True:
        slopes = slope(used, weights)
        previous, value = value, float(weights @ slopes[used])
        entering = int(slopes.argmin())
        gap = (value - float(slopes[entering])) / scale
        if gap <= TOLERANCE or entering in used or value >= previous:
            return Weights(_spread(used, weights, len(diagonal)), max(gap, 0.0))
        used, weights = _descend(minimise, [*used, entering], np.append(weights, 0.0))


def _descend(minimise: Callable[[list[int]], Floats], used: list[int], weights: Floats) -> tuple[list[int], Floats]:
    """Minimise over the affine hull of `used`, dropping donors until the minimiser lies inside the simplex."""
    while True:
        goal = minimise(used)
        outside = goal <= 0.0
        if not outside.any():
            return used, goal
        steps = np.full(len(used), np.inf)
        steps[outside] = weights[outside] / (weights[outside] - goal[outside])
        leaving = int(steps.argmin())
        weights = weights + steps[leaving] * (goal - weights)
        weights[leaving] = 0.0
        kept = weights > 0.0
        used = [donor for donor, keep in zip(used, kept, strict=True) if keep]
        weights = weights[kept] / weights[kept].sum()


def _affine_minimiser(distances: Floats, scale: float) -> Floats:
    """Minimise ``x' A x`` subject to ``Σ x = 1`` alone; adding ``scale`` everywhere makes A definite."""
    ones = np.ones(len(distances))
    try:
        direction = np.linalg.solve(distances + scale, ones)
    except np.linalg.LinAlgError:
        direction = np.linalg.lstsq(distances + scale, ones)[0]
    minimiser: Floats = direction / direction.sum()
    return minimiser


def _affine_minimiser_of_points(points: Floats) -> Floats:
    """Minimise ``‖x' P‖`` subject to ``Σ x = 1`` alone, by the steps from the first point to the others."""
    steps = np.linalg.lstsq((points[1:] - points[0]).T, -points[0])[0]
    minimiser: Floats = np.concatenate([[1.0 - steps.sum()], steps])
    return minimiser


def _squared_lengths(points: Floats) -> Floats:
    lengths: Floats = np.einsum("ij,ij->i", points, points)
    return lengths


def _spread(used: list[int], weights: Floats, length: int) -> Floats:
    full = np.zeros(length)
    full[used] = weights
    return full


def is_unique(distances: Floats, weights: Floats) -> bool:
    """Tell whether no other weights are as good: the donors that could still carry weight are independent."""
    scale = float(distances.diagonal().max())
    if scale <= 0.0:
        return len(weights) == 1
    slope = distances @ weights
    candidates = np.flatnonzero(slope - slope.min() <= 1e-9 * scale)
    system = distances[np.ix_(candidates, candidates)] / scale + 1.0
    return bool(np.linalg.matrix_rank(system, tol=1e-11, hermitian=True) == len(candidates))
