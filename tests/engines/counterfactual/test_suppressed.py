"""Hidden and merged cells: the truth is between the bounds, bounds are reached, nothing is guessed without a total."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.counterfactual import Problem, UnusableProblem, estimate
from samspel.engines.counterfactual.suppressed import (
    SuppressedPanel,
    Total,
    by_vintage,
    check_bounds,
    check_refitted,
    comparison,
    completed,
    effect_bounds,
    refitted_range,
)

SEEDS = st.integers(0, 2**32 - 1)
UNITS, PERIODS = tuple("abcd"), tuple(str(2015 + year) for year in range(6))
EFFECT = comparison((4, 6), treated=0, weights={1: 0.5, 2: 0.25, 3: 0.25}, begin=4, end=6, history=(0, 4))


def hidden(seed: int, *, with_totals: bool = True) -> tuple[np.ndarray, SuppressedPanel]:
    """Hide cells at random behind ranges, some open, and publish each year's total."""
    random = np.random.default_rng(seed)
    truth = random.poisson(40, size=(4, 6)).astype(float)
    is_hidden = random.random((4, 6)) < 0.3
    lower = np.where(is_hidden, np.floor(truth / 20) * 20, truth)
    open_ = is_hidden & with_totals & (random.random((4, 6)) < 0.5)
    upper = np.where(open_, np.inf, np.where(is_hidden, lower + 20, truth))
    totals = [Total(tuple((row, year) for row in range(4)), float(truth[:, year].sum())) for year in range(6)]
    return truth, SuppressedPanel(lower, upper, UNITS, PERIODS, tuple(totals) if with_totals else ())


@settings(max_examples=40)
@given(SEEDS, st.booleans())
def test_the_truth_lies_between_the_bounds_and_panels_reach_them(seed: int, with_totals: bool) -> None:
    truth, panel = hidden(seed, with_totals=with_totals)
    found = effect_bounds(panel, EFFECT)
    value = float((EFFECT * truth).sum())
    assert found.lower - 1e-6 <= value <= found.upper + 1e-6
    assert check_bounds(panel, EFFECT, found) == ()
    assert found.estimate is not None


@settings(max_examples=20)
@given(SEEDS)
def test_totals_can_only_narrow_the_bounds(seed: int) -> None:
    _, panel = hidden(seed, with_totals=False)
    truth, _ = hidden(seed, with_totals=False)
    whole = Total(tuple((row, year) for row in range(4) for year in range(6)), float(truth.sum()))
    wide, narrow = effect_bounds(panel, EFFECT), effect_bounds(replace(panel, totals=(whole,)), EFFECT)
    assert wide.lower - 1e-6 <= narrow.lower <= narrow.upper <= wide.upper + 1e-6


def test_ranges_alone_are_propagated_exactly() -> None:
    truth, panel = hidden(3, with_totals=False)
    found = effect_bounds(panel, EFFECT)
    low = np.where(EFFECT > 0, panel.lower, panel.upper)
    high = np.where(EFFECT > 0, panel.upper, panel.lower)
    assert (found.lower, found.upper) == pytest.approx(((EFFECT * low).sum(), (EFFECT * high).sum()))
    known = replace(panel, lower=truth, upper=truth)
    exact = effect_bounds(known, EFFECT)
    assert (exact.lower, exact.upper, exact.hidden) == (exact.estimate, exact.estimate, 0)


def test_a_merged_pair_follows_its_total_and_its_usual_shares() -> None:
    values = np.outer([10.0, 20.0, 30.0, 40.0], [1.0, 1.0, 1.0, 1.0, 1.0, 2.0])
    lower, upper = values.copy(), values.copy()
    lower[[0, 1], 5], upper[[0, 1], 5] = 0.0, np.inf
    panel = SuppressedPanel(lower, upper, UNITS, PERIODS, (Total(((0, 5), (1, 5)), 60.0),))
    found = effect_bounds(panel, EFFECT)
    assert found.completed is not None
    assert found.completed == pytest.approx(values)
    assert found.at_upper is not None
    assert found.at_upper[:2, 5] == pytest.approx([60.0, 0.0], abs=1e-6)


def test_a_cell_that_nothing_holds_is_not_guessed() -> None:
    _, panel = hidden(3, with_totals=False)
    upper = panel.upper.copy()
    upper[0, 5] = np.inf
    found = effect_bounds(replace(panel, upper=upper), EFFECT)
    assert (found.estimate, found.upper, found.at_upper) == (None, np.inf, None)
    assert np.isfinite(found.lower)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lower": np.zeros((2, 2))}, "shape"),
        ({"lower": np.full((4, 6), 1e6)}, "range"),
        ({"totals": (Total((), 5.0),)}, "total"),
        ({"totals": (Total(((9, 9),), 5.0),)}, "total"),
        ({"totals": (Total(((0, 0),), float("nan")),)}, "total"),
        ({"totals": (Total(((0, 0), (0, 1)), 1e6, tolerance=1.0),)}, "contradiction"),
    ],
)
def test_panels_that_make_no_sense_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(hidden(1, with_totals=False)[1], **change)
    assert refused.value.code == code


def test_a_known_panel_with_a_wrong_total_is_a_contradiction() -> None:
    truth, panel = hidden(1, with_totals=False)
    with pytest.raises(UnusableProblem, match="No values fit"):
        replace(panel, lower=truth, upper=truth, totals=(Total(((0, 0), (1, 0)), -1.0),))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weights": {1: 0.5}}, "weights"),
        ({"weights": {0: 1.0}}, "weights"),
        ({"begin": 2}, "window"),
        ({"end": 9}, "window"),
    ],
)
def test_comparisons_that_make_no_sense_are_refused(change: dict[str, object], code: str) -> None:
    fields: dict[str, object] = {"treated": 0, "weights": {1: 1.0}, "begin": 4, "end": 6, "history": (0, 4)}
    with pytest.raises(UnusableProblem) as refused:
        comparison((4, 6), **(fields | change))  # type: ignore[arg-type]
    assert refused.value.code == code
    with pytest.raises(UnusableProblem):
        effect_bounds(hidden(1)[1], np.zeros((2, 2)))


def test_the_checker_names_a_bound_that_is_not_reached_and_a_broken_total() -> None:
    _, panel = hidden(5)
    found = effect_bounds(panel, EFFECT)
    forged = replace(found, lower=found.lower - 50, at_upper=panel.lower.copy())
    assert {(one.unit, one.figure) for one in check_bounds(panel, EFFECT, forged)} >= {
        ("lower end", "effect"),
        ("upper end", "total"),
    }


def test_the_checker_names_cells_outside_their_range_and_an_estimate_outside_its_bounds() -> None:
    _, panel = hidden(5)
    found = effect_bounds(panel, EFFECT)
    forged = replace(found, at_lower=panel.lower - 500, estimate=1e5)
    assert {(one.unit, one.figure) for one in check_bounds(panel, EFFECT, forged)} >= {
        ("lower end", "cell outside its range"),
        ("estimate", "between its bounds"),
    }


def followed(seed: int) -> tuple[SuppressedPanel, np.ndarray, list[tuple[int, int]]]:
    """Return units that follow two waves with three hidden cells, two of them before the start, and the truth."""
    random = np.random.default_rng(seed)
    waves = random.normal(size=(2, 12)).cumsum(axis=1)
    truth = 50 + random.dirichlet(np.ones(2), 6) @ waves * 3 + random.normal(size=(6, 12))
    cells = [(int(random.integers(6)), period) for period in (2, 6, CUT)]
    lower, upper = truth.copy(), truth.copy()
    for cell in cells:
        lower[cell], upper[cell] = truth[cell] - 4, truth[cell] + 4
    return SuppressedPanel(lower, upper, tuple("abcdef"), tuple(map(str, range(12)))), truth, cells


CUT = 9


def refitted_effect(values: np.ndarray) -> tuple[float, dict[int, float]]:
    """Return what the estimator itself says of a panel: effect, and donors' weights by row."""
    units, periods = tuple("abcdef"), tuple(map(str, range(12)))
    found = estimate(Problem(values, units, periods, treated=0, first_treated=CUT)).treated
    return found.effect, dict(zip(found.donors, found.weights.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_weights_fitted_anew_reach_further_than_weights_as_they_are(seed: int) -> None:
    panel, truth, cells = followed(seed)
    weights = refitted_effect(completed(panel))[1]
    fixed = comparison((6, 12), treated=0, weights=weights, begin=CUT, end=12, history=(0, 0))
    bounds = effect_bounds(panel, fixed)
    found = refitted_range(panel, bounds, cut=CUT)
    assert found is not None
    assert check_refitted(panel, found, cut=CUT) == ()
    assert found.lower - 1e-9 <= bounds.lower <= bounds.upper <= found.upper + 1e-9
    assert found.upper - found.lower > bounds.upper - bounds.lower
    for end, values in ((found.lower, found.at_lower), (found.upper, found.at_upper)):
        assert refitted_effect(values)[0] == pytest.approx(end)
    # No panel on a grid over the hidden cells does more.
    for moves in itertools.product((-4.0, -2.0, 0.0, 2.0, 4.0), repeat=3):
        values = truth.copy()
        for cell, move in zip(cells, moves, strict=True):
            values[cell] += move
        assert found.lower - 1e-6 <= refitted_effect(values)[0] <= found.upper + 1e-6


def test_the_checker_names_weights_that_are_not_the_best_and_an_effect_that_is_not_reached() -> None:
    panel, _truth, _cells = followed(1)
    even = comparison((6, 12), treated=0, weights=dict.fromkeys(range(1, 6), 0.2), begin=CUT, end=12, history=(0, 0))
    found = refitted_range(panel, effect_bounds(panel, even), cut=CUT)
    assert found is not None
    wrong = replace(found, upper=found.upper + 1.0, weights_at_lower=np.full(5, 0.2))
    assert [one.figure for one in check_refitted(panel, wrong, cut=CUT)] == ["weights", "effect", "effect"]


def test_a_revision_tells_what_it_changed() -> None:
    first = np.arange(12.0).reshape(2, 6)
    second = first.copy()
    second[0, 5] += 4.0
    second[1, 0] = np.nan
    told = by_vintage((("May", first), ("April", second)), lambda panel: float(panel[0].mean()))
    assert [(one.name, one.effect, one.cells_changed, one.largest) for one in told] == [
        ("May", 2.5, 0, None),
        ("April", pytest.approx(2.5 + 4 / 6), 2, (0, 5)),
    ]
    assert told[1].change == pytest.approx(4 / 6)
    assert told[1].largest_change == 4.0


@pytest.mark.parametrize(
    ("vintages", "code"),
    [
        ((), "vintages"),
        ((("May", np.ones((1, 2))), ("May", np.ones((1, 2)))), "vintage_twice"),
        ((("May", np.ones((1, 2))), ("June", np.ones((1, 3)))), "shape"),
    ],
)
def test_versions_that_do_not_go_together_are_refused(vintages: tuple[tuple[str, np.ndarray], ...], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        by_vintage(vintages, lambda panel: 0.0)
    assert refused.value.code == code
