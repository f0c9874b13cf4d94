"""The published figures' own weights: a Frank–Wolfe search stopped where the authors' program stops.

Only for comparison with what is printed. The minimisers themselves are in `simplex` and `pivots`; the search below ends
at a step that gains little, which is before the minimum. Stop rules are those that the documentation and the figures of
Arkhangelsky et al. (2021, doi:10.1257/aer.20190159) imply: 100 steps from even weights, weights of at most a quarter of
the largest set to nothing, then steps until one gains less than ``(10⁻⁵σ̂)²``, at most 10,000.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FIRST_STEPS, STEPS = 100, 10_000
LEAST_GAIN = 1e-5
"""In noise levels; squared, it is a gain in mean squared misfit."""

SMALL = 0.25
"""Share of the largest weight at which weights are set to nothing between the two searches."""


def stopped_weights(points: Floats, target: Floats, *, ridge: float, noise: float) -> Floats:
    """Return weights near ``argmin ‖Σ_j w_j points_j − target‖²/n + ridge²‖w‖²`` on the simplex.

    Parameters
    ----------
    points : array of shape (weights, n)
    target : array of shape (n,)
    ridge : float
        ζ, in the outcome's unit.
    noise : float
        σ̂, in the outcome's unit.
    """
    gain = (LEAST_GAIN * noise) ** 2
    even = np.full(len(points), 1.0 / len(points))
    weights = _search(points, target, ridge, even, gain, FIRST_STEPS)
    weights = np.where(weights <= SMALL * weights.max(), 0.0, weights)
    return _search(points, target, ridge, weights / weights.sum(), gain, STEPS)


def _search(points: Floats, target: Floats, ridge: float, weights: Floats, gain: float, steps: int) -> Floats:
    eta, count = len(target) * ridge**2, len(target)
    residual = weights @ points - target
    previous = np.inf
    for step in range(steps):
        slope = points @ residual + eta * weights
        corner = int(slope.argmin())
        direction = -weights
        direction[corner] += 1.0
        change = points[corner] - target - residual
        curvature = float(change @ change + eta * (direction @ direction))
        if curvature > 0.0:
            length = min(1.0, max(0.0, -float(slope @ direction) / curvature))
            weights = weights + length * direction
            residual = weights @ points - target
        value = ridge**2 * float(weights @ weights) + float(residual @ residual) / count
        if step >= 1 and previous - value <= gain:
            break
        previous = value
    return weights
