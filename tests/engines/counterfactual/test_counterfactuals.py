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

Floats = NDArray[np.float64]
Verb = Callable[..., tuple[Counterfactual, ...]]

UNITS, PERIODS, FIRST = 8, 12, 9
PREDICTORS = np.random.default_rng(11).normal(size=(UNITS, 3))
VERBS = {
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
