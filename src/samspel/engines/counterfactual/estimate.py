"""The one verb: from a problem to an estimate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimators import EXACT, Design
from samspel.engines.counterfactual.methods.synthetic_control import gram_of
from samspel.engines.counterfactual.problem import Method, Problem
from samspel.engines.counterfactual.result import Estimate, Fit
from samspel.engines.counterfactual.simplex import distances_gram, is_unique

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

AT_ONCE = 256
"""Units fitted between two calls of `progress`; what they share is made once for so many."""

MOST_LEFT_OUT = 20
"""Where nearly all donors carry weight, so many of those that carry most are left out, one at a time."""


def estimate(problem: Problem, progress: Progress | None = None) -> Estimate:
    """Estimate the effect by the problem's method, with a placebo for every donor.

    The effect in period *t* is what was observed less the path that `methods` gives, such as ``y₁ₜ − Σⱼ wⱼ yⱼₜ``.
    All are exact and draw nothing by lot, so the same problem always gives the same figures.

    Parameters
    ----------
    problem : Problem
    progress : callable, optional
        Called with (fits done, fits in all).

    References
    ----------
    A. Abadie, A. Diamond, J. Hainmueller (2010), Synthetic control methods for comparative case studies,
    JASA 105, 493–505, doi:10.1198/jasa.2009.ap08746; of the other methods in `methods`.
    """
    tell = progress or _nobody
    design = Design.of(problem, problem.first_treated, len(problem.periods))
    wanted = [(problem.treated, problem.donors), *((row, without(problem.donors, row)) for row in problem.donors)]
    fits: list[Fit] = []
    for first in range(0, len(wanted), AT_ONCE):
        tell(first, len(wanted))
        fits += design.fit(wanted[first : first + AT_ONCE])
    tell(len(wanted), len(wanted))
    treated, placebos = fits[0], fits[1:]
    return Estimate(
        treated=treated,
        placebos=tuple(placebos),
        p_value=_p_value(treated, placebos),
        pre_fit=treated.pre_rmspe / max(usual_difference(problem), design.smallest),
        unique=_is_unique(problem, treated),
        difference_in_differences=_difference_in_differences(problem),
        leave_one_out=_leave_one_out(problem, design, treated),
        backdated=_backdated(problem),
    )


def _nobody(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def _is_unique(problem: Problem, treated: Fit) -> bool:
    donors, before = np.array(problem.donors), problem.outcomes[:, : problem.first_treated]
    if problem.method is Method.WITH_COVARIATES:
        assert problem.covariates is not None and treated.importance is not None  # noqa: S101, PT018
        spread = problem.covariates[[problem.treated, *donors]].std(axis=0, ddof=1)
        before = problem.covariates * np.sqrt(treated.importance) / np.where(spread > 0.0, spread, 1.0)
    elif problem.method is not Method.SYNTHETIC_CONTROL:
        return True
    gram = gram_of(before, [(problem.treated, donors)])
    return is_unique(distances_gram(gram, problem.treated, donors, problem.ridge), treated.weights)


def _leave_one_out(problem: Problem, design: Design, treated: Fit) -> tuple[Fit, ...]:
    weights = np.abs(treated.weights) if len(treated.weights) else np.ones(len(treated.donors))
    carrying = np.flatnonzero(weights)
    if len(carrying) > max(MOST_LEFT_OUT, len(weights) // 2):
        carrying = np.sort(np.argsort(-weights, kind="stable")[:MOST_LEFT_OUT])
    return design.fit([(problem.treated, without(problem.donors, problem.donors[at])) for at in carrying.tolist()])


def _backdated(problem: Problem) -> Fit | None:
    if problem.backdated is None:
        return None
    # The real treatment must not be seen: the panel ends where it starts.
    design = Design.of(problem, problem.backdated, problem.first_treated)
    return design.fit([(problem.treated, problem.donors)])[0]


def _p_value(treated: Fit, placebos: list[Fit]) -> float:
    # A tie counts against the claim, and rounding must not break one.
    as_unusual = sum(fit.ratio >= treated.ratio * (1 - EXACT) for fit in placebos)
    return (1 + as_unusual) / (1 + len(placebos))


def usual_difference(problem: Problem) -> float:
    """Return how far units usually are from each other before, in the outcome's unit."""
    before = problem.outcomes[list(problem.donors), : problem.first_treated]
    return float(np.sqrt(before.var(axis=0).mean()))


def _difference_in_differences(problem: Problem) -> float:
    gap = problem.outcomes[problem.treated] - problem.outcomes[list(problem.donors)].mean(axis=0)
    return float(gap[problem.first_treated :].mean() - gap[: problem.first_treated].mean())


def without(donors: tuple[int, ...], row: int) -> tuple[int, ...]:
    """Return the donors but for one."""
    return tuple(donor for donor in donors if donor != row)
