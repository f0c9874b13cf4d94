import numpy as np
import pytest

from samspel.engines.survey.problem import Design, Margin, UnusableProblem
from samspel.engines.survey.weights import rake

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
