"""Matrix completion: the outcomes without treatment are a matrix of low rank, with its treated cells missing.

S. Athey, M. Bayati, N. Doudchenko, G. Imbens, K. Khosravi (2021), Matrix completion methods for causal panel data
models, Journal of the American Statistical Association 116, 1716–1730, doi:10.1080/01621459.2021.1891924.

Several treated units, staggered starts and holes in the data are all the same thing here: cells not observed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

CERTAIN = 1e-10
"""Relative duality gap at which a completion is done."""

ENOUGH_TO_CHOOSE = 1e-5
"""The same while penalties are only compared."""

ROUNDING = 1e-13
"""Share of the outcomes' size that is nothing."""

MAX_STEPS = 20_000

PENALTIES = 16
SMALLEST = 1e-3
"""Penalties tried: evenly in logarithms, from the least that leaves no matrix at all down to this share of it."""

FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """The matrix without treatment.

    Attributes
    ----------
    outcomes : array of shape (units, periods)
        ``L + α1' + 1β'``, in the outcome's unit, for every cell.
    low_rank : array of shape (units, periods)
        L.
    units, periods : array
        α and β, the effects that are not penalised; periods sum to 0.
    penalty : float
        λ, in the outcome's unit.
    rank : int
    gap : float
        Duality gap over what is to be explained; 0 is optimal.
    """

    outcomes: Floats
    low_rank: Floats
    units: Floats
    periods: Floats
    penalty: float
    rank: int
    gap: float


def complete(outcomes: Floats, observed: Booleans, penalty: float | None = None) -> Completion:
    """Complete a matrix from its observed cells O.

        min_{L, α, β}  ½ Σ_{(i,t)∈O} (y_it − L_it − α_i − β_t)² + λ‖L‖_*

    Effects of units and periods are solved for exactly at each step, so that what is left is a smooth function of L
    alone, and L follows it by soft-thresholded singular values with momentum (Mazumder, Hastie & Tibshirani 2010, JMLR
    11, 2287–2322; Beck & Teboulle 2009, doi:10.1137/080716542; restarts after O'Donoghue & Candès 2015,
    doi:10.1007/s10208-013-9150-3). The problem is convex: residuals scaled to spectral norm λ are a feasible point of
    its dual, and the difference between both values certifies the answer.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
        What stands in cells that are not observed is not looked at.
    observed : array of bool, same shape
        Every unit and every period needs an observed cell, and they must hang together.
    penalty : float, optional
        λ ≥ 0. None: chosen by hiding the treated periods of a fifth of the fully observed units at a time.
    """
    _refuse_what_hangs_apart(observed)
    # The level is an effect of all units, and would only cost digits.
    level = float(outcomes[observed].mean())
    seen = np.where(observed, outcomes - level, 0.0)
    if penalty is None:
        penalty = _chosen(seen, observed)
    found = _Problem(seen, observed).solve(penalty, np.zeros_like(seen), CERTAIN)
    return replace(found, outcomes=found.outcomes + level, units=found.units + level)


def _refuse_what_hangs_apart(observed: Booleans) -> None:
    """Refuse cells from which a unit's level beside a period's cannot be told."""
    units = np.zeros(len(observed), dtype=bool)
    reached = units.copy()
    reached[0] = True
    while (reached != units).any():
        units = reached
        reached = observed[:, observed[units].any(axis=0)].any(axis=1) | units
    if not (units.all() and observed.any(axis=0).all()):
        raise UnusableProblem(
            "hangs_apart",
            "Some units share no observed period with the others, or some period has no observed unit: leave them out.",
        )


class _Problem:
    """One pattern of observed cells, with its least-squares effects solved for once."""

    def __init__(self, seen: Floats, observed: Booleans) -> None:
        self.seen, self.observed = seen, observed
        self._mask = observed.astype(np.float64)
        self._of_units = self._mask.sum(axis=1)
        # Units are eliminated; one period's effect is fixed by the others, which the pseudo-inverse sees to.
        system = np.diag(self._mask.sum(axis=0)) - (self._mask.T / self._of_units) @ self._mask
        self._inverse = np.linalg.pinv(system, rcond=1e-12, hermitian=True)

    def largest(self) -> float:
        """Return the least λ at which L is nothing."""
        return _norm(self.residuals(np.zeros_like(self.seen))[0])

    def residuals(self, low_rank: Floats) -> tuple[Floats, Floats, Floats]:
        """Return what L and the best effects leave in observed cells, with the effects of units and of periods."""
        left = (self.seen - low_rank) * self._mask
        of_units = left.sum(axis=1)
        periods = self._inverse @ (left.sum(axis=0) - self._mask.T @ (of_units / self._of_units))
        periods = periods - periods.mean()
        units = (of_units - self._mask @ periods) / self._of_units
        return (left - units[:, None] - periods) * self._mask, units, periods

    def solve(self, penalty: float, begin: Floats, certain: float) -> Completion:
        low_rank, ahead, momentum = begin, begin, 1.0
        nothing = self.residuals(np.zeros_like(self.seen))[0]
        scale = 0.5 * float((nothing**2).sum())
        if scale <= ROUNDING**2 * float((self.seen**2).sum()):
            scale = 0.0  # effects explain it all, and what is left is rounding
        gap = np.inf
        for step in range(MAX_STEPS):
            if step % 5 == 0:
                gap = self._gap(low_rank, penalty, nothing) / scale if scale > 0.0 else 0.0
                if gap <= certain:
                    break
            after = _thresholded(ahead + self.residuals(ahead)[0], penalty)
            change = after - low_rank
            if float(((ahead - after) * change).sum()) > 0.0:
                momentum = 1.0
            following = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * momentum**2))
            ahead = after + (momentum - 1.0) / following * change
            low_rank, momentum = after, following
        _left, units, periods = self.residuals(low_rank)
        rank = int(np.linalg.matrix_rank(low_rank, tol=1e-9 * (np.sqrt(2 * scale) or 1.0)))
        completed = low_rank + units[:, None] + periods
        return Completion(completed, low_rank, units, periods, penalty, rank, max(gap, 0.0))

    def _gap(self, low_rank: Floats, penalty: float, nothing: Floats) -> float:
        """Return primal minus dual: residuals have no sums over rows or columns, so scaled they are feasible."""
        left = self.residuals(low_rank)[0]
        primal = 0.5 * float((left**2).sum()) + penalty * float(np.linalg.svd(low_rank, compute_uv=False).sum())
        norm = _norm(left)
        feasible = left * (min(1.0, penalty / norm) if norm > 0.0 else 1.0)
        dual = float((feasible * nothing).sum()) - 0.5 * float((feasible**2).sum())
        return primal - dual


def _chosen(seen: Floats, observed: Booleans) -> float:
    """Choose λ by how well hidden cells are foretold; the same cells every time, whatever the order of rows."""
    penalties = _Problem(seen, observed).largest() * SMALLEST ** (np.arange(PENALTIES) / (PENALTIES - 1))
    errors = np.zeros(PENALTIES)
    for hidden in _hidden(seen, observed):
        problem = _Problem(np.where(hidden, 0.0, seen), observed & ~hidden)
        begin = np.zeros_like(seen)
        for index, penalty in enumerate(penalties):
            found = problem.solve(float(penalty), begin, ENOUGH_TO_CHOOSE)
            begin = found.low_rank
            errors[index] += float(((found.outcomes - seen)[hidden] ** 2).sum())
    return float(penalties[int(errors.argmin())])


def _hidden(seen: Floats, observed: Booleans) -> Iterator[Booleans]:
    """Hide as the treatment does: from its first period on, of every fifth fully observed unit in order of means."""
    full = np.flatnonzero(observed.all(axis=1))
    missing = np.flatnonzero(~observed.all(axis=0))
    first = int(missing[0]) if len(missing) else observed.shape[1] // 2
    ranked = full[np.argsort(seen[full].mean(axis=1), kind="stable")]
    for fold in range(min(FOLDS, len(ranked))):
        hidden = np.zeros_like(observed)
        hidden[ranked[fold::FOLDS], first:] = True
        if (observed & ~hidden).any(axis=0).all():
            yield hidden


def _thresholded(matrix: Floats, penalty: float) -> Floats:
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    kept = values > penalty
    thresholded: Floats = (left[:, kept] * (values[kept] - penalty)) @ right[kept]
    return thresholded


def _norm(matrix: Floats) -> float:
    return float(np.linalg.norm(matrix, 2)) if matrix.any() else 0.0
