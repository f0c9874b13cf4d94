"""What editions together could see: the same weeks in quiet time, before the first edition and between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from samspel.effects.charts.power import Curves, power_chart, power_shown
from samspel.effects.instances import compared
from samspel.effects.kinds.beforehand import LATER, kept_so_far
from samspel.effects.kinds.editions.advice import advice, better
from samspel.effects.kinds.editions.estimating import editions_of, repeated
from samspel.effects.kinds.editions.years import end_of_figures, near_editions, windows_there, years_before
from samspel.effects.kinds.manner import Foreseen, Foresight, Progress
from samspel.effects.kinds.placebos import POWER
from samspel.effects.readers.text import in_time_order, is_dated
from samspel.effects.sentences.kinds import periods as told_periods
from samspel.effects.sentences.power import donors
from samspel.effects.telling import Values
from samspel.effects.types import Registration, Table
from samspel.effects.verdicts import level_of
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.editions import RepeatedProblem, detectable_repeated
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.errors import BadInput, Problem
from samspel.records.types import Answer, Plain

FURTHER = 5
"""Editions beyond those registered that the curve goes on to."""

FEWEST_YEARS = 2


def _unseen(registration: Registration) -> str:
    return _(
        "Figures of the editions, and of %(periods)s on both sides of each, are not used: quiet weeks before and "
        "between them take their place."
    ) % {"periods": told_periods(editions_of(registration).washout)}


def _before(table: Table, registration: Registration) -> Table:
    """Return the figures of quiet weeks; where an edition is or may be felt there are none, whatever the file has."""
    editions = editions_of(registration)
    end = table.periods.index(registration.last_period) + 1 if registration.last_period in table.periods else None
    periods = table.periods[:end]
    _refuse_passed_over(registration, periods)
    near = near_editions(editions, periods)
    rows = tuple(tuple(0.0 if at in near else row[at] for at in range(len(periods))) for row in table.values)
    later = replace(editions, windows=tuple(replace(one, first=LATER, last=LATER) for one in editions.windows))
    figures = kept_so_far(Table(table.units, periods, rows), replace(registration, editions=later))
    near = near_editions(editions, figures.periods)
    blanked = (tuple(None if at in near else value for at, value in enumerate(row)) for row in figures.values)
    return Table(figures.units, figures.periods, tuple(blanked))


def _refuse_passed_over(registration: Registration, periods: tuple[str, ...]) -> None:
    """Refuse figures that go past an edition without having its periods: weeks apart would stand side by side."""
    for one in editions_of(registration).windows:
        for label in (one.first, one.last):
            if label in periods or not is_dated([label, *periods]):
                continue
            if in_time_order([label, periods[-1]])[0] == label:
                reason = _("is registered but not among the periods, and the figures go on after it.")
                advice = _("Keep its column, empty if you wish: figures of the editions are not used here.")
                raise BadInput([Problem(None, label, reason, advice)])


def _asked(registration: Registration, figures: Table) -> dict[str, Any]:
    planned, count = len(editions_of(registration).windows), len(registration.donors)
    least = MIN_DONORS + 1
    return {
        "editions": list(range(1, planned + FURTHER + 1)),
        "sizes": sorted({max(least, count // 4), max(least, count // 2), count}),
    }


def quiet_years(plain: Plain) -> RepeatedProblem:
    """Return the problem of all years whose weeks are quiet or are hidden as an edition's.

    Years before the first edition are added as long as every shift stays open and, with a season to take off, half of
    the time is left to know it.

    Raises
    ------
    UnusableProblem
        If there are fewer than two such years, or too few quiet weeks in them.
    """
    registration, periods = Registration.from_plain(plain["registration"]), plain["periods"]
    editions = editions_of(registration)
    there = windows_there(editions, {label: at for at, label in enumerate(periods)})
    windows = (*years_before(editions, periods), *there)
    if len(windows) < FEWEST_YEARS:
        raise UnusableProblem(
            "too_few_years",
            "The years of quiet weeks are %(count)d: two at least tell what comes back every year from what does not.",
            count=len(windows),
        )
    end = end_of_figures(editions, registration.last_period, periods, windows[-1])
    figures = {**plain, "periods": periods[:end], "outcomes": _filled(plain, end)}
    start = registration.first_treated if registration.first_treated in figures["periods"] else periods[end - 1]
    outcomes = compared(figures, replace(registration, first_treated=start))
    fewest = max(FEWEST_YEARS, len(there))
    room = end // 2 if editions.season else 0
    for kept in range(len(windows), fewest - 1, -1):
        try:
            problem = repeated(registration, outcomes, figures, windows[-kept:])
        except UnusableProblem:
            if kept == fewest:
                raise
            continue
        if problem.clean >= room or kept == fewest:
            return problem
    raise ValueError("no number of years was tried")


def _filled(plain: Plain, end: int) -> list[list[float]]:
    """Return the figures with each unit's mean where there is none: what stands there is never read."""
    outcomes = np.array(plain["outcomes"], dtype=np.float64)[:, :end]
    filled = np.where(np.isnan(outcomes), np.nanmean(outcomes, axis=1, keepdims=True), outcomes)
    return [[float(value) for value in row] for row in filled]


def _execute(plain: Plain, seed: int, tell: Progress) -> Answer:
    registration, problem = Registration.from_plain(plain["registration"]), quiet_years(plain)
    editions, level = editions_of(registration), level_of(registration)
    surface = detectable_repeated(
        problem,
        editions=plain["editions"],
        donors=plain["sizes"],
        level=level,
        power=POWER,
        seed=seed,
        progress=lambda done, total: tell(0.6 * done / total),
    )
    values = {
        "editions": plain["editions"],
        "planned": len(editions.windows),
        "donors": plain["sizes"],
        "smallest": [[_possible(value) for value in row] for row in surface.smallest.tolist()],
        "ways": surface.ways,
        "years": surface.years,
        "shared": surface.shared,
        "yearly": surface.yearly,
        "others": list(_others(problem, len(editions.windows), level, seed)),
        "level": level,
        "first": plain["periods"][0],
        "last": plain["periods"][-1],
    }
    return Answer(values, tuple(power_chart(_curves, registration, values, plain["registration_digest"][:8])))


def _possible(value: float) -> float | None:
    return value if isfinite(value) else None


def _others(problem: RepeatedProblem, planned: int, level: float, seed: int) -> Iterator[dict[str, Any]]:
    """Yield what the registered editions would see with twice the quiet periods before them, or over twice as long."""
    wider = tuple((begin, 2 * end - begin) for begin, end in problem.windows)
    changes = (
        ("history", 2 * problem.history, {"history": 2 * problem.history}),
        ("length", wider[0][1] - wider[0][0], {"windows": wider}),
    )
    for name, count, change in changes:
        try:
            other = replace(problem, **change)
        except UnusableProblem:
            continue
        found = detectable_repeated(other, editions=[planned], level=level, power=POWER, seed=seed)
        if isfinite(smallest := float(found.smallest[0, 0])):
            yield {"what": name, "count": count, "smallest": smallest, "ways": found.ways}


def _curves(_registration: Registration, values: Values) -> Curves:
    axis = _("number of editions")
    return Curves(axis, values["editions"], donors(values["donors"]), values["smallest"], values["planned"])


def _tell(registration: Registration, values: Values) -> Foreseen:
    chart, grid = power_shown(registration, _curves(registration, values))
    return Foreseen(advice(registration, values), chart, grid, tuple(better(registration, values)))


FORESIGHT = Foresight(unseen=_unseen, before=_before, asked=_asked, problem=quiet_years, execute=_execute, tell=_tell)
