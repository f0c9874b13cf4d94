"""Hotels are finite: guests of an event in a full town are others' beds.

``displaced_t = max(0, D_t − (C_t − B_t))`` room nights, ``D`` the event's demand, ``C`` the rooms, ``B`` what would
have been sold anyway; crowding-out rate ``Σ displaced / Σ D``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RoomsProblem:
    """Nights of an event, the rooms there are, and what would have been sold without it.

    Parameters
    ----------
    demand : array of shape (nights,)
        Rooms the event's visitors asked for.
    demand_deviation : array of shape (nights,)
        Its standard deviation; 0 where it is known.
    capacity : array of shape (nights,)
        Rooms for sale.
    baseline, baseline_deviation : array of shape (nights,)
        Rooms sold without the event, as expected (from a counterfactual), and its standard deviation.
    correlation : float, optional
        Between nights, of the baseline's and of the demand's errors: a wrong trend is wrong on all nights.
    draws : int, optional
    seed : int, optional
    coverage : float, optional

    Raises
    ------
    UnusableProblem
        ``shape``, ``not_finite``, ``negative``, ``baseline_above_capacity``, ``correlation``, ``draws``, ``coverage``.
    """

    demand: Floats
    demand_deviation: Floats
    capacity: Floats
    baseline: Floats
    baseline_deviation: Floats
    correlation: float = 0.5
    draws: int = 20_000
    seed: int = 1
    coverage: float = 0.95

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        _refuse(self)


_ARRAYS = ("demand", "demand_deviation", "capacity", "baseline", "baseline_deviation")


@dataclass(frozen=True, slots=True)
class Crowding:
    """Room nights with intervals: (expected, lower, upper) of each.

    Attributes
    ----------
    demand : what the event asked for.
    displaced : nights that others, or the event's own visitors, could not have.
    net : demand less displaced, what the town's hotels sold more because of the event.
    rate : displaced over demand (share).
    by_night : displaced on each night.
    certain_to_fit : share of draws in which nothing was displaced.
    """

    demand: tuple[float, float, float]
    displaced: tuple[float, float, float]
    net: tuple[float, float, float]
    rate: tuple[float, float, float]
    by_night: tuple[tuple[float, float, float], ...]
    certain_to_fit: float


@dataclass(frozen=True, slots=True, eq=False)
class CrowdingBounds:
    """Least and most displaced room nights, and nights' baselines that reach them, shape (nights,)."""

    lower: float
    upper: float
    rate_lower: float
    rate_upper: float
    baseline_lower: Floats
    baseline_upper: Floats


def crowding(problem: RoomsProblem) -> Crowding:
    """Simulate displaced room nights over an uncertain baseline and demand.

    Errors are normal with one common part for all nights (`correlation`). Baselines are cut to between 0 and the
    capacity, demand to 0 or more: `max` of an uncertain sum is not the `max` of its mean, and here it is always larger.
    """
    random = np.random.default_rng(problem.seed)
    sold = _drawn(random, problem, problem.baseline, problem.baseline_deviation)
    sold = np.clip(sold, 0.0, problem.capacity)
    asked = np.maximum(_drawn(random, problem, problem.demand, problem.demand_deviation), 0.0)
    displaced = np.maximum(0.0, asked - (problem.capacity - sold))
    total, gone = asked.sum(axis=1), displaced.sum(axis=1)
    rate = np.divide(gone, total, out=np.zeros_like(gone), where=total > 0)
    return Crowding(
        demand=_told(total, problem.coverage),
        displaced=_told(gone, problem.coverage),
        net=_told(total - gone, problem.coverage),
        rate=_told(rate, problem.coverage),
        by_night=tuple(_told(night, problem.coverage) for night in displaced.T),
        certain_to_fit=float(np.mean(gone == 0)),
    )


def expected_displaced(demand: float, capacity: float, baseline: float, deviation: float) -> float:
    """Return ``E max(0, D − C + B)`` for a normal, uncut baseline: what the simulation is held to, by algebra.

    ``s φ(m/s) + m Φ(m/s)``, ``m = D − C + E B``.
    """
    from scipy import special

    excess = demand - capacity + baseline
    if deviation == 0:
        return max(0.0, excess)
    z = excess / deviation
    return float(deviation * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) + excess * special.ndtr(z))


def crowding_bounds(demand: Floats, capacity: float, occupancy: float, nights: int) -> CrowdingBounds:
    """Bound the displaced room nights when only the mean occupancy of a longer time is known.

    ``min`` and ``max`` of ``Σ max(0, D_t − C + B_t)`` over all baselines with ``0 ≤ B ≤ C`` and mean ``occupancy · C``
    over `nights`. Least: other nights are filled first, then the slack of the event's nights. Most: event nights with
    the least slack are filled to the roof one by one (a convex sum is largest at a corner).

    Parameters
    ----------
    demand : array of shape (event nights,)
        Rooms asked for by the event.
    capacity : float
        Rooms, the same every night.
    occupancy : float
        Mean share sold **without** the event over `nights`, which include the event's.
    nights : int

    Raises
    ------
    UnusableProblem
        ``negative``, ``occupancy``, ``nights``.
    """
    demand = np.array(demand, dtype=np.float64)
    if not (np.isfinite(demand).all() and (demand >= 0).all() and capacity > 0):
        raise UnusableProblem("negative", "Demand must be 0 or more on each night, and there must be rooms.")
    if not 0 <= occupancy <= 1:
        raise UnusableProblem("occupancy", "An occupancy of %(value)s is no share: give 0 to 1.", value=occupancy)
    if nights < len(demand) or not len(demand):
        raise UnusableProblem(
            "nights", "%(nights)d nights do not hold the event's %(event)d.", nights=nights, event=len(demand)
        )
    sold = occupancy * capacity * nights
    slack = np.maximum(capacity - demand, 0.0)
    least = _fill(max(0.0, sold - (nights - len(demand)) * capacity), slack, capacity)
    most = np.zeros(len(demand))
    left = min(sold, len(demand) * capacity)
    for night in np.argsort(slack, kind="stable"):
        most[night] = min(capacity, left)
        left -= most[night]
    lower, upper = (float(np.maximum(0.0, demand - capacity + base).sum()) for base in (least, most))
    asked = float(demand.sum())
    least.setflags(write=False)
    most.setflags(write=False)
    share = (lower / asked, upper / asked) if asked else (0.0, 0.0)
    return CrowdingBounds(lower, upper, *share, least, most)


def _fill(amount: float, slack: Floats, capacity: float) -> Floats:
    """Fill slack first, night by night, then what is left up to the capacity."""
    filled = np.zeros(len(slack))
    for most in (slack, np.full(len(slack), capacity)):
        for night in range(len(slack)):
            more = min(amount, most[night] - filled[night])
            filled[night] += more
            amount -= more
    return filled


def _drawn(random: np.random.Generator, problem: RoomsProblem, mean: Floats, deviation: Floats) -> Floats:
    common = random.standard_normal((problem.draws, 1))
    own = random.standard_normal((problem.draws, len(mean)))
    share = problem.correlation
    result: Floats = mean + deviation * (np.sqrt(share) * common + np.sqrt(1 - share) * own)
    return result


def _told(draws: Floats, coverage: float) -> tuple[float, float, float]:
    low, high = np.quantile(draws, [(1 - coverage) / 2, (1 + coverage) / 2])
    return float(draws.mean()), float(low), float(high)


def _refuse(problem: RoomsProblem) -> None:
    arrays = [getattr(problem, name) for name in _ARRAYS]
    if problem.demand.ndim != 1 or not len(problem.demand) or len({array.shape for array in arrays}) > 1:
        raise UnusableProblem("shape", "Demand, capacity, baseline and their deviations need one value for each night.")
    for name, array in zip(_ARRAYS, arrays, strict=True):
        bad = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
        if len(bad):
            raise UnusableProblem(
                "negative",
                "The %(name)s of night %(night)d is %(value)s: give 0 or more.",
                name=name.replace("_", " "),
                night=int(bad[0]) + 1,
                value=float(array[bad[0]]),
            )
    full = np.flatnonzero(problem.baseline > problem.capacity)
    if len(full):
        raise UnusableProblem(
            "baseline_above_capacity",
            "On night %(night)d %(sold)s rooms are expected without the event, more than the %(rooms)s there are.",
            night=int(full[0]) + 1,
            sold=float(problem.baseline[full[0]]),
            rooms=float(problem.capacity[full[0]]),
        )
    if not 0 <= problem.correlation <= 1:
        raise UnusableProblem("correlation", "A correlation of %(value)s: give 0 to 1.", value=problem.correlation)
    if problem.draws < 100:
        raise UnusableProblem(
            "draws", "%(count)d draws are too few for an interval: give 100 or more.", count=problem.draws
        )
    if not 0.5 <= problem.coverage < 1:
        raise UnusableProblem(
            "coverage", "Coverage %(value)s: give a share from 0.5 to below 1.", value=problem.coverage
        )
