"""Estimators beside the plain synthetic control: what each promises for every panel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samspel.engines.counterfactual.certificates import (
    gap_of_augmented,
    gap_of_completion,
    gap_of_doubly_weighted,
    gap_of_matched,
)
from samspel.engines.counterfactual.methods.difference_in_differences import block_difference
from samspel.engines.counterfactual.methods.frank_wolfe import stopped_weights
from samspel.engines.counterfactual.methods.many_simplexes import Supports, nearest_of_many
from samspel.engines.counterfactual.methods.matching import match
from samspel.engines.counterfactual.methods.matrix_completion import complete
from samspel.engines.counterfactual.methods.period_weights import Periods
from samspel.engines.counterfactual.methods.ridge_augmented import augment
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.methods.synthetic_difference_in_differences import Panel
from samspel.engines.counterfactual.problem import UnusableProblem
from samspel.engines.counterfactual.simplex import nearest_of_points

Floats = NDArray[np.float64]

SEEDS = st.integers(0, 2**32 - 1)
SHAPES = st.tuples(st.integers(4, 14), st.integers(5, 20), SEEDS)


def walks(units: int, periods: int, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    common = random.normal(size=periods).cumsum()
    return 50 + random.normal(size=(units, 1)) * common + random.normal(size=(units, periods)).cumsum(axis=1)


def effect(outcomes: Floats, first: int, unit: int = 0, donors: NDArray[np.intp] | None = None) -> tuple[float, float]:
    """Return SDID's effect on `unit` and its certificate."""
    pool = np.arange(1, len(outcomes)) if donors is None else donors
    (found,) = Panel(outcomes, first, [(unit, pool)]).weigh()
    return float((outcomes[unit] - found.path)[first:].mean()), found.gap


# --- synthetic difference in differences -----------------------------------------------------------------------------


@settings(max_examples=30)
@given(SHAPES)
def test_sdid_is_certified_for_the_unit_and_every_placebo(shape: tuple[int, int, int]) -> None:
    outcomes = walks(*shape)
    first, donors = shape[1] - 2, np.arange(1, shape[0])
    pools = [(0, donors), *((int(row), donors[donors != row]) for row in donors)]
    found = Panel(outcomes, first, pools).weigh()
    assert max(one.gap for one in found) <= 1e-10
    checked = [
        gap_of_doubly_weighted(outcomes, unit, pool, first, one.units, one.periods)
        for (unit, pool), one in zip(pools, found, strict=True)
    ]
    assert max(checked) <= 1e-10


def test_other_weights_of_units_or_of_periods_are_not_optimal() -> None:
    outcomes, donors = walks(8, 12, 3), np.arange(1, 8)
    (found,) = Panel(outcomes, 9, [(0, donors)]).weigh()
    even_units, even_periods = np.full(7, 1 / 7), np.full(9, 1 / 9)
    assert gap_of_doubly_weighted(outcomes, 0, donors, 9, even_units, found.periods) > 1e-6
    assert gap_of_doubly_weighted(outcomes, 0, donors, 9, found.units, even_periods) > 1e-6


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_of_all_period_weights_that_fit_exactly_the_most_even_are_taken(donors: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    both = random.normal(size=(donors, 41))
    both[:, -1] = both[:, :-1] @ random.dirichlet(np.ones(40))
    (found,), _gaps = Periods(both, np.ones((1, donors), dtype=bool), np.ones(1)).weigh()
    centred = both - both.mean(axis=0)
    assert found @ centred[:, :-1].T == pytest.approx(centred[:, -1], abs=1e-6)
    # What is most even is a plane in the donors, cut off at nothing.
    plane = np.column_stack([centred[:, :-1].T, np.ones(40)])[found > 1e-9]
    assert plane @ np.linalg.lstsq(plane, found[found > 1e-9])[0] == pytest.approx(found[found > 1e-9], abs=1e-6)
    assert np.count_nonzero(found) > donors


@settings(max_examples=30)
@given(SHAPES)
def test_a_placebo_from_shared_matrices_is_the_one_from_its_own(shape: tuple[int, int, int]) -> None:
    outcomes = walks(*shape)
    first, donors = shape[1] - 2, np.arange(1, shape[0])
    pools = [(int(row), donors[donors != row]) for row in donors]
    # Where the search begins must not matter: at what was found a period earlier, or nowhere in particular.
    known: Known = {}
    Panel(outcomes[:, :-1], first - 1, pools).weigh(known)
    for (row, rest), mine in zip(pools, Panel(outcomes, first, pools).weigh(known), strict=True):
        (own,) = Panel(outcomes[[row, *rest]], first, [(0, np.arange(1, len(rest) + 1))]).weigh()
        assert mine.units == pytest.approx(own.units, abs=1e-6)
        assert mine.periods == pytest.approx(own.periods, abs=1e-6)
        assert mine.ridge == pytest.approx(own.ridge)


@settings(max_examples=25)
@given(SHAPES, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_sdid_takes_no_notice_of_units_of_measurement_and_levels(
    shape: tuple[int, int, int], scale: float, level: float
) -> None:
    outcomes = walks(*shape)
    first = shape[1] - 2
    moved = scale * outcomes + level * np.random.default_rng(shape[2]).normal(size=(shape[0], 1))
    assert effect(moved, first)[0] == pytest.approx(scale * effect(outcomes, first)[0], abs=1e-4 * scale, rel=1e-5)


@settings(max_examples=25)
@given(SHAPES, st.floats(-50, 50))
def test_sdid_adds_an_added_effect_and_forgets_the_order(shape: tuple[int, int, int], added: float) -> None:
    outcomes = walks(*shape)
    first, donors = shape[1] - 2, np.arange(1, shape[0])
    here = effect(outcomes, first)[0]
    outcomes[0, first:] += added
    there = effect(outcomes, first, donors=np.random.default_rng(shape[2]).permutation(donors))[0]
    assert there == pytest.approx(here + added, abs=1e-6)


# --- ridge-augmented -------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(SHAPES, st.floats(1e-3, 1e4))
def test_augmented_weights_solve_the_penalised_problem(shape: tuple[int, int, int], penalty: float) -> None:
    outcomes = walks(*shape)
    before, target = outcomes[1:], outcomes[0]
    found = augment(before, target, penalty)
    centred, wanted = before - before.mean(axis=0), target - before.mean(axis=0)
    # The textbook's own formula, with the matrix of periods that we never form.
    inverse = np.linalg.inv(centred.T @ centred + penalty * np.eye(shape[1]))
    textbook = found.synthetic + centred @ inverse @ (wanted - found.synthetic @ centred)
    assert found.weights == pytest.approx(textbook, abs=1e-7)
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.gap <= 1e-10
    assert gap_of_augmented(before, target, found.weights, penalty) <= 1e-9


def test_other_augmented_weights_and_another_penalty_are_not_optimal() -> None:
    outcomes = walks(8, 12, 3)
    before, target = outcomes[1:], outcomes[0] + 20.0  # above all donors, so that there is something to correct
    found = augment(before, target, 5.0)
    assert gap_of_augmented(before, target, found.weights, 5.0) <= 1e-10
    assert gap_of_augmented(before, target, found.weights, 10.0) > 1e-6
    assert gap_of_augmented(before, target, np.full(7, 1 / 7), 5.0) > 1e-6
    assert gap_of_augmented(before, target, 1.1 * found.synthetic, 1e12) == np.inf


@settings(max_examples=8)
@given(SHAPES)
def test_the_penalty_is_the_one_that_leaving_out_each_period_chooses(shape: tuple[int, int, int]) -> None:
    outcomes = walks(*shape)
    before, target = outcomes[1:], outcomes[0]
    centred, wanted = before - before.mean(axis=0), target - before.mean(axis=0)
    penalties = np.linalg.norm(centred, 2) ** 2 * 1e-8 ** (np.arange(21) / 20)
    errors = np.empty((shape[1], 21))
    for period in range(shape[1]):
        kept = np.arange(shape[1]) != period
        for index, penalty in enumerate(penalties):
            weights = augment(before[:, kept], target[kept], penalty).weights
            errors[period, index] = (wanted[period] - weights @ centred[:, period]) ** 2
    mean, spread = errors.mean(axis=0), errors.std(axis=0, ddof=1) / np.sqrt(shape[1])
    good = penalties[mean <= mean.min() + spread[mean.argmin()]]
    assert augment(before, target).penalty == pytest.approx(good[0])


@settings(max_examples=25)
@given(SHAPES, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_augmented_weights_take_no_notice_of_units_levels_and_order(
    shape: tuple[int, int, int], scale: float, level: float
) -> None:
    outcomes = walks(*shape)
    order = np.random.default_rng(shape[2]).permutation(shape[0] - 1)
    here = augment(outcomes[1:], outcomes[0], 10.0)
    there = augment(scale * outcomes[1:][order] + level, scale * outcomes[0] + level, 10.0 * scale**2)
    assert there.weights == pytest.approx(here.weights[order], abs=1e-6)


# --- covariates ------------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(SEEDS)
def test_a_unit_that_is_a_mixture_in_everything_is_found(seed: int) -> None:
    random = np.random.default_rng(seed)
    outcomes, predictors = random.normal(size=(9, 12)), random.normal(size=(9, 4))
    mixture = np.zeros(8)
    mixture[[1, 4, 6]] = 0.2, 0.5, 0.3
    outcomes[0], predictors[0] = mixture @ outcomes[1:], mixture @ predictors[1:]
    (found,) = match(outcomes, predictors, [(0, np.arange(1, 9))])
    assert found.misfit == pytest.approx(0.0, abs=1e-9)
    assert found.weights == pytest.approx(mixture, abs=1e-7)


@settings(max_examples=15)
@given(SEEDS)
def test_matched_weights_are_optimal_for_their_predictors(seed: int) -> None:
    random = np.random.default_rng(seed)
    outcomes, predictors = random.normal(size=(8, 10)), random.normal(size=(8, 3))
    donors = np.arange(1, 8)
    (found,) = match(outcomes, predictors, [(0, donors)])
    spread = predictors.std(axis=0, ddof=1)
    assert gap_of_matched(predictors, 0, donors, found.weights, found.predictors) <= 1e-10
    assert gap_of_matched(predictors, 0, donors, np.full(7, 1 / 7), found.predictors) > 1e-10
    assert found.predictors.sum() == pytest.approx(1.0)
    even = nearest_of_points((predictors[1:] - predictors[0]) / spread).values
    assert found.misfit <= np.sqrt(np.mean((even @ outcomes[1:] - outcomes[0]) ** 2)) + 1e-12


@settings(max_examples=25)
@given(SEEDS)
def test_many_simplexes_are_each_solved(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(20, 9, 4))
    points[:5] += 3.0
    begin = Supports.of_one_donor((points**2).sum(axis=2).argmin(axis=1), 6)
    found = nearest_of_many(points, begin)
    for one, mine in zip(points, (found.weights[:, None, :] @ found.picked(points, np.arange(20)))[:, 0], strict=True):
        assert mine == pytest.approx(nearest_of_points(one).values @ one, abs=1e-6)


# --- matrix completion -----------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(SHAPES, st.floats(0.05, 0.9))
def test_a_completion_is_certified_whatever_is_missing(shape: tuple[int, int, int], share: float) -> None:
    outcomes = walks(*shape)
    observed = np.random.default_rng(shape[2]).random(outcomes.shape) < 0.8
    observed[0], observed[:, 0] = True, True
    largest = np.linalg.norm(outcomes - outcomes.mean(), 2)
    found = complete(np.where(observed, outcomes, np.nan), observed, share * largest)
    assert found.gap <= 1e-10
    args = outcomes, observed, found.outcomes, found.low_rank
    assert gap_of_completion(*args, share * largest) <= 1e-9
    # Other figures than the optimal ones do not pass.
    assert gap_of_completion(outcomes, observed, found.outcomes + 1.0, found.low_rank, share * largest) == np.inf
    if found.rank:
        assert gap_of_completion(*args, share * largest * 1.5) > 1e-9


def test_several_units_with_staggered_starts_are_completed_exactly() -> None:
    random = np.random.default_rng(5)
    levels, years, loads, factor = (random.normal(size=size) for size in ((12, 1), (1, 20), (12, 1), (1, 20)))
    outcomes = 10 + levels + years + 3 * loads * factor
    observed = np.ones(outcomes.shape, dtype=bool)
    observed[0, 12:], observed[1, 15:], observed[2, 18:] = False, False, False
    found = complete(np.where(observed, outcomes, -999.0), observed, 1e-6)
    assert found.outcomes == pytest.approx(outcomes, abs=1e-3)


@pytest.mark.parametrize("hole", [np.s_[2, :], np.s_[:, 3]], ids=["unit", "period"])
def test_what_hangs_apart_is_refused(hole: tuple[slice | int, slice | int]) -> None:
    observed = np.ones((5, 6), dtype=bool)
    observed[hole] = False
    with pytest.raises(UnusableProblem) as refused:
        complete(walks(5, 6, 1), observed, 1.0)
    assert refused.value.code == "hangs_apart"


@settings(max_examples=4)
@given(SEEDS)
def test_the_chosen_penalty_takes_no_notice_of_order_and_units(seed: int) -> None:
    outcomes = walks(9, 14, seed)
    observed = np.ones(outcomes.shape, dtype=bool)
    observed[0, 10:] = False
    order = np.random.default_rng(seed).permutation(9)
    here, there = complete(outcomes, observed), complete(100 * outcomes[order] + 3, observed[order])
    assert there.penalty == pytest.approx(100 * here.penalty)
    assert there.outcomes == pytest.approx(100 * here.outcomes[order] + 3, rel=1e-4, abs=1e-2)


# --- difference in differences ---------------------------------------------------------------------------------------


def test_a_block_difference_is_the_regression_with_clustered_errors() -> None:
    outcomes = walks(9, 10, 4)
    treated, donors, first = np.array([0, 3, 5]), np.array([1, 2, 4, 6, 7, 8]), 6
    found = block_difference(outcomes, treated, donors, first)
    units, periods = np.repeat(np.arange(9), 10), np.tile(np.arange(10), 9)
    exposed = (np.isin(units, treated) & (periods >= first)).astype(float)
    dummies = np.column_stack([np.eye(9)[units], np.eye(10)[periods][:, 1:]])
    own = exposed - dummies @ np.linalg.lstsq(dummies, exposed)[0]
    assert found.effect == pytest.approx(own @ outcomes.ravel() / (own @ own))
    left = outcomes.ravel() - dummies @ np.linalg.lstsq(dummies, outcomes.ravel())[0] - own * found.effect
    meat = sum(float(own[units == unit] @ left[units == unit]) ** 2 for unit in range(9))
    assert found.clustered_error == pytest.approx(np.sqrt(meat * 9 / 8) / (own @ own))


def test_the_bootstrap_is_exact_for_few_units_and_repeats_itself_for_many() -> None:
    outcomes = walks(8, 10, 2)
    treated, donors = np.array([0, 1, 2]), np.arange(3, 8)
    one, other = (block_difference(outcomes, treated, donors, 6, seed=seed) for seed in (1, 2))
    assert one.bootstrap_p == other.bootstrap_p
    many = walks(30, 10, 2)
    here, again = (block_difference(many, np.arange(7), np.arange(7, 30), 6, seed=1) for _time in range(2))
    assert (here.bootstrap_p, here.placebo_error) == (again.bootstrap_p, again.placebo_error)
    assert (one.few_treated, here.few_treated) == (True, False)


def test_an_effect_beyond_all_noise_has_the_least_p() -> None:
    outcomes = walks(30, 10, 9)
    outcomes[:7, 6:] += 1e4
    assert block_difference(outcomes, np.arange(7), np.arange(7, 30), 6, draws=199).bootstrap_p <= 2 / 200


# --- the stopped search ----------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(SHAPES)
def test_the_stopped_search_is_never_better_than_the_minimum(shape: tuple[int, int, int]) -> None:
    outcomes = walks(*shape)
    weights = stopped_weights(outcomes[1:], outcomes[0], ridge=1e-6, noise=1.0)
    least = nearest_of_points(outcomes[1:] - outcomes[0]).values
    assert weights.sum() == pytest.approx(1.0)
    assert weights.min() >= 0.0
    misfits = [float(np.sum((some @ outcomes[1:] - outcomes[0]) ** 2)) for some in (weights, least)]
    assert misfits[0] >= misfits[1] - 1e-9
