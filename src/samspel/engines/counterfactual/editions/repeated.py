"""The same week every year: each edition's effect, pooled, beside weeks in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samspel.engines.counterfactual.editions.pooling import Pooled, pool
from samspel.engines.counterfactual.editions.repeated_problem import Floats, RepeatedProblem, Window
from samspel.engines.counterfactual.rank import rank_p
from samspel.engines.counterfactual.simplex import nearest_of_points

Progress = Callable[[int, int], None]


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
        RMS gap of quiet periods over the usual difference between donors; near 1 the twin is no better than any.
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
    outcomes = problem.adjusted
    weights, effects, pre_fit = _fitted(problem, outcomes, problem.treated, problem.donors, 0)
    placebos = []
    for done, shift in enumerate(problem.shifts, start=1):
        tell(done, total)
        placebos.append(_fitted(problem, outcomes, problem.treated, problem.donors, shift)[1])
    others = []
    for done, row in enumerate(problem.donors, start=1 + len(problem.shifts)):
        tell(done, total)
        rest = tuple(donor for donor in problem.donors if donor != row)
        others.append(float(_fitted(problem, outcomes, row, rest, 0)[1].mean()))
    tell(total, total)
    return _told(problem, weights, effects, pre_fit, np.array(placebos), np.array(others))


def _fitted(
    problem: RepeatedProblem, outcomes: Floats, unit: int, donors: tuple[int, ...], shift: int
) -> tuple[Floats, Floats, float]:
    moved = [(a + shift, b + shift) for a, b in problem.windows]
    out = problem.near | {t for a, b in moved for t in range(a, b)}
    quiet = [t for t in range(len(problem.periods)) if t not in out]
    points = outcomes[np.ix_(donors, quiet)] - outcomes[unit, quiet]
    weights = _weights(problem, points)
    gap = outcomes[unit] - weights @ outcomes[list(donors)]
    effects = [gap[a:b].mean() - gap[list(problem.history_of((a, b)))].mean() for a, b in moved]
    usual = float(np.sqrt(outcomes[np.ix_(donors, quiet)].var(axis=0).mean()))
    fit = float(np.sqrt(np.mean((gap[quiet] - gap[quiet].mean()) ** 2)))
    return weights, np.array(effects), fit / usual if usual > 0 else 0.0


def _weights(problem: RepeatedProblem, points: Floats) -> Floats:
    if problem.method == "difference":
        return np.full(len(points), 1 / len(points))
    # Each unit's own level is taken off: histories correct for it, and shape is what must be followed.
    centred = points - points.mean(axis=1, keepdims=True)
    if not np.abs(centred).max() > 0:
        return np.full(len(points), 1 / len(points))
    return nearest_of_points(centred).values


def _told(
    problem: RepeatedProblem, weights: Floats, effects: Floats, pre_fit: float, placebos: Floats, others: Floats
) -> RepeatedEstimate:
    deviations = np.sqrt((placebos**2).mean(axis=0))
    mean = float(effects.mean())
    return RepeatedEstimate(
        editions=tuple(
            EditionEffect(window, float(effect), float(deviation), rank_p(float(effect), placebos[:, row]))
            for row, (window, effect, deviation) in enumerate(zip(problem.windows, effects, deviations, strict=True))
        ),
        pooled=_pooled(problem, effects, deviations, placebos),
        mean=mean,
        weights=weights,
        shifts=problem.shifts,
        placebo_means=placebos.mean(axis=1),
        p_weeks=rank_p(mean, placebos.mean(axis=1)),
        unit_means=others,
        p_units=rank_p(mean, others),
        pre_fit=pre_fit,
    )


def _pooled(problem: RepeatedProblem, effects: Floats, deviations: Floats, placebos: Floats) -> Pooled | None:
    """Pool editions, never more sure than the joint placebos: what they share stays in their mean."""
    if len(effects) < 2 or not (deviations > 0).all():
        return None
    together = float(np.sqrt((placebos.mean(axis=1) ** 2).mean()))
    return pool(effects, deviations**2, problem.coverage, together)
