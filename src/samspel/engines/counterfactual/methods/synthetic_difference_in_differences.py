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
from samspel.engines.counterfactual.methods.pivots import Rows, minimise_on_simplex
from samspel.engines.counterfactual.simplex import duality_gap, nearest_of_points

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

PRECISE = 1e-12
"""Duality gap that products of a shared Gram matrix may leave, a hundredth of what the checker lets pass."""

TIME_RIDGE = 1e-6
"""ζ of the periods' weights over the noise level, the paper's choice: it only settles ties."""


@dataclass(frozen=True, slots=True, eq=False)
class DoublyWeighted:
    """Both sets of weights for one unit.

    Attributes
    ----------
    units : array of shape (donors,)
        ω: not negative, sum 1.
    periods : array of shape (periods before,)
        λ: not negative, sum 1.
    shift : float
        What the unit stands above the mixture in the weighted time before, in the outcome's unit.
    ridge : float
        ζ of ω, in the outcome's unit.
    gap : float
        The larger of the two relative duality gaps; 0 is optimal.
    """

    units: Floats
    periods: Floats
    shift: float
    ridge: float
    gap: float


class Panel:
    """What all units of a panel share: one Gram matrix of donors, one of periods, and sums of first differences.

    For a unit *i* with donors *D*, with every unit's own mean before taken off (which the intercept does),

        min_ω  Σ_{t≤T₀} (y_it − Σ_j ω_j y_jt)² + ζ²T₀‖ω‖²,     ζ = (T − T₀)^¼ σ̂,

    where σ̂ is the standard deviation of the donors' first differences before (one unit treated), and with every
    period's own mean over donors taken off

        min_λ  Σ_{j∈D} (ȳ_j,after − Σ_{t≤T₀} λ_t y_jt)² + (10⁻⁶σ̂)²|D|‖λ‖².

    A placebo leaves its own unit out of *D*: rows of the first matrix, a change of rank two in the second.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
    donors : array of int
        All rows that may be a donor for some unit.
    first_treated : int
        T₀, the first column after.
    """

    def __init__(self, outcomes: Floats, donors: Integers, first_treated: int) -> None:
        self.outcomes, self.donors, self.first_treated = outcomes, donors, first_treated
        before = outcomes[:, :first_treated]
        self._levelled = before - before.mean(axis=1, keepdims=True)
        self._gram = self._levelled @ self._levelled.T
        both = np.column_stack([before, outcomes[:, first_treated:].mean(axis=1)])
        self._mean = both[donors].mean(axis=0)
        self._centred = both - self._mean
        self._moments = self._centred[donors].T @ self._centred[donors]
        steps = np.diff(before, axis=1)
        self._steps = steps.sum(axis=1)
        self._squared_steps = (steps**2).sum(axis=1)
        self._is_donor = np.isin(np.arange(len(outcomes)), donors)
        self._near_units: NDArray[np.bool_] | None = None
        self._near_periods: NDArray[np.bool_] | None = None

    def weigh(self, unit: int, donors: Integers) -> DoublyWeighted:
        """Return both sets of weights of `unit`, exact."""
        noise = self.noise(donors)
        ridge = float((self.outcomes.shape[1] - self.first_treated) ** 0.25 * noise)
        units, gap_of_units = self._unit_weights(unit, donors, ridge * np.sqrt(self.first_treated))
        periods, gap_of_periods = self._period_weights(donors, TIME_RIDGE * noise * np.sqrt(len(donors)))
        before = self.outcomes[:, : self.first_treated]
        shift = float((before[unit] - units @ before[donors]) @ periods)
        return DoublyWeighted(units, periods, shift, ridge, max(gap_of_units, gap_of_periods))

    def noise(self, donors: Integers) -> float:
        """Return σ̂, the standard deviation of the donors' first differences before, in the outcome's unit."""
        count = len(donors) * (self.first_treated - 1)
        if count < 2:
            return 0.0
        total = float(self._steps[donors].sum())
        squares = float(self._squared_steps[donors].sum()) - total**2 / count
        return float(np.sqrt(max(squares, 0.0) / (count - 1)))

    def _unit_weights(self, unit: int, donors: Integers, ridge: float) -> tuple[Floats, float]:
        quadratic = Rows(self._gram, donors, ridge**2)
        begin = np.ones(len(donors), dtype=bool) if self._near_units is None else self._near_units[donors]
        found = minimise_on_simplex(quadratic, self._gram[donors, unit], begin, quadratic.largest) if ridge else None
        if found is not None:
            full = np.zeros(len(self.outcomes))
            full[donors] = found
            slope = (self._levelled @ (full @ self._levelled - self._levelled[unit]))[donors] + ridge**2 * found
            gap = _gap(slope, found, quadratic.largest)
        if found is None or gap > PRECISE:
            found, gap = _weighed_again(self._levelled[donors] - self._levelled[unit], ridge)
        if self._near_units is None:
            self._near_units = np.ones(len(self.outcomes), dtype=bool)
            self._near_units[donors] = found > 0.0
        return found, gap

    def _period_weights(self, donors: Integers, ridge: float) -> tuple[Floats, float]:
        absent = self._is_donor.copy()
        absent[donors] = False
        quadratic = _Periods.of(self._moments, self._centred[absent], len(donors), ridge**2)
        found = None
        if self._near_periods is not None:
            found = minimise_on_simplex(quadratic, quadratic.linear(), self._near_periods, quadratic.largest)
        if found is not None:
            residual = self._centred[:, :-1] @ found - self._centred[:, -1]
            residual -= residual[donors].mean()
            residual[~self._is_donor | absent] = 0.0
            gap = _gap(residual @ self._centred[:, :-1] + ridge**2 * found, found, quadratic.largest)
        if found is None or gap > PRECISE:
            both = self._centred[donors] - self._centred[donors].mean(axis=0)
            found, gap = _weighed_again((both[:, :-1] - both[:, -1:]).T, ridge)
        if self._near_periods is None:
            self._near_periods = found > 0.0
        return found, gap


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


def _weighed_again(points: Floats, ridge: float) -> tuple[Floats, float]:
    """Weigh from the points themselves: where K is near singular or rounded, and for the first unit."""
    stacked = np.hstack([points, ridge * np.eye(len(points))]) if ridge else points
    weights = nearest_of_points(stacked).values
    return weights, duality_gap(stacked, weights)


def _gap(slope: Floats, weights: Floats, scale: float) -> float:
    """Return the duality gap of weights whose residuals have this slope, over the largest squared length."""
    return max(float(weights @ slope - slope.min()) / scale, 0.0) if scale > 0.0 else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Periods:
    """Products of periods over donors, with some donors left out; the last column is the mean after.

    With *d* rows z left out of *n + d* centred ones, centring the rest again takes ``Σzz' + ss'/n`` off, ``s = Σz``.
    """

    moments: Floats
    lost: Floats
    ridge: float
    largest: float

    @classmethod
    def of(cls, moments: Floats, left_out: Floats, count: int, ridge: float) -> _Periods:
        lost = np.vstack([left_out, left_out.sum(axis=0, keepdims=True) / np.sqrt(count)])
        return cls(moments, lost, ridge, float(moments.diagonal()[:-1].max()) + ridge)

    def linear(self) -> Floats:
        linear: Floats = self.moments[:-1, -1] - self.lost[:, :-1].T @ self.lost[:, -1]
        return linear

    def block(self, used: Integers) -> Floats:
        lost = self.lost[:, used]
        block: Floats = self.moments[np.ix_(used, used)] - lost.T @ lost
        block.flat[:: len(used) + 1] += self.ridge
        return block

    def times(self, used: Integers, weights: Floats) -> Floats:
        product: Floats = self.moments[used, :-1].T @ weights - self.lost[:, :-1].T @ (self.lost[:, used] @ weights)
        product[used] += self.ridge * weights
        return product
