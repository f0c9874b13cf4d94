"""Synthetic control: the mixture of donors nearest to the unit before, exactly; all placebos share one Gram matrix.

A. Abadie, A. Diamond, J. Hainmueller (2010), Synthetic control methods for comparative case studies, JASA 105, 493–505,
doi:10.1198/jasa.2009.ap08746.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.counterfactuals import Counterfactual
from samspel.engines.counterfactual.methods.pivots import Gram, loose_mixtures, minimise_on_simplex
from samspel.engines.counterfactual.methods.sought import Cast, Integers, Known, Sought, gaps_of
from samspel.engines.counterfactual.simplex import (
    Weights,
    distances_gram,
    duality_gap,
    nearest_of_points,
    nearest_on_simplex,
    points_of,
    shared_gram,
)

Floats = NDArray[np.float64]

MANY, LIKELY, ENTERING = 60, 24, 8
"""With more donors than so many, the search begins with so many likely ones and takes in so many at a step."""

SMOOTH = 0.1
"""Ridge over units' mean squared length by which likely donors are found; a third or three times does as well."""

FAR = 1e-3
"""Share of the largest squared length below which a squared distance may have lost too many digits to judge by."""

TIE = 1e-10
"""Difference of slopes over the largest squared distance under which two donors are as good."""

PRECISE = 1e-12
"""Duality gap that the shared Gram matrix may leave, a hundredth of what the checker lets pass."""


def by_synthetic_control(
    outcomes: Floats, first_treated: int, sought: Sought, ridge: float = 0.0, known: Known | None = None
) -> tuple[Counterfactual, ...]:
    """Follow the mixture of donors that was nearest before: ``min ‖y₁ − Y₀w‖² + ζ²‖w‖²``, ``w ≥ 0``, ``Σw = 1``.

    Parameters
    ----------
    known : dict, optional
        Who carried weight for these units in a problem like this one; what is found is added to it.
    """
    cast = Cast.of(sought, len(outcomes))
    before = outcomes[cast.rows, :first_treated]
    # Around the donors' mean: a treated unit far away must not cost its placebos their digits.
    centred = before - before[cast.allowed.any(axis=0)].mean(axis=0)
    gram, known = centred @ centred.T, {} if known is None else known
    weights = _candidates(cast, gram, ridge, known)
    gaps = _gaps(cast, centred, gram, weights, ridge)
    for fit in np.flatnonzero(~(gaps <= PRECISE)).tolist():
        donors = np.flatnonzero(cast.allowed[fit])
        found = _weighed_again(before, gram, int(cast.units[fit]), donors, ridge)
        weights[fit], gaps[fit] = 0.0, found.gap
        weights[fit, donors] = found.values
    cast.remember(weights, known, len(outcomes))
    paths = weights @ outcomes[cast.rows]
    return tuple(
        Counterfactual(paths[fit], cast.picked(weights, fit, donors), gap=float(gaps[fit]))
        for fit, (_unit, donors) in enumerate(sought)
    )


def gram_of(before: Floats, sought: Sought) -> Floats:
    """Return the one Gram matrix. Units that nobody asks for may hold gaps and must not touch the centring."""
    rows = Cast.of(sought, len(before)).rows
    gram = np.zeros((len(before), len(before)))
    gram[np.ix_(rows, rows)] = shared_gram(before[rows])
    return gram


def _candidates(cast: Cast, gram: Floats, ridge: float, known: Known) -> Floats:
    """Return weights by the Gram matrix that all share, shape (fits, n); not a number where it is too near singular."""
    weights = np.zeros(cast.allowed.shape)
    few = cast.allowed.sum(axis=1) <= MANY
    for fit in np.flatnonzero(few):
        donors = np.flatnonzero(cast.allowed[fit])
        distances = distances_gram(gram, int(cast.units[fit]), donors, ridge)
        weights[fit, donors] = nearest_on_simplex(distances).values
    if few.all():
        return weights
    quadratic, scale = Gram(gram), float(gram.diagonal().max()) + ridge**2
    begin = cast.begin(known, lambda: _likely(gram, cast.units))
    for fit in np.flatnonzero(~few):
        linear = np.where(cast.allowed[fit], gram[cast.units[fit]], -np.inf)
        found = minimise_on_simplex(quadratic, linear, begin[fit], scale, ridge=ridge**2, most=ENTERING)
        weights[fit] = np.nan if found is None else found
    return weights


def _likely(gram: Floats, units: Integers) -> NDArray[np.bool_]:
    """Guess who carries weight: those that carry most where weights may be negative but not large."""
    mixtures = loose_mixtures(gram, SMOOTH * float(gram.diagonal().mean()), units)
    likely = np.zeros(mixtures.shape, dtype=bool)
    np.put_along_axis(likely, np.argpartition(-mixtures, LIKELY, axis=1)[:, :LIKELY], True, axis=1)
    return likely


def _gaps(cast: Cast, centred: Floats, gram: Floats, weights: Floats, ridge: float) -> Floats:
    """Return the duality gaps, from the residuals themselves, over the largest squared distance to a donor.

    Not a number where they do not settle it: donors are so near, beside others that are far, that distances have lost
    their digits, or others could as well carry weight.
    """
    own, lengths = centred[cast.units], gram.diagonal()
    residuals = weights @ centred - own
    slopes = residuals @ centred.T - np.einsum("ij,ij->i", residuals, own)[:, None] + ridge**2 * weights
    farthest = np.where(cast.allowed, lengths - 2 * gram[cast.units], -np.inf).max(axis=1) + lengths[cast.units]
    longest = np.maximum(np.where(cast.allowed, lengths, 0.0).max(axis=1), lengths[cast.units])
    gaps = gaps_of(slopes, weights, cast.allowed, farthest + ridge**2)
    return np.where((farthest >= FAR * longest) & ~_tied(cast, slopes, weights, farthest), gaps, np.nan)


def _tied(cast: Cast, slopes: Floats, weights: Floats, scales: Floats) -> NDArray[np.bool_]:
    """Tell where other donors could as well carry weight, so that the search's beginning may show in what it found."""
    slopes = np.where(cast.allowed, slopes, np.inf)
    as_good = (slopes <= slopes.min(axis=1, keepdims=True) + TIE * scales[:, None]).sum(axis=1)
    tied: NDArray[np.bool_] = (as_good > (weights > 0.0).sum(axis=1)) & (cast.allowed.sum(axis=1) > MANY)
    return tied


def _weighed_again(before: Floats, gram: Floats, unit: int, donors: Integers, ridge: float) -> Weights:
    """Weigh one unit by Wolfe's method, and where rounding of the Gram matrix shows, without it."""
    points = points_of(before[donors] - before[unit], ridge)
    values = nearest_on_simplex(distances_gram(gram, unit, donors, ridge)).values
    found = Weights(values, duality_gap(points, values))
    if found.gap <= PRECISE:
        return found
    values = nearest_of_points(points).values
    return min(found, Weights(values, duality_gap(points, values)), key=lambda one: one.gap)


class Shifted:
    """One unit and its donors over all periods, asked again and again with an effect taken off some of them.

    The donors' products stay as they are and the unit's change by a multiple of one vector, so each answer begins with
    the donors of the one before.

    Parameters
    ----------
    donors : array of shape (donors, periods)
    own : array of shape (periods,)
    after : array of bool, shape (periods,)
        Where the effect is taken off.
    ridge : float
    """

    def __init__(self, donors: Floats, own: Floats, after: NDArray[np.bool_], ridge: float) -> None:
        self._donors, self._own, self._after, self._ridge = donors, own, after, ridge
        centred = donors - donors.mean(axis=0)
        self._quadratic, self._lengths = Gram(centred @ centred.T), (centred**2).sum(axis=1)
        self._toward, self._moved = centred @ (own - donors.mean(axis=0)), centred[:, after].sum(axis=1)
        self._begin: NDArray[np.bool_] | None = None

    def missed(self, effect: float) -> Floats:
        """Return what the nearest mixture misses in each period, shape (periods,), if this was the effect."""
        target = self._own - effect * self._after
        toward = self._toward - effect * self._moved
        largest = float(self._lengths.max()) + self._ridge**2
        if self._begin is None:
            self._begin = np.zeros(len(toward), dtype=bool)
            self._begin[np.argsort(self._lengths - 2 * toward)[:LIKELY]] = True
        values = minimise_on_simplex(self._quadratic, toward, self._begin, largest, ridge=self._ridge**2, most=ENTERING)
        if values is not None:
            used = np.flatnonzero(values)
            residual = values[used] @ self._donors[used] - target
            slope = self._donors @ residual - target @ residual + self._ridge**2 * values
            scale = float((self._lengths - 2 * toward).max()) + float(((target - self._donors.mean(axis=0)) ** 2).sum())
            if float(values @ slope - slope.min()) <= PRECISE * scale:
                self._begin = values > 0.0
                return -residual
        exact = nearest_of_points(points_of(self._donors - target, self._ridge)).values
        missed: Floats = target - exact @ self._donors
        return missed
