"""The one verb: from a problem to an estimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import Problem
from samspel.engines.counterfactual.result import Estimate, Fit
from samspel.engines.counterfactual.simplex import (
    Weights,
    distances_gram,
    duality_gap,
    is_unique,
    nearest_of_points,
    nearest_on_simplex,
    points_of,
    shared_gram,
)

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

EXACT = 1e-9
"""Share of the panel's spread under which a pre-fit is exact but for rounding; also the width of a tie."""


PRECISE = 1e-12
"""Duality gap that the shared Gram matrix may leave, a hundredth of what the checker lets pass."""


def estimate(problem: Problem, progress: Progress | None = None) -> Estimate:
    """Estimate the effect by synthetic control, with a placebo for every donor.

    ``min ‖y₁ − Y₀w‖² + ζ²‖w‖²`` over the pre-period, ``w ≥ 0``, ``Σw = 1``; the effect in period *t* is
    ``y₁ₜ − Σⱼ wⱼ yⱼₜ``. Weights are exact, so the same problem always gives the same figures.

    Parameters
    ----------
    problem : Problem
    progress : callable, optional
        Called with (fits done, fits in all).

    References
    ----------
    A. Abadie, A. Diamond, J. Hainmueller (2010), Synthetic control methods for comparative case studies,
    JASA 105, 493–505, doi:10.1198/jasa.2009.ap08746.
    """
    design = _Design.of(problem, problem.first_treated, len(problem.periods))
    total = 1 + len(problem.donors)
    treated = design.fit(problem.treated, problem.donors)
    placebos = []
    for done, row in enumerate(problem.donors, start=1):
        if progress is not None:
            progress(done, total)
        placebos.append(design.fit(row, _without(problem.donors, row)))
    if progress is not None:
        progress(total, total)
    return Estimate(
        treated=treated,
        placebos=tuple(placebos),
        p_value=_p_value(treated, placebos),
        pre_fit=treated.pre_rmspe / max(_usual_difference(problem), design.smallest),
        unique=is_unique(design.distances(problem.treated, problem.donors), treated.weights),
        difference_in_differences=_difference_in_differences(problem),
        leave_one_out=_leave_one_out(problem, design, treated),
        backdated=_backdated(problem),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """The panel with its one Gram matrix, and where the effect begins and ends."""

    outcomes: Floats
    gram: Floats
    first_treated: int
    ridge: float
    smallest: float

    @classmethod
    def of(cls, problem: Problem, first_treated: int, end: int) -> _Design:
        # Units that are neither treated nor donors may hold gaps and must not touch the centring.
        rows = [problem.treated, *problem.donors]
        outcomes = problem.outcomes[:, :end]
        gram = np.zeros((len(outcomes), len(outcomes)))
        gram[np.ix_(rows, rows)] = shared_gram(outcomes[rows, :first_treated])
        spread = float(np.ptp(outcomes[rows])) or 1.0
        return cls(outcomes, gram, first_treated, problem.ridge, EXACT * spread)

    def distances(self, unit: int, donors: tuple[int, ...]) -> Floats:
        return distances_gram(self.gram, unit, np.array(donors), self.ridge)

    def fit(self, unit: int, donors: tuple[int, ...]) -> Fit:
        return self._judged(unit, donors, self._weights(unit, donors))

    def _weights(self, unit: int, donors: tuple[int, ...]) -> Weights:
        """Weigh by the Gram matrix that all share, unless its rounding shows in the residuals: then by their own."""
        before = self.outcomes[:, : self.first_treated]
        points = points_of(before[list(donors)] - before[unit], self.ridge)
        values = nearest_on_simplex(self.distances(unit, donors)).values
        found = Weights(values, duality_gap(points, values))
        if found.gap <= PRECISE:
            return found
        values = nearest_of_points(points).values
        return min(found, Weights(values, duality_gap(points, values)), key=lambda one: one.gap)

    def _judged(self, unit: int, donors: tuple[int, ...], weights: Weights) -> Fit:
        path = weights.values @ self.outcomes[list(donors)]
        gap = self.outcomes[unit] - path
        pre = _root_mean_square(gap[: self.first_treated])
        post = _root_mean_square(gap[self.first_treated :])
        return Fit(
            unit=unit,
            donors=donors,
            weights=weights.values,
            path=path,
            gap=gap,
            pre_rmspe=pre,
            post_rmspe=post,
            effect=float(gap[self.first_treated :].mean()),
            ratio=post / max(pre, self.smallest),
            kkt_gap=weights.gap,
        )


def _leave_one_out(problem: Problem, design: _Design, treated: Fit) -> tuple[Fit, ...]:
    carrying = [row for row, weight in zip(treated.donors, treated.weights, strict=True) if weight > 0]
    return tuple(design.fit(problem.treated, _without(problem.donors, row)) for row in carrying)


def _backdated(problem: Problem) -> Fit | None:
    if problem.backdated is None:
        return None
    # The real treatment must not be seen: the panel ends where it starts.
    design = _Design.of(problem, problem.backdated, problem.first_treated)
    return design.fit(problem.treated, problem.donors)


def _p_value(treated: Fit, placebos: list[Fit]) -> float:
    # A tie counts against the claim, and rounding must not break one.
    as_unusual = sum(fit.ratio >= treated.ratio * (1 - EXACT) for fit in placebos)
    return (1 + as_unusual) / (1 + len(placebos))


def _usual_difference(problem: Problem) -> float:
    before = problem.outcomes[list(problem.donors), : problem.first_treated]
    return float(np.sqrt(before.var(axis=0).mean()))


def _difference_in_differences(problem: Problem) -> float:
    gap = problem.outcomes[problem.treated] - problem.outcomes[list(problem.donors)].mean(axis=0)
    return float(gap[problem.first_treated :].mean() - gap[: problem.first_treated].mean())


def _root_mean_square(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _without(donors: tuple[int, ...], row: int) -> tuple[int, ...]:
    return tuple(donor for donor in donors if donor != row)
