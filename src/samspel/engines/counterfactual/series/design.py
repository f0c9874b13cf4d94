"""What an ordinary step is made of: columns of the calendar, the season, weather and control series."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.series.problem import (
    DAY_MINUTES,
    MIN_HOLIDAYS,
    YEAR_DAYS,
    Bools,
    Floats,
    SeriesProblem,
    holidays_before,
)

DAILY_WAVES = 2


def columns_of(problem: SeriesProblem) -> Floats:
    """Return the regressors, shape (end, columns), of every step up to the window's end.

    Hour × weekday (each its own column, which together hold the level), a straight line, holiday × hour, waves of the
    year each also with the waves of the day, covariates, controls. Columns that are nought throughout are left out.
    """
    steps = np.arange(problem.end)
    minutes = _minute_of_monday(problem.first) + steps * problem.step_minutes
    slot = (minutes // problem.step_minutes) % (7 * problem.steps_a_day)
    parts = [_indicators(slot, 7 * problem.steps_a_day), (steps / problem.begin)[:, None]]
    if holidays_before(problem) >= MIN_HOLIDAYS:
        today = slot % problem.steps_a_day
        parts.append(_indicators(today, problem.steps_a_day) * _on_holiday(problem)[:, None])
    if problem.yearly_waves:
        parts.append(_season(problem, minutes))
    parts += [problem.covariates[: problem.end], problem.transformed(problem.controls[: problem.end])]
    columns: Floats = np.hstack(parts)
    used = (np.nan_to_num(columns[: problem.begin]) != 0).any(axis=0)
    return _centred(columns[:, used], problem.begin, start=7 * problem.steps_a_day)


def known_of(problem: SeriesProblem, columns: Floats) -> Bools:
    """Return which steps before the window can be learnt from, shape (end,); all of the window is True."""
    known: Bools = np.isfinite(columns).all(axis=1) & np.isfinite(problem.values[: problem.end])
    known[: problem.begin] &= ~problem.ignored[: problem.begin]
    if holidays_before(problem) < MIN_HOLIDAYS:
        known &= ~_on_holiday(problem)
    known[problem.begin :] = True
    return known


def hour_of(problem: SeriesProblem) -> NDArray[np.intp]:
    """Return the step of the day, shape (end,)."""
    minutes = problem.first.hour * 60 + problem.first.minute + np.arange(problem.end) * problem.step_minutes
    return ((minutes // problem.step_minutes) % problem.steps_a_day).astype(np.intp)


def _minute_of_monday(first: datetime) -> int:
    return first.weekday() * DAY_MINUTES + first.hour * 60 + first.minute


def _indicators(slot: NDArray[np.int_], slots: int) -> Floats:
    table = np.zeros((len(slot), slots))
    table[np.arange(len(slot)), slot] = 1.0
    return table


def _on_holiday(problem: SeriesProblem) -> Bools:
    days = {day.toordinal() for day in problem.holidays}
    minutes = problem.first.hour * 60 + problem.first.minute + np.arange(problem.end) * problem.step_minutes
    ordinals = problem.first.toordinal() + minutes // DAY_MINUTES
    found: Bools = np.isin(ordinals, sorted(days))
    return found


def _season(problem: SeriesProblem, minutes: NDArray[np.int_]) -> Floats:
    start = problem.first.toordinal() * DAY_MINUTES + problem.first.hour * 60
    year = _waves(
        (start + np.arange(problem.end) * problem.step_minutes) / DAY_MINUTES / YEAR_DAYS, problem.yearly_waves
    )
    if problem.steps_a_day < 8:
        return year
    day = _waves(minutes / DAY_MINUTES, DAILY_WAVES)
    both = (year[:, :, None] * day[:, None, :]).reshape(len(year), -1)
    return np.hstack([year, both])


def _waves(turns: Floats, count: int) -> Floats:
    angle = 2 * np.pi * turns[:, None] * np.arange(1, count + 1)
    return np.hstack([np.sin(angle), np.cos(angle)])


def _centred(columns: Floats, begin: int, start: int) -> Floats:
    """Bring all but the indicators to mean 0 and spread 1 before the window, for the digits; the fit is the same."""
    result = columns.copy()
    rest = result[:, start:]
    spread = np.nanstd(rest[:begin], axis=0)
    result[:, start:] = (rest - np.nanmean(rest[:begin], axis=0)) / np.where(spread > 0, spread, 1.0)
    return result
