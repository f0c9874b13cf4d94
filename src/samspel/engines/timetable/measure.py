"""A timetable as it stands, whatever rules it breaks, in the inner loop: measured at once, or asked where a set may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from samspel.engines.timetable.core.library import Chain
from samspel.engines.timetable.places import Places, place_arrays
from samspel.engines.timetable.problem import Problem
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
    return counted(problem, standing(problem, placements).totals())


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


def standing(problem: Problem, placements: Timetable, free: int | None = None) -> Chain:
    """The timetable as it is, with every set where it is but one that may be moved.

    A set outside the problem's slots, or off its grid, has a place of its own beyond theirs.

    Raises
    ------
    ValueError, UnusableProblem
        As `measure`.
    """
    _refuse_unknown(problem, placements)
    tables = laid_out(problem)
    both = tables.places.and_then(_own_places(problem, placements))
    decided = np.ones(len(placements), dtype=np.int32)
    decided[free if free is not None else []] = 0
    most = max(Counter((at.night, at.stage) for at in placements if at is not None).values(), default=0)
    room = max(most, tables.numbers["lane_room"])  # by hand, any number of sets may lie upon each other
    chain = Chain(
        {**tables.numbers, "places": len(both), "lane_room": room},
        {**tables.arrays, **place_arrays(problem, both), "is_fixed": decided},
        seed=0,
    )
    slots = {(slot.stage, slot.night, slot.start_minute): number for number, slot in enumerate(problem.slots)}
    chain.load(
        np.array(
            [
                -1
                if at is None
                else slots.get((at.stage, at.night, at.start_minute), len(tables.places) + 2 * row + 1)
                for row, at in enumerate(placements)
            ],
            dtype=np.int32,
        )
    )
    return chain


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
