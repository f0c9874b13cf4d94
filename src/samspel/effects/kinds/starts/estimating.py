"""A run's problem → the engine's, its estimate → plain values and charts."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from samspel.effects.instances import Floats, compared, relative
from samspel.effects.kinds.placebos import POWER, around
from samspel.effects.types import Registration, Starts
from samspel.effects.verdicts import level_of
from samspel.engines.counterfactual import Method
from samspel.engines.counterfactual.editions import (
    Aggregate,
    StaggeredEstimate,
    StaggeredProblem,
    seen_by,
)
from samspel.records.types import Plain

PERMUTATIONS = 999
"""Times that starts are dealt out anew, so that a p of 0.001 can be told."""


def problem_of(plain: Plain) -> StaggeredProblem:
    """Return the engine's problem, with the registered transform applied. Raises `UnusableProblem`."""
    registration, periods = Registration.from_plain(plain["registration"]), list(plain["periods"])
    first = {one.unit: periods.index(one.first) for one in starts_of(registration).places}
    return staggered(registration, compared(plain, registration), plain, tuple(map(first.get, plain["units"])))


def staggered(
    registration: Registration, outcomes: Floats, plain: Plain, first: tuple[int | None, ...]
) -> StaggeredProblem:
    """Return the engine's problem of units that start in these columns, as the registration asks it."""
    starts = starts_of(registration)
    return StaggeredProblem(
        outcomes=outcomes,
        units=tuple(plain["units"]),
        periods=tuple(plain["periods"]),
        starts=first,
        donors="not_yet" if starts.not_yet else "never",
        method="difference" if registration.method is Method.DIFFERENCE_IN_DIFFERENCES else "synthetic",
        anticipation=starts.anticipation,
        permutations=PERMUTATIONS,
        coverage=1 - level_of(registration),
    )


def starts_of(registration: Registration) -> Starts:
    """Return what a study of starts says of them."""
    if registration.starts is None:
        raise ValueError("a study of starts has starts")
    return registration.starts


def plain_estimate(problem: StaggeredProblem, found: StaggeredEstimate, registration: Registration) -> dict[str, Any]:
    """Return an estimate as a JSON object, effects in the unit of the transform."""
    treated = [(row, start) for row, start in enumerate(problem.starts) if start is not None]
    observed = float(np.mean([problem.outcomes[row, start:].mean() for row, start in treated]))
    effect, level = found.overall.effect, level_of(registration)
    by_spread = _ends(found.overall)
    is_bounded = by_spread["lower"] is not None
    return {
        "effect": effect,
        "relative": relative(effect, observed - effect, registration.transform),
        "interval": by_spread if is_bounded else around(effect, found.noise, level),
        "by_lot": not is_bounded,
        "p_value": found.p_value,
        "as_unusual": round(found.p_value * (1 + len(found.dealt))) - 1,
        "permutations": len(found.dealt),
        "detectable": seen if isfinite(seen := seen_by(found, level=level, power=POWER)) else None,
        "by_time": [{"at": one.key, **_plain(one)} for one in found.by_event_time],
        "by_start": [{"period": problem.periods[one.key], **_plain(one)} for one in found.by_cohort],
        "before": {
            "size": found.before,
            "p_value": found.p_before,
            "as_unusual": round(found.p_before * (1 + len(found.dealt))) - 1,
        },
        "left_out": len(found.left_out),
        "places": len(treated),
        "never": problem.starts.count(None),
    }


def _plain(one: Aggregate) -> dict[str, Any]:
    return {"effect": one.effect, "units": one.units, **_ends(one)}


def _ends(one: Aggregate) -> dict[str, float | None]:
    return {name: value if isfinite(value) else None for name, value in (("lower", one.lower), ("upper", one.upper))}
