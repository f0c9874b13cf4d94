"""What a design could see, before anybody looks: the smallest effect that placebo windows would betray."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.made_up import made_up
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.problem import MIN_DONORS, MIN_PRE_PERIODS, Problem, UnusableProblem

Floats = NDArray[np.float64]

WINDOWS = 12
"""Made-up starts at most for each number of donors, spread evenly over the time before."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The smallest effect a design finds with the wanted power.

    Attributes
    ----------
    lengths : tuple of int
        Treated periods.
    donors : tuple of int
        Numbers of donors.
    smallest : array of shape (lengths, donors)
        In the outcome's unit, as a rise; infinite where no effect could be found: too few donors for the level, no room
        for so long a window, or so many donors that most fits before are exact.
    windows : array of shape (lengths, donors)
        How many made-up events each rests on.
    """

    lengths: tuple[int, ...]
    donors: tuple[int, ...]
    smallest: Floats
    windows: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.smallest, self.windows):
            array.setflags(write=False)


def detectable(
    problem: Problem,
    *,
    lengths: Sequence[int],
    donors: Sequence[int] = (),
    level: float = 0.05,
    power: float = 0.8,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Surface:
    """Return the smallest lasting effect that the placebo test would find, by window and number of donors.

    Every unit plays the treated one in made-up windows before the real start. An effect δ added there changes no
    weight, so nothing is fitted again: the unit stands out when its ratio of errors passes all but ``⌊level·(J + 1)⌋``
    of the units,

        (1/L) Σ (g_t + δ)² ≥ (r* · pre-RMSPE)²,

    which is a quadratic in δ. The answer is the δ that does it in a share `power` of made-up events. Outcomes from the
    start on are never read, so they may be anything finite.

    Parameters
    ----------
    problem : Problem
    lengths : sequence of int
        Of windows, in periods.
    donors : sequence of int, optional
        How many donors, drawn with `seed`; empty: all.
    level, power : float
        Shares.
    progress : callable, optional
        Called with (numbers of donors done, all of them).

    Raises
    ------
    UnusableProblem
        If a number is out of its range.
    """
    sizes = tuple(donors) or (len(problem.donors),)
    _refuse(problem, lengths, sizes, level, power)
    order = np.random.default_rng(seed).permutation(np.array(problem.donors))
    smallest = np.full((len(lengths), len(sizes)), np.inf)
    counted = np.zeros(smallest.shape, dtype=np.int64)
    for column, size in enumerate(sizes):
        if progress is not None:
            progress(column, len(sizes))
        pool = tuple(sorted(order[:size].tolist()))
        found: list[list[Floats]] = [[] for _length in lengths]
        known: Known = {}
        for cut in _cuts(problem.first_treated, min(lengths)):
            played = made_up(problem, pool, cut, slice(0, problem.first_treated), known)
            if played.exact > len(played.pre) / 2:
                continue  # more donors than periods: fits that are exact say nothing of what they will miss
            for row, length in enumerate(lengths):
                if cut + length <= problem.first_treated:
                    found[row].append(_betrayed(played.gaps[:, :length], played.pre, level))
        for row, effects in enumerate(found):
            counted[row, column] = sum(map(len, effects))
            if effects:
                smallest[row, column] = np.quantile(np.concatenate(effects), power, method="higher")
    return Surface(tuple(lengths), sizes, smallest, counted)


def _refuse(problem: Problem, lengths: Sequence[int], sizes: Sequence[int], level: float, power: float) -> None:
    if not (0.0 < level < 1.0 and 0.0 < power < 1.0):
        raise UnusableProblem("level", "The level and the power are shares between 0 and 1.")
    if not lengths or min(lengths) < 1:
        raise UnusableProblem("lengths", "Give at least one length of a window, of 1 period or more.")
    if any(not MIN_DONORS <= size <= len(problem.donors) for size in sizes):
        raise UnusableProblem(
            "donors",
            "Numbers of donors go from %(least)d to the %(most)d there are.",
            least=MIN_DONORS,
            most=len(problem.donors),
        )


def _cuts(first_treated: int, shortest: int) -> list[int]:
    """Return made-up starts, the latest first, that leave half the time before them, or as much as a fit needs."""
    earliest = max(MIN_PRE_PERIODS, first_treated // 2)
    every = np.arange(earliest, first_treated - shortest + 1)
    if len(every) > WINDOWS:
        every = every[np.linspace(0, len(every) - 1, WINDOWS).round().astype(int)]
    return [int(cut) for cut in every[::-1]]


def _betrayed(gaps: Floats, pre: Floats, level: float) -> Floats:
    """Return for each unit the rise from which on it stands out among the others, shape (units,)."""
    units = len(pre)
    allowed = int(np.floor(level * units + 1e-9))
    if allowed < 1:
        return np.full(units, np.inf)
    mean, square = gaps.mean(axis=1), (gaps**2).mean(axis=1)
    ratios = np.sqrt(square) / pre
    # As unusual as itself are at most allowed − 1 others, so it has to pass the allowed-th largest of them.
    descending = np.sort(ratios)[::-1]
    among_others = np.where(ratios >= descending[allowed - 1], descending[allowed], descending[allowed - 1])
    bar = (among_others * pre) ** 2
    rise = np.sqrt(np.maximum(mean**2 - square + bar, 0.0)) - mean
    effects: Floats = np.where(bar > square, np.maximum(rise, 0.0), 0.0)
    return effects
