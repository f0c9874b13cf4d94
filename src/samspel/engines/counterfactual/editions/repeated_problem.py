"""The problem: a panel in which one unit is treated again and again, for a short time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.missing import refuse_missing
from samspel.engines.counterfactual.problem import MIN_DONORS, UnusableProblem

Floats = NDArray[np.float64]
Window = tuple[int, int]

MIN_YEARS = 2
"""Whole years before the first edition that tell the season."""
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
    season : int, optional
        Periods in a year: each unit's usual value of the same week, over the whole years before the first edition, is
        taken off. 0: donors alone tell what the week would have been; a season of the place's own is in the effect.
    coverage : float, optional

    Raises
    ------
    UnusableProblem
        ``shape``, ``treated_unknown``, ``donors``, ``too_few_donors``, ``windows``, ``no_history``, ``not_finite``,
        ``too_few_placebos``, ``season``, ``coverage``.
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
    season: int = 0
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
        if self.season and self.clean < MIN_YEARS * self.season:
            raise UnusableProblem(
                "season",
                "Only %(periods)d periods lie before the first edition and its placebos: %(least)d are needed to know "
                "the season without it.",
                periods=max(self.clean, 0),
                least=MIN_YEARS * self.season,
            )
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
    def clean(self) -> int:
        """Columns before anything of an edition, or of a placebo moved with it, is seen."""
        return self.windows[0][0] - self._reach() - self.washout - self.history

    @property
    def adjusted(self) -> Floats:
        """Outcomes less each unit's usual value of the same slot of the year, shape (units, periods)."""
        if not self.season:
            return self.outcomes
        result = self.outcomes.copy()
        first = self.clean - self.clean // self.season * self.season
        for slot in range(self.season):
            usual = self.outcomes[:, first + slot : self.clean : self.season].mean(axis=1, keepdims=True)
            result[:, (first + slot) % self.season :: self.season] -= usual
        return result

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
