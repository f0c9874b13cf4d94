"""A panel as it was filed, and one thing about it that somebody must answer for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]

CODES = (
    "too_few_periods",
    "constant",
    "negative",
    "gap",
    "starts_late",
    "ends_early",
    "no_values",
    "zeros",
    "fault_high",
    "fault_low",
    "level_shift",
    "common_shift",
    "date_convention",
    "totals_differ",
    "rounded",
    "same_series",
    "duplicate_row",
)
"""Every code that a finding can have; a room has words for each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity.

    Attributes
    ----------
    code : str
        One of `CODES`.
    unit : int or None
        Row of the panel; None where it concerns all units.
    begin, end : int
        Columns, half open; of rows of a file for ``duplicate_row``.
    value : float
        What is there: a mean per period, a count, a share, as the code has it.
    expected : float
        What a robust look at the rest would have expected there; NaN where nothing is.
    params : dict
        More figures that a sentence may name.
    """

    code: str
    unit: int | None
    begin: int
    end: int
    value: float
    expected: float
    params: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PanelAsFiled:
    """Values as the source files them, before anything was moved or mended.

    Parameters
    ----------
    values : array of shape (units, periods)
        NaN where nothing is filed.
    cycle : int, optional
        Periods after which the pattern comes back: 168 for hours, 7 for days, 52 for weeks, 12 for months, 1 for none.
    day : int, optional
        Periods a day: 24 for hours, else 1. An hourly panel begins at midnight, filled with NaN before its first.
    totals : array of shape (periods,), optional
        Published sum over all units.

    Raises
    ------
    UnusableProblem
        ``shape``, ``cycle``, ``infinite``.
    """

    values: Floats
    cycle: int = 1
    day: int = 1
    totals: Floats | None = None

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.ndim != 2 or not values.size:
            raise UnusableProblem("shape", "The panel must be a table of units and periods, and not empty.")
        if np.isinf(values).any():
            raise UnusableProblem("infinite", "A value is infinite: leave the cell empty if it is not known.")
        values.setflags(write=False)
        object.__setattr__(self, "values", values)
        if self.totals is not None:
            totals = np.array(self.totals, dtype=np.float64)
            if totals.shape != values.shape[1:]:
                raise UnusableProblem(
                    "shape",
                    "There are %(totals)d totals for %(periods)d periods.",
                    totals=totals.size,
                    periods=values.shape[1],
                )
            totals.setflags(write=False)
            object.__setattr__(self, "totals", totals)
        if self.day < 1 or self.cycle < 1 or self.cycle % self.day:
            raise UnusableProblem(
                "cycle", "A cycle of %(cycle)d periods does not hold days of %(day)d.", cycle=self.cycle, day=self.day
            )
