"""Why a set has no place: forbidden by facts, or merely not placed; and which demands of a problem are impossible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from math import ceil

import numpy as np

from samspel.engines.timetable.explain.core import Conflict, conflict_of
from samspel.engines.timetable.explain.facts import ONE_AT_A_TIME, PAIRS, Fact, limits, pair_of, sets_of
from samspel.engines.timetable.explain.overload import CERTAIN, Shortfall, shortfall
from samspel.engines.timetable.explain.question import WORK, Undecided, orderly
from samspel.engines.timetable.explain.ways import Way, cheapest_way
from samspel.engines.timetable.places import Bools, Places, places_of
from samspel.engines.timetable.problem import Ints, Problem
from samspel.engines.timetable.result import Timetable

GROUP = 8
"""Most unpinned sets whose conflict is looked into fact by fact."""

TIGHT = 60
"""Sets with fewer places than this are looked at together with what they might meet."""

BOUND_GROUPS, TIGHT_GROUPS = 40, 10
"""How many of these, those with fewest places first, where a whole problem is looked through: with the sets bound to
each by act or member, and with all that it might meet."""

KEPT = 4
"""How many problems are kept laid out."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a set has no place.

    Attributes
    ----------
    conflict : Conflict, optional
        Proved: it cannot be placed beside the others, whatever is moved.
    way : Way, optional
        How it can be placed after all. Neither: not decided.
    """

    performance: int
    conflict: Conflict | None = None
    way: Way | None = None

    @property
    def is_decided(self) -> bool:
        return self.conflict is not None or self.way is not None


def explain(problem: Problem, placements: Timetable, performance: int, *, work: int = WORK) -> Explanation:
    """Say why a set has no place: the smallest facts that forbid it, or else how it could have one.

    Parameters
    ----------
    problem : Problem
        Ask again with the same object: what does not depend on placements is kept.
    placements : Timetable
        Where the others are. They may be moved, but those that have a place are to keep one.
    performance : int
        Row of the set; where it is itself makes no difference.
    work : int
        Limit of the exact search, in pairs of sets looked at; some 30,000 a second.

    Returns
    -------
    Explanation
        The same for the same arguments, save where a machine is too slow for `overload.SECONDS`.
    """
    others = tuple(row for row, at in enumerate(placements) if at is not None and row != performance)
    demanded = tuple(sorted((*others, performance)))
    laid_out = _laid_out(problem)
    if not len(laid_out.left(performance)):
        return Explanation(performance, conflict=_tried(problem, laid_out.blockers(performance), work))
    for look in (
        partial(cheapest_way, problem, placements, performance, most_moves=0),
        partial(_too_much, problem, laid_out, demanded, performance),
        partial(cheapest_way, problem, placements, performance, most_moves=1),
        partial(_in_each_others_way, problem, laid_out, demanded, performance, work),
        partial(cheapest_way, problem, placements, performance, most_moves=None),
    ):
        found = look()
        if isinstance(found, Conflict):
            return Explanation(performance, conflict=found)
        if found is not None:
            return Explanation(performance, way=found)
    return Explanation(performance)


@lru_cache(maxsize=KEPT)
def impossible(problem: Problem) -> tuple[Conflict, ...]:
    """Name the demands that no plan can meet, before a search starts; what is not named may still be impossible.

    Sets that can be placed nowhere, each by itself; then more sets than there are minutes for; then sets with few
    places that stand in each other's way.
    """
    laid_out = _laid_out(problem)
    everybody = tuple(range(len(problem.performances)))
    nowhere = [row for row in everybody if row not in laid_out.fixed and not len(laid_out.left(row))]
    tried = [_tried(problem, laid_out.blockers(row), WORK) for row in nowhere]
    found = [one for one in tried if one is not None]
    rest = tuple(row for row in everybody if row not in nowhere)
    found += _overloads(problem, laid_out, rest)
    known = {row for one in found for row in one.performances}
    few = sorted((len(laid_out.left(row)), row) for row in rest if 0 < len(laid_out.left(row)) < TIGHT)
    for look, groups, work in (
        (laid_out.bound_to, BOUND_GROUPS, WORK // 30),
        (laid_out.tight, TIGHT_GROUPS, WORK // 10),
    ):
        for _places, row in few[:groups]:
            group = look(row, [other for other in rest if other not in known]) if row not in known else ()
            conflict = _tried(problem, group, work) if len(group) > 1 else None
            if conflict is not None:
                found.append(conflict)
                known.update(conflict.performances)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _LaidOut:
    """A problem's places as the search has them, pins kept."""

    problem: Problem
    places: Places
    allowed: Bools
    fixed: Mapping[int, int]
    _known: dict[int, Ints]

    def own(self, row: int) -> Ints:
        """Where the facts about a set alone let it go."""
        return np.flatnonzero(self.allowed[row])

    def left(self, row: int) -> Ints:
        """Where it can go beside the pinned sets."""
        if row not in self._known:
            bad = np.zeros(len(self.places), dtype=bool)
            for pinned, place in self.fixed.items():
                bad |= self._forbidden(pinned, place, row, np.arange(len(self.places)))
            self._known[row] = np.flatnonzero(self.allowed[row] & ~bad)
        return self._known[row]

    def _forbidden(self, row: int, place: int, other: int, among: Ints) -> Bools:
        bad = np.zeros(len(among), dtype=bool)
        pair = pair_of(self.problem, self.places, row, place, other, among)
        for rule in PAIRS:
            for _facts, where in rule(pair):
                bad |= where
        return bad

    def blockers(self, row: int) -> tuple[int, ...]:
        """A set and few pinned ones that take all its places, chosen greedily: the most first."""
        own = self.own(row)
        takes = {pinned: self._forbidden(pinned, place, row, own) for pinned, place in self.fixed.items()}
        open_, chosen = np.ones(len(own), dtype=bool), []
        while open_.any() and takes:
            best = max(takes, key=lambda one: int((takes[one] & open_).sum()))
            if not (takes[best] & open_).any():
                break
            open_ &= ~takes.pop(best)
            chosen.append(best)
        return tuple(sorted((row, *chosen)))

    def bound_to(self, row: int, among: Sequence[int]) -> tuple[int, ...]:
        """A set and those with few places that are of its act or share a member."""
        mine = self.problem.performances[row]
        sets = [(other, self.problem.performances[other]) for other in among]
        bound = [
            other
            for other, one in sets
            if (one.act == mine.act or not set(one.members).isdisjoint(mine.members))
            and (other in self.fixed or len(self.left(other)) < TIGHT)
        ]
        return tuple(sorted({row, *bound[:GROUP]}))

    def tight(self, row: int, among: Sequence[int]) -> tuple[int, ...]:
        """A set, the pinned ones that narrow it, and unpinned ones with few places that might meet it."""
        own = self.left(row)
        near = [
            other
            for other in among
            if other != row
            and other not in self.fixed
            and 0 < len(self.left(other)) < TIGHT
            and self._may_meet(other, row, own)
        ]
        near = sorted(near, key=lambda other: (len(self.left(other)), other))[: GROUP - 1]
        pinned = {one for each in (row, *near) for one in self._narrowing(each)}
        return tuple(sorted({row, *near, *pinned}))

    def _narrowing(self, row: int) -> list[int]:
        own = self.own(row)
        return [pinned for pinned, place in self.fixed.items() if self._forbidden(pinned, place, row, own).any()]

    def narrowed_by(self, row: int) -> Iterator[Fact]:
        """Pinned sets that take places of a set, and the facts by which they do."""
        own = self.own(row)
        for pinned, place in self.fixed.items():
            pair = pair_of(self.problem, self.places, pinned, place, row, own)
            needed = [facts for rule in PAIRS for facts, where in rule(pair) if where.any()]
            if needed:
                yield from (Fact("set", (pinned,)), Fact("pin", (pinned,)))
                yield from (fact for facts in needed for fact in facts)

    def _may_meet(self, other: int, row: int, own: Ints) -> bool:
        return any(
            self._forbidden(other, place, row, own).any() for place in self.left(other)[:: max(1, TIGHT // 12)].tolist()
        )


@lru_cache(maxsize=KEPT)
def _laid_out(problem: Problem) -> _LaidOut:
    places, allowed, fixed = places_of(problem)
    pinned = {row: int(place) for row, place in enumerate(fixed) if place >= 0}
    return _LaidOut(problem, places, allowed, pinned, {})


def _too_much(problem: Problem, laid_out: _LaidOut, demanded: tuple[int, ...], performance: int) -> Conflict | None:
    """More minutes than there are, where this set would play; few sets are looked into as a whole anyway."""
    if sum(row not in laid_out.fixed for row in demanded) <= GROUP:
        return None
    found = _overloads(problem, laid_out, demanded)
    return next((one for one in found if performance in one.performances), None)


def _in_each_others_way(
    problem: Problem, laid_out: _LaidOut, demanded: tuple[int, ...], performance: int, work: int
) -> Conflict | None:
    if sum(row not in laid_out.fixed for row in demanded) <= GROUP:
        return _tried(problem, demanded, work)
    return _tried(problem, laid_out.tight(performance, demanded), work)


def _tried(problem: Problem, rows: tuple[int, ...], work: int) -> Conflict | None:
    try:
        return conflict_of(problem, rows, work)
    except Undecided:
        return None


def _overloads(problem: Problem, laid_out: _LaidOut, rows: tuple[int, ...]) -> list[Conflict]:
    """Sets that want more minutes than there are, in groups that want the same lanes."""
    left = {row: laid_out.left(row) for row in rows if row not in laid_out.fixed}
    if not all(len(numbers) for numbers in left.values()):
        return []
    fixed = {row: laid_out.fixed[row] for row in rows if row in laid_out.fixed}
    load = left | orderly(problem, laid_out.places, fixed)
    found = shortfall(problem, laid_out.places, load, None)
    if found is None:
        return []
    conflicts = []
    for group in _groups(laid_out, found, load):
        part = shortfall(problem, laid_out.places, {row: load[row] for row in group}, None)
        if part is not None:
            least = ceil(part.sets - CERTAIN)
            small = _tried(problem, group, WORK) if least == 1 and len(group) <= 2 * GROUP else None
            conflicts.append(small or _counted(problem, laid_out, group, least))
    return conflicts


def _groups(laid_out: _LaidOut, found: Shortfall, load: Mapping[int, Ints]) -> Iterator[tuple[int, ...]]:
    """Sets that hang together by the lanes that are too full."""
    lanes_of = {
        row: set(zip(laid_out.places.night[load[row]].tolist(), laid_out.places.stage[load[row]].tolist(), strict=True))
        & set(found.lanes)
        for row in found.rows
    }
    open_ = set(found.rows)
    while open_:
        group = {min(open_)}
        lanes: set[tuple[int, int]] = set()
        while new := {lane for row in group for lane in lanes_of[row]} - lanes:
            lanes |= new
            group |= {row for row in open_ if lanes_of[row] & lanes}
        open_ -= group
        yield tuple(sorted(group))


def _counted(problem: Problem, laid_out: _LaidOut, rows: tuple[int, ...], least_out: int) -> Conflict:
    """More sets than can be looked into one by one: everything said about them, some of it perhaps not needed."""
    rules, sets = problem.rules, [problem.performances[row] for row in rows]
    facts = [Fact("set", (row,)) for row in rows]
    facts += [Fact("pin", (row,)) for row in rows if row in laid_out.fixed]
    facts += [fact for row in rows for fact, _forbidden in limits(problem, laid_out.places, row)]
    facts += [fact for row in rows if row not in laid_out.fixed for fact in laid_out.narrowed_by(row)]
    if rules.availability:
        acts = sorted({one.act for one in sets if one.windows is not None})
        facts += [Fact("availability", sets_of(problem, act)) for act in acts]
    if problem.slots:
        facts += [Fact("slots", (row,)) for row, one in zip(rows, sets, strict=True) if one.slots is not None]
    elif rules.opening:
        lanes = product(range(problem.nights), range(len(problem.stages)))
        facts += [Fact("hours", stage=stage, night=night) for night, stage in lanes]
    facts.append(ONE_AT_A_TIME)
    if rules.changeover and not problem.slots:
        facts += [Fact("changeover", stage=row) for row, one in enumerate(problem.stages) if one.changeover_minutes]
    return Conflict(tuple(dict.fromkeys(facts)), is_irreducible=False, least_out=least_out)
