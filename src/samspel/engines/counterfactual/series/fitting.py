"""From a problem to a fitted model: spread by hour, the residual's noise, coefficients by generalised least squares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem
from samspel.engines.counterfactual.series.design import columns_of, hour_of, known_of
from samspel.engines.counterfactual.series.kalman import Whitened, log_likelihood, whiten
from samspel.engines.counterfactual.series.problem import Bools, Floats, SeriesProblem
from samspel.engines.counterfactual.series.result import Noise

BOUNDS = ((-18.0, 0.0), (-40.0, -10.0), (-6.0, 6.0), (-3.0, 7.0))
START = np.array([-9.0, -32.0, 1.0, 1.0])
ROUNDS = 2
"""Noise from least-squares residuals, then again from those of generalised least squares."""
LEAST_SPREAD = 0.05
"""Share of the usual deviation below which an hour's own is not believed: a street always empty at four."""
NORMAL_MAD = 1.4826
ROUNDING = 1e-9
"""Share of the spread of the values that residuals must have to be more than rounding."""
NULL = 1e-9
"""Share of the largest eigenvalue under which a direction of the coefficients is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Everything divided by its hour's deviation, shape (end, …), and which steps may be learnt from."""

    columns: Floats
    values: Floats
    known: Bools
    scale: Floats
    weights: Floats
    begin: int

    @classmethod
    def of(cls, problem: SeriesProblem) -> Design:
        columns = columns_of(problem)
        known = known_of(problem, columns)
        values = problem.transformed(problem.values[: problem.end])
        residual = values - columns @ _coefficients(
            columns[: problem.begin], values[: problem.begin], known[: problem.begin]
        )
        hour = hour_of(problem)
        learnt = known & (np.arange(problem.end) < problem.begin)
        scale = _scale(residual, hour, learnt, problem.steps_a_day, float(values[learnt].std()))
        weights = scale[hour]
        return cls(columns / weights[:, None], values / weights, known, scale, weights, problem.begin)

    def residual(self, noise: Noise | None) -> Floats:
        before = slice(0, self.begin)
        columns, values, known = self.columns[before], self.values[before], self.known[before]
        if noise is None:
            return values - columns @ _coefficients(columns, values, known)
        white = self.whitened(noise).innovations
        return values - columns @ _coefficients(white[:, :-1], white[:, -1], known)

    def whitened(self, noise: Noise, at: frozenset[int] = frozenset()) -> Whitened:
        both = np.column_stack([self.columns, self.values])[: self.begin]
        return whiten(both, self.known[: self.begin], noise, at)


def noise_of(design: Design) -> tuple[Noise, Floats, Floats]:
    """Return the noise most likely, its parameters, and their covariance from the curvature, shape (4, 4)."""
    from scipy import optimize

    known = design.known[: design.begin]
    point, noise = START, None
    for _round in range(ROUNDS):
        residual = np.nan_to_num(design.residual(noise))

        def cost(parameters: Floats, residual: Floats = residual) -> float:
            return -log_likelihood(residual, known, noise_at(parameters))

        found = optimize.minimize(cost, point, method="L-BFGS-B", bounds=BOUNDS, options={"eps": 1e-4, "ftol": 1e-8})
        point = np.asarray(found.x)
        noise = noise_at(point)
    return noise_at(point), point, _covariance(cost, point)


def noise_at(parameters: Floats) -> Noise:
    level, slope = np.exp(parameters[:2])
    share, persistence = 1 / (1 + np.exp(-parameters[2:]))
    wave = float(share * (1 - persistence**2))
    return Noise(float(level), float(slope), wave, float(persistence), float(1 - share))


def sigma_points(point: Floats, covariance: Floats) -> Iterator[Floats]:
    """Yield 2 × 4 points whose mean and covariance are the parameters', kept inside the bounds.

    S. J. Julier, J. K. Uhlmann (2004), Unscented filtering and nonlinear estimation, doi:10.1109/JPROC.2003.823141.
    """
    low, high = np.array(BOUNDS).T
    values, vectors = np.linalg.eigh(covariance)
    for value, vector in zip(values, vectors.T, strict=True):
        step = np.sqrt(len(point) * value) * vector
        yield np.clip(point + step, low, high)
        yield np.clip(point - step, low, high)


def _covariance(cost: Callable[[Floats], float], point: Floats) -> Floats:
    """Return the inverse curvature; where the likelihood is flat, at most one unit of deviation in a parameter."""
    steps, size = np.full(len(point), 0.05), len(point)
    curvature = np.zeros((size, size))
    low, high = np.array(BOUNDS).T
    centre = np.clip(point, low + 0.1, high - 0.1)
    for i in range(size):
        for j in range(i + 1):
            shift, other = np.eye(size)[i] * steps[i], np.eye(size)[j] * steps[j]
            second = cost(centre + shift + other) - cost(centre + shift - other)
            second += cost(centre - shift - other) - cost(centre - shift + other)
            curvature[i, j] = curvature[j, i] = second / (4 * steps[i] * steps[j])
    values, vectors = np.linalg.eigh(curvature)
    result: Floats = (vectors / np.maximum(values, 1.0)) @ vectors.T
    return result


def solve_normal(gram: Floats, moments: Floats) -> tuple[Floats, Floats, Floats]:
    """Return coefficients, their covariance for σ = 1, and the directions not known, shape (columns, unknown)."""
    values, vectors = np.linalg.eigh(gram)
    sure = values > NULL * values[-1]
    inverse = (vectors[:, sure] / values[sure]) @ vectors[:, sure].T
    return inverse @ moments, inverse, vectors[:, ~sure]


def _coefficients(columns: Floats, values: Floats, known: Bools) -> Floats:
    rows = columns[known]
    if len(rows) <= rows.shape[1]:
        raise UnusableProblem(
            "too_few_steps",
            "Only %(steps)d steps before the window can be learnt from, for %(columns)d coefficients: give more, or "
            "fewer covariates.",
            steps=len(rows),
            columns=rows.shape[1],
        )
    return solve_normal(rows.T @ rows, rows.T @ values[known])[0]


def _scale(residual: Floats, hour: NDArray[np.intp], learnt: Bools, hours: int, size: float) -> Floats:
    """Return each hour's deviation from the median of absolute residuals, smoothed for none, floored for all."""
    overall = NORMAL_MAD * float(np.median(np.abs(residual[learnt])))
    if overall <= ROUNDING * size:
        raise UnusableProblem(
            "constant", "The calendar explains the series without remainder: nothing tells how sure it is."
        )
    own = [NORMAL_MAD * float(np.median(np.abs(residual[learnt & (hour == one)]))) for one in range(hours)]
    return np.maximum(np.nan_to_num(own, nan=overall), LEAST_SPREAD * overall)
