"""The weights of predictors in a synthetic control with covariates: which differences count, and how much.

Abadie, Diamond and Hainmueller (2010, doi:10.1198/jasa.2009.ap08746) choose donors' weights by predictors,

    w(v) = argmin ‖√v ∘ (x₁ − X₀w)‖²   subject to   w ≥ 0, Σw = 1,

and predictors' weights by the outcomes before: ``v = argmin ‖y₁ − Y₀w(v)‖²`` over ``v ≥ 0``, ``Σv = 1``. The outer
problem has many local minima, and its infimum is often reached only as weights of predictors go to nothing, where
``w(v)`` no longer depends on most of them. Programs stop wherever their start leads. Here the question is made one that
has an answer:

* Every predictor keeps at least a share of the weight, ``v_k ≥ φ/K``. Among all ``v`` that the share allows the best is
  sought from many starts, by Gauss–Newton steps damped after Levenberg and Marquardt, with ``w(v)`` exact at each.
* The share φ begins at a quarter and is lowered while it binds. Once the best fit needs no more unevenness, lowering
  φ has nothing left to give that the analyst's predictors ask for, and the search stops.

Starts are the same low-discrepancy points every time: no seed, and the order of donors does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.many_simplexes import Supports, affine_systems, nearest_of_many, scales_of

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

STILL = 1e-6
"""Relative slope of the squared misfit in v below which a smaller share would change nothing."""

PATIENCE = 5
"""Steps without progress after which a start is left alone."""

PROGRESS = 1e-7
"""Share of the squared misfit that counts as progress."""

LEAST_LOG = -25.0
"""Logarithm under which a predictor's weight above its share is nothing."""


class Rung(NamedTuple):
    """One share φ, with what is spent on it: fresh starts (times K²), their spread, steps, and how many go on."""

    share: float
    fresh: int
    spread: float
    steps: int
    kept: int


LADDER = (
    Rung(0.25, 1, 1.5, 14, 6),
    Rung(0.1, 1, 1.5, 12, 6),
    Rung(1e-2, 0, 0.0, 12, 6),
    Rung(1e-3, 1, 2.5, 16, 8),
    Rung(1e-4, 0, 0.0, 24, 3),
    Rung(1e-5, 0, 0.0, 40, 1),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """Differences donor − unit to be matched: of predictors (units, donors, K), of outcomes (units, donors, T)."""

    predictors: Floats
    outcomes: Floats


@dataclass(slots=True, eq=False)
class _Starts:
    """Candidates on their way down: which unit each belongs to, logarithms of v over its share, and where they are."""

    unit: Integers
    logs: Floats
    floor: float
    supports: Supports
    misfit: Floats
    residuals: Floats

    def at(self, rows: Integers | NDArray[np.bool_]) -> _Starts:
        return _Starts(
            self.unit[rows],
            self.logs[rows],
            self.floor,
            self.supports.at(rows),
            self.misfit[rows],
            self.residuals[rows],
        )

    def put(self, rows: Integers | NDArray[np.bool_], other: _Starts) -> None:
        self.logs[rows], self.misfit[rows], self.residuals[rows] = other.logs, other.misfit, other.residuals
        self.supports.put(rows, other.supports)


def predictor_weights(predictors: Floats, outcomes: Floats) -> Floats:
    """Return the weights of predictors for each unit, shape (units, K); each row sums to 1.

    Parameters
    ----------
    predictors : array of shape (units, donors, K)
        Differences donor − unit, each predictor over its standard deviation.
    outcomes : array of shape (units, donors, T)
        The same differences of outcomes, in the periods to be fitted.
    """
    units = _Units(predictors, outcomes)
    K = predictors.shape[2]
    weights = np.full((len(predictors), K), 1.0 / K)
    live = np.arange(len(predictors))
    kept = logs = np.zeros((len(live), 0, K))
    for rung in LADDER:
        if not len(live) or K == 1:
            break
        # No rung may lose the best of the one before; the same logarithms over a smaller share are a v farther on.
        same = np.log((kept - rung.share / K) / (1.0 - rung.share))
        logs = np.concatenate([same, logs, _fresh(rung, same, K)], axis=1)
        best = _descend(units, _begin(units, live, logs, rung.share / K), rung.steps)
        best = best.at(_lowest(best.misfit, len(live), rung.kept))
        count = len(best.unit) // len(live)
        first = best.at(np.arange(len(live)) * count)
        shares = _shares(best.logs, best.floor)[0].reshape(len(live), count, K)
        weights[live] = shares[:, 0]
        going = _binds(units, first)
        kept, logs = shares[going, :1], best.logs.reshape(shares.shape)[going]
        live = live[going]
    return weights


def _fresh(rung: Rung, logs: Floats, K: int) -> Floats:
    """Return new starts for a rung: low-discrepancy points around even weights and, later on, half around the best."""
    count = rung.fresh * K * K
    if not count:
        return np.zeros((len(logs), 0, K))
    from scipy.special import ndtri
    from scipy.stats import qmc

    even = qmc.Halton(K, scramble=False).random(count + 1)[1:]
    fresh = np.tile(rung.spread * ndtri(even), (len(logs), 1, 1))
    if logs.shape[1]:
        fresh[:, : count // 2] += logs[:, :1]
    else:
        fresh[:, 0] = 0.0
    return fresh


def _begin(units: _Units, live: Integers, logs: Floats, floor: float) -> _Starts:
    rows = np.repeat(live, logs.shape[1])
    flat = logs.reshape(len(rows), -1)
    distances = (units.predictors[rows] ** 2 @ _shares(flat, floor)[0][:, :, None])[:, :, 0]
    supports = Supports.of_one_donor(distances.argmin(axis=1), flat.shape[1] + 2)
    return _weighed(units, rows, flat, floor, supports)


def _weighed(units: _Units, rows: Integers, logs: Floats, floor: float, near: Supports) -> _Starts:
    """Solve for w(v), and say what outcomes it leaves."""
    points = units.predictors[rows] * np.sqrt(_shares(logs, floor)[0])[:, None, :]
    supports = nearest_of_many(points, near)
    residuals = supports.mixed(supports.picked(units.outcomes, rows))
    return _Starts(rows, logs, floor, supports, (residuals**2).sum(axis=1), residuals)


def _shares(logs: Floats, floor: float) -> tuple[Floats, Floats]:
    """Return v ≥ floor with sum 1, and the part of it above the floor, which sums to 1 as well."""
    above = np.exp(logs - logs.max(axis=1, keepdims=True))
    above /= above.sum(axis=1, keepdims=True)
    return floor + (1.0 - logs.shape[1] * floor) * above, above


def _descend(units: _Units, starts: _Starts, steps: int) -> _Starts:
    """Take damped Gauss–Newton steps in the logarithms, all starts in step, until each stands still."""
    live = np.arange(len(starts.unit))
    damping, still = np.full(len(live), 1e-2), np.zeros(len(live), dtype=int)
    for _step in range(steps):
        if not len(live):
            break
        now = starts.at(live)
        logs = np.maximum(now.logs + _step_of(units, now, damping[live]), LEAST_LOG)
        tried = _weighed(units, now.unit, logs - logs.max(axis=1, keepdims=True), now.floor, now.supports)
        better = tried.misfit < now.misfit
        progress = now.misfit - tried.misfit > PROGRESS * now.misfit
        still[live] = np.where(progress, 0, still[live] + 1)
        damping[live] = np.clip(damping[live] * np.where(better, 0.2, 6.0), 1e-10, 1e8)
        starts.put(live[better], tried.at(better))
        live = live[still[live] < PATIENCE]
    return starts


def _step_of(units: _Units, now: _Starts, damping: Floats) -> Floats:
    """Return the damped step, at most 2 in any logarithm."""
    slopes = _slopes(units, now)
    _v, above = _shares(now.logs, now.floor)
    K = above.shape[1]
    slopes = slopes * above[:, None, :] * (1.0 - K * now.floor)
    slopes -= slopes.sum(axis=2, keepdims=True) * above[:, None, :]
    normal = slopes.transpose(0, 2, 1) @ slopes
    scale = np.einsum("bkk->b", normal) / K + 1e-300
    normal += ((damping + 1e-12) * scale)[:, None, None] * np.eye(K)
    gradient = (now.residuals[:, None, :] @ slopes)[:, 0, :]
    step = -np.linalg.solve(normal, gradient[:, :, None])[:, :, 0]
    longest = np.abs(step).max(axis=1, keepdims=True)
    limited: Floats = step * np.minimum(1.0, 2.0 / np.maximum(longest, 1e-300))
    return limited


def _slopes(units: _Units, now: _Starts) -> Floats:
    """Return d residuals / d v, shape (starts, T, K), by differentiating the optimality of w over the donors in use."""
    supports = now.supports
    differences = supports.picked(units.predictors, now.unit)
    points = differences * np.sqrt(_shares(now.logs, now.floor)[0])[:, None, :]
    scales = scales_of(points)
    mixture = supports.mixed(differences)
    sides = np.concatenate([-differences * mixture[:, None, :], supports.used[:, :, None]], axis=2)
    solved = np.linalg.solve(affine_systems(points, supports, scales, 1e-13), sides)
    change, ones = solved[:, :, :-1], solved[:, :, -1]
    change = change - ones[:, :, None] * (change.sum(axis=1) / ones.sum(axis=1)[:, None])[:, None, :]
    slopes: Floats = supports.picked(units.outcomes, now.unit).transpose(0, 2, 1) @ change
    return slopes


def _binds(units: _Units, first: _Starts) -> NDArray[np.bool_]:
    """Tell for which units the misfit still has a slope in v, so that a smaller share may help."""
    gradient = np.einsum("btk,bt->bk", _slopes(units, first), first.residuals)
    K = gradient.shape[1]
    return np.asarray(np.abs(gradient).max(axis=1) > STILL * K * first.misfit)


def _lowest(misfit: Floats, units: int, kept: int) -> Integers:
    """Return the rows of each unit's best `kept` starts, best first."""
    count = len(misfit) // units
    order = np.argsort(misfit.reshape(units, count), axis=1, kind="stable")[:, : min(kept, count)]
    return np.asarray((order + np.arange(units)[:, None] * count).ravel())
