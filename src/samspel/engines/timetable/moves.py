"""Where one set may go while all others stay: each place with its price, and what is in the way elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from samspel.engines.timetable.core.library import Chain
from samspel.engines.timetable.places import Places, place_arrays
from samspel.engines.timetable.problem import Ints, Problem
from samspel.engines.timetable.result import Placement, Timetable
from samspel.engines.timetable.tables import Tables, tables_of

KEPT = 4
"""How many problems are kept laid out: a person moves many sets of one problem."""

FORBIDDEN = np.iinfo(np.int64).max

FOREVER = 10_000
"""Minutes beyond every night: another venue is wanted, whatever the time."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Starts on a stage and night that another set forbids, half open, and the rule by which it does.

    Attributes
    ----------
    rule : str
        As in `Violation`: ``overlap``, ``changeover``, ``members`` or ``repeats``.
    other : int
        Row of the performance that is in the way.
    """

    night: int
    stage: int
    from_minute: int
    until_minute: int
    rule: str
    other: int


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Every place one set may go to, as read-only arrays of one length, and what forbids the rest.

    Attributes
    ----------
    night, stage, start_minute : int arrays
        Starts on the problem's grid that keep every rule, the set's own pin left aside.
    cost : int array
        What the wishes cost more (less: negative) than with the set where it is, or left out, in quarter persons.
    asked : problem, placements and performance
        What was asked.
    """

    night: Ints
    stage: Ints
    start_minute: Ints
    cost: Ints
    asked: tuple[Problem, Timetable, int]

    def __len__(self) -> int:
        return len(self.night)

    @property
    def blocked(self) -> tuple[Blocked, ...]:
        """Why not, for starts inside the opening hours that are not listed, worked out when asked.

        What is in neither is closed, or the act cannot then.
        """
        return tuple(_blocked(*self.asked))


def moves(problem: Problem, placements: Timetable, performance: int) -> Moves:
    """Price every place of one set among the others as they are placed.

    Parameters
    ----------
    problem : Problem
        Ask again with the same object: what does not depend on placements is kept.
    placements : Timetable
        One entry for each performance; whether it keeps the rules does not matter.
    performance : int
        Row of the set that is to be moved.
    """
    tables = _tables(problem)
    chain = _among_the_others(tables, placements, performance)
    cost = chain.price(performance)
    good = cost < FORBIDDEN
    first, last = tables.arrays["choice_from"][performance : performance + 2]
    place = tables.arrays["choice"][first:last][good]
    places = tables.places
    arrays = (places.night[place], places.stage[place], places.start[place], cost[good])
    for array in arrays:
        array.setflags(write=False)
    return Moves(*arrays, asked=(problem, placements, performance))


@lru_cache(maxsize=KEPT)
def _tables(problem: Problem) -> Tables:
    return tables_of(replace(problem, rules=replace(problem.rules, pins=False)))


def _among_the_others(tables: Tables, placements: Timetable, moved: int) -> Chain:
    """The timetable as it is, whatever rules it breaks: each set at a place of its own beyond the grid's."""
    problem, places = tables.problem, tables.places
    nowhere = Placement(0, 0, 0)
    seats = [at if at is not None else nowhere for at in placements]
    ends = [
        problem.end_minute(row, at.stage, at.night, at.start_minute) if problem.slots else -1
        for row, at in enumerate(seats)
    ]
    own = Places(
        night=np.array([at.night for at in seats], dtype=np.int64),
        stage=np.array([at.stage for at in seats], dtype=np.int64),
        start=np.array([at.start_minute for at in seats], dtype=np.int64),
        end=np.array(ends, dtype=np.int64),
    )
    both = places.and_then(own)
    decided = np.ones(len(seats), dtype=np.int32)
    decided[moved] = 0
    arrays = {**tables.arrays, **place_arrays(problem, both), "is_fixed": decided}
    chain = Chain({**tables.numbers, "places": len(both)}, arrays, seed=0)
    placed = np.array([at is not None for at in placements], dtype=bool)
    chain.load(np.where(placed, len(places) + np.arange(len(seats)), -1).astype(np.int32))
    return chain


def _blocked(problem: Problem, placements: Timetable, row: int) -> Iterator[Blocked]:
    """What each placed set forbids the moved one, stage by stage."""
    for other, at in enumerate(placements):
        if at is None or other == row:
            continue
        yield from _on_other_nights(problem, row, other, at)
        related = _related(problem, row, other)
        for stage in range(len(problem.stages)) if related else (at.stage,):
            yield from _between(problem, row, other, at, stage, related=related)


def _on_other_nights(problem: Problem, row: int, other: int, at: Placement) -> Iterator[Blocked]:
    """Where one act may not play again on another night."""
    rules = problem.rules
    if not rules.repeats or problem.performances[row].act != problem.performances[other].act:
        return
    there = problem.stages[at.stage].venue
    for night in range(problem.nights):
        for number, stage in enumerate(problem.stages):
            too_far = abs(night - at.night) > rules.repeat_nights_apart
            again = night != at.night and rules.repeat_venue_once and stage.venue == there
            if too_far or again:
                yield Blocked(night, number, -FOREVER, FOREVER, "repeats", other)


def _related(problem: Problem, row: int, other: int) -> bool:
    one, two = problem.performances[row], problem.performances[other]
    return one.act == two.act or not set(one.members).isdisjoint(two.members)


def _between(problem: Problem, row: int, other: int, at: Placement, stage: int, *, related: bool) -> Iterator[Blocked]:
    """The rules between two sets, in the checker's order."""
    for rule, begin, end in _stretches(problem, row, other, at, stage, related=related):
        if begin < end:
            yield Blocked(at.night, stage, begin, end, rule, other)


def _stretches(
    problem: Problem, row: int, other: int, at: Placement, stage: int, *, related: bool
) -> Iterator[tuple[str, int, int]]:
    rules, moved, placed = problem.rules, problem.performances[row], problem.performances[other]
    last, end = at.start_minute - moved.minutes, at.start_minute + placed.minutes
    if stage == at.stage:
        changeover = problem.stages[stage].changeover_minutes
        if rules.one_at_a_time:
            yield "overlap", last + 1, end
        if rules.one_at_a_time and rules.changeover:
            yield "changeover", last - changeover + 1, last + 1
            yield "changeover", end, end + changeover
        heavy = rules.one_at_a_time and rules.changeover and moved.is_heavy and placed.is_heavy
        if heavy and rules.heavy_gap_minutes > changeover:
            yield "changeover", last - rules.heavy_gap_minutes + 1, last - changeover + 1
            yield "changeover", end + changeover, end + rules.heavy_gap_minutes
    here, there = problem.stages[stage].venue, problem.stages[at.stage].venue
    if related and rules.members:
        before, after = (rules.rest_minutes + int(problem.walk_minutes[way]) for way in ((here, there), (there, here)))
        yield "members", last - before + 1, end + after
    if moved.act == placed.act and rules.repeats:
        once = rules.repeat_other_venue or rules.repeat_venue_once
        gap = FOREVER if once and here == there else rules.repeat_gap_minutes
        yield "repeats", last - gap + 1, end + gap
