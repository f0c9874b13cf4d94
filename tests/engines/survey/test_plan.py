"""Sizes of samples: published figures, by hand, and what holds for every plan."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samspel.engines.survey import Cell, UnusableProblem, plan


@pytest.mark.parametrize(("persons", "answers"), [(100, 80), (1_000, 278), (10_000, 370)])
def test_krejcie_and_morgan_1970(persons: int, answers: int) -> None:
    """Their table: χ²NP(1−P) / (d²(N−1) + χ²P(1−P)) with χ² = 3.841, P = 0.5, d = 0.05."""
    assert plan([Cell("all", persons)], margin=0.05).answers == answers


def test_a_design_effect_and_those_who_do_not_answer_by_hand() -> None:
    """Of a share of 0.2 among 50,000: 1.96² · 0.16 / 0.04² · 1.5 = 576.2, in finite terms 569.7; 40 % answer."""
    found = plan([Cell("all", 50_000, spread=0.4)], margin=0.04, design_effect=1.5, response=0.4)
    assert (found.answers, found.asked, found.cells[0].every) == (570, 1425, 35)
    assert found.margin == pytest.approx(0.04, abs=2e-5)


def test_proportional_and_neyman_by_hand() -> None:
    """Two nights of 6,000 and 2,000 that spread by 100 and 500; margin 30, so V = (30/1.96)² = 234.28.

    By size: (0.75·100² + 0.25·500²) / (V + (0.75·100² + 0.25·500²)/8000) = 70,000 / 243.03 = 288.03;
    whole persons make it two more, as 217 and 72 miss V by a trifle.
    By size × spread: (0.75·100 + 0.25·500)² / 243.03 = 40,000 / 243.03 = 164.6, of which 3/8 and 5/8."""
    cells = [Cell("fri", 6_000, spread=100.0), Cell("sat", 2_000, spread=500.0)]
    even = plan(cells, margin=30)
    assert (even.answers, [one.answers for one in even.cells]) == (290, [218, 72])
    by_spread = plan(cells, margin=30, neyman=True)
    assert (by_spread.answers, [one.answers for one in by_spread.cells]) == (165, [62, 103])
    assert [one.every for one in by_spread.cells] == [96, 19]


CELLS = st.lists(st.tuples(st.integers(0, 9_000), st.floats(0.05, 0.5)), min_size=2, max_size=8)


@settings(max_examples=40)
@given(cells=CELLS, margin=st.floats(0.02, 0.2), neyman=st.booleans(), response=st.floats(0.3, 1))
def test_every_plan_keeps_its_margin_and_asks_no_more_than_there_are(
    cells: list[tuple[int, float]], margin: float, neyman: bool, response: float
) -> None:
    asked = [Cell(str(row), persons, spread) for row, (persons, spread) in enumerate(cells)]
    assume(sum(persons for persons, _ in cells) * response > 3_000)  # few enough to be asked for any of the margins
    found = plan(asked, margin=margin, neyman=neyman, response=response)
    assert found.margin <= margin
    for cell, one in zip(asked, found.cells, strict=True):
        assert one.answers <= one.asked <= cell.persons
        assert one.every * one.asked <= cell.persons
        assert bool(one.answers) == bool(cell.persons)
    turned = plan(asked[::-1], margin=margin, neyman=neyman, response=response)
    assert turned.cells[::-1] == found.cells


def test_what_no_plan_can_do_is_said() -> None:
    with pytest.raises(UnusableProblem) as refused:
        plan([Cell("fri", 40)], margin=0.05, response=0.5)
    assert refused.value.sentence == (
        "Even if everybody is asked and 50% answer, the margin is 0.157, not 0.05; allow a wider one."
    )
    with pytest.raises(UnusableProblem, match="“fri” is given twice"):
        plan([Cell("fri", 40), Cell("fri", 40)], margin=0.05)
    with pytest.raises(UnusableProblem, match="Nobody is expected anywhere"):
        plan([Cell("fri", 0)], margin=0.05)
