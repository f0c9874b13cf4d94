"""Estimates: by hand, linearisation beside redraws, coverage, refusals."""

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.survey import Design, Margin, UnusableProblem, estimate, rake, replicates

SPENT = np.array([100.0, 250.0, 0.0, 400.0, 150.0, 300.0])
ONE = np.ones(6)


def design(strata: str = "xxxxxx", **more: Any) -> Design:
    return Design(weights=ONE * 50, strata=list(strata), clusters=list("abcdef"), **more)


def test_a_simple_sample_has_the_textbooks_standard_error() -> None:
    answer = estimate(design(), ONE * 50, SPENT, ONE)
    assert (answer.value, answer.degrees, answer.answers) == (200.0, 5.0, 6)
    assert answer.error == pytest.approx(SPENT.std(ddof=1) / np.sqrt(6), rel=1e-12)


def test_a_total_and_a_finite_population_by_hand() -> None:
    """300 persons of which 6 were asked: 1,200 · 50; the error is 300 · s/√6, in finite terms √(1 − 6/300) of it."""
    answer = estimate(design(), ONE * 50, SPENT)
    assert answer.value == 60_000
    assert answer.error == pytest.approx(300 * SPENT.std(ddof=1) / np.sqrt(6))
    finite = estimate(design(clusters_in={"x": 300}), ONE * 50, SPENT)
    assert finite.error == pytest.approx(answer.error * np.sqrt(1 - 6 / 300))


def test_a_stratified_total_by_hand() -> None:
    """Two strata of three: variance Σ n·s² of w·y, 3·50²·(s₁² + s₂²); 4 degrees."""
    answer = estimate(design("xxxyyy"), ONE * 50, SPENT)
    assert answer.error == pytest.approx(50 * np.sqrt(3 * (SPENT[:3].var(ddof=1) + SPENT[3:].var(ddof=1))))
    assert answer.degrees == 4


def test_what_the_margins_explain_is_no_longer_uncertain() -> None:
    margin = Margin("home", list("uvuvuv"), {"u": 150, "v": 150})
    explained = np.array([1.0, 0, 1, 0, 1, 0])
    assert estimate(design(), ONE * 50, explained, ONE, margins=[margin]).error == pytest.approx(0, abs=1e-12)


def test_a_share_of_groups_that_were_counted_is_as_counted_and_any_other_is_not() -> None:
    groups = np.array(list("uvuvuv"))
    margin = Margin("home", groups, {"u": 90, "v": 210})
    weights = rake(design(), [margin]).values
    counted = estimate(design(), weights, (groups == "u").astype(float), ONE, margins=[margin], share=True)
    assert (counted.value, counted.low, counted.high) == (pytest.approx(0.3), counted.value, counted.value)
    asked = estimate(design(), weights, np.array([1.0, 1, 0, 0, 1, 0]), ONE, margins=[margin], share=True)
    assert asked.low < asked.value < asked.high


def test_wilson_and_korn_graubard_by_the_textbook() -> None:
    """Of 400 who answered 320 said yes. Effective 400·(400 − 1)/400; t with 399 degrees is 1.9659."""
    many = np.ones(400)
    yes = np.repeat([1.0, 0.0], [320, 80])
    simple = Design(many, ["x"] * 400, np.arange(400).astype(str))
    wilson = estimate(simple, many, yes, many, share=True)
    exact = estimate(simple, many, yes, many, share=True, interval="korn_graubard")
    assert (wilson.low, wilson.high) == pytest.approx((0.7580, 0.8364), abs=2e-4)
    assert (exact.low, exact.high) == pytest.approx((0.7574, 0.8381), abs=2e-4)


@pytest.mark.parametrize("interval", ["wilson", "korn_graubard"])
def test_a_share_of_nobody_and_of_everybody_has_an_interval(interval: Literal["wilson", "korn_graubard"]) -> None:
    nobody = estimate(design(), ONE * 50, 0 * ONE, ONE, share=True, interval=interval)
    everybody = estimate(design(), ONE * 50, ONE, ONE, share=True, interval=interval)
    assert (nobody.value, nobody.low, everybody.value, everybody.high) == (0, 0, 1, pytest.approx(1))
    assert 0.3 < nobody.high < 0.6
    assert nobody.high == pytest.approx(1 - everybody.low)


def a_survey(seed: int, *, nights: int = 12, spots: int = 8) -> tuple[Design, np.ndarray, list[Margin]]:
    """Clusters of five that answer alike, in strata; weights uneven; two margins."""
    random = np.random.default_rng(seed)
    many = nights * spots * 5
    strata, clusters = np.repeat(np.arange(nights), spots * 5), np.repeat(np.arange(nights * spots), 5)
    spent = random.gamma(2, 100, many) + random.gamma(2, 50, nights * spots)[clusters]
    made = Design(random.uniform(1, 3, many), strata.astype(str), clusters.astype(str))
    home, young = random.integers(0, 3, many).astype(str), random.integers(0, 2, many).astype(str)
    margins = [
        Margin("home", home, {"0": 400.0, "1": 300.0, "2": 300.0}),
        Margin("young", young, {"0": 450.0, "1": 550.0}),
    ]
    return made, spent, margins


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000), raked=st.booleans(), mean=st.booleans())
def test_linearisation_and_redraws_agree(seed: int, raked: bool, mean: bool) -> None:
    made, spent, margins = a_survey(seed)
    weights = rake(made, margins).values if raked else made.weights
    under, known = (np.ones(spent.size) if mean else None), (margins if raked else ())
    lines = estimate(made, weights, spent, under, margins=known)
    drawn = estimate(made, weights, spent, under, margins=known, redraws=600, seed=seed)
    assert (drawn.value, drawn.answers) == (lines.value, lines.answers)
    assert drawn.error == pytest.approx(lines.error, rel=0.15)


def test_redraws_keep_totals_and_the_finite_population() -> None:
    whole = design("xxxyyy", clusters_in={"x": 3, "y": 6})
    drawn, lost = replicates(whole, count=4_000, seed=1)
    assert lost == 0
    assert drawn[:, :3] == pytest.approx(np.full((4_000, 3), 50.0))  # all of x were asked: nothing is uncertain
    error = estimate(whole, ONE * 50, SPENT).error
    assert (drawn @ SPENT).std(ddof=1) == pytest.approx(error, rel=0.04)
    assert np.array_equal(drawn, replicates(whole, count=4_000, seed=1)[0])


def test_ninety_five_of_a_hundred_intervals_hold_the_truth() -> None:
    """1,000 samples of 20 clusters × 5 from a town where one in ten says yes and clusters answer alike."""
    random = np.random.default_rng(11)
    made = Design(np.ones(100), np.repeat(np.arange(4), 25).astype(str), np.repeat(np.arange(20), 5).astype(str))
    held, exact = 0, 0
    for _ in range(1_000):
        lean = random.beta(1, 9, 20)[np.repeat(np.arange(20), 5)]  # clusters correlate by 1/11
        yes = (random.random(100) < lean).astype(float)
        one = estimate(made, made.weights, yes, np.ones(100), share=True)
        other = estimate(made, made.weights, yes, np.ones(100), share=True, interval="korn_graubard")
        held += one.low <= 0.1 <= one.high
        exact += other.low <= 0.1 <= other.high
    assert 930 <= held <= 975
    assert exact >= 940


@given(scale=st.floats(0.01, 1e4), turn=st.permutations(range(6)))
def test_the_scale_of_weights_and_the_order_of_answers_change_no_mean(scale: float, turn: list[int]) -> None:
    plain = estimate(design("xxxyyy"), ONE * 50, SPENT, ONE)
    turned = Design(ONE * scale, np.array(list("xxxyyy"))[turn], np.array(list("abcdef"))[turn])
    other = estimate(turned, ONE * scale, SPENT[turn], ONE)
    assert (other.value, other.low, other.high) == pytest.approx((plain.value, plain.low, plain.high))


def refusal(*given: Any, strata: str = "xxxxxx", **more: Any) -> str:
    with pytest.raises(UnusableProblem) as refused:
        estimate(design(strata), *given, **more)
    return refused.value.sentence


def test_what_cannot_be_estimated_is_refused_in_words() -> None:
    assert refusal(ONE, SPENT, ONE, strata="xxxxxy") == (
        "y has a single cluster, f; how sure it is cannot be told. Merge it with a stratum like it."
    )
    assert refusal(ONE, SPENT[:4], ONE) == "over has 4 values for 6 answers; give one for each answer."
    assert refusal(ONE, SPENT * np.array([1, 1, np.nan, 1, 1, 1]), ONE) == (
        "over: answer 3 has no value; leave the answer out, or fill it in and say how."
    )
    assert refusal(ONE, SPENT, ONE, level=95) == ("An interval's level is between 0 and 1, such as 0.95; 95 is not.")
    assert refusal(ONE, SPENT, 0 * ONE) == "Nobody who answered belongs to the part asked about."
    assert refusal(ONE, SPENT, ONE, share=True) == "200 is no share; a share lies between 0 and 1."
    with pytest.raises(UnusableProblem) as refused:
        design(clusters_in={"x": 4})
    assert refused.value.sentence == "x is said to have 4 clusters, and 6 of them were drawn; mend the number."
