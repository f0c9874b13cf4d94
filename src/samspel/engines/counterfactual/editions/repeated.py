"""The same week every year: each edition's effect, pooled, beside weeks in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from samspel.engines.counterfactual.editions.pooling import Pooled, pool
from samspel.engines.counterfactual.editions.repeated_problem import Floats, RepeatedProblem, Window
from samspel.engines.counterfactual.rank import rank_p
from samspel.engines.counterfactual.simplex import (
    distances_gram,
    duality_gap,
    nearest_of_points,
    nearest_on_simplex,
    shared_gram,
)

Progress = Callable[[int, int], None]

PRECISE = 1e-12
"""Duality gap that the shared Gram matrix may leave."""


@dataclass(frozen=True, slots=True)
class EditionEffect:
    """One edition: mean effect over its window, its deviation in quiet weeks, and its own p among them."""

    window: Window
    effect: float
    deviation: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedEstimate:
    """Attributes.

    ----------
    editions : tuple of EditionEffect
    pooled : Pooled
    mean : float
        Plain mean of the editions' effects, the statistic of the randomisation tests.
    weights : array of shape (donors,)
    shifts : tuple of int, placebo_means : array of shape (shifts,)
        The same mean with all editions moved by each shift.
    p_weeks : float
        ``(1 + #{|placebo mean| ≥ |mean|}) / (1 + shifts)``, never 0.
    unit_means : array of shape (donors,), p_units : float
        The same mean for each donor as if it had been the place, and the rank among them.
    pre_fit : float
        RMS gap of quiet periods over the usual difference between donors, levels off; near 1 the twin is no better
        than any.
    """

    editions: tuple[EditionEffect, ...]
    pooled: Pooled | None
    mean: float
    weights: Floats
    shifts: tuple[int, ...]
    placebo_means: Floats
    p_weeks: float
    unit_means: Floats
    p_units: float
    pre_fit: float

    def __post_init__(self) -> None:
        for array in (self.weights, self.placebo_means, self.unit_means):
            array.setflags(write=False)


def estimate_repeated(problem: RepeatedProblem, progress: Progress | None = None) -> RepeatedEstimate:
    """Estimate each edition by ``θ_e = mean(g_t, t in window) − mean(g_t, t in its history)``, ``g = y − Σ w y_donor``.

    Weights are fitted once on all quiet periods. For each placebo shift they are fitted anew without the shifted
    windows, so a placebo is as far out of sample as the event itself.
    """
    total = 1 + len(problem.shifts) + len(problem.donors)
    tell = progress or (lambda _done, _all: None)
    outcomes, donors = problem.adjusted, problem.donors
    quiet = _Quiet.of(problem, outcomes, 0)
    weights = quiet.weights(problem.treated, donors)
    placebos = placebo_effects(problem, lambda done: tell(done, total))
    others = []
    for done, row in enumerate(donors, start=1 + len(problem.shifts)):
        tell(done, total)
        rest = tuple(donor for donor in donors if donor != row)
        others.append(float(quiet.effects(row, rest, quiet.weights(row, rest)).mean()))
    tell(total, total)
    fitted = _Fitted(weights, quiet.effects(problem.treated, donors, weights), quiet.pre_fit(weights))
    return _told(problem, fitted, placebos, np.array(others))


def placebo_effects(problem: RepeatedProblem, tell: Callable[[int], None] = lambda _done: None) -> Floats:
    """Return every edition's effect with all of them moved to quiet weeks, shape (shifts, editions).

    What lies in or near an edition is not read. `tell` is called with the number of each shift.
    """
    outcomes, found = problem.adjusted, []
    for done, shift in enumerate(problem.shifts, start=1):
        tell(done)
        moved = _Quiet.of(problem, outcomes, shift)
        found.append(moved.effects(problem.treated, problem.donors, moved.weights(problem.treated, problem.donors)))
    return np.array(found)


class _Fitted(NamedTuple):
    weights: Floats
    effects: Floats
    pre_fit: float


@dataclass(frozen=True, slots=True, eq=False)
class _Quiet:
    """Windows moved by a shift, what is left of the time without them and the events, and its one Gram matrix.

    Each unit's own level is taken off: histories correct for it, and shape is what must be followed.
    """

    problem: RepeatedProblem
    outcomes: Floats
    windows: tuple[Window, ...]
    centred: Floats
    gram: Floats

    @classmethod
    def of(cls, problem: RepeatedProblem, outcomes: Floats, shift: int) -> _Quiet:
        moved = tuple((a + shift, b + shift) for a, b in problem.windows)
        out = problem.near | {t for a, b in moved for t in range(a, b)}
        # Units that are neither treated nor donors may hold gaps and must not touch the centring.
        rows = [problem.treated, *problem.donors]
        kept = outcomes[np.ix_(rows, [t for t in range(outcomes.shape[1]) if t not in out])]
        centred = np.zeros((len(outcomes), kept.shape[1]))
        centred[rows] = kept - kept.mean(axis=1, keepdims=True)
        gram = np.zeros((len(outcomes), len(outcomes)))
        gram[np.ix_(rows, rows)] = shared_gram(centred[rows])
        return cls(problem, outcomes, moved, centred, gram)

    def weights(self, unit: int, donors: tuple[int, ...]) -> Floats:
        points = self.centred[list(donors)] - self.centred[unit]
        if self.problem.method == "difference" or not points.any():
            return np.full(len(donors), 1 / len(donors))
        values = nearest_on_simplex(distances_gram(self.gram, unit, np.array(donors), 0.0)).values
        if duality_gap(points, values) <= PRECISE:
            return values
        return nearest_of_points(points).values

    def effects(self, unit: int, donors: tuple[int, ...], weights: Floats) -> Floats:
        gap = self.outcomes[unit] - weights @ self.outcomes[list(donors)]
        history = self.problem.history_of
        return np.array([gap[a:b].mean() - gap[list(history((a, b)))].mean() for a, b in self.windows])

    def pre_fit(self, weights: Floats) -> float:
        donors = self.centred[list(self.problem.donors)]
        usual = float(np.sqrt(donors.var(axis=0).mean()))
        fit = float(np.sqrt(np.mean((self.centred[self.problem.treated] - weights @ donors) ** 2)))
        return fit / usual if usual > 0 else 0.0


def _told(problem: RepeatedProblem, fitted: _Fitted, placebos: Floats, others: Floats) -> RepeatedEstimate:
    effects = fitted.effects
    deviations = np.sqrt((placebos**2).mean(axis=0))
    mean = float(effects.mean())
    return RepeatedEstimate(
        editions=tuple(
            EditionEffect(window, float(effect), float(deviation), rank_p(float(effect), placebos[:, row]))
            for row, (window, effect, deviation) in enumerate(zip(problem.windows, effects, deviations, strict=True))
        ),
        pooled=_pooled(problem, effects, deviations, placebos),
        mean=mean,
        weights=fitted.weights,
        shifts=problem.shifts,
        placebo_means=placebos.mean(axis=1),
        p_weeks=rank_p(mean, placebos.mean(axis=1)),
        unit_means=others,
        p_units=rank_p(mean, others),
        pre_fit=fitted.pre_fit,
    )


def _pooled(problem: RepeatedProblem, effects: Floats, deviations: Floats, placebos: Floats) -> Pooled | None:
    """Pool editions, never more sure than the joint placebos: what they share stays in their mean."""
    if len(effects) < 2 or not (deviations > 0).all():
        return None
    together = float(np.sqrt((placebos.mean(axis=1) ** 2).mean()))
    return pool(effects, deviations**2, problem.coverage, least_error=together, least_freedom=len(placebos))
