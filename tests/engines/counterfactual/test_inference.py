"""How sure one can be: intervals, gates, power, several outcomes and ways of asking, on panels with a known answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import t

from benchmarks.calibration import null_panel
from samspel.engines.counterfactual import (
    Kind,
    Method,
    Problem,
    UnusableProblem,
    Verdict,
    check,
    detectable,
    estimate,
    gate,
    interval,
    jackknife,
    joint,
    specifications,
    told_apart,
)
from samspel.engines.counterfactual.interval import conformal_p

Floats = NDArray[np.float64]
WEIGHING = [one for one in Method if one is not Method.WITH_COVARIATES]


def panel(seed: int, units: int = 8, periods: int = 30, cut: int = 24, effect: float = 0.0, **more: object) -> Problem:
    """Units that follow two waves with noise of their own, and an effect on the first of them."""
    draw = np.random.default_rng(seed)
    waves = draw.normal(size=(2, periods)).cumsum(axis=1)
    outcomes = draw.dirichlet(np.ones(2), units) @ waves * 3 + draw.normal(size=(units, periods)) + 50
    outcomes[0, cut:] += effect
    names, times = tuple(f"u{n}" for n in range(units)), tuple(f"t{n}" for n in range(periods))
    return Problem(outcomes, names, times, treated=0, first_treated=cut, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", [*Method])
def test_every_method_stands_before_the_checker(method: Method) -> None:
    covariates = np.random.default_rng(5).normal(size=(8, 3)) if method is Method.WITH_COVARIATES else None
    problem = panel(3, method=method, covariates=covariates, backdated=16)
    found = estimate(problem)
    assert check(problem, found) == ()
    assert len(found.placebos) == 7
    assert found.backdated is not None


@pytest.mark.parametrize("method", WEIGHING)
def test_an_effect_that_is_added_is_added_to_the_estimate(method: Method) -> None:
    without, with_it = estimate(panel(3, method=method)), estimate(panel(3, effect=4.0, method=method))
    assert with_it.treated.effect - without.treated.effect == pytest.approx(4.0, abs=1e-6)


def test_what_is_asked_of_covariates_is_told() -> None:
    with pytest.raises(UnusableProblem, match="Covariates are given to the method that matches by them"):
        panel(3, method=Method.WITH_COVARIATES)
    covariates = np.ones((8, 2))
    covariates[1, 1] = np.nan
    with pytest.raises(UnusableProblem, match="u1 has no value of covariate number 2"):
        panel(3, method=Method.WITH_COVARIATES, covariates=covariates)


def test_a_conformal_p_is_the_share_of_moves_around_the_ring() -> None:
    residuals = np.array([1.0, -2.0, 0.5, 0.25, -3.0, 2.0])
    # Pairs around the ring: 3, 2.5, .75, 3.25, 5 (its own) and 3.
    assert conformal_p(residuals, first_treated=4) == 1 / 6
    assert conformal_p(residuals[::-1].copy(), first_treated=4) == 4 / 6


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from([Method.SYNTHETIC_CONTROL, Method.RIDGE_AUGMENTED]))
def test_an_interval_holds_what_is_not_rejected_and_moves_with_the_effect(seed: int, method: Method) -> None:
    first = interval(panel(seed, method=method), level=0.8)
    moved = interval(panel(seed, effect=3.0, method=method), level=0.8)
    assert moved.lower - first.lower == pytest.approx(3.0, abs=1e-3)
    assert moved.upper - first.upper == pytest.approx(3.0, abs=1e-3)
    if Kind.PLACEBO in (first.kind, moved.kind):
        assert first.kind == moved.kind
        return
    kept = first.points[first.p_values > 0.2]
    assert kept.min() >= first.lower - 1e-9
    assert kept.max() <= first.upper + 1e-9
    assert (first.p_values >= 1 / 30).all()


def test_too_few_periods_leave_an_interval_open() -> None:
    found = interval(panel(1, periods=12, cut=9), level=0.95)
    assert (found.lower, found.upper) == (-np.inf, np.inf)


def test_placebos_too_few_for_the_level_count_as_normal_and_leave_no_end_open() -> None:
    problem = panel(2, method=Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES)
    found, effect = interval(problem), estimate(problem).treated.effect
    assert found.kind is Kind.PLACEBO
    assert -np.inf < found.lower < effect < found.upper < np.inf
    assert found.p_value >= 1 / 8


@settings(max_examples=5)
@given(st.integers(0, 10_000), st.sampled_from([-4.0, 0.0, 2.0]))
def test_an_interval_from_placebos_compares_the_unit_and_each_donor_by_the_same_others(
    seed: int, effect: float
) -> None:
    problem = panel(seed, units=20, effect=effect, method=Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES)
    found = interval(problem, level=0.9)
    own, reach = [], []
    for placebo in estimate(problem).placebos:
        without = estimate(replace(problem, donors=placebo.donors)).treated
        own.append(without.effect)
        reach.append(without.pre_rmspe * abs(placebo.effect) / placebo.pre_rmspe)
    lower, upper = (sorted(np.array(own) + sign * np.array(reach)) for sign in (-1, 1))
    assert (found.lower, found.upper) == pytest.approx((lower[-18], upper[17]))
    assert found.p_value == (1 + sum(np.array(reach) >= np.abs(own))) / 20


def test_a_noisier_unit_has_a_wider_interval_and_quiet_donors_do_not_narrow_it() -> None:
    quiet = panel(8, units=20, method=Method.DIFFERENCE_IN_DIFFERENCES)
    noise = np.zeros(quiet.outcomes.shape)
    noise[0] = np.random.default_rng(8).normal(0.0, 20.0, size=30)
    widths = [
        one.upper - one.lower for one in (interval(quiet), interval(replace(quiet, outcomes=quiet.outcomes + noise)))
    ]
    assert widths[1] > 3 * widths[0]


@pytest.mark.parametrize("unlike", [{"noisy": 0.5}, {"noisy": 2.0}])
def test_differences_hold_the_truth_as_often_as_promised_where_a_unit_is_quieter_or_noisier(
    unlike: dict[str, float],
) -> None:
    found = (
        interval(replace(null_panel(seed, **unlike), method=Method.DIFFERENCE_IN_DIFFERENCES), level=0.9)  # type: ignore[arg-type]
        for seed in range(500)
    )
    assert sum(one.lower <= 0.0 <= one.upper for one in found) / 500 == pytest.approx(0.9, abs=0.027)


def test_with_few_donors_that_are_alike_differences_have_the_exact_interval_of_one_more_draw() -> None:
    changes = np.random.default_rng(6).normal(3.0, 2.0, 8)
    outcomes = np.tile(np.arange(8.0)[:, None], 10)  # before, nothing tells units apart: all count alike
    outcomes[:, 6:] += changes[:, None]
    names, times = tuple(f"u{n}" for n in range(8)), tuple(f"t{n}" for n in range(10))
    problem = Problem(outcomes, names, times, 0, 6, method=Method.DIFFERENCE_IN_DIFFERENCES)
    donors = changes[1:]
    half = t.ppf(0.95, 6) * donors.std(ddof=1) * np.sqrt(1 + 1 / 7)
    found, effect = interval(problem, level=0.9), changes[0] - donors.mean()
    assert (found.lower, found.upper) == pytest.approx((effect - half, effect + half), rel=1e-12)


def test_a_band_holds_the_effect_in_each_period_and_opens_where_periods_are_few() -> None:
    problem = panel(4, periods=60, cut=54, effect=5.0)
    band = jackknife(problem, level=0.95)
    assert ((band.lower < 5.0) & (band.upper > 5.0)).tolist() == [True] * 6
    assert (jackknife(panel(4), level=0.99).upper == np.inf).all()


def test_a_level_that_is_no_share_is_refused() -> None:
    with pytest.raises(UnusableProblem, match="give a share between 0 and 1"):
        interval(panel(1), level=95.0)


def test_the_gate_refuses_a_unit_that_no_mixture_is_like() -> None:
    problem = panel(6, units=24)
    assert gate(problem, estimate(problem)).verdict is Verdict.CAUTION
    far = problem.outcomes.copy()
    far[0] += 1000.0
    lifted = replace(problem, outcomes=far)
    found = gate(lifted, estimate(lifted))
    assert found.verdict is Verdict.REFUSE
    assert [one.code for one in found.findings[:2]] == ["poor_fit", "outside"]
    # The level is no matter to a method that takes it off.
    plain, level = (replace(one, method=Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES) for one in (problem, lifted))
    codes = [[one.code for one in gate(each, estimate(each)).findings] for each in (plain, level)]
    assert codes[0] == codes[1]


def test_the_gate_says_when_a_p_can_never_be_small() -> None:
    found = gate(panel(6), estimate(panel(6)))
    assert [(one.code, one.params["count"]) for one in found.findings if one.code == "few_placebos"] == [
        ("few_placebos", 7)
    ]


@settings(max_examples=4)
@given(st.integers(0, 10_000), st.floats(-1e6, 1e6))
def test_power_never_sees_what_happened(seed: int, anything: float) -> None:
    problem = panel(seed, units=20, periods=14, cut=10)
    other = problem.outcomes.copy()
    other[:, problem.first_treated :] = anything
    before = detectable(problem, lengths=(1, 4), donors=(19,))
    after = detectable(replace(problem, outcomes=other), lengths=(1, 4), donors=(19,))
    assert np.array_equal(before.smallest, after.smallest)
    assert np.isfinite(before.smallest).all()


def test_an_effect_of_the_detectable_size_is_detected_and_half_of_it_seldom() -> None:
    smallest = float(detectable(panel(0, units=24), lengths=(6,)).smallest[0, 0])
    found = [
        sum(estimate(panel(seed, units=24, effect=share * smallest)).p_value <= 0.05 for seed in range(40))
        for share in (1.5, 0.0)
    ]
    assert found[0] >= 30
    assert found[1] <= 6


@pytest.mark.parametrize("length", [1, 6])
def test_where_donors_outnumber_periods_an_effect_of_the_detectable_size_is_detected_too(length: int) -> None:
    smallest = float(np.median([_seen(seed, length) for seed in range(6)]))
    found = [
        [
            estimate(panel(seed, units=39, periods=19 + length, cut=19, effect=share * smallest)).p_value <= 0.05
            for seed in range(40)
        ]
        for share in (2.0, 1.0, 0.0)
    ]
    assert all(sure or not seen for sure, seen in zip(found[0], found[1], strict=True))  # a larger effect is seen too
    assert sum(found[1]) >= 30
    assert sum(found[2]) <= 6


def _seen(seed: int, length: int) -> float:
    return float(detectable(panel(seed, units=39, periods=20, cut=19), lengths=(length,)).smallest[0, 0])


def test_what_an_estimate_would_have_told_apart_is_told_apart_by_its_own_test() -> None:
    sizes = []
    for seed in range(30):
        problem = panel(seed, units=24)
        sizes.append(told_apart(problem, estimate(problem)))
        other = panel(seed, units=24, effect=1000.0)
        assert told_apart(other, estimate(other)) == pytest.approx(sizes[-1])  # its own effect is not read
    found = [estimate(panel(seed, units=24, effect=size)).p_value <= 0.05 for seed, size in enumerate(sizes)]
    assert sum(found) >= 22
    assert told_apart(panel(1), estimate(panel(1))) == np.inf


def test_too_few_donors_can_detect_nothing() -> None:
    assert detectable(panel(1), lengths=(2,)).smallest[0, 0] == np.inf
    with pytest.raises(UnusableProblem, match="Numbers of donors go from 2 to the 7 there are"):
        detectable(panel(1), lengths=(2,), donors=(8,))


def test_several_outcomes_are_judged_together() -> None:
    strong, weak = panel(11, units=24, effect=40.0), panel(12, units=24)
    found = joint([weak, strong])
    assert found.p_values[1] == 1 / 24
    assert found.adjusted_p_values[1] > found.p_values[1]
    assert (found.adjusted_p_values >= found.p_values).all()
    same = joint([strong, strong, strong])
    assert same.adjusted_p_values.tolist() == [1 / 24] * 3  # the same thing three times is one thing
    with pytest.raises(UnusableProblem, match="Outcome 2 is not of the same units"):
        joint([strong, panel(12)])


def test_placebos_in_time_are_those_of_panels_that_begin_and_end_earlier() -> None:
    problems = [panel(21, units=9, effect=8.0), panel(22, units=9)]
    found = joint(problems, starts=(12, 18))
    for problem, p in zip(problems, found.p_values, strict=True):
        ratios = []
        for start in (24, 18, 12):
            part = slice(start - 12, start + 6)
            one = estimate(
                replace(problem, outcomes=problem.outcomes[:, part], periods=problem.periods[part], first_treated=12)
            )
            ratios += [one.treated.ratio, *(fit.ratio for fit in one.placebos)]
        assert p == pytest.approx(sum(ratio >= ratios[0] for ratio in ratios) / 27)
    assert found.p_values[0] == 1 / 27
    assert (found.adjusted_p_values >= found.p_values).all()
    with pytest.raises(UnusableProblem, match="Made-up starts must leave 2 periods before them and 6"):
        joint(problems, starts=(19,))


def test_every_way_of_asking_is_asked_and_what_cannot_be_is_named() -> None:
    problem = panel(7)
    found = specifications(
        problem,
        methods=(Method.SYNTHETIC_CONTROL, Method.DIFFERENCE_IN_DIFFERENCES),
        pools={"all": problem.donors, "one": problem.donors[:1]},
        first_periods=(0, 23),
    )
    assert [(one.method, one.pool, one.first_period, one.refused) for one in found[:4]] == [
        (Method.SYNTHETIC_CONTROL, "all", 0, ""),
        (Method.SYNTHETIC_CONTROL, "all", 23, "too_few_pre_periods"),
        (Method.SYNTHETIC_CONTROL, "one", 0, "too_few_donors"),
        (Method.SYNTHETIC_CONTROL, "one", 23, "too_few_pre_periods"),
    ]
    assert found[0].effect == estimate(problem).treated.effect
    assert len(found) == 8
