"""What an effect of starts one after the other rests on: asked without each place and donor, otherwise, too early."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import ceil, nan
from typing import Literal, TypeVar

import numpy as np

from samspel.engines.counterfactual.editions.lots import orders_of, weights_for
from samspel.engines.counterfactual.editions.staggered import changes_of, overall_of, same_donors
from samspel.engines.counterfactual.editions.staggered_problem import Floats, StaggeredProblem
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.engines.counterfactual.rank import rank_p

MOST_DONORS = 40
"""Donors at most that are left out of synthetic controls one by one, the heaviest; of plain differences all are."""

MOST_PLACES = 4
"""Places without which chance is asked again: those that leave least of the effect, so the others leave more."""

COST = 2_000_000
"""Places times units times lots, about, from which on fewer lots are dealt than for the estimate."""

LEAST_ROOM = 3
"""Periods before the first start from which on an earlier one can be made up."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What one place is compared with: by how much that misses before its start, beside what separates units there.

    `weights`, shape (units,), is the mean over the periods after its start. NaN where nothing can be
    compared before.
    """

    row: int
    miss: float
    usual: float
    weights: Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """The overall effect asked in another way, its p by lot, and the least p that so many lots allow."""

    effect: float
    p_value: float = nan
    smallest_p: float = nan


@dataclass(frozen=True, slots=True)
class Earlier:
    """The effect of made-up starts, so many periods before the real ones and followed up to them."""

    periods: int
    effect: float


Method = Literal["difference", "synthetic"]
Donors = Literal["never", "not_yet"]
Way = tuple[Method, Donors]
METHODS: tuple[Method, ...] = ("difference", "synthetic")
DONORS: tuple[Donors, ...] = ("never", "not_yet")
Key = TypeVar("Key", int, Way)


@dataclass(frozen=True, slots=True, eq=False)
class StaggeredChecks:
    """An effect held up against the same question asked otherwise.

    Attributes
    ----------
    places : tuple of Place
        Every place with a start.
    without_place : dict of int to Asked
        By the row of the place that is left out, as treated and as donor; of one place alone none. Those that leave
        least of the effect, at most `MOST_PLACES`, have a p.
    without_donor : dict of int to Asked
        By the row of the donor, without p: those that never start and carry weight, at most `MOST_DONORS` where
        weights are fitted.
    donors : int
        How many there are of those.
    ways : dict of Way to Asked
        The other methods, and the other rule for who may be a donor; none that is the registered one again.
    earlier : Earlier or None
        None where the time before the first start has no room.
    """

    places: tuple[Place, ...]
    without_place: dict[int, Asked]
    without_donor: dict[int, Asked]
    donors: int
    ways: dict[Way, Asked]
    earlier: Earlier | None


def staggered_checks(problem: StaggeredProblem, progress: Callable[[int, int], None] | None = None) -> StaggeredChecks:
    """Ask again without each place and donor, by the other ways, and with earlier starts.

    A place or a way is judged by lots of its own: every way of dealing the starts where those are few, so that leaving
    one out of a small study is not judged by luck. Fewer lots than the estimate's are dealt where each takes long.
    """
    places = tuple(_places(problem))
    heaviest = _heaviest(problem, places)
    kept = heaviest if problem.method == "difference" else heaviest[:MOST_DONORS]
    others = [one.row for one in places] if len(places) > 1 else []
    questions = dict(_without(problem, others)), dict(_without(problem, kept)), dict(_other_ways(problem))
    whole, done, total = overall_of(problem, problem.outcomes), 0, sum(len(asked) for asked in questions)

    def answers(asked: Mapping[Key, StaggeredProblem], lots: int, most: int) -> Iterator[tuple[Key, Asked]]:
        nonlocal done
        effects = {key: overall_of(one, one.outcomes) for key, one in asked.items()}
        weakest = sorted(effects, key=lambda key: effects[key] * whole)[:most]
        for key, one in asked.items():
            if progress is not None:
                progress(done, total)
            yield key, _judged(one, effects[key], lots) if key in weakest else Asked(effects[key])
            done += 1

    return StaggeredChecks(
        places=places,
        without_place=dict(answers(questions[0], _lots(problem, 1), MOST_PLACES)),
        without_donor=dict(answers(questions[1], 0, 0)),
        donors=len(heaviest),
        ways=dict(answers(questions[2], _lots(problem, 2), len(questions[2]))),
        earlier=_earlier(problem),
    )


def _places(problem: StaggeredProblem) -> Iterator[Place]:
    for cohort in problem.cohorts:
        base, treated = problem.base(cohort), problem.treated_in(cohort)
        donors, before = problem.donors_for(cohort, base), list(range(base))  # at the base itself it is 0 by design
        misses, usual = np.full(len(treated), nan), nan
        if before and len(donors) >= MIN_DONORS:
            ours, theirs = changes_of(problem, problem.outcomes, cohort, donors, before)
            misses = np.sqrt(((ours - theirs.mean(axis=0)) ** 2).mean(axis=1))
            usual = float(np.sqrt(problem.outcomes[list(donors), : base + 1].var(axis=0).mean()))
        shares = _shares(problem, cohort)
        for at, row in enumerate(treated):
            yield Place(row, float(misses[at]), usual, shares[at])


def _shares(problem: StaggeredProblem, cohort: int) -> Floats:
    """Return what stands for each unit of a cohort on average after its start, shape (treated, units)."""
    treated = problem.treated_in(cohort)
    total, weights, count = np.zeros((len(treated), len(problem.units))), np.zeros((0, 0)), 0
    for donors, periods in same_donors(problem, cohort, range(cohort, len(problem.periods))):
        if len(donors) >= MIN_DONORS:
            weights = weights_for(problem, problem.outcomes, cohort, donors, weights)
            total, count = total + len(periods) * weights, count + len(periods)
    return total / max(count, 1)


def _heaviest(problem: StaggeredProblem, places: tuple[Place, ...]) -> list[int]:
    """Return the rows that never start and carry weight, the heaviest first; none where no fewer could be left."""
    weights = np.sum([one.weights for one in places], axis=0)
    rows = [row for row, start in enumerate(problem.starts) if start is None and weights[row] > 0.0]
    if problem.donors == "never" and problem.starts.count(None) <= MIN_DONORS:
        return []
    return sorted(rows, key=lambda row: (-weights[row], problem.units[row]))


def _without(problem: StaggeredProblem, rows: list[int]) -> Iterator[tuple[int, StaggeredProblem]]:
    for row in rows:
        kept = [other for other in range(len(problem.units)) if other != row]
        yield (
            row,
            replace(
                problem,
                outcomes=problem.outcomes[kept],
                units=tuple(problem.units[other] for other in kept),
                starts=tuple(problem.starts[other] for other in kept),
            ),
        )


def _other_ways(problem: StaggeredProblem) -> Iterator[tuple[Way, StaggeredProblem]]:
    """Yield the other ways; of starts all at once nobody waits, so who may be a donor makes no difference."""
    alike = len(problem.cohorts) == 1
    for method, donors in product(METHODS, DONORS):
        is_same = method == problem.method and (alike or donors == problem.donors)
        if is_same or (alike and donors != problem.donors):
            continue
        if donors == "never" and problem.starts.count(None) < MIN_DONORS:
            continue
        yield (method, donors), replace(problem, method=method, donors=donors)


def _lots(problem: StaggeredProblem, share: int) -> int:
    """Return how many lots to deal: as many as the estimate's where there is time, and enough for its level."""
    places = len(problem.units) - problem.starts.count(None)
    least = 2 * ceil(1 / (1 - problem.coverage) - 1e-9)
    return min(problem.permutations, max(least, COST // (share * places * len(problem.units))))


def _judged(problem: StaggeredProblem, effect: float, lots: int) -> Asked:
    if np.isnan(effect):
        return Asked(effect)
    orders = orders_of(problem, lots, np.random.default_rng(problem.seed))
    as_it_is = np.arange(len(problem.units))
    dealt = [overall_of(problem, problem.outcomes[order]) for order in orders if (order != as_it_is).any()]
    return Asked(effect, rank_p(effect, np.array(dealt)), 1 / (1 + len(dealt)))


def _earlier(problem: StaggeredProblem) -> Earlier | None:
    """Move all starts back, at most by half of the time before the first, and follow them up to where they were."""
    first = min(problem.cohorts)
    room = first - 2 * problem.anticipation
    if room < LEAST_ROOM:
        return None
    back = min(room // 2, len(problem.periods) - first)
    starts = tuple(None if start is None else start - problem.anticipation - back for start in problem.starts)
    effect = overall_of(replace(problem, starts=starts), problem.outcomes, back)
    return None if np.isnan(effect) else Earlier(back, effect)
