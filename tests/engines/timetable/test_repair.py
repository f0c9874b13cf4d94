"""Repairs keep the rules and the limit, tell exactly what they change, and move no more than they must."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.timetable import (
    Aim,
    Crowd,
    MaxIterations,
    Pin,
    Placement,
    Problem,
    Slot,
    Stage,
    Timetable,
    audience,
    cancelled,
    check,
    closed,
    kept_to,
    repair,
    repairs,
    score,
    solve,
)
from samspel.engines.timetable.evenings import seen_by
from samspel.engines.timetable.score import _clashes, _seats
from tests.engines.timetable.festivals import BAREN, KAJEN, LOGEN, a_set, evening, problems

Broken = tuple[Problem, Timetable, Problem]


@st.composite
def broken(draw: st.DrawFn, tiny: bool = False) -> Broken:
    """A small festival with a timetable, and the same after something has happened."""
    problem = draw(problems(most=3 if tiny else 5, tiny=tiny))
    before = solve(problem, stop=MaxIterations(1), seed=draw(st.integers(0, 9))).placements
    act, night, minute = (
        draw(st.integers(0, 2)),
        draw(st.integers(0, problem.nights - 1)),
        draw(st.integers(1140, 1500)),
    )
    stage = draw(st.integers(0, len(problem.stages) - 1))
    what = draw(st.sampled_from(["cancelled", "late", "closed", "shorter"]))
    after = {
        "cancelled": lambda: cancelled(problem, act),
        "late": lambda: kept_to(problem, act, night, from_minute=minute),
        "closed": lambda: closed(problem, [stage], range(problem.nights)),
        "shorter": lambda: closed(problem, range(len(problem.stages)), [night], from_minute=minute),
    }[what]()
    return problem, before, after


def wrong(problem: Problem, placements: Timetable) -> set[tuple[str, tuple[int, ...]]]:
    return {(one.rule, one.performances) for one in check(problem, placements) if one.rule != "unplaced"}


def could_stay(problem: Problem, before: Timetable) -> set[int]:
    """Sets that keep the rules which concern them alone: before kept the others."""
    gone = {one.performances[0] for one in check(problem, before) if len(one.performances) == 1}
    return {row for row, at in enumerate(before) if at is not None and row not in gone}


def seen(problem: Problem, placements: Timetable) -> np.ndarray:
    seats = _seats(problem, placements)
    return seen_by(problem, seats.row, _clashes(problem, seats))


@given(broken(), st.sampled_from([0, 1, 3, None]))
@settings(max_examples=40)
def test_repairs_keep_rules_and_limit_and_tell_what_they_change(given_: Broken, most: int | None) -> None:
    problem, before, after = given_
    stays = could_stay(after, before)
    found = repairs(after, before, was=problem, most_moves=most)
    assert found[0].aim == Aim.MOVES
    for one in found:
        assert wrong(after, one.placements) == set()
        assert most is None or sum(row in stays or before[row] is None for row in one.moved) <= most
        assert {row for row, at in enumerate(one.placements) if at != before[row]} == {
            *one.moved,
            *one.left_out,
            *one.taken_out,
        }
        assert not stays & {*one.left_out, *one.taken_out}
        assert (one.before.score, one.after.score) == (score(after, before), score(after, one.placements))
        assert (one.before.audience, one.after.audience) == (audience(after, before), audience(after, one.placements))
        if problem.crowd is not None:
            difference = seen(after, one.placements) - seen(after, before)
            assert one.better.tolist() == np.flatnonzero(difference > 0).tolist()
            assert one.worse.tolist() == np.flatnonzero(difference < 0).tolist()
    assert [one.placements for one in repairs(after, before, was=problem, most_moves=most)] == [
        one.placements for one in found
    ]


def fewest(problem: Problem, before: Timetable, most: int) -> tuple[int, int]:
    """Brute force: the fewest sets left out, then the fewest moved that could stay."""
    stays = could_stay(problem, before)
    starts = {
        Placement(one.stage, one.night, start)
        for one in problem.openings
        for start in range(-(-one.opens_minute // 30) * 30, one.closes_minute, 30)
    }
    rows = [row for row, at in enumerate(before) if at is not None]
    best = (len(rows) + 1, 0)
    for choice in product(*[[*starts, *([] if row in stays else [None])] for row in rows]):
        moved = sum(row in stays and at != before[row] for row, at in zip(rows, choice, strict=True))
        value = sum(at is None for at in choice), moved
        if moved <= most and value < best:
            placements: list[Placement | None] = [None] * len(before)
            for row, at in zip(rows, choice, strict=True):
                placements[row] = at
            if not wrong(problem, tuple(placements)):
                best = value
    return best


@given(broken(tiny=True))
@settings(max_examples=30)
def test_the_fewest_moves_are_the_fewest(given_: Broken) -> None:
    problem, before, after = given_
    first = repair(after, before, was=problem, aim=Aim.MOVES, most_moves=2)
    stays = could_stay(after, before)
    assert fewest(after, before, 2) == (
        len(first.left_out) + len(first.taken_out),
        sum(row in stays or before[row] is None for row in first.moved),
    )


@given(broken(), st.integers(0, 3), st.integers(0, 9))
@settings(max_examples=30)
def test_a_plan_moves_no_more_sets_than_it_may(given_: Broken, most: int, seed: int) -> None:
    _problem, before, after = given_
    stays = could_stay(after, before)
    found = solve(after, stop=MaxIterations(2), seed=seed, start=before, most_moves=most).placements
    assert wrong(after, found) == set()
    assert sum(found[row] != before[row] for row in stays) <= most


def test_a_set_off_the_grid_stays_where_it_is() -> None:
    problem = evening(a_set("Tallhamn", 1), a_set("Nordljus", 2), grid_minutes=30)
    before = Placement(KAJEN, 0, 1247), Placement(LOGEN, 0, 1262)
    assert solve(problem, stop=MaxIterations(1), start=before, most_moves=0).placements == before


def test_what_broke_a_rule_before_stays_and_is_not_what_is_mended() -> None:
    problem = evening(a_set("Tallhamn", 1), a_set("Nordljus", 2), a_set("Vargen", 3))
    before = Placement(KAJEN, 0, 1260), Placement(KAJEN, 0, 1270), Placement(LOGEN, 0, 1260)
    after = cancelled(problem, 3)
    found = repair(after, before, was=problem, aim=Aim.MOVES)
    assert (found.moved, found.taken_out, found.placements[:2]) == ((), (2,), before[:2])
    assert len(repair(after, before, aim=Aim.MOVES).moved) == 1  # asked to mend everything


def test_a_pin_holds_unless_what_happened_makes_it_impossible() -> None:
    pinned = a_set("Tallhamn", 1, pin=Pin(KAJEN, 0, 1260)), a_set("Nordljus", 2, pin=Pin(LOGEN, 0, 1260))
    problem = evening(*pinned)
    before = Placement(KAJEN, 0, 1260), Placement(LOGEN, 0, 1260)
    after = closed(problem, [KAJEN], [0, 1])
    for one in repairs(after, before, was=problem):
        assert one.moved == (0,)
        assert one.placements[0] is not None
        assert one.placements[0].stage != KAJEN


def test_a_chain_of_two_makes_room_and_what_finds_none_is_named() -> None:
    """Kajen closes; only Baren is large and late enough for its set, where somebody plays who can play at Logen."""
    first, second = a_set("Tallhamn", 1, slots=(0, 2)), a_set("Nordljus", 2, slots=(1, 2))
    slots = Slot(KAJEN, 0, 1260, 1305), Slot(LOGEN, 0, 1260, 1305), Slot(BAREN, 0, 1260, 1305)
    problem = evening(first, second, openings=(), slots=slots)
    before = Placement(KAJEN, 0, 1260), Placement(BAREN, 0, 1260)
    after = closed(problem, [KAJEN], [0])
    mended = repair(after, before, aim=Aim.MOVES)
    assert mended.placements == (Placement(BAREN, 0, 1260), Placement(LOGEN, 0, 1260))
    assert (mended.moved, mended.left_out) == ((0, 1), ())
    unmoved = repair(after, before, aim=Aim.MOVES, most_moves=0)
    assert (unmoved.moved, unmoved.left_out, unmoved.taken_out) == ((), (0,), ())


def test_who_counts_decides_which_set_takes_the_hole() -> None:
    """Two sets clash with a third each; only one may move away, to the hole an act leaves that has cancelled."""
    acts = [a_set(name, number) for number, name in enumerate("ABCD")]
    stages = tuple(Stage(f"S{row}", row, 100, 0) for row in range(4))
    problem = evening(
        *acts,
        stages=stages,
        openings=(),
        slots=tuple(Slot(stage, night, 1260, 1305) for stage in range(4) for night in range(2)),
        walk_minutes=np.zeros((4, 4)),
        crowd=Crowd(
            np.array([0, 2, 4, 6]),
            np.array([0, 1, 1, 2, 1, 2]),
            np.ones(6, dtype=np.int64),
            np.array([5, 1, 1]),
            np.array([True, False, False]),
        ),
    )
    before = (*(Placement(stage, 0, 1260) for stage in range(3)), Placement(3, 1, 1260))
    after = closed(cancelled(problem, 3), range(3), [1])
    second = repairs(after, before, was=problem, most_moves=1)[1]
    assert second.aim == Aim.DELEGATES
    assert 0 in second.better.tolist()
    nobody = repairs(after, before, was=problem, most_moves=1, delegates=())[1]
    assert nobody.aim == Aim.VISITORS
    assert nobody.placements[1] == Placement(3, 1, 1260)
    assert (nobody.better.tolist(), nobody.worse.tolist()) == ([0, 1, 2], [])


def test_a_venue_that_lost_its_act_gets_as_many_guests_as_it_can() -> None:
    problem = evening(
        a_set("Tallhamn", 1, draw_persons=90), a_set("Nordljus", 2, draw_persons=80), a_set("Vargen", 3, draw_persons=9)
    )
    before = Placement(KAJEN, 0, 1260), Placement(BAREN, 0, 1260), Placement(BAREN, 1, 1260)
    third = repairs(cancelled(problem, 1), before, was=problem)[2]
    assert third.aim == Aim.VENUE
    assert third.placements[1] is not None
    assert third.placements[1].stage == KAJEN
    gone = closed(problem, [KAJEN], [0, 1])
    assert repairs(gone, before, was=problem)[2].aim == Aim.ROOMS


def test_rules_that_were_switched_off_count_from_what_happened_on() -> None:
    problem = evening(a_set("Tallhamn", 1), openings=())
    free = replace(problem, rules=replace(problem.rules, opening=False, availability=False))
    assert [one.stage for one in closed(free, [KAJEN], [0], from_minute=1200).openings] == [
        KAJEN,
        KAJEN,
        LOGEN,
        LOGEN,
        BAREN,
        BAREN,
    ]
    shut = closed(free, [KAJEN], [0], from_minute=1200, until_minute=1300)
    assert [(one.opens_minute, one.closes_minute) for one in shut.openings][:2] == [(0, 1200), (1300, 2880)]
    late = kept_to(free, 1, 0, from_minute=1300)
    assert late.rules.availability
    assert [(one.night, one.from_minute) for one in late.performances[0].windows or ()] == [(0, 1300), (1, 0)]
    assert kept_to(cancelled(free, 1), 1, 0, from_minute=1300).performances[0].windows == ()


def test_the_timetable_must_fit_the_problem() -> None:
    problem = evening(a_set("Tallhamn", 1))
    with pytest.raises(ValueError, match="0 placements for 1 performances"):
        repair(problem, ())
    with pytest.raises(ValueError, match="a limit to moves needs a start"):
        solve(problem, stop=MaxIterations(1), most_moves=3)
