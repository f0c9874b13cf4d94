"""Rows → the engine's problem, the engine's answer → plain values; a sample shared out over places."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

Z95 = 1.959963984540054


def shared_out(expected: Sequence[int], *, margin: float, design_effect: float = 1.3) -> list[int]:
    """Return how many to ask at each place, in proportion to how many are expected there.

    The sample gives a share of one half the margin, with a correction for a finite audience and a design effect for
    people being asked in clusters. Nobody is asked where nobody is expected, nor more than there are.
    """
    people = sum(expected)
    if people == 0:
        return [0] * len(expected)
    infinite = Z95**2 * 0.25 / margin**2 * design_effect
    needed = min(people, ceil(infinite / (1 + (infinite - 1) / people)))
    shares = [needed * here / people for here in expected]
    counts = [int(share) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda row: counts[row] - shares[row])
    for row in by_rest[: needed - sum(counts)]:
        counts[row] += 1
    return [min(here, max(count, 1)) if here else 0 for here, count in zip(expected, counts, strict=True)]
