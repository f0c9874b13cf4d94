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
from samspel.engines.timetable.result import Score, Timetable
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
        floor=totals["floor"],
        own=totals["own"],
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
    places, at = _numbered(tables, placements)
    together = Counter((one.night, one.stage) for one in placements if one is not None)
    numbers = {
        **tables.numbers,
        "places": len(places),
        # By hand, any number of sets may lie upon each other, and outside the slots they last as long as they last.
        "lane_room": max([tables.numbers["lane_room"], *together.values()]),
        "longest": max([tables.numbers["longest"], *tables.arrays["minutes"].tolist()]),
    }
    rows = np.arange(len(placements) + 1)
    arrays = {**tables.arrays, **place_arrays(problem, places), "is_fixed": int32(rows[:-1] != moved)}
    if moved is not None and to is not None:
        arrays |= {"choice": int32(to), "choice_from": int32(len(to) * (rows > moved))}
    chain = Chain(numbers, arrays, seed=0)
    chain.load(at)
    return chain


def _numbered(tables: Tables, placements: Timetable) -> tuple[Places, NDArray[np.int32]]:
    """The problem's places and behind them two for each set that stands elsewhere, the second its own; and where each
    set is, -1 for nowhere. Neighbours by number are neighbouring slots, and sets that stand elsewhere are none."""
    problem, first = tables.problem, len(tables.places)
    slots = {(slot.stage, slot.night, slot.start_minute): number for number, slot in enumerate(problem.slots)}
    own: list[tuple[int, int, int, int]] = []
    numbers = np.full(len(placements), -1, np.int32)
    for row, at in enumerate(placements):
        if at is None:
            continue
        here = (at.stage, at.night, at.start_minute)
        numbers[row] = slots.get(here, first + 2 * len(own) + 1)
        if here not in slots:
            end = problem.end_minute(row, *here) if slots else -1
            own.append((at.night, at.stage, at.start_minute, end))
    columns = np.repeat(np.array(own, dtype=np.int64).reshape(-1, 4), 2, axis=0).T
    return tables.places.and_then(Places(*columns)), numbers


def _refuse_unknown(problem: Problem, placements: Timetable) -> None:
    if len(placements) != len(problem.performances):
        raise ValueError(f"{len(placements)} placements for {len(problem.performances)} performances")
    for at in placements:
        if at is not None and not 0 <= at.stage < len(problem.stages):
            raise ValueError("a placement names a stage that does not exist")
        if at is not None and not 0 <= at.night < problem.nights:
            raise ValueError("a placement names a night that does not exist")
