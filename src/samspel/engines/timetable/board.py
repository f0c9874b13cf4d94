"""The problem as arrays, and for one set at a time: where it may go and what that costs.

A placed set forbids, or makes dearer, the starts of another set within an open interval of minutes that
depends on the two stages only. So the price of every possible start of a set is a sum of intervals: two
entries in a table of differences for each placed set and stage, and one cumulative sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.problem import LAST_MINUTE, Ints, Performance, Problem
from samspel.engines.timetable.result import Placement, Timetable
from samspel.engines.timetable.score import LATE_MINUTES, costs_of

Bools = NDArray[np.bool_]

NOWHERE = -1
"""The night of a set that is not placed."""

ALWAYS = 4 * LAST_MINUTE


@dataclass(slots=True, eq=False)
class Seats:
    """A timetable as arrays of shape (performances,); ``night`` is `NOWHERE` for a set left out."""

    night: Ints
    stage: Ints
    start: Ints

    @classmethod
    def empty(cls, count: int) -> Seats:
        return cls(np.full(count, NOWHERE), np.zeros(count, np.int64), np.zeros(count, np.int64))

    def copy(self) -> Seats:
        return Seats(self.night.copy(), self.stage.copy(), self.start.copy())

    def put(self, row: int, at: Placement) -> None:
        self.night[row], self.stage[row], self.start[row] = at.night, at.stage, at.start_minute

    def take(self, row: int) -> None:
        self.night[row] = NOWHERE

    def at(self, row: int) -> Placement | None:
        if self.night[row] == NOWHERE:
            return None
        return Placement(int(self.stage[row]), int(self.night[row]), int(self.start[row]))

    def timetable(self) -> Timetable:
        return tuple(self.at(row) for row in range(len(self.night)))


Span = tuple[Ints, Ints, Ints]
"""Weight (0: does not apply) and the open interval of minutes in which a start has it."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Places one set may go to, arrays of one length; ``cost`` in weighted quarter persons."""

    night: Ints
    stage: Ints
    start: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.night)

    def pick(self, which: Ints) -> Cells:
        return Cells(self.night[which], self.stage[which], self.start[which], self.cost[which])

    def at(self, index: int) -> Placement:
        return Placement(int(self.stage[index]), int(self.night[index]), int(self.start[index]))


class Board:
    """Everything about a problem that does not depend on the timetable.

    Attributes
    ----------
    allowed : bool array of shape (performances, nights, stages, starts)
        Whether a set keeps the rules there that concern it alone.
    freedom : int array of shape (performances,)
        How many places that makes.
    pinned : tuple of int
        Performances that are not to be moved.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rules = problem.rules
        self.costs = costs_of(problem)
        performances, stages = problem.performances, problem.stages
        self.count = len(performances)
        self.minutes = np.array([p.minutes for p in performances], dtype=np.int64)
        self.venue = np.array([stage.venue for stage in stages], dtype=np.int64)
        changeover = np.array([stage.changeover_minutes for stage in stages], dtype=np.int64)
        self.changeover = changeover if self.rules.changeover else np.zeros_like(changeover)
        self.walk = problem.walk_minutes[np.ix_(self.venue, self.venue)]
        act = np.array([p.act for p in performances], dtype=np.int64)
        self.same_act = act[:, None] == act[None, :]
        self.related = self.same_act | _sharing(performances)
        self.tied = (self.costs.similar + self.costs.starred) > 0
        self.every_stage = np.arange(len(stages))
        self._lay_grid()
        self.pinned = tuple(row for row, p in enumerate(performances) if self.rules.pins and p.pin)

    def _lay_grid(self) -> None:
        openings, step = self.problem.openings, self.problem.grid_minutes
        first = min((opening.opens_minute for opening in openings), default=0) // step * step
        last = max((opening.closes_minute for opening in openings), default=0)
        self.starts = np.arange(first, last + 1, step, dtype=np.int64)
        shape = (self.count, self.problem.nights, len(self.venue), len(self.starts))
        self.allowed = np.zeros(shape, dtype=bool)
        for row, performance in enumerate(self.problem.performances):
            self.allowed[row] = self._alone(performance)
        self.freedom: Ints = self.allowed.sum(axis=(1, 2, 3))

    def _alone(self, performance: Performance) -> Bools:
        """Where the rules that concern one set alone let it start."""
        starts, rules = self.starts, self.rules
        ends = starts + performance.minutes
        allowed = np.zeros((self.problem.nights, len(self.venue), len(starts)), dtype=bool)
        for opening in self.problem.openings:
            inside = (starts >= opening.opens_minute) & (starts < opening.closes_minute)
            if rules.opening:
                inside &= ends <= opening.closes_minute
            allowed[opening.night, opening.stage] |= inside
        if rules.availability and performance.windows is not None:
            able = np.zeros((self.problem.nights, 1, len(starts)), dtype=bool)
            for window in performance.windows:
                able[window.night, 0] |= (starts >= window.from_minute) & (ends <= window.until_minute)
            allowed &= able
        return allowed

    def fits_alone(self, row: int, at: Placement) -> bool:
        """Whether a placement is one of the starts in ``allowed``."""
        if not (0 <= at.night < self.problem.nights and 0 <= at.stage < len(self.venue)):
            return False
        index = int(np.searchsorted(self.starts, at.start_minute))
        on_grid = index < len(self.starts) and self.starts[index] == at.start_minute
        return bool(on_grid and self.allowed[row, at.night, at.stage, index])

    def cells(self, row: int, seats: Seats) -> Cells:
        """Every place a set may go to among the other sets that are placed, with its cost."""
        nights = np.append(self.allowed[row].any(axis=(1, 2)), False)  # the last stands for NOWHERE
        others = np.flatnonzero(nights[seats.night])
        others = others[others != row]
        free = self.allowed[row]
        if len(others):
            free = free & (self._field(row, seats, others, hard=True) == 0)
            others = others[self.tied[row, others]]
        night, stage, index = np.nonzero(free)
        cost = self.costs.capacity[row, stage]
        if len(others):
            cost = cost + self._field(row, seats, others, hard=False)[night, stage, index]
        return Cells(night, stage, self.starts[index], cost)

    def fits(self, row: int, at: Placement, seats: Seats) -> bool:
        """Whether a set keeps every rule at a place among the others that are placed."""
        if not self.fits_alone(row, at):
            return False
        others = np.flatnonzero(seats.night == at.night)
        others = others[others != row]
        stage, start = np.array(at.stage), np.array(at.start_minute)
        spans = self.hard_spans(row, stage, others, seats.stage[others], seats.start[others])
        return not any(((weight > 0) & (low < start) & (start < high)).any() for weight, low, high in spans)

    def own_cost(self, row: int, seats: Seats) -> int:
        """What a placed set costs with all others as they are, in quarter persons."""
        others = np.flatnonzero(seats.night == seats.night[row])
        others = others[others != row]
        start = seats.start[row]
        spans = self.soft_spans(row, np.array(seats.stage[row]), others, seats.stage[others], seats.start[others])
        cost = int(self.costs.capacity[row, seats.stage[row]])
        return cost + sum(int(weight[(low < start) & (start < high)].sum()) for weight, low, high in spans)

    def _field(self, row: int, seats: Seats, others: Ints, *, hard: bool) -> Ints:
        """The sum of all spans at every night, stage and start."""
        spans_of = self.hard_spans if hard else self.soft_spans
        stages = self.every_stage[:, None]
        shape = (self.problem.nights, len(self.venue), len(self.starts) + 1)
        steps = np.zeros(shape[0] * shape[1] * shape[2])
        base = (seats.night[others][None, :] * shape[1] + stages) * shape[2]
        for weight, low, high in spans_of(row, stages, others, seats.stage[others], seats.start[others]):
            begin = np.clip((low - self.starts[0]) // self.problem.grid_minutes + 1, 0, len(self.starts))
            end = np.clip(-((self.starts[0] - high) // self.problem.grid_minutes), 0, len(self.starts))
            real = np.broadcast_to((weight != 0) & (begin < end), base.shape)
            amount = np.broadcast_to(weight, real.shape)[real].astype(np.float64)
            where = np.concatenate([(base + begin)[real], (base + end)[real]])
            steps += np.bincount(where, np.concatenate([amount, -amount]), len(steps))
        return np.rint(np.cumsum(steps.reshape(shape), axis=2)[:, :, :-1]).astype(np.int64)

    def hard_spans(self, row: int, on: Ints, other: Ints, there: Ints, start: Ints) -> Iterator[Span]:
        """The starts that one set must not have on the stages ``on``, given others ``there`` at ``start``.

        All but ``row`` are arrays that broadcast together; nights are the caller's concern.
        """
        before, after = start - self.minutes[row], start + self.minutes[other]
        same_stage = (on == there).astype(np.int64)
        between = self.changeover[there]
        if self.rules.one_at_a_time:
            yield same_stage, before - between, after + between
        elif self.rules.changeover:
            yield same_stage, before - between, before + 1
            yield same_stage, after - 1, after + between
        if self.rules.members and self.related[row, other].any():
            rest = self.rules.rest_minutes
            related = self.related[row, other].astype(np.int64)
            yield related, before - rest - self.walk[on, there], after + rest + self.walk[there, on]
        if self.rules.repeats and self.same_act[row, other].any():
            gap = self.rules.repeat_gap_minutes
            again = self.same_act[row, other].astype(np.int64)
            yield again, before - gap, after + gap
            if self.rules.repeat_other_venue:
                yield again * (self.venue[on] == self.venue[there]), before - ALWAYS, after + ALWAYS

    def soft_spans(self, row: int, on: Ints, other: Ints, there: Ints, start: Ints) -> Iterator[Span]:
        """The starts that cost something, as in `hard_spans`; weights in quarter persons."""
        before, after = start - self.minutes[row], start + self.minutes[other]
        late = LATE_MINUTES
        yield self.costs.similar[row, other], before, after
        yield (
            self.costs.starred[row, other],
            before + late - self.walk[on, there],
            after - late + self.walk[there, on],
        )

    def lower_bound(self) -> int:
        """What every set costs at least, each in its best room, in quarter persons."""
        total = 0
        for row, performance in enumerate(self.problem.performances):
            if row in self.pinned and performance.pin:
                total += int(self.costs.capacity[row, performance.pin.stage])
            else:
                open_stages = self.allowed[row].any(axis=(0, 2))
                total += int(min(self.costs.capacity[row][open_stages], default=0))
        return total


def _sharing(performances: tuple[Performance, ...]) -> Bools:
    """Pairs of performances with a person in both."""
    members = sorted({member for p in performances for member in p.members})
    column = {member: index for index, member in enumerate(members)}
    present = np.zeros((len(performances), len(members)), dtype=np.int64)
    for row, performance in enumerate(performances):
        present[row, [column[member] for member in performance.members]] = 1
    return (present @ present.T) > 0
