"""A Kalman filter for what the calendar leaves: a local linear trend, a first-order wave and white noise.

Of standardised residuals ``z_t``::

    z_t = μ_t + u_t + ε_t,   μ_{t+1} = μ_t + ν_t + η_t,   ν_{t+1} = ν_t + ζ_t,   u_{t+1} = φ u_t + ξ_t.

``μ_0`` and ``ν_0`` are no states but coefficients (a constant and a straight line among the columns), so nothing is
diffuse and the filter is exact generalised least squares.
J. Durbin, S. J. Koopman (2012), Time Series Analysis by State Space Methods,
doi:10.1093/acprof:oso/9780199641178.001.0001.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from samspel.engines.counterfactual.series.problem import Bools, Floats
from samspel.engines.counterfactual.series.result import Noise

STEADY = 1e-13
"""Relative change of the covariances under which the next gain is the same."""
STATES = 3


class Gains(NamedTuple):
    """What the filter does at each step, whatever the data: gains (steps, 3), variances (steps,), 0 in a gap."""

    gain: Floats
    variance: Floats
    covariances: dict[int, Floats]


def transition(noise: Noise) -> Floats:
    return np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, noise.persistence]])


def gains_of(known: Bools, noise: Noise, at: frozenset[int] = frozenset()) -> Gains:
    """Work out gains and variances; `at` names steps whose predicted covariance, shape (3, 3), is kept."""
    steps, phi = len(known), noise.persistence
    gain, variance, kept = np.zeros((steps, STATES)), np.zeros(steps), {}
    mm = mn = nn = mu = nu = 0.0  # covariances of level, slope and wave; the level and slope start known
    uu = noise.wave / (1.0 - phi * phi)
    last, f, before = (0.0, 0.0, 0.0), 0.0, (-1.0, -1.0, -1.0)
    steady = False
    for step, seen in enumerate(known.tolist()):
        if step in at:
            kept[step] = np.array([[mm, mn, mu], [mn, nn, nu], [mu, nu, uu]])
        if seen and steady:
            gain[step], variance[step] = last, f
            continue
        steady = False
        if not seen:
            before = (-1.0, -1.0, -1.0)  # what follows a gap is not what follows a value
        else:
            f = mm + 2 * mu + uu + noise.white
            a, b, c = (mm + mu) / f, (mn + nu) / f, (mu + uu) / f
            apart = abs(mm - before[0]) + abs(nn - before[1]) + abs(uu - before[2])
            steady = apart <= STEADY * nn if nn else apart == 0.0
            gain[step], variance[step], last, before = (a, b, c), f, (a, b, c), (mm, nn, uu)
            mm, mn, mu = mm - a * a * f, mn - a * b * f, mu - a * c * f
            nn, nu, uu = nn - b * b * f, nu - b * c * f, uu - c * c * f
        mm, mn, nn = mm + 2 * mn + nn + noise.level, mn + nn, nn + noise.slope
        mu, nu, uu = phi * (mu + nu), phi * nu, phi * phi * uu + noise.wave
    kept[steps] = np.array([[mm, mn, mu], [mn, nn, nu], [mu, nu, uu]])
    return Gains(gain, variance, kept)


def log_likelihood(values: Floats, known: Bools, noise: Noise) -> float:
    """Return the log-likelihood of one series with the overall variance at its best, constants left out."""
    gains = gains_of(known, noise)
    phi, squares = noise.persistence, 0.0
    m = n = u = 0.0
    rows = zip(values.tolist(), known.tolist(), gains.gain.tolist(), gains.variance.tolist(), strict=True)
    for value, seen, (a, b, c), f in rows:
        if seen:
            v = value - m - u
            m, n, u = m + a * v, n + b * v, u + c * v
            squares += v * v / f
        m, u = m + n, phi * u
    count = int(known.sum())
    return -0.5 * float(np.log(gains.variance[known]).sum() + count * np.log(squares / count))


class Whitened(NamedTuple):
    """Innovations over their deviation (steps, columns), 0 in a gap, and predicted states (3, columns) where asked."""

    innovations: Floats
    states: dict[int, Floats]
    covariances: dict[int, Floats]


def whiten(columns: Floats, known: Bools, noise: Noise, at: frozenset[int] = frozenset()) -> Whitened:
    """Filter every column as if it were the series: least squares on the result is generalised least squares."""
    gains = gains_of(known, noise, at)
    turn = transition(noise)
    state = np.zeros((STATES, columns.shape[1]))
    innovations = np.zeros_like(columns)
    kept: dict[int, Floats] = {}
    deviation = np.sqrt(gains.variance)
    for step, seen in enumerate(known.tolist()):
        if step in at:
            kept[step] = state
        if seen:
            new = columns[step] - state[0] - state[2]
            innovations[step] = new / deviation[step]
            state = state + gains.gain[step][:, None] * new
        state = turn @ state
    kept[len(known)] = state
    return Whitened(innovations, kept, gains.covariances)
