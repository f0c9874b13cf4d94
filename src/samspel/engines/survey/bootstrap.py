"""Replicate weights: clusters drawn anew within strata, rescaled so that their spread is the design's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from samspel.engines.survey.problem import Design, Floats, Margin, UnusableProblem, refuse_lone

REPLICATES = 1_000
ROUNDS = 200
CLOSE = 1e-9


def replicates(
    design: Design, margins: Sequence[Margin] = (), *, count: int = REPLICATES, seed: int = 0
) -> tuple[Floats, int]:
    """`count` rows of weights (Rao & Wu 1988, with the finite population of Rao, Wu & Yue 1992), each raked as the
    sample was; and how many of them drew nobody of some group and so are left out.

    n − 1 of a stratum's n clusters are drawn; a weight is multiplied by 1 − λ + λ·n/(n−1)·(times drawn), where
    λ² = 1 − n/N."""
    if not count >= 2:
        raise UnusableProblem("replicates", f"{count} replicates show no spread; ask for at least 2.", count=count)
    random = np.random.default_rng(seed)
    factors = np.empty((count, design.weights.size))
    for stratum in np.unique(design.strata):
        inside = design.strata == stratum
        names, index = np.unique(design.clusters[inside], return_inverse=True)
        refuse_lone(stratum, names)
        size = names.size
        drawn = random.multinomial(size - 1, np.full(size, 1 / size), size=count)
        shrink = np.sqrt(1 - design.sampled(str(stratum), size))
        factors[:, inside] = (1 - shrink + shrink * size / (size - 1) * drawn)[:, index]
    weights = factors * design.weights
    return _raked(weights, margins) if margins else (weights, 0)


def _raked(weights: Floats, margins: Sequence[Margin]) -> tuple[Floats, int]:
    """All rows at once; a row in which a group has no weight cannot be raked."""
    tables = []
    for margin in margins:
        names, index = np.unique(margin.groups, return_inverse=True)
        belongs = np.eye(names.size)[index]
        tables.append((index, belongs, np.array([margin.totals[str(name)] for name in names])))
    whole = np.all([(weights @ belongs > 0).all(axis=1) for _, belongs, _ in tables], axis=0)
    kept = weights[whole]
    if kept.shape[0] < weights.shape[0] / 2 or kept.shape[0] < 2:
        raise UnusableProblem(
            "thin_groups",
            f"In {weights.shape[0] - kept.shape[0]} of {weights.shape[0]} redraws some group has no answers; "
            "merge small groups of the margins.",
            lost=weights.shape[0] - kept.shape[0],
            count=weights.shape[0],
        )
    scale = float(tables[0][2].sum())
    for _ in range(ROUNDS):
        for index, belongs, totals in tables:
            kept *= (totals / (kept @ belongs))[:, index]
        missed = np.max([np.abs(kept @ belongs - totals).max(axis=1) for _, belongs, totals in tables], axis=0)
        if (missed <= CLOSE * scale).all():
            break
    held = missed <= CLOSE * scale
    if held.sum() < weights.shape[0] / 2:
        raise UnusableProblem(
            "thin_groups",
            f"In {weights.shape[0] - int(held.sum())} of {weights.shape[0]} redraws no weights hold all margins; "
            "merge small groups of the margins.",
            lost=weights.shape[0] - int(held.sum()),
            count=weights.shape[0],
        )
    return kept[held], weights.shape[0] - int(held.sum())
