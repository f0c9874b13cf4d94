"""A run's problem → bands of distance before, during and after → plain values and a chart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from samspel.effects.alongside.companion import Answered, Progress
from samspel.effects.alongside.rings.charts import charts_of
from samspel.effects.cells import as_array
from samspel.effects.checking import level_of, refuse_violations
from samspel.effects.instances import compared
from samspel.effects.readers.calendar import guess_periods
from samspel.effects.telling import Values
from samspel.effects.types import PeriodKind, Registration, Rings, Transform
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.displacement import RingEstimate, RingProblem, check_rings, estimate_rings
from samspel.records.types import Plain

SEASONAL = (PeriodKind.TERM, PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.WEEK, PeriodKind.DAY, PeriodKind.HOUR)
"""Periods of which a year has several, so that one is not like the other whatever happens."""


def problem_of(plain: Plain) -> RingProblem:
    """Return the engine's problem: the treated unit at 0 km, those near by their distance, donors beyond every band.

    What is compared are the figures themselves, whatever the effect's transform: only they add up over places.

    Raises
    ------
    UnusableProblem
        If the event ends before it begins, or nothing can be worked out.
    """
    registration = Registration.from_plain(plain["registration"])
    asked, periods = _asked(registration), list(plain["periods"])
    begin, last = periods.index(registration.first_treated), periods.index(asked.last)
    if last < begin:
        raise UnusableProblem(
            "rings_last",
            "The event ends (%(last)s) before it begins (%(first)s).",
            last=asked.last,
            first=registration.first_treated,
        )
    near, beyond = [one.unit for one in asked.near], asked.edges_km[-1] + 1.0
    rows = dict(zip(plain["units"], as_array(plain), strict=True))
    own = compared(plain, replace(registration, transform=Transform.LEVEL))
    return RingProblem(
        outcomes=np.vstack([own, *(rows[unit] for unit in near)]),
        units=(*registration.compared, *near),
        periods=tuple(periods),
        distances_km=np.array([0.0, *(beyond for _donor in registration.donors), *(one.km for one in asked.near)]),
        edges_km=asked.edges_km,
        begin=begin,
        end=last + 1,
        before=asked.before,
        after=asked.after,
        history=asked.history,
        relative=asked.relative,
        season=asked.season,
        coverage=1 - level_of(registration),
    )


def execute(plain: Plain, effect: Values, tell: Progress) -> Answered:
    """Work out every band and segment, and draw them. Raises `ValueError` if the checker finds a figure wrong."""
    problem = problem_of(plain)
    found = estimate_rings(problem)
    refuse_violations(check_rings(problem, found))
    values = _plain(problem, found)
    registration = Registration.from_plain(plain["registration"])
    return values, tuple(charts_of(registration, {"rings": values}, plain["registration_digest"][:8]))


def _asked(registration: Registration) -> Rings:
    if registration.rings is None:
        raise ValueError("The registration asks for no rings.")
    return registration.rings


def _plain(problem: RingProblem, found: RingEstimate) -> Plain:
    begin, end = problem.begin, problem.end
    spans = {"before": (begin - problem.before, begin), "during": (begin, end), "after": (end, end + problem.after)}
    return {
        "edges": list(problem.edges_km),
        "spans": {name: [problem.periods[a], problem.periods[b - 1]] for name, (a, b) in spans.items() if a < b},
        "parts": [
            {
                "band": one.band,
                "segment": one.segment,
                "units": one.units,
                "periods": one.periods,
                **_figure(one.effect, one.interval, one.p_value),
            }
            for one in found.parts
        ],
        "gross": _figure(found.gross, found.gross_interval, found.p_gross),
        "moved": _figure(found.moved, found.moved_interval, found.p_moved),
        "net": _figure(found.net, found.net_interval, found.p_net),
        "moved_share": found.moved_share if found.gross else None,
        "beyond": int((problem.bands == len(problem.edges_km)).sum()),
        "placebos": len(problem.shifts),
        "coverage": problem.coverage,
        "season": problem.season,
        "years": problem.years,
        "seasonal": guess_periods(problem.periods)[1] in SEASONAL,
    }


def _figure(effect: float, interval: tuple[float, float], p_value: float) -> Plain:
    return {"effect": effect, "lower": interval[0], "upper": interval[1], "p_value": p_value}
