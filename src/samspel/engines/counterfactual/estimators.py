"""Each method's way from a panel to paths, and what is asked of a path: one place for all methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.counterfactuals import (
    Counterfactual,
    by_completion,
    by_covariates,
    by_difference_in_differences,
    by_ridge,
    by_synthetic_difference_in_differences,
)
from samspel.engines.counterfactual.methods.sought import Known, Sought
from samspel.engines.counterfactual.methods.synthetic_control import by_synthetic_control
from samspel.engines.counterfactual.problem import Method, Problem
from samspel.engines.counterfactual.result import Fit

Floats = NDArray[np.float64]
Wanted = Sequence[tuple[int, tuple[int, ...]]]
"""Units, each with the donors it may have."""

EXACT = 1e-9
"""Share of the panel's spread under which a pre-fit is exact but for rounding; also the width of a tie."""


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A panel, where the effect begins, and how what would have happened is worked out."""

    problem: Problem
    outcomes: Floats
    first_treated: int
    smallest: float
    known: Known

    @classmethod
    def of(cls, problem: Problem, first_treated: int, end: int, known: Known | None = None, begin: int = 0) -> Design:
        """Take a problem as if the effect began at one column, and the panel began and ended at others.

        Designs that share `known` begin each other's searches; what they find is the same without.
        """
        outcomes = problem.outcomes[:, begin:end]
        spread = float(np.ptp(outcomes[[problem.treated, *problem.donors]])) or 1.0
        return cls(problem, outcomes, first_treated - begin, EXACT * spread, {} if known is None else known)

    def fit(self, wanted: Wanted) -> tuple[Fit, ...]:
        """Return the fit of each unit with its donors."""
        sought = [(unit, np.array(donors, dtype=np.intp)) for unit, donors in wanted]
        found = self.follow(sought)
        return tuple(self._judged(unit, donors, one) for (unit, donors), one in zip(wanted, found, strict=True))

    def follow(self, sought: Sought) -> tuple[Counterfactual, ...]:
        """Return the path of each unit by the problem's method."""
        problem, panel = self.problem, (self.outcomes, self.first_treated, sought)
        match problem.method:
            case Method.DIFFERENCE_IN_DIFFERENCES:
                return by_difference_in_differences(*panel)
            case Method.SYNTHETIC_CONTROL:
                return by_synthetic_control(*panel, problem.ridge, self.known)
            case Method.WITH_COVARIATES:
                assert problem.covariates is not None  # noqa: S101 - the problem refuses to be without
                return by_covariates(*panel, problem.covariates)
            case Method.RIDGE_AUGMENTED:
                return by_ridge(*panel)
            case Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES:
                return by_synthetic_difference_in_differences(*panel, self.known)
            case Method.MATRIX_COMPLETION:
                return by_completion(*panel)

    def _judged(self, unit: int, donors: tuple[int, ...], found: Counterfactual) -> Fit:
        gap = self.outcomes[unit] - found.path
        pre = root_mean_square(gap[: self.first_treated])
        post = root_mean_square(gap[self.first_treated :])
        return Fit(
            unit=unit,
            donors=donors,
            weights=np.zeros(0) if found.weights is None else found.weights,
            path=found.path,
            gap=gap,
            pre_rmspe=pre,
            post_rmspe=post,
            effect=float(gap[self.first_treated :].mean()),
            ratio=post / max(pre, self.smallest),
            kkt_gap=found.gap,
            period_weights=found.period_weights,
            importance=found.importance,
            penalty=found.penalty,
        )


def root_mean_square(values: Floats) -> float:
    """Return the root of the mean of squares, in the values' own unit."""
    return float(np.sqrt(np.mean(values**2)))
