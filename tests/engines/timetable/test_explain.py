"""Facts in conflict are so by the checker's own rules, and each is needed; ways and prices are what they say."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from samspel.engines.timetable import (
    CoStars,
    MaxIterations,
    Opening,
    Pin,
    Placement,
    Problem,
    Rules,
    Slot,
    Timetable,
    Violation,
    Window,
    check,
    score,
    solve,
)
from samspel.engines.timetable.explain import Conflict, Fact, explain, impossible, why_here
from samspel.engines.timetable.explain.core import conflict_of
from samspel.engines.timetable.explain.question import Undecided
from samspel.engines.timetable.own_rules import Relation
from tests.engines.timetable.festivals import BAREN, KAJEN, LOGEN, a_set, evening, problems

slowly = settings(deadline=None, max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])


# An oracle of its own: the problem changed as if a fact were not, and everything tried, judged by the checker.

FACT_OF = {
    "overlap": lambda _one, _stage: Fact("one_at_a_time"),
    "changeover": lambda one, stage: (
        Fact("heavy") if one.params.get("reason") == "heavy" else Fact("changeover", stage=stage)
    ),
    "members": lambda one, _stage: Fact("members", tuple(sorted(one.performances))),
    "repeats": lambda one, _stage: Fact(
        {
            "too_close": "repeat_gap",
            "same_venue": "repeat_venue",
            "venue_again": "repeat_venue",
            "too_far": "repeat_nights",
        }[str(one.params["reason"])],
        tuple(sorted(one.performances)),
    ),
    "own": lambda one, _stage: Fact("own", own=str(one.params["own"])),
}


PAIR_RULES = ("members", "repeat_gap", "repeat_venue", "repeat_nights")


def without(problem: Problem, facts: frozenset[Fact]) -> Problem:
    """The problem as if only these facts held, as far as it can say so."""
    acts = {row for fact in facts if fact.rule == "availability" for row in fact.performances}
    hours = {(fact.stage, fact.night) for fact in facts if fact.rule == "hours"}
    lanes = product(range(len(problem.stages)), range(problem.nights))
    return replace(
        problem,
        performances=tuple(
            replace(one, windows=one.windows if row in acts else None, pin=None)
            for row, one in enumerate(problem.performances)
        ),
        stages=tuple(
            stage if Fact("changeover", stage=row) in facts else replace(stage, changeover_minutes=0)
            for row, stage in enumerate(problem.stages)
        ),
        openings=(
            *(one for one in problem.openings if (one.stage, one.night) in hours),
            *(Opening(stage, night, 0, 2880) for stage, night in lanes if (stage, night) not in hours),
        ),
        limits=tuple(one for one in problem.limits if Fact("own", own=one.name) in facts),
        # who are neighbours on a stage is nothing that two sets decide: such a rule is no fact in a conflict
        bonds=tuple(one for one in problem.bonds if one.relation != Relation.NOT_NEXT),
    )


def can_hold(problem: Problem, facts: frozenset[Fact]) -> bool:
    """Whether the sets that the facts name can all be placed, tried one after the other."""
    free, sets = without(problem, facts), problem.performances
    everywhere = [
        Placement(stage, night, start)
        for stage in range(len(problem.stages))
        for night in range(problem.nights)
        for start in range(0, 2880, problem.grid_minutes)
    ]
    pins = {
        row: Placement(one.pin.stage, one.pin.night, one.pin.start_minute) for row, one in enumerate(sets) if one.pin
    }

    def found(*placed: tuple[int, Placement]) -> tuple[Violation, ...]:
        where = dict(placed)
        return tuple(
            one
            for one in check(free, tuple(where.get(row) for row in range(len(sets))))
            if one.rule not in ("unplaced", "pin_moved")
        )

    def holds(row: int, at: Placement, other: int, there: Placement) -> bool:
        if pins.get(row) == at and pins.get(other) == there and problem.rules.pins:
            return True
        broken = {
            FACT_OF[one.rule](one, at.stage) for one in found((row, at), (other, there)) if len(one.performances) == 2
        }
        if Fact("one_at_a_time") not in facts:
            broken = {fact for fact in broken if fact.rule not in ("one_at_a_time", "changeover", "heavy")}
        return not broken & facts

    def choices(row: int) -> list[Placement]:
        pin = pins.get(row) if problem.rules.pins else None
        if pin and Fact("pin", (row,)) in facts:
            return [pin]
        return [at for at in everywhere if not found((row, at))] + ([pin] if pin else [])

    rows = [fact.performances[0] for fact in facts if fact.rule == "set"]
    options = {row: choices(row) for row in rows}

    def tried(left: list[int], placed: dict[int, Placement]) -> bool:
        if not left:
            return True
        return any(
            all(holds(left[0], at, *other) for other in placed.items()) and tried(left[1:], {**placed, left[0]: at})
            for at in options[left[0]]
        )

    return tried(sorted(rows, key=lambda row: len(options[row])), {})


def every_fact(problem: Problem, rows: tuple[int, ...]) -> frozenset[Fact]:
    """Everything that was said about some sets."""
    pairs = [(a, b) for a in rows for b in rows if a < b]
    stages = range(len(problem.stages))
    acts = [
        Fact("availability", tuple(r for r, one in enumerate(problem.performances) if one.act == act))
        for act in {problem.performances[row].act for row in rows}
    ]
    return frozenset(
        [
            *acts,
            *(Fact(rule, (row,)) for row in rows for rule in ("set", "pin")),
            *(
                Fact(rule, pair)
                for pair in pairs
                for rule in ("members", "repeat_gap", "repeat_venue", "repeat_nights")
            ),
            *(Fact("changeover", stage=stage) for stage in stages),
            *(Fact("hours", stage=stage, night=night) for stage in stages for night in range(problem.nights)),
            *(Fact("one_at_a_time"), Fact("heavy")),
            *(Fact("own", own=one.name) for one in (*problem.limits, *problem.bonds)),
        ]
    )


@slowly
@given(problems(most=4, tiny=True, pins=True))
def test_facts_are_in_conflict_and_each_of_them_is_needed(problem: Problem) -> None:
    problem = replace(problem, grid_minutes=60)
    rows = tuple(range(len(problem.performances)))
    found = conflict_of(problem, rows)
    assert (found is None) == can_hold(problem, every_fact(problem, rows))
    if found is not None:
        facts = frozenset(found.facts)
        assert found.is_irreducible
        assert not can_hold(problem, facts)
        assert [fact for fact in facts if not can_hold(problem, facts - {fact})] == []


@slowly
@given(problems(most=5, tiny=True, pins=True))
def test_a_set_without_a_place_is_impossible_or_has_a_way(problem: Problem) -> None:
    problem = replace(problem, grid_minutes=60)
    placements = solve(problem, stop=MaxIterations(1)).placements
    for row, at in enumerate(placements):
        if at is not None:
            continue
        found = explain(problem, placements, row)
        if found.conflict is not None:
            assert not can_hold(problem, frozenset(found.conflict.facts))
            assert set(found.conflict.performances) <= {row, *(r for r, one in enumerate(placements) if one)}
        elif found.way is not None:
            assert_is_a_way(problem, placements, row, found.way.moves, found.way.cost)
        # who are neighbours is nothing that two sets decide: where that is a rule, it may be left open
        assert found.is_decided or any(b.relation == Relation.NOT_NEXT and b.weight is None for b in problem.bonds)


def assert_is_a_way(
    problem: Problem, placements: Timetable, row: int, moves: tuple[tuple[int, Placement], ...], cost: int
) -> None:
    assert moves[0][0] == row
    then = tuple(dict(moves).get(other, at) for other, at in enumerate(placements))
    pinned = {r for r, one in enumerate(problem.performances) if one.pin and problem.rules.pins}
    broken = [one for one in check(problem, then) if one.rule != "unplaced" and not set(one.performances) <= pinned]
    assert (broken, pinned & {one for one, _at in moves[1:]}) == ([], set())
    before, after = score(problem, placements), score(problem, then)
    assert (after.unplaced, cost) == (before.unplaced - 1, wishes_of(after) - wishes_of(before))


def wishes_of(one: object) -> int:
    return sum(getattr(one, name) for name in ("capacity", "similar", "starred", "flow", "floor", "own"))


@slowly
@given(problems(most=6, tiny=True, pins=True))
def test_what_is_called_impossible_is(problem: Problem) -> None:
    problem = replace(problem, grid_minutes=60)
    for found in impossible(problem):
        assert not can_hold(problem, frozenset(found.facts))
    best = solve(problem, stop=MaxIterations(1))
    least = max((found.least_out for found in impossible(problem)), default=0)
    assert best.score.unplaced >= least


def test_an_act_that_can_only_play_while_everything_is_closed() -> None:
    problem = evening(a_set("Nordljus", 0, windows=(Window(1, 1080, 1140),)), a_set("Tallhamn", 1))
    found = explain(problem, (None, Placement(KAJEN, 0, 1200)), 0).conflict
    assert found == Conflict(
        (Fact("availability", (0,)), Fact("set", (0,)), *(Fact("hours", stage=stage, night=1) for stage in range(3))),
        is_irreducible=True,
    )
    assert impossible(problem) == (found,)


def test_an_act_with_too_little_time_is_told_by_itself() -> None:
    problem = evening(a_set("Nordljus", 0, windows=(Window(1, 1200, 1240),)))
    (found,) = impossible(problem)
    assert set(found.facts) == {Fact("availability", (0,)), Fact("set", (0,))}


def test_a_pin_in_the_way_is_named() -> None:
    problem = evening(
        a_set("Nordljus", 0, members=(1,), pin=Pin(LOGEN, 0, 1210)),
        a_set("Tallhamn", 1, members=(1,), windows=(Window(0, 1200, 1300),)),
        a_set("Vinterviken", 2),
    )
    found = explain(problem, (Placement(LOGEN, 0, 1210), None, Placement(KAJEN, 0, 1200)), 1).conflict
    assert found is not None
    assert set(found.facts) == {
        *(Fact("set", (row,)) for row in (0, 1)),
        Fact("pin", (0,)),
        Fact("availability", (1,)),
        Fact("members", (0, 1)),
    }


@pytest.mark.parametrize("sets", [3, 12])
def test_more_than_there_are_minutes_for(sets: int) -> None:
    """Two hours of one stage hold two sets of 45 minutes and a changeover of 15, in whatever order."""
    problem = evening(
        *(a_set(f"Akt {row}", row) for row in range(sets)), openings=(Opening(KAJEN, 0, 1200, 1320),), nights=1
    )
    (found,) = impossible(problem)
    assert found.least_out == sets - 2
    assert {Fact("one_at_a_time"), Fact("hours", stage=KAJEN, night=0)} <= set(found.facts)
    assert len(found.performances) == (3 if found.is_irreducible else sets)
    placements = solve(problem, stop=MaxIterations(1)).placements
    for row, at in enumerate(placements):
        if at is None:
            told = explain(problem, placements, row).conflict
            assert told is not None
            assert row in told.performances


def test_changeovers_are_named_where_they_are_what_is_too_much() -> None:
    problem = evening(
        *(a_set(f"Akt {row}", row) for row in range(2)), openings=(Opening(KAJEN, 0, 1200, 1300),), nights=1
    )
    (found,) = impossible(problem)
    assert Fact("changeover", stage=KAJEN) in found.facts


def test_slots_are_as_scarce_as_they_are() -> None:
    problem = evening(
        *(a_set(f"Akt {row}", row, slots=(0, 1)) for row in range(3)),
        openings=(),
        slots=(Slot(KAJEN, 0, 1200, 1240), Slot(KAJEN, 0, 1245, 1290), Slot(LOGEN, 0, 1200, 1240)),
    )
    (found,) = impossible(problem)
    assert found.least_out == 1
    assert set(found.facts) == {
        Fact("one_at_a_time"),
        *(Fact(rule, (row,)) for row in range(3) for rule in ("set", "slots")),
    }


def test_another_set_has_to_move() -> None:
    """Tallhamn can only be where Nordljus is, and Nordljus can be elsewhere, at a room too large."""
    problem = evening(
        a_set("Nordljus", 0, draw_persons=100),
        a_set("Tallhamn", 1, windows=(Window(0, 1200, 1250),)),
        openings=(Opening(KAJEN, 0, 1200, 1260), Opening(LOGEN, 1, 1200, 1260)),
    )
    found = explain(problem, (Placement(KAJEN, 0, 1205), None), 1)
    assert found.way is not None
    assert found.way.moves == ((1, Placement(KAJEN, 0, 1200)), (0, Placement(LOGEN, 1, 1200)))
    assert found.way.cost == 4 * 9


def test_two_others_have_to_move() -> None:
    windows = [(Window(0, 1200, 1245),), (Window(0, 1200, 1245), Window(1, 1200, 1245)), None]
    problem = evening(
        *(a_set(f"Akt {row}", row, windows=one) for row, one in enumerate(windows)),
        openings=tuple(Opening(KAJEN, night, 1200, 1245) for night in range(3)),
        nights=3,
    )
    found = explain(problem, (None, Placement(KAJEN, 0, 1200), Placement(KAJEN, 1, 1200)), 0)
    assert found.way is not None
    assert [row for row, _at in found.way.moves] == [0, 1, 2]
    assert [at.night for _row, at in found.way.moves] == [0, 1, 2]


def test_what_cannot_be_decided_is_said_to_be_so() -> None:
    """Nine sets and a tenth that fits in minutes but on no grid: no work allowed, nothing claimed."""
    problem = evening(
        *(a_set(f"Akt {row}", row, minutes=50) for row in range(3)),
        openings=(Opening(BAREN, 0, 1200, 1355),),
        nights=1,
        grid_minutes=15,
    )
    placements = (Placement(BAREN, 0, 1200), Placement(BAREN, 0, 1260), None)
    assert not explain(problem, placements, 2, work=0).is_decided
    assert explain(problem, placements, 2).conflict is not None
    with pytest.raises(Undecided):
        conflict_of(problem, (0, 1, 2), work=0)


@st.composite
def placed(draw: st.DrawFn) -> tuple[Problem, Timetable, int]:
    """A random problem as the solver places it, and a set that has a place."""
    problem = draw(problems(most=5, pins=True))
    placements = solve(problem, stop=MaxIterations(1)).placements
    rows = [row for row, at in enumerate(placements) if at is not None]
    return problem, placements, draw(st.sampled_from(rows)) if rows else -1


@slowly
@given(placed())
def test_why_here_is_priced_part_by_part_as_the_score_says(given_: tuple[Problem, Timetable, int]) -> None:
    problem, placements, row = given_
    if row < 0:
        return
    found, now = why_here(problem, placements, row), score(problem, placements)
    free = replace(problem, rules=replace(problem.rules, pins=False))
    costs = []
    for one in found.alternatives:
        then = (*placements[:row], one.at, *placements[row + 1 :])
        assert [v for v in check(free, then) if row in v.performances] == []
        after = score(problem, then)
        parts = ("capacity", "similar", "starred", "flow", "floor", "own", "unplaced")
        assert [getattr(one.parts, name) for name in parts] == [
            getattr(after, name) - getattr(now, name) for name in parts
        ]
        costs.append(wishes_of(after) - wishes_of(now))
    assert costs == sorted(costs) == [one.cost for one in found.alternatives]
    assert (found.better is not None) == bool(costs and costs[0] < 0)
    for obstacle in found.obstacles:
        then = (*placements[:row], obstacle.at, *placements[row + 1 :])
        assert obstacle.gain == wishes_of(now) - wishes_of(score(problem, then)) > 0
        named = {(v.rule, *(r for r in v.performances if r != row)) for v in check(free, then) if row in v.performances}
        assert (obstacle.rule, *([obstacle.other] if obstacle.other is not None else [])) in named


def test_why_here_names_rooms_people_and_what_is_in_the_way() -> None:
    problem = evening(
        a_set("Nordljus", 0, draw_persons=90, genre="visa"),
        a_set("Tallhamn", 1, draw_persons=300, genre="visa"),
        openings=(Opening(KAJEN, 0, 1200, 1300), Opening(LOGEN, 0, 1200, 1245), Opening(LOGEN, 1, 1200, 1245)),
        costars=(CoStars(0, 1, 30),),
    )
    placements = (Placement(KAJEN, 0, 1255), Placement(LOGEN, 0, 1200))
    found = why_here(problem, placements, 0)
    assert [(one.at, one.cost) for one in found.alternatives] == [
        (Placement(LOGEN, 1, 1200), round(4 * 0.15 * 70)),
        (Placement(KAJEN, 0, 1200), 4 * (9 + 30)),
    ]
    (meeting,) = found.alternatives[1].meetings
    assert (meeting.other, meeting.people, meeting.is_similar) == (1, 30, True)
    assert (found.as_good, found.better, found.obstacles, found.is_pinned) == (0, None, (), False)
    large = why_here(problem, (Placement(LOGEN, 0, 1200), Placement(KAJEN, 0, 1255)), 1)
    assert large.better is not None
    assert (large.better.at, large.better.cost) == (Placement(LOGEN, 1, 1200), -4 * 300)
    assert [(one.at, one.rule, one.other) for one in large.obstacles] == [(Placement(LOGEN, 0, 1200), "overlap", 0)]
    with pytest.raises(ValueError, match="has no place"):
        why_here(problem, (None, None), 0)


def test_a_rule_that_is_off_is_no_fact() -> None:
    names = ("one_at_a_time", "changeover", "availability", "members", "repeats", "pins")
    performances = [a_set(f"Akt {row}", 0, windows=()) for row in range(3)]
    problem = evening(*performances, rules=Rules(**dict.fromkeys(names, False)))
    assert impossible(problem) == ()
    assert conflict_of(replace(problem, rules=Rules()), (0,)) == Conflict(
        (Fact("availability", (0, 1, 2)), Fact("set", (0,))), is_irreducible=True
    )


def test_two_sets_of_an_act_that_is_there_for_an_hour_are_found_among_many() -> None:
    hour = (Window(0, 1200, 1260),)
    problem = evening(
        *(a_set(f"Akt {row}", row, windows=hour) for row in range(3)),
        a_set("Nordljus", 7, windows=hour),
        a_set("Nordljus (2)", 7, windows=hour),
        *(a_set(f"Akt {row}", row, windows=(Window(1, 1200, 1330),)) for row in range(10, 15)),
        rules=Rules(one_at_a_time=False),
    )
    (found,) = impossible(problem)
    assert found.performances == (3, 4)
