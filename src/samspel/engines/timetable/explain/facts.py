"""Facts that can forbid a place, and the rules that say what each of them forbids.

A rule is a generator that yields, for one set or for two, facts and what they forbid where all of them hold. A new
rule is one more generator in `ALONE` or `PAIRS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from samspel.engines.timetable.own_rules import Bond, Relation
from samspel.engines.timetable.own_tables import within
from samspel.engines.timetable.places import Bools, Places, closing
from samspel.engines.timetable.problem import LAST_MINUTE, Ints, Problem, Stage


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was said or decided, and that a person could change.

    Attributes
    ----------
    rule : str
        ``set`` (it is to be played, for as long as it lasts), ``pin``, ``availability``, ``hours`` (of a stage on a
        night), ``slots``, ``one_at_a_time``, ``changeover`` (of a stage), ``heavy``, ``members`` (two sets share
        somebody), ``repeat_gap``, ``repeat_venue`` and ``repeat_nights`` (two sets of one act), ``own`` (a rule
        of the festival's own), ``equipment`` and ``loudness`` (what a set needs and how loud it is).
    performances : tuple of int
        Rows of the sets it is about, in their order.
    """

    rule: str
    performances: tuple[int, ...] = ()
    stage: int | None = None
    night: int | None = None
    own: str = ""
    """What the festival calls a rule of its own."""


ONE_AT_A_TIME, HEAVY = Fact("one_at_a_time"), Fact("heavy")

Facts = frozenset[Fact]


def everywhere(problem: Problem) -> tuple[Places, int, dict[int, int]]:
    """Return every place there could be if the facts were others, and the number of each pinned set's own place.

    That is each slot, or each start on the grid of every stage and night. Without the rule of opening hours it is
    every start inside them: no fact then holds a set back. Places after the first so many are of pins off the grid.
    """
    places = _slots(problem) if problem.slots else _starts(problem)
    number = {(slot.stage, slot.night, slot.start_minute): row for row, slot in enumerate(problem.slots)}
    pins: dict[int, int] = {}
    extra: list[tuple[int, int, int, int]] = []
    for row, one in enumerate(problem.performances):
        if one.pin is None or not problem.rules.pins:
            continue
        at = one.pin.stage, one.pin.night, one.pin.start_minute
        pins[row] = number.get(at, len(places) + len(extra))
        if at not in number:
            extra.append((at[1], at[0], at[2], problem.end_minute(row, *at) if problem.slots else -1))
    return places.and_then(Places(*np.array(extra, dtype=np.int64).reshape(-1, 4).T)), len(places), pins


def _slots(problem: Problem) -> Places:
    rows = [(slot.night, slot.stage, slot.start_minute, slot.end_minute) for slot in problem.slots]
    return Places(*np.array(rows, dtype=np.int64).T)


def _starts(problem: Problem) -> Places:
    step = problem.grid_minutes
    if problem.rules.opening:
        rows = list(product(range(problem.nights), range(len(problem.stages)), range(0, LAST_MINUTE, step)))
    else:
        rows = sorted(
            {
                (opening.night, opening.stage, start)
                for opening in problem.openings
                for start in range(-(-opening.opens_minute // step) * step, opening.closes_minute, step)
            }
        )
    night, stage, start = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Places(night, stage, start, np.full(len(night), -1))


Alone = Iterator[tuple[Fact, Ints]]
"""Facts about one set, each with the numbers of the places it forbids."""


def _hours(problem: Problem, places: Places, row: int) -> Alone:
    if problem.slots or not problem.rules.opening:
        return
    outside = np.flatnonzero(ends(problem, places, row) > _closing(problem, places))
    lane = places.night[outside] * len(problem.stages) + places.stage[outside]
    order = np.argsort(lane, kind="stable")
    lanes, firsts = np.unique(lane[order], return_index=True)
    for number, forbidden in zip(lanes.tolist(), np.split(outside[order], firsts[1:]), strict=True):
        night, stage = divmod(number, len(problem.stages))
        yield Fact("hours", stage=stage, night=night), forbidden


_closing = lru_cache(maxsize=2)(closing)  # asked for by each set in turn


def _own_slots(problem: Problem, places: Places, row: int) -> Alone:
    own = problem.performances[row].slots
    if problem.slots and problem.rules.opening and own is not None:
        yield Fact("slots", (row,)), np.setdiff1d(np.arange(len(places)), own)


def _availability(problem: Problem, places: Places, row: int) -> Alone:
    one = problem.performances[row]
    if not problem.rules.availability or one.windows is None:
        return
    end = ends(problem, places, row)
    able = np.zeros(len(places), dtype=bool)
    for window in one.windows:
        able |= (places.night == window.night) & (places.start >= window.from_minute) & (end <= window.until_minute)
    yield Fact("availability", sets_of(problem, one.act)), np.flatnonzero(~able)


def limits(problem: Problem, places: Places, row: int) -> Alone:
    """Rules of the festival's own about a set, what it needs and how loud it is."""
    for limit in problem.limits:
        if limit.weight is None:
            good = within(limit, places, ends(problem, places, row), is_member=row in limit.sets)
            fact = Fact("own", own=limit.name) if limit.rule == "own" else Fact(limit.rule, (row,), own=limit.name)
            yield fact, np.flatnonzero(~good)


ALONE = (_availability, _own_slots, _hours, limits)


@dataclass(frozen=True, slots=True)
class Pair:
    """One set at a place, and another one at many: which came first, and how long is between them."""

    problem: Problem
    row: int
    other: int
    stage: Stage
    stage_row: int
    same_night: Bools
    nights_after: Ints
    is_first: Bools
    same_stage: Bools
    same_venue: Bools
    walk_minutes: Ints
    between_minutes: Ints
    adjacent: Bools

    @property
    def rows(self) -> tuple[int, int]:
        return (self.row, self.other) if self.row < self.other else (self.other, self.row)

    @property
    def is_one_act(self) -> bool:
        sets = self.problem.performances
        return sets[self.row].act == sets[self.other].act


def pair_of(problem: Problem, places: Places, row: int, place: int, other: int, among: Ints) -> Pair:
    """Look at a set at one place and another at each of some places."""
    night, stage, start = (values[among] for values in (places.night, places.stage, places.start))
    end, own_end = ends(problem, places, other, among), int(ends(problem, places, row, np.array([place]))[0])
    own_night, own_stage, own_start = (int(v[place]) for v in (places.night, places.stage, places.start))
    is_first = (own_start < start) | ((own_start == start) & (row < other))
    venues = _venues(problem)
    venue, own_venue = venues[stage], venues[own_stage]
    walk = problem.walk_minutes
    return Pair(
        problem=problem,
        row=row,
        other=other,
        stage=problem.stages[own_stage],
        stage_row=own_stage,
        same_night=night == own_night,
        nights_after=night - own_night,
        is_first=is_first,
        same_stage=stage == own_stage,
        same_venue=venue == own_venue,
        walk_minutes=np.where(is_first, walk[own_venue, venue], walk[venue, own_venue]),
        between_minutes=np.where(is_first, start - own_end, own_start - end),
        # places of one stage and night stand together, slots by time
        adjacent=np.abs(among - place) == 1 if problem.slots else np.ones(len(among), dtype=bool),
    )


Together = Iterator[tuple[Facts, Bools]]
"""Facts about two sets, and where all of those facts together forbid the second one."""


def _on_one_stage(pair: Pair) -> Together:
    rules, sets = pair.problem.rules, pair.problem.performances
    if not rules.one_at_a_time:
        return
    here = pair.same_night & pair.same_stage
    yield frozenset({ONE_AT_A_TIME}), here & (pair.between_minutes < 0)
    changeover = pair.stage.changeover_minutes
    if rules.changeover and changeover and not pair.problem.slots:
        facts = frozenset({ONE_AT_A_TIME, Fact("changeover", stage=pair.stage_row)})
        yield facts, here & (pair.between_minutes < changeover)
    if rules.changeover and rules.heavy_gap_minutes and sets[pair.row].is_heavy and sets[pair.other].is_heavy:
        too_close = pair.adjacent & (pair.between_minutes < rules.heavy_gap_minutes)
        yield frozenset({ONE_AT_A_TIME, HEAVY}), here & too_close


def _members(pair: Pair) -> Together:
    one, two = (pair.problem.performances[row] for row in pair.rows)
    rules = pair.problem.rules
    if rules.members and (pair.is_one_act or not set(one.members).isdisjoint(two.members)):
        too_close = pair.between_minutes < rules.rest_minutes + pair.walk_minutes
        yield frozenset({Fact("members", pair.rows)}), pair.same_night & too_close


def _repeats(pair: Pair) -> Together:
    rules = pair.problem.rules
    if not rules.repeats or not pair.is_one_act:
        return
    too_close = pair.same_night & (pair.between_minutes < rules.repeat_gap_minutes)
    yield frozenset({Fact("repeat_gap", pair.rows)}), too_close
    yield frozenset({Fact("repeat_nights", pair.rows)}), np.abs(pair.nights_after) > rules.repeat_nights_apart
    if rules.repeat_venue_once:
        yield frozenset({Fact("repeat_venue", pair.rows)}), pair.same_venue
    elif rules.repeat_other_venue:
        yield frozenset({Fact("repeat_venue", pair.rows)}), pair.same_venue & pair.same_night


def _bonds(pair: Pair) -> Together:
    """Rules of the festival's own between two sets; who are neighbours on a stage is nothing that two sets decide."""
    for bond, pairs in _hard_bonds(pair.problem):
        for rows, is_turned in (((pair.row, pair.other), False), ((pair.other, pair.row), True)):
            if rows in pairs:
                where = _breaks(pair, bond, is_turned=is_turned)
                if where is not None:
                    yield frozenset({Fact("own", own=bond.name)}), where


def _breaks(pair: Pair, bond: Bond, *, is_turned: bool) -> Bools | None:
    if bond.relation == Relation.BEFORE:
        is_first, after = (~pair.is_first, -pair.nights_after) if is_turned else (pair.is_first, pair.nights_after)
        return (after < 0) | (pair.same_night & ~(is_first & (pair.between_minutes >= 0)))
    if bond.relation == Relation.NOT_NEXT:
        return pair.same_night & pair.same_stage & pair.adjacent if pair.problem.slots else None
    return {
        Relation.APART: pair.same_night & (pair.between_minutes < bond.minutes),
        Relation.SAME_NIGHT: ~pair.same_night,
        Relation.OTHER_NIGHT: pair.same_night,
        Relation.OTHER_STAGE: pair.same_stage,
    }[bond.relation]


@lru_cache(maxsize=2)
def _hard_bonds(problem: Problem) -> tuple[tuple[Bond, frozenset[tuple[int, int]]], ...]:
    acts = tuple(one.act for one in problem.performances)
    return tuple((bond, frozenset(bond.pairs(acts))) for bond in problem.bonds if bond.weight is None)


PAIRS = (_on_one_stage, _members, _repeats, _bonds)


def ends(problem: Problem, places: Places, row: int, among: Ints | None = None) -> Ints:
    """When a set would be over at each place, or at each of some."""
    start, end = (places.start, places.end) if among is None else (places.start[among], places.end[among])
    own = start + problem.performances[row].minutes
    return np.where(end >= 0, end, own) if problem.slots else own


@lru_cache(maxsize=4)
def _venues(problem: Problem) -> Ints:
    return np.array([stage.venue for stage in problem.stages], dtype=np.int64)


def sets_of(problem: Problem, act: int) -> tuple[int, ...]:
    """Return the rows of an act's sets."""
    return tuple(row for row, one in enumerate(problem.performances) if one.act == act)
