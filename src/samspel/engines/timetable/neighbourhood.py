"""Which sets to free next, and which places to offer each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspel.engines.timetable.board import NOWHERE, Board, Cells, Seats
from samspel.engines.timetable.problem import Ints

FREED = 6
"""Sets freed at once: enough for chains of swaps, few enough for a solve in a tenth of a second."""

OFFERED = 30
"""Cheapest places offered to each, beside the places of the others that are freed."""


@dataclass(slots=True, eq=False)
class Chooser:
    """Picks neighbourhoods of a timetable; repeatable for one generator."""

    board: Board
    random: np.random.Generator

    def pick(self, seats: Seats) -> tuple[int, ...]:
        """Some sets that may gain from being placed together, never a pinned one."""
        movable = np.setdiff1d(np.arange(self.board.count), np.array(self.board.pinned, dtype=np.int64))
        placed = movable[seats.night[movable] != NOWHERE]
        unplaced = movable[seats.night[movable] == NOWHERE]
        if len(movable) <= FREED:
            return tuple(movable.tolist())
        if len(unplaced) and self.random.random() < 0.5:
            chosen = self._around_unplaced(seats, placed, unplaced)
        elif self.random.random() < 0.5:
            chosen = self._stages_of_one_night(seats, placed)
        else:
            chosen = self._dear_and_entangled(seats, placed)
        return tuple(sorted(int(row) for row in chosen[:FREED]))

    def _around_unplaced(self, seats: Seats, placed: Ints, unplaced: Ints) -> Ints:
        """A set left out, the sets on one stage that it could use, and whoever shares people with it."""
        row = self.random.choice(unplaced)
        nights, stages, _ = np.nonzero(self.board.allowed[row])
        if not len(nights) or not len(placed):
            return self.random.permutation(np.concatenate([unplaced, placed]))
        spot = self.random.integers(len(nights))
        there = (seats.night[placed] == nights[spot]) & (seats.stage[placed] == stages[spot])
        related = placed[self.board.related[row, placed] & ~there]
        rest = self.random.permutation(placed[~there & ~self.board.related[row, placed]])
        return np.concatenate([[row], placed[there], related, rest])

    def _stages_of_one_night(self, seats: Seats, placed: Ints) -> Ints:
        """The sets of a few stages on one night, stage by stage."""
        if not len(placed):
            return self.random.permutation(np.flatnonzero(seats.night == NOWHERE))
        night = seats.night[self.random.choice(placed)]
        tonight = placed[seats.night[placed] == night]
        order = self.random.permutation(len(self.board.venue))[seats.stage[tonight]]
        return np.array(tonight[np.argsort(order, kind="stable")])

    def _dear_and_entangled(self, seats: Seats, placed: Ints) -> Ints:
        """A set that costs much, those of the night it clashes with most, and some from elsewhere."""
        if not len(placed):
            return self._stages_of_one_night(seats, placed)
        sample = self.random.choice(placed, size=min(8, len(placed)), replace=False)
        costs = [self.board.own_cost(int(row), seats) for row in sample]
        dear = sample[int(np.argmax(costs))]
        near = np.abs(seats.start[placed] - seats.start[dear]) < self.board.minutes[dear]
        tie = self.board.costs.starred[dear, placed] + self.board.costs.similar[dear, placed]
        weight = np.where(near & (seats.night[placed] == seats.night[dear]), tie, 0)
        entangled = placed[np.argsort(-weight * self.random.random(len(placed)), kind="stable")]
        elsewhere = self.random.permutation(placed)
        return _distinct(np.concatenate([[dear], entangled[: FREED // 2], elsewhere]))

    def offers(self, free: tuple[int, ...], seats: Seats) -> list[Cells]:
        """For each freed set the cheapest places among the fixed ones, and those of the other freed sets."""
        fixed = seats.copy()
        for row in free:
            fixed.take(row)
        spots = {(int(seats.night[row]), int(seats.stage[row]), int(seats.start[row])) for row in free}
        return [self._offer(self.board.cells(row, fixed), spots) for row in free]

    def _offer(self, cells: Cells, spots: set[tuple[int, int, int]]) -> Cells:
        noise = self.random.random(len(cells))  # many places cost the same; take others each time
        cheapest = np.lexsort((noise, cells.cost))[:OFFERED]
        given_up = [
            np.flatnonzero((cells.night == night) & (cells.stage == stage) & (cells.start == start))
            for night, stage, start in sorted(spots)
        ]
        return cells.pick(np.unique(np.concatenate([cheapest, *given_up])))


def _distinct(rows: Ints) -> Ints:
    """Each row once, in the order of its first appearance."""
    _, first = np.unique(rows, return_index=True)
    return np.array(rows[np.sort(first)])
