"""One shape for every estimator's answer: the path that a unit would have taken, and what it was made of.

Each function takes a panel, the first column after and the (unit, donors) that are sought, the treated unit first and
its placebos after, and answers for all of them in that order; what they share is made once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.matching import match
from samspel.engines.counterfactual.methods.matrix_completion import complete
from samspel.engines.counterfactual.methods.ridge_augmented import augment
from samspel.engines.counterfactual.methods.sought import Integers, Known, Sought
from samspel.engines.counterfactual.methods.synthetic_difference_in_differences import Panel

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Counterfactual:
    """What a unit would have shown without the treatment.

    Attributes
    ----------
    path : array of shape (periods,)
        In the outcome's unit.
    weights : array of shape (donors,) or None
        Of donors; some may be negative if the estimator extrapolates. None: the estimator has none.
    period_weights : array of shape (periods before,) or None
        Of the periods that the level is taken from. None: the level is the donors' own.
    importance : array of shape (K,) or None
        Of predictors.
    penalty : float or None
        λ or ζ, where the estimator has one; the documentation of each says in what unit.
    gap : float
        The certificate: relative duality gap, 0 is optimal. `certificates` works it out again.
    """

    path: Floats
    weights: Floats | None
    period_weights: Floats | None = None
    importance: Floats | None = None
    penalty: float | None = None
    gap: float = 0.0


def by_difference_in_differences(outcomes: Floats, first_treated: int, sought: Sought) -> tuple[Counterfactual, ...]:
    """Follow the donors' plain mean, at the unit's own mean level before."""
    even = np.full(first_treated, 1.0 / first_treated)
    answers = []
    for unit, donors in sought:
        weights = np.full(len(donors), 1.0 / len(donors))
        answers.append(Counterfactual(_levelled(outcomes, unit, donors, weights, even), weights, even))
    return tuple(answers)


def by_synthetic_difference_in_differences(
    outcomes: Floats, first_treated: int, sought: Sought, known: Known | None = None
) -> tuple[Counterfactual, ...]:
    """Follow donors weighed to move alike, at the unit's level in periods weighed to be like those after."""
    return tuple(
        Counterfactual(one.path, one.units, one.periods, penalty=one.ridge, gap=one.gap)
        for one in Panel(outcomes, first_treated, sought).weigh(known)
    )


def by_ridge(
    outcomes: Floats, first_treated: int, sought: Sought, penalty: float | None = None
) -> tuple[Counterfactual, ...]:
    """Follow a synthetic control whose miss before is corrected by a ridge regression; each chooses its own penalty."""
    before = outcomes[:, :first_treated]
    answers = []
    for unit, donors in sought:
        found = augment(before[donors], before[unit], penalty)
        path = found.weights @ outcomes[donors]
        answers.append(Counterfactual(path, found.weights, penalty=found.penalty, gap=found.gap))
    return tuple(answers)


def by_covariates(
    outcomes: Floats, first_treated: int, sought: Sought, predictors: Floats, fitted: slice | None = None
) -> tuple[Counterfactual, ...]:
    """Follow donors that are like the unit in its predictors, which count as far as they foretell outcomes before.

    Parameters
    ----------
    predictors : array of shape (units, K)
    fitted : slice, optional
        Columns before the treatment by which predictors' weights are chosen; all of them if not given.
    """
    before = outcomes[:, :first_treated]
    found = match(before[:, fitted or slice(None)], predictors, sought)
    return tuple(
        Counterfactual(one.weights @ outcomes[donors], one.weights, importance=one.predictors, gap=one.gap)
        for (_unit, donors), one in zip(sought, found, strict=True)
    )


def by_completion(
    outcomes: Floats, first_treated: int, sought: Sought, penalty: float | None = None
) -> tuple[Counterfactual, ...]:
    """Complete the matrix of a unit and its donors; the penalty is chosen once, for the first that is sought."""
    answers: list[Counterfactual] = []
    for unit, donors in sought:
        block = outcomes[[unit, *donors]]
        observed = np.ones(block.shape, dtype=bool)
        observed[0, first_treated:] = False
        found = complete(block, observed, penalty)
        penalty = found.penalty
        answers.append(Counterfactual(found.outcomes[0], None, penalty=penalty, gap=found.gap))
    return tuple(answers)


def _levelled(outcomes: Floats, unit: int, donors: Integers, weights: Floats, periods: Floats) -> Floats:
    mixture = weights @ outcomes[donors]
    path: Floats = mixture + (outcomes[unit] - mixture)[: len(periods)] @ periods
    return path
