"""What the solver answers keeps the rules, is the best where that can be known, and can be repeated."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.timetable import demo_size
from samspel.engines.timetable import (
    MOST_FAVOURITE_SETS,
    CoStars,
    Crowd,
    MaxIterations,
    MaxSeconds,
    Opening,
    Pin,
    Placement,
    Problem,
    Solution,
    Timetable,
    UnusableProblem,
    check,
    score,
    solve,
)
from samspel.engines.timetable.search import Search
from samspel.engines.timetable.tables import tables_of
from tests.engines.timetable.festivals import KAJEN, LOGEN, a_set, evening, problems

slowly = settings(deadline=None, max_examples=60)


def broken(problem: Problem, placements: Timetable) -> list[str]:
    return [str(violation) for violation in check(problem, placements) if violation.rule != "unplaced"]


@slowly
@given(problems(most=8), st.integers(0, 3))
def test_no_hard_rule_is_ever_broken(problem: Problem, seed: int) -> None:
    solution = solve(problem, stop=MaxIterations(2), seed=seed)
    assert broken(problem, solution.placements) == []
    assert solution.score == score(problem, solution.placements)
    assert solution.bound is not None
    assert solution.bound <= solution.score.total


@slowly
@given(problems(most=6, pins=True))
def test_pins_stay_and_only_pins_break_rules(problem: Problem) -> None:
    solution = solve(problem, stop=MaxIterations(1))
    pinned = {row for row, one in enumerate(problem.performances) if one.pin and problem.rules.pins}
    found = [violation for violation in check(problem, solution.placements) if violation.rule != "unplaced"]
    assert [violation for violation in found if not set(violation.performances) <= pinned] == []
    assert [violation for violation in found if violation.rule == "pin_moved"] == []


@slowly
@given(problems(most=2, tiny=True))
def test_tiny_problems_are_solved_as_well_as_by_trying_everything(problem: Problem) -> None:
    solution = solve(problem, stop=MaxIterations(3))
    assert solution.score.total == best_of_all(problem)
    assert solution.proved == (solution.bound == solution.score.total)


def best_of_all(problem: Problem) -> int:
    """The least total of every timetable on the grid that keeps the rules."""
    grid = range(1080, 1560, problem.grid_minutes)
    spots = [
        Placement(opening.stage, opening.night, minute)
        for opening in problem.openings
        for minute in grid
        if opening.opens_minute <= minute < opening.closes_minute
    ]
    count = len(problem.performances)
    choices: list[list[Placement | None]] = [[None] for _ in range(count)]
    for row in range(count):
        for spot in dict.fromkeys(spots):
            alone: list[Placement | None] = [None] * count
            alone[row] = spot
            if not broken(problem, tuple(alone)):
                choices[row].append(spot)
    timetables = (t for t in product(*choices) if not broken(problem, t))
    return min(score(problem, timetable).total for timetable in timetables)


@settings(deadline=None, max_examples=10)
@given(problems(most=8, pins=True), st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_answer(problem: Problem, seed: int) -> None:
    one, two = (solve(problem, stop=MaxIterations(3), seed=seed) for _ in range(2))
    assert (one.placements, one.score, one.bound) == (two.placements, two.score, two.bound)


def test_the_same_seed_gives_the_same_answer_when_the_problem_is_solved_in_parts() -> None:
    problem = demo_size()
    one, two = (solve(problem, stop=MaxIterations(3), seed=5) for _ in range(2))
    assert (one.placements, one.score) == (two.placements, two.score)


def test_every_set_of_a_festival_is_placed_and_time_makes_it_better() -> None:
    problem = demo_size()
    told: list[Solution] = []
    last = solve(problem, stop=MaxIterations(30), seed=1, progress=told.append)
    assert [one for solution in told for one in broken(problem, solution.placements)] == []
    assert len(told) > 1
    assert last.score.unplaced == 0
    totals = [solution.score.total for solution in told]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] < totals[0]
    assert not last.proved


def test_a_bad_start_is_mended_and_a_good_one_kept() -> None:
    problem = evening(a_set("Nordljus", 0, draw_persons=90), a_set("Tallhamn", 1, draw_persons=300))
    good = (Placement(KAJEN, 1, 1405), Placement(LOGEN, 0, 1330))
    assert solve(problem, stop=MaxIterations(1), start=good).placements == good
    bad = (Placement(KAJEN, 1, 1405), Placement(KAJEN, 1, 1410))
    assert solve(problem, stop=MaxIterations(1), start=bad).score.total == 0
    with pytest.raises(ValueError, match="1 placements for 2 performances"):
        solve(problem, stop=MaxIterations(1), start=(None,))


def test_pins_that_break_rules_stay_and_the_checker_says_so() -> None:
    pins = (Pin(KAJEN, 0, 1203), Pin(KAJEN, 0, 1230))
    problem = evening(a_set("Nordljus", 0, pin=pins[0]), a_set("Tallhamn", 1, pin=pins[1]), a_set("Vinterviken", 2))
    solution = solve(problem, stop=MaxIterations(1))
    assert solution.placements[:2] == (Placement(KAJEN, 0, 1203), Placement(KAJEN, 0, 1230))
    assert [(v.rule, v.performances) for v in check(problem, solution.placements)] == [("overlap", (0, 1))]


def test_the_wishes_are_weighed_against_each_other() -> None:
    """A room too large costs 9 persons; a clash of starred sets would cost 30."""
    problem = evening(
        a_set("Nordljus", 0, draw_persons=100),
        a_set("Tallhamn", 1, draw_persons=100),
        openings=(Opening(KAJEN, 0, 1200, 1245), Opening(LOGEN, 0, 1200, 1300)),
        costars=(CoStars(0, 1, 30),),
    )
    solution = solve(problem, stop=MaxIterations(1))
    assert solution.score.total == 4 * 9
    starts = sorted((at.stage, at.start_minute) for at in solution.placements if at)
    assert starts == [(KAJEN, 1200), (LOGEN, 1255)]


def test_progress_can_stop_the_search_and_time_does() -> None:
    problem = demo_size()
    told: list[Solution] = []

    def stop_at_second(solution: Solution) -> bool:
        told.append(solution)
        return len(told) == 2

    solve(problem, stop=MaxIterations(1000), progress=stop_at_second)
    assert len(told) == 2
    assert solve(problem, stop=MaxSeconds(0)).score.unplaced == 0


def test_nothing_to_place_is_placed() -> None:
    solution = solve(evening(), stop=MaxIterations(1))
    assert (solution.placements, solution.score.total, solution.proved) == ((), 0, True)


@slowly
@given(problems(most=8, pins=True), st.integers(0, 3))
def test_what_is_counted_move_by_move_is_what_is_counted_anew(problem: Problem, seed: int) -> None:
    search = Search(tables_of(problem), seed, None)
    for number in range(6):
        search.step(number / 6, moves=300)
    search.close()
    by_visitors = ("visitors", "similar", "floor") if problem.crowd is not None else ()
    for chain in search.chains:
        counted = chain.totals()
        chain.load(chain.at)
        anew = chain.totals()
        # moves count what is the festival's own with rooms and neighbours
        own = [sum(totals[name] for name in ("capacity", "flow", "own")) for totals in (counted, anew)]
        assert own[0] == own[1]
        assert [counted[name] for name in ("pairs", "unplaced", *by_visitors)] == [
            anew[name] for name in ("pairs", "unplaced", *by_visitors)
        ]


def test_lists_that_the_search_has_no_room_for_are_refused() -> None:
    problem = evening(*(a_set(f"Akt {act}", act) for act in range(MOST_FAVOURITE_SETS + 1)))
    everything = np.arange(MOST_FAVOURITE_SETS + 1)
    crowd = Crowd(np.array([0, 0, len(everything)]), everything, np.ones_like(everything), np.ones(2))
    with pytest.raises(UnusableProblem, match="Visitor 1 has 65 favourite sets: give at most 64 to each"):
        solve(replace(problem, crowd=crowd), stop=MaxIterations(1))
    crowd = Crowd(np.array([0, 1, 2]), np.array([0, 1]), np.array([1, 70_000]), np.ones(2))
    with pytest.raises(UnusableProblem, match="Visitor 1 gives an act a weight of 70000: give at most 65535"):
        solve(replace(problem, crowd=crowd), stop=MaxIterations(1))
