"""A run's problem → the series' problem → expected path, effect, made-up events → plain values and charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspel.effects.checking import refuse_violations
from samspel.effects.kinds.alone.charts import charts_of
from samspel.effects.kinds.alone.red_days import red_days
from samspel.effects.kinds.alone.refusals import refused
from samspel.effects.kinds.alone.verdicts import detectable
from samspel.effects.kinds.manner import Progress
from samspel.effects.models import Beside
from samspel.effects.readers.clock import DAY_MINUTES, minutes_of
from samspel.effects.types import Alone, Registration, Transform
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.series import (
    Range,
    SeriesEstimate,
    SeriesProblem,
    check_series,
    estimate_series,
)
from samspel.records.types import Answer, Plain

Floats = NDArray[np.float64]

SHARE_OF_ESTIMATE = 0.8
DAYS_AROUND_HOURS, DAYS_AROUND_DAYS = 2, 14
"""Shown on both sides of the event, or as long as it is: in years of hours nobody could see an evening."""


def series_problem(plain: Plain) -> SeriesProblem:
    """Return the engine's problem.

    Raises
    ------
    UnusableProblem
        If the series is too short, lacks a figure during the event, or cannot be learnt from.
    """
    registration = Registration.from_plain(plain["registration"])
    alone, periods = _alone(registration), plain["periods"]
    figures = _array(plain["outcomes"])
    first = datetime.fromisoformat(periods[0])
    return SeriesProblem(
        values=figures[0],
        first=first,
        step_minutes=minutes_of(periods[0]),
        begin=periods.index(registration.first_treated),
        end=periods.index(alone.last) + 1,
        holidays=_holidays(alone, first.date(), datetime.fromisoformat(periods[-1]).date()),
        covariates=_covariates(plain, alone, len(periods)),
        controls=figures[1:].T,
        ignored=_ignored(alone, periods),
        log=registration.transform is Transform.LOG,
        offset=alone.offset,
        yearly_waves=alone.waves,
        placebos=alone.placebos,
    )


def execute(problem: Plain, tell: Progress) -> Answer:
    """Estimate, check and draw in both languages; changes nothing and needs no seed.

    Raises
    ------
    ValueError
        If nothing can be estimated, or if the checker, which shares nothing with the solver, finds a figure wrong.
    """
    registration = Registration.from_plain(problem["registration"])
    instance = series_problem(problem)
    try:
        found = estimate_series(instance, lambda done, total: tell(SHARE_OF_ESTIMATE * done / total))
    except UnusableProblem as error:
        raise ValueError(refused(error)) from error
    refuse_violations(check_series(instance, found))
    values = _plain(registration, instance, found, problem["periods"])
    return Answer(values, charts_of(registration, values, key=problem["registration_digest"][:8]))


def _alone(registration: Registration) -> Alone:
    if registration.alone is None:
        raise UnusableProblem("window", "The registration is not of a series alone.")
    return registration.alone


def _array(rows: Sequence[Sequence[float | None]]) -> Floats:
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=np.float64)


def _holidays(alone: Alone, first: date, last: date) -> frozenset[date]:
    listed = frozenset(date.fromisoformat(day) for day in alone.holidays)
    return listed | (red_days(first, last) if alone.red_days else frozenset())


def _covariates(plain: Plain, alone: Alone, steps: int) -> Floats:
    """Return a column for each registered covariate, shape (steps, covariates)."""
    if not alone.covariates:
        return np.zeros((steps, 0))
    loaded = plain["beside"][Beside.COVARIATES]
    return _array([loaded["values"][loaded["units"].index(name)][:steps] for name in alone.covariates]).T


def _ignored(alone: Alone, periods: Sequence[str]) -> NDArray[np.bool_]:
    # Labels of days and hours sort as the time does.
    return np.array([any(span.first <= period <= span.last for span in alone.ignored) for period in periods], bool)


def _plain(
    registration: Registration, problem: SeriesProblem, found: SeriesEstimate, periods: Sequence[str]
) -> dict[str, Any]:
    """Return an estimate as a JSON object, in the outcome's unit; paths of the event, figures of the days around."""
    days = DAYS_AROUND_DAYS if problem.step_minutes == DAY_MINUTES else DAYS_AROUND_HOURS
    around = max(days * problem.steps_a_day, problem.end - problem.begin)
    begin = max(0, problem.begin - around)
    shown = slice(begin, problem.end + around)
    scores = found.backtest.scores
    as_unusual = int(np.count_nonzero(np.abs(scores) >= abs(found.score)))
    observed, expected = float(problem.values[problem.begin : problem.end].sum()), float(found.path.sum())
    return {
        "treated": registration.treated,
        "step_minutes": problem.step_minutes,
        "periods": list(periods[shown]),
        "observed": [None if np.isnan(value) else float(value) for value in problem.values[shown]],
        "begin": problem.begin - begin,
        "end": problem.end - begin,
        "path": found.path.tolist(),
        "lower": found.lower.tolist(),
        "upper": found.upper.tolist(),
        "observed_sum": observed,
        "expected_sum": expected,
        "effect": found.total.value,
        "total": _ends(found.total),
        "widened": _ends(found.widened),
        "relative": found.total.value / expected if expected > 0 else None,
        "coverage": problem.coverage,
        "score": found.score,
        "p_value": (1 + as_unusual) / (1 + len(scores)),
        "smallest_p_value": 1 / (1 + len(scores)),
        "as_unusual": as_unusual,
        "placebos": [
            {"begin": periods[origin], "score": float(score)}
            for origin, score in zip(found.backtest.origins, scores, strict=True)
        ],
        "backtest": _backtest(found),
        "steps_used": found.steps_used,
        "steps_before": problem.begin,
        "holidays": _days_off(problem),
        "detectable": detectable(registration, problem, found),
    }


def _ends(one: Range) -> dict[str, float]:
    return {"lower": one.lower, "upper": one.upper}


def _backtest(found: SeriesEstimate) -> dict[str, float | None]:
    told = found.backtest
    named = {"total_coverage": told.total_coverage, "step_coverage": told.step_coverage, "widening": told.widening}
    return {name: None if np.isnan(value) else value for name, value in named.items()}


def _days_off(problem: SeriesProblem) -> dict[str, Any]:
    """Return how many holidays lie before the event, and which in it."""
    start, last = problem.day(problem.begin), problem.day(problem.end - 1)
    first = problem.first.date()
    return {
        "before": sum(first <= day < start for day in problem.holidays),
        "within": sorted(day.isoformat() for day in problem.holidays if start <= day <= last),
    }
