"""How sure one can be of each period's effect: a band of jackknife+ over the periods before.

R. F. Barber, E. J. Candès, A. Ramdas, R. J. Tibshirani (2021), Predictive inference with the jackknife+, Annals of
Statistics 49, 486–507, doi:10.1214/20-AOS1965.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimators import Design
from samspel.engines.counterfactual.interval import refuse_level
from samspel.engines.counterfactual.problem import MIN_PRE_PERIODS, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Intervals of the effect in each treated period, shape (treated periods,), in the outcome's unit."""

    lower: Floats
    upper: Floats
    level: float

    def __post_init__(self) -> None:
        for array in (self.lower, self.upper):
            array.setflags(write=False)


def jackknife(problem: Problem, *, level: float = 0.95) -> Band:
    """Return an interval of the effect in each treated period by jackknife+ over the periods before.

    Each period before is left out in turn: its residual R_t, by weights that never saw it, is what such weights may
    miss by, and ``ŷ_s`` after by the same weights goes with it. The path without the event lies between the quantiles
    of ``ŷ_s − R_t`` and ``ŷ_s + R_t``. For methods that keep no weights all periods share the plain fit's residuals.

    Raises
    ------
    UnusableProblem
        If the level is not between 0 and 1.
    """
    refuse_level(level)
    cut = problem.first_treated
    plain = Design.of(problem, cut, len(problem.periods)).fit([(problem.treated, problem.donors)])[0]
    missed, paths = np.abs(plain.gap[:cut]), np.tile(plain.path[cut:], (cut, 1))
    for period in range(cut) if len(plain.weights) and cut > MIN_PRE_PERIODS else ():
        missed[period], paths[period] = _without_period(problem, period)
    below, above = paths - missed[:, None], paths + missed[:, None]
    count, alpha = cut + 1, 1.0 - level
    # α/2 on each side; where there are too few periods for that the end is open
    low, high = int(np.floor(alpha / 2 * count)), int(np.ceil((1 - alpha / 2) * count))
    lowest = np.sort(below, axis=0)[low - 1] if low >= 1 else np.full(paths.shape[1], -np.inf)
    highest = np.sort(above, axis=0)[high - 1] if high <= cut else np.full(paths.shape[1], np.inf)
    after = problem.outcomes[problem.treated, cut:]
    return Band(after - highest, after - lowest, level)


def _without_period(problem: Problem, period: int) -> tuple[float, Floats]:
    """Return what weights that never saw a period miss there, and their path after."""
    cut = problem.first_treated
    kept = np.delete(np.arange(len(problem.periods)), period)
    part = replace(
        problem,
        outcomes=problem.outcomes[:, kept],
        periods=tuple(problem.periods[at] for at in kept),
        first_treated=cut - 1,
        backdated=None,
    )
    fit = Design.of(part, cut - 1, len(kept)).fit([(part.treated, part.donors)])[0]
    mixture = fit.weights @ problem.outcomes[list(problem.donors)]
    lifted = 0.0
    if fit.period_weights is not None:
        before = np.delete(problem.outcomes[problem.treated, :cut] - mixture[:cut], period)
        lifted = float(before @ fit.period_weights)
    return abs(float(problem.outcomes[problem.treated, period] - mixture[period]) - lifted), fit.path[cut - 1 :]
