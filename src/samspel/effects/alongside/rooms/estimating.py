"""A run's problem and the effect's own comparison → rooms displaced, night by night → plain values and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from samspel.effects.alongside.companion import Answered, Progress
from samspel.effects.alongside.rooms.charts import charts_of
from samspel.effects.checking import level_of
from samspel.effects.telling import Values
from samspel.effects.types import Registration, Rooms
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.displacement import (
    CrowdingBounds,
    RoomsProblem,
    crowding,
    crowding_bounds,
)
from samspel.records.types import Plain

Pairs = Sequence[tuple[float, float]]
TOGETHER = 1.0
"""Correlation of errors of which nothing is known: all nights go wrong alike, which gives the widest interval."""


def problem_of(plain: Plain) -> RoomsProblem | CrowdingBounds:
    """Return the engine's problem, or its bounds where only a mean occupancy is known.

    Before there is an estimate the study's own comparison stands at nobody.

    Raises
    ------
    UnusableProblem
        If a night lies before the event, or nothing can be worked out.
    """
    registration = Registration.from_plain(plain["registration"])
    asked, periods = _asked(registration), list(plain["periods"])
    if asked.occupancy is not None:
        return _bounds_of(asked, [one.demand for one in asked.nights])
    start = periods.index(registration.first_treated)
    for one in asked.nights if asked.by_comparison else ():
        if periods.index(one.period) < start:
            raise UnusableProblem(
                "rooms_before",
                "The night %(night)s lies before the event (%(first)s), where there is nothing to compare.",
                night=one.period,
                first=registration.first_treated,
            )
    nobody = [(0.0, 0.0)] * len(asked.nights)
    return _problem(asked, nobody if asked.by_comparison else _typed(asked), level_of(registration))


def execute(plain: Plain, effect: Values, tell: Progress) -> Answered:
    """Work out demand, displaced and net rooms. Where the comparison allows none, the values say why."""
    registration = Registration.from_plain(plain["registration"])
    asked, level = _asked(registration), level_of(registration)
    if asked.occupancy is not None:
        return _plain_bounds(asked, level), ()
    try:
        baseline = _own(asked, effect, level) if asked.by_comparison else _typed(asked)
        values = _plain(asked, _problem(asked, baseline, level))
    except UnusableProblem as error:
        return {"refused": {"sentence": error.sentence, "params": dict(error.params)}}, ()
    return values, tuple(charts_of(registration, {"rooms": values}, plain["registration_digest"][:8]))


def _asked(registration: Registration) -> Rooms:
    if registration.rooms is None:
        raise ValueError("The registration asks for no rooms.")
    return registration.rooms


def _typed(asked: Rooms) -> Pairs:
    return [(one.baseline or 0.0, one.baseline_deviation or 0.0) for one in asked.nights]


def _own(asked: Rooms, effect: Values, level: float) -> Pairs:
    """Return rooms sold without the event and their deviation, by the study's own comparison and its band."""
    periods, start, band = effect["periods"], effect["first_treated"], effect["checks"]["band"]
    guests, reach = asked.guests_per_room or 1.0, 2 * NormalDist().inv_cdf(1 - level / 2)
    found = []
    for night in asked.nights:
        at = periods.index(night.period)
        lower, upper = band["lower"][at - start], band["upper"][at - start]
        if lower is None or upper is None:
            raise UnusableProblem(
                "band_open",
                "The comparison has no bounds for %(night)s: give more periods before the event, or baselines.",
                night=night.period,
            )
        found.append((effect["counterfactual"][at] / guests, (upper - lower) / reach / guests))
    return found


def _problem(asked: Rooms, baseline: Pairs, level: float) -> RoomsProblem:
    means, deviations = zip(*baseline, strict=True)
    return RoomsProblem(
        demand=np.array([one.demand for one in asked.nights]),
        demand_deviation=np.array([one.deviation for one in asked.nights]),
        capacity=np.array([one.rooms for one in asked.nights]),
        baseline=np.array(means),
        baseline_deviation=np.array(deviations),
        correlation=TOGETHER if asked.correlation is None else asked.correlation,
        coverage=1 - level,
    )


def _plain(asked: Rooms, problem: RoomsProblem) -> Plain:
    found = crowding(problem)
    return {
        "nights": [
            {
                "period": night.period,
                "rooms": night.rooms,
                "demand": night.demand,
                "baseline": float(base),
                "deviation": float(deviation),
                "displaced": _figure(displaced),
            }
            for night, base, deviation, displaced in zip(
                asked.nights, problem.baseline, problem.baseline_deviation, found.by_night, strict=True
            )
        ],
        **{name: _figure(getattr(found, name)) for name in ("demand", "displaced", "net", "rate")},
        "certain_to_fit": found.certain_to_fit,
        "coverage": problem.coverage,
    }


def _figure(one: tuple[float, float, float]) -> Plain:
    return dict(zip(("value", "lower", "upper"), one, strict=True))


def _bounds_of(asked: Rooms, demand: Sequence[float]) -> CrowdingBounds:
    occupancy, nights = asked.occupancy or 0.0, asked.over_nights or len(asked.nights)
    return crowding_bounds(np.array(demand), asked.nights[0].rooms, occupancy, nights)


def _plain_bounds(asked: Rooms, level: float) -> Plain:
    """Return the least and most that can be displaced, for the demand as it is expected and at its ends."""
    reach = NormalDist().inv_cdf(1 - level / 2)
    rows = []
    for sign in (0, -1, 1) if any(one.deviation for one in asked.nights) else (0,):
        demand = [max(0.0, one.demand + sign * reach * one.deviation) for one in asked.nights]
        found = _bounds_of(asked, demand)
        rows.append(
            {
                "sign": sign,
                "demand": sum(demand),
                "lower": found.lower,
                "upper": found.upper,
                "rate_lower": found.rate_lower,
                "rate_upper": found.rate_upper,
            }
        )
    return {"bounds": rows, "coverage": 1 - level}
