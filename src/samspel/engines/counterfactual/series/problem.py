"""The problem: a series on a regular clock, the window of the event, and what else is known of each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DAY_MINUTES = 1440
YEAR_DAYS = 365.2425
MIN_CYCLES = 4
"""Weeks before the window: with fewer an hour of the week has been seen too seldom to know how it varies."""
MIN_HOLIDAYS = 3
"""Holidays before the window from which a holiday's hours can be learnt."""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesProblem:
    """One series, fitted before a window and forecast over it.

    Parameters
    ----------
    values : array of shape (steps,)
        In any unit; NaN where nothing was measured. Copied and made read-only, as all arrays here.
    first : datetime without zone
        Clock time at which the first step begins. The clock must be the one people live by, with a gap (NaN) or a
        sum where it is put forward or back.
    step_minutes : int
        60 for hours, 1440 for days; must divide a day.
    begin, end : int
        The window, half open: the first step in which an effect is possible, and the first after the last.
    holidays : frozenset of date, optional
        Days whose hours are like no weekday's. With fewer than three before the window their hours are set aside.
    covariates : array of shape (steps, covariates), optional
        Weather and the like, known over the window too, and not moved by the event.
    controls : array of shape (steps, controls), optional
        Other series in the same unit that the event cannot reach; transformed like `values`.
    ignored : array of bool of shape (steps,), optional
        Steps before the window that are known to be unlike it: earlier events, lockdowns, faults.
    log : bool, optional
        Model logarithms, so that effects and seasons are shares. Figures are turned back exactly.
    offset : float, optional
        Added before the logarithm, in the unit of `values`; needed only where there are zeros.
    yearly_waves : int, optional
        Pairs of sine and cosine over the year, each also with the first two waves of the day; 0 for none.
    coverage : float, optional
        Of intervals, between 0 and 1.
    placebos : int, optional
        Most made-up events in the time before.

    Raises
    ------
    UnusableProblem
        ``shape``, ``step``, ``window``, ``too_short``, ``season_too_short``, ``not_finite``, ``not_positive``,
        ``window_gap``, ``constant``, ``coverage``, ``holiday_unknown``, ``placebos``, ``waves``.
    """

    values: Floats
    first: datetime
    step_minutes: int
    begin: int
    end: int
    holidays: frozenset[date] = frozenset()
    covariates: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    controls: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    ignored: Bools = field(default_factory=lambda: np.zeros(0, bool))
    log: bool = True
    offset: float = 0.0
    yearly_waves: int = 2
    coverage: float = 0.95
    placebos: int = 100

    def __post_init__(self) -> None:
        steps = len(self.values)
        self._freeze("values", np.array(self.values, dtype=np.float64))
        for name in ("covariates", "controls"):
            table = np.array(getattr(self, name), dtype=np.float64)
            table = table[:, None] if table.ndim == 1 else table
            self._freeze(name, table if table.size else np.zeros((steps, 0)))
        self._freeze("ignored", np.array(self.ignored, dtype=bool) if len(self.ignored) else np.zeros(steps, bool))
        _refuse_shape(self)
        _refuse_window(self)
        _refuse_values(self)
        _refuse_settings(self)

    def _freeze(self, name: str, array: NDArray[np.generic]) -> None:
        array.setflags(write=False)
        object.__setattr__(self, name, array)

    @property
    def steps_a_day(self) -> int:
        return DAY_MINUTES // self.step_minutes

    def day(self, step: int) -> date:
        return self.at(step).date()

    def at(self, step: int) -> datetime:
        return self.first + timedelta(minutes=self.step_minutes * step)

    def transformed(self, values: Floats) -> Floats:
        """Return values on the scale of the model; NaN stays."""
        result: Floats = np.log(values + self.offset) if self.log else values
        return result


def _refuse_shape(problem: SeriesProblem) -> None:
    if problem.values.ndim != 1:
        raise UnusableProblem(
            "shape", "The values must be one series, not a table of %(axes)d axes.", axes=problem.values.ndim
        )
    for name in ("covariates", "controls", "ignored"):
        rows = len(getattr(problem, name))
        if rows != len(problem.values):
            raise UnusableProblem(
                "shape",
                "There are %(rows)d rows of %(name)s but %(steps)d values: give one row for each.",
                rows=rows,
                name=name,
                steps=len(problem.values),
            )
    if problem.step_minutes <= 0 or DAY_MINUTES % problem.step_minutes:
        raise UnusableProblem(
            "step",
            "A step of %(minutes)d minutes does not divide a day: use hours or days.",
            minutes=problem.step_minutes,
        )


def _refuse_window(problem: SeriesProblem) -> None:
    if not 0 < problem.begin < problem.end <= len(problem.values):
        raise UnusableProblem(
            "window",
            "The window from step %(begin)d to %(end)d must lie inside the series of %(steps)d steps, after its first.",
            begin=problem.begin,
            end=problem.end,
            steps=len(problem.values),
        )
    days = problem.begin / problem.steps_a_day
    if days < 7 * MIN_CYCLES:
        raise UnusableProblem(
            "too_short",
            "There are only %(days)d days before the window: at least %(least)d are needed to know an ordinary week.",
            days=int(days),
            least=7 * MIN_CYCLES,
        )
    if problem.yearly_waves > 0 and days < YEAR_DAYS:
        raise UnusableProblem(
            "season_too_short",
            "%(days)d days before the window cannot tell the season from the trend: give a whole year, or set "
            "yearly_waves to 0 and say so.",
            days=int(days),
        )


def _refuse_values(problem: SeriesProblem) -> None:
    window = problem.values[problem.begin : problem.end]
    if not np.isfinite(window).all():
        step = problem.begin + int(np.flatnonzero(~np.isfinite(window))[0])
        raise UnusableProblem(
            "window_gap",
            "Nothing was measured at %(at)s, inside the window: an effect there is unknown, not nought. Choose a "
            "window without it.",
            at=problem.at(step).isoformat(" ", "minutes"),
        )
    before = problem.values[: problem.begin][~problem.ignored[: problem.begin]]
    known = before[np.isfinite(before)]
    if len(known) < len(before) // 2 or np.ptp(known) == 0:
        raise UnusableProblem(
            "constant", "Before the window the series is constant, or mostly missing: nothing can be learnt."
        )
    _refuse_gaps_in(problem, "covariates")
    _refuse_gaps_in(problem, "controls")
    if problem.log:
        for series in (problem.values, *problem.controls.T):
            lowest = float(np.nanmin(series[: problem.end]))
            if lowest + problem.offset <= 0:
                raise UnusableProblem(
                    "not_positive",
                    "The value %(value)s has no logarithm: give an offset such as 0.5, or take no logarithms.",
                    value=lowest,
                )


def _refuse_gaps_in(problem: SeriesProblem, name: str) -> None:
    window = getattr(problem, name)[problem.begin : problem.end]
    rows = np.flatnonzero(~np.isfinite(window).all(axis=1))
    if len(rows):
        raise UnusableProblem(
            "not_finite",
            "The %(name)s have no value at %(at)s, inside the window: fill it from the source or leave the column out.",
            name=name,
            at=problem.at(problem.begin + int(rows[0])).isoformat(" ", "minutes"),
        )


def _refuse_settings(problem: SeriesProblem) -> None:
    if not 0.5 <= problem.coverage < 1:
        raise UnusableProblem(
            "coverage", "Coverage %(value)s: give a share from 0.5 to below 1.", value=problem.coverage
        )
    if problem.placebos < 0:
        raise UnusableProblem("placebos", "%(count)d placebos: give 0 or more.", count=problem.placebos)
    if not 0 <= problem.yearly_waves <= 6:
        raise UnusableProblem("waves", "%(count)d waves a year: give 0 to 6.", count=problem.yearly_waves)
    if holidays_before(problem) < MIN_HOLIDAYS and problem.holidays & set(days_of(problem, problem.begin, problem.end)):
        raise UnusableProblem(
            "holiday_unknown",
            "The window holds a holiday, but only %(count)d lie before it: at least %(least)d are needed to know one.",
            count=holidays_before(problem),
            least=MIN_HOLIDAYS,
        )


def days_of(problem: SeriesProblem, begin: int, end: int) -> list[date]:
    """Return the dates that steps from `begin` to `end` (half open) fall on, each once."""
    first, last = problem.day(begin), problem.day(end - 1)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def holidays_before(problem: SeriesProblem) -> int:
    return len(problem.holidays & set(days_of(problem, 0, problem.begin)))
