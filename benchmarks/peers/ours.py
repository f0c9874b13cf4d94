"""Our own search on an instance, in a process of its own: a whole run for each mark.

Either the crowd counts, person by person, or pairs of sets count as they do for the peers; on two cores or on one.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from itertools import combinations

from benchmarks.instances import Plain, instance, problem_of
from benchmarks.peers.pairwise import lesser
from benchmarks.peers.telling import tell
from samspel.engines.timetable import CoStars, MaxSeconds, Problem, solve


def by_pairs(plain: Plain) -> Problem:
    """Return an instance without its crowd, but with what its favourites say of pairs of acts: its total is S."""
    together = lesser(plain)
    pairs = [CoStars(a, b, int(together[a, b])) for a, b in combinations(range(len(together)), 2)]
    return replace(problem_of(plain), crowd=None, costars=tuple(pairs))


def main(name: str, counts: str, cores: str, seed: str, *marks: str) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
    problem = (by_pairs if counts == "pairs" else problem_of)(instance(name))
    slots = {(slot.stage, slot.night, slot.start_minute): number for number, slot in enumerate(problem.slots)}
    for mark in marks:
        found = solve(problem, stop=MaxSeconds(float(mark)), seed=int(seed))
        places = [slots[at.stage, at.night, at.start_minute] if at else -1 for at in found.placements]
        tell(float(mark), found.seconds, places)


if __name__ == "__main__":
    main(*sys.argv[1:])
