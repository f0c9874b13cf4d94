"""A run's problem and its effect → the bounds of that effect over all that hidden cells can hold → plain values."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from samspel.effects.alongside.companion import Answered, Progress
from samspel.effects.cells import Floats, filled, panel_of
from samspel.effects.checking import refuse_violations
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.engines.counterfactual import Method
from samspel.engines.counterfactual.suppressed import (
    EffectBounds,
    RefittedRange,
    SuppressedPanel,
    check_bounds,
    check_refitted,
    comparison,
    effect_bounds,
    refitted_range,
)
from samspel.records.types import Plain

NEARLY = 1e-6
"""Relative difference between the effect and the same sum of filled cells that is rounding."""


AROUND, FAR = 4, 3.0
"""Shown figures nearest to a hidden one that it is held beside; so many times the spread outside its range is far."""


def problem_of(plain: Plain) -> SuppressedPanel:
    """Return what is known of each cell. Raises `UnusableProblem` if nothing fits, or nothing holds one."""
    registration = Registration.from_plain(plain["registration"])
    filled(plain, registration)
    return panel_of(plain, registration)


def execute(plain: Plain, effect: Values, tell: Progress) -> Answered:
    """Bound the effect with its weights as they are, and search how far it reaches with weights fitted anew.

    Differences weigh all donors alike whatever is hidden, so there nothing is fitted anew.

    Raises
    ------
    ValueError
        If the checker finds a figure wrong.
    """
    registration = Registration.from_plain(plain["registration"])
    panel = panel_of(plain, registration)
    coefficients = _coefficients(panel, registration, effect)
    found = effect_bounds(panel, coefficients)
    refuse_violations(check_bounds(panel, coefficients, found))
    scale = float(np.abs(coefficients * filled(plain, registration)).sum()) or 1.0
    if found.estimate is None or abs(found.estimate - effect["effect"]) > NEARLY * scale:
        raise ValueError(f"The effect {effect['effect']} is not the sum of its cells, {found.estimate}.")
    refitted = None
    if registration.method is Method.SYNTHETIC_CONTROL:
        refitted = refitted_range(panel, found, cut=effect["first_treated"])
    if refitted is not None:
        refuse_violations(check_refitted(panel, refitted, cut=effect["first_treated"]))
    return {**_plain(panel, coefficients, found, refitted), "unlike": _unlike(panel, registration)}, ()


def _coefficients(panel: SuppressedPanel, registration: Registration, effect: Values) -> Floats:
    """Return how much each cell counts in the effect: a synthetic control compares levels, differences changes."""
    cut, rows = effect["first_treated"], {unit: row for row, unit in enumerate(panel.units)}
    by_changes = registration.method is Method.DIFFERENCE_IN_DIFFERENCES
    weights = {rows[unit]: weight for unit, weight in effect["weights"]}
    return comparison(
        panel.lower.shape,
        treated=0,
        weights=weights,
        begin=cut,
        end=len(panel.periods),
        history=(0, cut) if by_changes else (0, 0),
    )


def _unlike(panel: SuppressedPanel, registration: Registration) -> list[dict[str, Any]]:
    """Return units whose shown figures around hidden ones lie far outside the registered range, with their median.

    Far is beyond the wider of the range itself and the unit's own spread, several times: whoever hides small figures
    shows others that are not much larger.
    """
    asked = registration.hidden
    if asked is None:
        return []
    found = []
    for unit in np.flatnonzero(panel.hidden.any(axis=1)).tolist():
        shown = np.flatnonzero(~panel.hidden[unit])
        if not len(shown):
            continue
        around = {
            at
            for cell in np.flatnonzero(panel.hidden[unit]).tolist()
            for at in shown[np.argsort(np.abs(shown - cell), kind="stable")[:AROUND]].tolist()
        }
        usual = float(np.median(panel.lower[unit, sorted(around)]))
        width = 0.0 if asked.upper is None else asked.upper - asked.lower
        outside = max(asked.lower - usual, usual - (np.inf if asked.upper is None else asked.upper))
        if outside > FAR * max(width, float(panel.lower[unit, shown].std())):
            found.append({"unit": panel.units[unit], "near": usual})
    return found


def _plain(panel: SuppressedPanel, coefficients: Floats, found: EffectBounds, refitted: RefittedRange | None) -> Plain:
    ends = {"filled": found.completed, "at_lower": found.at_lower, "at_upper": found.at_upper}
    if refitted is not None:
        ends |= {"refitted_at_lower": refitted.at_lower, "refitted_at_upper": refitted.at_upper}
    return {
        "refitted": None if refitted is None else {"lower": refitted.lower, "upper": refitted.upper},
        "lower": found.lower if isfinite(found.lower) else None,
        "upper": found.upper if isfinite(found.upper) else None,
        "counting": found.hidden,
        "sums": len(panel.totals),
        "cells": [
            {
                "unit": panel.units[unit],
                "period": panel.periods[period],
                "least": float(panel.lower[unit, period]),
                "most": float(panel.upper[unit, period]) if isfinite(panel.upper[unit, period]) else None,
                "weight": float(coefficients[unit, period]),
                **{name: None if one is None else float(one[unit, period]) for name, one in ends.items()},
            }
            for unit, period in np.argwhere(panel.hidden).tolist()
        ],
    }
