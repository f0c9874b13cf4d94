"""A study and its panel → a run's problem in plain values → the engine's problem; its estimate → plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspel.effects.cells import as_array, filled
from samspel.effects.models import Beside, Panel, Study
from samspel.effects.types import Registration, Transform
from samspel.engines import counterfactual as engine

Floats = NDArray[np.float64]

MOST_BASES = 40
"""How many other bases an index is tried with at most, spread evenly over the periods before the start."""


def plain_problem(
    study: Study, panel: Panel, beside: Mapping[str, Beside] | None = None, versions: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a run needs to answer a study: the registration, the figures, their digests.

    `beside` holds covariates and further outcomes by their part, `versions` what the figures were before they were
    revised; a problem without any says nothing of them.
    """
    plain = {
        "registration": study.registration,
        "registration_digest": study.digest,
        "panel_digest": panel.digest,
        "units": panel.units,
        "periods": panel.periods,
        "outcomes": panel.values,
    }
    if beside:
        plain["beside"] = {
            part: {"units": one.units, "columns": one.columns, "values": one.values, "digest": one.digest}
            for part, one in beside.items()
        }
    return {**plain, **(versions or {})}


def engine_problem(plain: Mapping[str, Any]) -> engine.Problem:
    """Return the engine's problem, with the registered transform applied.

    Raises
    ------
    UnusableProblem
        If a figure is missing or nothing can be estimated.
    """
    return _problem(plain, Registration.from_plain(plain["registration"]))


def other_bases(plain: Mapping[str, Any]) -> Iterator[tuple[str, engine.Problem]]:
    """Yield the problem of an index with every other period before the start as its base; of other studies none."""
    registration = Registration.from_plain(plain["registration"])
    before = plain["periods"][: plain["periods"].index(registration.first_treated)]
    every = -(-len(before) // MOST_BASES)
    for period in before[::every] if registration.transform is Transform.INDEX else ():
        if period != registration.base_period:
            yield period, _problem(plain, replace(registration, base_period=period, backdated=""))


def compared(plain: Mapping[str, Any], registration: Registration) -> Floats:
    """Return the figures that are compared, shape (units, periods): those of a run's problem, filled and transformed.

    Raises
    ------
    UnusableProblem
        If one has no logarithm, or can be no base; if nothing tells how large a hidden cell is.
    """
    periods = tuple(plain["periods"])
    outcomes = filled(plain, registration) if registration.hidden else as_array(plain)[: len(registration.compared)]
    return _transformed(outcomes, registration, periods, periods.index(registration.first_treated))


def _problem(plain: Mapping[str, Any], registration: Registration) -> engine.Problem:
    periods = tuple(plain["periods"])
    outcomes = compared(plain, registration)
    first_treated = periods.index(registration.first_treated)
    return engine.Problem(
        outcomes=outcomes,
        units=registration.compared,
        periods=periods,
        treated=0,
        first_treated=first_treated,
        backdated=periods.index(registration.backdated) if registration.backdated else None,
        method=registration.method,
        covariates=_covariates(plain, registration, outcomes, first_treated) if registration.covariates else None,
    )


def _covariates(plain: Mapping[str, Any], registration: Registration, outcomes: Floats, first_treated: int) -> Floats:
    """Return a column per covariate: the mean of the compared figures over some periods, or what was loaded."""
    periods, columns = list(plain["periods"]), []
    loaded = plain.get("beside", {}).get(Beside.COVARIATES, {"columns": []})
    for one in registration.covariates:
        if one.first:
            first, last = periods.index(one.first), periods.index(one.last)
            if not first <= last < first_treated:
                raise engine.UnusableProblem(
                    "covariate_after",
                    "The covariate “%(name)s” looks past the start, or ends before it begins.",
                    name=one.name,
                )
            columns.append(outcomes[:, first : last + 1].mean(axis=1))
        else:
            at = loaded["columns"].index(one.name)
            columns.append(np.array([row[at] for row in loaded["values"]], dtype=np.float64))
    return np.column_stack(columns)


def further_panels(plain: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a run's problem for each further outcome: the same units, periods and method, other figures."""
    registration = Registration.from_plain(plain["registration"])
    return [{**plain, "outcomes": plain["beside"][f"further:{one.key}"]["values"]} for one in registration.further]


def before_problem(plain: Mapping[str, Any]) -> engine.Problem:
    """Return the problem of a time before the start alone; a column that nobody reads stands for what comes after."""
    registration = Registration.from_plain(plain["registration"])
    rows = [[*row, row[-1]] for row in plain["outcomes"]]
    periods = [*plain["periods"], registration.first_treated]
    return _problem({**plain, "outcomes": rows, "periods": periods}, replace(registration, backdated=""))


def _transformed(outcomes: Floats, registration: Registration, periods: Sequence[str], first_treated: int) -> Floats:
    if registration.transform is Transform.LEVEL:
        return outcomes
    if (outcomes <= 0).any():
        raise engine.UnusableProblem(
            "not_positive",
            "A figure is 0 or less, which has no logarithm and can be no base: register the study in levels.",
        )
    if registration.transform is Transform.LOG:
        return np.log(outcomes)
    if registration.base_period:
        base = outcomes[:, [periods.index(registration.base_period)]]
    else:
        base = outcomes[:, :first_treated].mean(axis=1, keepdims=True)
    return 100.0 * outcomes / base


def plain_estimate(problem: engine.Problem, found: engine.Estimate, registration: Registration) -> dict[str, Any]:
    """Return an estimate as a JSON object; paths and gaps in the unit of the transform, weights largest first."""
    own, cut = found.treated, problem.first_treated
    placebos = found.placebos
    return {
        "treated": problem.units[own.unit],
        "periods": list(problem.periods),
        "first_treated": cut,
        "observed": problem.outcomes[own.unit].tolist(),
        "counterfactual": own.path.tolist(),
        "gap": own.gap.tolist(),
        "effect": own.effect,
        "relative": relative(own.effect, float(own.path[cut:].mean()), registration.transform),
        "p_value": found.p_value,
        "smallest_p_value": found.smallest_p_value,
        "as_unusual": round(found.p_value * (1 + len(placebos))) - 1,
        "pre_rmspe": own.pre_rmspe,
        "post_rmspe": own.post_rmspe,
        "pre_fit": found.pre_fit,
        "ratio": own.ratio,
        "unique": found.unique,
        "difference_in_differences": found.difference_in_differences,
        "weights": _weights(problem, own),
        "placebos": [
            {
                "unit": problem.units[fit.unit],
                "gap": fit.gap.tolist(),
                "ratio": fit.ratio,
                "effect": fit.effect,
                "pre_rmspe": fit.pre_rmspe,
            }
            for fit in placebos
        ],
        "leave_one_out": [
            {"without": problem.units[_left_out(own, fit)], "effect": fit.effect, "pre_rmspe": fit.pre_rmspe}
            for fit in found.leave_one_out
        ],
        "backdated": _backdated(found.backdated, registration.backdated),
    }


def relative(effect: float, counterfactual: float, transform: Transform) -> float | None:
    """Return an effect as a share of what would have been without it; None where that is nothing."""
    if transform is Transform.LOG:
        return float(np.expm1(effect))
    return effect / counterfactual if counterfactual else None


def plain_base(period: str, problem: engine.Problem, found: engine.Estimate) -> dict[str, Any]:
    """Return what another base gives, as a share of the comparison: index points of two bases are two units."""
    comparison = float(found.treated.path[problem.first_treated :].mean())
    return {"base": period, "relative": found.treated.effect / comparison, "p_value": found.p_value}


def _weights(problem: engine.Problem, fit: engine.Fit) -> list[list[Any]]:
    # a method without weights names nobody
    pairs = [[problem.units[row], float(weight)] for row, weight in zip(fit.donors, fit.weights, strict=False)]
    return sorted(pairs, key=lambda pair: -pair[1])


def _left_out(own: engine.Fit, fit: engine.Fit) -> int:
    return (set(own.donors) - set(fit.donors)).pop()


def _backdated(fit: engine.Fit | None, period: str) -> dict[str, Any] | None:
    if fit is None:
        return None
    return {"period": period, "effect": fit.effect, "ratio": fit.ratio, "pre_rmspe": fit.pre_rmspe}
