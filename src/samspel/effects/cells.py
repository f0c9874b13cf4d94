"""A run's figures → an array; hidden cells → what each can be, and what it most likely is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspel.effects.types import Registration
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.suppressed import SuppressedPanel, Total, completed

Floats = NDArray[np.float64]


def as_array(plain: Mapping[str, Any]) -> Floats:
    """Return all figures of a run's problem, shape (units, periods); NaN where there is none."""
    rows = [[np.nan if value is None else value for value in row] for row in plain["outcomes"]]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(plain["periods"]))


def panel_of(plain: Mapping[str, Any], registration: Registration) -> SuppressedPanel:
    """Return what is known of each cell of the units that are compared, by ranges and published sums.

    Raises
    ------
    UnusableProblem
        If no values fit all ranges and sums.
    """
    hidden, units = registration.hidden, registration.compared
    if hidden is None:
        raise ValueError("The registration says nothing of hidden cells.")
    rows = dict(zip(plain["units"], as_array(plain), strict=False))  # further outcomes have no rows of sums
    cells = np.array([rows[unit] for unit in units])
    is_hidden = np.isnan(cells)
    upper = np.inf if hidden.upper is None else hidden.upper
    totals = [
        Total(tuple((units.index(unit), period) for unit in one.units), float(value), hidden.tolerance)
        for one in hidden.sums
        for period, value in enumerate(rows.get(one.name, ()))
        if np.isfinite(value)
    ]
    return SuppressedPanel(
        lower=np.where(is_hidden, hidden.lower, cells),
        upper=np.where(is_hidden, upper, cells),
        units=units,
        periods=tuple(plain["periods"]),
        totals=tuple(totals),
    )


def filled(plain: Mapping[str, Any], registration: Registration) -> Floats:
    """Return the figures of the units that are compared, hidden cells filled as their ranges and sums allow.

    Raises
    ------
    UnusableProblem
        If no values fit, or nothing tells how large a cell is.
    """
    panel = panel_of(plain, registration)
    values = completed(panel)
    if values is None:
        raise UnusableProblem(
            "cells_unsettled",
            "The published sums leave no single way to fill the hidden cells: allow them a tolerance.",
        )
    unheld = np.argwhere(~np.isfinite(values))
    if len(unheld):
        unit, period = unheld[0]
        raise UnusableProblem(
            "cell_unheld",
            "%(unit)s in %(period)s is hidden, and neither a most nor a sum holds it: register one of them.",
            unit=panel.units[unit],
            period=panel.periods[period],
        )
    return values
