"""Instances whose best timetable is known, because it was there first.

No useful bound is known on a real festival's timetable. So favourites are drawn after one: an instance's acts, slots
and rules, a timetable that keeps them (its first reference), and lists of favourites of which each can be seen in full
in that timetable. With no other wish the optimum is then that everybody sees everything: 100 %.

``python -m benchmarks.planted`` hides a timetable, lets the solver look for it, and prints the share it comes to.
"""

from __future__ import annotations

import statistics
from dataclasses import replace

import numpy as np

from benchmarks.instances import instance, problem_of, reference
from samspel.engines.timetable import Crowd, MaxSeconds, Problem, Timetable, Wishes, audience, solve
from samspel.engines.timetable.score import LATE_MINUTES

SIZES = {"small": (1.0, 10.0), "lah": (1.0, 10.0, 60.0)}
"""Seconds of each run."""

SEEDS = range(3)


def planted(name: str, seed: int) -> tuple[Problem, Timetable]:
    """Return a problem of an instance's size and the timetable hidden in it; the same for the same seed.

    How many favourites a visitor has, how much each is worth and how many people the visitor stands for are the
    instance's; which acts they are is drawn by popularity among those that still fit into the visitor's evenings.
    """
    plain = instance(name)
    problem, hidden = problem_of(plain), reference(plain, 0)
    crowd = problem.crowd
    assert crowd is not None
    random = np.random.default_rng(seed)
    act = np.array([one.act for one in problem.performances])
    draw = np.array(plain["act"]["draw"], dtype=float)
    clash = _clashes(problem, hidden)
    lists = [
        _favourites(act, clash, np.argsort(random.gumbel(size=len(draw)) - np.log(draw)), int(wanted))
        for wanted in np.diff(crowd.pointer)
    ]
    pointer = np.cumsum([0, *map(len, lists)])
    weight = random.choice(crowd.weight, pointer[-1])
    favourites = Crowd(pointer, np.concatenate(lists), weight, crowd.people)
    return replace(problem, crowd=favourites, wishes=Wishes(capacity=0, similar=0, flow=0)), hidden


def _favourites(act: np.ndarray, clash: np.ndarray, order: np.ndarray, wanted: int) -> list[int]:
    """The first acts in this order of which a set can be seen beside the sets of those before."""
    found: list[int] = []
    missed = np.zeros(len(act), dtype=bool)
    for one in order:
        if len(found) == wanted:
            break
        seen = np.flatnonzero((act == one) & ~missed)
        if len(seen):
            found.append(int(one))
            missed |= clash[seen[0]]
    return found


def _clashes(problem: Problem, placements: Timetable) -> np.ndarray:
    """Which sets nobody can see both of, each with itself."""
    seats = [at for at in placements if at is not None]
    assert len(seats) == len(placements)
    night, start = (np.array([getattr(at, name) for at in seats]) for name in ("night", "start_minute"))
    venue = np.array([problem.stages[at.stage].venue for at in seats])
    end = np.array([problem.end_minute(row, at.stage, at.night, at.start_minute) for row, at in enumerate(seats)])
    late = end[:, None] + problem.walk_minutes[np.ix_(venue, venue)] > start[None, :] + LATE_MINUTES
    return late & late.T & (night[:, None] == night[None, :])


def main() -> None:
    for name, marks in SIZES.items():
        problem, hidden = planted(name, seed=1)
        there = audience(problem, hidden)
        assert there is not None
        print(f"{name}, planted: the hidden timetable shows {there.seen:.2%}")
        for seconds in marks:
            shares = []
            for seed in SEEDS:
                found = audience(problem, solve(problem, stop=MaxSeconds(seconds), seed=seed).placements)
                assert found is not None
                shares.append(found.seen)
            print(f"{name}, planted, {seconds:g} s: {statistics.median(shares):.2%} ({min(shares):.2%} at least)")


if __name__ == "__main__":
    main()
