"""Verify a series estimate: figures from the problem, and the forecast by dense algebra without a filter.

The dense part needs a matrix of all steps before the window, so it is made for at most `DENSE_STEPS` of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.check import Violation
from samspel.engines.counterfactual.series.design import columns_of, hour_of, known_of
from samspel.engines.counterfactual.series.problem import SeriesProblem
from samspel.engines.counterfactual.series.result import Noise, SeriesEstimate

Floats = NDArray[np.float64]
TOLERANCE = 1e-8
DENSE_STEPS = 4000
DENSE_TOLERANCE = 1e-5
RANK = 1e-8


def check_series(problem: SeriesProblem, estimate: SeriesEstimate) -> tuple[Violation, ...]:
    """Return every figure of `estimate` that does not follow from the observed values and the path.

    Up to `DENSE_STEPS`, the path is worked out again: best linear prediction with the whole covariance matrix, given
    the noise and spread that the estimate reports. The calendar's columns are the only thing taken over.
    """
    return (*_of_figures(problem, estimate), *_of_path(problem, estimate))


def _of_path(problem: SeriesProblem, estimate: SeriesEstimate) -> Iterator[Violation]:
    from scipy import linalg

    if problem.end > DENSE_STEPS:
        return
    columns = columns_of(problem)
    known = known_of(problem, columns)
    known[problem.begin :] = False
    weights = estimate.scale[hour_of(problem)]
    values = problem.transformed(problem.values[: problem.end]) / weights
    covariance = dense_covariance(problem.end, estimate.noise)
    root = np.linalg.cholesky(covariance[np.ix_(known, known)])
    rows = linalg.solve_triangular(root, np.column_stack([columns / weights[:, None], values])[known], lower=True)
    coefficients = np.linalg.lstsq(rows[:, :-1], rows[:, -1], rcond=RANK)[0]
    left = linalg.solve_triangular(root, covariance[known, problem.begin :], lower=True)
    ahead = columns[problem.begin :] / weights[problem.begin :, None]
    mean = (ahead @ coefficients + left.T @ (rows[:, -1] - rows[:, :-1] @ coefficients)) * weights[problem.begin :]
    median = np.exp(mean) - problem.offset if problem.log else mean
    scale = float(np.abs(median).max()) or 1.0
    yield from _compare("path", float(np.abs(median - estimate.median).max()), 0.0, DENSE_TOLERANCE / TOLERANCE * scale)


def _of_figures(problem: SeriesProblem, estimate: SeriesEstimate) -> Iterator[Violation]:
    observed = problem.values[problem.begin : problem.end]
    spread = float(np.abs(observed).sum() + np.abs(estimate.path).sum()) or 1.0
    effect = observed - estimate.path
    total = float(effect.sum())
    yield from _compare("effect", float(np.abs(estimate.effect - effect).max()), 0.0, spread)
    yield from _compare("total", estimate.total.value, total, spread)
    yield from _compare("widened total", estimate.widened.value, total, spread)
    yield from _compare("uplift", estimate.uplift.value * float(estimate.path.sum()), total, spread)
    scores = np.abs(estimate.backtest.scores)
    if len(scores):
        p_value = (1 + int((scores >= abs(estimate.score)).sum())) / (1 + len(scores))
        yield from _compare("p", estimate.p_value or 0.0, p_value)
    for name, low, high in (
        ("interval by step", estimate.lower, estimate.upper),
        ("interval of the total", np.array(estimate.total.lower), np.array(estimate.total.upper)),
    ):
        yield from _compare(name, float(np.minimum(high - low, 0.0).min()), 0.0, spread)
    length = problem.end - problem.begin
    if any(origin + length > problem.begin for origin in estimate.backtest.origins):
        yield Violation("the series", "placebo windows", max(estimate.backtest.origins), problem.begin - length)


def dense_covariance(steps: int, noise: Noise) -> Floats:
    """Return the covariance of the residual's noise, shape (steps, steps), written out term by term.

    Level: ``min(i, j)`` steps are shared. Slope: ``Σ_{k<min} (i − 1 − k)(j − 1 − k)``. Wave: ``φ^|i−j| / (1 − φ²)``.
    """
    i, j = np.meshgrid(np.arange(steps), np.arange(steps), indexing="ij")
    least = np.minimum(i, j).astype(float)
    first, second = least * (least - 1) / 2, (least - 1) * least * (2 * least - 1) / 6
    a, b = i - 1.0, j - 1.0
    slope = least * a * b - (a + b) * first + second
    wave = noise.persistence ** np.abs(i - j) / (1 - noise.persistence**2)
    result: Floats = noise.level * least + noise.slope * slope + noise.wave * wave + noise.white * np.eye(steps)
    return result


def _compare(figure: str, reported: float, recomputed: float, scale: float = 1.0) -> Iterator[Violation]:
    if not abs(reported - recomputed) <= TOLERANCE * scale:
        yield Violation("the series", figure, reported, recomputed)
