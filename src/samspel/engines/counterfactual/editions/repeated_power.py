"""What editions together could show, before one of them is looked at: made-up years of quiet weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.editions.repeated import placebo_effects
from samspel.engines.counterfactual.editions.repeated_problem import Floats, RepeatedProblem
from samspel.engines.counterfactual.problem import MIN_DONORS, UnusableProblem

MIN_YEARS = 2
"""Years that tell what comes back every year from what does not."""


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedSurface:
    """The smallest mean effect that so many editions show with the wanted power.

    Attributes
    ----------
    editions, donors : tuple of int
    smallest : array of shape (editions, donors)
        In the outcome's unit; infinite where there are too few ways of moving the weeks for the level.
    ways : int
        Shifts of all editions at once, as the study itself will have.
    years : int
        Of quiet weeks that the noise is known from.
    shared, yearly : float
        With all donors, deviations of one edition's effect where nothing happens: of what comes back in the same weeks
        of every year, which more editions do not take away, and of what does not.
    """

    editions: tuple[int, ...]
    donors: tuple[int, ...]
    smallest: Floats
    ways: int
    years: int
    shared: float
    yearly: float

    def __post_init__(self) -> None:
        self.smallest.setflags(write=False)


def detectable_repeated(
    problem: RepeatedProblem,
    *,
    editions: Sequence[int],
    donors: Sequence[int] = (),
    level: float = 0.05,
    power: float = 0.8,
    draws: int = 4000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> RepeatedSurface:
    """Return the smallest mean effect that the rank among quiet weeks would show, by number of editions and of donors.

    With ``P`` of shape (shifts, years) the effects of quiet weeks, as `estimate_repeated` makes them,

        P_sy = a_s + r_sy,    σ_r² = Σ r² / (S (Y − 1)),    σ_a² = max(0, mean(a²) − σ_r² / Y),

    `a` and `r` are scaled to these deviations, so that k years drawn with replacement have means of the variance
    ``σ_a² + σ_r²/k``, also for more years than there are. Each draw makes a study: the means of all shifts, and from
    other years that of one shift for the editions. An effect δ in them is told from chance where it passes all but
    ``⌊level·(S + 1)⌋ − 1`` of the shifts. The answer is the δ that does so in a share `power` of draws, up or down.

    Columns in or near a window are never read, so they may be anything finite: windows are where editions lie, or
    would have.

    Parameters
    ----------
    problem : RepeatedProblem
        At least two windows.
    editions : sequence of int
        How many of them.
    donors : sequence of int, optional
        How many donors, drawn with `seed`; empty: all.
    level, power : float
        Shares.
    draws, seed : int, optional
    progress : callable, optional
        Called with (shifts done, all of them).

    Raises
    ------
    UnusableProblem
        ``too_few_years``, or if a number is out of its range.

    References
    ----------
    A. C. Davison, D. V. Hinkley (1997), Bootstrap Methods and their Application, section 3.8,
    doi:10.1017/CBO9780511802843.
    """
    sizes = tuple(donors) or (len(problem.donors),)
    _refuse(problem, editions, sizes, level, power)
    ways, total = len(problem.shifts), len(problem.shifts) * len(sizes)
    order = np.random.default_rng(seed).permutation(np.array(problem.donors))
    smallest, noise = np.empty((len(editions), len(sizes))), {}
    for column, size in enumerate(sizes):
        if progress is not None:
            progress(column * ways, total)
        pool = problem if size == len(order) else replace(problem, donors=tuple(sorted(order[:size].tolist())))
        noise[size] = _Noise.of(placebo_effects(pool))
        for row, effects in enumerate(_betrayed(noise[size], editions, level, draws, seed)):
            smallest[row, column] = np.quantile(effects, power, method="higher")
    if progress is not None:
        progress(total, total)
    told = noise[max(sizes)]
    return RepeatedSurface(tuple(editions), sizes, smallest, ways, len(problem.windows), told.shared, told.yearly)


def _refuse(
    problem: RepeatedProblem, editions: Sequence[int], sizes: Sequence[int], level: float, power: float
) -> None:
    if not (0.0 < level < 1.0 and 0.0 < power < 1.0):
        raise UnusableProblem("level", "The level and the power are shares between 0 and 1.")
    if not editions or min(editions) < 1:
        raise UnusableProblem("editions", "Give at least one number of editions, of 1 or more.")
    if any(not MIN_DONORS < size <= len(problem.donors) for size in sizes):
        raise UnusableProblem(
            "donors",
            "Numbers of donors go from %(least)d to the %(most)d there are.",
            least=MIN_DONORS + 1,
            most=len(problem.donors),
        )
    if len(problem.windows) < MIN_YEARS:
        raise UnusableProblem(
            "too_few_years",
            "The years of quiet weeks are %(count)d: two at least tell what comes back every year from what does not.",
            count=len(problem.windows),
        )


class _Noise(NamedTuple):
    """Effects of quiet weeks, shape (shifts,) and (shifts, years), and the deviations they are scaled to."""

    usual: Floats
    rest: Floats
    shared: float
    yearly: float

    @classmethod
    def of(cls, effects: Floats) -> _Noise:
        years = effects.shape[1]
        usual = effects.mean(axis=1)
        rest = effects - usual[:, None]
        within = float((rest**2).mean()) * years / (years - 1)
        seen = float((usual**2).mean())
        between = max(0.0, seen - within / years)
        scale = np.sqrt(between / seen) if seen > 0 else 0.0
        stretched = rest * np.sqrt(years / (years - 1))
        return cls(usual * scale, stretched, float(np.sqrt(between)), float(np.sqrt(within)))

    def means(self, drawn: NDArray[np.int64]) -> Floats:
        """Return the mean effect of each shift over drawn years, shape (draws, shifts)."""
        years = self.rest.shape[1]
        counts = (drawn[:, :, None] == np.arange(years)).mean(axis=1)
        means: Floats = self.usual + counts @ self.rest.T
        return means


def _betrayed(noise: _Noise, editions: Sequence[int], level: float, draws: int, seed: int) -> list[Floats]:
    """Return for each number of editions the effects from which on drawn studies stand out, shape (2 draws,)."""
    random = np.random.default_rng(seed)
    ways, years = noise.rest.shape
    drawn = random.integers(years, size=(2, draws, max(editions)))
    own = random.integers(ways, size=draws)
    allowed = int(np.floor(level * (1 + ways) + 1e-9))
    if allowed < 1:
        return [np.full(2 * draws, np.inf) for _count in editions]
    found = []
    for count in editions:
        bar = np.sort(np.abs(noise.means(drawn[0, :, :count])), axis=1)[:, -allowed]
        event = noise.means(drawn[1, :, :count])[np.arange(draws), own]
        found.append(np.maximum(np.concatenate([bar - event, bar + event]), 0.0))
    return found
