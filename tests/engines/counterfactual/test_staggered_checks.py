"""What an effect of staggered starts rests on: a place less, a donor less, another way, an earlier start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.counterfactual.editions import StaggeredProblem, estimate_staggered, staggered_checks
from tests.engines.counterfactual.test_editions import SEEDS, STARTS, adopted

METHODS, DONORS = st.sampled_from(["difference", "synthetic"]), st.sampled_from(["never", "not_yet"])


def lacking(problem: StaggeredProblem, row: int) -> StaggeredProblem:
    kept = [other for other in range(len(problem.units)) if other != row]
    return replace(
        problem,
        outcomes=problem.outcomes[kept],
        units=tuple(problem.units[other] for other in kept),
        starts=tuple(problem.starts[other] for other in kept),
    )


@settings(max_examples=8)
@given(STARTS, SEEDS, METHODS, DONORS)
def test_leaving_out_is_estimating_without(starts: list[int | None], seed: int, method: str, donors: str) -> None:
    problem = adopted([*starts, 9, None], seed, method=method, donors=donors)
    found = staggered_checks(problem)
    places = {row for row, start in enumerate(problem.starts) if start is not None}
    assert set(found.without_place) == places
    assert set(found.without_donor) <= set(range(len(problem.units))) - places
    assert found.donors == len(found.without_donor) > 0
    for row, one in (found.without_place | found.without_donor).items():
        assert one.effect == pytest.approx(estimate_staggered(lacking(problem, row)).overall.effect, abs=1e-9)
    for (other, who), one in found.ways.items():
        assert (other, who) != (method, donors)
        again = estimate_staggered(replace(problem, method=other, donors=who))
        assert one.effect == pytest.approx(again.overall.effect, abs=1e-9)


@settings(max_examples=8)
@given(SEEDS, METHODS, st.permutations(range(7)))
def test_neither_the_order_of_units_nor_what_all_share_changes_a_check(
    seed: int, method: str, order: list[int]
) -> None:
    problem = adopted([4, None, None, None], seed, method=method, permutations=200)
    turned = replace(
        problem,
        outcomes=problem.outcomes[order] + np.arange(12.0) ** 2,
        units=tuple(problem.units[row] for row in order),
        starts=tuple(problem.starts[row] for row in order),
    )
    one, other = (
        {
            **{f"place {problem.units[at.row]}": (at.miss, at.usual) for at in found.places},
            **{f"without {problem.units[row]}": (at.effect, at.p_value) for row, at in found.without_place.items()},
            **{f"donor {problem.units[row]}": at.effect for row, at in found.without_donor.items()},
            **{str(way): (at.effect, at.p_value) for way, at in found.ways.items()},
            "earlier": found.earlier and found.earlier.effect,
        }
        for problem, found in ((problem, staggered_checks(problem)), (turned, staggered_checks(turned)))
    )
    assert other.keys() == one.keys()
    for key, value in one.items():
        assert other[key] == pytest.approx(value, abs=1e-6), key


def test_an_effect_of_one_place_alone_hangs_on_it_and_an_earlier_start_sees_nothing_of_it() -> None:
    random = np.random.default_rng(5)
    problem = adopted([6, 9, *[None] * 9], 5, permutations=400)
    outcomes = random.normal(0, 0.1, size=problem.outcomes.shape)
    outcomes[2, 6:] += 10.0
    found = staggered_checks(replace(problem, outcomes=outcomes))
    assert {row: abs(one.effect) < 1 for row, one in found.without_place.items()} == {2: True, 3: False, 13: False}
    assert found.earlier is not None
    assert (found.earlier.periods, abs(found.earlier.effect) < 0.5) == (3, True)


def test_a_place_is_followed_as_well_as_the_figures_say() -> None:
    problem = adopted([None, None], 4)
    outcomes = np.zeros(problem.outcomes.shape)
    outcomes[0], outcomes[4, :5] = 4.0, [1.0, -1.0, 1.0, -1.0, 0.0]
    (place,) = staggered_checks(replace(problem, outcomes=outcomes)).places
    assert (place.row, place.miss) == (4, pytest.approx(np.sqrt(4 / 5)))
    assert place.usual == pytest.approx(np.sqrt(3.0))
    assert place.weights.tolist() == [0.25, 0.25, 0.25, 0.25, 0.0]


def test_small_studies_are_judged_by_every_lot_and_short_ones_have_no_earlier_start() -> None:
    problem = adopted([6, None, None], 2, permutations=999)
    found = staggered_checks(problem)
    assert [one.smallest_p for one in found.without_place.values()] == [pytest.approx(1 / 5)] * 2
    assert set(found.ways) == {("synthetic", "not_yet")}
    short = replace(problem, starts=tuple(one and 2 for one in problem.starts))
    assert staggered_checks(short).earlier is None
    alone = staggered_checks(replace(problem, starts=(6, *[None] * 5)))
    assert alone.without_place == {}


def test_of_many_places_those_that_leave_least_are_judged_by_lot() -> None:
    problem = adopted([6, 6, 9, 9, 9, None], 2, permutations=20)
    found = staggered_checks(problem)
    whole = estimate_staggered(problem).overall.effect
    left = {row: one.effect * whole for row, one in found.without_place.items()}
    judged = {row for row, one in found.without_place.items() if not np.isnan(one.p_value)}
    assert (len(left), len(judged)) == (6, 4)
    assert max(left[row] for row in judged) <= min(left[row] for row in left.keys() - judged)


def test_progress_counts_every_question() -> None:
    told: list[tuple[int, int]] = []
    problem = adopted([6, 9, None], 2)
    found = staggered_checks(problem, lambda done, total: told.append((done, total)))
    total = len(found.without_place) + len(found.without_donor) + len(found.ways)
    assert told == [(done, total) for done in range(total)]
