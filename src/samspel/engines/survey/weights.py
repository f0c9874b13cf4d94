"""Raking to known margins by iterative proportional fitting (Deville & Särndal 1992, the raking ratio)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samspel.engines.survey.problem import Design, Floats, Margin, UnusableProblem
from samspel.engines.survey.result import Weights

CLOSE = 1e-11  # of the sum of all persons
ROUNDS = 10_000


def effective(weights: Floats) -> float:
    """Kish: as many answers as an unweighted sample equally sure would have."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def rake(design: Design, margins: Sequence[Margin], *, rounds: int = ROUNDS) -> Weights:
    """Weights as near the design's as the margins allow; refused where no weights can hold them all."""
    _agree(design, margins)
    values = design.weights.copy()
    tables = [_table(margin) for margin in margins]
    scale = float(tables[0][1].sum())
    for done in range(1, rounds + 1):
        for index, totals in tables:
            values *= (totals / np.bincount(index, values, totals.size))[index]
        missed = [float(np.abs(np.bincount(i, values, t.size) - t).max()) for i, t in tables]
        if max(missed) <= CLOSE * scale:
            gaps = {margin.name: gap for margin, gap in zip(margins, missed, strict=True)}
            return Weights(values=values, gaps=gaps, effective=effective(values), rounds=done)
    worst = int(np.argmax(missed))
    raise UnusableProblem(
        "no_weights",
        f"No weights were found that hold all margins: {margins[worst].name} is still missed by "
        f"{missed[worst]:.3g} persons after {rounds} rounds; merge small groups or leave a margin out.",
        margin=margins[worst].name,
        missed=missed[worst],
        rounds=rounds,
    )


def _table(margin: Margin) -> tuple[np.ndarray, Floats]:
    names, index = np.unique(margin.groups, return_inverse=True)
    return index, np.array([margin.totals[str(name)] for name in names])


def _agree(design: Design, margins: Sequence[Margin]) -> None:
    if not margins:
        raise UnusableProblem("no_margins", "There are no margins to rake to; give at least one.")
    first, whole = margins[0], sum(margins[0].totals.values())
    for margin in margins:
        if margin.groups.shape != design.weights.shape:
            raise UnusableProblem(
                "lengths",
                f"{margin.name} has {margin.groups.size} groups for {design.weights.size} answers; "
                "give one for each answer.",
                margin=margin.name,
            )
        for group in sorted(set(margin.groups.tolist())):
            if margin.totals[group] == 0:
                raise UnusableProblem(
                    "answers_of_nobody",
                    f"{margin.name}: there are answers from {group}, where 0 persons were counted.",
                    margin=margin.name,
                    group=group,
                )
        total = sum(margin.totals.values())
        if abs(total - whole) > 1e-9 * whole:
            raise UnusableProblem(
                "contradiction",
                f"{first.name} adds up to {whole:g} persons and {margin.name} to {total:g}; they must be the same.",
                first=first.name,
                second=margin.name,
            )
