"""Rings, weeks around and full hotels: what moved is found, bounds hold for every baseline, figures by algebra."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.displacement import (
    RingProblem,
    RoomsProblem,
    check_rings,
    crowding,
    crowding_bounds,
    estimate_rings,
)
from samspel.engines.counterfactual.displacement.rooms import expected_displaced

SEEDS = st.integers(0, 2**32 - 1)
DISTANCES = np.array([0.1, 0.2, 0.6, 0.9, 1.0, 4.0, 5.0, 6.0])


def rings(seed: int) -> RingProblem:
    random = np.random.default_rng(seed)
    outcomes = 100 + random.normal(size=(8, 40)) + random.normal(size=40)
    names = tuple(f"street {row}" for row in range(8)), tuple(f"week {column}" for column in range(40))
    return RingProblem(outcomes, *names, DISTANCES, edges_km=(0.5, 1.0), begin=35, end=36)


@settings(max_examples=20)
@given(SEEDS, st.booleans())
def test_the_checker_finds_nothing_wrong_with_rings(seed: int, relative: bool) -> None:
    problem = replace(rings(seed), relative=relative)
    assert check_rings(problem, estimate_rings(problem)) == ()


def test_streets_of_any_size_that_share_a_season_show_no_effect_by_shares() -> None:
    season = 1 + 0.5 * np.sin(np.arange(40))
    sizes = np.array([1000.0, 20, 300, 4, 50, 600, 7, 80])
    found = estimate_rings(replace(rings(1), outcomes=sizes[:, None] * season, relative=True))
    assert [part.effect for part in found.parts] == pytest.approx([0.0] * 6, abs=1e-9)
    with pytest.raises(UnusableProblem, match="count nobody"):
        replace(rings(1), outcomes=np.zeros((8, 40)), relative=True)


def yearly(seed: int, *, periods: int = 73, **more: object) -> RingProblem:
    """Months in which the streets of the outer band have a January of their own, and the event falls in one."""
    random = np.random.default_rng(seed)
    outcomes = 100 + random.normal(size=(8, periods + 1))
    outcomes[2:5, (periods - 1) % 12 :: 12] += 50.0
    outcomes[:2, periods - 1] += 90.0
    names = tuple(f"street {row}" for row in range(8)), tuple(f"month {column}" for column in range(periods + 1))
    window = {"begin": periods - 1, "end": periods, "history": 6} | more
    return RingProblem(outcomes, *names, DISTANCES, edges_km=(0.5, 1.0), **window)  # type: ignore[arg-type]


def test_a_peak_of_every_january_is_no_movement_once_the_season_is_taken_off() -> None:
    taken, left = estimate_rings(yearly(5, season=12)), estimate_rings(yearly(5))
    effects = {
        name: next(part for part in found.parts if (part.band, part.segment) == (1, "during"))
        for name, found in (("taken", taken), ("left", left))
    }
    assert round(effects["left"].effect, -1) == 150
    assert abs(effects["taken"].effect) < 6
    assert effects["taken"].p_value > 0.1
    assert round(taken.gross, -1) == 180
    assert taken.p_gross == 1 / (1 + len(taken.placebos))
    assert yearly(5, season=12).years == 2
    assert check_rings(yearly(5, season=12), taken) == ()
    with pytest.raises(UnusableProblem, match="Only 17 periods lie before the window: 25 are needed to take off a sea"):
        yearly(5, periods=19, season=12)


def test_what_only_moved_is_no_net_effect() -> None:
    problem = rings(1)
    outcomes = 100 + np.zeros((8, 40)) + np.random.default_rng(2).normal(size=40)
    outcomes[:2, 35] += 90.0  # two streets of the event
    outcomes[2:5, 35] -= 30.0  # three streets beside it
    outcomes[:2, 36] -= 15.0  # and a week after
    found = estimate_rings(replace(problem, outcomes=outcomes))
    assert (found.gross, found.moved, found.net) == pytest.approx((180.0, -120.0, 60.0))
    assert found.moved_share == pytest.approx(2 / 3)
    told = {(part.band, part.segment): round(part.effect, 6) + 0.0 for part in found.parts}
    assert told == {
        (0, "before"): 0,
        (0, "during"): 180,
        (0, "after"): -30,
        (1, "before"): 0,
        (1, "during"): -90,
        (1, "after"): 0,
    }
    least = 1 / (1 + len(problem.shifts))
    assert (found.p_gross, found.p_moved, found.p_net) == (least, least, least)
    assert found.moved_interval == pytest.approx((-120.0, -120.0))
    assert {part.interval[0] <= part.effect <= part.interval[1] for part in found.parts} == {True}


@settings(max_examples=10)
@given(SEEDS, st.permutations(range(8)))
def test_levels_and_the_order_of_streets_do_not_matter(seed: int, order: list[int]) -> None:
    problem = rings(seed)
    turned = replace(
        problem,
        outcomes=problem.outcomes[order] + np.arange(8.0)[:, None],
        distances_km=DISTANCES[order],
        units=tuple(problem.units[row] for row in order),
    )
    assert estimate_rings(turned).net == pytest.approx(estimate_rings(problem).net, abs=1e-8)


def test_the_checker_of_rings_names_a_forged_figure() -> None:
    problem = rings(1)
    found = estimate_rings(problem)
    forged = replace(found, net=found.net + 50, parts=(replace(found.parts[0], effect=1e6), *found.parts[1:]))
    assert {one.figure for one in check_rings(problem, forged)} == {"effect", "net"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"units": ("a",)}, "shape"),
        ({"edges_km": (1.0, 0.5)}, "edges"),
        ({"edges_km": ()}, "edges"),
        ({"begin": 5, "end": 6}, "window"),
        ({"end": 40, "after": 1}, "window"),
        ({"edges_km": (0.05, 1.0)}, "empty_band"),
        ({"edges_km": (0.5, 5.5)}, "too_few_beyond"),
        ({"begin": 12, "end": 13}, "too_few_placebos"),
    ],
)
def test_rings_that_cannot_be_compared_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(rings(1), **change)
    assert refused.value.code == code


def rooms(**more: object) -> RoomsProblem:
    """Örebro's 1,246 rooms at 65 % on three nights of an event that asks for 500."""
    fields: dict[str, object] = {
        "demand": np.full(3, 500.0),
        "demand_deviation": np.zeros(3),
        "capacity": np.full(3, 1246.0),
        "baseline": np.full(3, 0.65 * 1246),
        "baseline_deviation": np.zeros(3),
    }
    return RoomsProblem(**(fields | more))  # type: ignore[arg-type]


def test_a_known_baseline_displaces_what_does_not_fit() -> None:
    found = crowding(rooms())
    each = 500 - 0.35 * 1246
    assert found.displaced == pytest.approx((3 * each,) * 3)
    assert found.net == pytest.approx((3 * (500 - each),) * 3)
    assert found.rate == pytest.approx((each / 500,) * 3)
    assert found.certain_to_fit == 0.0


def test_the_simulation_is_held_to_algebra() -> None:
    found = crowding(rooms(baseline_deviation=np.full(3, 60.0), draws=200_000))
    expected = expected_displaced(500, 1246, 0.65 * 1246, 60.0)
    assert found.by_night[0][0] == pytest.approx(expected, rel=0.01)
    assert found.displaced[0] == pytest.approx(3 * expected, rel=0.01)
    assert expected_displaced(500, 1246, 0.65 * 1246, 0.0) == pytest.approx(63.9)


def test_the_same_seed_gives_the_same_figures_and_an_uncertain_baseline_displaces_more() -> None:
    unsure = rooms(baseline_deviation=np.full(3, 100.0), demand_deviation=np.full(3, 50.0))
    assert crowding(unsure) == crowding(unsure)
    assert crowding(unsure).displaced[0] > crowding(rooms()).displaced[0]


@settings(max_examples=40)
@given(
    st.lists(st.floats(0, 150), min_size=1, max_size=4),
    st.floats(0, 1),
    st.integers(0, 6),
    st.lists(st.floats(0.01, 1), min_size=10, max_size=10),
)
def test_bounds_from_a_mean_hold_for_every_baseline_with_it_and_are_reached(
    demand: list[float], occupancy: float, more: int, shares: list[float]
) -> None:
    nights, capacity = len(demand) + more, 100.0
    found = crowding_bounds(np.array(demand), capacity, occupancy, nights)
    sold = _baseline_with_mean(np.array(shares[:nights]), occupancy * capacity * nights, capacity)
    displaced = float(np.maximum(0, np.array(demand) - capacity + sold[: len(demand)]).sum())
    assert found.lower - 1e-6 <= displaced <= found.upper + 1e-6
    for reached, base in ((found.lower, found.baseline_lower), (found.upper, found.baseline_upper)):
        rest = occupancy * capacity * nights - float(base.sum())
        assert -1e-6 <= rest <= more * capacity + 1e-6
        assert float(np.maximum(0, np.array(demand) - capacity + base).sum()) == pytest.approx(reached)


def _baseline_with_mean(shares: np.ndarray, total: float, capacity: float) -> np.ndarray:
    """Spread the total over the nights by shares, none above the capacity."""

    def short(factor: float) -> float:
        return float(np.minimum(factor * shares, capacity).sum()) - total

    if short(1e6) <= 0:
        return np.minimum(1e6 * shares, capacity)
    return np.minimum(optimize.brentq(short, 0, 1e6, xtol=1e-12) * shares, capacity)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"demand": np.zeros(2)}, "shape"),
        ({"demand": np.array([1.0, -1.0, 1.0])}, "negative"),
        ({"baseline": np.full(3, 1300.0)}, "baseline_above_capacity"),
        ({"correlation": 2.0}, "correlation"),
        ({"draws": 5}, "draws"),
        ({"coverage": 1.0}, "coverage"),
    ],
)
def test_nights_that_make_no_sense_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        rooms(**change)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("demand", "occupancy", "nights", "code"),
    [
        ([-1.0], 0.5, 3, "negative"),
        ([1.0], 1.5, 3, "occupancy"),
        ([1.0, 1.0], 0.5, 1, "nights"),
        ([], 0.5, 1, "nights"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(demand: list[float], occupancy: float, nights: int, code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        crowding_bounds(np.array(demand), 100, occupancy, nights)
    assert refused.value.code == code
