import numpy as np
import pytest

from samspel.engines.survey.estimate import estimate
from samspel.engines.survey.problem import Design, Margin, UnusableProblem

SPENT = np.array([100.0, 250.0, 0.0, 400.0, 150.0, 300.0])
ONE = np.ones(6)


def design(strata: str = "xxxxxx") -> Design:
    return Design(weights=ONE * 50, strata=list(strata), clusters=list("abcdef"))


def test_a_simple_sample_has_the_textbooks_standard_error() -> None:
    answer = estimate(design(), ONE * 50, SPENT, ONE)
    assert (answer.value, answer.degrees, answer.answers) == (200.0, 5.0, 6)
    assert answer.error == pytest.approx(SPENT.std(ddof=1) / np.sqrt(6), rel=1e-12)


def test_what_the_margins_explain_is_no_longer_uncertain() -> None:
    margin = Margin("home", list("uvuvuv"), {"u": 150, "v": 150})
    explained = np.array([1.0, 0, 1, 0, 1, 0])
    assert estimate(design(), ONE * 50, explained, ONE, margins=[margin]).error == pytest.approx(0, abs=1e-12)


def test_a_share_stays_between_0_and_1() -> None:
    answer = estimate(design(), ONE * 50, np.array([1.0, 0, 0, 0, 0, 0]), ONE, share=True)
    assert 0 < answer.low < answer.value < answer.high < 1


def test_a_stratum_with_one_cluster_is_named() -> None:
    with pytest.raises(UnusableProblem) as refusal:
        estimate(design("xxxxxy"), ONE * 50, SPENT, ONE)
    assert refusal.value.sentence == (
        "y has a single cluster, f; how sure it is cannot be told. Merge it with a stratum like it."
    )
