"""How fast a festival is mended at the size of Live at Heart: 250 sets, 305 slots, 6,300 visitors, 4 nights.

``python -m benchmarks.repair`` plans the published instance `lah` for ten seconds, lets things happen to it, and
prints for each kind: how long the best repair takes alone and how long the three together on two cores, medians and
the slowest, and the time of computing, which a busy machine does not lengthen;
and how far the best repair's loss lies above that of a search of `LONG` seconds with the same limit of three moves.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.instances import instance, problem_of
from samspel.engines.timetable import (
    Aim,
    MaxSeconds,
    Problem,
    Repair,
    Timetable,
    cancelled,
    check,
    closed,
    kept_to,
    repair,
    repairs,
    solve,
)

CASES, LONG = 12, 5.0

Times = tuple[float, float]


def happenings(problem: Problem, before: Timetable) -> Iterator[tuple[str, list[Problem]]]:
    """Each kind of thing that happens, with problems after it; the same every time."""
    random = np.random.default_rng(1)
    rows = random.permutation(len(before))[:CASES].tolist()
    acts = [problem.performances[row].act for row in rows]
    yield "an act cancels", [cancelled(problem, act) for act in acts]
    stages = random.permutation(len(problem.stages))[:CASES].tolist()
    yield "a venue closes for a night", [closed(problem, [stage], [number % 4]) for number, stage in enumerate(stages)]
    yield (
        "an act comes an hour late",
        [
            kept_to(problem, act, at.night, from_minute=at.start_minute + 60)
            for act, at in zip(acts, (before[row] for row in rows), strict=True)
            if at is not None
        ],
    )
    every = range(len(problem.stages))
    ends = [max(slot.end_minute for slot in problem.slots if slot.night == night) for night in range(problem.nights)]
    yield (
        "a night ends earlier",
        [
            closed(problem, every, [night], from_minute=end - minutes)
            for night, end in enumerate(ends)
            for minutes in (15, 30, 60)
        ],
    )


def timed(problem: Problem, before: Timetable) -> tuple[Times, Times, Repair]:
    """Milliseconds, of the clock and of computing, of the best repair and of the three; and the best repair."""
    began = time.perf_counter(), time.process_time()
    best = repair(problem, before)
    middle = time.perf_counter(), time.process_time()
    repairs(problem, before)
    end = time.perf_counter(), time.process_time()
    return _between(began, middle), _between(middle, end), best


def _between(one: Times, two: Times) -> Times:
    return (two[0] - one[0]) * 1000, (two[1] - one[1]) * 1000


def main() -> None:
    problem = problem_of(instance("lah"))
    before = solve(problem, stop=MaxSeconds(10), seed=1).placements
    began = time.perf_counter()
    repair(problem, before)
    print(f"laying the crowd out, once for a festival: {(time.perf_counter() - began) * 1000:.0f} ms with one repair")
    for name, problems in happenings(problem, before):
        found = [timed(one, before) for one in problems]
        one, three = [times for times, _three, _best in found], [times for _one, times, _best in found]
        print(f"{name}, {len(found)} cases: best repair {_spread(one)}, three repairs {_spread(three)}")
        print(f"    {_quality(before, problems, [best for _one, _three, best in found])}")


def _spread(times: list[Times]) -> str:
    clock, computing = ([one[which] for one in times] for which in (0, 1))
    spent = statistics.median(computing)
    return f"{statistics.median(clock):.0f} ms (slowest {max(clock):.0f}; computing {spent:.0f} ms)"


def _quality(before: Timetable, problems: list[Problem], found: list[Repair]) -> str:
    broken = sum(
        one.rule != "unplaced"
        for problem, best in zip(problems, found, strict=True)
        for one in check(problem, best.placements)
    )
    fewest = [repair(problem, before, aim=Aim.MOVES) for problem in problems]
    longer = [repair(problem, before, stop=MaxSeconds(LONG)) for problem in problems]
    least, mine, most = ([one.after.score.wishes for one in side] for side in (longer, found, fewest))
    left = [sum(len(one.left_out) for one in side) for side in (longer, found)]
    touched = statistics.median(len(one.better) + len(one.worse) for one in found)
    return (
        f"L {statistics.fmean(mine):.0f}; after {LONG:g} s {statistics.fmean(least):.0f}, with the fewest moves "
        f"{statistics.fmean(most):.0f}; {left[1]} sets left out (longer: {left[0]}); {broken} rules broken; "
        f"{touched:.0f} people touched (median)"
    )


if __name__ == "__main__":
    main()
