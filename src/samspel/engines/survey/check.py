"""Verifies weights and ledgers in plain arithmetic; shares nothing with what made them but the problem's types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, isclose, isfinite

from samspel.engines.survey.problem import Margin
from samspel.engines.survey.result import Ledger, Step, Weights

CLOSE = 1e-10


@dataclass(frozen=True)
class Violation:
    """What does not hold: where, and by how much."""

    code: str
    name: str
    by: float


def check_weights(
    margins: Sequence[Margin],
    weights: Weights,
    *,
    start: Sequence[float] | None = None,
    bounds: tuple[float, float] | None = None,
) -> tuple[Violation, ...]:
    """Return every group whose persons are missed, every weight that is no weight or outside its bounds.

    Bounds are on a weight over what it was at the `start`, both seen as parts of all."""
    values = [float(one) for one in weights.values]
    found = [Violation("weight", str(row), one) for row, one in enumerate(values, 1) if not (isfinite(one) and one > 0)]
    for margin in margins:
        whole = fsum(margin.totals.values())
        for group, total in margin.totals.items():
            held = fsum(one for one, of in zip(values, margin.groups, strict=True) if str(of) == group)
            if abs(held - total) > CLOSE * whole:
                found.append(Violation("margin", f"{margin.name}: {group}", held - total))
    if bounds and start is not None:
        parts = fsum(values) / fsum(float(one) for one in start)
        for row, (one, was) in enumerate(zip(values, start, strict=True), 1):
            ratio = one / (float(was) * parts)
            if not bounds[0] * (1 - CLOSE) <= ratio <= bounds[1] * (1 + CLOSE):
                found.append(Violation("bounds", str(row), ratio))
    return tuple(found)


def check_ledger(ledger: Ledger) -> tuple[Violation, ...]:
    """Return every line that does not follow from the one before it, and every ratio that is not its quotient."""
    found = [*_chain(ledger.persons), *_chain(ledger.money)]
    gross, net = ledger.money[0].value, ledger.money[-1].value
    additional = fsum(one.value for one in ledger.categories.values())
    equal = {
        "net": (ledger.net.value, net),
        "central": (ledger.scenarios["central"].value, net),
        "net_to_gross": (ledger.net_to_gross.value * gross, net),
        "additionality": (ledger.additionality.value * gross, additional),
        "deadweight": (ledger.deadweight.value, 1 - ledger.additionality.value),
    }
    for name, (one, other) in equal.items():
        if not isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE * max(abs(gross), 1)):
            found.append(Violation("equal", name, one - other))
    lowest, central, highest = (ledger.scenarios[name].value for name in ("low", "central", "high"))
    slack = CLOSE * max(abs(gross), 1)
    if not lowest - slack <= central <= highest + slack:
        found.append(Violation("order", "scenarios", highest - lowest))
    return tuple(found)


def _chain(steps: Sequence[Step]) -> list[Violation]:
    found = []
    for before, after in pairwise(steps):
        follows = before.unit == after.unit
        wanted = before.value + after.change
        if follows and not isclose(wanted, after.value, rel_tol=CLOSE, abs_tol=CLOSE * max(abs(before.value), 1)):
            found.append(Violation("change", after.name, after.value - wanted))
    return found
