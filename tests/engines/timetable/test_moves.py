"""Where a set may go agrees with the checker, what it costs with the score, and what is in the way with both."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from samspel.engines.timetable import Blocked, Placement, Problem, Timetable, check, moves, score
from tests.engines.timetable.festivals import BAREN, KAJEN, LOGEN, a_set, evening, problems


@st.composite
def placed(draw: st.DrawFn, own: bool = False) -> tuple[Problem, Timetable, int]:
    """A random problem, most of its sets put anywhere, and one of them to be moved."""
    problem = draw(problems(most=4, least=3 if own else 1, own=own))
    spots = st.builds(
        Placement,
        st.integers(0, len(problem.stages) - 1),
        st.integers(0, problem.nights - 1),
        st.integers(1080, 1500),
    )
    count = len(problem.performances)
    return problem, tuple(draw(st.none() | spots) for _row in range(count)), draw(st.integers(0, count - 1))


def put(placements: Timetable, row: int, at: Placement | None) -> Timetable:
    return (*placements[:row], at, *placements[row + 1 :])


def is_wrong(problem: Problem, placements: Timetable, row: int) -> bool:
    return any(row in one.performances for one in check(problem, placements))


def starts(problem: Problem) -> range:
    first = min(opening.opens_minute for opening in problem.openings) // problem.grid_minutes * problem.grid_minutes
    return range(first, max(opening.closes_minute for opening in problem.openings) + 1, problem.grid_minutes)


@given(placed(own=True))
def test_rules_of_the_festival_s_own_forbid_what_the_checker_says_they_do(
    given_: tuple[Problem, Timetable, int],
) -> None:
    agree(*given_)


@given(placed())
def test_places_are_those_the_checker_allows_at_the_score_s_difference(given_: tuple[Problem, Timetable, int]) -> None:
    agree(*given_)


def agree(problem: Problem, placements: Timetable, row: int) -> None:
    found = moves(problem, placements, row)
    priced = {
        Placement(stage, night, start): cost
        for night, stage, start, cost in zip(
            found.night.tolist(), found.stage.tolist(), found.start_minute.tolist(), found.cost.tolist(), strict=True
        )
    }
    everywhere = [
        Placement(stage, night, start)
        for stage in range(len(problem.stages))
        for night in range(problem.nights)
        for start in starts(problem)
    ]
    allowed = {at for at in everywhere if not is_wrong(problem, put(placements, row, at), row)}
    assert set(priced) == allowed
    now = score(problem, placements)
    for at, cost in priced.items():
        then = score(problem, put(placements, row, at))
        assert cost == then.wishes - now.wishes
    for at in everywhere:
        others = tuple(replace(one, windows=None) for one in problem.performances)
        pairs = replace(problem, performances=others, rules=replace(problem.rules, opening=False))
        blocked = any(
            (one.night, one.stage) == (at.night, at.stage) and one.from_minute <= at.start_minute < one.until_minute
            for one in found.blocked
        )
        assert blocked == is_wrong(pairs, put(placements, row, at), row)


def test_what_is_in_the_way_is_named() -> None:
    problem = evening(a_set("Tallhamn", 1), a_set("Nordljus", 2), a_set("Tallhamn (2)", 1))
    found = moves(problem, (None, Placement(KAJEN, 0, 1260), Placement(LOGEN, 1, 1260)), 0)
    assert [one for one in found.blocked if one.other == 1] == [
        Blocked(0, KAJEN, 1216, 1305, "overlap", 1),
        Blocked(0, KAJEN, 1201, 1216, "changeover", 1),
        Blocked(0, KAJEN, 1305, 1320, "changeover", 1),
    ]
    assert {(one.stage, one.rule) for one in found.blocked if one.other == 2} == {
        (KAJEN, "members"),
        (KAJEN, "repeats"),
        (LOGEN, "overlap"),
        (LOGEN, "changeover"),
        (LOGEN, "members"),
        (LOGEN, "repeats"),
        (BAREN, "members"),
        (BAREN, "repeats"),
    }
    assert not {array.flags.writeable for array in (found.night, found.stage, found.start_minute, found.cost)} - {False}
