"""Verify an estimate from the panel alone: nothing here is shared with the solver but the problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual import certificates
from samspel.engines.counterfactual.problem import Method, Problem
from samspel.engines.counterfactual.result import Estimate, Fit

Floats = NDArray[np.float64]

KKT_TOLERANCE = 1e-10
"""Largest duality gap of optimal weights, relative to the largest squared distance to a donor."""

FIGURE_TOLERANCE = 1e-8
"""Largest relative difference between a reported figure and the same figure worked out again."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One figure that does not hold: `unit` names whose fit, `figure` what, with both values."""

    unit: str
    figure: str
    reported: float
    recomputed: float

    def __str__(self) -> str:
        return f"{self.unit}: {self.figure} is reported as {self.reported:g} but comes out as {self.recomputed:g}."


def check(problem: Problem, estimate: Estimate) -> tuple[Violation, ...]:
    """Return everything in `estimate` that is not so; empty if all holds.

    Optimality is shown by the duality gap of the residuals themselves, not of a Gram matrix:
    weights are optimal when no donor lies further along the residual than the synthetic unit does.
    """
    violations = list(_of_fit(problem, estimate.treated))
    for fit in estimate.placebos:
        violations += _of_fit(problem, fit)
    ratios = np.array([fit.ratio for fit in estimate.placebos])
    rank = 1 + np.count_nonzero(ratios >= estimate.treated.ratio * (1 - 1e-9))
    violations += _compare("the treated unit", "p", estimate.p_value, rank / (1 + len(ratios)))
    placebo_units = tuple(fit.unit for fit in estimate.placebos)
    if placebo_units != problem.donors:
        violations.append(Violation("the donors", "number of placebos", len(placebo_units), len(problem.donors)))
    return tuple(violations)


def _of_fit(problem: Problem, fit: Fit) -> Iterator[Violation]:
    name = problem.units[fit.unit]
    observed, donors = problem.outcomes[fit.unit], problem.outcomes[list(fit.donors)]
    cut = problem.first_treated
    path = _path(fit, observed, donors)
    gap = observed - path
    spread = float(np.abs(problem.outcomes[[fit.unit, *fit.donors]]).max()) or 1.0
    if len(fit.weights):
        yield from _compare(name, "sum of weights", float(fit.weights.sum()), 1.0)
    if problem.method is not Method.RIDGE_AUGMENTED:
        yield from _compare(name, "smallest weight", min(float(fit.weights.min(initial=0.0)), 0.0), 0.0)
    yield from _compare(name, "path", float(np.abs(fit.path - path).max()), 0.0, spread)
    yield from _compare(name, "gap", float(np.abs(fit.gap - gap).max()), 0.0, spread)
    yield from _compare(name, "effect", fit.effect, float(np.mean(gap[cut:])), spread)
    yield from _compare(name, "RMSPE before", fit.pre_rmspe, float(np.sqrt(np.mean(gap[:cut] ** 2))), spread)
    yield from _compare(name, "RMSPE after", fit.post_rmspe, float(np.sqrt(np.mean(gap[cut:] ** 2))), spread)
    optimality = kkt_gap(problem, fit)
    if optimality > KKT_TOLERANCE:
        yield Violation(name, "optimality gap", fit.kkt_gap, optimality)


def _path(fit: Fit, observed: Floats, donors: Floats) -> Floats:
    """Mix the donors again, at the unit's level in the weighted periods; a path without weights is taken as it is."""
    if not len(fit.weights):
        return fit.path
    mixture: Floats = fit.weights @ donors
    if fit.period_weights is not None:
        mixture = mixture + (observed - mixture)[: len(fit.period_weights)] @ fit.period_weights
    return mixture


def kkt_gap(problem: Problem, fit: Fit) -> float:
    """Return how far the weights are from the optimum of the method's own problem, from the panel; 0 is optimal.

    A completed matrix is not kept, so of it the gap that was reported is returned; its own test works it out again.
    """
    cut, donors = problem.first_treated, np.array(fit.donors)
    before, target = problem.outcomes[donors, :cut], problem.outcomes[fit.unit, :cut]
    match problem.method:
        case Method.SYNTHETIC_CONTROL:
            return certificates.gap_on_simplex(before, target, fit.weights, problem.ridge)
        case Method.RIDGE_AUGMENTED:
            return certificates.gap_of_augmented(before, target, fit.weights, fit.penalty or 0.0)
        case Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES if fit.period_weights is not None:
            return certificates.gap_of_doubly_weighted(
                problem.outcomes, fit.unit, donors, cut, fit.weights, fit.period_weights
            )
        case Method.WITH_COVARIATES if problem.covariates is not None and fit.importance is not None:
            return certificates.gap_of_matched(problem.covariates, fit.unit, donors, fit.weights, fit.importance)
        case Method.DIFFERENCE_IN_DIFFERENCES:
            return float(np.abs(fit.weights - 1.0 / len(donors)).max())
    return fit.kkt_gap


def _compare(unit: str, figure: str, reported: float, recomputed: float, scale: float = 1.0) -> Iterator[Violation]:
    if not abs(reported - recomputed) <= FIGURE_TOLERANCE * scale:
        yield Violation(unit, figure, reported, recomputed)
