"""The solver: a first timetable at once, then better ones until told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from samspel.engines.timetable.problem import Problem
from samspel.engines.timetable.result import Solution, Timetable
from samspel.engines.timetable.search import Search, iterations, until
from samspel.engines.timetable.tables import tables_of

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
    most_moves: int | None = None,
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
        To be improved. What breaks a rule in it is placed anew.
    most_moves : int, optional
        How many sets of the start may be elsewhere in the end; what breaks a rule there, or has no place, does not
        count. None: any number.
    progress : callable, optional
        Called with the best so far after the first timetable and whenever a better one is known; True stops.

    Returns
    -------
    Solution
        Sets that find no place are None. Pins are honoured even where they break rules; the others plan
        around them, and `check` tells which.

    Raises
    ------
    UnusableProblem
        If there is no room in the search for the problem: see `tables_of`.
    """
    if start is not None and len(start) != len(problem.performances):
        raise ValueError(f"{len(start)} placements for {len(problem.performances)} performances")
    if start is None and most_moves is not None:
        raise ValueError("a limit to moves needs a start")
    began = time.monotonic()
    tables = tables_of(problem, start or ())
    search = Search(tables, seed, tables.numbered(start) if start is not None else None, most_moves)

    def solution() -> Solution:
        placements = tables.timetable(search.best_at)
        found = search.score()
        proved = found.total <= tables.bound
        return Solution(placements, found, float(tables.bound), time.monotonic() - began, proved)

    try:
        best = solution()
        ended = progress is not None and progress(best) is True
        for done, moves in _steps(stop, began):
            if ended or search.best <= tables.bound:
                break
            known = search.best
            search.step(done, moves)
            if progress is not None and search.best < known:
                ended = progress(solution()) is True
        return solution()
    finally:
        search.close()


def _steps(stop: Stop, began: float) -> Iterator[tuple[float, int]]:
    return until(began + stop.seconds) if isinstance(stop, MaxSeconds) else iterations(stop.iterations)
