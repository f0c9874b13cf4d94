"""Events that never were: every unit plays the treated one, at a start before the real one or at that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimators import Design
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MadeUp:
    """What came out at one start, the treated unit first, then the donors in order.

    Attributes
    ----------
    gaps : array of shape (units, periods)
        From the start on, in the outcome's unit.
    pre : array of shape (units,)
        Root mean squared gap before it; what is exact but for rounding counts as a billionth of the panel's spread.
    """

    gaps: Floats
    pre: Floats

    def ratios(self, length: int) -> Floats:
        """Return the error in so many periods from the start on over that before, shape (units,)."""
        ratios: Floats = np.sqrt((self.gaps[:, :length] ** 2).mean(axis=1)) / self.pre
        return ratios


def made_up(problem: Problem, pool: Sequence[int], cut: int, columns: slice, known: Known) -> MadeUp:
    """Let the treated unit and every donor of a pool play the treated one.

    Parameters
    ----------
    pool : sequence of int
        Rows of donors.
    cut : int
        Column from which on an effect is played.
    columns : slice
        What is read of the panel, nothing beside.
    known : dict
        It begins the search of one start where another's ended.
    """
    design = Design.of(problem, cut, columns.stop, known, columns.start)
    donors = np.array(pool, dtype=np.intp)
    sought = [(problem.treated, donors), *((row, donors[donors != row]) for row in pool)]
    paths = np.array([one.path for one in design.follow(sought)])
    gaps, before = design.outcomes[[problem.treated, *pool]] - paths, design.first_treated
    pre = np.maximum(np.sqrt((gaps[:, :before] ** 2).mean(axis=1)), design.smallest)
    return MadeUp(gaps[:, before:], pre)
