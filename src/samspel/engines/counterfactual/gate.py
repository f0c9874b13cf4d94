"""What an estimate may say: checks of the fit before anybody reads the effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from samspel.engines.counterfactual.check import KKT_TOLERANCE
from samspel.engines.counterfactual.problem import Method, Problem
from samspel.engines.counterfactual.result import Estimate

POOR, USELESS = 0.25, 0.5
"""Misfit before over the usual difference between units: above the first with caution, above the second not at all."""

OUTSIDE = 0.5
"""Share of periods before in which the unit lies outside its donors, from which on they cannot mix into it."""

HEAVY = 0.8
"""Weight of one donor from which on the comparison is nearly that donor alone."""

LEAST_PLACEBOS = 19
"""Fewer placebos than this can never give a p of 5 %."""

LEAST_PERIODS = 8
"""With fewer periods before, a fit by luck is likely."""

LEVELLED = (Method.DIFFERENCE_IN_DIFFERENCES, Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES, Method.MATRIX_COMPLETION)
"""Methods that take the unit's own level off: it may lie outside its donors."""


class Verdict(StrEnum):
    """How far the effect may be read."""

    PASS = "pass"  # noqa: S105
    CAUTION = "caution"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One thing a check found.

    Attributes
    ----------
    code : str
        ``poor_fit``, ``outside``, ``one_donor``, ``not_unique``, ``few_placebos``, ``few_periods``, ``earlier_start``,
        ``one_donor_decides``, ``not_optimal``.
    verdict : Verdict
    params : dict
        The numbers of the sentence.
    """

    code: str
    verdict: Verdict
    params: dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Gate:
    """The strictest verdict, and everything that was found, the gravest first."""

    verdict: Verdict
    findings: tuple[GateFinding, ...]


def gate(problem: Problem, estimate: Estimate) -> Gate:
    """Say how far an estimate may be read: from the fit before, never from how large the effect is.

    Parameters
    ----------
    problem : Problem
    estimate : Estimate
        What `estimate` answered to it.
    """
    order = list(Verdict)
    findings = sorted(_found(problem, estimate), key=lambda one: -order.index(one.verdict))
    return Gate(findings[0].verdict if findings else Verdict.PASS, tuple(findings))


def _found(problem: Problem, estimate: Estimate) -> Iterator[GateFinding]:
    misfit = _misfit(problem, estimate)
    if misfit > POOR:
        verdict = Verdict.REFUSE if misfit > USELESS else Verdict.CAUTION
        yield GateFinding("poor_fit", verdict, {"misfit": misfit, "rmspe": estimate.treated.pre_rmspe})
    outside = share_outside(problem)
    if outside >= OUTSIDE and problem.method not in LEVELLED:
        yield GateFinding("outside", Verdict.CAUTION, {"share": outside})
    if estimate.treated.kkt_gap > KKT_TOLERANCE:
        yield GateFinding("not_optimal", Verdict.REFUSE, {"gap": estimate.treated.kkt_gap})
    if not estimate.unique:
        yield GateFinding("not_unique", Verdict.CAUTION, {})
    if len(estimate.placebos) < LEAST_PLACEBOS:
        params: dict[str, float | str] = {"count": len(estimate.placebos), "smallest_p": estimate.smallest_p_value}
        yield GateFinding("few_placebos", Verdict.CAUTION, params)
    if problem.first_treated < LEAST_PERIODS:
        yield GateFinding("few_periods", Verdict.CAUTION, {"count": problem.first_treated})
    yield from _of_donors(problem, estimate)
    if estimate.backdated is not None and abs(estimate.backdated.effect) >= abs(estimate.treated.effect):
        yield GateFinding("earlier_start", Verdict.CAUTION, {"effect": estimate.backdated.effect})


def _misfit(problem: Problem, estimate: Estimate) -> float:
    """Return the misfit before; of a method that takes the level off, how far the gap is from its own level."""
    if problem.method not in LEVELLED:
        return estimate.pre_fit
    before = estimate.treated.gap[: problem.first_treated]
    return estimate.pre_fit * float(before.std()) / (estimate.treated.pre_rmspe or 1.0)


def _of_donors(problem: Problem, estimate: Estimate) -> Iterator[GateFinding]:
    weights = estimate.treated.weights
    if len(weights) and float(weights.max()) >= HEAVY:
        heaviest = problem.units[estimate.treated.donors[int(weights.argmax())]]
        yield GateFinding("one_donor", Verdict.CAUTION, {"unit": heaviest, "weight": float(weights.max())})
    turned = [fit for fit in estimate.leave_one_out if fit.effect * estimate.treated.effect < 0]
    if turned:
        gone = (set(estimate.treated.donors) - set(turned[0].donors)).pop()
        params: dict[str, float | str] = {"unit": problem.units[gone], "effect": turned[0].effect, "count": len(turned)}
        yield GateFinding("one_donor_decides", Verdict.CAUTION, params)


def share_outside(problem: Problem) -> float:
    """Return in which share of the periods before the unit lies above or below all its donors."""
    before = problem.outcomes[:, : problem.first_treated]
    donors, own = before[list(problem.donors)], before[problem.treated]
    return float(np.mean((own < donors.min(axis=0)) | (own > donors.max(axis=0))))
