"""Several outcomes of one event, judged together, so that looking at many does not make one of them stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimate import estimate
from samspel.engines.counterfactual.estimators import EXACT
from samspel.engines.counterfactual.made_up import made_up
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.problem import MIN_PRE_PERIODS, Problem, UnusableProblem
from samspel.engines.counterfactual.result import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Estimates of several outcomes.

    Attributes
    ----------
    estimates : tuple of Estimate
    p_values : array of shape (outcomes,)
        Of each outcome alone; with made-up starts, among placebos of all of them.
    adjusted_p_values : array of shape (outcomes,)
        Corrected for having looked at all: never below ``1 / (1 + placebos)``.
    """

    estimates: tuple[Estimate, ...]
    p_values: Floats
    adjusted_p_values: Floats

    def __post_init__(self) -> None:
        for array in (self.p_values, self.adjusted_p_values):
            array.setflags(write=False)


def joint(problems: Sequence[Problem], *, starts: Sequence[int] = ()) -> Joint:
    """Estimate several outcomes of the same units and correct their p-values for it.

    The same unit plays the treated one in all outcomes at once, so what belongs together stays together. With
    ``p_k(u)`` the rank of unit *u*'s ratio of errors among all units in outcome *k*, and outcomes in order of the
    treated unit's own,

        p̃_(j) = max over i ≤ j of share of units u with min over k ≥ i of p_(k)(u) ≤ p_(i)(treated):

    the step-down of P. H. Westfall and S. S. Young (1993), *Resampling-based multiple testing*, and of J. P. Romano and
    M. Wolf (2005), doi:10.1198/016214504000000539, with placebos in the place of resamples.

    Few donors give few placebos, so that no p of many outcomes can be small. With `starts` every unit, the treated one
    too, also plays at made-up starts before the real one: placebos in space and time. All windows are as long as the
    real one and have as many periods before as the earliest start has, the real one too, so that they are alike. That
    takes for granted that the time before was as lively as the time after.

    Parameters
    ----------
    problems : sequence of Problem
    starts : sequence of int, optional
        Columns of made-up starts; windows must neither overlap nor reach the real start.

    Raises
    ------
    UnusableProblem
        If the outcomes are not of the same units, treated unit and donors, or windows overlap.
    """
    _refuse_different(problems)
    for problem in problems:
        _refuse_overlap(problem, starts)
    estimates = tuple(estimate(problem) for problem in problems)
    shares = ranks(np.array([_ratios(*both, starts) for both in zip(problems, estimates, strict=True)]))
    return Joint(estimates, shares[:, 0].copy(), adjusted(shares))


def _ratios(problem: Problem, found: Estimate, starts: Sequence[int]) -> Floats:
    """Return ratios of errors: the treated unit's, its placebos', and then those of each made-up start."""
    if not starts:
        return np.array([found.treated.ratio, *(fit.ratio for fit in found.placebos)])
    length, before = len(problem.periods) - problem.first_treated, min(starts)
    known: Known = {}
    # The latest first, beginning with the real one: each search begins where the one before ended.
    return np.concatenate(
        [
            made_up(problem, problem.donors, start, slice(start - before, start + length), known).ratios(length)
            for start in (problem.first_treated, *sorted(starts, reverse=True))
        ]
    )


def _refuse_overlap(problem: Problem, starts: Sequence[int]) -> None:
    length = len(problem.periods) - problem.first_treated
    ends = [*sorted(starts), problem.first_treated]
    apart = all(after - before >= length for before, after in pairwise(ends))
    if not apart or ends[0] < MIN_PRE_PERIODS:
        raise UnusableProblem(
            "starts",
            "Made-up starts must leave %(least)d periods before them and %(length)d, as many as the event has, "
            "up to the next one and the real one.",
            least=MIN_PRE_PERIODS,
            length=length,
        )


def _refuse_different(problems: Sequence[Problem]) -> None:
    if not problems:
        raise UnusableProblem("no_outcome", "Give at least one outcome.")
    first = problems[0]
    for number, other in enumerate(problems, start=1):
        if (other.units, other.treated, other.donors) != (first.units, first.treated, first.donors):
            raise UnusableProblem(
                "other_units",
                "Outcome %(number)d is not of the same units as the first: judge it by itself.",
                number=number,
            )


def ranks(ratios: Floats) -> Floats:
    """Return which share of placebos has as large a ratio, shape (outcomes, placebos); ties count against the claim."""
    count = ratios.shape[1]
    smaller = [np.searchsorted(np.sort(own), own * (1 - EXACT)) for own in ratios]
    shares: Floats = (count - np.array(smaller)) / count
    return shares


def adjusted(shares: Floats) -> Floats:
    """Return the corrected p-values of the first unit, from `ranks`, shape (outcomes,)."""
    own = shares[:, 0]
    order = np.argsort(own, kind="stable")
    corrected, worst = np.zeros(len(own)), 0.0
    for step, outcome in enumerate(order.tolist()):
        least = shares[order[step:]].min(axis=0)
        worst = max(worst, float(np.mean(least <= own[outcome] * (1 + 1e-12))))
        corrected[outcome] = worst
    return corrected
