"""Editions pooled and staggered starts: exact where the truth is known, no forbidden comparison, published figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.editions import (
    RepeatedProblem,
    StaggeredProblem,
    check_repeated,
    check_staggered,
    detectable_repeated,
    detectable_staggered,
    estimate_repeated,
    estimate_staggered,
    joint_several,
    pool,
    seen_by,
)

SEEDS = st.integers(0, 2**32 - 1)
BCG = np.array(  # Colditz et al. 1994, as in R metafor's dat.bcg: cases and others, with the vaccine and without
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)


def yearly(seed: int, **more: object) -> RepeatedProblem:
    random = np.random.default_rng(seed)
    outcomes = 50 + random.normal(size=(7, 72)) + random.normal(size=72).cumsum() * 0.5
    names = tuple(f"unit {row}" for row in range(7)), tuple(f"month {column}" for column in range(72))
    windows = ((31, 32), (43, 44), (55, 57))
    return RepeatedProblem(outcomes, *names, treated=0, windows=windows, **more)  # type: ignore[arg-type]


def test_random_effects_are_those_of_the_bcg_trials() -> None:
    treated, control = BCG[:, 0] + BCG[:, 1], BCG[:, 2] + BCG[:, 3]
    effects = np.log(BCG[:, 0] / treated) - np.log(BCG[:, 2] / control)
    variances = 1 / BCG[:, 0] - 1 / treated + 1 / BCG[:, 2] - 1 / control
    found = pool(effects, variances)
    assert (round(found.effect, 4), round(found.heterogeneity**2, 4)) == (-0.7141, 0.3088)
    assert (round(found.q, 3), round(100 * found.i_squared, 2)) == (152.233, 92.12)
    assert found.next_lower < found.lower < found.effect < found.upper < found.next_upper


def test_editions_that_agree_by_chance_are_not_more_sure_than_their_spread() -> None:
    found = pool(np.array([1.0, 1.0, 1.0]), np.array([3.0, 3.0, 3.0]))
    assert (found.standard_error, found.heterogeneity, found.i_squared) == (pytest.approx(1.0), 0.0, 0.0)
    assert pool(np.array([1.0, 1.0]), np.ones(2), least_error=5.0).standard_error == 5.0


@pytest.mark.parametrize(
    ("effects", "variances", "code"), [([1.0], [1.0], "too_few_editions"), ([1.0, 2.0], [1.0, 0.0], "variance")]
)
def test_what_cannot_be_pooled_is_refused(effects: list[float], variances: list[float], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        pool(np.array(effects), np.array(variances))
    assert refused.value.code == code


@settings(max_examples=10)
@given(SEEDS, st.sampled_from(["synthetic", "difference"]), st.sampled_from([0, 12]))
def test_the_checker_finds_nothing_wrong_with_editions(seed: int, method: str, season: int) -> None:
    problem = yearly(seed, method=method, season=season, reach=4, history=2)
    assert check_repeated(problem, estimate_repeated(problem)) == ()


@settings(max_examples=10)
@given(SEEDS, st.floats(-20, 20), st.sampled_from(["synthetic", "difference"]))
def test_an_added_effect_is_added_to_each_edition(seed: int, added: float, method: str) -> None:
    problem = yearly(seed, method=method)
    outcomes = problem.outcomes.copy()
    for begin, end in problem.windows:
        outcomes[0, begin:end] += added
    plain, moved = estimate_repeated(problem), estimate_repeated(replace(problem, outcomes=outcomes))
    assert [one.effect for one in moved.editions] == pytest.approx([one.effect + added for one in plain.editions])
    assert moved.placebo_means == pytest.approx(plain.placebo_means)


@settings(max_examples=10)
@given(SEEDS, st.floats(-100, 100), st.permutations(range(1, 7)))
def test_a_units_own_level_and_the_order_of_donors_do_not_matter(seed: int, level: float, order: list[int]) -> None:
    problem = yearly(seed)
    outcomes = problem.outcomes.copy()
    outcomes[3] += level
    plain = estimate_repeated(problem)
    other = estimate_repeated(replace(problem, outcomes=outcomes, donors=tuple(order)))
    assert other.mean == pytest.approx(plain.mean, abs=1e-6)
    assert (other.p_weeks, other.p_units) == (plain.p_weeks, plain.p_units)


def test_a_mixture_of_donors_shows_the_effect_exactly_and_p_is_never_zero() -> None:
    problem = yearly(4)
    outcomes = problem.outcomes.copy()
    outcomes[0] = 0.3 * outcomes[1] + 0.7 * outcomes[5] + 8
    for begin, end in problem.windows:
        outcomes[0, begin:end] += 3.0
    found = estimate_repeated(replace(problem, outcomes=outcomes))
    assert [one.effect for one in found.editions] == pytest.approx([3.0, 3.0, 3.0])
    assert found.weights == pytest.approx([0.3, 0, 0, 0, 0.7, 0], abs=1e-9)
    assert (found.p_weeks, found.p_units) == (1 / (1 + len(found.shifts)), 1 / 7)


def test_the_season_of_the_place_itself_is_taken_off() -> None:
    problem = yearly(6, reach=4, history=2)
    outcomes = problem.outcomes.copy()
    season = 10 * np.sin(2 * np.pi * np.arange(72) / 12)
    outcomes[0] += season
    plain, off = (estimate_repeated(replace(problem, season=12, outcomes=one)) for one in (problem.outcomes, outcomes))
    assert off.mean == pytest.approx(plain.mean, abs=1e-6)
    assert off.placebo_means == pytest.approx(plain.placebo_means, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"treated": 9}, "treated_unknown"),
        ({"donors": (0, 1, 2)}, "donors"),
        ({"donors": (1, 2)}, "too_few_donors"),
        ({"windows": ()}, "windows"),
        ({"windows": ((40, 40),)}, "windows"),
        ({"windows": ((40, 41), (39, 40))}, "windows"),
        ({"windows": ((3, 4),)}, "no_history"),
        ({"history": 0}, "windows"),
        ({"reach": 1}, "too_few_placebos"),
        ({"season": 24}, "season"),
        ({"coverage": 0.1}, "coverage"),
        ({"units": ("a",)}, "shape"),
    ],
)
def test_editions_that_cannot_be_estimated_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(yearly(1), **change)
    assert refused.value.code == code


def test_a_missing_cell_of_a_panel_of_editions_is_named() -> None:
    outcomes = yearly(1).outcomes.copy()
    outcomes[2, 5] = np.nan
    with pytest.raises(UnusableProblem, match="unit 2 has no value for month 5"):
        replace(yearly(1), outcomes=outcomes)


def test_the_checker_of_editions_names_every_forged_figure_and_progress_is_told() -> None:
    problem = yearly(2)
    told: list[tuple[int, int]] = []
    found = estimate_repeated(problem, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1 + len(found.shifts) + 6, 1 + len(found.shifts) + 6)
    forged = replace(found, p_weeks=0.0, unit_means=found.unit_means[1:], mean=99.0)
    assert {one.figure for one in check_repeated(problem, forged)} == {
        "mean",
        "p by weeks",
        "p by units",
        "number of placebos",
    }


def test_quiet_weeks_without_any_spread_pool_nothing() -> None:
    problem = yearly(2)
    flat = replace(problem, outcomes=np.full((7, 72), 5.0))
    found = estimate_repeated(flat)
    assert (found.mean, found.pooled, found.p_weeks, found.p_units, found.pre_fit) == (0.0, None, 1.0, 1.0, 0.0)


STARTS = st.lists(st.sampled_from([None, 4, 6, 9]), min_size=4, max_size=7)


def adopted(starts: list[int | None], seed: int, **more: object) -> StaggeredProblem:
    everyone = (None, None, *starts, 6)
    random = np.random.default_rng(seed)
    outcomes = (
        random.normal(size=(len(everyone), 1)) * 5 + random.normal(size=12) + random.normal(size=(len(everyone), 12))
    )
    names = tuple(f"unit {row}" for row in range(len(everyone))), tuple(f"month {column}" for column in range(12))
    return StaggeredProblem(outcomes, *names, starts=everyone, **({"permutations": 3} | more))  # type: ignore[arg-type]


@settings(max_examples=15)
@given(
    STARTS,
    SEEDS,
    st.sampled_from(["never", "not_yet"]),
    st.sampled_from(["difference", "synthetic"]),
    st.integers(0, 2),
)
def test_no_treated_unit_ever_stands_for_the_untreated(
    starts: list[int | None], seed: int, donors: str, method: str, anticipation: int
) -> None:
    problem = adopted(starts, seed, donors=donors, method=method, anticipation=anticipation)
    found = estimate_staggered(problem)
    forbidden = [
        (one.cohort, one.period, row)
        for one in found.group_times
        for row in one.donors
        if row in one.treated or ((start := problem.starts[row]) is not None and start - anticipation <= one.period)
    ]
    assert forbidden == []
    assert check_staggered(problem, found) == ()


@settings(max_examples=15)
@given(STARTS, SEEDS, st.sampled_from(["never", "not_yet"]))
def test_effects_that_grow_and_differ_by_cohort_are_recovered_exactly(
    starts: list[int | None], seed: int, donors: str
) -> None:
    problem = adopted(starts, seed, donors=donors)
    random = np.random.default_rng(seed)
    outcomes = random.normal(size=(len(problem.starts), 1)) + random.normal(size=12)
    for row, start in enumerate(problem.starts):
        if start is not None:
            outcomes[row, start:] += start + np.arange(12 - start)
    found = estimate_staggered(replace(problem, outcomes=outcomes))
    expected = [one.cohort + one.period - one.cohort if one.period >= one.cohort else 0.0 for one in found.group_times]
    assert [one.effect for one in found.group_times] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=10)
@given(SEEDS, st.sampled_from(["difference", "synthetic"]), st.permutations(range(9)))
def test_the_order_of_units_and_their_levels_do_not_matter(seed: int, method: str, order: list[int]) -> None:
    problem = adopted([4, 4, None, 9, 6, None], seed, method=method)
    turned = replace(
        problem,
        outcomes=problem.outcomes[order] + np.arange(9.0)[:, None],
        units=tuple(problem.units[row] for row in order),
        starts=tuple(problem.starts[row] for row in order),
    )
    plain, other = estimate_staggered(problem), estimate_staggered(turned)
    assert other.overall.effect == pytest.approx(plain.overall.effect, abs=1e-6)
    assert [one.effect for one in other.by_event_time] == pytest.approx(
        [one.effect for one in plain.by_event_time], abs=1e-6
    )


def test_cohorts_weigh_by_their_units_and_one_alone_has_no_interval() -> None:
    problem = adopted([4, 4, 4, None, None], 3)
    found = estimate_staggered(problem)
    by_cohort = {one.key: one for one in found.by_cohort}
    assert found.overall.effect == pytest.approx((3 * by_cohort[4].effect + by_cohort[6].effect) / 4)
    assert [np.isnan(by_cohort[key].standard_error) for key in (4, 6)] == [False, True]
    assert found.p_value >= 1 / 4
    told: list[tuple[int, int]] = []
    estimate_staggered(problem, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_the_checker_names_a_forbidden_donor_and_a_forged_effect() -> None:
    problem = adopted([4, 4, None, 9], 3)
    found = estimate_staggered(problem)
    late = next(number for number, one in enumerate(found.group_times) if one.cohort == 4 and one.period == 11)
    forged = list(found.group_times)
    forged[late] = replace(forged[late], donors=(*forged[late].donors, 5), treated=(2, 4), effect=99.0)
    told = {one.figure for one in check_staggered(problem, replace(found, group_times=tuple(forged), p_value=0.0))}
    assert told == {"cohort", "donor though treated", "effect", "effect of the cohort", "p"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"starts": (None, 4)}, "shape"),
        ({"starts": (None,) * 6}, "nobody_treated"),
        ({"starts": (0, None, None, None, 4, None)}, "no_base"),
        ({"starts": (4, 4, 4, 4, 4, None), "donors": "never"}, "too_few_donors"),
        ({"coverage": 2.0}, "coverage"),
    ],
)
def test_starts_that_cannot_be_compared_are_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(adopted([4, None, None], 1), **change)
    assert refused.value.code == code


def test_nothing_is_claimed_once_all_are_treated() -> None:
    problem = replace(adopted([4, None, None], 1), starts=(4, 4, 6, 6, 6, 6))
    found = estimate_staggered(problem)
    assert {period for cohort, period in found.left_out if cohort == 4} == {6, 7, 8, 9, 10, 11}
    with pytest.raises(UnusableProblem, match="nothing can be compared"):
        estimate_staggered(replace(problem, starts=(4,) * 6))


@settings(max_examples=5)
@given(SEEDS, st.floats(-1e6, 1e6), st.sampled_from(["synthetic", "difference"]))
def test_what_editions_could_show_never_sees_one(seed: int, anything: float, method: str) -> None:
    problem = yearly(seed, method=method)
    outcomes = problem.outcomes.copy()
    outcomes[:, sorted(problem.near)] = anything
    plain, other = (
        detectable_repeated(one, editions=(1, 3), level=0.2, draws=50)
        for one in (problem, replace(problem, outcomes=outcomes))
    )
    assert other.smallest == pytest.approx(plain.smallest, rel=1e-6)


def test_more_editions_average_out_what_does_not_come_back_every_year() -> None:
    problem = yearly(5, reach=6, history=2)
    found = detectable_repeated(problem, editions=(1, 4, 16), donors=(3, 6), level=0.2, draws=500)
    assert (found.editions, found.donors, found.years, found.ways) == ((1, 4, 16), (3, 6), 3, len(problem.shifts))
    assert (found.smallest[0] > found.smallest[1]).all()
    assert (found.smallest[1] > found.smallest[2]).all()
    own = problem.outcomes.copy()
    own[0] += 30 * np.sin(2 * np.pi * np.arange(72) / 12)
    season = detectable_repeated(replace(problem, outcomes=own), editions=(1, 400), level=0.2, draws=500)
    assert season.shared > 5 * found.shared
    assert season.smallest[1, 0] > season.shared / 2
    taken_off = replace(yearly(5, reach=4, history=2), outcomes=own, season=12)
    assert detectable_repeated(taken_off, editions=(1,), level=0.3, draws=50).shared < season.shared / 5


def test_a_smallest_effect_grows_with_the_unit_and_is_infinite_with_too_few_ways() -> None:
    problem = yearly(3)
    plain, scaled = (
        detectable_repeated(replace(problem, outcomes=one), editions=(2,), level=0.2, draws=50)
        for one in (problem.outcomes, -7 * problem.outcomes)
    )
    assert scaled.smallest == pytest.approx(7 * plain.smallest)
    assert np.isinf(detectable_repeated(problem, editions=(2,), level=0.05, draws=50).smallest).all()
    flat = replace(problem, outcomes=np.full((7, 72), 5.0))
    assert detectable_repeated(flat, editions=(2,), level=0.2, draws=50).smallest.tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": 0.0}, "level"),
        ({"editions": ()}, "editions"),
        ({"donors": (2,)}, "donors"),
        ({"donors": (7,)}, "donors"),
    ],
)
def test_what_cannot_be_asked_of_editions_beforehand_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        detectable_repeated(yearly(1), **({"editions": (1,)} | change))  # type: ignore[arg-type]
    assert refused.value.code == code
    with pytest.raises(UnusableProblem, match="The years of quiet weeks are 1"):
        detectable_repeated(replace(yearly(1), windows=((31, 32),)), editions=(1,))


def untouched(seed: int, starts: tuple[int | None, ...], periods: int = 24, **more: object) -> StaggeredProblem:
    random = np.random.default_rng(seed)
    outcomes = random.normal(size=(len(starts), periods)) + random.normal(size=periods).cumsum()
    names = tuple(f"unit {row}" for row in range(len(starts))), tuple(f"month {column}" for column in range(periods))
    return StaggeredProblem(outcomes, *names, starts=starts, **more)  # type: ignore[arg-type]


def test_starts_that_could_be_seen_are_found_in_four_studies_of_five() -> None:
    told = []
    for seed in range(24):
        design = untouched(seed, (14, 14, 16, *[None] * 6), 34)
        before = replace(design, outcomes=design.outcomes[:, :22], periods=design.periods[:22])
        found = detectable_staggered(before, lengths=(6,), level=0.1, lots=40, seed=seed)
        outcomes, starts = design.outcomes[:, :30].copy(), (22, 22, 24, *[None] * 6)
        for row, start in enumerate(starts[:3]):
            outcomes[row, start:] += found.smallest[0, 0] * (-1) ** seed
        study = replace(design, outcomes=outcomes, starts=starts, periods=design.periods[:30], permutations=59)
        told.append(estimate_staggered(study).p_value <= 0.1)
    assert 0.65 <= np.mean(told) <= 0.95


@settings(max_examples=5)
@given(SEEDS, st.sampled_from(["never", "not_yet"]), st.sampled_from(["difference", "synthetic"]))
def test_neither_levels_nor_what_all_share_change_what_starts_could_show(seed: int, donors: str, method: str) -> None:
    problem = untouched(seed, (14, 14, 17, *[None] * 4), donors=donors, method=method)
    moved = problem.outcomes * -3 + np.arange(7.0)[:, None] + np.arange(24.0) ** 2
    plain, other = (
        detectable_staggered(one, lengths=(1, 5), level=0.1, lots=20)
        for one in (problem, replace(problem, outcomes=moved))
    )
    assert other.smallest == pytest.approx(3 * plain.smallest, rel=1e-4)
    assert other.studies.tolist() == plain.studies.tolist()


def test_more_places_show_smaller_effects_and_too_few_ways_of_dealing_none() -> None:
    problem = untouched(2, (12, 12, 14, 14, *[None] * 8))
    sizes = ((1, 3), (2, 8), (4, 4), (4, 8))
    found = detectable_staggered(problem, lengths=(1, 4, 40), sizes=sizes, level=0.1, lots=60)
    assert np.isinf(found.smallest[:, 0]).all()
    assert (found.smallest[:2, 3] < found.smallest[:2, 1]).all()
    assert (np.isinf(found.smallest[2]).all(), found.studies[2].tolist()) == (True, [0, 0, 0, 0])
    alone = detectable_staggered(problem, lengths=(1,), sizes=((1, 1),), level=0.1)
    assert (np.isinf(alone.smallest).all(), alone.studies.tolist()) == (True, [[0]])
    told: list[tuple[int, int]] = []
    detectable_staggered(problem, lengths=(1,), lots=25, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(told) - 1, len(told))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"power": 1.0}, "level"),
        ({"lengths": (0,)}, "lengths"),
        ({"sizes": ((4, 4),)}, "sizes"),
        ({"sizes": ((2, 1),)}, "sizes"),
        ({"lengths": (22,)}, "no_room"),
    ],
)
def test_what_cannot_be_asked_of_starts_beforehand_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        detectable_staggered(
            untouched(1, (12, 12, 14, *[None] * 4), donors="never"),
            **({"lengths": (1,)} | change),  # type: ignore[arg-type]
        )
    assert refused.value.code == code


def test_several_outcomes_of_editions_and_of_starts_are_judged_by_the_same_placebos() -> None:
    problems = [yearly(seed) for seed in (1, 2, 3)]
    outcomes = problems[0].outcomes.copy()
    for begin, end in problems[0].windows:
        outcomes[0, begin:end] += 9.0
    problems[0] = replace(problems[0], outcomes=outcomes)
    found = [estimate_repeated(one) for one in problems]
    together = joint_several(problems, found)
    assert together.effects.tolist() == [one.mean for one in found]
    assert together.p_values == pytest.approx([one.p_weeks for one in found])
    assert (together.adjusted_p_values >= together.p_values).all()
    assert together.p_values[0] == 1 / (1 + len(found[0].shifts))
    assert together.adjusted_p_values[0] <= 3 * together.p_values[0]

    starts = [adopted([4, None, None, 9], seed, permutations=39) for seed in (1, 2)]
    dealt = [estimate_staggered(one) for one in starts]
    same = joint_several([starts[0], starts[0]], [dealt[0], dealt[0]])
    assert same.adjusted_p_values.tolist() == same.p_values.tolist()
    assert joint_several(starts, dealt).p_values == pytest.approx([one.p_value for one in dealt])
    for others, estimates in (([], []), (starts, dealt[:1])):
        with pytest.raises(UnusableProblem, match="Give at least one outcome"):
            joint_several(others, estimates)
    with pytest.raises(UnusableProblem, match="Outcome 2 is not of the same units"):
        joint_several([starts[0], replace(starts[1], seed=2)], dealt)


def test_what_a_finished_study_of_starts_would_have_told_counts_lots_that_grow_with_the_effect() -> None:
    told = []
    for seed in range(24):
        design = untouched(seed, (10, 10, 14, *[None] * 4), permutations=99)
        seen = seen_by(estimate_staggered(design), level=0.1)
        outcomes = untouched(1000 + seed, design.starts).outcomes.copy()
        for row, start in enumerate(design.starts[:3]):
            outcomes[row, start:] += seen * (-1) ** seed
        told.append(estimate_staggered(replace(design, outcomes=outcomes)).p_value <= 0.1)
    assert 0.65 <= np.mean(told) <= 0.95
    one = estimate_staggered(untouched(1, (10, *[None] * 4), permutations=99))
    assert np.isinf(seen_by(one, level=0.1))  # one lot in five is the same start again
    flat = replace(untouched(1, (10, 10, 14, *[None] * 4)), outcomes=np.full((7, 24), 5.0))
    assert seen_by(estimate_staggered(flat), level=0.1) == 0.0
    with pytest.raises(UnusableProblem, match="shares between 0 and 1"):
        seen_by(one, level=2.0)


def test_places_that_change_roles_with_those_that_never_start_hide_every_effect() -> None:
    problem = untouched(4, (12, 12, None, None), donors="never")
    found = detectable_staggered(problem, lengths=(1,), level=0.3)
    assert found.studies.tolist() == [[6 * 6]]
    assert np.isinf(found.smallest).all()  # of six ways of dealing two are one another's mirror
