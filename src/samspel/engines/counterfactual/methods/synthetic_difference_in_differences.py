"""Synthetic difference in differences: donors weighed to move alike, periods weighed to be like the time after.

D. Arkhangelsky, S. Athey, D. A. Hirshberg, G. W. Imbens, S. Wager (2021), Synthetic difference-in-differences,
American Economic Review 111, 4088–4118, doi:10.1257/aer.20190159.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.frank_wolfe import stopped_weights
from samspel.engines.counterfactual.methods.period_weights import TIME_RIDGE, Periods, weighed_again
from samspel.engines.counterfactual.methods.pivots import Gram, loose_mixtures, minimise_on_simplex
from samspel.engines.counterfactual.methods.sought import Cast, Integers, Known, Sought, gaps_of

Floats = NDArray[np.float64]

PRECISE = 1e-12
"""Duality gap that products of a shared Gram matrix may leave, a hundredth of what the checker lets pass."""


@dataclass(frozen=True, slots=True, eq=False)
class DoublyWeighted:
    """Both sets of weights for one unit.

    Attributes
    ----------
    units : array of shape (donors,)
        ω: not negative, sum 1.
    periods : array of shape (periods before,)
        λ: not negative, sum 1.
    path : array of shape (periods,)
        The mixture at the unit's level in the weighted time before, in the outcome's unit.
    ridge : float
        ζ of ω, in the outcome's unit.
    gap : float
        The larger of the two relative duality gaps; 0 is optimal.
    """

    units: Floats
    periods: Floats
    path: Floats
    ridge: float
    gap: float


class Panel:
    """What all fits of a panel share: one Gram matrix of units, one of periods, and sums of first differences.

    For a unit *i* with donors *D*, with every unit's own mean before taken off (which the intercept does),

        min_ω  Σ_{t≤T₀} (y_it − Σ_j ω_j y_jt)² + ζ²T₀‖ω‖²,     ζ = (T − T₀)^¼ σ̂,

    where σ̂ is the standard deviation of the donors' first differences before (one unit treated), and with every
    period's own mean over donors taken off

        min_λ  Σ_{j∈D} (ȳ_j,after − Σ_{t≤T₀} λ_t y_jt)² + (10⁻⁶σ̂)²|D|‖λ‖².

    A placebo leaves its own unit out of *D*: it may carry no weight in the first, and is a change of rank two in the
    second. Certificates of all fits are worked out together.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
    first_treated : int
        T₀, the first column after.
    sought : sequence of (unit, donors)
    """

    def __init__(self, outcomes: Floats, first_treated: int, sought: Sought) -> None:
        self._sought, self._length = sought, len(outcomes)
        self._cast = cast = Cast.of(sought, len(outcomes))
        self._outcomes = outcomes[cast.rows]
        self._before, after = self._outcomes[:, :first_treated], self._outcomes[:, first_treated:]
        self._both = np.column_stack([self._before, after.mean(axis=1)])
        self._count = cast.allowed.sum(axis=1)
        self._noise = _noise(self._before, cast.allowed)
        self._ridge = (outcomes.shape[1] - first_treated) ** 0.25 * self._noise

    def weigh(self, known: Known | None = None) -> tuple[DoublyWeighted, ...]:
        """Return both sets of weights of each fit, exact.

        Parameters
        ----------
        known : dict, optional
            Which donors carried weight for these units in a panel like this one; what is found is added to it.
        """
        units, gaps_of_units = self._unit_weights({} if known is None else known)
        periods, gaps_of_periods = Periods(self._both, self._cast.allowed, self._noise).weigh()
        mixtures = units @ self._outcomes
        missed = self._outcomes[self._cast.units] - mixtures
        paths = mixtures + np.einsum("ij,ij->i", missed[:, : periods.shape[1]], periods)[:, None]
        gaps = np.maximum(gaps_of_units, gaps_of_periods)
        return tuple(
            DoublyWeighted(
                units=self._cast.picked(units, fit, donors),
                periods=periods[fit],
                path=paths[fit],
                ridge=float(self._ridge[fit]),
                gap=float(gaps[fit]),
            )
            for fit, (_unit, donors) in enumerate(self._sought)
        )

    def _unit_weights(self, known: Known) -> tuple[Floats, Floats]:
        cast, levelled = self._cast, self._before - self._before.mean(axis=1, keepdims=True)
        gram, ridges = levelled @ levelled.T, self._ridge**2 * self._before.shape[1]
        scale = np.where(cast.allowed, gram.diagonal(), 0.0).max(axis=1) + ridges
        quadratic, weights = Gram(gram), np.full(cast.allowed.shape, np.nan)
        begin = cast.begin(known, lambda: loose_mixtures(gram, float(ridges.max()), cast.units) > 1.0 / len(gram))
        for fit, unit in enumerate(cast.units.tolist()):
            found = minimise_on_simplex(
                quadratic,
                np.where(cast.allowed[fit], gram[unit], -np.inf),
                begin[fit],
                float(scale[fit]),
                ridge=float(ridges[fit]),
            )
            if found is not None:
                weights[fit] = found
        slopes = (weights @ levelled - levelled[cast.units]) @ levelled.T + ridges[:, None] * weights
        gaps = gaps_of(slopes, weights, cast.allowed, scale)
        for fit in np.flatnonzero(~(gaps <= PRECISE)).tolist():
            donors, ridge = np.flatnonzero(cast.allowed[fit]), float(np.sqrt(ridges[fit]))
            found, gaps[fit] = weighed_again(levelled[donors] - levelled[cast.units[fit]], ridge)
            weights[fit] = 0.0
            weights[fit, donors] = found
        cast.remember(weights, known, self._length)
        return weights, gaps


def _noise(before: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Return σ̂ of each fit, the standard deviation of its donors' first differences before, in the outcome's unit."""
    steps = np.diff(before, axis=1)
    count = allowed.sum(axis=1) * steps.shape[1]
    total, squares = allowed @ steps.sum(axis=1), allowed @ (steps**2).sum(axis=1)
    found: Floats = np.sqrt(np.maximum(squares - total**2 / count, 0.0) / np.maximum(count - 1, 1))
    return found


def placebo_standard_error(effects: Floats) -> float:
    """Return the standard error of a single treated unit's effect from all its placebos, in the outcome's unit.

    ``√(mean (τ_j − τ̄)²)`` over every donor once: the limit of the paper's Algorithm 4, which draws donors at random.
    """
    return float(np.std(effects))


class Published(NamedTuple):
    """Effects as the authors' program prints them, in the outcome's unit: searches stopped before their minimum."""

    synthetic_control: float
    doubly_weighted: float


def as_published(outcomes: Floats, unit: int, donors: Integers, first_treated: int) -> Published:
    """Return the effects that published tables show, to be compared with the exact ones; nothing rests on them."""
    before = outcomes[:, :first_treated]
    own, others = before[unit], before[donors]
    noise = float(np.diff(others, axis=1).std(ddof=1))
    tiny = TIME_RIDGE * noise
    plain = stopped_weights(others, own, ridge=tiny, noise=noise)
    ridge = (outcomes.shape[1] - first_treated) ** 0.25 * noise
    levelled = before - before.mean(axis=1, keepdims=True)
    units = stopped_weights(levelled[donors], levelled[unit], ridge=ridge, noise=noise)
    after = outcomes[donors, first_treated:].mean(axis=1)
    centred = (others - others.mean(axis=0)).T
    periods = stopped_weights(centred, after - after.mean(), ridge=tiny, noise=noise)
    effects = [(outcomes[unit] - weights @ outcomes[donors])[first_treated:].mean() for weights in (plain, units)]
    return Published(float(effects[0]), float(effects[1] - (own - units @ others) @ periods))
