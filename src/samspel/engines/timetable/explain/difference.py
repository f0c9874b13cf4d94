"""What one timetable costs more than another, wish by wish, exactly."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache

import numpy as np

from samspel.engines.timetable.problem import Crowd, Problem
from samspel.engines.timetable.result import Score, Timetable
from samspel.engines.timetable.score import Costs, costs_of, score


def difference(problem: Problem, before: Timetable, after: Timetable) -> Score:
    """Return `score` of one timetable less that of another, part by part.

    Only visitors who like an act that moved are asked: nobody else's evening changes.
    """
    pairs = enumerate(zip(before, after, strict=True))
    moved = frozenset(problem.performances[row].act for row, (one, two) in pairs if one != two)
    asked = problem if problem.wishes.floor else _asked(problem, moved)  # an act's floor is counted over everybody
    old, new = _score(problem, asked, before), _score(problem, asked, after)
    return Score(**{one.name: getattr(new, one.name) - getattr(old, one.name) for one in fields(Score)})


@lru_cache(maxsize=8)
def _asked(problem: Problem, acts: frozenset[int]) -> Problem:
    """A problem with those visitors alone who like some acts."""
    return replace(problem, crowd=_who_like(problem.crowd, acts)) if problem.crowd is not None else problem


@lru_cache(maxsize=32)
def _score(problem: Problem, asked: Problem, placements: Timetable) -> Score:
    """The score; one timetable is compared with several others."""
    return score(asked, placements, _costs(problem))


def wishes(parts: Score) -> int:
    """Return what the wishes cost together, in quarter persons; sets left out aside."""
    return sum(getattr(parts, one.name) for one in fields(Score) if one.name != "unplaced")


def people_who_like_both(problem: Problem, one: int, other: int) -> int:
    """Return how many people starred both of two acts."""
    crowd = problem.crowd
    if crowd is None:
        return sum(pair.people for pair in problem.costars if {pair.act_a, pair.act_b} == {one, other})
    like = [np.isin(np.arange(len(crowd)), crowd.visitor[crowd.act == act]) for act in (one, other)]
    return int(crowd.people[like[0] & like[1]].sum())


def _who_like(crowd: Crowd, acts: frozenset[int]) -> Crowd:
    visitor = crowd.visitor
    chosen = np.isin(np.arange(len(crowd)), visitor[np.isin(crowd.act, sorted(acts))])
    kept = chosen[visitor]
    lengths = np.diff(crowd.pointer)[chosen]
    return replace(
        crowd,
        pointer=np.concatenate([[0], np.cumsum(lengths)]),
        act=crowd.act[kept],
        weight=crowd.weight[kept],
        people=crowd.people[chosen],
        delegate=crowd.delegate[chosen],
    )


@lru_cache(maxsize=4)
def _costs(problem: Problem) -> Costs:
    return costs_of(problem)
