"""Can these sets all be placed while these facts hold? Decided exactly, within a limit of work.

A set's own facts leave it its places; those of pinned sets take some away; then a count of minutes (`overload`) tells
that too much is to be played; then sets are placed one by one, the one with fewest places left first, and each takes
away what it forbids the others: a depth-first search with forward checking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np

from samspel.engines.timetable.explain.facts import (
    ALONE,
    PAIRS,
    Fact,
    Facts,
    ends,
    everywhere,
    pair_of,
)
from samspel.engines.timetable.explain.overload import shortfall
from samspel.engines.timetable.places import Places
from samspel.engines.timetable.problem import LAST_MINUTE, Ints, Problem

WORK = 30_000
"""How many pairs of sets a question may look at in all its answers: about a second."""

COUNT_WORK = 100
"""What a count of minutes takes, in such pairs."""


class Undecided(Exception):
    """The work allowed is done and nothing is known."""


@dataclass(eq=False, slots=True)
class Question:
    """Some sets of a problem, and everything that could keep them from being placed together."""

    problem: Problem
    rows: tuple[int, ...]
    places: Places
    shared: int
    pins: Mapping[int, int]
    work: int = WORK
    _known: dict[int, list[tuple[Fact, Ints]]] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, rows: tuple[int, ...], work: int = WORK) -> Question:
        """Ask about some of a problem's sets as if there were no others."""
        places, shared, pins = everywhere(problem)
        return cls(problem, rows, places, shared, {row: pins[row] for row in rows if row in pins}, work)

    def facts(self) -> list[Fact]:
        """Return every fact that could matter."""
        found: dict[Fact, None] = {}
        nowhere = np.zeros(0, dtype=np.int64)
        one_a_stage = np.unique(self.places.stage, return_index=True)[1].tolist()
        for number, (row, other) in enumerate(combinations(self.rows, 2)):
            for place in one_a_stage if not number else one_a_stage[:1]:  # what is said of a stage is said of all sets
                pair = pair_of(self.problem, self.places, row, place, other, nowhere)
                found |= dict.fromkeys(fact for rule in PAIRS for facts, _where in rule(pair) for fact in facts)
        for row in self.rows:
            found |= dict.fromkeys(fact for fact, _forbidden in self._own(row))
        found |= dict.fromkeys(Fact("pin", (row,)) for row in self.pins)
        found |= dict.fromkeys(Fact("set", (row,)) for row in self.rows)
        return list(found)

    def can(self, facts: Facts) -> dict[int, int] | None:
        """Return a place for each set that is to be played by these facts; None: proved that there is none.

        Raises
        ------
        Undecided
            If the work allowed was not enough.
        """
        fixed, left = self.left(facts)
        if not all(len(places) for places in left.values()):
            return None
        if len(left) > 2:
            self._spend(COUNT_WORK)
            load = left | orderly(self.problem, self.places, fixed)
            if shortfall(self.problem, self.places, load, facts) is not None:
                return None
        return self._search(left, fixed, facts)

    def left(self, facts: Facts) -> tuple[dict[int, int], dict[int, Ints]]:
        """Return where pinned sets are, and the places that others have left by their own facts and the pins."""
        played = [row for row in self.rows if Fact("set", (row,)) in facts]
        fixed = {row: self.pins[row] for row in played if row in self.pins and Fact("pin", (row,)) in facts}
        left = {row: self._alone(row, facts) for row in played if row not in fixed}
        for pinned, place in fixed.items():
            for row in left:
                left[row] = self._without(pinned, place, row, left[row], facts)
        return fixed, left

    def _spend(self, work: int) -> None:
        if self.work <= 0:
            raise Undecided
        self.work -= work

    def _own(self, row: int) -> list[tuple[Fact, Ints]]:
        if row not in self._known:
            self._known[row] = [one for rule in ALONE for one in rule(self.problem, self.places, row)]
        return self._known[row]

    def _alone(self, row: int, facts: Facts) -> Ints:
        """A set's places by its own facts. Its pin, when let go, stays one of them: a pin overrules other facts."""
        good = np.arange(len(self.places)) < self.shared
        if self.problem.rules.opening:
            good &= ends(self.problem, self.places, row) <= LAST_MINUTE
        for fact, forbidden in self._own(row):
            if fact in facts:
                good[forbidden] = False
        if row in self.pins:
            good[self.pins[row]] = True
        return np.flatnonzero(good)

    def _without(self, row: int, place: int, other: int, left: Ints, facts: Facts) -> Ints:
        """What a set at a place leaves to another one. Two sets at their pins are as a person wanted them."""
        self._spend(1)
        pair = pair_of(self.problem, self.places, row, place, other, left)
        bad = np.zeros(len(left), dtype=bool)
        for rule in PAIRS:
            for needed, where in rule(pair):
                if needed <= facts:
                    bad |= where
        if self.pins.get(row) == place and other in self.pins:
            bad &= left != self.pins[other]
        return left[~bad]

    def _search(self, left: Mapping[int, Ints], placed: dict[int, int], facts: Facts) -> dict[int, int] | None:
        """Place the set with fewest places, then the others in what that leaves."""
        if not left:
            return placed
        row = min(left, key=lambda one: (len(left[one]), one))
        for place in left[row].tolist():
            then: dict[int, Ints] = {}
            for other in left.keys() - {row}:
                then[other] = self._without(row, place, other, left[other], facts)
                if not len(then[other]):
                    break
            else:
                found = self._search(then, {**placed, row: place}, facts)
                if found is not None:
                    return found
        return None


def orderly(problem: Problem, places: Places, fixed: Mapping[int, int]) -> dict[int, Ints]:
    """Return pinned sets with their places, without those that stand in each other's way: such use no time twice."""
    lanes: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for row, place in fixed.items():
        lane = int(places.night[place]), int(places.stage[place])
        lanes.setdefault(lane, []).append((int(places.start[place]), int(ends(problem, places, row)[place]), row))
    found: dict[int, Ints] = {}
    for (_night, stage), sets in lanes.items():
        ordered, between = sorted(sets), problem.stages[stage].changeover_minutes
        crowded = {
            row
            for one, two in pairwise(ordered)
            for row in (one[2], two[2])
            if two[0] < max(end for _start, end, _row in ordered[: ordered.index(two)]) + between
        }
        found |= {row: np.array([fixed[row]]) for _start, _end, row in sets if row not in crowded}
    return found
