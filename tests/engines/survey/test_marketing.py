"""Shares over years: by hand, corrected for being many, refusals."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.survey import Asked, Design, Kept, Past, UnusableProblem, Wave, marketing


def wave(year: int, yes: int, many: int, *names: str, **more: Any) -> Wave:
    ones = np.ones(many)
    said = np.repeat([1.0, 0.0], [yes, many - yes])
    asked = [Asked(name, said, ones, **more) for name in names or ("move",)]
    return Wave(year, Design(ones, ["x"] * many, np.arange(many).astype(str)), ones, asked)


def test_a_change_between_two_years_by_hand() -> None:
    """56 of 70 and 48 of 80: Newcombe (1998), method 10, has 0.2 with 0.0524 to 0.3339; t for z widens it a little."""
    found = marketing([wave(2024, 48, 80), wave(2025, 56, 70)])
    assert [(one.year, one.estimate.value) for one in found.shares] == [(2024, 0.6), (2025, 0.8)]
    change = found.changes[0]
    assert (change.value, change.low, change.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=4e-3)
    assert change.is_told_apart
    assert 0.005 < change.p < 0.02
    assert change.adjusted == change.p


def test_the_more_is_compared_the_surer_a_change_must_be() -> None:
    years = [(2023, 50), (2024, 48), (2025, 62)]
    alone = marketing([wave(year, yes, 90) for year, yes in years[1:]])
    many = marketing([wave(year, yes, 90, "move", "study", "recommend") for year, yes in years])
    same = next(one for one in many.changes if one.name == "move" and one.after == 2025)
    assert len(many.changes) == 6
    assert same.p == pytest.approx(alone.changes[0].p)
    assert same.adjusted == pytest.approx(6 * same.p)
    assert alone.changes[0].is_told_apart
    assert not same.is_told_apart
    assert (
        many.changes
        == marketing([wave(year, yes, 90, "move", "study", "recommend") for year, yes in years[::-1]]).changes
    )


def test_what_is_kept_of_a_year_tells_as_much_as_its_answers() -> None:
    raw = [wave(2023, 20, 90), wave(2024, 0, 90), wave(2025, 62, 90)]
    told = [one.estimate for one in marketing(raw).shares]
    kept = [
        Past(one.year, [Kept("move", of.value, of.effective, of.degrees, of.answers)])
        for one, of in zip(raw, told, strict=True)
    ]
    assert marketing(kept[:2] + raw[2:]).changes == marketing(raw).changes
    assert marketing(kept, interval="korn_graubard").changes == marketing(raw, interval="korn_graubard").changes
    with pytest.raises(UnusableProblem, match="has no interval"):
        Kept("move", 0.5, 40, 0, 40)


def test_nobody_in_either_year_is_no_change_with_an_interval() -> None:
    change = marketing([wave(2024, 0, 30), wave(2025, 0, 30)]).changes[0]
    assert (change.value, change.p, change.is_told_apart) == (0, 1, False)
    assert change.low == pytest.approx(-change.high)
    assert 0.05 < change.high < 0.2


@settings(max_examples=25, deadline=None)
@given(before=st.integers(0, 40), after=st.integers(0, 60))
def test_interval_and_p_value_never_say_different_things(before: int, after: int) -> None:
    change = marketing([wave(2024, before, 40), wave(2025, after, 60)]).changes[0]
    assert change.is_told_apart == (change.p < 0.05)
    assert 0 < change.p <= 1


def test_what_cannot_be_compared_is_refused_in_words() -> None:
    with pytest.raises(UnusableProblem) as refused:
        marketing([wave(2024, 3, 9, wording="Move here?"), wave(2025, 3, 9, wording="Ever move here?")])
    assert refused.value.sentence == (
        "“move” was asked in other words in 2025 than in 2024, so a change may be of the words; give it another name."
    )
    with pytest.raises(UnusableProblem, match="2024 is given twice"):
        marketing([wave(2024, 3, 9), wave(2024, 3, 9)])
    with pytest.raises(UnusableProblem, match="answer 1 says yes but is not of those asked"):
        Asked("move", np.ones(3), np.array([0.0, 1, 1]))
