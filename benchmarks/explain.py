"""How long *why here?*, *why no place?* and impossible demands take: at the demo's size and on the instance `lah`.

``python -m benchmarks.explain`` asks of ten sets of each kind; a third of the hours or slots is taken away for those
that have no place. The first question of a problem lays it out; the others are medians.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from benchmarks.instances import instance, problem_of
from benchmarks.timetable import demo_size
from samspel.engines.timetable import MaxSeconds, Problem, solve
from samspel.engines.timetable.explain import explain, impossible, why_here

ASKED = 10


def scarcer(problem: Problem) -> Problem:
    """Return the same sets with a third less room."""
    if not problem.slots:
        return replace(problem, openings=problem.openings[: 2 * len(problem.openings) // 3])
    slots = problem.slots[: 2 * len(problem.slots) // 3]
    known = set(range(len(slots)))
    performances = tuple(
        replace(one, slots=tuple(sorted(known.intersection(one.slots or known)))) for one in problem.performances
    )
    return replace(problem, slots=slots, performances=performances)


def timed(questions: list[Callable[[], Any]]) -> tuple[list[Any], float, float]:
    """Return the answers, the seconds of the first question and the median of the others."""
    answers, seconds = [], []
    for ask in questions:
        began = time.perf_counter()
        answers.append(ask())
        seconds.append(time.perf_counter() - began)
    return answers, seconds[0], statistics.median(seconds[1:])


def main() -> None:
    for name, problem in (("demo size", demo_size()), ("lah", problem_of(instance("lah")))):
        placed = solve(problem, stop=MaxSeconds(2), seed=1).placements
        rows = [row for row, at in enumerate(placed) if at is not None][:ASKED]
        _answers, first, then = timed([partial(why_here, problem, placed, row) for row in rows])
        print(f"{name}, why here: {then * 1000:.0f} ms (first {first * 1000:.0f} ms)")
        scarce = scarcer(problem)
        began = time.perf_counter()
        found = impossible(scarce)
        print(f"{name}, a third less room, {len(found)} impossible demands: {time.perf_counter() - began:.2f} s")
        placed = solve(scarce, stop=MaxSeconds(2), seed=1).placements
        rows = [row for row, at in enumerate(placed) if at is None][:ASKED]
        answers, first, then = timed([partial(explain, scarce, placed, row) for row in rows])
        decided = [one.is_decided for one in answers]
        proved = [one.conflict is not None for one in answers]
        print(
            f"{name}, why no place: {then * 1000:.0f} ms (first {first * 1000:.0f} ms); of {len(answers)} left out "
            f"{sum(proved)} proved impossible, {sum(decided) - sum(proved)} with a way"
        )


if __name__ == "__main__":
    main()
