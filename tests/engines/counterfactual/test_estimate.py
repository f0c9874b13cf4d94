"""Synthetic control: properties that hold for every panel, and refusals in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.counterfactual import Problem, UnusableProblem, check, estimate
from samspel.engines.counterfactual.check import kkt_gap

PANELS = st.tuples(st.integers(4, 9), st.integers(4, 12), st.integers(0, 2**32 - 1))


def panel(shape: tuple[int, int, int]) -> Problem:
    units, periods, seed = shape
    random = np.random.default_rng(seed)
    outcomes = random.normal(size=(units, periods)).cumsum(axis=1) * 3 + 50
    names = tuple(f"unit {row}" for row in range(units)), tuple(str(2000 + column) for column in range(periods))
    return Problem(outcomes, *names, treated=0, first_treated=periods - 1)


@settings(max_examples=60, deadline=None)
@given(PANELS)
def test_the_checker_finds_nothing_wrong(shape: tuple[int, int, int]) -> None:
    problem = panel(shape)
    assert check(problem, estimate(problem)) == ()


@settings(max_examples=60, deadline=None)
@given(
    PANELS,
    st.sampled_from([1e-3, 1e-5, 1e-7, 1e-9]),
    st.sampled_from([1.0, 100.0, 1e4, 1e6]),
    st.booleans(),
    st.sampled_from([0.0, 1.0]),
)
def test_donors_almost_alike_beside_a_unit_far_away_are_weighed_exactly(
    shape: tuple[int, int, int], likeness: float, distance: float, is_half: bool, ridge: float
) -> None:
    problem = panel(shape)
    random = np.random.default_rng(shape[2])
    alike = problem.outcomes.copy()
    first = 1 if not is_half else len(alike) // 2  # all of the donors, or those of the second half
    alike[first:] = alike[-1] + likeness * random.normal(size=alike[first:].shape)
    alike[0] += distance * random.normal(size=alike.shape[1])
    problem = replace(problem, outcomes=alike, ridge=ridge)
    found = estimate(problem)
    fits = (found.treated, *found.placebos, *found.leave_one_out)
    assert [fit.kkt_gap <= 1e-10 for fit in fits] == [True] * len(fits)
    assert [kkt_gap(problem, fit) <= 1e-10 for fit in fits] == [True] * len(fits)
    assert check(problem, found) == ()


@settings(max_examples=40, deadline=None)
@given(PANELS, st.floats(-50, 50))
def test_an_added_effect_is_added_to_the_estimate(shape: tuple[int, int, int], added: float) -> None:
    problem = panel(shape)
    outcomes = problem.outcomes.copy()
    outcomes[0, problem.first_treated :] += added
    effect = estimate(replace(problem, outcomes=outcomes)).treated.effect
    assert effect == pytest.approx(estimate(problem).treated.effect + added, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(PANELS)
def test_the_order_of_the_donors_does_not_matter(shape: tuple[int, int, int]) -> None:
    problem = panel(shape)
    turned = replace(problem, donors=tuple(reversed(problem.donors)))
    assert estimate(turned).treated.effect == pytest.approx(estimate(problem).treated.effect, abs=1e-6)
    assert estimate(turned).p_value == estimate(problem).p_value


def test_a_unit_that_is_a_mixture_is_found_and_p_is_never_zero() -> None:
    problem = panel((6, 12, 7))
    outcomes = problem.outcomes.copy()
    outcomes[0] = 0.25 * outcomes[2] + 0.75 * outcomes[4]
    outcomes[0, problem.first_treated :] += 1000.0
    found = estimate(replace(problem, outcomes=outcomes))
    assert found.treated.weights == pytest.approx([0, 0.25, 0, 0.75, 0], abs=1e-9)
    assert (found.treated.effect, found.p_value) == (pytest.approx(1000.0), 1 / 6)


def test_a_made_up_start_does_not_see_the_real_one() -> None:
    problem = replace(panel((6, 12, 3)), backdated=6)
    outcomes = problem.outcomes.copy()
    outcomes[0, problem.first_treated :] += 1e6
    before, after = estimate(problem).backdated, estimate(replace(problem, outcomes=outcomes)).backdated
    assert before is not None
    assert after is not None
    assert before.effect == after.effect


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"treated": 9}, "treated_unknown"),
        ({"donors": (0, 1)}, "treated_is_donor"),
        ({"donors": (1,)}, "too_few_donors"),
        ({"first_treated": 1}, "too_few_pre_periods"),
        ({"first_treated": 8}, "no_post_period"),
        ({"backdated": 1}, "backdated"),
        ({"ridge": -1.0}, "ridge"),
        ({"donors": (1, 1, 2)}, "donors"),
        ({"units": ("a", "b", "b", "d", "e")}, "unit_twice"),
        ({"periods": ("2000",)}, "shape"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(panel((5, 8, 1)), **change)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"effect": 1e6}, "effect"),
        ({"pre_rmspe": 1e6}, "RMSPE before"),
        ({"post_rmspe": 1e6}, "RMSPE after"),
        ({"weights": np.array([0.5, 0.5, 0.5, 0.5])}, "sum of weights"),
        ({"weights": np.array([2.0, -1.0, 0.0, 0.0])}, "smallest weight"),
        ({"weights": np.array([0.25, 0.25, 0.25, 0.25])}, "optimality gap"),
        ({"path": np.zeros(8)}, "path"),
        ({"gap": np.zeros(8)}, "gap"),
    ],
)
def test_the_checker_names_every_figure_that_is_not_so(change: dict[str, object], figure: str) -> None:
    problem = panel((5, 8, 1))
    found = estimate(problem)
    forged = replace(found, treated=replace(found.treated, **change))
    told = check(problem, forged)
    assert figure in {violation.figure for violation in told}
    assert str(told[0]).startswith("unit 0: ")


def test_the_checker_counts_the_placebos_and_works_p_out_again() -> None:
    problem = panel((5, 8, 1))
    found = estimate(problem)
    assert {one.figure for one in check(problem, replace(found, p_value=0.001))} == {"p"}
    fewer = replace(found, placebos=found.placebos[1:])
    assert "number of placebos" in {one.figure for one in check(problem, fewer)}


def test_units_that_are_the_same_are_fitted_exactly_by_any_weights() -> None:
    problem = panel((5, 8, 1))
    same = replace(problem, outcomes=np.tile(problem.outcomes[0], (5, 1)))
    found = estimate(same)
    assert (found.treated.effect, found.p_value, found.unique) == (0.0, 1.0, False)
    assert check(same, found) == ()


def test_a_missing_value_is_named() -> None:
    problem = panel((5, 8, 1))
    outcomes = problem.outcomes.copy()
    outcomes[3, 2] = np.nan
    with pytest.raises(UnusableProblem, match="unit 3 has no value for 2002"):
        replace(problem, outcomes=outcomes)
