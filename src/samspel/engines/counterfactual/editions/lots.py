"""Starts dealt out by lot: each lot's overall effect as a weighted sum of the panel, and which effects it hides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.editions.staggered import same_donors
from samspel.engines.counterfactual.editions.staggered_problem import Floats, StaggeredProblem
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.engines.counterfactual.simplex import nearest_of_points

ENUMERATED = 2
"""Up to so many times the wanted lots, all there are are dealt: few of them by lot would come up several times."""

SAME = 1e-9
"""By less than this two lots are told apart by rounding alone."""


def orders_of(problem: StaggeredProblem, lots: int, random: np.random.Generator) -> list[NDArray[np.intp]]:
    """Return every way of dealing the starts out once where there are few, or as many as are wanted by lot."""
    units = tuple(range(len(problem.units)))
    groups = [[row for row, start in enumerate(problem.starts) if start == cohort] for cohort in problem.cohorts]
    left, ways = len(units), 1
    for group in groups:
        ways, left = ways * comb(left, len(group)), left - len(group)
    if ways > ENUMERATED * lots:
        return [random.permutation(len(units)) for _lot in range(lots)]
    rows = [row for group in groups for row in group]
    rows += [row for row in units if row not in rows]
    return [np.array(dealt)[np.argsort(rows)] for dealt in _dealt(units, [len(group) for group in groups])]


def _dealt(units: tuple[int, ...], sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every way of taking groups of these sizes out of units, those that are left behind them."""
    if not sizes:
        yield units
        return
    for group in combinations(units, sizes[0]):
        rest = tuple(unit for unit in units if unit not in group)
        for others in _dealt(rest, sizes[1:]):
            yield (*group, *others)


Comparison = tuple[int, list[int], Floats]
"""A cohort, periods, and each unit's share in its comparison with the same donors, which sum to nothing."""


def comparisons(problem: StaggeredProblem, outcomes: Floats) -> Iterator[Comparison]:
    """Yield what each cohort is compared with, for each run of periods with the same donors."""
    for cohort in problem.cohorts:
        treated, weights = problem.treated_in(cohort), np.zeros((0, 0))
        for donors, periods in same_donors(problem, cohort, range(cohort, len(problem.periods))):
            if len(donors) < MIN_DONORS:
                continue
            weights = _weights(problem, outcomes, cohort, donors, weights)
            against = -weights.mean(axis=0)
            against[list(treated)] += 1 / len(treated)
            yield cohort, periods, against


def _weights(
    problem: StaggeredProblem, outcomes: Floats, cohort: int, donors: tuple[int, ...], before: Floats
) -> Floats:
    """Return what stands for each treated unit, shape (treated, units).

    Later periods have fewer donors: weights stay the best where those that are gone carried none.
    """
    treated, chosen = problem.treated_in(cohort), list(donors)
    weights = np.zeros((len(treated), len(outcomes)))
    if problem.method == "difference":
        weights[:, chosen] = 1 / len(donors)
        return weights
    known = outcomes[:, : problem.base(cohort) + 1]
    centred = known - known.mean(axis=1, keepdims=True)
    gone = np.ones(len(outcomes), dtype=bool)
    gone[chosen] = False
    for at, row in enumerate(treated):
        if len(before) and not before[at, gone].any():
            weights[at] = before[at]
        else:
            weights[at, chosen] = nearest_of_points(centred[chosen] - centred[row]).values
    return weights


def shares_of(problem: StaggeredProblem, compared: Sequence[Comparison], end: int) -> Floats:
    """Return what each cell counts in the overall effect up to a column, shape (units, periods)."""
    total, units = np.zeros((len(problem.units), end)), 0
    for cohort in problem.cohorts:
        own = [
            (sum(period < end for period in periods), periods[0], against)
            for one, periods, against in compared
            if one == cohort
        ]
        count = sum(number for number, _first, _against in own)
        if not count:
            continue
        base, size = problem.base(cohort), len(problem.treated_in(cohort))
        level = slice(base, base + 1) if problem.method == "difference" else slice(0, base + 1)
        for number, first, against in own:
            time = np.zeros(end)
            time[first : first + number] = 1.0
            time[level] -= number / (level.stop - level.start)
            total += size / count * np.outer(against, time)
        units += size
    return total / max(units, 1)


def told_from(noise: Floats, answers: Floats, allowed: int) -> Floats:
    """Return for each lot the rise from which on it stands out among the others, shape (lots,).

    `answers` say how each lot, along the rows, answers an effect in each, or in any: shape (lots, lots) or (lots, 1).
    """
    lots = len(noise)
    if allowed < 1:
        return np.full(lots, np.inf)
    own, other = noise[None, :], noise[:, None]
    bars = np.maximum(_last(other - own, 1 - answers, own), _last(-(other + own), 1 + answers, own))
    np.fill_diagonal(bars, -np.inf)
    effects: Floats = np.maximum(np.sort(bars, axis=0)[-allowed], 0.0)
    return effects


def _last(ahead: Floats, gaining: Floats, own: Floats) -> Floats:
    """Return the effect with which another lot falls behind: never where nothing is gained on one as large."""
    never = np.where(ahead >= -SAME * np.abs(own), np.inf, -np.inf)
    last: Floats = np.where(gaining > SAME, ahead / np.where(gaining > SAME, gaining, 1.0), never)
    return last
