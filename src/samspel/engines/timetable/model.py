"""Some sets placed anew, all others fixed: the best way, by OR-Tools CP-SAT.

One Boolean for each set and place it may go to. Between two sets, places of the one that meet the same
places of the other share one constraint: at most one of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from samspel.engines.timetable.board import Board, Bools, Cells, Seats, Span
from samspel.engines.timetable.result import UNPLACED_QUARTERS, Placement


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop one solve: CP-SAT's own repeatable seconds, and wall seconds where time is short."""

    deterministic_seconds: float
    wall_seconds: float | None
    seed: int


@dataclass(frozen=True, slots=True)
class Rearranged:
    """The best places found (None: left out), a lower bound on their cost, and whether it was met."""

    places: tuple[Placement | None, ...]
    bound: float
    optimal: bool


def rearrange(
    board: Board, free: tuple[int, ...], choices: list[Cells], seats: Seats, limits: Limits
) -> Rearranged | None:
    """Place the sets ``free`` in one of their ``choices`` each, or leave them out, as cheaply as possible.

    Parameters
    ----------
    board : Board
    free : tuple of int
        Performances to place.
    choices : list of Cells
        For each of them; the costs hold everything but the pairs among ``free``.
    seats : Seats
        Where they are now, a hint to the solver.
    limits : Limits

    Returns
    -------
    Rearranged or None
        None: nothing found within the limits.
    """
    puzzle = _Puzzle(board, free, choices)
    for a, b in combinations(range(len(free)), 2):
        puzzle.add_pair(a, b)
    puzzle.hint(seats)
    return puzzle.run(limits)


class _Puzzle:
    """The CP-SAT model under construction."""

    def __init__(self, board: Board, free: tuple[int, ...], choices: list[Cells]) -> None:
        self.board, self.free, self.choices = board, free, choices
        self.model = cp_model.CpModel()
        self.chosen = [[self.model.new_bool_var("") for _ in range(len(cells))] for cells in choices]
        self.left_out = [self.model.new_bool_var("") for _ in free]
        for variables, out in zip(self.chosen, self.left_out, strict=True):
            self.model.add_exactly_one([*variables, out])
        self.terms = [variable for variables in self.chosen for variable in variables] + self.left_out
        self.costs = [int(cost) for cells in choices for cost in cells.cost]
        self.costs += [UNPLACED_QUARTERS] * len(free)

    def add_pair(self, a: int, b: int) -> None:
        """What two free sets forbid each other, and what they cost together."""
        here, there = self.choices[a], self.choices[b]
        row, other = self.free[a], np.array(self.free[b])
        places = (row, here.stage[:, None], other, there.stage[None, :], there.start[None, :])
        same_night = here.night[:, None] == there.night[None, :]
        forbidden = np.zeros(same_night.shape, dtype=bool)
        for span in self.board.hard_spans(*places):
            forbidden |= same_night & _meets(here, span)
        for at_a, at_b in _groups(forbidden):
            self.model.add_at_most_one(self._of(a, at_a) + self._of(b, at_b))
        for span in self.board.soft_spans(*places):
            if price := int(span[0]):
                self._price(a, b, same_night & _meets(here, span) & ~forbidden, price)

    def _price(self, a: int, b: int, pairs: Bools, price: int) -> None:
        """Each pair of sets is paid for once, wherever it is that they meet."""
        if not pairs.any():
            return
        paid = self.model.new_bool_var("")
        for at_a, at_b in _groups(pairs):
            both = cp_model.LinearExpr.sum(self._of(a, at_a) + self._of(b, at_b))
            self.model.add(both <= 1 + paid)
        self.terms.append(paid)
        self.costs.append(price)

    def _of(self, which: int, indexes: Iterable[int]) -> list[cp_model.IntVar]:
        return [self.chosen[which][index] for index in indexes]

    def hint(self, seats: Seats) -> None:
        for row, cells, variables, out in zip(self.free, self.choices, self.chosen, self.left_out, strict=True):
            now = (cells.night == seats.night[row]) & (cells.stage == seats.stage[row])
            now &= cells.start == seats.start[row]
            for variable, here in zip(variables, now, strict=True):
                self.model.add_hint(variable, bool(here))
            self.model.add_hint(out, not now.any())

    def run(self, limits: Limits) -> Rearranged | None:
        self.model.minimize(cp_model.LinearExpr.weighted_sum(self.terms, self.costs))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = limits.seed
        solver.parameters.max_deterministic_time = limits.deterministic_seconds
        if limits.wall_seconds is not None:
            solver.parameters.max_time_in_seconds = limits.wall_seconds
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        places = tuple(
            next((cells.at(index) for index, v in enumerate(variables) if solver.boolean_value(v)), None)
            for cells, variables in zip(self.choices, self.chosen, strict=True)
        )
        return Rearranged(places, float(solver.best_objective_bound), status == cp_model.OPTIMAL)


def _meets(here: Cells, span: Span) -> Bools:
    """Pairs of places in which the start of the first lies inside the span."""
    weight, low, high = span
    start = here.start[:, None]
    return (weight > 0) & (low < start) & (start < high)


def _groups(pairs: Bools) -> Iterator[tuple[list[int], list[int]]]:
    """The true entries as few blocks: rows that are alike, and their common columns."""
    alike: dict[bytes, list[int]] = {}
    for index in np.flatnonzero(pairs.any(axis=1)):
        alike.setdefault(pairs[index].tobytes(), []).append(int(index))
    for rows in alike.values():
        yield rows, np.flatnonzero(pairs[rows[0]]).tolist()
