"""A run's problem → the engine's, its estimate → plain values and charts."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from samspel.effects.checking import refuse_violations
from samspel.effects.instances import compared, relative
from samspel.effects.kinds.manner import Progress
from samspel.effects.kinds.placebos import around, seen_from
from samspel.effects.kinds.starts.charts import charts_of
from samspel.effects.types import Registration, Starts
from samspel.effects.verdicts import level_of
from samspel.engines.counterfactual import Method
from samspel.engines.counterfactual.editions import (
    Aggregate,
    StaggeredEstimate,
    StaggeredProblem,
    check_staggered,
    estimate_staggered,
)
from samspel.records.types import Answer, Plain

SHARE_OF_ESTIMATE = 0.8
PERMUTATIONS = 999
"""Times that starts are dealt out anew, so that a p of 0.001 can be told."""


def problem_of(plain: Plain) -> StaggeredProblem:
    """Return the engine's problem, with the registered transform applied. Raises `UnusableProblem`."""
    registration = Registration.from_plain(plain["registration"])
    starts, periods = _starts(registration), list(plain["periods"])
    first = {one.unit: periods.index(one.first) for one in starts.places}
    return StaggeredProblem(
        outcomes=compared(plain, registration),
        units=tuple(plain["units"]),
        periods=tuple(periods),
        starts=tuple(first.get(unit) for unit in plain["units"]),
        donors="not_yet" if starts.not_yet else "never",
        method="difference" if registration.method is Method.DIFFERENCE_IN_DIFFERENCES else "synthetic",
        anticipation=starts.anticipation,
        permutations=PERMUTATIONS,
        coverage=1 - level_of(registration),
    )


def _starts(registration: Registration) -> Starts:
    if registration.starts is None:
        raise ValueError("a study of starts has starts")
    return registration.starts


def execute(plain: Plain, tell: Progress) -> Answer:
    """Estimate every place and time and put them together. Raises `ValueError` if the checker disagrees."""
    registration, problem = Registration.from_plain(plain["registration"]), problem_of(plain)
    found = estimate_staggered(problem, lambda done, total: tell(SHARE_OF_ESTIMATE * done / total))
    refuse_violations(check_staggered(problem, found))
    values = plain_estimate(problem, found, registration)
    return Answer(values, charts_of(registration, values, plain["registration_digest"][:8]))


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
        "detectable": seen_from(found.noise, level),
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
