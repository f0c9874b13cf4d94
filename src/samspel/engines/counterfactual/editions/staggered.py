"""Starts one after the other: group-time effects whose donors were never treated, or not yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from samspel.engines.counterfactual.editions.staggered_problem import Floats, StaggeredProblem
from samspel.engines.counterfactual.problem import MIN_DONORS, UnusableProblem
from samspel.engines.counterfactual.rank import rank_p
from samspel.engines.counterfactual.simplex import nearest_of_points

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class GroupTime:
    """ATT(g, t): mean effect in `period` on the units first treated in `cohort`; before it, a test of the design."""

    cohort: int
    period: int
    effect: float
    standard_error: float
    treated: tuple[int, ...]
    donors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A weighted mean of group-time effects, with an interval by Student's t; NaN where a cohort of one has no spread.

    `key` is the periods since the start for event time, the first treated period for a cohort, 0 for the overall.
    """

    key: int
    effect: float
    standard_error: float
    lower: float
    upper: float
    units: int


@dataclass(frozen=True, slots=True, eq=False)
class StaggeredEstimate:
    """Effects by cohort and period, put together in three ways.

    `left_out` names (cohort, period) without enough donors: nothing is claimed there. `overall` weighs cohorts by their
    units, each by its mean over its treated periods. `p_value` is its rank among starts dealt out anew, never 0.
    """

    group_times: tuple[GroupTime, ...]
    left_out: tuple[tuple[int, int], ...]
    by_event_time: tuple[Aggregate, ...]
    by_cohort: tuple[Aggregate, ...]
    overall: Aggregate
    p_value: float
    permutations: int


def estimate_staggered(problem: StaggeredProblem, progress: Progress | None = None) -> StaggeredEstimate:
    """Estimate every group-time effect and put them together.

    ``ATT(g, t) = mean_g(Y_t − Y_b) − mean_C(Y_t − Y_b)``, ``b = g − 1 − anticipation``; with method ``synthetic`` each
    treated unit has its own weights over the same donors ``C(g, t)``. Standard errors come from each unit's influence.

    References
    ----------
    B. Callaway, P. Sant'Anna (2021), Difference-in-differences with multiple time periods,
    doi:10.1016/j.jeconom.2020.12.001. E. Ben-Michael, A. Feller, J. Rothstein (2022), Synthetic controls with staggered
    adoption, doi:10.1111/rssb.12448.
    """
    effects, influences, left_out = _group_times(problem)
    if not any(one.period >= one.cohort for one in effects):
        raise UnusableProblem(
            "too_few_donors", "No treated period has %(least)d donors left: nothing can be compared.", least=MIN_DONORS
        )
    sizes = {cohort: len(problem.treated_in(cohort)) for cohort in problem.cohorts}
    overall = _overall(effects, sizes)
    return StaggeredEstimate(
        group_times=tuple(effects),
        left_out=tuple(left_out),
        by_event_time=tuple(_by_event_time(problem, effects, influences, sizes)),
        by_cohort=tuple(_by_cohort(problem, effects, influences)),
        overall=_aggregate(problem, 0, effects, influences, overall),
        p_value=_permuted(problem, _value(effects, overall), progress),
        permutations=problem.permutations,
    )


def _group_times(problem: StaggeredProblem) -> tuple[list[GroupTime], Floats, list[tuple[int, int]]]:
    effects, influences, left_out = [], [], []
    for cohort in problem.cohorts:
        treated = problem.treated_in(cohort)
        for period in range(len(problem.periods)):
            donors = problem.donors_for(cohort, period)
            if len(donors) < MIN_DONORS:
                left_out.append((cohort, period))
                continue
            changes = _changes(
                problem.outcomes,
                method=problem.method,
                base=problem.base(cohort),
                period=period,
                treated=treated,
                donors=donors,
            )
            influence = _influence(len(problem.units), treated, donors, *changes)
            effect = float(changes[0].mean() - changes[1].mean())
            error = float(np.sqrt((influence**2).sum())) if len(treated) > 1 else float("nan")
            effects.append(GroupTime(cohort, period, effect, error, treated, donors))
            influences.append(influence)
    return effects, np.array(influences), left_out


def _changes(
    outcomes: Floats, *, method: str, base: int, period: int, treated: tuple[int, ...], donors: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """Return what is compared: changes of the treated less their twins' (or as they are), and of the donors.

    The weights of twins are taken as known: an error from them alone is not in the donors' part.
    """
    if method == "difference":
        change = outcomes[:, period] - outcomes[:, base]
        return change[list(treated)], change[list(donors)]
    before = outcomes[:, : base + 1]
    change = outcomes[:, period] - before.mean(axis=1)
    pool = before[list(donors)] - before[list(donors)].mean(axis=1, keepdims=True)
    gaps = []
    for row in treated:
        points = pool - (before[row] - before[row].mean())
        gaps.append(change[row] - nearest_of_points(points).values @ change[list(donors)])
    return np.array(gaps), np.zeros(len(donors))


def _influence(units: int, treated: tuple[int, ...], donors: tuple[int, ...], ours: Floats, theirs: Floats) -> Floats:
    """Return each unit's share in the estimate's error, shape (units,); its squares sum to the variance."""
    influence = np.zeros(units)
    influence[list(treated)] = (ours - ours.mean()) / len(ours) * _small_sample(len(ours))
    influence[list(donors)] -= (theirs - theirs.mean()) / len(theirs) * _small_sample(len(theirs))
    return influence


def _small_sample(count: int) -> float:
    return float(np.sqrt(count / (count - 1))) if count > 1 else 1.0


def _by_event_time(
    problem: StaggeredProblem, effects: list[GroupTime], influences: Floats, sizes: dict[int, int]
) -> list[Aggregate]:
    times = sorted({one.period - one.cohort for one in effects})
    return [
        _aggregate(
            problem,
            time,
            effects,
            influences,
            np.array([sizes[one.cohort] * (one.period - one.cohort == time) for one in effects], float),
        )
        for time in times
    ]


def _by_cohort(problem: StaggeredProblem, effects: list[GroupTime], influences: Floats) -> list[Aggregate]:
    found = []
    for cohort in problem.cohorts:
        weights = np.array([one.cohort == cohort and one.period >= cohort for one in effects], float)
        if weights.any():
            found.append(_aggregate(problem, cohort, effects, influences, weights))
    return found


def _overall(effects: list[GroupTime], sizes: dict[int, int]) -> Floats:
    treated = [one.cohort for one in effects if one.period >= one.cohort]
    periods = {cohort: treated.count(cohort) for cohort in treated}
    weights = [sizes[one.cohort] / periods[one.cohort] if one.period >= one.cohort else 0.0 for one in effects]
    return np.array(weights)


def _value(effects: list[GroupTime], weights: Floats) -> float:
    return float(weights @ np.array([one.effect for one in effects]) / weights.sum())


def _aggregate(
    problem: StaggeredProblem, key: int, effects: list[GroupTime], influences: Floats, weights: Floats
) -> Aggregate:
    used = [one for one, weight in zip(effects, weights, strict=True) if weight]
    units = {row for one in used for row in one.treated}
    effect = _value(effects, weights)
    error = float(np.sqrt(((weights @ influences / weights.sum()) ** 2).sum()))
    # A cohort of one has no spread of its own, so the error would be told too small.
    if any(len(one.treated) < 2 for one in used) or (key < 0 and error == 0.0):
        error = float("nan")
    freedom = max(len(units) - len({one.cohort for one in used}), 1)
    half = float(special.stdtrit(freedom, (1 + problem.coverage) / 2)) * error
    return Aggregate(key, effect, error, effect - half, effect + half, len(units))


def _permuted(problem: StaggeredProblem, value: float, progress: Progress | None) -> float:
    """Deal the starts out anew: under no effect any unit could have had any start."""
    random = np.random.default_rng(problem.seed)
    order = np.arange(len(problem.units))
    values = []
    for done in range(problem.permutations):
        if progress is not None:
            progress(done, problem.permutations)
        random.shuffle(order)
        values.append(_overall_of(problem, problem.outcomes[order]))
    return rank_p(value, np.array(values))


def _overall_of(problem: StaggeredProblem, outcomes: Floats) -> float:
    total, units = 0.0, 0
    for cohort in problem.cohorts:
        treated, found = problem.treated_in(cohort), []
        for period in range(cohort, len(problem.periods)):
            donors = problem.donors_for(cohort, period)
            if len(donors) >= MIN_DONORS:
                ours, theirs = _changes(
                    outcomes,
                    method=problem.method,
                    base=problem.base(cohort),
                    period=period,
                    treated=treated,
                    donors=donors,
                )
                found.append(float(ours.mean() - theirs.mean()))
        if found:
            total, units = total + len(treated) * float(np.mean(found)), units + len(treated)
    return total / units
