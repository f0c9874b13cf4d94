"""Where the festival's own rules forbid one set to start, among the others as they are placed."""

from __future__ import annotations

from collections.abc import Iterator

from samspel.engines.timetable.own_rules import Bond, Limit, Relation
from samspel.engines.timetable.problem import Problem
from samspel.engines.timetable.result import Placement, Timetable

FOREVER = 10_000
"""Minutes beyond every night: not there, whatever the time."""

Starts = tuple[int, int, int, int]
"""Night, stage, and starts from and until, half open."""


def off_limits_starts(problem: Problem, limit: Limit, row: int) -> Iterator[Starts]:
    """Yield the starts that a limit forbids a set."""
    where, minutes = limit.where, problem.performances[row].minutes
    is_member = row in limit.sets
    for night in range(problem.nights):
        for stage in range(len(problem.stages)):
            here = (where.stages is None or stage in where.stages) and (where.nights is None or night in where.nights)
            if limit.is_reserved and here and not is_member:
                yield night, stage, where.from_minute - minutes + 1, where.until_minute
            elif not limit.is_reserved and is_member and not here:
                yield night, stage, -FOREVER, FOREVER
            elif not limit.is_reserved and is_member:
                yield night, stage, -FOREVER, where.from_minute
                yield night, stage, where.until_minute - minutes + 1, FOREVER


def bound_starts(
    problem: Problem, placements: Timetable, bond: Bond, row: int, other: int, *, is_first: bool
) -> Iterator[Starts]:
    """Yield the starts that a bond with another set, which is placed, forbids a set.

    `is_first`: the set is the first of their pair.
    """
    at = placements[other]
    if at is None:
        return
    minutes = problem.performances[row].minutes
    end = problem.end_minute(other, at.stage, at.night, at.start_minute)
    if bond.relation == Relation.NOT_NEXT:
        yield at.night, at.stage, *_beside(placements, row, other, at)
        return
    for night in range(problem.nights):
        for stage in range(len(problem.stages)):
            apart = (night > at.night) - (night < at.night)
            if _never(bond.relation, apart, is_same_stage=stage == at.stage, is_first=is_first):
                yield night, stage, -FOREVER, FOREVER
            elif not apart and bond.relation == Relation.APART:
                yield night, stage, at.start_minute - bond.minutes - minutes + 1, end + bond.minutes
            elif not apart and bond.relation == Relation.BEFORE:
                yield night, stage, *((at.start_minute - minutes + 1, FOREVER) if is_first else (-FOREVER, end))


def _never(relation: Relation, apart: int, *, is_same_stage: bool, is_first: bool) -> bool:
    """Whether a whole night is forbidden; `apart` is 1 for later nights than the other set's, -1 for earlier ones."""
    return {
        Relation.SAME_NIGHT: apart != 0,
        Relation.OTHER_NIGHT: apart == 0,
        Relation.OTHER_STAGE: is_same_stage,
        Relation.BEFORE: apart == (1 if is_first else -1),
    }.get(relation, False)


def _beside(placements: Timetable, row: int, other: int, at: Placement) -> tuple[int, int]:
    """Starts with nothing between the two on their stage."""
    lane = sorted(
        (one.start_minute, number)
        for number, one in enumerate(placements)
        if one is not None and number != row and (one.night, one.stage) == (at.night, at.stage)
    )
    index = lane.index((at.start_minute, other))
    first, last = -FOREVER, FOREVER
    if index > 0:
        first = lane[index - 1][0] + (row < lane[index - 1][1])
    if index + 1 < len(lane):
        last = lane[index + 1][0] + (row < lane[index + 1][1])
    return first, last
