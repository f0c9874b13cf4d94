"""A ledger's net beside what a register says of the same money: the difference is shown, not hidden."""

from __future__ import annotations

from samspel.engines.survey.intervals import apart
from samspel.engines.survey.problem import UnusableProblem
from samspel.engines.survey.result import Figure, Ledger, Reconciled


def reconcile(
    found: Ledger, *, value: float, low: float, high: float, level: float, unit: str, source: str
) -> Reconciled:
    """Return the ledger's net less a register's estimate of the same money (its interval as plain numbers).

    The interval is made from both without asking that they be symmetric (Zou & Donner 2008); answers and register
    are taken to err independently. The two are shown beside each other and never added or averaged."""
    if unit != found.unit:
        raise UnusableProblem(
            "unit", f"The survey counts {found.unit} and the register {unit}; bring both to the same unit.", unit=unit
        )
    if level != found.level:
        raise UnusableProblem(
            "levels",
            f"The survey's interval is at {found.level:g} and the register's at {level:g}; make both the same.",
            level=level,
        )
    if not low <= value <= high:
        raise UnusableProblem(
            "interval", f"The register's interval {low:g} to {high:g} does not hold its estimate {value:g}."
        )
    own = found.net
    difference = Figure(*apart((own.value, own.low, own.high), (value, low, high)))
    agree = difference.low <= 0 <= difference.high
    return Reconciled(own, Figure(value, low, high), difference, agree, level, source)
