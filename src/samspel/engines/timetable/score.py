"""What a timetable costs: rooms that fit, like sets at once, and starred sets that clash."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.problem import Ints, Performance, Problem, Stage
from samspel.engines.timetable.result import Score, Timetable

QUARTERS = 4
"""Costs are whole numbers of quarter persons, so that sums are exact and small differences count."""

OUTSIDE, EMPTY = 1.5, 0.15
"""A person turned away counts 1.5; a missing person, below 40 % of the room, 0.15."""

SPARSE = 0.4
"""Share of the room below which it feels empty."""

SIMILAR_PERSONS = 9
"""What two sets of one genre at the same time cost."""

LATE_MINUTES = 5
"""A visitor may miss this much of the next set and still have seen it."""


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """Everything a placement or a pair of placements can cost, in weighted quarter persons.

    Attributes
    ----------
    capacity : int array of shape (performances, stages)
    similar : int array of shape (performances, performances)
        If the two overlap. Symmetric.
    starred : int array of shape (performances, performances)
        If nobody can see both. Symmetric.
    """

    capacity: Ints
    similar: Ints
    starred: Ints


def costs_of(problem: Problem) -> Costs:
    """The costs of every placement and pair, computed once for many timetables."""
    return Costs(_capacity(problem), _similar(problem), _starred(problem))


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
    if len(placements) != len(problem.performances):
        raise ValueError(f"{len(placements)} placements for {len(problem.performances)} performances")
    costs = costs or costs_of(problem)
    placed = np.array([row for row, at in enumerate(placements) if at is not None], dtype=np.int64)
    rows = [(at.stage, at.night, at.start_minute) for at in placements if at is not None]
    stage, night, start = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    if ((stage < 0) | (stage >= len(problem.stages))).any():
        raise ValueError("a placement names a stage that does not exist")
    same_night, overlap, clash = _pairs(problem, placed, stage, night, start)
    block = np.ix_(placed, placed)
    return Score(
        capacity=int(costs.capacity[placed, stage].sum()),
        similar=int(costs.similar[block][same_night & overlap].sum()) // 2,
        starred=int(costs.starred[block][same_night & clash].sum()) // 2,
        unplaced=len(placements) - len(placed),
    )


def _pairs(problem: Problem, placed: Ints, stage: Ints, night: Ints, start: Ints) -> tuple[NDArray[np.bool_], ...]:
    """For each pair: on the same night, overlapping in time, too far apart in minutes to see both."""
    minutes = np.array([performance.minutes for performance in problem.performances], dtype=np.int64)
    venue = np.array([s.venue for s in problem.stages], dtype=np.int64)[stage]
    end = start + minutes[placed]
    before = end[:, None] <= start[None, :]
    reached = end[:, None] + problem.walk_minutes[np.ix_(venue, venue)] <= start[None, :] + LATE_MINUTES
    return night[:, None] == night[None, :], ~(before | before.T), ~(reached | reached.T)


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


def _starred(problem: Problem) -> Ints:
    """An act with n sets counts 1/n in each, since whoever misses one may see another."""
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
