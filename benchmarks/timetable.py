"""How fast the timetable's solver is at the size of the demo: 180 acts, 300 sets, 25 stages, 4 nights.

``python -m benchmarks.timetable`` prints the seconds to the first valid timetable, the score after 1, 5 and 30 s; on
the published instances the cost S, by pairs, and the loss L, with the crowd's evenings counted exactly, over time; and
how long it takes to work every visitor's evening out.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from benchmarks.instances import instance, problem_of, reference
from benchmarks.peers.ours import by_pairs
from samspel.engines.timetable import (
    CoStars,
    MaxSeconds,
    Opening,
    Performance,
    Problem,
    Solution,
    Stage,
    Window,
    audience,
    check,
    score,
    solve,
)
from samspel.engines.timetable.core.library import Chain
from samspel.engines.timetable.tables import tables_of

ACTS, SETS, STAGES, NIGHTS = 180, 300, 25, 4
GENRES = (
    "rock",
    "pop",
    "folk",
    "jazz",
    "hip-hop",
    "electronic",
    "singer-songwriter",
    "metal",
    "soul",
    "punk",
)
MARKS = (1.0, 5.0, 30.0)
INSTANCES = {"small": (1.0, 10.0), "lah": (1.0, 10.0, 60.0), "sxsw": (10.0, 60.0)}
"""Seconds of each run on the published instances."""

BY_PAIRS = {"small": (0.1, 1.0, 10.0), "lah": (0.1, 1.0, 10.0), "sxsw": (10.0,)}
"""The same by pairs, without visitors; `benchmarks.peers.curves` runs other solvers beside it."""


def demo_size(seed: int = 1) -> Problem:
    """A made-up city festival; the same for the same seed."""
    random = np.random.default_rng(seed)
    stages = tuple(
        Stage(
            f"Stage {row}",
            row,
            int(random.choice((40, 60, 80, 120, 150, 250, 400))),
            int(random.choice((10, 15, 20))),
        )
        for row in range(STAGES)
    )
    places = random.uniform(0, 1200, (STAGES, 2))
    metres = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    draw = np.round(np.exp(random.normal(4.4, 0.7, ACTS))).astype(int)
    return Problem(
        performances=_performances(random, draw),
        stages=stages,
        openings=tuple(_openings(random)),
        walk_minutes=np.ceil(metres / 75).astype(np.int64),
        nights=NIGHTS,
        costars=tuple(_costars(random, draw)),
    )


def _performances(random: np.random.Generator, draw: np.ndarray) -> tuple[Performance, ...]:
    again = set(random.permutation(ACTS)[: SETS - ACTS].tolist())
    found = []
    for act in range(ACTS):
        nights = sorted(random.permutation(NIGHTS)[: random.integers(2, NIGHTS + 1)].tolist())
        windows = tuple(Window(night, 0, 2880) for night in nights)
        members = tuple(
            sorted({act * 10 + n for n in range(4)} | ({int(random.integers(ACTS)) * 10} if act % 12 == 0 else set()))
        )
        for number in range(2 if act in again else 1):
            found.append(
                Performance(
                    name=f"Act {act}, set {number + 1}",
                    act=act,
                    minutes=int(random.choice((30, 35, 40, 45))),
                    draw_persons=int(draw[act]),
                    genre=str(random.choice(GENRES)) if number == 0 else found[-1].genre,
                    members=members,
                    windows=windows,
                )
            )
    return tuple(found)


def _openings(random: np.random.Generator) -> list[Opening]:
    """Most stages open on most nights, for four to six hours; some past midnight."""
    found = []
    for stage in range(STAGES):
        for night in range(NIGHTS):
            if random.random() < 0.85:
                opens = int(random.choice((1020, 1080, 1140, 1200)))
                found.append(Opening(stage, night, opens, opens + int(random.choice((240, 300, 360)))))
    return found


def _costars(random: np.random.Generator, draw: np.ndarray) -> list[CoStars]:
    """Popular acts are starred together more often."""
    found = []
    for a in range(ACTS):
        for b in range(a + 1, ACTS):
            people = int(random.poisson(draw[a] * draw[b] / 4000))
            if people:
                found.append(CoStars(a, b, people))
    return found


def main() -> None:
    _demo()
    for name, seconds in BY_PAIRS.items():
        _by_pairs(name, seconds)
    for name, marks in INSTANCES.items():
        _evenings(name)
        _published(name, marks)


def _demo() -> None:
    problem = demo_size()
    print(f"{SETS} sets, {ACTS} acts, {STAGES} stages, {NIGHTS} nights, {len(problem.costars)} pairs starred together")
    first: list[Solution] = []

    def tell(solution: Solution) -> bool:
        first.append(solution)
        return True

    solve(problem, stop=MaxSeconds(1), progress=tell)
    print(f"first timetable after {first[0].seconds:.2f} s: {_words(first[0])}; {_broken(problem, first[0])}")
    for seconds in MARKS:
        last = solve(problem, stop=MaxSeconds(seconds), seed=1)
        print(f"{seconds:.0f} s: {_words(last)}; {_broken(problem, last)}")
    print(f"no timetable costs less than {last.bound:.0f}")


def _by_pairs(name: str, marks: tuple[float, ...]) -> None:
    """The cost S after so many seconds, by three seeds; the instance's two timetables must cost what it says."""
    plain = instance(name)
    problem = by_pairs(plain)
    for which, stated in enumerate(plain["reference"]):
        counted = score(problem, reference(plain, which)).total
        assert counted == stated["S"], (counted, stated)
    for seconds in marks:
        found = sorted(_solved(problem, seconds), key=lambda one: one.score.total)
        costs = ", ".join(f"{one.score.total:,}" for one in found)
        print(f"{name} {seconds:g} s: S {costs}; {_broken(problem, found[1])}")


def _evenings(name: str) -> None:
    """Every visitor's best evening from a timetable, on one core: the least of several runs."""
    plain = instance(name)
    problem = problem_of(plain)
    tables = tables_of(problem)
    chain = Chain(tables.numbers, tables.arrays, seed=0)
    at = tables.numbered(solve(problem, stop=MaxSeconds(1)).placements)
    times = []
    for _run in range(20):
        began = time.thread_time()
        chain.load(at)
        times.append(time.thread_time() - began)
    each = min(times) / tables.numbers["visitors"] * 1e6
    print(f"{name}: {each:.2f} microseconds a visitor and core, all evenings from a timetable")


def _solved(problem: Problem, seconds: float) -> list[Solution]:
    return [solve(problem, stop=MaxSeconds(seconds), seed=seed) for seed in range(3)]


def _published(name: str, marks: tuple[float, ...]) -> None:
    """The loss L after so many seconds, medians of three seeds, beside what was measured of others (engines.md)."""
    problem = problem_of(instance(name))
    for seconds in marks:
        middle = sorted(_solved(problem, seconds), key=lambda one: one.score.total)[1]
        seen = audience(problem, middle.placements)
        share = f"{seen.seen:.1%} of wishes seen, {seen.worst_tenth:.1%} by the worst-off tenth" if seen else ""
        print(f"{name} {seconds:g} s: L {middle.score.total}, {share}; {_broken(problem, middle)}")
    print(f"{name}: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _broken(problem: Problem, solution: Solution) -> str:
    return f"{sum(one.rule != 'unplaced' for one in check(problem, solution.placements))} rules broken"


def _words(solution: Solution) -> str:
    s = solution.score
    wishes = f"capacity {s.capacity}, similar {s.similar}, starred {s.starred}, flow {s.flow}"
    return f"total {s.total} ({wishes}), {s.unplaced} unplaced"


if __name__ == "__main__":
    main()
