"""Totals, ratios, means, shares and those of a part, with variance by linearisation (clusters within strata)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from samspel.engines.survey.bootstrap import replicates
from samspel.engines.survey.intervals import korn_graubard, quantile, wilson
from samspel.engines.survey.problem import Design, Floats, Margin, UnusableProblem, column, refuse_level, refuse_lone
from samspel.engines.survey.result import Estimate
from samspel.engines.survey.weights import agree

Interval = Literal["wilson", "korn_graubard"]
EXPLAINED = 1e-9
"""What is left of answers that margins explain, of the largest of them: raking ends as near as that."""


def estimate(
    design: Design,
    weights: Floats,
    over: Floats,
    under: Floats | None = None,
    *,
    margins: Sequence[Margin] = (),
    share: bool = False,
    interval: Interval = "wilson",
    level: float = 0.95,
    redraws: int = 0,
    seed: int = 0,
) -> Estimate:
    """Σw·over / Σw·under; without `under` the total Σw·over. Under 1 for everybody it is a mean; under 1 for a part,
    that part's (over is 0 outside).

    `margins` are those the weights were raked to: what they explain of the answers is no longer uncertain, and a
    figure that they say themselves has no width at all (its error is theirs, and stands beside the count).
    A share's interval stays between 0 and 1, and is there when everybody answered the same: Wilson's, which covers
    what it says on the average, or Korn & Graubard's, which never covers less. With `redraws` the standard error is
    the Rao–Wu bootstrap's instead of linearisation's."""
    many = design.weights.size
    refuse_level(level)
    if margins:
        agree(design, margins)
    weights, over = column("weights", weights, many, least=0), column("over", over, many)
    part = np.ones(many) if under is None else column("under", under, many)
    bottom = 1.0 if under is None else float(weights @ part)
    if not bottom > 0:
        raise UnusableProblem("nobody", "Nobody who answered belongs to the part asked about.")
    value = float(weights @ over) / bottom
    centred = over if under is None else over - value * part
    open_ = _unexplained(centred / bottom, weights, margins)
    variance = _between_clusters(design, weights * open_)
    degrees = float(design.degrees)
    if redraws:
        drawn, _ = replicates(
            design if margins else replace(design, weights=weights), margins, count=redraws, seed=seed
        )
        variance = _of_redraws(drawn, over, None if under is None else part)
    error, effective = float(np.sqrt(variance)), None
    if share:
        held = (weights * part)[weights * part > 0]
        effective = _effective(value, variance, held)
        low, high = share_interval(value, effective, degrees, held.size, interval=interval, level=level)
    else:
        reach = quantile(level, degrees) * error
        low, high = value - reach, value + reach
    if margins and _is_explained(centred / bottom, open_):
        low = high = value
    return Estimate(value, error, low, high, level, int(np.count_nonzero(part)), degrees, effective)


def _of_redraws(drawn: Floats, over: Floats, under: Floats | None) -> float:
    tops = drawn @ over
    if under is None:
        return float(tops.var(ddof=1))
    bottoms = drawn @ under
    told = bottoms > 0
    if told.sum() < max(2, drawn.shape[0] / 2):
        raise UnusableProblem(
            "thin_part", "In most redraws nobody belongs to the part asked about; too few answered to tell its spread."
        )
    return float((tops[told] / bottoms[told]).var(ddof=1))


def _unexplained(values: Floats, weights: Floats, margins: Sequence[Margin]) -> Floats:
    if not margins:
        return values
    known = np.hstack([(m.groups[:, None] == np.unique(m.groups)[None, :]).astype(float) for m in margins])
    root = np.sqrt(weights)
    slope = np.linalg.lstsq(known * root[:, None], values * root, rcond=None)[0]
    return np.asarray(values - known @ slope)


def _is_explained(values: Floats, left: Floats) -> bool:
    """Whether margins leave nothing of what answers differ by: a share of a group that was counted."""
    most = float(np.abs(values).max())
    return most > 0 and float(np.abs(left).max()) <= EXPLAINED * most


def _between_clusters(design: Design, values: Floats) -> float:
    variance = 0.0
    for stratum in np.unique(design.strata):
        inside = design.strata == stratum
        names, index = np.unique(design.clusters[inside], return_inverse=True)
        refuse_lone(stratum, names)
        sums = np.bincount(index, values[inside])
        unseen = 1 - design.sampled(str(stratum), names.size)
        variance += unseen * names.size * float(sums.var(ddof=1))
    return variance


def _effective(value: float, variance: float, held: Floats) -> float:
    """At 0 and 1 nothing spreads, so that the effective number of answers is Kish's of the weights."""
    if not -1e-12 <= value <= 1 + 1e-12:
        raise UnusableProblem("no_share", f"{value:g} is no share; a share lies between 0 and 1.", value=value)
    kish = float(held.sum() ** 2 / (held**2).sum())
    spread = value * (1 - value)
    # Rounding must not make a share of 1 − 10⁻¹⁶ infinitely sure; nor a lucky sample surer than its answers.
    alike = spread < 1e-12 or variance <= 0
    return kish if alike else min(float(held.size), spread / variance)


def share_interval(
    value: float, effective: float, degrees: float, answers: int, *, interval: Interval = "wilson", level: float = 0.95
) -> tuple[float, float]:
    """Return a share's interval from what a kept estimate says of it: no answers are needed."""
    value = min(1.0, max(0.0, value))
    if interval == "wilson":
        return wilson(value, effective, degrees, level)
    narrower = quantile(level, max(answers - 1, 1)) / quantile(level, degrees)
    return korn_graubard(value, effective * min(1.0, narrower) ** 2, level)
