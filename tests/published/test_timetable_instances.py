"""Checker and score reproduce the reference schedules of the timetable instances, every component to the integer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.instances import problem_of, read, reference
from samspel.engines.timetable import MaxIterations, check, score, solve

TIMEFOLD_300_SECONDS = {"small": 6_742, "lah": 66_557}
"""The loss that Timefold's best setting reached in 60 and 300 s (engines.md)."""


@pytest.mark.parametrize("name", ["small", "lah"])
@pytest.mark.parametrize("which", [0, 1])
def test_the_references_to_the_integer(shared: Callable[[str], Path], name: str, which: int) -> None:
    plain = read(shared(f"timetable/{name}.json.gz"))
    given = plain["reference"][which]
    problem = problem_of(plain)
    found = score(problem, reference(plain, which))
    wished = given["J"] + given["L"]
    assert (found.capacity, found.similar, found.flow) == (given["cap"], given["genre"], given["flow"])
    assert (found.starred, found.total) == (wished - given["itin"], given["L"])
    broken = Counter(one.rule for one in check(problem, reference(plain, which)))
    hard = given.get("hard_by", {})
    assert (broken["outside_opening"], broken["changeover"]) == (hard.get("elig", 0), hard.get("heavy", 0))
    # The reference counts a pair of sets once, the checker each rule that it breaks.
    repeats = {v.performances for v in check(problem, reference(plain, which)) if v.rule == "repeats"}
    assert len(repeats) == hard.get("repeat", 0)


def test_a_minute_s_work_of_others_is_done_at_once(shared: Callable[[str], Path]) -> None:
    problem = problem_of(read(shared("timetable/small.json.gz")))
    solution = solve(problem, stop=MaxIterations(60), seed=1)
    assert check(problem, solution.placements) == ()
    assert solution.score.total < TIMEFOLD_300_SECONDS["small"]
