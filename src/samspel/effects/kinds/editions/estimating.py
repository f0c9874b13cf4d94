"""A run's problem → the engine's, its estimate → plain values and charts."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

import numpy as np

from samspel.effects.instances import Floats, compared, relative
from samspel.effects.kinds.placebos import POWER, seen_from
from samspel.effects.types import Editions, Registration
from samspel.effects.verdicts import level_of
from samspel.engines.counterfactual import Method
from samspel.engines.counterfactual.editions import RepeatedEstimate, RepeatedProblem, pool
from samspel.records.types import Plain

AROUND = 2
"""Periods after an edition that the chart of all editions shows."""


def problem_of(plain: Plain) -> RepeatedProblem:
    """Return the engine's problem, with the registered transform applied. Raises `UnusableProblem`."""
    registration, periods = Registration.from_plain(plain["registration"]), list(plain["periods"])
    editions = editions_of(registration)
    windows = tuple((periods.index(one.first), periods.index(one.last) + 1) for one in editions.windows)
    return repeated(registration, compared(plain, registration), plain, windows)


def repeated(
    registration: Registration, outcomes: Floats, plain: Plain, windows: tuple[tuple[int, int], ...]
) -> RepeatedProblem:
    """Return the engine's problem of editions in these columns, as the registration asks it."""
    editions = editions_of(registration)
    return RepeatedProblem(
        outcomes=outcomes,
        units=tuple(plain["units"]),
        periods=tuple(plain["periods"]),
        treated=0,
        windows=windows,
        history=editions.history,
        washout=editions.washout,
        season=editions.season,
        method="difference" if registration.method is Method.DIFFERENCE_IN_DIFFERENCES else "synthetic",
        coverage=1 - level_of(registration),
    )


def editions_of(registration: Registration) -> Editions:
    """Return what a study of editions says of them."""
    if registration.editions is None:
        raise ValueError("a study of editions has editions")
    return registration.editions


def plain_estimate(problem: RepeatedProblem, found: RepeatedEstimate, registration: Registration) -> dict[str, Any]:
    """Return an estimate as a JSON object, effects in the unit of the transform."""
    gap = _gap(problem, found)
    expected = [
        float(problem.outcomes[problem.treated, begin:end].mean()) - one.effect
        for one in found.editions
        for begin, end in (one.window,)
    ]
    return {
        "effect": found.mean,
        "relative": relative(found.mean, float(np.mean(expected)), registration.transform),
        "p_value": found.p_weeks,
        "as_unusual": round(found.p_weeks * (1 + len(found.shifts))) - 1,
        "smallest_p_value": 1 / (1 + len(found.shifts)),
        "p_units": found.p_units,
        "unlike": _unlike(problem, gap),
        "editions": [
            {
                "name": said.name,
                "effect": one.effect,
                "deviation": one.deviation,
                "p_value": one.p_value,
                "around": _around(problem, gap, *one.window),
            }
            for said, one in zip(editions_of(registration).windows, found.editions, strict=True)
        ],
        "pooled": _finite(asdict(found.pooled)) if found.pooled else None,
        "without_one": _without_one(found, problem.coverage),
        "weeks": [
            {"shift": shift, "mean": float(mean)} for shift, mean in zip(found.shifts, found.placebo_means, strict=True)
        ],
        "units": [
            {"unit": problem.units[row], "mean": float(mean)}
            for row, mean in zip(problem.donors, found.unit_means, strict=True)
        ],
        "weights": sorted(
            ([problem.units[row], float(weight)] for row, weight in zip(problem.donors, found.weights, strict=True)),
            key=lambda pair: -float(pair[1]),
        ),
        "detectable": _detectable(found, level_of(registration)),
    }


def _gap(problem: RepeatedProblem, found: RepeatedEstimate) -> Floats:
    adjusted = problem.adjusted
    gap: Floats = adjusted[problem.treated] - found.weights @ adjusted[list(problem.donors)]
    return gap


def _unlike(problem: RepeatedProblem, gap: Floats) -> float:
    """Return how the place moves in quiet periods in ways the comparison does not: 1 is no better than its own mean."""
    quiet = [step for step in range(len(gap)) if step not in problem.near]
    own = float(problem.adjusted[problem.treated, quiet].std())
    return float(gap[quiet].std()) / own if own > 0 else 0.0


def _around(problem: RepeatedProblem, gap: Floats, begin: int, end: int) -> list[dict[str, Any]]:
    """Return the gap around one edition, less its usual gap just before it; periods are counted from its first."""
    usual = float(gap[list(problem.history_of((begin, end)))].mean())
    first, last = max(0, begin - problem.washout - problem.history), min(len(gap), end + problem.washout + AROUND)
    return [{"at": step - begin, "gap": float(gap[step]) - usual} for step in range(first, last)]


def _without_one(found: RepeatedEstimate, coverage: float) -> list[dict[str, float]]:
    """Return the pooled effect without each edition; of two editions there is nothing to pool then."""
    effects = np.array([one.effect for one in found.editions])
    variances = np.array([one.deviation for one in found.editions]) ** 2
    if found.pooled is None or len(effects) < 3:
        return []
    left = [np.arange(len(effects)) != row for row in range(len(effects))]
    return [{"effect": pool(effects[rest], variances[rest], coverage).effect} for rest in left]


def _detectable(found: RepeatedEstimate, level: float) -> dict[str, float | None]:
    """Return the smallest effects told from chance in four cases of five: by all editions, and by one of them."""
    from scipy import special

    single = float(np.median([one.deviation for one in found.editions]))
    enough = special.ndtri(1 - level / 2) + special.ndtri(POWER)
    return {
        "together": seen_from(found.placebo_means, level),
        "single": single * float(enough) if single > 0 else None,
    }


def _finite(values: dict[str, float]) -> dict[str, float | None]:
    return {name: value if isfinite(value) else None for name, value in values.items()}
