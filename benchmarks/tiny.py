"""Tiny problems: how often `solve` finds the optimum that OR-Tools CP-SAT proves of the whole objective.

``python -m benchmarks.tiny`` makes problems of five to eight sets by a seed, some with visitors and some without, and
prints for each kind how many were proved, how many of those `solve` equalled, and the median seconds of each.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks.exact import Exact
from samspel.engines.timetable import (
    CoStars,
    Crowd,
    MaxIterations,
    Opening,
    Performance,
    Problem,
    Stage,
    Window,
    Wishes,
    solve,
)

COUNT, SECONDS, ITERATIONS = 25, 60.0, 10
ACTS, GENRES = 7, ("", "visa", "rock", "jazz")


def tiny(seed: int, *, visitors: bool = True, flow: float = 1.0, tight: bool = False) -> Problem:
    """Return a problem of five to eight sets on two or three stages, the same for the same seed."""
    random = np.random.default_rng(seed)
    stages, nights = int(random.integers(2, 4)), int(random.integers(1, 3))
    walk = random.integers(2, 25, (stages, stages))
    acts = random.permutation(np.repeat(np.arange(ACTS), 2))[: random.integers(5, 9)].tolist()
    pairs = [(a, b) for a in range(ACTS) for b in range(a)]
    return Problem(
        performances=tuple(_performances(random, acts, nights)),
        stages=tuple(Stage(f"Scen {row}", row, int(random.integers(50, 400)), 10) for row in range(stages)),
        openings=tuple(
            Opening(stage, night, 1200, 1200 + (75 if tight else 135))
            for stage in range(stages)
            for night in range(nights)
        ),
        walk_minutes=np.where(np.eye(stages, dtype=bool), 0, (walk + walk.T) // 2),
        nights=nights,
        costars=tuple(CoStars(a, b, int(random.integers(0, 60))) for a, b in pairs),
        crowd=_crowd(random) if visitors else None,
        wishes=Wishes(flow=flow),
        grid_minutes=15,
    )


def _performances(random: np.random.Generator, acts: list[int], nights: int) -> list[Performance]:
    genre, loudness = random.integers(0, len(GENRES), ACTS), random.integers(1, 5, ACTS)
    members = [tuple(sorted({act, int(random.integers(0, ACTS + 4))})) for act in range(ACTS)]
    draw, is_bound = random.integers(20, 400, ACTS), random.random(ACTS) < 0.3
    return [
        Performance(
            name=f"Akt {act}",
            act=act,
            minutes=int(random.choice((30, 40, 45))),
            draw_persons=int(draw[act]),
            genre=GENRES[genre[act]],
            members=members[act],
            windows=(Window(int(random.integers(0, nights)), 1200, 1290),) if is_bound[act] else None,
            loudness=int(loudness[act]),
        )
        for act in acts
    ]


def _crowd(random: np.random.Generator) -> Crowd:
    lists = [random.permutation(ACTS)[: random.integers(2, 5)] for _visitor in range(12)]
    liked = np.concatenate(lists)
    return Crowd(
        pointer=np.cumsum([0, *map(len, lists)]),
        act=liked,
        weight=random.integers(1, 4, len(liked)),
        people=random.choice((1, 1, 5, 10), len(lists)),
    )


KINDS: dict[str, Callable[[int], Problem]] = {
    "visitors, all wishes": tiny,
    "visitors, too little room": lambda seed: tiny(seed, tight=True),
    "pairs of starred acts": lambda seed: tiny(seed, visitors=False),
    "pairs, too little room, no flow": lambda seed: tiny(seed, visitors=False, flow=0.0, tight=True),
}


def main() -> None:
    print(f"solve with {ITERATIONS} iterations beside CP-SAT (one worker, at most {SECONDS:.0f} s)")
    for kind, make in KINDS.items():
        proved, equal, ours, theirs = 0, 0, [], []
        for seed in range(COUNT):
            problem = make(seed)
            began = time.perf_counter()
            found = solve(problem, stop=MaxIterations(ITERATIONS), seed=seed).score.total
            between = time.perf_counter()
            optimum = Exact(problem).optimum(SECONDS)
            ours.append(between - began)
            theirs.append(time.perf_counter() - between)
            assert optimum is None or optimum <= found, (kind, seed, optimum, found)
            proved += optimum is not None
            equal += optimum == found
        print(
            f"{kind}: equal to the proved optimum {equal} of {proved} ({COUNT} problems); "
            f"median {statistics.median(ours):.2f} s, CP-SAT {statistics.median(theirs):.2f} s"
        )


if __name__ == "__main__":
    main()
