"""Starts one after the other: group-time effects whose donors were never treated, or not yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

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
    units, each by its mean over its treated periods. `p_value` is its rank among `dealt`, never 0: the same figure with
    starts dealt out anew, shape (permutations,). `noise` is that of a panel from which the overall effect was taken
    off: what lots give where an effect of that size is all there was. `before` is the root mean square of the
    effects before the starts, which none can be, and `before_dealt` the same of each lot: also where weights were
    fitted to that time, as they were for each lot.
    """

    group_times: tuple[GroupTime, ...]
    left_out: tuple[tuple[int, int], ...]
    by_event_time: tuple[Aggregate, ...]
    by_cohort: tuple[Aggregate, ...]
    overall: Aggregate
    p_value: float
    dealt: Floats
    noise: Floats
    before: float
    before_dealt: Floats

    @property
    def p_before(self) -> float:
        """Rank of `before` among lots, never 0: a small one says that the treated were unlike before they began."""
        return rank_p(self.before, self.before_dealt)

    def __post_init__(self) -> None:
        for array in (self.dealt, self.noise, self.before_dealt):
            array.setflags(write=False)


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
    value = _value(effects, overall)
    dealt, noise, before = _dealt(problem, value, progress)
    return StaggeredEstimate(
        group_times=tuple(effects),
        left_out=tuple(left_out),
        by_event_time=tuple(_by_event_time(problem, effects, influences, sizes)),
        by_cohort=tuple(_by_cohort(problem, effects, influences)),
        overall=_aggregate(problem, 0, effects, influences, overall),
        p_value=rank_p(value, dealt),
        dealt=dealt,
        noise=noise,
        before=_before_of(problem, problem.outcomes),
        before_dealt=before,
    )


def _group_times(problem: StaggeredProblem) -> tuple[list[GroupTime], Floats, list[tuple[int, int]]]:
    effects, influences, left_out = [], [], []
    for cohort in problem.cohorts:
        treated = problem.treated_in(cohort)
        for donors, periods in same_donors(problem, cohort, range(len(problem.periods))):
            if len(donors) < MIN_DONORS:
                left_out += [(cohort, period) for period in periods]
                continue
            changes = _changes(problem, problem.outcomes, cohort, donors, periods)
            for period, ours, theirs in zip(periods, *(change.T for change in changes), strict=True):
                influence = _influence(len(problem.units), treated, donors, ours, theirs)
                error = float(np.sqrt((influence**2).sum())) if len(treated) > 1 else float("nan")
                effects.append(GroupTime(cohort, period, float(ours.mean() - theirs.mean()), error, treated, donors))
                influences.append(influence)
    return effects, np.array(influences), left_out


def same_donors(problem: StaggeredProblem, cohort: int, periods: range) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Yield runs of periods that have the same donors: they share their weights."""
    for donors, run in groupby(periods, key=lambda period: problem.donors_for(cohort, period)):
        yield donors, list(run)


def _changes(
    problem: StaggeredProblem, outcomes: Floats, cohort: int, donors: tuple[int, ...], periods: list[int]
) -> tuple[Floats, Floats]:
    """Return what is compared: changes of the treated less their twins' (or as they are), and of the donors.

    Shapes (treated, periods) and (donors, periods). The weights of twins are taken as known: an error from them alone
    is not in the donors' part.
    """
    base, treated = problem.base(cohort), list(problem.treated_in(cohort))
    if problem.method == "difference":
        change = outcomes[:, periods] - outcomes[:, [base]]
        return change[treated], change[list(donors)]
    before = outcomes[:, : base + 1]
    change = outcomes[:, periods] - before.mean(axis=1, keepdims=True)
    centred = before - before.mean(axis=1, keepdims=True)
    gaps = [
        change[row] - nearest_of_points(centred[list(donors)] - centred[row]).values @ change[list(donors)]
        for row in treated
    ]
    return np.array(gaps), np.zeros((len(donors), len(periods)))


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
    from scipy import special

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


def _dealt(problem: StaggeredProblem, effect: float, progress: Progress | None) -> tuple[Floats, Floats, Floats]:
    """Deal the starts out anew: under no effect any unit could have had any start; so without `effect`, and before."""
    random = np.random.default_rng(problem.seed)
    order = np.arange(len(problem.units))
    without = problem.outcomes.copy()
    for row, start in enumerate(problem.starts):
        if start is not None:
            without[row, start:] -= effect
    values = []
    for done in range(problem.permutations):
        if progress is not None:
            progress(done, problem.permutations)
        random.shuffle(order)
        dealt = [_overall_of(problem, panel[order]) for panel in (problem.outcomes, without)]
        values.append([*dealt, _before_of(problem, problem.outcomes[order])])
    overall, noise, before = np.array(values).reshape(-1, 3).T
    return overall, noise, before


def _before_of(problem: StaggeredProblem, outcomes: Floats) -> float:
    """Return the root mean square of effects before the starts, cohorts weighed by their units; 0 without any."""
    total, units = 0.0, 0
    for cohort in problem.cohorts:
        base = problem.base(cohort)
        donors, periods = problem.donors_for(cohort, base), list(range(base))  # at the base itself it is 0 by design
        if periods and len(donors) >= MIN_DONORS:
            ours, theirs = _changes(problem, outcomes, cohort, donors, periods)
            size = len(problem.treated_in(cohort))
            total += size * float(np.mean((ours.mean(axis=0) - theirs.mean(axis=0)) ** 2))
            units += size
    return float(np.sqrt(total / units)) if units else 0.0


def _overall_of(problem: StaggeredProblem, outcomes: Floats) -> float:
    total, units = 0.0, 0
    for cohort in problem.cohorts:
        found: list[float] = []
        for donors, periods in same_donors(problem, cohort, range(cohort, len(problem.periods))):
            if len(donors) >= MIN_DONORS:
                ours, theirs = _changes(problem, outcomes, cohort, donors, periods)
                found += (ours.mean(axis=0) - theirs.mean(axis=0)).tolist()
        if found:
            size = len(problem.treated_in(cohort))
            total, units = total + size * float(np.mean(found)), units + size
    return total / units
