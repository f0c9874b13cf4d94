"""The same week every year: each edition's effect, pooled, beside weeks in which nothing happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.editions.pooling import Pooled, pool
from samspel.engines.counterfactual.problem import MIN_DONORS, UnusableProblem
from samspel.engines.counterfactual.simplex import nearest_of_points

Floats = NDArray[np.float64]
Window = tuple[int, int]
Progress = Callable[[int, int], None]

MIN_PLACEBOS = 2
"""Quiet weeks an edition needs: its own spread is measured in them."""


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedProblem:
    """A panel in which one unit is treated again and again, for a short time.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
        In any unit, the same for all.
    units, periods : tuple of str
    treated : int
        Row of the place with the event.
    windows : tuple of (begin, end)
        Columns of each edition, half open, in order of time.
    history : int, optional
        Periods just before a window from which its usual gap is taken.
    washout : int, optional
        Periods on both sides of an event that are neither history nor placebo: it may still, or already, be felt.
    donors : tuple of int, optional
        Rows that the event cannot reach. Empty: every other unit.
    method : {"synthetic", "difference"}
        Donors weighed to follow the treated unit in quiet periods, or their plain mean.
    reach : int, optional
        Most periods that a placebo lies from its edition; None: half the shortest time between editions.
    coverage : float, optional

    Raises
    ------
    UnusableProblem
        ``shape``, ``treated_unknown``, ``donors``, ``too_few_donors``, ``windows``, ``no_history``, ``not_finite``,
        ``too_few_placebos``, ``coverage``.
    """

    outcomes: Floats
    units: tuple[str, ...]
    periods: tuple[str, ...]
    treated: int
    windows: tuple[Window, ...]
    history: int = 4
    washout: int = 1
    donors: tuple[int, ...] = ()
    method: Literal["synthetic", "difference"] = "synthetic"
    reach: int | None = None
    coverage: float = 0.95

    def __post_init__(self) -> None:
        outcomes = np.array(self.outcomes, dtype=np.float64)
        outcomes.setflags(write=False)
        object.__setattr__(self, "outcomes", outcomes)
        object.__setattr__(self, "windows", tuple((int(a), int(b)) for a, b in self.windows))
        others = tuple(row for row in range(len(self.units)) if row != self.treated)
        object.__setattr__(self, "donors", tuple(self.donors) or others)
        _refuse_roles(self)
        _refuse_windows(self)
        _refuse_gaps(self)
        if len(self.shifts) < MIN_PLACEBOS:
            raise UnusableProblem(
                "too_few_placebos",
                "Only %(count)d shifts leave all editions in quiet weeks: give a longer reach, or a shorter washout.",
                count=len(self.shifts),
            )

    @property
    def near(self) -> frozenset[int]:
        """Columns in or near an event."""
        return frozenset(t for a, b in self.windows for t in range(a - self.washout, b + self.washout))

    @property
    def shifts(self) -> tuple[int, ...]:
        """Steps by which all editions can be moved at once so that windows and histories meet no event.

        With a reach of 26 weeks these are other weeks of the same years, one from each, as the editions are.
        """
        reach = self._reach()
        return tuple(k for k in range(-reach, reach + 1) if k and self._is_quiet(k))

    def _reach(self) -> int:
        if self.reach is not None:
            return self.reach
        starts = [a for a, _ in self.windows]
        between = min((b - a for a, b in pairwise(starts)), default=len(self.periods))
        return between // 2

    def _is_quiet(self, shift: int) -> bool:
        near, last = self.near, len(self.periods)
        for a, b in self.windows:
            inside = range(a + shift, b + shift)
            if inside.start < 0 or inside.stop > last or not near.isdisjoint(inside):
                return False
            if not self.history_of((a + shift, b + shift)):
                return False
        return True

    def history_of(self, window: Window) -> tuple[int, ...]:
        """Return the last quiet columns before a window, nearest last; empty where there are not enough."""
        near, step = self.near, window[0] - self.washout - 1
        found: list[int] = []
        while step >= 0 and len(found) < self.history:
            if step not in near:
                found.append(step)
            step -= 1
        return tuple(reversed(found)) if len(found) == self.history else ()


@dataclass(frozen=True, slots=True)
class EditionEffect:
    """One edition: mean effect over its window, its deviation in quiet weeks, and its own p among them."""

    window: Window
    effect: float
    deviation: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedEstimate:
    """Attributes.

    ----------
    editions : tuple of EditionEffect
    pooled : Pooled
    mean : float
        Plain mean of the editions' effects, the statistic of the randomisation tests.
    weights : array of shape (donors,)
    shifts : tuple of int, placebo_means : array of shape (shifts,)
        The same mean with all editions moved by each shift.
    p_weeks : float
        ``(1 + #{|placebo mean| ≥ |mean|}) / (1 + shifts)``, never 0.
    unit_means : array of shape (donors,), p_units : float
        The same mean for each donor as if it had been the place, and the rank among them.
    pre_fit : float
        RMS gap of quiet periods over the usual difference between donors; near 1 the twin is no better than any.
    """

    editions: tuple[EditionEffect, ...]
    pooled: Pooled | None
    mean: float
    weights: Floats
    shifts: tuple[int, ...]
    placebo_means: Floats
    p_weeks: float
    unit_means: Floats
    p_units: float
    pre_fit: float

    def __post_init__(self) -> None:
        for array in (self.weights, self.placebo_means, self.unit_means):
            array.setflags(write=False)


def estimate_repeated(problem: RepeatedProblem, progress: Progress | None = None) -> RepeatedEstimate:
    """Estimate each edition by ``θ_e = mean(g_t, t in window) − mean(g_t, t in its history)``, ``g = y − Σ w y_donor``.

    Weights are fitted once on all quiet periods. For each placebo shift they are fitted anew without the shifted
    windows, so a placebo is as far out of sample as the event itself.
    """
    total = 1 + len(problem.shifts) + len(problem.donors)
    tell = progress or (lambda _done, _all: None)
    weights, effects, pre_fit = _fitted(problem, problem.treated, problem.donors, 0)
    placebos = []
    for done, shift in enumerate(problem.shifts, start=1):
        tell(done, total)
        placebos.append(_fitted(problem, problem.treated, problem.donors, shift)[1])
    others = []
    for done, row in enumerate(problem.donors, start=1 + len(problem.shifts)):
        tell(done, total)
        rest = tuple(donor for donor in problem.donors if donor != row)
        others.append(float(_fitted(problem, row, rest, 0)[1].mean()))
    tell(total, total)
    return _told(problem, weights, effects, pre_fit, np.array(placebos), np.array(others))


def _fitted(problem: RepeatedProblem, unit: int, donors: tuple[int, ...], shift: int) -> tuple[Floats, Floats, float]:
    moved = [(a + shift, b + shift) for a, b in problem.windows]
    out = problem.near | {t for a, b in moved for t in range(a, b)}
    quiet = [t for t in range(len(problem.periods)) if t not in out]
    points = problem.outcomes[np.ix_(donors, quiet)] - problem.outcomes[unit, quiet]
    weights = _weights(problem, points)
    gap = problem.outcomes[unit] - weights @ problem.outcomes[list(donors)]
    effects = [gap[a:b].mean() - gap[list(problem.history_of((a, b)))].mean() for a, b in moved]
    usual = float(np.sqrt(problem.outcomes[np.ix_(donors, quiet)].var(axis=0).mean()))
    fit = float(np.sqrt(np.mean((gap[quiet] - gap[quiet].mean()) ** 2)))
    return weights, np.array(effects), fit / usual if usual > 0 else 0.0


def _weights(problem: RepeatedProblem, points: Floats) -> Floats:
    if problem.method == "difference":
        return np.full(len(points), 1 / len(points))
    # Each unit's own level is taken off: histories correct for it, and shape is what must be followed.
    centred = points - points.mean(axis=1, keepdims=True)
    if not np.abs(centred).max() > 0:
        return np.full(len(points), 1 / len(points))
    return nearest_of_points(centred).values


def _told(
    problem: RepeatedProblem, weights: Floats, effects: Floats, pre_fit: float, placebos: Floats, others: Floats
) -> RepeatedEstimate:
    deviations = np.sqrt((placebos**2).mean(axis=0))
    mean = float(effects.mean())
    return RepeatedEstimate(
        editions=tuple(
            EditionEffect(window, float(effect), float(deviation), rank_p(float(effect), placebos[:, row]))
            for row, (window, effect, deviation) in enumerate(zip(problem.windows, effects, deviations, strict=True))
        ),
        pooled=pool(effects, deviations**2, problem.coverage) if len(effects) > 1 and (deviations > 0).all() else None,
        mean=mean,
        weights=weights,
        shifts=problem.shifts,
        placebo_means=placebos.mean(axis=1),
        p_weeks=rank_p(mean, placebos.mean(axis=1)),
        unit_means=others,
        p_units=rank_p(mean, others),
        pre_fit=pre_fit,
    )


def rank_p(value: float, placebos: Floats) -> float:
    """Return ``(1 + #{|placebo| ≥ |value|}) / (1 + placebos)``; a tie counts against the claim."""
    as_large = np.count_nonzero(np.abs(placebos) >= abs(value) * (1 - 1e-9))
    return (1 + int(as_large)) / (1 + len(placebos))


def _refuse_roles(problem: RepeatedProblem) -> None:
    shape = (len(problem.units), len(problem.periods))
    if problem.outcomes.shape != shape:
        raise UnusableProblem(
            "shape",
            "The outcomes have the shape %(shape)s, but %(units)d units and %(periods)d periods are named.",
            shape=str(problem.outcomes.shape),
            units=shape[0],
            periods=shape[1],
        )
    if not 0 <= problem.treated < shape[0]:
        raise UnusableProblem("treated_unknown", "Row %(row)d is not in the panel.", row=problem.treated)
    if not set(problem.donors) <= set(range(shape[0])) - {problem.treated} or len(set(problem.donors)) < len(
        problem.donors
    ):
        raise UnusableProblem("donors", "Donors must be different rows of the panel, and not the treated unit.")
    if len(problem.donors) <= MIN_DONORS:
        raise UnusableProblem(
            "too_few_donors",
            "There are only %(count)d donors: %(least)d are needed, so that each can be tried with two others.",
            count=len(problem.donors),
            least=MIN_DONORS + 1,
        )
    if not 0.5 <= problem.coverage < 1:
        raise UnusableProblem(
            "coverage", "Coverage %(value)s: give a share from 0.5 to below 1.", value=problem.coverage
        )


def _refuse_windows(problem: RepeatedProblem) -> None:
    last = 0
    for a, b in problem.windows:
        if not last <= a < b <= len(problem.periods):
            raise UnusableProblem(
                "windows",
                "The window from %(begin)d to %(end)d is empty, outside the panel or before the one given ahead of it.",
                begin=a,
                end=b,
            )
        last = b
    if not problem.windows or problem.history < 1 or problem.washout < 0:
        raise UnusableProblem("windows", "Give one window at least, a history of 1 or more and a washout of 0 or more.")
    for window in problem.windows:
        if not problem.history_of(window):
            raise UnusableProblem(
                "no_history",
                "Fewer than %(count)d quiet periods lie before the edition at “%(period)s”: leave it out, "
                "or shorten the history.",
                count=problem.history,
                period=problem.periods[window[0]],
            )


def _refuse_gaps(problem: RepeatedProblem) -> None:
    rows = [problem.treated, *problem.donors]
    refuse_missing(problem.outcomes, problem.units, problem.periods, rows)


def refuse_missing(outcomes: Floats, units: tuple[str, ...], periods: tuple[str, ...], rows: Iterable[int]) -> None:
    """Refuse a panel with a missing cell in these rows, by the name of the first."""
    for row in rows:
        missing = np.flatnonzero(~np.isfinite(outcomes[row]))
        if len(missing):
            raise UnusableProblem(
                "not_finite",
                "%(unit)s has no value for %(period)s: fill it from the source, or leave the unit or the period out.",
                unit=units[row],
                period=periods[int(missing[0])],
            )
