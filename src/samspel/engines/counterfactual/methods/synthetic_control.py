"""Synthetic control: the mixture of donors nearest to the unit before, exactly; all placebos share one Gram matrix.

A. Abadie, A. Diamond, J. Hainmueller (2010), Synthetic control methods for comparative case studies, JASA 105, 493–505,
doi:10.1198/jasa.2009.ap08746.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.counterfactuals import Counterfactual, Sought
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
    points = points_of(before[donors] - before[unit], ridge)
    values = nearest_on_simplex(distances_gram(gram, unit, donors, ridge)).values
    found = Weights(values, duality_gap(points, values))
    if found.gap <= PRECISE:
        return found
    values = nearest_of_points(points).values
    return min(found, Weights(values, duality_gap(points, values)), key=lambda one: one.gap)
