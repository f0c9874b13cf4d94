"""Refuse panels with missing cells."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]


def refuse_missing(outcomes: Floats, units: tuple[str, ...], periods: tuple[str, ...], rows: Iterable[int]) -> None:
    """Refuse a panel with a missing cell in these rows, by the name of the first."""
    for row in rows:
        missing = np.flatnonzero(~np.isfinite(outcomes[row]))
        if len(missing):
            raise UnusableProblem(
                "not_finite",
                "%(unit)s has no value for %(period)s: fill it from the source, or leave the unit or the period out.",
                unit=units[row],
                period=periods[int(missing[0])],
            )
