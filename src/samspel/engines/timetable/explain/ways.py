"""How a set that has no place could have one: where it is free, or what has to move for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from samspel.engines.timetable.check import check
from samspel.engines.timetable.explain.difference import difference, wishes
from samspel.engines.timetable.explain.why_here import cheapest_by_lane, put
from samspel.engines.timetable.moves import Moves, moves
from samspel.engines.timetable.problem import Problem
from samspel.engines.timetable.result import Placement, Timetable
from samspel.engines.timetable.solve import MaxIterations, solve

TRIED_OTHERS = 25
"""How many sets are asked whether they could make room by moving themselves."""

TRIED_PLACES = 2
"""At how many places each, the cheapest first."""

ITERATIONS = 4
"""Steps of the search that may move everything."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to place a set.

    Attributes
    ----------
    moves : tuple of (row, Placement)
        The set itself first, then those that move for it.
    cost : int
        What the wishes cost more than with the set left out, in quarter persons.
    """

    moves: tuple[tuple[int, Placement], ...]
    cost: int


def cheapest_way(problem: Problem, placements: Timetable, performance: int, *, most_moves: int | None) -> Way | None:
    """Return a way to place a set, the cheapest of those found with the fewest moves of others; None: none found.

    Parameters
    ----------
    most_moves : int or None
        0: others stay. 1: one of them moves. None: a short search that may move all that are not pinned.
    """
    placements = put(placements, performance, None)
    if most_moves is None:
        return _by_search(problem, placements, performance)
    if most_moves == 0:
        free = cheapest_by_lane(moves(problem, placements, performance))
        return _priced(problem, placements, ((performance, free[0][1]),)) if free else None
    ways = _with_one_move(problem, placements, performance)
    best = min(ways, key=lambda way: way[0], default=None)
    return _priced(problem, placements, best[1]) if best is not None else None


Steps = tuple[tuple[int, Placement], ...]


def _priced(problem: Problem, placements: Timetable, steps: Steps) -> Way:
    then = placements
    for row, at in steps:
        then = put(then, row, at)
    return Way(steps, wishes(difference(problem, placements, then)))


def _with_one_move(problem: Problem, placements: Timetable, row: int) -> Iterator[tuple[int, Steps]]:
    """Yield ways in which one other set, not pinned, goes elsewhere, and about what they cost."""
    for other in _in_the_way(problem, placements, row)[:TRIED_OTHERS]:
        without = put(placements, other, None)
        back = _cost_at(moves(problem, without, other), placements[other])
        for cost, at in cheapest_by_lane(moves(problem, without, row))[:TRIED_PLACES]:
            for then, to in cheapest_by_lane(moves(problem, put(without, row, at), other))[:1]:
                yield cost + then - back, ((row, at), (other, to))


def _cost_at(found: Moves, at: Placement | None) -> int:
    """What a set costs at a place, against being left out; 0 if it may not be there by the rules."""
    if at is None:
        return 0
    here = (found.stage == at.stage) & (found.night == at.night) & (found.start_minute == at.start_minute)
    return int(found.cost[here][0]) if here.any() else 0


def _in_the_way(problem: Problem, placements: Timetable, row: int) -> list[int]:
    """Return placed sets that are not pinned and forbid this one something, those that forbid least first."""
    free = {other for other, at in enumerate(placements) if at and not _is_pinned(problem, other)}
    taken: dict[int, int] = {}
    for one in moves(problem, placements, row).blocked:
        if one.other in free:
            taken[one.other] = taken.get(one.other, 0) + one.until_minute - one.from_minute
    return sorted(taken, key=lambda other: (taken[other], other))


def _is_pinned(problem: Problem, row: int) -> bool:
    return problem.rules.pins and problem.performances[row].pin is not None


def _by_search(problem: Problem, placements: Timetable, performance: int) -> Way | None:
    """Let the solver place it among the others, all of which may move; then bring back whoever can come back."""
    rows = [row for row, at in enumerate(placements) if at is not None or row == performance]
    part = _part(problem, rows)
    start = tuple(placements[row] for row in rows)
    found = solve(part, stop=MaxIterations(ITERATIONS), start=start).placements
    if any(at is None for at in found):
        return None
    number = rows.index(performance)
    for row, before in enumerate(start):
        back = put(found, row, before)
        if row != number and found[row] != before and not _is_wrong(part, back, row):
            found = back
    changed = [(row, at) for row, at, before in zip(rows, found, start, strict=True) if at != before and at is not None]
    return _priced(problem, placements, tuple(sorted(changed, key=lambda one: one[0] != performance)))


def _part(problem: Problem, rows: Sequence[int]) -> Problem:
    """The problem of some of the sets; the festival's own rules name them by their new rows, and nobody else."""
    number = {row: index for index, row in enumerate(rows)}

    def renamed(sets: Sequence[int]) -> tuple[int, ...]:
        return tuple(number[row] for row in sets if row in number)

    bonds = [
        replace(one, sets=renamed(one.sets), others=None if one.others is None else renamed(one.others))
        for one in problem.bonds
    ]
    return replace(
        problem,
        performances=tuple(problem.performances[row] for row in rows),
        limits=tuple(replace(one, sets=renamed(one.sets)) for one in problem.limits),
        bonds=tuple(one for one in bonds if one.sets and one.others != ()),
    )


def _is_wrong(problem: Problem, placements: Timetable, row: int) -> bool:
    return any(row in one.performances for one in check(problem, placements))
