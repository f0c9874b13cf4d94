"""Rules that a festival adds as data: where sets may be, and what two sets are to each other. No code, a closed set.

What breaks one is found here by plain loops, for the checker and the score; the search has its own way (`own_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from samspel.engines.timetable.refusals import LAST_MINUTE

if TYPE_CHECKING:
    from samspel.engines.timetable.problem import Problem
    from samspel.engines.timetable.result import Timetable


@dataclass(frozen=True, slots=True)
class Where:
    """A stretch of stages, nights and hours, half open; None: every one."""

    stages: tuple[int, ...] | None = None
    nights: tuple[int, ...] | None = None
    from_minute: int = 0
    until_minute: int = LAST_MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    """Some sets play only somewhere; or, reserved, only they play there.

    Parameters
    ----------
    name : str
        What the festival calls it; sentences name it so.
    sets : tuple of int
        Rows of performances.
    where : Where
        The sets lie wholly inside; reserved: the others lie wholly outside.
    is_reserved : bool
    weight : float, optional
        None: a hard rule; else a wish: each set that breaks it costs 20 persons times this.
    rule : str
        As the checker is to report it.
    """

    name: str
    sets: tuple[int, ...]
    where: Where = field(default_factory=Where)
    is_reserved: bool = False
    weight: float | None = None
    rule: str = "own"


class Relation(StrEnum):
    """What two sets are to each other; all but BEFORE hold both ways."""

    APART = "apart"
    """On one night so many minutes lie between them; 0: they are not at once."""
    SAME_NIGHT = "same_night"
    OTHER_NIGHT = "other_night"
    OTHER_STAGE = "other_stage"
    """Not on one stage, whatever the night."""
    BEFORE = "before"
    """The first is over when the second begins, or on an earlier night."""
    NOT_NEXT = "not_next"
    """Not one right after the other on a stage; an empty slot between them is enough."""


@dataclass(frozen=True, slots=True)
class Bond:
    """A relation that holds between sets of different acts: each of `sets` with each of `others`.

    Parameters
    ----------
    name : str
    relation : Relation
    sets : tuple of int
    others : tuple of int, optional
        None: every two of `sets`.
    minutes : int
        Of APART.
    weight : float, optional
        As of `Limit`; what each pair that breaks it costs.
    """

    name: str
    relation: Relation
    sets: tuple[int, ...]
    others: tuple[int, ...] | None = None
    minutes: int = 0
    weight: float | None = None

    def pairs(self, acts: tuple[int, ...]) -> list[tuple[int, int]]:
        """Return the pairs of sets it is about; `acts` says whose each set is. Once each, but for BEFORE by row."""
        others = self.others
        every = combinations(self.sets, 2) if others is None else ((one, two) for one in self.sets for two in others)
        apart = [(one, two) for one, two in every if acts[one] != acts[two]]
        if self.relation != Relation.BEFORE:
            apart = [(min(pair), max(pair)) for pair in apart]
        return sorted(set(apart))


Stretch = tuple[int, int, int, int]
"""Night, stage, start and end of a placed set."""


def stretches(problem: Problem, placements: Timetable) -> dict[int, Stretch]:
    """Return where each placed set is, by its row."""
    return {
        row: (at.night, at.stage, at.start_minute, problem.end_minute(row, at.stage, at.night, at.start_minute))
        for row, at in enumerate(placements)
        if at is not None
    }


def off_limits(limit: Limit, placed: dict[int, Stretch]) -> Iterator[int]:
    """Yield the sets that break a limit."""
    members, where = frozenset(limit.sets), limit.where
    for row, (night, stage, start, end) in placed.items():
        here = (where.stages is None or stage in where.stages) and (where.nights is None or night in where.nights)
        if limit.is_reserved:
            if row not in members and here and start < where.until_minute and end > where.from_minute:
                yield row
        elif row in members and not (here and start >= where.from_minute and end <= where.until_minute):
            yield row


def broken_pairs(problem: Problem, bond: Bond, placed: dict[int, Stretch]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sets that break a bond."""
    pairs = bond.pairs(tuple(one.act for one in problem.performances))
    if bond.relation == Relation.NOT_NEXT:
        neighbours = set(_neighbours(problem, placed))
        yield from (pair for pair in pairs if pair in neighbours)
        return
    for one, two in pairs:
        if one in placed and two in placed and not _holds(bond, placed[one], placed[two]):
            yield one, two


def _holds(bond: Bond, one: Stretch, two: Stretch) -> bool:
    same = one[0] == two[0]
    is_over = same and one[3] <= two[2]
    if bond.relation == Relation.APART:
        return not same or one[3] + bond.minutes <= two[2] or two[3] + bond.minutes <= one[2]
    if bond.relation == Relation.BEFORE:
        return one[0] < two[0] or is_over
    return {
        Relation.SAME_NIGHT: same,
        Relation.OTHER_NIGHT: not same,
        Relation.OTHER_STAGE: one[1] != two[1],
    }[bond.relation]


def _neighbours(problem: Problem, placed: dict[int, Stretch]) -> Iterator[tuple[int, int]]:
    """Yield sets right after each other on a stage, the lower row first."""
    slots = {(slot.night, slot.stage, slot.start_minute): number for number, slot in enumerate(problem.slots)}
    order = sorted(placed, key=lambda row: (*placed[row][:3], row))
    for one, two in pairwise(order):
        gone = [slots.get(placed[row][:3], -2) for row in (one, two)]
        if placed[one][:2] == placed[two][:2] and (not problem.slots or gone[1] == gone[0] + 1):
            yield min(one, two), max(one, two)
