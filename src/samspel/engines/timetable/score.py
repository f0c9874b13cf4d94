"""What a timetable costs: rooms that fit, like sets at once, and starred sets that clash."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.evenings import reach_of, seen_by
from samspel.engines.timetable.own_rules import broken_pairs, off_limits, stretches
from samspel.engines.timetable.problem import Crowd, Ints, Performance, Problem, Stage
from samspel.engines.timetable.result import Audience, Score, Timetable

QUARTERS = 4
"""Costs are whole numbers of quarter persons, so that sums are exact and small differences count."""

OUTSIDE, EMPTY = 1.5, 0.15
"""A person turned away counts 1.5; a missing person, below 40 % of the room, 0.15."""

SPARSE = 0.4
"""Share of the room below which it feels empty."""

SIMILAR_PERSONS = 9
"""What two sets of one genre cost that nobody can see both of."""

STEP_PERSONS = 6
"""What a step of loudness from one set to the next costs."""

OWN_PERSONS = 20
"""What each set or pair costs that breaks a wish of the festival's own."""

LATE_MINUTES = 5
"""A visitor may miss this much of the next set and still have seen it."""


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """Everything a placement or a pair of placements can cost, in weighted quarter persons.

    Attributes
    ----------
    capacity : int array of shape (performances, stages)
    similar : int array of shape (performances, performances)
        If nobody can see both. Symmetric.
    starred : int array of shape (performances, performances)
        The same; zero where there is a crowd, whose evenings are priced as a whole. Symmetric.
    """

    capacity: Ints
    similar: Ints
    starred: Ints


def costs_of(problem: Problem) -> Costs:
    """The costs of every placement and pair, computed once for many timetables."""
    return Costs(_capacity(problem), _similar(problem), starred_pairs(problem))


def score(problem: Problem, placements: Timetable, costs: Costs | None = None) -> Score:
    """The exact cost of a timetable, whether or not it keeps the rules.

    Parameters
    ----------
    problem : Problem
    placements : Timetable
        One entry for each performance.
    costs : Costs, optional
        From `costs_of`, when many timetables of one problem are scored.

    Raises
    ------
    ValueError
        If an entry is missing or too many, or names a stage that does not exist.
    """
    seats = _seats(problem, placements)
    costs = costs or costs_of(problem)
    clash = _clashes(problem, seats)
    block = np.ix_(seats.row, seats.row)
    return Score(
        capacity=int(costs.capacity[seats.row, seats.stage].sum()),
        similar=int(costs.similar[block][clash].sum()) // 2,
        starred=_missed(problem, seats, clash) + int(costs.starred[block][clash].sum()) // 2,
        unplaced=len(placements) - len(seats.row),
        flow=_flow(problem, seats),
        floor=_short_of_floor(problem, seats, clash),
        own=_own(problem, placements),
    )


def audience(problem: Problem, placements: Timetable) -> Audience | None:
    """Who gets to see how much of what they wish for; None without a crowd.

    Raises
    ------
    ValueError
        As `score`.
    """
    crowd = problem.crowd
    if crowd is None or not len(crowd.act):
        return None
    seats = _seats(problem, placements)
    return audience_of(crowd, seen_by(problem, seats.row, _clashes(problem, seats)))


def audience_of(crowd: Crowd, seen: Ints) -> Audience:
    """Return the shares of a crowd with favourites, from what each visitor sees by weight."""
    wished = np.bincount(crowd.visitor, crowd.weight, len(crowd)).astype(np.int64)
    share = np.divide(seen, wished, out=np.ones(len(crowd)), where=wished > 0)
    delegates = crowd.delegate
    worst = np.argsort(share, kind="stable")[: max(1, len(crowd) // 10)]
    return Audience(
        seen=_share(seen, wished, crowd.people),
        worst_tenth=_share(seen[worst], wished[worst], crowd.people[worst]),
        delegates=_share(seen[delegates], wished[delegates], crowd.people[delegates]) if delegates.any() else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seats:
    """The sets that have a place: arrays of one length."""

    row: Ints
    stage: Ints
    night: Ints
    start: Ints
    end: Ints


def _seats(problem: Problem, placements: Timetable) -> _Seats:
    if len(placements) != len(problem.performances):
        raise ValueError(f"{len(placements)} placements for {len(problem.performances)} performances")
    rows = [
        (row, at.stage, at.night, at.start_minute, problem.end_minute(row, at.stage, at.night, at.start_minute))
        for row, at in enumerate(placements)
        if at is not None
    ]
    seats = _Seats(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)
    if ((seats.stage < 0) | (seats.stage >= len(problem.stages))).any():
        raise ValueError("a placement names a stage that does not exist")
    return seats


def _clashes(problem: Problem, seats: _Seats) -> NDArray[np.bool_]:
    """For each pair of placed sets: nobody can see both. A visitor walks, and may be a little late."""
    venue = np.array([stage.venue for stage in problem.stages], dtype=np.int64)[seats.stage]
    walk = problem.walk_minutes[np.ix_(venue, venue)]
    reached = seats.end[:, None] + walk <= seats.start[None, :] + LATE_MINUTES
    clash = (seats.night[:, None] == seats.night[None, :]) & ~(reached | reached.T)
    np.fill_diagonal(clash, val=False)
    return np.array(clash)


def _missed(problem: Problem, seats: _Seats, clash: NDArray[np.bool_]) -> int:
    """What the crowd's best evenings leave out, in weighted quarter persons."""
    crowd = problem.crowd
    if crowd is None:
        return 0
    weight = round(problem.wishes.starred * QUARTERS)
    wished = int((crowd.weight * crowd.people[crowd.visitor]).sum())
    return weight * (wished - int((seen_by(problem, seats.row, clash) * crowd.people).sum()))


def floors_of(problem: Problem, crowd: Crowd) -> dict[int, int]:
    """How many people each act is to be within reach of."""
    stars = Counter[int]()
    for act, people in zip(crowd.act.tolist(), crowd.people[crowd.visitor].tolist(), strict=True):
        stars[act] += people
    played = {performance.act for performance in problem.performances}
    return {act: ceil(problem.wishes.floor_share * stars[act]) for act in sorted(played & stars.keys())}


def _short_of_floor(problem: Problem, seats: _Seats, clash: NDArray[np.bool_]) -> int:
    """People that acts lack to their floor, in weighted quarter persons."""
    crowd, price = problem.crowd, round(problem.wishes.floor * QUARTERS)
    if crowd is None or not price:
        return 0
    reached = reach_of(problem, seats.row, clash)
    return price * sum(max(0, floor - reached.get(act, 0)) for act, floor in floors_of(problem, crowd).items())


def own_price(weight: float) -> int:
    """What breaking a wish of the festival's own costs, in quarter persons."""
    return round(weight * QUARTERS * OWN_PERSONS)


def _own(problem: Problem, placements: Timetable) -> int:
    """What the festival's own wishes cost that are not kept."""
    placed, cost = stretches(problem, placements), 0
    for limit in problem.limits:
        if limit.weight is not None:
            cost += own_price(limit.weight) * sum(1 for _row in off_limits(limit, placed))
    for bond in problem.bonds:
        if bond.weight is not None:
            cost += own_price(bond.weight) * sum(1 for _pair in broken_pairs(problem, bond, placed))
    return cost


def _flow(problem: Problem, seats: _Seats) -> int:
    """Steps of loudness between neighbours: with slots, of slots next to each other; else of sets in a row."""
    price = round(problem.wishes.flow * QUARTERS * STEP_PERSONS)
    order = np.lexsort((seats.start, seats.stage, seats.night))
    number = {(slot.stage, slot.night, slot.start_minute): row for row, slot in enumerate(problem.slots)}
    steps = 0
    for one, two in itertools.pairwise(order):
        if (seats.stage[one], seats.night[one]) != (seats.stage[two], seats.night[two]):
            continue
        places = [number.get((int(seats.stage[i]), int(seats.night[i]), int(seats.start[i])), -2) for i in (one, two)]
        if not problem.slots or places[1] == places[0] + 1:
            before, after = (problem.performances[seats.row[i]].loudness for i in (one, two))
            steps += abs(before - after) if before is not None and after is not None else 0
    return price * steps


def _share(seen: Ints, wished: Ints, people: Ints) -> float:
    total = int((wished * people).sum())
    return int((seen * people).sum()) / total if total else 1.0


def _capacity(problem: Problem) -> Ints:
    weight = problem.wishes.capacity
    rows = [[_misfit(performance, stage, weight) for stage in problem.stages] for performance in problem.performances]
    return np.array(rows, dtype=np.int64).reshape(len(problem.performances), len(problem.stages))


def _misfit(performance: Performance, stage: Stage, weight: float) -> int:
    draw, room = performance.draw_persons, stage.capacity_persons
    if draw is None or room is None:
        return 0
    return round(weight * QUARTERS * (OUTSIDE * max(0, draw - room) + EMPTY * max(0.0, SPARSE * room - draw)))


def _similar(problem: Problem) -> Ints:
    genres = {genre: number for number, genre in enumerate(sorted({p.genre for p in problem.performances}))}
    genre = np.array([genres[p.genre] for p in problem.performances], dtype=np.int64)
    named = np.array([bool(p.genre) for p in problem.performances], dtype=bool)
    act = np.array([p.act for p in problem.performances], dtype=np.int64)
    alike = (genre[:, None] == genre[None, :]) & named[:, None] & (act[:, None] != act[None, :])
    return np.array(alike, dtype=np.int64) * round(problem.wishes.similar * QUARTERS * SIMILAR_PERSONS)


def starred_pairs(problem: Problem) -> Ints:
    """What two sets cost that nobody can see both of, by the pairs starred together; zero where there is a crowd.

    An act with n sets counts 1/n in each, since whoever misses one may see another.
    """
    count = len(problem.performances)
    if problem.crowd is not None:
        return np.zeros((count, count), dtype=np.int64)
    sets = Counter(performance.act for performance in problem.performances)
    number = {act: index for index, act in enumerate(sets)}
    by_act = np.zeros((len(sets), len(sets)), dtype=np.int64)
    for pair in problem.costars:
        if pair.act_a in number and pair.act_b in number:
            a, b = number[pair.act_a], number[pair.act_b]
            cost = round(problem.wishes.starred * QUARTERS * pair.people) // (sets[pair.act_a] * sets[pair.act_b])
            by_act[a, b] = by_act[b, a] = cost
    acts = np.array([number[performance.act] for performance in problem.performances], dtype=np.int64)
    return np.array(by_act[np.ix_(acts, acts)])
