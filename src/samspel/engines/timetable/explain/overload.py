"""Is more to be played than there are minutes for? A linear program over stretches of stages.

Where one act plays at a time, the sets that lie inside a stretch of a stage last no longer together, with their
changeovers, than the stretch and one changeover. Sets may be cut in pieces here and spread over stages, so what does
not fit cut in pieces does not fit at all; the other way round nothing is said. P. Baptiste, C. Le Pape and W. Nuijten,
*Constraint-based scheduling*, 2001, chapter 3 (energetic reasoning).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from samspel.engines.timetable.explain.facts import ONE_AT_A_TIME, Fact, Facts, ends
from samspel.engines.timetable.places import Places
from samspel.engines.timetable.problem import Ints, Problem

CERTAIN = 1e-3
"""Shares of a set below this are the program's own rounding: one minute too much is more."""

STRETCHES = 6
"""Beginnings, and ends, of stretches looked at on each stage and night."""

SECONDS = 2.0
"""A program that takes longer says nothing."""

MOST_USES = 60_000
"""Nor does one larger than this, sets times lanes: it would take too long even to write down."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """At least so many sets, in parts, find no room; which sets want it, and on which lanes (night, stage)."""

    sets: float
    rows: tuple[int, ...]
    lanes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """A set on a lane: the first minute it could begin at there and the last one it could end at."""

    column: int
    row: int
    number: int
    lane: tuple[int, int]
    first: int
    last: int
    minutes: int


def shortfall(problem: Problem, places: Places, left: Mapping[int, Ints], facts: Facts | None) -> Shortfall | None:
    """Return how much too much is to be played; None: nothing shows.

    Parameters
    ----------
    problem : Problem
    places : Places
    left : mapping
        For each set that is to be played, the places it has left.
    facts : Facts, optional
        Those that hold; None: all.
    """
    if not problem.rules.one_at_a_time or (facts is not None and ONE_AT_A_TIME not in facts):
        return None
    if problem.slots and sum(map(len, left.values())) > MOST_USES:
        return None
    uses = list(islice(_uses(problem, places, left), MOST_USES + 1))
    if len(uses) > MOST_USES:
        return None
    limits = [limit for lane in _by_lane(uses).values() for limit in _limits(problem, lane, facts)]
    return _solved(left, uses, limits) if limits else None


def _uses(problem: Problem, places: Places, left: Mapping[int, Ints]) -> Iterator[_Use]:
    column = 0
    for row, numbers in left.items():
        end = ends(problem, places, row, numbers)
        # a slot is a lane of its own, for one set
        lane = numbers if problem.slots else places.night[numbers] * len(problem.stages) + places.stage[numbers]
        kinds, at, of = np.unique(lane, return_index=True, return_inverse=True)
        first, last = np.full(len(kinds), np.iinfo(np.int64).max), np.zeros(len(kinds), dtype=np.int64)
        np.minimum.at(first, of, places.start[numbers])
        np.maximum.at(last, of, end)
        night, stage = places.night[numbers[at]].tolist(), places.stage[numbers[at]].tolist()
        for number, begins, closes, *where in zip(
            kinds.tolist(), first.tolist(), last.tolist(), night, stage, strict=True
        ):
            minutes = closes - begins if problem.slots else problem.performances[row].minutes
            yield _Use(column, row, number, (where[0], where[1]), begins, closes, minutes)
            column += 1


def _by_lane(uses: list[_Use]) -> dict[int, list[_Use]]:
    found: dict[int, list[_Use]] = {}
    for use in uses:
        found.setdefault(use.number, []).append(use)
    return found


@dataclass(frozen=True, slots=True)
class _Limit:
    """What fits into a stretch of a lane, in minutes, and what could be put there."""

    lane: tuple[int, int]
    room: int
    inside: list[tuple[int, int]]


def _limits(problem: Problem, lane: list[_Use], facts: Facts | None) -> Iterator[_Limit]:
    night, stage = lane[0].lane
    holds = facts is None or Fact("changeover", stage=stage) in facts
    between = (
        problem.stages[stage].changeover_minutes if problem.rules.changeover and holds and not problem.slots else 0
    )
    for begins in sorted({use.first for use in lane})[:STRETCHES]:
        for closes in sorted({use.last for use in lane}, reverse=True)[:STRETCHES]:
            inside = [(use.column, use.minutes + between) for use in lane if begins <= use.first and use.last <= closes]
            room = closes - begins + between
            if sum(minutes for _column, minutes in inside) > room:
                yield _Limit((night, stage), room, inside)


def _solved(left: Mapping[int, Ints], uses: list[_Use], limits: list[_Limit]) -> Shortfall | None:
    """Leave out as little as possible: 0 or more parts of each set on each lane, the rest of it is left out."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    number = {row: index for index, row in enumerate(left)}
    columns, sets = len(uses), len(left)
    entries = [
        (index, column, minutes / one.room) for index, one in enumerate(limits) for column, minutes in one.inside
    ]
    entries += [(len(limits) + number[use.row], use.column, -1.0) for use in uses]
    entries += [(len(limits) + index, columns + index, -1.0) for index in range(sets)]
    rows, cols, values = (np.array(one) for one in zip(*entries, strict=True))
    matrix = csr_array((values, (rows.astype(np.int64), cols.astype(np.int64))), (len(limits) + sets, columns + sets))
    found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
        c=np.concatenate([np.zeros(columns), np.ones(sets)]),
        A_ub=matrix,
        b_ub=np.concatenate([np.ones(len(limits)), -np.ones(sets)]),
        method="highs",
        options={"time_limit": SECONDS},
    )
    if found.status != 0 or found.fun < CERTAIN:
        return None
    price = np.abs(found.ineqlin.marginals) > CERTAIN / 10
    return Shortfall(
        sets=float(found.fun),
        rows=tuple(row for row, index in number.items() if price[len(limits) + index]),
        lanes=tuple(sorted({one.lane for one, counts in zip(limits, price, strict=False) if counts})),
    )
