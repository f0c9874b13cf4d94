"""The joint predictive distribution of a window: mean and covariance, with all that is not known for sure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from samspel.engines.counterfactual.problem import UnusableProblem
from samspel.engines.counterfactual.series.fitting import Design, solve_normal
from samspel.engines.counterfactual.series.kalman import STATES, Whitened, transition
from samspel.engines.counterfactual.series.problem import Floats
from samspel.engines.counterfactual.series.result import Noise

UNKNOWN = 1e-6
"""Share of a window's regressors that may lie along directions the past does not show."""


class Forecast(NamedTuple):
    """On the scale of the model: mean (window,), covariance (window, window) and the variance factor σ²."""

    mean: Floats
    covariance: Floats
    variance: float


def forecast_from(design: Design, white: Whitened, noise: Noise, origin: int, length: int) -> Forecast:
    """Forecast `length` steps from `origin` by what lies before it.

    With ``M`` the rows ``Z Tʰ``, ``a`` the filtered states of the columns (``A``) and of the series (``a_y``)::

        mean = M a_y + (X_f − M A) β̂,
        covariance = σ² (M P M' + Q-sums + white) + (X_f − M A) Cov(β̂) (X_f − M A)'.
    """
    rows = white.innovations[:origin]
    columns, values = rows[:, :-1], rows[:, -1]
    coefficients, inverse, unknown = solve_normal(columns.T @ columns, columns.T @ values)
    known = int(design.known[:origin].sum())
    freedom = known - (len(inverse) - unknown.shape[1])
    if freedom < 1:
        raise UnusableProblem("too_few_steps", "Too few steps lie before step %(origin)d to learn from.", origin=origin)
    variance = float(((values - columns @ coefficients) ** 2).sum()) / freedom
    ahead = _rows_ahead(noise, length)
    state = white.states[origin]
    reach = design.columns[origin : origin + length] - ahead @ state[:, :-1]
    if unknown.size and np.abs(reach @ unknown).max() > UNKNOWN * np.abs(reach).max():
        raise UnusableProblem(
            "not_identified", "What the window holds was never seen before step %(origin)d.", origin=origin
        )
    mean = ahead @ state[:, -1] + reach @ coefficients
    spread = ahead @ white.covariances[origin] @ ahead.T + _noise_ahead(noise, length) + reach @ inverse @ reach.T
    weights = design.weights[origin : origin + length]
    return Forecast(mean * weights, variance * spread * np.outer(weights, weights), variance)


def _rows_ahead(noise: Noise, length: int) -> Floats:
    row, turn, rows = np.array([1.0, 0.0, 1.0]), transition(noise), np.zeros((length, STATES))
    for step in range(length):
        rows[step] = row
        row = row @ turn
    return rows


def _noise_ahead(noise: Noise, length: int) -> Floats:
    """Return the covariance of what happens after the origin: Σ_j Z Tʰ⁻¹⁻ʲ Q (Z Tˡ⁻¹⁻ʲ)', plus white noise."""
    rows = _rows_ahead(noise, length)
    total = noise.white * np.eye(length)
    lag = np.subtract.outer(np.arange(length), np.arange(length)) - 1
    for state, variance in enumerate((noise.level, noise.slope, noise.wave)):
        effect = np.where(lag >= 0, rows[np.maximum(lag, 0), state], 0.0)
        total += variance * effect @ effect.T
    return total


class Moments(NamedTuple):
    """In the outcome's unit: mean of each step (window,), mean and deviation of their sum."""

    mean: Floats
    total: float
    deviation: float


def moments_of(forecast: Forecast, *, log: bool, offset: float) -> Moments:
    """Turn back to the outcome's unit, exactly: of logarithms by the lognormal's own mean and covariance.

    ``E e^x = e^{m + v/2}``, ``Cov(e^{x_i}, e^{x_j}) = E e^{x_i} E e^{x_j} (e^{v_ij} − 1)``.
    """
    if not log:
        return Moments(forecast.mean, float(forecast.mean.sum()), float(np.sqrt(forecast.covariance.sum())))
    mean = np.exp(forecast.mean + forecast.covariance.diagonal() / 2)
    variance = float(mean @ np.expm1(forecast.covariance) @ mean)
    return Moments(mean - offset, float(mean.sum()) - offset * len(mean), float(np.sqrt(variance)))


def step_interval(forecast: Forecast, *, log: bool, offset: float, coverage: float) -> tuple[Floats, Floats]:
    """Return the ends for each step: normal, or the quantiles of the lognormal."""
    from scipy import special

    half = special.ndtri((1 + coverage) / 2) * np.sqrt(forecast.covariance.diagonal())
    ends = forecast.mean - half, forecast.mean + half
    return (np.exp(ends[0]) - offset, np.exp(ends[1]) - offset) if log else ends


def sum_interval(moments: Moments, *, length: int, log: bool, offset: float, quantile: float) -> tuple[float, float]:
    """Return the ends for the sum at ± `quantile` deviations; a sum of lognormals as the lognormal of its own moments.

    L. F. Fenton (1960), The sum of log-normal probability distributions, doi:10.1109/TCOM.1960.1097606.
    """
    if not log:
        return moments.total - quantile * moments.deviation, moments.total + quantile * moments.deviation
    mean = moments.total + offset * length
    spread = np.log1p((moments.deviation / mean) ** 2)
    centre, half = np.log(mean) - spread / 2, quantile * np.sqrt(spread)
    return float(np.exp(centre - half)) - offset * length, float(np.exp(centre + half)) - offset * length


def score_of(moments: Moments, observed: float, *, length: int, log: bool, offset: float) -> float:
    """Return how many deviations the observed sum lies from the expected, on the scale the interval is made on."""
    if not log:
        return (observed - moments.total) / moments.deviation
    mean = moments.total + offset * length
    spread = np.log1p((moments.deviation / mean) ** 2)
    return float((np.log(observed + offset * length) - np.log(mean) + spread / 2) / np.sqrt(spread))
