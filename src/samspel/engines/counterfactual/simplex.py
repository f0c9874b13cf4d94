"""Least squares on the simplex, exactly.

The weights of a synthetic control are the point of a polytope nearest to the treated unit. Wolfe's active-set
method finds it in finitely many steps: minimise over the affine hull of the donors in use, walk back to the
simplex where a weight would turn negative, take in the donor with the steepest descent, stop when there is none.
"""

from __future__ import annotations

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
    diagonal = distances.diagonal()
    scale = float(diagonal.max())
    used = [int(diagonal.argmin())]
    weights = np.ones(1)
    if scale <= 0.0:
        return Weights(_spread(used, weights, len(distances)), 0.0)
    value = np.inf
    while True:
        slope = distances[:, used] @ weights
        previous, value = value, float(weights @ slope[used])
        entering = int(slope.argmin())
        gap = (value - float(slope[entering])) / scale
        if gap <= TOLERANCE or entering in used or value >= previous:
            return Weights(_spread(used, weights, len(distances)), max(gap, 0.0))
        used, weights = _descend(distances, [*used, entering], np.append(weights, 0.0), scale)


def _descend(distances: Floats, used: list[int], weights: Floats, scale: float) -> tuple[list[int], Floats]:
    """Minimise over the affine hull of `used`, dropping donors until the minimiser lies inside the simplex."""
    while True:
        goal = _affine_minimiser(distances[np.ix_(used, used)], scale)
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
