"""Weights that hold known margins: raking by proportional fitting, or within bounds (Deville & Särndal 1992)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samspel.engines.survey.bounded import within_bounds
from samspel.engines.survey.problem import Design, Floats, Margin, UnusableProblem
from samspel.engines.survey.result import Weights

CLOSE = 1e-11  # of the sum of all persons
ROUNDS = 10_000


def effective(weights: Floats) -> float:
    """Kish: as many answers as an unweighted sample equally sure would have."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def rake(
    design: Design,
    margins: Sequence[Margin],
    *,
    rounds: int = ROUNDS,
    bounds: tuple[float, float] | None = None,
    trim: float | None = None,
) -> Weights:
    """Weights as near the design's as the margins allow; refused where no weights can hold them all.

    With `bounds` no weight becomes less or more than so many times its own (both seen as parts of the whole). With
    `trim` a design weight above so many medians is first cut to that, and what is cut is spread over the others:
    surer, and biased by what it changes, so only when asked for."""
    agree(design, margins)
    start, cut = _trimmed(design.weights, trim)
    values, done = within_bounds(start, margins, *bounds) if bounds else _proportional(start, margins, rounds)
    gaps = {margin.name: _missed(values, margin) for margin in margins}
    moved = values / start * (start.sum() / values.sum())
    return Weights(
        values=values,
        gaps=gaps,
        effective=effective(values),
        rounds=done,
        trimmed=cut,
        smallest=float(moved.min()),
        largest=float(moved.max()),
    )


def _proportional(start: Floats, margins: Sequence[Margin], rounds: int) -> tuple[Floats, int]:
    values = start.copy()
    tables = [_table(margin) for margin in margins]
    scale = float(tables[0][1].sum())
    for done in range(1, rounds + 1):
        for index, totals in tables:
            values *= (totals / np.bincount(index, values, totals.size))[index]
        missed = [_missed(values, margin) for margin in margins]
        if max(missed) <= CLOSE * scale:
            return values, done
    worst = int(np.argmax(missed))
    raise UnusableProblem(
        "no_weights",
        f"No weights were found that hold all margins: {margins[worst].name} is still missed by "
        f"{missed[worst]:.3g} persons after {rounds} rounds; merge small groups or leave a margin out.",
        margin=margins[worst].name,
        missed=missed[worst],
        rounds=rounds,
    )


def _missed(values: Floats, margin: Margin) -> float:
    index, totals = _table(margin)
    return float(np.abs(np.bincount(index, values, totals.size) - totals).max())


def _trimmed(weights: Floats, trim: float | None) -> tuple[Floats, int]:
    if trim is None:
        return weights, 0
    if not 1 < trim < np.inf:
        raise UnusableProblem(
            "trim", f"Weights are trimmed to so many medians, more than 1; {trim:g} is not.", value=trim
        )
    most = trim * float(np.median(weights))
    above = weights > most
    if not above.any():
        return weights, 0
    values = np.where(above, most, weights)
    # Whoever is under the limit takes over in proportion; a weight that would pass it stops there.
    for _ in range(weights.size):
        free = values < most
        rest = float(weights.sum() - values.sum())
        if rest <= CLOSE * float(weights.sum()) or not free.any():
            break
        values[free] = np.minimum(most, values[free] * (1 + rest / values[free].sum()))
    return values, int(above.sum())


def _table(margin: Margin) -> tuple[np.ndarray, Floats]:
    names, index = np.unique(margin.groups, return_inverse=True)
    return index, np.array([margin.totals[str(name)] for name in names])


def agree(design: Design, margins: Sequence[Margin]) -> None:
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


def of_those_who_answered(design: Design, answered: object) -> tuple[Design, NDArray[np.intp]]:
    """Leave out who did not answer what is asked; others of their stratum stand for them. Return also the rows kept.

    So the fewer who answered, the less sure the figure: filled-in values would hide that."""
    has = np.asarray(answered, dtype=bool)
    if has.shape != design.weights.shape:
        raise UnusableProblem(
            "lengths",
            f"answered has {has.size} values for {design.weights.size} answers; give one for each answer.",
            name="answered",
        )
    weights = design.weights.copy()
    for stratum in np.unique(design.strata):
        inside = design.strata == stratum
        held = float(weights[inside & has].sum())
        if not held > 0:
            raise UnusableProblem(
                "silent_stratum",
                f"Nobody in {stratum} answered what is asked, so nobody can stand for them; merge it with one like it.",
                stratum=str(stratum),
            )
        weights[inside] *= float(weights[inside].sum()) / held
    rows = np.flatnonzero(has)
    return Design(weights[rows], design.strata[rows], design.clusters[rows], design.clusters_in), rows
