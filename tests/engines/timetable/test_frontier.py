"""What a rule costs: every point keeps its rules, less of a rule is never worse, and nothing has moved for nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.timetable import (
    Bond,
    Crowd,
    Limit,
    MaxIterations,
    Opening,
    Placement,
    Problem,
    Relation,
    Where,
    check,
    frontier,
    of_delegates,
    of_limits,
    of_number,
    of_own,
    of_switch,
    of_wish,
    score,
)
from tests.engines.timetable.festivals import KAJEN, LOGEN, a_set, evening, problems

slowly = settings(deadline=None, max_examples=20)


@slowly
@given(problems(most=6), st.sampled_from(["members", "repeats", "changeover", "one_at_a_time"]))
def test_without_a_rule_nothing_is_worse(problem: Problem, rule: str) -> None:
    off, on = of_switch(problem, rule)
    found = frontier(problem, (off, on), yardstick=problem, start=None, stop=MaxIterations(1))
    for variant, point in zip((off, on), found.points, strict=True):
        assert [one for one in check(variant.problem, point.placements) if one.rule != "unplaced"] == []
        assert point.score == score(problem, point.placements)
        assert point.moved == sum(one != other for one, other in zip(found.base, point.placements, strict=True))
    without, with_it = (one.score.total + 4 * one.moved for one in found.points)
    assert without <= with_it


def test_what_moves_for_nothing_is_moved_back() -> None:
    problem = evening(a_set("Nordljus", 0, draw_persons=90), a_set("Tallhamn", 1, draw_persons=300))
    today = (Placement(KAJEN, 0, 1200), Placement(LOGEN, 1, 1400))
    found = frontier(
        problem, of_wish(problem, "capacity"), yardstick=problem, start=today, stop=MaxIterations(1), seed=3
    )
    assert (found.base, found.moved) == (today, 0)
    assert [(one.value, one.is_now, one.moved) for one in found.points] == [
        (0.0, False, 0),
        (0.5, False, 0),
        (1.0, True, 0),
        (2.0, False, 0),
        (4.0, False, 0),
    ]


def test_a_rule_of_the_festival_s_own_costs_what_it_keeps_from_people() -> None:
    """Two acts that the same ten people like could follow each other, but the festival wants them on other nights."""
    problem = evening(
        a_set("Nordljus", 0),
        a_set("Tallhamn", 1),
        openings=(Opening(KAJEN, 0, 1200, 1320), Opening(LOGEN, 0, 1200, 1320)),
        crowd=Crowd([0, 2], [0, 1], [1, 1], [10], [True]),
        bonds=(Bond("Aldrig samma kväll", Relation.OTHER_NIGHT, (0, 1)),),
    )
    without, with_it = frontier(
        problem, of_own(problem, "Aldrig samma kväll"), yardstick=problem, start=None, stop=MaxIterations(1)
    ).points
    assert (without.score.unplaced, with_it.score.unplaced) == (0, 1)
    assert without.audience is not None
    assert with_it.audience is not None
    assert (without.audience.seen, with_it.audience.seen) == (1.0, 0.5)
    assert (without.audience.delegates, with_it.audience.delegates) == (1.0, 0.5)
    wish = replace(problem, bonds=(replace(problem.bonds[0], weight=2.0),))
    assert [one.value for one in of_own(wish, "Aldrig samma kväll")] == [0.0, 1.0, 2.0, 4.0, 8.0]
    assert of_own(problem, "Någon annan") == ()
    assert (of_limits(problem, "equipment"), of_delegates(replace(problem, crowd=None), 5)) == ((), ())
    loud = replace(problem, limits=(Limit("3", (0,), Where((LOGEN,)), is_reserved=True, rule="loudness"),))
    assert [len(one.problem.limits) for one in of_limits(loud, "loudness")] == [0, 1]


def test_numbers_and_delegates_are_varied_around_what_they_are() -> None:
    problem = evening(a_set("Nordljus", 0), limits=(Limit("Bara inne", (0,), Where((LOGEN,)), weight=None),))
    assert [(one.value, one.is_now) for one in of_number(problem, "rest_minutes")] == [
        (0.0, False),
        (15.0, False),
        (30.0, True),
        (60.0, False),
    ]
    assert [
        one.value for one in of_number(replace(problem, rules=replace(problem.rules, rest_minutes=0)), "rest_minutes")
    ] == [
        0.0,
        15.0,
        30.0,
        60.0,
    ]
    assert of_delegates(problem, 5) == ()
    crowd = Crowd([0, 1, 2], [0, 0], [1, 1], [3, 10], [False, True])
    variants = of_delegates(replace(problem, crowd=crowd), 5)
    assert [one.value for one in variants] == [1.0, 2.0, 5.0, 10.0, 20.0]
    assert [one.problem.crowd.people.tolist() for one in variants if one.problem.crowd] == [
        [3, 2],
        [3, 4],
        [3, 10],
        [3, 20],
        [3, 40],
    ]
    assert [one.value for one in of_own(problem, "Bara inne")] == [0.0, 1.0]


def test_progress_can_stop_it_and_what_was_found_stays() -> None:
    problem = evening(a_set("Nordljus", 0))
    told: list[int] = []

    def stop_at_second(done: int) -> bool:
        told.append(done)
        return done == 2

    variants = of_wish(problem, "flow")
    found = frontier(problem, variants, yardstick=problem, start=None, stop=MaxIterations(1), progress=stop_at_second)
    assert (told, len(found.points)) == ([1, 2], 1)
