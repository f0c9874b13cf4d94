"""A single seasonal series: the filter beside dense algebra, what the window may not touch, a New Year's Eve."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.series import Noise, SeriesProblem, check_series, estimate_series
from samspel.engines.counterfactual.series.check import dense_covariance
from samspel.engines.counterfactual.series.kalman import log_likelihood, whiten

SEEDS = st.integers(0, 2**32 - 1)
MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001


def days(seed: int, weeks: int = 20, **more: object) -> SeriesProblem:
    """Counts with a weekly pattern, a slow trend and a wave; the last four days are the window."""
    random = np.random.default_rng(seed)
    steps = np.arange(7 * weeks + 4)
    wave = np.zeros(len(steps))
    for step in steps[1:]:
        wave[step] = 0.5 * wave[step - 1] + 0.1 * random.normal()
    values = random.poisson(400 * np.exp(0.4 * (steps % 7 >= 5) + 0.002 * steps + wave)).astype(float)
    fields = {"step_minutes": 1440, "begin": 7 * weeks, "end": len(steps), "offset": 0.5, "yearly_waves": 0} | more
    return SeriesProblem(values, MONDAY, **fields)  # type: ignore[arg-type]


@settings(max_examples=8)
@given(SEEDS, st.booleans())
def test_the_checker_finds_nothing_wrong_and_dense_algebra_gives_the_same_path(seed: int, log: bool) -> None:
    problem = days(seed, log=log)
    gaps = problem.values.copy()
    gaps[[3, 40, 41, 90]] = np.nan
    problem = replace(problem, values=gaps)
    assert check_series(problem, estimate_series(problem)) == ()


@settings(max_examples=25)
@given(SEEDS, st.floats(0.0, 0.95), st.floats(0.01, 2.0), st.floats(0.0, 0.5), st.floats(0.0, 0.01))
def test_the_filter_is_generalised_least_squares(
    seed: int, persistence: float, white: float, level: float, slope: float
) -> None:
    random = np.random.default_rng(seed)
    noise = Noise(level=level, slope=slope, wave=0.3, persistence=persistence, white=white)
    known = random.random(40) < 0.8
    values = random.normal(size=40)
    covariance = dense_covariance(40, noise)[np.ix_(known, known)]
    innovations = whiten(values[:, None], known, noise).innovations[known, 0]
    squares = float(values[known] @ np.linalg.solve(covariance, values[known]))
    assert float(innovations @ innovations) == pytest.approx(squares, rel=1e-8)
    expected = -0.5 * (np.linalg.slogdet(covariance)[1] + known.sum() * np.log(squares / known.sum()))
    assert log_likelihood(values, known, noise) == pytest.approx(float(expected), rel=1e-8, abs=1e-8)


@settings(max_examples=5)
@given(SEEDS, st.integers(1, 500))
def test_what_happens_in_the_window_changes_the_effect_by_just_that_and_the_path_not_at_all(
    seed: int, more: int
) -> None:
    problem = days(seed)
    values = problem.values.copy()
    values[problem.begin :] += more
    plain, moved = estimate_series(problem), estimate_series(replace(problem, values=values))
    assert moved.path.tolist() == plain.path.tolist()
    assert moved.total.value == pytest.approx(plain.total.value + 4 * more)


@settings(max_examples=5)
@given(SEEDS, st.sampled_from([0.01, 3.0, 1000.0]), st.booleans())
def test_another_unit_of_measurement_gives_the_same_answer_in_it(seed: int, factor: float, log: bool) -> None:
    problem = days(seed, log=log, offset=0.0)
    turned = replace(problem, values=problem.values * factor)
    plain, other = estimate_series(problem), estimate_series(turned)
    assert other.path == pytest.approx(plain.path * factor, rel=1e-3)
    assert other.uplift.value == pytest.approx(plain.uplift.value, abs=2e-3)


def test_p_is_a_rank_among_made_up_events_and_never_zero() -> None:
    problem = days(1)
    values = problem.values.copy()
    values[problem.begin :] *= 50
    found = estimate_series(replace(problem, values=values))
    assert found.p_value == 1 / (1 + len(found.backtest.origins))
    assert [origin + 4 <= problem.begin for origin in found.backtest.origins] == [True] * len(found.backtest.origins)
    assert estimate_series(replace(problem, placebos=0)).p_value is None


def test_intervals_widen_as_the_window_goes_on_and_hold_the_mean() -> None:
    found = estimate_series(days(2))
    assert [bool(low < mean < high) for low, mean, high in zip(found.lower, found.path, found.upper, strict=True)] == [
        True
    ] * 4
    assert found.widened.lower <= found.total.lower < found.total.value < found.total.upper <= found.widened.upper


def test_a_control_series_takes_away_what_both_share() -> None:
    random = np.random.default_rng(5)
    shared = np.cumsum(random.normal(size=144)) * 0.05
    control = 300 * np.exp(shared + 0.01 * random.normal(size=144))
    values = 500 * np.exp(shared + 0.01 * random.normal(size=144))
    problem = SeriesProblem(values, MONDAY, 1440, 140, 144, yearly_waves=0)
    alone, beside = estimate_series(problem), estimate_series(replace(problem, controls=control))
    assert (beside.total.upper - beside.total.lower) * 2 < alone.total.upper - alone.total.lower
    assert check_series(replace(problem, controls=control), estimate_series(replace(problem, controls=control))) == ()


def test_holidays_are_learnt_from_those_before_or_set_aside() -> None:
    holidays = frozenset(MONDAY.date() + timedelta(days=day) for day in (9, 23, 58, 86, 100, 142))
    problem = days(3)
    values = problem.values.copy()
    values[[9, 23, 58, 86, 100, 142]] /= 5
    found = estimate_series(replace(problem, values=values, holidays=holidays))
    assert found.path[2] == pytest.approx(values[142], rel=0.5)
    few = frozenset(sorted(holidays)[:2])
    assert estimate_series(replace(problem, values=values, holidays=few)).steps_used == 138


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"step_minutes": 7}, "step"),
        ({"begin": 144}, "window"),
        ({"begin": 20, "end": 22}, "too_short"),
        ({"yearly_waves": 2}, "season_too_short"),
        ({"yearly_waves": -1}, "waves"),
        ({"values": np.zeros((2, 2))}, "shape"),
        ({"values": np.full(144, 7.0)}, "constant"),
        ({"values": np.where(np.arange(144) == 142, np.nan, 9.0 + np.arange(144) % 2)}, "window_gap"),
        ({"values": np.arange(144.0), "offset": 0.0}, "not_positive"),
        ({"covariates": np.full(144, np.nan)}, "not_finite"),
        ({"controls": np.ones(3)}, "shape"),
        ({"coverage": 1.0}, "coverage"),
        ({"placebos": -1}, "placebos"),
        ({"holidays": frozenset({date(2024, 5, 21)})}, "holiday_unknown"),
    ],
)
def test_what_cannot_be_estimated_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        replace(days(1), **change)
    assert refused.value.code == code


def test_too_few_steps_and_a_series_without_remainder_are_refused() -> None:
    with pytest.raises(UnusableProblem) as refused:
        estimate_series(replace(days(1), ignored=np.arange(144) > 5))
    assert refused.value.code == "too_few_steps"
    weekly = np.tile([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 21)[:144]
    with pytest.raises(UnusableProblem, match="without remainder"):
        estimate_series(replace(days(1), values=weekly, log=False))


def test_what_was_never_seen_before_the_window_is_refused() -> None:
    problem = days(1)
    tuesdays = np.arange(144) % 7 == 1
    with pytest.raises(UnusableProblem) as refused:
        estimate_series(replace(problem, ignored=tuesdays))
    assert refused.value.code == "not_identified"


def test_the_season_of_the_year_is_learnt_from_a_year() -> None:
    random = np.random.default_rng(7)
    steps = np.arange(2 * 365)
    values = 100 * np.exp(0.5 * np.sin(2 * np.pi * steps / 365.2425) + 0.02 * random.normal(size=len(steps)))
    problem = SeriesProblem(values, MONDAY, 1440, len(steps) - 28, len(steps), yearly_waves=1, placebos=3)
    told: list[tuple[int, int]] = []
    found = estimate_series(problem, progress=lambda done, total: told.append((done, total)))
    assert check_series(problem, found) == ()
    assert found.path == pytest.approx(values[-28:], rel=0.1)
    assert told == [(0, 4), (1, 4), (2, 4), (4, 4)]


def test_eight_times_a_day_has_a_season_by_the_time_of_day() -> None:
    steps = np.arange(8 * 400)
    turn = 2 * np.pi * steps / 8
    lifted = 0.3 * np.cos(2 * np.pi * steps / (8 * 365.2425)) * np.sin(turn)
    values = 100 * np.exp(lifted + 0.01 * np.random.default_rng(7).normal(size=len(steps)))
    problem = SeriesProblem(values, MONDAY, 180, len(steps) - 8, len(steps), yearly_waves=1, placebos=0)
    assert estimate_series(problem).path == pytest.approx(values[-8:], rel=0.05)


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"p_value": 0.0}, "p"),
        ({"median": np.ones(4)}, "path"),
        ({"effect": np.ones(4)}, "effect"),
        ({"lower": np.full(4, 1e9)}, "interval by step"),
    ],
)
def test_the_checker_names_every_figure_that_is_not_so(change: dict[str, object], figure: str) -> None:
    problem = days(1)
    forged = replace(estimate_series(problem), **change)  # type: ignore[arg-type]
    assert figure in {violation.figure for violation in check_series(problem, forged)}


def test_new_years_eve_in_auckland_cannot_be_missed(shared: Callable[[str], Path]) -> None:
    # Hours after midnight are filed under the date before: a date's rows run from six to five.
    first, end = datetime(2024, 11, 4, 6), datetime(2025, 1, 1, 6)  # noqa: DTZ001
    values = np.full(int((end - first).total_seconds()) // 3600, np.nan)
    with shared("footfall_auckland/hourly_counts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            hour = int(row["hour"].split(":")[0])
            at = datetime.fromisoformat(row["date"]) + timedelta(hours=hour + (24 if hour < 6 else 0))
            if first <= at < end:
                values[int((at - first).total_seconds()) // 3600] = float(row["210 Queen Street"])
    holidays = frozenset({date(2024, 12, 25), date(2024, 12, 26)})
    steps = len(values)
    problem = SeriesProblem(
        values, first, 60, steps - 8, steps, holidays=holidays, offset=0.5, yearly_waves=0, placebos=20
    )
    found = estimate_series(problem)
    assert check_series(problem, found) == ()
    assert found.widened.lower > 4000
    assert found.p_value == 1 / (1 + len(found.backtest.origins))
