"""The solver: a first timetable at once, then better ones until told to stop.

Each iteration takes small groups of sets out and puts them back one by one, each where it costs least then,
and frees one more group for CP-SAT to place together. A timetable is only ever replaced by one that costs
no more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samspel.engines.timetable.board import NOWHERE, Board, Seats
from samspel.engines.timetable.greedy import construct, fill_in
from samspel.engines.timetable.model import Limits, Rearranged, rearrange
from samspel.engines.timetable.neighbourhood import Chooser
from samspel.engines.timetable.problem import Problem
from samspel.engines.timetable.result import Score, Solution, Timetable
from samspel.engines.timetable.score import score

WHOLE_SETS, WHOLE_CELLS = 15, 5000
"""Up to so many sets with so many possible places in all, the problem is solved as one."""

WHOLE_DETERMINISTIC_SECONDS = 20.0
"""Repeatable effort for the whole of a small problem; then the search goes on in parts."""

PART_DETERMINISTIC_SECONDS = 0.03

GROUPS = 8
"""Groups put back one by one in each iteration, for one group placed together."""

Progress = Callable[[Solution], bool | None]


@dataclass(frozen=True, slots=True)
class MaxSeconds:
    """Stop after so much wall time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class MaxIterations:
    """Stop after so many iterations; the answer is then the same for the same seed on every machine."""

    iterations: int


Stop = MaxSeconds | MaxIterations


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int = 0,
    start: Timetable | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Make a timetable that keeps every hard rule, with as many sets and as little cost as time allows.

    Parameters
    ----------
    problem : Problem
    stop : MaxSeconds or MaxIterations
        A problem proved solved stops earlier.
    seed : int
    start : Timetable, optional
        To be improved. What breaks a rule in it, or lies off the grid, is placed anew.
    progress : callable, optional
        Called with the best so far after the first timetable and after every iteration; True stops.

    Returns
    -------
    Solution
        Sets that find no place are None. Pins are honoured even where they break rules; the others plan
        around them, and `check` tells which.
    """
    if start is not None and len(start) != len(problem.performances):
        raise ValueError(f"{len(start)} placements for {len(problem.performances)} performances")
    search = _Search(problem, stop, seed, start)
    ended = progress is not None and progress(search.solution()) is True
    if not ended and not search.proved:
        search.solve_whole()
    iterations = 0
    while not ended and not search.proved and not search.spent(iterations):
        search.improve()
        iterations += 1
        ended = progress is not None and progress(search.solution()) is True
    return search.solution()


class _Search:
    """The best timetable so far and what is known about it."""

    def __init__(self, problem: Problem, stop: Stop, seed: int, start: Timetable | None) -> None:
        self.began = time.monotonic()
        self.problem, self.stop = problem, stop
        self.board = Board(problem)
        self.random = np.random.default_rng(seed)
        self.chooser = Chooser(self.board, self.random)
        self.pinned = frozenset(self.board.pinned)
        self.movable = [row for row in range(self.board.count) if row not in self.pinned]
        self.bound = float(self.board.lower_bound())
        self.seats = construct(self.board, start)
        self.score = self._score(self.seats)

    @property
    def proved(self) -> bool:
        return self.score.total <= self.bound

    def solution(self) -> Solution:
        elapsed = time.monotonic() - self.began
        return Solution(self.seats.timetable(), self.score, self.bound, elapsed, self.proved)

    def spent(self, iterations: int) -> bool:
        if isinstance(self.stop, MaxIterations):
            return iterations >= self.stop.iterations
        return self._seconds_left() <= 0

    def _seconds_left(self) -> float:
        if isinstance(self.stop, MaxIterations):
            return float("inf")
        return self.stop.seconds - (time.monotonic() - self.began)

    def _limits(self, deterministic_seconds: float) -> Limits:
        left = self._seconds_left()
        wall = None if left == float("inf") else max(0.0, left)
        return Limits(deterministic_seconds, wall, int(self.random.integers(2**31)))

    def solve_whole(self) -> None:
        """Place every set of a small problem at once; the bound is then exact, or nearly so."""
        movable = tuple(self.movable)
        if self.spent(0) or len(movable) > WHOLE_SETS or self.board.freedom[self.movable].sum() > WHOLE_CELLS:
            return
        fixed = self.seats.copy()
        for row in movable:
            fixed.take(row)
        choices = [self.board.cells(row, fixed) for row in movable]
        answer = rearrange(self.board, movable, choices, self.seats, self._limits(WHOLE_DETERMINISTIC_SECONDS))
        if answer is not None:
            self._take(movable, answer)
            among_pins = self._score(fixed).total - len(movable) * Score(0, 0, 0, 1).total
            self.bound = max(self.bound, among_pins + answer.bound)

    def improve(self) -> None:
        """One iteration: several groups put back one by one, then one placed together."""
        for _ in range(GROUPS):
            self._put_back(self.chooser.pick(self.seats))
        free = self.chooser.pick(self.seats)
        if not free or (self.spent(0) and isinstance(self.stop, MaxSeconds)):
            return
        choices = self.chooser.offers(free, self.seats)
        answer = rearrange(self.board, free, choices, self.seats, self._limits(PART_DETERMINISTIC_SECONDS))
        if answer is not None:
            self._take(free, answer)

    def _put_back(self, group: tuple[int, ...]) -> None:
        """Take some sets out; in any order, each to the cheapest place by then; of equal places, any."""
        candidate = self.seats.copy()
        for row in group:
            candidate.take(row)
        for row in self.random.permutation(group).astype(int):
            cells = self.board.cells(row, candidate)
            if len(cells):
                cheapest = np.flatnonzero(cells.cost == cells.cost.min())
                candidate.put(row, cells.at(int(self.random.choice(cheapest))))
        self._accept(candidate)

    def _take(self, free: tuple[int, ...], answer: Rearranged) -> None:
        candidate = self.seats.copy()
        for row, place in zip(free, answer.places, strict=True):
            if place is None:
                candidate.take(row)
            else:
                candidate.put(row, place)
        if (candidate.night == NOWHERE).any():
            fill_in(self.board, candidate)
        self._accept(candidate)

    def _accept(self, candidate: Seats) -> None:
        """Equal cost is accepted too: it is how the search gets away from where it is."""
        found = self._score(candidate)
        if found.total <= self.score.total:
            self.seats, self.score = candidate, found

    def _score(self, seats: Seats) -> Score:
        return score(self.problem, seats.timetable(), self.board.costs)
