"""The checker finds each kind of breach, says it in words, and takes any timetable at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspel.engines.timetable import Pin, Placement, Problem, Rules, Timetable, Violation, Window, check
from tests.engines.timetable.festivals import BAREN, KAJEN, LOGEN, a_set, evening, problems

TWO = (a_set("Nordljus", 0), a_set("Tallhamn", 1))


def told(problem: Problem, *placements: Placement | None) -> list[tuple[str, tuple[int, ...], str]]:
    return [(v.rule, v.performances, str(v)) for v in check(problem, placements)]


def test_a_timetable_that_keeps_every_rule_has_no_violation() -> None:
    problem = evening(*TWO, a_set("Nordljus igen", 0))
    placements = (Placement(KAJEN, 0, 1200), Placement(KAJEN, 0, 1260), Placement(LOGEN, 0, 1365))
    assert check(problem, placements) == ()


def test_one_on_top_of_the_other() -> None:
    assert told(evening(*TWO), Placement(KAJEN, 0, 1230), Placement(KAJEN, 0, 1260)) == [
        (
            "overlap",
            (0, 1),
            "Tallhamn cannot play at 21:00 on Kajen: Nordljus is there until 21:15.",
        )
    ]


def test_too_little_time_to_change_over() -> None:
    assert told(evening(*TWO), Placement(KAJEN, 0, 1274), Placement(KAJEN, 0, 1215)) == [
        (
            "changeover",
            (1, 0),
            "Nordljus cannot play at 21:14 on Kajen: Tallhamn is there until 21:00 and the changeover takes "
            "15 minutes.",
        )
    ]


@pytest.mark.parametrize(
    ("placement", "sentence"),
    [
        (
            Placement(KAJEN, 0, 1195),
            "Nordljus cannot play at 19:55 on Kajen: it is not open from 19:55 until 20:40 on night 0.",
        ),
        (
            Placement(LOGEN, 1, 1516),
            "Nordljus cannot play at 01:16 on Logen: it is not open from 01:16 until 02:01 on night 1.",
        ),
        (Placement(KAJEN, 2, 1200), "Nordljus cannot play on night 2: there is no such night."),
        (Placement(-1, 0, 1200), "Nordljus cannot play on stage -1: there is no such stage."),
    ],
)
def test_outside_the_opening_hours(placement: Placement, sentence: str) -> None:
    assert told(evening(a_set("Nordljus", 0)), placement) == [("outside_opening", (0,), sentence)]


def test_two_openings_that_touch_are_two() -> None:
    problem = evening(a_set("Nordljus", 0))
    halves = tuple(
        replace(opening, opens_minute=first, closes_minute=last)
        for opening in problem.openings
        for first, last in ((1200, 1380), (1380, 1560))
    )
    found = check(replace(problem, openings=halves), (Placement(KAJEN, 0, 1360),))
    assert [violation.rule for violation in found] == ["outside_opening"]


def test_an_act_that_is_elsewhere() -> None:
    problem = evening(a_set("Nordljus", 0, windows=(Window(1, 1200, 1300), Window(0, 1300, 1400))))
    assert told(problem, Placement(KAJEN, 0, 1299)) == [
        (
            "unavailable",
            (0,),
            "Nordljus cannot play at 21:39 on Kajen: the act is not available from 21:39 until 22:24 on night 0.",
        )
    ]
    assert check(problem, (Placement(KAJEN, 0, 1300),)) == ()


def test_a_member_needs_rest_and_the_walk() -> None:
    problem = evening(a_set("Nordljus", 0, members=(1, 2)), a_set("Tallhamn", 1, members=(2,)))
    assert told(problem, Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, 1286)) == [
        (
            "members",
            (0, 1),
            "Tallhamn cannot play at 21:26 on Logen: somebody in it plays with Nordljus on Kajen "
            "until 20:45 and "
            "needs 42 minutes in between.",
        )
    ]
    assert check(problem, (Placement(KAJEN, 0, 1200), Placement(LOGEN, 0, 1287))) == ()


def test_an_act_that_plays_again_too_soon_and_in_the_same_house() -> None:
    problem = evening(a_set("Nordljus", 0), a_set("Nordljus igen", 0))
    assert told(problem, Placement(LOGEN, 0, 1200), Placement(BAREN, 0, 1364)) == [
        (
            "repeats",
            (0, 1),
            "Nordljus igen cannot play at 22:44 on Baren: the act plays on Logen until 20:45, and "
            "its sets are to "
            "be 120 minutes apart.",
        ),
        (
            "repeats",
            (0, 1),
            "Nordljus igen cannot play at 22:44 on Baren: the act plays in the same venue at 20:00 that night.",
        ),
    ]
    assert check(problem, (Placement(LOGEN, 0, 1200), Placement(BAREN, 1, 1200))) == ()


def test_a_pin_that_was_moved_and_one_that_was_lost() -> None:
    pinned = a_set("Nordljus", 0, pin=Pin(KAJEN, 1, 1500))
    assert told(evening(pinned), Placement(KAJEN, 0, 1500)) == [
        (
            "pin_moved",
            (0,),
            "Nordljus is pinned to Kajen at 01:00 on night 1, but plays at 01:00 on Kajen on night 0.",
        )
    ]
    assert told(evening(pinned), None) == [
        ("unplaced", (0,), "Nordljus has no place in the timetable."),
        ("pin_moved", (0,), "Nordljus is pinned to Kajen at 01:00 on night 1, but has no place."),
    ]


def test_a_rule_switched_off_is_never_broken() -> None:
    performances = tuple(
        a_set(name, 0, members=(1,), windows=(), pin=Pin(LOGEN, 1, 1200)) for name in ("Nordljus", "Tallhamn")
    )
    names = ("opening", "one_at_a_time", "changeover", "availability", "members", "repeats", "pins")
    off = evening(*performances, rules=Rules(**dict.fromkeys(names, False)))
    assert check(off, (Placement(KAJEN, 0, 100), Placement(KAJEN, 0, 110))) == ()


def test_a_timetable_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        check(evening(*TWO), (None,))


@given(st.data())
def test_any_timetable_can_be_checked_and_every_violation_is_a_sentence(data: st.DataObject) -> None:
    problem = data.draw(problems(pins=True))
    anywhere = st.builds(Placement, st.integers(-2, 5), st.integers(-2, 5), st.integers(-100, 4000))
    count = len(problem.performances)
    placements: Timetable = tuple(data.draw(st.lists(st.none() | anywhere, min_size=count, max_size=count)))
    found = check(problem, placements)
    assert all(str(violation).endswith(".") for violation in found)
    assert all(type(violation) is Violation for violation in found)
    missing = [row for row, at in enumerate(placements) if at is None]
    assert [v.performances[0] for v in found if v.rule == "unplaced"] == missing
