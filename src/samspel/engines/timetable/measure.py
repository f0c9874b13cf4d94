"""A timetable as it stands, whatever rules it breaks, in the inner loop: measured, or asked where a set may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.core.library import Chain
from samspel.engines.timetable.places import Places, int32, place_arrays
from samspel.engines.timetable.problem import Ints, Problem
from samspel.engines.timetable.result import Placement, Score, Timetable
from samspel.engines.timetable.score import QUARTERS
from samspel.engines.timetable.tables import Tables, tables_of

KEPT = 4
"""How many problems are kept laid out: people ask often about one problem."""


def measure(problem: Problem, placements: Timetable) -> Score:
    """The cost of a timetable by the inner loop's count: milliseconds where `score`, which checks it, takes a second.

    Parameters
    ----------
    problem : Problem
        Ask again with the same object: what does not depend on placements is kept.
    placements : Timetable
        One entry for each performance; whether it keeps the rules does not matter.

    Raises
    ------
    ValueError
        If an entry is missing or too many, or names a stage or a night that does not exist.
    UnusableProblem
        If a visitor has more favourite sets than the inner loop has room for.
    """
    return counted(problem, as_it_is(laid_out(problem), placements).totals())


def counted(problem: Problem, totals: Mapping[str, int]) -> Score:
    """The inner loop's totals as a score: it counts what visitors see, the score what they miss."""
    crowd = problem.crowd
    starred = totals["pairs"] - totals["similar"]
    if crowd is not None:
        wished = int((crowd.weight * crowd.people[crowd.visitor]).sum())
        starred = wished * round(QUARTERS * problem.wishes.starred) + totals["visitors"]
    return Score(
        capacity=totals["capacity"],
        similar=totals["similar"],
        starred=starred,
        unplaced=totals["unplaced"],
        flow=totals["flow"],
    )


@lru_cache(maxsize=KEPT)
def laid_out(problem: Problem) -> Tables:
    """A problem for the inner loop, in which pins hold nothing: a hand may move what a plan may not."""
    return tables_of(replace(problem, rules=replace(problem.rules, pins=False)))


def as_it_is(tables: Tables, placements: Timetable, *, moved: int | None = None, to: Ints | None = None) -> Chain:
    """The timetable as it is, whatever rules it breaks: every set stays where it is but one.

    A set outside the problem's slots, or off its grid, has a place of its own beyond theirs.

    Parameters
    ----------
    tables : Tables
        From `laid_out`.
    placements : Timetable
    moved : int, optional
        Row of the set that may be moved.
    to : int array, optional
        To which places, by number; None: to all it may take.

    Raises
    ------
    ValueError
        As `measure`.
    """
    problem = tables.problem
    _refuse_unknown(problem, placements)
    both = tables.places.and_then(_own_places(problem, placements))
    most = max(Counter((at.night, at.stage) for at in placements if at is not None).values(), default=0)
    room = max(most, tables.numbers["lane_room"])  # by hand, any number of sets may lie upon each other
    rows = np.arange(len(placements) + 1)
    arrays = {**tables.arrays, **place_arrays(problem, both), "is_fixed": int32(rows[:-1] != moved)}
    if moved is not None and to is not None:
        arrays |= {"choice": int32(to), "choice_from": int32(len(to) * (rows > moved))}
    chain = Chain({**tables.numbers, "places": len(both), "lane_room": room}, arrays, seed=0)
    chain.load(_numbers_of(tables, placements))
    return chain


def _numbers_of(tables: Tables, placements: Timetable) -> NDArray[np.int32]:
    """Each set's slot, or its own place; -1 for none."""
    slots = {(slot.stage, slot.night, slot.start_minute): number for number, slot in enumerate(tables.problem.slots)}
    own = len(tables.places) + 1 + 2 * np.arange(len(placements))
    return int32(
        [
            -1 if at is None else slots.get((at.stage, at.night, at.start_minute), own[row])
            for row, at in enumerate(placements)
        ]
    )


def _own_places(problem: Problem, placements: Timetable) -> Places:
    """Two places for each set, the second its own: neighbours by number are neighbouring slots, and these are none."""
    seats = [at if at is not None else Placement(0, 0, 0) for at in placements]
    ends = [
        problem.end_minute(row, at.stage, at.night, at.start_minute) if problem.slots else -1
        for row, at in enumerate(seats)
    ]
    columns = (
        [at.night for at in seats],
        [at.stage for at in seats],
        [at.start_minute for at in seats],
        ends,
    )
    return Places(*(np.repeat(np.array(column, dtype=np.int64), 2) for column in columns))


def _refuse_unknown(problem: Problem, placements: Timetable) -> None:
    if len(placements) != len(problem.performances):
        raise ValueError(f"{len(placements)} placements for {len(problem.performances)} performances")
    for at in placements:
        if at is not None and not 0 <= at.stage < len(problem.stages):
            raise ValueError("a placement names a stage that does not exist")
        if at is not None and not 0 <= at.night < problem.nights:
            raise ValueError("a placement names a night that does not exist")
