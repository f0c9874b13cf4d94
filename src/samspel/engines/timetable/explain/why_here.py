"""Why a set is where it is: what the next best places cost, and what keeps it from better ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from samspel.engines.timetable.check import check
from samspel.engines.timetable.explain.difference import difference, people_who_like_both, wishes
from samspel.engines.timetable.moves import Moves, moves
from samspel.engines.timetable.problem import Problem, Rules
from samspel.engines.timetable.result import Placement, Score, Timetable
from samspel.engines.timetable.score import LATE_MINUTES

ALTERNATIVES, OBSTACLES, MET = 3, 3, 3
"""How many are named."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A set that nobody can see who sees this one there, but who could here.

    Attributes
    ----------
    people : int
        How many starred both acts.
    is_similar : bool
        Both are of one genre.
    """

    other: int
    people: int
    is_similar: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place that keeps every rule.

    Attributes
    ----------
    parts : Score
        What each wish costs more there, in quarter persons; less: negative.
    meetings : tuple of Meeting
        Those with most people, or of one genre.
    """

    at: Placement
    parts: Score
    meetings: tuple[Meeting, ...]

    @property
    def cost(self) -> int:
        return wishes(self.parts)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A place that would be better, and the rule that forbids it as in `Violation`, by another set or by itself."""

    at: Placement
    gain: int
    rule: str
    other: int | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a set is where it is.

    Attributes
    ----------
    at : Placement
    is_pinned : bool
        A person decided; the rest then says what that costs.
    alternatives : tuple of Alternative
        The cheapest place of each stage and night, the cheapest first; the first may be better than where the set is.
    as_good : int
        Stages and nights that have a place costing nothing more, where it is left aside.
    obstacles : tuple of Obstacle
        Better places that are forbidden, the best first.
    """

    performance: int
    at: Placement
    is_pinned: bool
    alternatives: tuple[Alternative, ...]
    as_good: int
    obstacles: tuple[Obstacle, ...]

    @property
    def better(self) -> Alternative | None:
        """A place that is free and better."""
        return self.alternatives[0] if self.alternatives and self.alternatives[0].cost < 0 else None


def why_here(problem: Problem, placements: Timetable, performance: int) -> Reasons:
    """Say what decided where a set is.

    Parameters
    ----------
    problem : Problem
        Ask again with the same object: what does not depend on placements is kept.
    placements : Timetable
    performance : int
        Row of a set that has a place.

    Raises
    ------
    ValueError
        If it has none.
    """
    at = placements[performance]
    if at is None:
        raise ValueError(f"set {performance} has no place")
    found = cheapest_by_lane(moves(problem, placements, performance), but=at)
    return Reasons(
        performance=performance,
        at=at,
        is_pinned=problem.rules.pins and problem.performances[performance].pin is not None,
        alternatives=tuple(_alternative(problem, placements, performance, one) for _cost, one in found[:ALTERNATIVES]),
        as_good=sum(cost <= 0 for cost, _one in found),
        obstacles=tuple(_obstacles(problem, placements, performance)),
    )


def cheapest_by_lane(found: Moves, but: Placement | None = None) -> list[tuple[int, Placement]]:
    """Return the cheapest place of each stage and night with its cost, the cheapest first, the earliest of equals.

    One place, `but`, is left aside.
    """
    best: dict[tuple[int, int], tuple[int, Placement]] = {}
    for index in np.lexsort((found.stage, found.start_minute, found.night, found.cost)).tolist():
        at = Placement(int(found.stage[index]), int(found.night[index]), int(found.start_minute[index]))
        if at != but:
            best.setdefault((at.night, at.stage), (int(found.cost[index]), at))
    return list(best.values())


def _alternative(problem: Problem, placements: Timetable, row: int, at: Placement) -> Alternative:
    then = put(placements, row, at)
    newly = _clashing(problem, then, row) - _clashing(problem, placements, row)
    mine = problem.performances[row]
    met = []
    for other in newly:
        theirs = problem.performances[other]
        people = people_who_like_both(problem, mine.act, theirs.act)
        is_similar = bool(mine.genre) and mine.genre == theirs.genre
        if theirs.act != mine.act and (people or is_similar):
            met.append(Meeting(other, people, is_similar))
    met.sort(key=lambda one: (-one.people, not one.is_similar, one.other))
    return Alternative(at, difference(problem, placements, then), tuple(met[:MET]))


def _clashing(problem: Problem, placements: Timetable, row: int) -> set[int]:
    """Sets that nobody can see who sees this one."""
    mine = placements[row]
    return {
        other
        for other, at in enumerate(placements)
        if mine is not None and at is not None and other != row and _clash(problem, row, mine, other, at)
    }


def _clash(problem: Problem, row: int, mine: Placement, other: int, theirs: Placement) -> bool:
    if mine.night != theirs.night:
        return False
    venues = problem.stages[mine.stage].venue, problem.stages[theirs.stage].venue
    ends = [problem.end_minute(one, at.stage, at.night, at.start_minute) for one, at in ((row, mine), (other, theirs))]
    there = ends[0] + int(problem.walk_minutes[venues]) <= theirs.start_minute + LATE_MINUTES
    back = ends[1] + int(problem.walk_minutes[venues[::-1]]) <= mine.start_minute + LATE_MINUTES
    return not (there or back)


@lru_cache(maxsize=4)
def _unruled(problem: Problem) -> Problem:
    """A problem in which only the stages' hours, or the slots, bind."""
    names = ("one_at_a_time", "changeover", "availability", "members", "repeats", "pins")
    rules: Rules = replace(problem.rules, **dict.fromkeys(names, False))
    return replace(problem, rules=rules)


def _obstacles(problem: Problem, placements: Timetable, row: int) -> list[Obstacle]:
    """Places that would be better, and what forbids them."""
    promising = [at for cost, at in cheapest_by_lane(moves(_unruled(problem), placements, row)) if cost < 0]
    found: list[Obstacle] = []
    for at in promising[: 2 * OBSTACLES]:
        if len(found) == OBSTACLES:
            break
        then = put(placements, row, at)
        # the search never prices two sets at once on a stage: the score does
        gain, wrong = -wishes(difference(problem, placements, then)), _wrong(problem, then, row)
        if gain > 0 and wrong is not None:
            rule, rows = wrong
            found.append(Obstacle(at, gain, rule, next((one for one in rows if one != row), None)))
    return sorted(found, key=lambda one: -one.gain)


def _wrong(problem: Problem, placements: Timetable, row: int) -> tuple[str, tuple[int, ...]] | None:
    """The first rule that a set breaks; its pin is no reason."""
    at, act = placements[row], problem.performances[row].act
    near = tuple(
        one if one and at and (one.night == at.night or problem.performances[other].act == act) else None
        for other, one in enumerate(placements)
    )
    found = (one for one in check(problem, near) if row in one.performances and one.rule != "pin_moved")
    return next(((one.rule, one.performances) for one in found), None)


def put(placements: Timetable, row: int, at: Placement | None) -> Timetable:
    """Return a timetable with one set elsewhere, or left out."""
    return (*placements[:row], at, *placements[row + 1 :])
