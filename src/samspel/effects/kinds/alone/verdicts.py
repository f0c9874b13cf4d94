"""A series' values → what they can carry: nothing is claimed that made-up events before speak against."""

from __future__ import annotations

from collections.abc import Mapping
from math import expm1, log
from typing import Any

from samspel.effects.kinds.placebos import seen_from
from samspel.effects.types import Direction, Registration
from samspel.effects.verdicts import level_of, reaches, said_beforehand
from samspel.engines.counterfactual.series import SeriesEstimate, SeriesProblem

Values = Mapping[str, Any]

WIDER, FAR_WIDER = 1.5, 2.5
"""Intervals that made-up events would need so many times as wide: with caution; not to be read at all."""

LEAST_COVERAGE = 0.85
"""Of single hours or days inside intervals of 95 per cent: with fewer the forecast is surer than it may be."""


def verdict(registration: Registration, values: Values) -> str:
    """Return ``"poor_fit"``, ``"chance"``, ``"tentative"`` or ``"unusual"``: what an estimate can carry."""
    if values["backtest"]["widening"] > FAR_WIDER:
        return "poor_fit"
    if values["p_value"] > level_of(registration):
        return "chance"
    return "tentative" if weaknesses(registration, values) else "unusual"


def weaknesses(registration: Registration, values: Values) -> list[str]:
    """Return codes of what keeps an unusual departure from being a claim."""
    before, after = said_beforehand(registration, values["effect"])
    found = {"forecast": not is_calibrated(values), "interval": reaches(values["widened"], 0.0)}
    return [*before, *(code for code, holds in found.items() if holds), *after]


def is_calibrated(values: Values) -> bool:
    """Tell whether made-up events stayed about as near to what was expected as the forecast promised."""
    told = values["backtest"]
    return told["widening"] <= WIDER and (told["step_coverage"] or 0.0) >= LEAST_COVERAGE


def detectable(registration: Registration, problem: SeriesProblem, found: SeriesEstimate) -> float | None:
    """Return the smallest sum of an effect that would be told from chance in four made-up events of five.

    On the scale on which intervals are made; None: no effect, however large.
    """
    deviations = seen_from(found.backtest.scores, level_of(registration))
    if deviations is None:
        return None
    ways = {
        Direction.HIGHER: [_sum_of(problem, found, deviations)],
        Direction.LOWER: [-_sum_of(problem, found, -deviations)],
    }
    direction = registration.interest.direction if registration.interest else Direction.EITHER
    return max(ways.get(direction, [one for way in ways.values() for one in way]))


def _sum_of(problem: SeriesProblem, found: SeriesEstimate, deviations: float) -> float:
    """Return what so many deviations of the forecast are in the outcome's unit."""
    from scipy import special

    quantile = float(special.ndtri((1 + problem.coverage) / 2))
    observed = found.total.value + float(found.path.sum())
    low, high = observed - found.total.upper, observed - found.total.lower
    if not problem.log:
        return deviations * (high - low) / (2 * quantile)
    offset = problem.offset * len(found.path)
    spread = (log(high + offset) - log(low + offset)) / (2 * quantile)
    return (float(found.path.sum()) + offset) * expm1(deviations * spread)
