from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.survey import Design, Margin, UnusableProblem, check_weights, estimate, of_those_who_answered, rake

NIGHT = ["fri", "fri", "fri", "sat", "sat", "sat"]
HOME = ["here", "away", "here", "away", "here", "away"]


def design(scale: float = 1.0) -> Design:
    return Design(weights=np.array([1, 2, 3, 1, 2, 1]) * scale, strata=NIGHT, clusters=list("abcdef"))


def margins(order: int = 1) -> list[Margin]:
    return [Margin("night", NIGHT, {"fri": 400, "sat": 600}), Margin("home", HOME, {"here": 700, "away": 300})][::order]


def test_raked_weights_hold_every_margin_whatever_their_order_and_the_scale_of_the_weights() -> None:
    plain = rake(design(), margins()).values
    for name, groups in (("night", {"fri": 400, "sat": 600}), ("home", {"here": 700, "away": 300})):
        of = np.array(NIGHT if name == "night" else HOME)
        for group, total in groups.items():
            assert plain[of == group].sum() == pytest.approx(total, rel=1e-10)
    assert rake(design(7.0), margins()).values == pytest.approx(plain, rel=1e-9)
    assert rake(design(), margins(-1)).values == pytest.approx(plain, rel=1e-8)


def test_margins_that_contradict_each_other_are_named() -> None:
    with pytest.raises(UnusableProblem) as refusal:
        rake(design(), [margins()[0], Margin("home", HOME, {"here": 700, "away": 200})])
    assert refusal.value.sentence == "night adds up to 1000 persons and home to 900; they must be the same."


def test_a_group_nobody_answered_from_is_named() -> None:
    with pytest.raises(UnusableProblem) as refusal:
        Margin("night", NIGHT, {"fri": 400, "sat": 600, "sun": 50})
    assert refusal.value.sentence == (
        "night: nobody from sun answered, but 50 persons were counted; merge it with another group."
    )


def test_raking_by_hand() -> None:
    """One margin: each weight times its group's count over its group's weights, 400/6 and 600/4."""
    found = rake(design(), [Margin("night", NIGHT, {"fri": 400, "sat": 600})])
    assert found.values == pytest.approx([400 / 6, 800 / 6, 200, 150, 300, 150])
    assert found.effective == pytest.approx(1000**2 / (found.values**2).sum())


def test_two_margins_by_hand() -> None:
    """Four cells of one answer each, all margins even but nights 1 : 3: the weights are the margins' products."""
    four = Design(weights=[1, 1, 1, 1], strata=list("aabb"), clusters=list("wxyz"))
    home, night = ["u", "v", "u", "v"], ["f", "f", "s", "s"]
    known = [Margin("home", home, {"u": 40, "v": 60}), Margin("night", night, {"f": 25, "s": 75})]
    for bounds in (None, (0.1, 5.0)):
        found = rake(four, known, bounds=bounds)
        assert found.values.sum() == pytest.approx(100)
        assert check_weights(known, found) == ()
    assert rake(four, known).values == pytest.approx([10, 15, 30, 45])


@st.composite
def surveys(draw: st.DrawFn) -> tuple[Design, list[Margin]]:
    """Margins that some weights between 0.6 and 1.6 times the design's hold."""
    many = draw(st.integers(12, 60))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    start = random.uniform(1, 4, many)
    true = start * random.uniform(0.6, 1.6, many)
    made = []
    for name, groups in (("night", 3), ("venue", 4), ("home", 2)):
        of = np.concatenate([np.arange(groups), random.integers(0, groups, many - groups)]).astype(str)
        made.append(Margin(name, of, {key: float(true[of == key].sum()) for key in np.unique(of).tolist()}))
    return Design(start, ["x"] * many, np.arange(many).astype(str)), made


@settings(max_examples=40)
@given(asked=surveys(), bounded=st.booleans())
def test_margins_are_held_to_ten_digits_and_bounds_kept(asked: tuple[Design, list[Margin]], bounded: bool) -> None:
    made, known = asked
    bounds = (0.25, 4.0) if bounded else None
    found = rake(made, known, bounds=bounds)
    assert check_weights(known, found, start=made.weights.tolist(), bounds=bounds) == ()
    turned = Design(made.weights[::-1] * 3, made.strata, made.clusters)
    other = rake(turned, [Margin(one.name, one.groups[::-1], one.totals) for one in known[::-1]], bounds=bounds)
    assert other.values[::-1] == pytest.approx(found.values, rel=1e-6)


def test_the_checker_sees_a_margin_missed_and_a_bound_passed() -> None:
    found = rake(design(), margins())
    wrong = replace(found, values=found.values * np.array([2, 1, 1, 1, 1, 1]))
    assert {one.name for one in check_weights(margins(), wrong)} == {"night: fri", "home: here"}
    broken = check_weights(margins(), found, start=design().weights.tolist(), bounds=(0.9, 1.1))
    assert {one.code for one in broken} == {"bounds"}


def test_bounds_that_cannot_be_kept_name_the_group() -> None:
    with pytest.raises(UnusableProblem) as refusal:
        rake(design(), [Margin("night", NIGHT, {"fri": 100, "sat": 900})], bounds=(0.5, 1.5))
    assert refusal.value.sentence == (
        "No weights between 0.5 and 1.5 times their own hold all margins: night: sat is missed by 300 persons at best; "
        "widen the bounds, merge small groups or leave a margin out."
    )
    with pytest.raises(UnusableProblem) as refusal:
        rake(design(), margins(), bounds=(1.2, 2))
    assert refusal.value.sentence == "Bounds of 1.2 and 2 do not lie on both sides of 1, from 0 up; mend them."


def test_weights_are_trimmed_only_when_asked() -> None:
    """Median 1; ten times as much is cut to 3 and the 7 shared by the five others: 1 + 7/5."""
    uneven = Design([1, 1, 1, 1, 1, 10], NIGHT, list("abcdef"))
    night = [Margin("night", ["all"] * 6, {"all": 15})]
    assert rake(uneven, night).values == pytest.approx([1, 1, 1, 1, 1, 10])
    assert rake(uneven, night).trimmed == 0
    cut = rake(uneven, night, trim=3)
    assert (cut.values.tolist(), cut.trimmed) == (pytest.approx([2.4] * 5 + [3]), 1)


def test_who_did_not_answer_is_stood_for_by_the_same_stratum_and_the_figure_is_less_sure() -> None:
    """Friday's weights are 1, 2, 3; without the 3 the others grow by 6/3."""
    kept, rows = of_those_who_answered(design(), [True, True, False, True, True, True])
    assert rows.tolist() == [0, 1, 3, 4, 5]
    assert kept.weights == pytest.approx([2, 4, 1, 2, 1])
    said = np.array([1.0, 0, 1, 0, 1, 0])
    whole = estimate(design(), design().weights, said, np.ones(6))
    fewer = estimate(kept, kept.weights, said[rows], np.ones(5))
    assert fewer.degrees == whole.degrees - 1
    with pytest.raises(UnusableProblem, match="Nobody in fri answered what is asked"):
        of_those_who_answered(design(), [False, False, False, True, True, True])
