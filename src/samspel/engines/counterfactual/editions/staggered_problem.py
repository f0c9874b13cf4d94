"""The problem: a panel in which units are treated from different periods on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.missing import refuse_missing
from samspel.engines.counterfactual.problem import MIN_DONORS, UnusableProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StaggeredProblem:
    """A panel in which units are treated from different periods on, and stay so.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
    units, periods : tuple of str
    starts : tuple of int or None, length ``units``
        Column of each unit's first treated period; None: never.
    donors : {"never", "not_yet"}
        Who may stand for the treated: units that never are, or also those that are not so yet.
    method : {"difference", "synthetic"}
        Difference in differences from the last period before, or a synthetic control for each unit, levels off.
    anticipation : int, optional
        Periods before a start in which an effect may already show: neither base nor donor.
    permutations : int, optional
        Times that the starts are dealt out anew among all units, for p.
    seed : int, optional
    coverage : float, optional

    Raises
    ------
    UnusableProblem
        ``shape``, ``starts``, ``nobody_treated``, ``no_base``, ``too_few_donors``, ``not_finite``, ``coverage``.
    """

    outcomes: Floats
    units: tuple[str, ...]
    periods: tuple[str, ...]
    starts: tuple[int | None, ...]
    donors: Literal["never", "not_yet"] = "not_yet"
    method: Literal["difference", "synthetic"] = "difference"
    anticipation: int = 0
    permutations: int = 199
    seed: int = 1
    coverage: float = 0.95

    def __post_init__(self) -> None:
        outcomes = np.array(self.outcomes, dtype=np.float64)
        outcomes.setflags(write=False)
        object.__setattr__(self, "outcomes", outcomes)
        object.__setattr__(self, "starts", tuple(self.starts))
        _refuse(self)

    @property
    def cohorts(self) -> tuple[int, ...]:
        """First treated periods, in order of time."""
        return tuple(sorted({start for start in self.starts if start is not None}))

    def base(self, cohort: int) -> int:
        """Return the last period that no effect can have reached."""
        return cohort - 1 - self.anticipation

    def treated_in(self, cohort: int) -> tuple[int, ...]:
        return tuple(row for row, start in enumerate(self.starts) if start == cohort)

    def donors_for(self, cohort: int, period: int) -> tuple[int, ...]:
        """Return the rows that no effect can have reached by `period` nor by the cohort's base, never its own."""
        latest = max(period, self.base(cohort))
        if self.donors == "never":
            return tuple(row for row, start in enumerate(self.starts) if start is None)
        return tuple(
            row
            for row, start in enumerate(self.starts)
            if start is None or (start != cohort and start - self.anticipation > latest)
        )


def _refuse(problem: StaggeredProblem) -> None:
    shape = (len(problem.units), len(problem.periods))
    if problem.outcomes.shape != shape or len(problem.starts) != shape[0]:
        raise UnusableProblem(
            "shape",
            "The outcomes have the shape %(shape)s with %(starts)d starts, but %(units)d units "
            "and %(periods)d periods are named.",
            shape=str(problem.outcomes.shape),
            starts=len(problem.starts),
            units=shape[0],
            periods=shape[1],
        )
    if not problem.cohorts:
        raise UnusableProblem("nobody_treated", "No unit has a start: there is nothing to estimate.")
    for row, start in enumerate(problem.starts):
        if start is not None and not problem.anticipation < start < shape[1]:
            raise UnusableProblem(
                "no_base",
                "%(unit)s starts at column %(start)d, which leaves no period before it or lies outside the panel: "
                "leave the unit out.",
                unit=problem.units[row],
                start=start,
            )
    if problem.donors == "never" and problem.starts.count(None) < MIN_DONORS:
        raise UnusableProblem(
            "too_few_donors",
            "Only %(count)d units are never treated: allow those not yet treated as donors.",
            count=problem.starts.count(None),
        )
    if not 0.5 <= problem.coverage < 1:
        raise UnusableProblem(
            "coverage", "Coverage %(value)s: give a share from 0.5 to below 1.", value=problem.coverage
        )
    refuse_missing(problem.outcomes, problem.units, problem.periods, range(shape[0]))
