"""Ratios, means, shares and those of a part, with variance by linearisation (clusters within strata)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from samspel.engines.survey.problem import Design, Floats, Margin, UnusableProblem
from samspel.engines.survey.result import Estimate


def estimate(
    design: Design,
    weights: Floats,
    over: Floats,
    under: Floats,
    *,
    margins: Sequence[Margin] = (),
    share: bool = False,
    level: float = 0.95,
) -> Estimate:
    """Σw·over / Σw·under. Under 1 for everybody it is a mean; under 1 for a part, that part's (over is 0 outside).

    `margins` are those the weights were raked to: what they explain of the answers is no longer uncertain.
    A share's interval is made on the logit scale, so that it stays between 0 and 1."""
    bottom = float(weights @ under)
    if not bottom > 0:
        raise UnusableProblem("nobody", "Nobody who answered belongs to the part asked about.")
    value = float(weights @ over) / bottom
    residuals = _unexplained((over - value * under) / bottom, weights, margins)
    variance, degrees = _between_clusters(design, weights * residuals)
    error = float(np.sqrt(variance))
    reach = float(stats.t.ppf((1 + level) / 2, degrees)) * error
    low, high = value - reach, value + reach
    if share:
        low, high = _logit(value, reach)
    return Estimate(value, error, low, high, level, int(np.count_nonzero(under)), degrees)


def _unexplained(values: Floats, weights: Floats, margins: Sequence[Margin]) -> Floats:
    if not margins:
        return values
    known = np.hstack([(m.groups[:, None] == np.unique(m.groups)[None, :]).astype(float) for m in margins])
    root = np.sqrt(weights)
    slope = np.linalg.lstsq(known * root[:, None], values * root, rcond=None)[0]
    return np.asarray(values - known @ slope)


def _between_clusters(design: Design, values: Floats) -> tuple[float, float]:
    variance, degrees = 0.0, 0
    for stratum in np.unique(design.strata):
        inside = design.strata == stratum
        names, index = np.unique(design.clusters[inside], return_inverse=True)
        if names.size < 2:
            raise UnusableProblem(
                "lone_cluster",
                f"{stratum} has a single cluster, {names[0]}; how sure it is cannot be told. "
                "Merge it with a stratum like it.",
                stratum=str(stratum),
                cluster=str(names[0]),
            )
        sums = np.bincount(index, values[inside])
        variance += names.size * float(sums.var(ddof=1))
        degrees += names.size - 1
    return variance, float(degrees)


def _logit(value: float, reach: float) -> tuple[float, float]:
    if not 0 < value < 1:
        raise UnusableProblem(
            "all_alike", "Everybody answered the same; the interval of such a share cannot be made from its spread."
        )
    middle, wide = np.log(value / (1 - value)), reach / (value * (1 - value))
    return float(1 / (1 + np.exp(wide - middle))), float(1 / (1 + np.exp(-wide - middle)))
