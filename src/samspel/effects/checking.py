"""An engine's problem and estimate → the checks that say how far the estimate may be read, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np

from samspel.effects.types import Registration
from samspel.effects.verdicts import level_of as claimed
from samspel.engines import counterfactual as engine
from samspel.engines.counterfactual import Method

LEVEL = 0.05
"""Of an interval where the registration names no level."""

QUICK = (Method.DIFFERENCE_IN_DIFFERENCES, Method.SYNTHETIC_CONTROL, Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES)
"""Tried with every pool and history; the slower ones with those that were registered alone."""

MOST_CELLS = 400
"""Figures of a panel up to which matrix completion is tried too: each of its placebos chooses a penalty anew."""

BEYOND = 10.0
"""So many times the range of all figures before the start, no effect is."""

Tell = Callable[[float], None]


def level_of(registration: Registration) -> float:
    """Return the level of intervals: what was registered, or the room's."""
    return registration.interest.level if registration.interest else LEVEL


def refuse_violations(violations: Sequence[engine.Violation]) -> None:
    """Raise `ValueError` naming every figure that the checker, which shares nothing with the solver, finds wrong."""
    if violations:
        raise ValueError(" ".join(str(violation) for violation in violations))


def plain_checks(
    problem: engine.Problem, found: engine.Estimate, registration: Registration, tell: Tell
) -> dict[str, Any]:
    """Return interval, band, gate, smallest detectable effect and specification curve of an estimate."""
    level = level_of(registration)
    interval, band = engine.interval(problem, level=1 - level), engine.jackknife(problem, level=1 - level)
    tell(0.4)
    return {
        "interval": {
            "lower": _finite(interval.lower),
            "upper": _finite(interval.upper),
            "p_value": interval.p_value,
            "level": interval.level,
            "kind": interval.kind.value,
        },
        "band": {"lower": [*map(_finite, band.lower.tolist())], "upper": [*map(_finite, band.upper.tolist())]},
        "gate": plain_gate(engine.gate(problem, found)),
        "detectable": _detectable(problem, found, registration),
        "specifications": _specifications(problem, found, lambda share: tell(0.4 + 0.6 * share)),
    }


def plain_gate(gate: engine.Gate) -> dict[str, Any]:
    """Return a gate as plain values."""
    return {
        "verdict": gate.verdict.value,
        "findings": [
            {"code": one.code, "verdict": one.verdict.value, "params": dict(one.params)} for one in gate.findings
        ],
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def possible(problem: engine.Problem, smallest: float) -> float | None:
    """Return a smallest effect, None where nothing so large could occur.

    Where donors are many and periods few, fits before are exact, and only effects beyond all measure pass them.
    """
    spread = float(np.ptp(problem.outcomes[:, : problem.first_treated]))
    return smallest if isfinite(smallest) and smallest <= BEYOND * spread else None


def _detectable(problem: engine.Problem, found: engine.Estimate, registration: Registration) -> dict[str, Any]:
    """Return the smallest effect that this test, at the level at which it is read, would have told from chance."""
    smallest = engine.told_apart(problem, found, level=claimed(registration))
    return {"length": len(problem.periods) - problem.first_treated, "smallest": possible(problem, smallest)}


def _specifications(problem: engine.Problem, found: engine.Estimate, tell: Tell) -> list[dict[str, Any]]:
    every = {"registered": problem.donors}
    pools = every | _other_pools(problem, found)
    firsts = [0] + ([problem.first_treated // 2] if problem.first_treated >= 2 * FEWEST else [])
    slow = [Method.RIDGE_AUGMENTED]
    if problem.outcomes.size <= MOST_CELLS or problem.method is Method.MATRIX_COMPLETION:
        slow.append(Method.MATRIX_COMPLETION)
    if problem.method is Method.WITH_COVARIATES:
        slow.append(problem.method)
    curve = engine.specifications(problem, methods=QUICK, pools=pools, first_periods=firsts, progress=_half(tell, 0.0))
    curve += engine.specifications(problem, methods=slow, pools=every, progress=_half(tell, 0.5))
    return [_plain_way(problem, one, len(pools[one.pool])) for one in curve]


LEAST_POOL = 3
"""Donors a pool needs so that each placebo has two of its own."""

FEWEST = 4
"""Periods before the start that a shortened history keeps at least."""


def _half(tell: Tell, from_share: float) -> Callable[[int, int], None]:
    return lambda done, total: tell(from_share + 0.5 * done / total)


def _other_pools(problem: engine.Problem, found: engine.Estimate) -> dict[str, tuple[int, ...]]:
    """Return the nearer half of the donors, by how they moved before the start, and all but the heaviest one."""
    pools: dict[str, tuple[int, ...]] = {}
    before = problem.outcomes[:, : problem.first_treated]
    moved = before - before.mean(axis=1, keepdims=True)
    far = np.sqrt(((moved[list(problem.donors)] - moved[problem.treated]) ** 2).mean(axis=1))
    half = max(LEAST_POOL, len(problem.donors) // 2)
    if half < len(problem.donors):
        nearest = np.argsort(far, kind="stable")[:half]
        pools["nearest"] = tuple(sorted(problem.donors[at] for at in nearest.tolist()))
    weights = found.treated.weights
    if len(weights) > LEAST_POOL:
        heaviest = found.treated.donors[int(np.abs(weights).argmax())]
        pools["without_heaviest"] = tuple(row for row in problem.donors if row != heaviest)
    return pools


def _plain_way(problem: engine.Problem, one: engine.Specification, donors: int) -> dict[str, Any]:
    known = not one.refused
    return {
        "method": one.method.value,
        "pool": one.pool,
        "first_period": problem.periods[one.first_period],
        "effect": one.effect if known else None,
        "p_value": one.p_value if known else None,
        "pre_fit": one.pre_fit if known else None,
        "least_p": 1 / (1 + donors),
        "refused": one.refused,
    }


def plain_joint(registration: Registration, joint: engine.Joint, cut: int) -> list[dict[str, Any]]:
    """Return each outcome's effect, its own p and the one corrected for all, the registered outcome first.

    `gap` is its gap in each period from the start on, `usual` the mean of its comparison there.
    """
    keys = ["", *(one.key for one in registration.further)]
    rows: Mapping[str, Any] = dict(zip(keys, joint.estimates, strict=True))
    return [
        {
            "key": key,
            "effect": found.treated.effect,
            "p_value": float(own),
            "adjusted": float(corrected),
            "pre_fit": found.pre_fit,
            "gap": found.treated.gap[cut:].tolist(),
            "usual": float(found.treated.path[cut:].mean()),
        }
        for (key, found), own, corrected in zip(rows.items(), joint.p_values, joint.adjusted_p_values, strict=True)
    ]
