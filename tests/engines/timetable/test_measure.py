"""What the inner loop counts of any timetable is what the score says, which shares nothing with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspel.engines.timetable import Placement, Problem, Slot, Timetable, measure, moves, score
from tests.engines.timetable.festivals import KAJEN, a_set, evening, problems


@st.composite
def placed(draw: st.DrawFn) -> tuple[Problem, Timetable]:
    """A random problem, on a grid or with slots, most of its sets put anywhere, also where no slot is."""
    problem = draw(problems(most=6))
    if draw(st.booleans()):
        problem = replace(problem, slots=draw(_slots(len(problem.stages), problem.nights)))
    starts = st.sampled_from([1080, 1110, 1140, 1150, 1170, 1200])
    spots = st.builds(Placement, st.integers(0, len(problem.stages) - 1), st.integers(0, problem.nights - 1), starts)
    return problem, tuple(draw(st.none() | spots) for _row in problem.performances)


@st.composite
def _slots(draw: st.DrawFn, stages: int, nights: int) -> tuple[Slot, ...]:
    lengths = draw(st.lists(st.sampled_from([20, 30]), min_size=4, max_size=4))
    used = draw(st.lists(st.booleans(), min_size=4, max_size=4).filter(any))
    lanes = [(stage, night) for stage in range(stages) for night in range(nights)]
    return tuple(
        Slot(stage, night, 1080 + 30 * number, 1080 + 30 * number + lengths[number])
        for stage, night in lanes
        for number in range(4)
        if used[number]
    )


@given(placed())
def test_any_timetable_measures_as_it_scores(given_: tuple[Problem, Timetable]) -> None:
    problem, placements = given_
    assert measure(problem, placements) == score(problem, placements)


@given(placed(), st.data())
def test_with_slots_too_a_move_costs_the_score_s_difference(
    given_: tuple[Problem, Timetable], data: st.DataObject
) -> None:
    problem, placements = given_
    row = data.draw(st.integers(0, len(placements) - 1))
    found, now = moves(problem, placements, row), score(problem, placements)
    left = 0 if placements[row] else 1
    for night, stage, start, cost in zip(found.night, found.stage, found.start_minute, found.cost, strict=True):
        at = Placement(int(stage), int(night), int(start))
        then = score(problem, (*placements[:row], at, *placements[row + 1 :]))
        assert then.unplaced == now.unplaced - left
        assert cost == replace(then, unplaced=0).total - replace(now, unplaced=0).total


@given(placed(), st.data())
def test_one_night_s_places_are_those_of_all_nights_there(
    given_: tuple[Problem, Timetable], data: st.DataObject
) -> None:
    problem, placements = given_
    row, night = data.draw(st.integers(0, len(placements) - 1)), data.draw(st.integers(0, problem.nights - 1))
    every, some = moves(problem, placements, row), moves(problem, placements, row, night)
    here = every.night == night
    for name in ("night", "stage", "start_minute", "cost"):
        assert getattr(some, name).tolist() == getattr(every, name)[here].tolist()


def test_any_number_of_sets_may_lie_upon_each_other() -> None:
    """By hand or by an import: the inner loop's lanes are otherwise as long as what fits into a night."""
    problem = evening(*(a_set(f"Akt {number}", number, minutes=600) for number in range(40)))
    placements = (Placement(KAJEN, 0, 1200),) * 40
    assert measure(problem, placements) == score(problem, placements)


def test_a_festival_without_stages_can_be_measured() -> None:
    """As it is on the first day: acts are imported, venues are not."""
    problem = evening(a_set("Nordljus", 0), stages=(), openings=(), walk_minutes=np.zeros((0, 0), dtype=np.int64))
    assert measure(problem, (None,)) == score(problem, (None,))
    assert len(moves(problem, (None,), 0)) == 0


def test_what_cannot_be_measured_is_refused() -> None:
    problem = evening(a_set("Nordljus", 0))
    with pytest.raises(ValueError, match="2 placements for 1 performances"):
        measure(problem, (None, None))
    with pytest.raises(ValueError, match="a stage that does not exist"):
        measure(problem, (Placement(-1, 0, 1200),))
    with pytest.raises(ValueError, match="a night that does not exist"):
        moves(problem, (Placement(KAJEN, 2, 1200),), 0)
