"""How sure one can be of the mean effect: conformal intervals by inverting a test, and intervals of placebos.

V. Chernozhukov, K. Wüthrich, Y. Zhu (2021), An exact and robust conformal inference method for counterfactual and
synthetic controls, JASA 116, 1849–1864, doi:10.1080/01621459.2021.1920957.
R. F. Barber, E. J. Candès, A. Ramdas, R. J. Tibshirani (2021), Predictive inference with the jackknife+, Annals of
Statistics 49, 486–507, doi:10.1214/20-AOS1965.
L. Lei, T. Sudijono (2024), Inference for synthetic controls via refined placebo tests, arXiv:2401.07152: why a unit
and its placebo are to be fitted by the same others.
S. Firpo, V. Possebom (2018), Synthetic control method: inference, sensitivity analysis and confidence sets, Journal of
Causal Inference 6, doi:10.1515/jci-2016-0026: the placebo test of a ratio of errors, inverted.
B. Ferman, C. Pinto (2019), Inference in differences-in-differences with few treated groups and heteroskedasticity,
Review of Economics and Statistics 101, 452–467, doi:10.1162/rest_a_00759: why placebos must be brought to one scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimate import without
from samspel.engines.counterfactual.estimators import Design
from samspel.engines.counterfactual.methods.ridge_augmented import augment
from samspel.engines.counterfactual.methods.synthetic_control import Shifted
from samspel.engines.counterfactual.problem import Method, Problem, UnusableProblem

Floats = NDArray[np.float64]

GRID = 100
"""Effects tried between the two ends that are looked at."""

WIDEST = 40
"""How often the distance from the estimate is doubled before an end counts as unbounded."""

PRECISION = 1e-6
"""Relative width to which an end of the interval is narrowed down."""


class Kind(StrEnum):
    """What an interval rests on."""

    CONFORMAL = "conformal"
    """Residuals of the treated unit itself, moved around in time: needs no other unit to be like it."""
    PLACEBO = "placebo"
    """How large the effects of placebos are beside what each missed before."""


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """An interval of the mean effect.

    Attributes
    ----------
    lower, upper : float
        In the outcome's unit; infinite where no effect that was tried can be told from the others.
    p_value : float
        Of no effect at all; never 0.
    level : float
        The share of such intervals that hold the effect, if the method's conditions do.
    kind : Kind
    points, p_values : array of shape (points,)
        Effects that were tried and their p; empty for placebos.
    """

    lower: float
    upper: float
    p_value: float
    level: float
    kind: Kind
    points: Floats
    p_values: Floats

    def __post_init__(self) -> None:
        for array in (self.points, self.p_values):
            array.setflags(write=False)


def interval(problem: Problem, *, level: float = 0.95) -> Interval:
    """Return an interval of the mean effect.

    For a constant effect θ the unit's own outcomes after the start, less θ, are without effect, so the method is
    fitted to *all* periods of them and the residuals û could stand in any order in time but for what they owe their
    neighbours:

        S(û) = mean |û_t| over the treated periods,     p(θ) = (1/T) #{π : S(û_π) ≥ S(û)}

    over the T moves π of all residuals around in a ring. The interval is all θ with ``p(θ) > 1 − level``. Where a
    method is not fitted to all periods (weights of periods, a completed matrix, covariates), follows no mixture that
    was fitted at all (difference in differences: what is left drifts), or every constant effect is rejected, the
    interval is that of placebos. Each donor *j* and the treated unit are weighed by the same others, all donors but
    *j*, which gives effects τ_j and τ_1(j), and misfits before s_j and s_1(j). With k = level·(J + 1) of J
    donors it goes

        from the k-th largest of τ_1(j) − r_j to the k-th smallest of τ_1(j) + r_j,     r_j = s_1(j)·|τ_j|/s_j.

    Effects are taken over misfits because units are seldom equally noisy: the spread of placebos' effects as they are
    (Arkhangelsky et al. 2021, Algorithm 4) holds for a unit that is like its donors. A misfit is the RMSPE, and for
    difference in differences its geometric mean with what means over as many periods as the time after missed by.
    Where k is above J, no rank among so few is as rare as the level: then the 2J numbers τ_1(j) ± r_j count as normal,
    and the interval is their mean ± t_{J−1}·√((J² − 1)/(J² + 1)) standard deviations of them.

    Raises
    ------
    UnusableProblem
        If the level is not between 0 and 1.
    """
    refuse_level(level)
    residuals = _residuals_of(problem)
    return _by_placebos(problem, level) if residuals is None else _inverted(problem, residuals, level)


def refuse_level(level: float) -> None:
    """Raise `UnusableProblem` if a level is not between 0 and 1."""
    if not 0.0 < level < 1.0:
        raise UnusableProblem("level", "The level is %(level)s: give a share between 0 and 1.", level=level)


Residuals = Callable[[float], Floats]
"""From an effect to the residuals of all periods without it, shape (periods,)."""


def _residuals_of(problem: Problem) -> Residuals | None:
    donors, own = problem.outcomes[list(problem.donors)], problem.outcomes[problem.treated]
    after = np.arange(len(own)) >= problem.first_treated
    if problem.method is Method.SYNTHETIC_CONTROL:
        return Shifted(donors, own, after, problem.ridge).missed
    if problem.method is Method.RIDGE_AUGMENTED:
        cut = problem.first_treated
        penalty = augment(donors[:, :cut], own[:cut]).penalty

        def residuals(effect: float) -> Floats:
            target = own - effect * after
            missed: Floats = target - augment(donors, target, penalty).weights @ donors
            return missed

        return residuals
    return None


def conformal_p(residuals: Floats, first_treated: int) -> float:
    """Return the share of moves around the ring, none among them, that give as large a statistic; never 0."""
    sizes = np.abs(residuals)
    length = len(sizes) - first_treated
    sums = np.convolve(np.concatenate([sizes, sizes[: length - 1]]), np.ones(length), mode="valid")
    own = sums[first_treated]
    return float(np.count_nonzero(sums >= own * (1 - 1e-9))) / len(sizes)


def _inverted(problem: Problem, residuals: Residuals, level: float) -> Interval:
    known: dict[float, float] = {}

    def p_of(effect: float) -> float:
        if effect not in known:
            known[effect] = conformal_p(residuals(effect), problem.first_treated)
        return known[effect]

    cut, alpha = problem.first_treated, 1.0 - level + 1e-12  # a p of just this much is rejected
    design = Design.of(problem, cut, len(problem.periods))
    fit = design.fit([(problem.treated, problem.donors)])[0]
    scale = max(fit.pre_rmspe, abs(fit.effect) / 8, design.smallest)
    ends = [_far_end(p_of, fit.effect, sign * scale, alpha) for sign in (-1.0, 1.0)]
    reach = [fit.effect + sign * 8 * scale if end is None else end for end, sign in zip(ends, (-1.0, 1.0), strict=True)]
    for point in np.linspace(reach[0], reach[1], GRID).tolist():
        p_of(point)
    kept = sorted(point for point, p in known.items() if p > alpha)
    if not kept:  # the effect was not the same in all periods, so no constant one fits
        return _by_placebos(problem, level)
    lower = -np.inf if ends[0] is None else _edge(p_of, known, kept[0], -1.0, alpha)
    upper = np.inf if ends[1] is None else _edge(p_of, known, kept[-1], 1.0, alpha)
    tried = np.array(sorted(known))
    return Interval(lower, upper, p_of(0.0), level, Kind.CONFORMAL, tried, np.array([known[one] for one in tried]))


def _far_end(p_of: Callable[[float], float], middle: float, step: float, alpha: float) -> float | None:
    """Go away from the estimate, twice as far each time, until an effect is rejected; None: none is."""
    for _time in range(WIDEST):
        if p_of(middle + step) <= alpha:
            return middle + step
        step *= 2.0
    return None


def _edge(p_of: Callable[[float], float], known: dict[float, float], inside: float, sign: float, alpha: float) -> float:
    """Narrow down the last effect that is not rejected, between it and its rejected neighbour."""
    outside = min((point for point in known if (point - inside) * sign > 0), key=lambda one: abs(one - inside))
    while abs(outside - inside) > PRECISION * (abs(inside) + abs(outside)):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if p_of(middle) > alpha:
            inside = middle
        else:
            outside = middle
    return inside


def _by_placebos(problem: Problem, level: float) -> Interval:
    count = len(problem.donors)
    (own, size), (placebos, sizes) = _played(problem)
    reach = size * np.abs(placebos) / sizes
    p = (1 + int(np.count_nonzero(reach >= np.abs(own) * (1 - 1e-9)))) / (1 + count)
    if level * (count + 1) > count:  # no rank among so few is as rare as the level
        lower, upper = _as_normal(own, reach, level)
    else:
        lower, upper = -_stays_below(reach - own, level), _stays_below(reach + own, level)
    empty = np.zeros(0)
    return Interval(lower, upper, p, level, Kind.PLACEBO, empty, empty.copy())


def _as_normal(own: Floats, reach: Floats, level: float) -> tuple[float, float]:
    """Return where one more draw lies, a share `level` of times, if the 2J numbers ``own ± reach`` are of a normal one.

    Among units alike, J + 1 independent normal changes, difference in differences gives them the variance
    S²·(J² + 1)/(J² − J), with S² that of the donors; the unit departs from their mean by one of S²·(1 + 1/J).
    """
    from scipy.special import stdtrit

    count = len(own)
    spread = float(np.sqrt((count**2 - 1) / (count**2 + 1) * (np.mean(reach**2) + np.var(own))))
    half = float(stdtrit(count - 1, 0.5 + level / 2)) * spread
    return float(np.mean(own)) - half, float(np.mean(own)) + half


def _played(problem: Problem) -> Floats:
    """Return effects and misfits before of the treated unit without each donor, and of each donor, shape (2, 2, J)."""
    design = Design.of(problem, problem.first_treated, len(problem.periods))
    pools = [without(problem.donors, row) for row in problem.donors]
    fits = design.fit([*((problem.treated, pool) for pool in pools), *zip(problem.donors, pools, strict=True)])
    sizes = np.array([fit.pre_rmspe for fit in fits])
    if problem.method is Method.DIFFERENCE_IN_DIFFERENCES:
        before = np.array([fit.gap[: problem.first_treated] for fit in fits])
        sizes = np.sqrt(sizes * _missed_by_means(before, len(problem.periods) - problem.first_treated))
    # Where a fit before is exact but for rounding, its misfit says nothing of what it will miss: all count alike.
    sizes = sizes if sizes.min() > design.smallest else np.ones(len(fits))
    return np.array([[fit.effect for fit in fits], sizes]).reshape(2, 2, -1).swapaxes(0, 1)


def _missed_by_means(before: Floats, length: int) -> Floats:
    """Return the root mean square of moving means over as many periods as the time after, half of those before at most.

    A comparison that was not fitted keeps the waves that a unit does not share. They, not the noise of single periods,
    are what a mean over the time after misses by, but there are few such means that are free of each other. So the
    misfit of difference in differences is the geometric mean of this and of that of single periods: it knows both, and
    of a unit of which all is so many times as large, it is so many times as large too.
    """
    length = max(1, min(length, before.shape[1] // 2))
    sums = np.cumsum(np.pad(before, ((0, 0), (1, 0))), axis=1)
    means = (sums[:, length:] - sums[:, :-length]) / length
    result: Floats = np.sqrt(np.mean(means**2, axis=1))
    return result


def _stays_below(draws: Floats, level: float) -> float:
    """Return what one more draw of the same stays below in a share `level`.

    With J draws that is the k-th smallest for a share ``k/(J + 1)``, and a line between two of them for one between.
    """
    return float(np.interp(level * (len(draws) + 1), np.arange(1, len(draws) + 1), np.sort(draws)))
