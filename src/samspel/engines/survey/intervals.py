"""Intervals of shares that also answer when everybody, or nobody, said yes; and of differences."""

from __future__ import annotations

import numpy as np


def wilson(share: float, answers: float, degrees: float, level: float) -> tuple[float, float]:
    """Wilson's with t for z and effective answers for answers; the inverse of the score test, within 0 and 1."""
    t = quantile(level, degrees)
    middle = (share + t * t / (2 * answers)) / (1 + t * t / answers)
    reach = t / (1 + t * t / answers) * float(np.sqrt(share * (1 - share) / answers + t * t / (4 * answers**2)))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def korn_graubard(share: float, answers: float, level: float) -> tuple[float, float]:
    """Clopper & Pearson's exact interval at the effective number of answers (Korn & Graubard 1998)."""
    from scipy.special import betaincinv

    yes, tail = share * answers, (1 - level) / 2
    low = float(betaincinv(yes, answers - yes + 1, tail)) if share > 0 else 0.0
    high = float(betaincinv(yes + 1, answers - yes, 1 - tail)) if share < 1 else 1.0
    return low, high


def expanded(level: float, degrees: float) -> float:
    """Return at which level percentiles of redraws hold what they say, t for z: clusters are few (Hesterberg 2015)."""
    from scipy.special import ndtr

    return float(2 * ndtr(quantile(level, degrees)) - 1)


def quantile(level: float, degrees: float = np.inf) -> float:
    """Return how many standard errors an interval reaches to each side: Student's t, or the normal without degrees."""
    from scipy.special import ndtri, stdtrit

    return float(stdtrit(degrees, (1 + level) / 2) if np.isfinite(degrees) else ndtri((1 + level) / 2))


def apart(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    """(value, low, high) less (value, low, high) of an independent one (Zou & Donner 2008): nothing need be even."""
    difference = one[0] - other[0]
    under = float(np.hypot(one[0] - one[1], other[2] - other[0]))
    over = float(np.hypot(one[2] - one[0], other[0] - other[1]))
    return difference, difference - under, difference + over
