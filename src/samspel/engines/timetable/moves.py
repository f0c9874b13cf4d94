"""Where one set may go while all others stay: each place with its price, and what is in the way elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from samspel.engines.timetable.measure import as_it_is, laid_out
from samspel.engines.timetable.own_moves import FOREVER, bound_starts, off_limits_starts
from samspel.engines.timetable.problem import Ints, Problem
from samspel.engines.timetable.result import Placement, Timetable

FORBIDDEN = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Blocked:
    """Starts on a stage and night that another set or a limit forbids, half open, and the rule by which it does.

    Attributes
    ----------
    rule : str
        As in `Violation`: ``overlap``, ``changeover``, ``members``, ``repeats``, or ``own`` and what a limit says.
    other : int, optional
        Row of the performance that is in the way; None: a limit is.
    own : str
        What the festival calls a rule of its own.
    """

    night: int
    stage: int
    from_minute: int
    until_minute: int
    rule: str
    other: int | None
    own: str = ""


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


def moves(problem: Problem, placements: Timetable, performance: int, night: int | None = None) -> Moves:
    """Price every place of one set among the others as they are placed.

    Parameters
    ----------
    problem : Problem
        Ask again with the same object: what does not depend on placements is kept.
    placements : Timetable
        One entry for each performance; whether it keeps the rules does not matter.
    performance : int
        Row of the set that is to be moved.
    night : int, optional
        Only to places of this night, which is answered sooner.

    Raises
    ------
    ValueError, UnusableProblem
        As `measure`.
    """
    tables = laid_out(problem)
    places = tables.places
    first, last = tables.arrays["choice_from"][performance : performance + 2]
    choice = tables.arrays["choice"][first:last]
    if night is not None:
        choice = choice[places.night[choice] == night]
    cost = as_it_is(tables, placements, moved=performance, to=choice).price(performance)
    good = cost < FORBIDDEN
    place = choice[good]
    arrays = (places.night[place], places.stage[place], places.start[place], cost[good])
    for array in arrays:
        array.setflags(write=False)
    return Moves(*arrays, asked=(problem, placements, performance))


def _blocked(problem: Problem, placements: Timetable, row: int) -> Iterator[Blocked]:
    """What each placed set forbids the moved one, stage by stage."""
    for other, at in enumerate(placements):
        if at is None or other == row:
            continue
        yield from _on_other_nights(problem, row, other, at)
        related = _related(problem, row, other)
        for stage in range(len(problem.stages)) if related else (at.stage,):
            yield from _between(problem, row, other, at, stage, related=related)
    yield from _by_own_rules(problem, placements, row)


def _by_own_rules(problem: Problem, placements: Timetable, row: int) -> Iterator[Blocked]:
    for limit in problem.limits:
        if limit.weight is None:
            for night, stage, begin, end in off_limits_starts(problem, limit, row):
                yield Blocked(night, stage, begin, end, limit.rule, None, limit.name)
    acts = tuple(one.act for one in problem.performances)
    for bond in problem.bonds:
        if bond.weight is not None:
            continue
        for pair in bond.pairs(acts):
            if row in pair:
                other = pair[pair[0] == row]
                for starts in bound_starts(problem, placements, bond, row, other, is_first=pair[0] == row):
                    yield Blocked(*starts, "own", other, bond.name)


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
