"""Ridge-augmented synthetic control: what the mixture misses before is corrected by a regression that is held back.

E. Ben-Michael, A. Feller, J. Rothstein (2021), The augmented synthetic control method, Journal of the American
Statistical Association 116, 1789–1803, doi:10.1080/01621459.2021.1929245.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.simplex import duality_gap, nearest_of_points, nearest_on_simplex

Floats = NDArray[np.float64]

PENALTIES = 21
"""Penalties tried, evenly in logarithms, as in the authors' program."""

SMALLEST = 1e-8
"""The smallest penalty tried over the largest, which is the largest squared singular value."""


@dataclass(frozen=True, slots=True, eq=False)
class Augmented:
    """Weights with their correction.

    Attributes
    ----------
    weights : array of shape (donors,)
        Sum 1; some may be negative, and then the donors are extrapolated.
    synthetic : array of shape (donors,)
        The synthetic control's weights, not negative, sum 1.
    penalty : float
        λ, in the outcome's unit squared. The larger, the nearer to the synthetic control.
    gap : float
        Relative duality gap of the synthetic control's weights.
    """

    weights: Floats
    synthetic: Floats
    penalty: float
    gap: float


def augment(before: Floats, target: Floats, penalty: float | None = None) -> Augmented:
    """Return the ridge-augmented weights of a unit.

    With x₁ and X₀ centred by the donors' means of each period and γ the synthetic control's weights,

        w = γ + X₀ (X₀'X₀ + λI)⁻¹ (x₁ − X₀'γ) = argmin ‖x₁ − X₀'w‖² + λ‖w − γ‖²,     Σw = 1.

    Parameters
    ----------
    before : array of shape (donors, periods before)
    target : array of shape (periods before,)
        The unit's own outcomes.
    penalty : float, optional
        λ > 0. None: chosen by leaving out one period at a time, the largest whose error is within one standard error
        of the least, as in the authors' program.
    """
    mean = before.mean(axis=0)
    centred, wanted = before - mean, target - mean
    points = before - target
    synthetic = nearest_of_points(points).values
    values, vectors = np.linalg.eigh(centred @ centred.T)
    values = np.maximum(values, 0.0)
    if penalty is None:
        penalty = _chosen(centred, wanted, values, vectors)
    missed = vectors.T @ (centred @ (wanted - synthetic @ centred))
    shrunk = np.divide(missed, values + penalty, out=np.zeros_like(missed), where=values + penalty > 0.0)
    correction = vectors @ shrunk
    # It sums to nothing but for rounding, which a high level of outcomes would magnify.
    weights = synthetic + (correction - correction.mean())
    return Augmented(weights, synthetic, float(penalty), duality_gap(points, synthetic))


def _chosen(centred: Floats, wanted: Floats, values: Floats, vectors: Floats) -> float:
    """Choose λ by the error in each period when it is left out."""
    penalties = float(values[-1]) * SMALLEST ** (np.arange(PENALTIES) / (PENALTIES - 1))
    if penalties[0] <= 0.0:
        return 0.0
    errors = _errors_left_out(centred, wanted, values, vectors, penalties) ** 2
    mean = errors.mean(axis=0)
    spread = errors.std(axis=0, ddof=1) / np.sqrt(len(errors))
    best = int(mean.argmin())
    # The penalties fall: the first that is good enough is the largest.
    return float(penalties[int(np.argmax(mean <= mean[best] + spread[best]))])


def _errors_left_out(centred: Floats, wanted: Floats, values: Floats, vectors: Floats, penalties: Floats) -> Floats:
    """Return each period's error when it is left out, shape (periods, penalties).

    Leaving out a period takes one product off the donors' Gram matrix, whose eigenvectors therefore serve all periods
    and penalties: ``(K + λ − xx')⁻¹z = Mz + Mx (x'Mz)/(1 − x'Mx)`` with ``M = (K + λ)⁻¹``.
    """
    differences = centred - wanted
    distances = differences @ differences.T
    errors = np.empty((centred.shape[1], len(penalties)))
    for period in range(centred.shape[1]):
        out = differences[:, period]
        synthetic = nearest_on_simplex(distances - np.outer(out, out)).values
        residual = wanted - synthetic @ centred
        left = residual[period]
        residual[period] = 0.0
        x, z = vectors.T @ centred[:, period], vectors.T @ (centred @ residual)
        shrink = 1.0 / (values[:, None] + penalties)
        crossed, own = (x * z) @ shrink, (x**2) @ shrink
        errors[period] = left - crossed - own * crossed / (1.0 - own)
    return errors
