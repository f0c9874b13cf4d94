"""Several outcomes of one event, judged together, so that looking at many does not make one of them stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimate import estimate
from samspel.engines.counterfactual.estimators import EXACT
from samspel.engines.counterfactual.problem import Problem, UnusableProblem
from samspel.engines.counterfactual.result import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Estimates of several outcomes.

    Attributes
    ----------
    estimates : tuple of Estimate
    p_values : array of shape (outcomes,)
        Of each outcome alone.
    adjusted_p_values : array of shape (outcomes,)
        Corrected for having looked at all: never below ``1 / (1 + placebos)``.
    """

    estimates: tuple[Estimate, ...]
    p_values: Floats
    adjusted_p_values: Floats

    def __post_init__(self) -> None:
        for array in (self.p_values, self.adjusted_p_values):
            array.setflags(write=False)


def joint(problems: Sequence[Problem]) -> Joint:
    """Estimate several outcomes of the same units and correct their p-values for it.

    The same unit plays the treated one in all outcomes at once, so what belongs together stays together. With
    ``p_k(u)`` the rank of unit *u*'s ratio of errors among all units in outcome *k*, and outcomes in order of the
    treated unit's own,

        p̃_(j) = max over i ≤ j of share of units u with min over k ≥ i of p_(k)(u) ≤ p_(i)(treated):

    the step-down of P. H. Westfall and S. S. Young (1993), *Resampling-based multiple testing*, and of J. P. Romano and
    M. Wolf (2005), doi:10.1198/016214504000000539, with placebos in the place of resamples.

    Raises
    ------
    UnusableProblem
        If the outcomes are not of the same units, treated unit and donors.
    """
    _refuse_different(problems)
    estimates = tuple(estimate(problem) for problem in problems)
    ratios = np.array([[one.treated.ratio, *(fit.ratio for fit in one.placebos)] for one in estimates])
    return Joint(estimates, np.array([one.p_value for one in estimates]), adjusted(ranks(ratios)))


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
    """Return which share of units has as large a ratio, shape (outcomes, units); ties count against the claim."""
    counts = (ratios[:, None, :] >= ratios[:, :, None] * (1 - EXACT)).sum(axis=2)
    shares: Floats = counts / ratios.shape[1]
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
