"""A study and its panel → a run's problem in plain values → the engine's problem; its estimate → plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from samspel.effects.models import Beside, Panel, Study
from samspel.effects.readers import disorder
from samspel.effects.readers.periods import left_out
from samspel.effects.types import Registration, Table, Transform
from samspel.engines import counterfactual as engine
from samspel.errors import BadInput, Problem

Floats = NDArray[np.float64]

MOST_BASES = 40
"""How many other bases an index is tried with at most, spread evenly over the periods before the start."""

MOST_NAMED = 8
"""Periods that a refusal names one by one."""


def kept(table: Table, registration: Registration) -> Table:
    """Return the figures a study needs: treated units first, then donors, from the first period to the last.

    Raises
    ------
    BadInput
        Naming every unit, period and figure that the registration asks for and the table lacks, or that come in an
        order in which nothing can be estimated.
    """
    problems = [*_absent_units(table, registration), *_absent_periods(table, registration)]
    if problems := problems or disorder(registration, table.periods):
        raise BadInput(problems)
    first, last = table.periods.index(registration.first_period), table.periods.index(registration.last_period)
    rows = [table.units.index(unit) for unit in registration.units]
    figures = Table(
        units=tuple(table.units[row] for row in rows),
        periods=table.periods[first : last + 1],
        values=tuple(table.values[row][first : last + 1] for row in rows),
    )
    if problems := [*_gaps(figures), *_missing_figures(figures)]:
        raise BadInput(problems)
    return figures


def _gaps(figures: Table) -> list[Problem]:
    """Name periods that every unit lacks: an estimate would join the ends as if nothing lay between."""
    absent = left_out(figures.periods)
    if not absent:
        return []
    reason = _("lies between %(first)s and %(last)s, and no unit has a figure for it.")
    ends = {"first": figures.periods[0], "last": figures.periods[-1]}
    advice = _("Load figures for every period, or register a study of the periods before or after.")
    return [Problem(None, _listed(absent), reason % ends, advice)]


def _missing_figures(figures: Table) -> list[Problem]:
    problems = []
    for unit, values in zip(figures.units, figures.values, strict=True):
        absent = [period for period, value in zip(figures.periods, values, strict=True) if value is None]
        if absent:
            reason = _("has no figure for %(periods)s.") % {"periods": _listed(absent)}
            advice = _("Load figures for every period, or register a study without this unit or these periods.")
            problems.append(Problem(None, unit, reason, advice))
    return problems


def _listed(periods: Sequence[str]) -> str:
    shown = ", ".join(periods[:MOST_NAMED])
    more = len(periods) - MOST_NAMED
    return shown if more <= 0 else _("%(shown)s and %(more)d more") % {"shown": shown, "more": more}


def _absent_units(table: Table, registration: Registration) -> list[Problem]:
    there = set(table.units)
    names = ", ".join(table.units[:5])
    advice = _("Write it as the figures do, for example: %(names)s.") % {"names": names}
    return [
        Problem(None, unit, _("is registered but not among the %(count)d units.") % {"count": len(there)}, advice)
        for unit in registration.units
        if unit not in there
    ]


def _absent_periods(table: Table, registration: Registration) -> list[Problem]:
    ends = {"first": table.periods[0] if table.periods else "–", "last": table.periods[-1] if table.periods else "–"}
    reason = _("is registered but not among the periods.")
    advice = _("The figures go from %(first)s to %(last)s: load others, or register another study.") % ends
    return [Problem(None, period, reason, advice) for period in registration.labels if period not in table.periods]


def plain_problem(study: Study, panel: Panel, beside: Mapping[str, Beside] | None = None) -> dict[str, Any]:
    """Return what a run needs to answer a study: the registration, the figures, their digests.

    `beside` holds covariates and further outcomes by their part; a problem without any says nothing of them.
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
            part: {"columns": one.columns, "values": one.values, "digest": one.digest} for part, one in beside.items()
        }
    return plain


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
    """Return the figures that are compared, shape (units, periods): those of a run's problem, transformed.

    Raises
    ------
    UnusableProblem
        If one has no logarithm, or can be no base.
    """
    periods = tuple(plain["periods"])
    outcomes = np.array(
        [[np.nan if value is None else value for value in row] for row in plain["outcomes"]], dtype=np.float64
    ).reshape(len(plain["units"]), len(periods))
    return _transformed(outcomes, registration, periods, periods.index(registration.first_treated))


def _problem(plain: Mapping[str, Any], registration: Registration) -> engine.Problem:
    periods = tuple(plain["periods"])
    outcomes = compared(plain, registration)
    first_treated = periods.index(registration.first_treated)
    return engine.Problem(
        outcomes=outcomes,
        units=tuple(plain["units"]),
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


def further_problems(plain: Mapping[str, Any]) -> list[engine.Problem]:
    """Return the problem of each further outcome: the same units, start and method."""
    registration = Registration.from_plain(plain["registration"])
    return [
        _problem({**plain, "outcomes": plain["beside"][f"further:{one.key}"]["values"]}, registration)
        for one in registration.further
    ]


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
