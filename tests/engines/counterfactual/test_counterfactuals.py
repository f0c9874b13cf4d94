"""What every estimator promises alike: an added effect is added, units of measurement and order do not matter."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.counterfactuals import (
    Counterfactual,
    by_completion,
    by_covariates,
    by_difference_in_differences,
    by_ridge,
    by_synthetic_difference_in_differences,
)
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.methods.synthetic_control import by_synthetic_control

Floats = NDArray[np.float64]
Verb = Callable[..., tuple[Counterfactual, ...]]

UNITS, PERIODS, FIRST = 8, 12, 9
PREDICTORS = np.random.default_rng(11).normal(size=(UNITS, 3))
VERBS = {
    "synthetic control": by_synthetic_control,
    "difference in differences": by_difference_in_differences,
    "synthetic difference in differences": by_synthetic_difference_in_differences,
    "ridge": by_ridge,
    "covariates": partial(by_covariates, predictors=PREDICTORS),
    "completion": by_completion,
}


def panel(seed: int) -> Floats:
    random = np.random.default_rng(seed)
    loads, factors = random.normal(size=(UNITS, 2)), random.normal(size=(2, PERIODS)).cumsum(axis=1)
    return 50 + 3 * loads @ factors + random.normal(size=(UNITS, PERIODS))


def sought(order: NDArray[np.intp] | None = None) -> list[tuple[int, NDArray[np.intp]]]:
    donors = np.arange(1, UNITS) if order is None else order
    return [(0, donors), (3, donors[donors != 3])]


def effects(verb: Verb, outcomes: Floats, **more: Any) -> list[float]:
    return [
        float((outcomes[unit] - found.path)[FIRST:].mean())
        for (unit, _donors), found in zip(sought(), verb(outcomes, FIRST, sought(**more)), strict=True)
    ]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@settings(max_examples=3)
@given(st.integers(0, 2**32 - 1), st.floats(-30, 30))
def test_an_added_effect_is_added_to_the_unit_and_touches_no_placebo(verb: Verb, seed: int, added: float) -> None:
    outcomes = panel(seed)
    unit, placebo = effects(verb, outcomes)
    outcomes[0, FIRST:] += added
    assert effects(verb, outcomes) == pytest.approx([unit + added, placebo], abs=1e-7)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@settings(max_examples=3)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_donors_and_the_unit_of_measurement_do_not_matter(verb: Verb, seed: int) -> None:
    outcomes = panel(seed)
    here = effects(verb, outcomes)
    order = np.random.default_rng(seed).permutation(np.arange(1, UNITS))
    there = effects(verb, 1000 * outcomes - 7, order=order)
    assert there == pytest.approx([1000 * effect for effect in here], rel=1e-3, abs=20)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_the_certificate_of_the_unit_and_its_placebo(verb: Verb) -> None:
    assert [found.gap <= 1e-10 for found in verb(panel(1), FIRST, sought())] == [True, True]


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_a_unit_that_is_a_mixture_is_found_to_be_that_mixture(seed: int, parts: int) -> None:
    random = np.random.default_rng(seed)
    outcomes = panel(seed)
    mixture = np.zeros(UNITS - 1)
    mixture[random.permutation(UNITS - 1)[:parts]] = random.dirichlet(np.ones(parts))
    outcomes[0] = mixture @ outcomes[1:]
    found = by_synthetic_control(outcomes, FIRST, sought())[0]
    assert found.weights == pytest.approx(mixture, abs=1e-6)
    assert found.path == pytest.approx(outcomes[0], abs=1e-6)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_row_that_nobody_asks_for_may_hold_gaps(verb: Verb) -> None:
    outcomes = panel(5)
    rows = [(unit, donors[donors != 6]) for unit, donors in sought()]
    whole = verb(outcomes, FIRST, rows)
    outcomes[6, 4] = np.nan
    for mine, full in zip(verb(outcomes, FIRST, rows), whole, strict=True):
        assert mine.path == pytest.approx(full.path)


@pytest.mark.parametrize("verb", [by_synthetic_control, by_synthetic_difference_in_differences])
@settings(max_examples=4)
@given(st.integers(0, 2**32 - 1), st.sampled_from([40, 120]))
def test_where_a_search_among_many_donors_begins_does_not_show(verb: Verb, seed: int, periods: int) -> None:
    random = np.random.default_rng(seed)
    outcomes = random.normal(size=(90, 3)) @ random.normal(size=(3, periods)).cumsum(axis=1)
    outcomes += random.normal(size=outcomes.shape)
    known: Known = {}
    donors = np.arange(1, 90)
    asked = [(0, donors), *((unit, donors[donors != unit]) for unit in (3, 40, 89))]
    verb(outcomes[:, :-6], periods - 12, asked, known=known)
    together = verb(outcomes, periods - 6, asked, known=known)
    for one, found in zip(asked, together, strict=True):
        (alone,) = verb(outcomes, periods - 6, [one])
        assert found.weights == pytest.approx(alone.weights, abs=1e-7)
        assert found.path == pytest.approx(alone.path, abs=1e-6)
        assert found.gap <= 1e-10


@pytest.mark.parametrize("name", ["synthetic difference in differences", "ridge", "completion"])
def test_no_effect_is_found_where_a_unit_is_a_mixture_of_others(name: str) -> None:
    random = np.random.default_rng(4)
    outcomes = 10 + random.normal(size=(UNITS, 1)) @ random.normal(size=(1, PERIODS))
    outcomes[0] = 0.4 * outcomes[2] + 0.6 * outcomes[5]
    effect = effects(VERBS[name], outcomes)[0]
    assert effect == pytest.approx(0.0, abs=0.05 * float(np.ptp(outcomes)))


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@pytest.mark.parametrize(
    "outcomes", [np.ones((UNITS, PERIODS)), np.tile(np.arange(12.0), (UNITS, 1))], ids=["same", "alike"]
)
def test_units_that_are_all_alike_have_no_effect(verb: Verb, outcomes: Floats) -> None:
    assert effects(verb, outcomes) == pytest.approx([0.0, 0.0], abs=1e-9)
    assert [found.gap <= 1e-10 for found in verb(outcomes, FIRST, sought())] == [True, True]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_high_level_costs_no_more_than_its_digits(verb: Verb) -> None:
    outcomes = panel(2)
    assert effects(verb, outcomes + 1e8) == pytest.approx(effects(verb, outcomes), abs=0.02)
