"""What starts one after the other could show, before there is any: made-up ones, dealt out by lot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.editions.lots import comparisons, orders_of, shares_of, told_from
from samspel.engines.counterfactual.editions.staggered import StaggeredEstimate
from samspel.engines.counterfactual.editions.staggered_problem import Floats, StaggeredProblem
from samspel.engines.counterfactual.problem import MIN_DONORS, UnusableProblem

CUTS, FEWEST_CUTS = 6, 2
"""Times at most at which the starts are made up, spread evenly over what there is; fewer where each takes long."""

FITS = 40_000
"""Fits of weights for each size, about, up to which more than the fewest times are made up."""

Size = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class StaggeredSurface:
    """The smallest mean effect that such starts show with the wanted power.

    Attributes
    ----------
    lengths : tuple of int
        Periods from the last start on.
    sizes : tuple of (places, waiting)
        How many start and how many never do.
    smallest : array of shape (lengths, sizes)
        In the outcome's unit; infinite where no effect could be told: too few ways of dealing out the starts for the
        level, or no room for so long a time.
    studies : array of shape (lengths, sizes)
        How many made-up studies each rests on.
    """

    lengths: tuple[int, ...]
    sizes: tuple[Size, ...]
    smallest: Floats
    studies: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.smallest, self.studies):
            array.setflags(write=False)


def detectable_staggered(
    problem: StaggeredProblem,
    *,
    lengths: Sequence[int],
    sizes: Sequence[Size] = (),
    level: float = 0.05,
    power: float = 0.8,
    lots: int = 100,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> StaggeredSurface:
    """Return the smallest mean effect on those that start which the lots would betray, by length and number of units.

    In `problem` nothing has happened to anybody: of its starts only the distances count. They are moved together to
    times that leave half of the periods before them, and dealt out to units by lot. With weights of the lot's own time
    before, a lot's overall effect is linear in the panel, ``n_l = ⟨C_l, Y⟩``, and an effect δ on the cells ``E_m`` that
    lot ``m`` treats makes it ``n_l + δ ⟨C_l, E_m⟩``. Each lot plays the real one among the others: it stands out when
    all but ``⌊level·lots⌋ − 1`` of them are smaller, which each is for good from

        δ_l = max((n_l − n_m) / (1 − o), −(n_l + n_m) / (1 + o)),    o = ⟨C_l, E_m⟩.

    The answer is the δ that does it in a share `power` of lots, up or down. Weights are taken as they are without δ.

    Parameters
    ----------
    problem : StaggeredProblem
    lengths : sequence of int
        In periods from the last start on; cohorts before it are followed for longer.
    sizes : sequence of (places, waiting), optional
        How many of those with a start, spread evenly over them, and how many of the others; empty: all.
    level, power : float
        Shares.
    lots, seed : int, optional
        How often the starts are dealt out at each time; where there are few ways of it, each is dealt once.
    progress : callable, optional
        Called with (made-up times done, all of them).

    Raises
    ------
    UnusableProblem
        If a number is out of its range, or no length has room.
    """
    starts = tuple(start for start in problem.starts if start is not None)
    sizes = tuple(sizes) or ((len(starts), len(problem.starts) - len(starts)),)
    _refuse(problem, lengths, sizes, level, power)
    random = np.random.default_rng(seed)
    found: dict[tuple[int, int], list[Floats]] = {}
    layouts = [_layout(starts, places) for places, _waiting in sizes]
    tried = [
        (column, cut)
        for column, layout in enumerate(layouts)
        for cut in _spread(_cuts(problem, max(layout), min(lengths)), FITS // (lots * len(layout) * len(set(layout))))
    ]
    for done, (column, cut) in enumerate(tried):
        if progress is not None:
            progress(done, len(tried))
        made_up = _made_up(problem, layouts[column], sizes[column][1], cut, max(lengths), random)
        for row, effects in _betrayed(made_up, lengths, level, lots, random):
            found.setdefault((row, column), []).append(effects)
    smallest = np.full((len(lengths), len(sizes)), np.inf)
    studies = np.zeros(smallest.shape, dtype=np.int64)
    for at, by_cut in found.items():
        every = np.concatenate(by_cut)
        smallest[at], studies[at] = np.quantile(every, power, method="higher"), len(every) // 2
    return StaggeredSurface(tuple(lengths), sizes, smallest, studies)


def _refuse(
    problem: StaggeredProblem, lengths: Sequence[int], sizes: Sequence[Size], level: float, power: float
) -> None:
    if not (0.0 < level < 1.0 and 0.0 < power < 1.0):
        raise UnusableProblem("level", "The level and the power are shares between 0 and 1.")
    if not lengths or min(lengths) < 1:
        raise UnusableProblem("lengths", "Give at least one length of a window, of 1 period or more.")
    never = problem.starts.count(None)
    places = len(problem.starts) - never
    least = MIN_DONORS if problem.donors == "never" else 0
    if any(not (1 <= one <= places and least <= other <= never) for one, other in sizes):
        raise UnusableProblem(
            "sizes",
            "Numbers go from 1 to the %(places)d places that start, and from %(least)d to the %(never)d that never do.",
            places=places,
            least=least,
            never=never,
        )
    spread = max(_layout(tuple(start for start in problem.starts if start is not None), places))
    if not _cuts(problem, spread, min(lengths)):
        raise UnusableProblem(
            "no_room",
            "The first and the last start lie %(spread)d periods apart, and only %(periods)d are there before them: "
            "load a longer history.",
            spread=spread,
            periods=len(problem.periods),
        )


def _layout(starts: tuple[int, ...], places: int) -> tuple[int, ...]:
    """Return the starts of so many places, spread evenly over all, from the first of them on."""
    ordered = np.sort(np.array(starts))
    kept = ordered[np.linspace(0, len(ordered) - 1, places).round().astype(int)]
    return tuple(int(start) for start in kept - kept[0])


def _cuts(problem: StaggeredProblem, spread: int, shortest: int) -> range:
    """Return columns of a made-up first start, half of what is left to the starts and after lying before it."""
    latest = len(problem.periods) - spread - shortest
    earliest = max(problem.anticipation + 1, (latest + 1) // 2)
    return range(earliest, latest + 1)


def _spread(cuts: range, most: int) -> list[int]:
    count = min(len(cuts), CUTS, max(FEWEST_CUTS, most))
    return [cuts[at] for at in np.linspace(0, len(cuts) - 1, count).round().astype(int).tolist()]


def _made_up(
    problem: StaggeredProblem,
    layout: tuple[int, ...],
    waiting: int,
    cut: int,
    longest: int,
    random: np.random.Generator,
) -> StaggeredProblem:
    """Return a study of some units by lot, with the first start at `cut`."""
    rows = random.permutation(len(problem.units))[: len(layout) + waiting]
    end = min(len(problem.periods), cut + max(layout) + longest)
    return replace(
        problem,
        outcomes=problem.outcomes[rows, :end],
        units=tuple(problem.units[row] for row in rows),
        periods=problem.periods[:end],
        starts=(*(cut + step for step in layout), *(None for _unit in range(waiting))),
    )


def _betrayed(
    made_up: StaggeredProblem, lengths: Sequence[int], level: float, lots: int, random: np.random.Generator
) -> Iterator[tuple[int, Floats]]:
    """Yield for each length that has room the effects from which on each lot stands out, shape (2 lots,)."""
    units, last = len(made_up.units), max(made_up.cohorts)
    orders = orders_of(made_up, lots, random)
    compared = [list(comparisons(made_up, made_up.outcomes[order])) for order in orders]
    treated = np.array([start if start is not None else len(made_up.periods) for start in made_up.starts])
    for row, length in enumerate(lengths):
        end = last + length
        if end > len(made_up.periods):
            continue
        shares, cells = np.zeros((2, len(orders), units, end))
        for lot, order in enumerate(orders):
            shares[lot, order] = shares_of(made_up, compared[lot], end)
            cells[lot, order] = np.arange(end) >= treated[:, None]
        if not shares.any():
            continue  # nobody to compare with
        flat = shares.reshape(len(orders), -1)
        noise = flat @ made_up.outcomes[:, :end].ravel()
        answers = flat @ cells.reshape(len(orders), -1).T
        allowed = int(np.floor(level * len(orders) + 1e-9))
        yield row, np.concatenate([told_from(noise, answers, allowed), told_from(-noise, answers, allowed)])


def seen_by(estimate: StaggeredEstimate, *, level: float = 0.05, power: float = 0.8) -> float:
    """Return the smallest mean effect that a finished study would have told with a share `power`, from its own lots.

    How a lot answers an effect is what it lost when that was taken off, ``(dealt − noise) / effect``: those that share
    places with the real one grow along with it. Infinite with too few lots for the level.
    """
    if not (0.0 < level < 1.0 and 0.0 < power < 1.0):
        raise UnusableProblem("level", "The level and the power are shares between 0 and 1.")
    effect, noise = estimate.overall.effect, estimate.noise
    answers = (estimate.dealt - noise) / effect if effect else np.zeros(len(noise))
    answers = np.clip(answers, -1.0, 1.0)[:, None]
    allowed = int(np.floor(level * (1 + len(noise)) + 1e-9))
    every = np.concatenate([told_from(noise, answers, allowed), told_from(-noise, answers, allowed)])
    return float(np.quantile(every, power, method="higher"))
