"""The one verb for a single series."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from samspel.engines.counterfactual.problem import UnusableProblem
from samspel.engines.counterfactual.series.fitting import Design, noise_at, noise_of, sigma_points
from samspel.engines.counterfactual.series.forecast import (
    Forecast,
    Moments,
    forecast_from,
    moments_of,
    score_of,
    step_interval,
    sum_interval,
)
from samspel.engines.counterfactual.series.problem import Floats, SeriesProblem
from samspel.engines.counterfactual.series.result import Backtest, Noise, Range, SeriesEstimate

Progress = Callable[[int, int], None]


def estimate_series(problem: SeriesProblem, progress: Progress | None = None) -> SeriesEstimate:
    """Estimate what the window would have been without the event, fitted on the steps before it alone.

    ``g(y_t) = x_t'β + s_{h(t)} (μ_t + u_t + ε_t)`` with ``g`` the logarithm or nothing, ``x`` the calendar, season,
    covariates and controls, ``s`` the hour's own deviation and the noise of `kalman`. Coefficients are generalised
    least squares; the noise is maximum likelihood. The covariance of the window carries what is not known of
    the coefficients (exactly), of the noise's parameters (unscented, to second order), the state at the window's
    begin, and the correlation of its steps.

    Parameters
    ----------
    problem : SeriesProblem
    progress : callable, optional
        Called with (forecasts done, forecasts in all).

    Raises
    ------
    UnusableProblem
        ``too_few_steps``, ``not_identified``, ``constant``.
    """
    design = Design.of(problem)
    noise, point, curvature = noise_of(design)
    origins = _origins(problem, design)
    at = frozenset([*origins, problem.begin])
    white = design.whitened(noise, at)
    length = problem.end - problem.begin
    plain = forecast_from(design, white, noise, problem.begin, length)
    spread = _widened_by_noise(problem, design, point, curvature, plain)
    made_up = []
    for done, origin in enumerate(origins):
        if progress is not None:
            progress(done, len(origins) + 1)
        try:
            made_up.append((origin, forecast_from(design, white, noise, origin, length)))
        except UnusableProblem:  # too early: the year has not been seen yet
            continue
    if progress is not None:
        progress(len(origins) + 1, len(origins) + 1)
    return _told(problem, design, noise, spread, _backtest(problem, made_up))


def _widened_by_noise(
    problem: SeriesProblem, design: Design, point: Floats, curvature: Floats, plain: Forecast
) -> Forecast:
    """Average over the noise's parameters: mean of the covariances plus covariance of the means."""
    forecasts = []
    for parameters in sigma_points(point, curvature):
        noise = noise_at(parameters)
        white = design.whitened(noise, frozenset([problem.begin]))
        forecasts.append(forecast_from(design, white, noise, problem.begin, problem.end - problem.begin))
    means = np.array([one.mean for one in forecasts]) - plain.mean
    covariance = np.mean([one.covariance for one in forecasts], axis=0) + means.T @ means / len(means)
    return Forecast(plain.mean, covariance, plain.variance)


def _origins(problem: SeriesProblem, design: Design) -> list[int]:
    """Return made-up begins at the window's own hour and weekday, in the second half of the time before, latest first.

    Where whole weeks apart leave fewer than a third of the number asked for, days apart are taken.
    """
    length, begin = problem.end - problem.begin, problem.begin
    day = problem.steps_a_day
    usable = []
    for stride in (7 * day, day):
        step = stride * -(-length // stride)
        starts = range(begin - step, begin // 2, -step)
        usable = [start for start in starts if design.known[start : start + length].all()]
        if len(usable) >= problem.placebos / 3:
            break
    if not problem.placebos:
        return []
    every = max(1, len(usable) // problem.placebos)
    return sorted(usable[::every][: problem.placebos])


def _backtest(problem: SeriesProblem, made_up: list[tuple[int, Forecast]]) -> Backtest:
    from scipy import special

    quantile = float(special.ndtri((1 + problem.coverage) / 2))
    scores, inside = [], []
    for origin, forecast in made_up:
        observed = problem.values[origin : origin + len(forecast.mean)]
        scores.append(_score(problem, forecast, observed))
        lower, upper = step_interval(forecast, log=problem.log, offset=problem.offset, coverage=problem.coverage)
        inside.append(float(np.mean((observed >= lower) & (observed <= upper))))
    sizes = np.sort(np.abs(scores))
    if not len(sizes):
        return Backtest((), np.zeros(0), float("nan"), float("nan"), 1.0)
    # The conformal rank: with n placebos the ceil((n + 1) coverage)-th, or the largest there is.
    rank = min(int(np.ceil((len(sizes) + 1) * problem.coverage)), len(sizes)) - 1
    return Backtest(
        tuple(origin for origin, _ in made_up),
        np.array(scores),
        float(np.mean(sizes <= quantile)),
        float(np.mean(inside)),
        max(1.0, float(sizes[rank]) / quantile),
    )


def _moments(problem: SeriesProblem, forecast: Forecast) -> Moments:
    return moments_of(forecast, log=problem.log, offset=problem.offset)


def _score(problem: SeriesProblem, forecast: Forecast, observed: Floats) -> float:
    moments = _moments(problem, forecast)
    return score_of(moments, float(observed.sum()), length=len(observed), log=problem.log, offset=problem.offset)


def _told(
    problem: SeriesProblem, design: Design, noise: Noise, forecast: Forecast, backtest: Backtest
) -> SeriesEstimate:
    from scipy import special

    observed = problem.values[problem.begin : problem.end]
    moments = _moments(problem, forecast)
    lower, upper = step_interval(forecast, log=problem.log, offset=problem.offset, coverage=problem.coverage)
    quantile = float(special.ndtri((1 + problem.coverage) / 2))
    total = _total(problem, moments, observed, quantile)
    score = _score(problem, forecast, observed)
    as_large = int(np.count_nonzero(np.abs(backtest.scores) >= abs(score)))
    placebos = len(backtest.scores)
    return SeriesEstimate(
        path=moments.mean,
        lower=lower,
        upper=upper,
        median=np.exp(forecast.mean) - problem.offset if problem.log else forecast.mean,
        effect=observed - moments.mean,
        effect_lower=observed - upper,
        effect_upper=observed - lower,
        total=total,
        widened=_total(problem, moments, observed, quantile * backtest.widening),
        uplift=_uplift(total, float(observed.sum())),
        score=score,
        p_value=(1 + as_large) / (1 + placebos) if placebos else None,
        backtest=backtest,
        noise=Noise(
            noise.level, noise.slope, noise.wave, noise.persistence, noise.white, float(np.sqrt(forecast.variance))
        ),
        scale=design.scale,
        steps_used=int(design.known[: design.begin].sum()),
        columns=design.columns.shape[1],
    )


def _total(problem: SeriesProblem, moments: Moments, observed: Floats, quantile: float) -> Range:
    low, high = sum_interval(moments, length=len(observed), log=problem.log, offset=problem.offset, quantile=quantile)
    sum_ = float(observed.sum())
    return Range(sum_ - moments.total, sum_ - high, sum_ - low)


def _uplift(total: Range, observed: float) -> Range:
    """Return effect over expected for each end: what was expected is what was observed less the effect."""
    shares = [effect / (observed - effect) for effect in (total.value, total.lower, total.upper)]
    return Range(*shares)
