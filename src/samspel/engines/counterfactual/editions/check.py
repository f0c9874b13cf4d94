"""Verify estimates over editions and cohorts from the panel alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samspel.engines.counterfactual.check import Violation
from samspel.engines.counterfactual.editions.repeated import RepeatedEstimate
from samspel.engines.counterfactual.editions.repeated_problem import RepeatedProblem
from samspel.engines.counterfactual.editions.staggered import StaggeredEstimate
from samspel.engines.counterfactual.editions.staggered_problem import StaggeredProblem

TOLERANCE = 1e-8


def check_repeated(problem: RepeatedProblem, estimate: RepeatedEstimate) -> tuple[Violation, ...]:
    """Return every figure that does not follow from the weights, and weights that are no mixture."""
    return tuple(_of_repeated(problem, estimate))


def _of_repeated(problem: RepeatedProblem, estimate: RepeatedEstimate) -> Iterator[Violation]:
    name, scale = problem.units[problem.treated], float(np.abs(problem.outcomes).max()) or 1.0
    yield from _compare(name, "sum of weights", float(estimate.weights.sum()), 1.0)
    yield from _compare(name, "smallest weight", min(float(estimate.weights.min()), 0.0), 0.0)
    outcomes = problem.adjusted
    gap = outcomes[problem.treated] - estimate.weights @ outcomes[list(problem.donors)]
    effects = []
    for (begin, end), edition in zip(problem.windows, estimate.editions, strict=True):
        near = {t for a, b in problem.windows for t in range(a - problem.washout, b + problem.washout)}
        before = [t for t in range(begin - problem.washout) if t not in near][-problem.history :]
        effects.append(float(np.mean(gap[begin:end]) - np.mean(gap[before])))
        yield from _compare(problem.periods[begin], "effect", edition.effect, effects[-1], scale)
    yield from _compare(name, "mean", estimate.mean, float(np.mean(effects)), scale)
    for figure, reported, placebos in (
        ("p by weeks", estimate.p_weeks, estimate.placebo_means),
        ("p by units", estimate.p_units, estimate.unit_means),
    ):
        rank = 1 + int((np.abs(placebos) >= abs(estimate.mean) * (1 - 1e-9)).sum())
        yield from _compare(name, figure, reported, rank / (1 + len(placebos)))
    if len(estimate.unit_means) != len(problem.donors):
        yield Violation(name, "number of placebos", len(estimate.unit_means), len(problem.donors))


def check_staggered(problem: StaggeredProblem, estimate: StaggeredEstimate) -> tuple[Violation, ...]:
    """Return every forbidden comparison, and with differences every figure that comes out otherwise."""
    return tuple(_of_staggered(problem, estimate))


def _of_staggered(problem: StaggeredProblem, estimate: StaggeredEstimate) -> Iterator[Violation]:
    scale = float(np.abs(problem.outcomes).max()) or 1.0
    for one in estimate.group_times:
        base = one.cohort - 1 - problem.anticipation
        for row in one.donors:
            start = problem.starts[row]
            if start == one.cohort or (start is not None and start - problem.anticipation <= max(one.period, base)):
                yield Violation(problem.units[row], "donor though treated", one.period, start)
        if any(problem.starts[row] != one.cohort for row in one.treated):
            yield Violation(problem.periods[one.cohort], "cohort", len(one.treated), problem.starts.count(one.cohort))
        if problem.method == "difference":
            change = problem.outcomes[:, one.period] - problem.outcomes[:, base]
            value = float(np.mean(change[list(one.treated)]) - np.mean(change[list(one.donors)]))
            yield from _compare(problem.periods[one.period], "effect", one.effect, value, scale)
    cohorts = {one.key: one for one in estimate.by_cohort}
    for key, cohort in cohorts.items():
        own = [one.effect for one in estimate.group_times if one.cohort == key and one.period >= key]
        yield from _compare(problem.periods[key], "effect of the cohort", cohort.effect, float(np.mean(own)), scale)
    sizes = np.array([problem.starts.count(key) for key in cohorts])
    value = float(sizes @ np.array([one.effect for one in cohorts.values()]) / sizes.sum())
    yield from _compare("all", "overall effect", estimate.overall.effect, value, scale)
    alike = int((np.abs(estimate.dealt) >= abs(estimate.overall.effect) * (1 - 1e-9)).sum())
    p_value = (1 + alike) / (1 + len(estimate.dealt))
    if estimate.p_value != p_value:
        yield Violation("all", "p", estimate.p_value, p_value)


def _compare(unit: str, figure: str, reported: float, recomputed: float, scale: float = 1.0) -> Iterator[Violation]:
    if not abs(reported - recomputed) <= TOLERANCE * scale:
        yield Violation(unit, figure, reported, recomputed)
