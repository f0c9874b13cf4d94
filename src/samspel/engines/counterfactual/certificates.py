"""How far from optimal an estimator's weights are, worked out again from the panel alone.

Nothing here is shared with the estimators in `methods`: each certificate is the textbook's own condition for a minimum,
on the data as they are, and 0 is optimal. `check` lets at most its tolerance pass. Infinity means that weights are not
even feasible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

ROUNDING = 1e-8
"""How far a sum may be from 1, or a weight below 0, by rounding."""


def gap_on_simplex(points: Floats, target: Floats, weights: Floats, ridge: float = 0.0) -> float:
    """Return the duality gap of ``min ‖Σ_j w_j points_j − target‖² + ridge²‖w‖²``, over the largest squared distance.

    Parameters
    ----------
    points : array of shape (weights, n)
    target : array of shape (n,)
    """
    if weights.min() < -ROUNDING or abs(weights.sum() - 1.0) > ROUNDING:
        return float("inf")
    differences = points - target
    slope = differences @ (weights @ differences) + ridge**2 * weights
    scale = float(np.square(differences).sum(axis=1).max()) + ridge**2
    return max(float(weights @ slope - slope.min()) / scale, 0.0) if scale > 0.0 else 0.0


def gap_of_doubly_weighted(
    outcomes: Floats, unit: int, donors: Integers, first_treated: int, units: Floats, periods: Floats
) -> float:
    """Return the larger gap of both sets of weights of synthetic difference in differences, ζ worked out again."""
    before = outcomes[donors, :first_treated]
    own = outcomes[unit, :first_treated]
    noise = float(np.std(before[:, 1:] - before[:, :-1], ddof=1))
    after = outcomes.shape[1] - first_treated
    alike = gap_on_simplex(
        before - before.mean(axis=1, keepdims=True),
        own - own.mean(),
        units,
        ridge=after**0.25 * noise * first_treated**0.5,
    )
    later = outcomes[donors, first_treated:].mean(axis=1)
    like_after = gap_on_simplex(
        (before - before.mean(axis=0)).T, later - later.mean(), periods, ridge=1e-6 * noise * len(donors) ** 0.5
    )
    return max(alike, like_after)


def gap_of_augmented(before: Floats, target: Floats, weights: Floats, penalty: float) -> float:
    """Return the gap of ridge-augmented weights.

    They minimise ``‖x₁ − X₀'w‖² + λ‖w − γ‖²``, so ``γ = w − X₀(x₁ − X₀'w)/λ`` must be the synthetic control's weights.
    """
    mean = before.mean(axis=0)
    missed = (target - mean) - weights @ (before - mean)
    synthetic = weights - (before - mean) @ missed / penalty if penalty > 0.0 else weights
    return gap_on_simplex(before, target, synthetic)


def gap_of_matched(predictors: Floats, unit: int, donors: Integers, weights: Floats, importance: Floats) -> float:
    """Return the gap of weights from covariates, given the predictors' weights."""
    spread = predictors[np.append(donors, unit)].std(axis=0, ddof=1)
    scaled = predictors * np.sqrt(importance) / np.where(spread > 0.0, spread, 1.0)
    return gap_on_simplex(scaled[donors], scaled[unit], weights)


def gap_of_completion(
    outcomes: Floats, observed: Booleans, completed: Floats, low_rank: Floats, penalty: float
) -> float:
    """Return how far a completed matrix is from its optimality conditions, over the size of what is to be explained.

    What is left in observed cells has no sum in any unit or period, no singular value above λ, and as large a product
    with L as λ times L's singular values; what is not L is a unit's effect plus a period's.
    """
    effects = completed - low_rank
    additive = effects - effects.mean(axis=1, keepdims=True) - effects.mean(axis=0) + effects.mean()
    left = np.where(observed, outcomes - completed, 0.0)
    seen = np.where(observed, outcomes, 0.0)
    size = float(np.abs(seen[observed] - seen[observed].mean()).max()) or 1.0
    sums = max(float(np.abs(left.sum(axis=axis)).max()) for axis in (0, 1))
    if max(sums, float(np.abs(additive).max())) > 1e-6 * size:
        return float("inf")
    norm = float(np.linalg.norm(left, 2)) if left.any() else 0.0
    feasible = left * min(1.0, penalty / norm) if norm > 0.0 else left
    primal = 0.5 * float((left**2).sum()) + penalty * float(np.linalg.svd(low_rank, compute_uv=False).sum())
    # Sums of `feasible` are nothing, so effects may be taken off before the product, where fewer digits are lost.
    dual = float((feasible * (seen - np.where(observed, effects, 0.0))).sum()) - 0.5 * float((feasible**2).sum())
    return max(primal - dual, 0.0) / (size**2 * float(observed.sum()))
