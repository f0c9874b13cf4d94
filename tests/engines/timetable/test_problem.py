"""What cannot be solved is refused in words; what can be is stored as plain values and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from samspel.engines.timetable import (
    Bond,
    CoStars,
    Limit,
    Opening,
    Pin,
    Problem,
    Relation,
    Rules,
    Stage,
    UnusableProblem,
    Where,
    Window,
    Wishes,
    as_plain,
    from_plain,
)
from tests.engines.timetable.festivals import KAJEN, LOGEN, a_set, evening, problems


@given(problems(pins=True))
def test_a_problem_comes_back_from_json_as_it_was(problem: Problem) -> None:
    plain = as_plain(problem)
    back = from_plain(json.loads(json.dumps(plain)))
    assert as_plain(back) == plain
    names = ("performances", "stages", "openings", "nights", "costars", "rules", "wishes", "grid_minutes")
    assert [getattr(back, name) for name in names] == [getattr(problem, name) for name in names]
    assert back.walk_minutes.tolist() == problem.walk_minutes.tolist()


@pytest.mark.parametrize("change", [lambda p: p.pop("nights"), lambda p: p.update(rules={"opening_hours": True})])
def test_plain_values_of_something_else_are_refused(change: Callable[[dict[str, Any]], object]) -> None:
    plain = as_plain(evening())
    change(plain)
    with pytest.raises(UnusableProblem, match="The stored problem cannot be read") as refused:
        from_plain(plain)
    assert refused.value.code == "plain"


BAD: list[tuple[str, dict[str, Any], str]] = [
    (
        "walk_shape",
        {"walk_minutes": np.zeros((2, 3))},
        "The walks have the shape (2, 3): give one number of minutes from each venue to each venue.",
    ),
    (
        "walk_negative",
        {"walk_minutes": np.array([[0, -3], [0, 0]])},
        "A walk takes -3 minutes: give 0 or more.",
    ),
    ("nights", {"nights": 0}, "The number of nights is 0: give 1 or more."),
    (
        "grid",
        {"grid_minutes": 0},
        "The step between possible starts, in minutes, is 0: give 1 or more.",
    ),
    (
        "rest",
        {"rules": Rules(rest_minutes=-1)},
        "The rest between two sets, in minutes, is -1: give 0 or more.",
    ),
    (
        "repeat_gap",
        {"rules": Rules(repeat_gap_minutes=-1)},
        "The time between two sets of one act, in minutes, is -1: give 0 or more.",
    ),
    (
        "wish_starred",
        {"wishes": Wishes(starred=float("nan"))},
        "The weight of starred sets is nan: give 0 or more.",
    ),
    (
        "own_rule",
        {"limits": (Limit("Bara inne", (0,), Where(stages=(7,))),)},
        "The rule “Bara inne” names a set, stage or night that does not exist.",
    ),
    (
        "own_rule",
        {"bonds": (Bond("Först", Relation.BEFORE, ()),)},
        "The rule “Först” makes no sense: its hours must end after they begin, its minutes be 0 or more, and what is "
        "to come before something must be something else.",
    ),
    (
        "own_weight",
        {"bonds": (Bond("Önskan", Relation.APART, (), weight=-2.0),)},
        "The wish “Önskan” weighs -2.0: give 0 or more.",
    ),
    (
        "stage_venue",
        {"stages": (Stage("Kajen", 2, 10, 0),), "openings": ()},
        "Kajen is in venue 2, but walks are given for 2 venues, numbered from 0.",
    ),
    (
        "changeover",
        {"stages": (Stage("Kajen", 0, 10, -5),), "openings": ()},
        "Kajen has a changeover of -5 minutes: give 0 or more.",
    ),
    (
        "capacity",
        {"stages": (Stage("Kajen", 0, -1, 5),), "openings": ()},
        "Kajen holds -1 persons: give 0 or more, or leave it out.",
    ),
    (
        "opening_unknown",
        {"openings": (Opening(3, 0, 1200, 1300),)},
        "An opening names stage 3 on night 0, and there is no such stage or night.",
    ),
    (
        "opening",
        {"openings": (Opening(LOGEN, 0, 1200, 1200),)},
        "Logen opens at minute 1200 and closes at minute 1200: it must close after it opens, "
        "between minute 0 and "
        "2880.",
    ),
    (
        "minutes",
        {"performances": (a_set("Nordljus", 0, 0),)},
        "Nordljus plays for 0 minutes: give 1 or more.",
    ),
    (
        "draw",
        {"performances": (a_set("Nordljus", 0, draw_persons=-1),)},
        "Nordljus is expected to draw -1 persons: give 0 or more, or leave it out.",
    ),
    (
        "window",
        {"performances": (a_set("Nordljus", 0, windows=(Window(2, 1200, 1300),)),)},
        "Nordljus can play on night 2 from minute 1200 until minute 1300: the night must exist and "
        "the end must "
        "come after the start.",
    ),
    (
        "pin",
        {"performances": (a_set("Nordljus", 0, pin=Pin(KAJEN, 2, 1200)),)},
        "Nordljus is pinned to stage 0 on night 2 at minute 1200, and there is no such stage, night "
        "or minute: "
        "move or remove the pin.",
    ),
    (
        "costars",
        {"costars": (CoStars(0, 1, 5), CoStars(1, 0, 5))},
        "Acts 1 and 0, starred together by 5 people: two different acts, named once as a pair, and 0 people or more.",
    ),
]


@pytest.mark.parametrize(("code", "changes", "sentence"), BAD, ids=[code for code, _, _ in BAD])
def test_what_makes_no_sense_is_refused(code: str, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(evening(), **changes)
    assert (refused.value.code, str(refused.value)) == (code, sentence)


def test_the_walks_are_copied_and_cannot_be_changed() -> None:
    walks = np.array([[0, 12], [12, 0]])
    problem = evening(walk_minutes=walks)
    walks[0, 1] = 99
    assert problem.walk_minutes.tolist() == [[0, 12], [12, 0]]
    with pytest.raises(ValueError, match="read-only"):
        problem.walk_minutes[0, 1] = 1
