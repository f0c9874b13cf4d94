"""Calibration within bounds: no weight moves further than allowed (Deville & Särndal 1992, case 6, the logit distance).

A weight becomes d·F(x·λ), F(u) = (L(U − 1) + U(1 − L)·e^{Au}) / (U − 1 + (1 − L)·e^{Au}), A = (U − L)/((1 − L)(U − 1)),
so that L < F < U, F(0) = 1 and F'(0) = 1. λ minimises a convex function, so damped Newton steps find it if weights
exist; whether any exist is a linear programme, asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from samspel.engines.survey.problem import Floats, Margin, UnusableProblem

STEPS = 200
CLOSE = 1e-12
Moved = Callable[[Floats], tuple[Floats, Floats]]
"""λ → by how much each weight is moved, and its slope."""


def within_bounds(start: Floats, margins: Sequence[Margin], low: float, high: float) -> tuple[Floats, int]:
    """Weights that hold the margins, each between `low` and `high` times what it was when brought to the right sum."""
    from scipy.special import expit

    if not 0 <= low < 1 < high < np.inf:
        raise UnusableProblem(
            "bounds", f"Bounds of {low:g} and {high:g} do not lie on both sides of 1, from 0 up; mend them."
        )
    known, totals, names = _groups(margins)
    whole = sum(margins[0].totals.values())
    base = start * (whole / start.sum())
    _refuse_if_none(base, known, totals, names, low, high)
    slope, shift = (high - low) / ((1 - low) * (high - 1)), float(np.log((1 - low) / (high - 1)))

    def moved(turn: Floats) -> tuple[Floats, Floats]:
        part = expit(slope * (known @ turn) + shift)
        return low + (high - low) * part, (high - low) * slope * part * (1 - part)

    turn = np.zeros(totals.size)
    for done in range(1, STEPS + 1):
        ratio, rate = moved(turn)
        missed = totals - known.T @ (base * ratio)
        if np.abs(missed).max() <= CLOSE * whole:
            return base * ratio, done
        bend = known.T @ (known * (base * rate)[:, None])
        step = np.linalg.lstsq(bend, missed, rcond=1e-13)[0]
        turn = turn + step * _length(base, known, totals, moved, turn, step)
    gap = float(np.abs(missed).max())
    raise UnusableProblem(
        "no_weights",
        f"No weights were found that hold all margins: {names[int(np.abs(missed).argmax())]} is still missed by "
        f"{gap:.3g} persons after {STEPS} rounds; merge small groups or leave a margin out.",
        missed=gap,
        rounds=STEPS,
    )


def _length(base: Floats, known: Floats, totals: Floats, moved: Moved, turn: Floats, step: Floats) -> float:
    """Half the step until the slope along it no longer points back: the function is convex."""
    length = 1.0
    for _ in range(60):
        ratio = moved(turn + length * step)[0]
        ahead = float((totals - known.T @ (base * ratio)) @ step)
        before = float((totals - known.T @ (base * moved(turn)[0])) @ step)
        if ahead >= -0.5 * abs(before):
            return length
        length /= 2
    return length


def _groups(margins: Sequence[Margin]) -> tuple[Floats, Floats, list[str]]:
    columns, totals, names = [], [], []
    for margin in margins:
        for group in np.unique(margin.groups):
            columns.append((margin.groups == group).astype(float))
            totals.append(margin.totals[str(group)])
            names.append(f"{margin.name}: {group}")
    return np.column_stack(columns), np.array(totals), names


def _refuse_if_none(base: Floats, known: Floats, totals: Floats, names: list[str], low: float, high: float) -> None:
    """The least that margins are missed by within the bounds; more than a rounding means that no weights do."""
    many, groups = known.shape
    both = np.hstack([known.T * base, np.eye(groups), -np.eye(groups)])
    cost = np.concatenate([np.zeros(many), np.ones(2 * groups)])
    limits = [(low, high)] * many + [(0, None)] * (2 * groups)
    from scipy.optimize import linprog

    answer = np.asarray(linprog(cost, A_eq=both, b_eq=totals, bounds=limits, method="highs").x)
    missed = answer[many : many + groups] + answer[many + groups :]
    worst = int(missed.argmax())
    if missed[worst] > 1e-7 * totals.max():
        raise UnusableProblem(
            "bounds_too_tight",
            f"No weights between {low:g} and {high:g} times their own hold all margins: {names[worst]} is missed by "
            f"{missed[worst]:.3g} persons at best; widen the bounds, merge small groups or leave a margin out.",
            low=low,
            high=high,
            group=names[worst],
            missed=float(missed[worst]),
        )
