"""Whose path is sought from whom, in a form that all fits of a panel share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

Sought = Sequence[tuple[int, Integers]]
"""Units, each with the donors it may have, as rows of a panel."""

Known = dict[int, Booleans]
"""Which rows of the panel carried weight for a unit in a problem like this one: where a search begins, no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """Who takes part: rows that nobody asks for, which may hold gaps, are left aside.

    Attributes
    ----------
    rows : array of int, shape (n,)
        Of the panel, in its order.
    units : array of int, shape (fits,)
        Whose path each fit seeks, as a place in `rows`.
    allowed : array of bool, shape (fits, n)
        Who may carry weight.
    places : array of int, shape (rows of the panel,)
        Where in `rows` each row of the panel stands; of those that take no part it says nothing.
    """

    rows: Integers
    units: Integers
    allowed: Booleans
    places: Integers

    @classmethod
    def of(cls, sought: Sought, length: int) -> Cast:
        """Gather who takes part among the `length` rows of a panel."""
        allowed: Booleans = np.zeros((len(sought), length), dtype=bool)
        for fit, (_unit, donors) in enumerate(sought):
            allowed[fit, donors] = True
        units = np.array([unit for unit, _donors in sought], dtype=np.intp)
        rows = np.union1d(np.flatnonzero(allowed.any(axis=0)), units)
        places = np.zeros(length, dtype=np.intp)
        places[rows] = np.arange(len(rows))
        return cls(rows, places[units], allowed[:, rows], places)

    def begin(self, known: Known, guess: Callable[[], Booleans]) -> Booleans:
        """Return who carried weight for each unit before, shape (fits, n); the guess where one was never met."""
        units = self.rows[self.units].tolist()
        if any(unit not in known for unit in units):
            return guess()
        return np.array([known[unit][self.rows] for unit in units])

    def remember(self, weights: Floats, known: Known, length: int) -> None:
        """Write down who carries weight, from weights of shape (fits, n)."""
        for fit, unit in enumerate(self.rows[self.units].tolist()):
            carried = np.zeros(length, dtype=bool)
            carried[self.rows] = weights[fit] > 0.0
            known[unit] = carried

    def picked(self, weights: Floats, fit: int, donors: Integers) -> Floats:
        """Return the weights of a fit in the order in which its donors were given."""
        chosen: Floats = weights[fit].take(self.places.take(donors))
        return chosen


def gaps_of(slopes: Floats, weights: Floats, allowed: Booleans, scales: Floats) -> Floats:
    """Return the duality gaps of many fits from the slopes of their residuals, relative to `scales`; 0 is optimal.

    What is not a number stays so: such weights are no answer.
    """
    least = np.where(allowed, slopes, np.inf).min(axis=1)
    found = np.maximum(np.einsum("ij,ij->i", weights, slopes) - least, 0.0)
    gaps: Floats = found / np.where(scales > 0.0, scales, 1.0)
    return gaps
