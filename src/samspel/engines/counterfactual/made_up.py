"""Events that never were: every unit plays the treated one at a start before the real one."""

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
    """What came out at one made-up start, the treated unit first, then the donors in order.

    Attributes
    ----------
    gaps : array of shape (units, periods)
        From the made-up start up to the real one, in the outcome's unit.
    pre : array of shape (units,)
        Root mean squared gap before it; what is exact but for rounding counts as a billionth of the panel's spread.
    exact : int
        How many fits before it are exact.
    """

    gaps: Floats
    pre: Floats
    exact: int

    def ratios(self, length: int) -> Floats:
        """Return the error in so many periods from the start on over that before, shape (units,)."""
        ratios: Floats = np.sqrt((self.gaps[:, :length] ** 2).mean(axis=1)) / self.pre
        return ratios


def made_up(problem: Problem, pool: Sequence[int], cut: int, known: Known) -> MadeUp:
    """Let the treated unit and every donor of a pool play the treated one from a column before the real start.

    Outcomes from the real start on are never read. `known` begins the search of one start where another's ended.
    """
    design = Design.of(problem, cut, problem.first_treated, known)
    donors = np.array(pool, dtype=np.intp)
    sought = [(problem.treated, donors), *((row, donors[donors != row]) for row in pool)]
    paths = np.array([one.path for one in design.follow(sought)])
    gaps = design.outcomes[[problem.treated, *pool]] - paths
    pre = np.maximum(np.sqrt((gaps[:, :cut] ** 2).mean(axis=1)), design.smallest)
    return MadeUp(gaps[:, cut:], pre, int(np.count_nonzero(pre <= design.smallest)))
