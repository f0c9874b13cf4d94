"""What a design could see, before anybody looks: the smallest effect that placebo windows would betray."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.estimators import Design
from samspel.engines.counterfactual.made_up import MadeUp, made_up
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.problem import MIN_DONORS, MIN_PRE_PERIODS, Problem, UnusableProblem
from samspel.engines.counterfactual.result import Estimate

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
        In the outcome's unit, as a rise; infinite where no effect could be found: too few donors for the level, or no
        room for so long a window.
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

        (1/L) Σ (g_t + δ)² ≥ (r* · s)²,

    which is a quadratic in δ, and its larger root is where the unit begins to stand out for good. The answer is the δ
    that does it in a share `power` of made-up events. Outcomes from the start on are never read, so they may be
    anything finite.

    What a unit misses by before, *s*, is to be what the study's own test will divide by. A made-up start has fewer
    periods before it than the real one, and with as many donors as periods fits to them are exact or nearly so: over
    such an *s* any gap is beyond measure. So periods that a made-up start *c* lacks to the last one, ``N = T₀ − 1``,
    count with what the fit up to there misses by: ``s² = (c s_c² + (N − c) s_N²) / N``.

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
        for cut, played, missed in _played(problem, pool, min(lengths)):
            for row, length in enumerate(lengths):
                if cut + length <= problem.first_treated:
                    found[row].append(_betrayed(played.gaps[:, :length], missed, _allowed(level, size)))
        for row, effects in enumerate(found):
            counted[row, column] = sum(map(len, effects))
            if effects:
                smallest[row, column] = np.quantile(np.concatenate(effects), power, method="higher")
    return Surface(tuple(lengths), sizes, smallest, counted)


def told_apart(problem: Problem, found: Estimate, *, level: float = 0.05, power: float = 0.8) -> float:
    """Return the smallest lasting rise that an estimate's own placebo test tells from chance, in the outcome's unit.

    What donors miss by after the start, over what they miss by before, is what the treated unit could have missed by
    without any effect: the test itself takes ratios to be alike. Its own gap after the start is never read. Infinite
    with too few donors for the level, or where the unit's fit before is exact and says nothing of what it will miss.
    """
    cut, least = problem.first_treated, Design.of(problem, problem.first_treated, len(problem.periods)).smallest
    allowed = _allowed(level, len(found.placebos))
    if allowed < 1 or found.treated.pre_rmspe <= least:
        return float("inf")
    missed = np.maximum([fit.pre_rmspe for fit in found.placebos], least)
    alike = np.array([fit.gap[cut:] for fit in found.placebos]) * (found.treated.pre_rmspe / missed)[:, None]
    effects = _betrayed(alike, np.full(len(missed), found.treated.pre_rmspe), allowed)
    return float(np.quantile(effects, power, method="higher"))


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


def _played(problem: Problem, pool: tuple[int, ...], shortest: int) -> Iterator[tuple[int, MadeUp, Floats]]:
    """Yield made-up starts, what came out, and what each unit misses by before as the study's test will have it."""
    cuts, known, end = _cuts(problem.first_treated, shortest), Known(), problem.first_treated
    if not cuts:
        return
    whole = end - 1
    last = made_up(problem, pool, whole, slice(0, end), known)
    for cut in cuts:
        played = last if cut == whole else made_up(problem, pool, cut, slice(0, end), known)
        yield cut, played, np.sqrt((cut * played.pre**2 + (whole - cut) * last.pre**2) / whole)


def _allowed(level: float, donors: int) -> int:
    """Return how many of the units, the treated one among them, may be as unusual as it."""
    return int(np.floor(level * (donors + 1) + 1e-9))


def _betrayed(gaps: Floats, missed: Floats, allowed: int) -> Floats:
    """Return for each unit the rise from which on it stands out among the others, shape (units,)."""
    if allowed < 1:
        return np.full(len(missed), np.inf)
    mean, square = gaps.mean(axis=1), (gaps**2).mean(axis=1)
    ratios = np.sqrt(square) / missed
    # As unusual as itself are at most allowed − 1 others, so it has to pass the allowed-th largest of them.
    descending = np.sort(ratios)[::-1]
    among_others = np.where(ratios >= descending[allowed - 1], descending[allowed], descending[allowed - 1])
    below = mean**2 - square + (among_others * missed) ** 2
    # Where no root is real the unit stands out whatever is added; where it does already, a rise may first hide it.
    effects: Floats = np.where(below < 0.0, 0.0, np.maximum(np.sqrt(np.maximum(below, 0.0)) - mean, 0.0))
    return effects
