"""A panel with distances to an event, its window, and what cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.missing import refuse_missing
from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]

MIN_BEYOND = 2
"""Units beyond the last band: they alone tell what would have happened anyway."""
MIN_PLACEBOS = 5
MOST_YEARS = 3
"""Earlier years that tell the season, at most: more would leave fewer placebos."""


@dataclass(frozen=True, slots=True, eq=False)
class RingProblem:
    """A panel with each unit's distance to the event, and its window.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
        Counts or amounts that can be added up over units.
    units, periods : tuple of str
    distances_km : array of shape (units,)
    edges_km : tuple of float
        Outer edges of the bands, rising. Units beyond the last are the comparison; the first band is the event's own.
    begin, end : int
        Window of the event, half open.
    before, after : int
        Periods next to the window from, or to, which visits may have been moved.
    history : int
        Periods before those, with which each unit is compared.
    relative : bool, optional
        Expect a unit to change by the same share, not the same number, as those beyond: for units of different size.
    coverage : float, optional
    season : int, optional
        Periods in a year, where what the same periods of earlier years show is taken off; 0: units beyond tell the
        season, and what they do not share of it is in every figure.

    Raises
    ------
    UnusableProblem
        ``shape``, ``season``, ``edges``, ``window``, ``empty_band``, ``too_few_beyond``, ``too_few_placebos``,
        ``nobody_beyond``, ``not_finite``.
    """

    outcomes: Floats
    units: tuple[str, ...]
    periods: tuple[str, ...]
    distances_km: Floats
    edges_km: tuple[float, ...]
    begin: int
    end: int
    before: int = 1
    after: int = 1
    history: int = 8
    relative: bool = False
    coverage: float = 0.95
    season: int = 0

    def __post_init__(self) -> None:
        for name in ("outcomes", "distances_km"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "edges_km", tuple(float(edge) for edge in self.edges_km))
        _refuse(self)

    @property
    def bands(self) -> NDArray[np.intp]:
        """Each unit's band, shape (units,); ``len(edges_km)`` is beyond."""
        return np.searchsorted(np.array(self.edges_km), self.distances_km, side="left")

    @property
    def shifts(self) -> tuple[int, ...]:
        """Steps back in time at which nothing of the event, nor of the weeks before it, is seen."""
        return self._shifts(self.years)

    @property
    def years(self) -> int:
        """Earlier years whose same periods tell the season, as many for placebos, half of which stay at least."""
        enough = max(MIN_PLACEBOS, len(self._shifts(0)) // 2)
        fits = [years for years in range(1, MOST_YEARS + 1) if len(self._shifts(years)) >= enough]
        return max(fits, default=1) if self.season else 0

    def _shifts(self, years: int) -> tuple[int, ...]:
        span = self.end - self.begin + self.before + self.after
        first = self.begin - self.before - self.history - years * self.season
        return tuple(range(-first, -span + 1)) if first >= span else ()


def _refuse(problem: RingProblem) -> None:
    shape = (len(problem.units), len(problem.periods))
    if problem.outcomes.shape != shape or problem.distances_km.shape != shape[:1]:
        raise UnusableProblem(
            "shape",
            "The outcomes have the shape %(shape)s, but %(units)d units and distances and "
            "%(periods)d periods are named.",
            shape=str(problem.outcomes.shape),
            units=shape[0],
            periods=shape[1],
        )
    edges = problem.edges_km
    rising = all(a < b for a, b in pairwise(edges))
    if not edges or not rising or not (np.isfinite(problem.distances_km) & (problem.distances_km >= 0)).all():
        raise UnusableProblem(
            "edges", "The edges of the bands must rise, and each unit needs a distance of 0 km or more."
        )
    room = problem.begin - problem.before - problem.history
    if min(problem.before, problem.after) < 0 or problem.history < 1 or room < 0:
        raise UnusableProblem("window", "There is no room for the history before the window: shorten it.")
    if not problem.begin < problem.end <= problem.end + problem.after <= shape[1]:
        raise UnusableProblem("window", "The window and the periods after it must lie inside the panel.")
    counts = np.bincount(problem.bands, minlength=len(edges) + 1)
    if not counts[:-1].all():
        raise UnusableProblem(
            "empty_band",
            "No unit lies in the band up to %(edge)s km: merge it with the next.",
            edge=edges[int(np.flatnonzero(counts[:-1] == 0)[0])],
        )
    if counts[-1] < MIN_BEYOND:
        raise UnusableProblem(
            "too_few_beyond",
            "Only %(count)d units lie beyond %(edge)s km: at least %(least)d out of the event's reach are needed.",
            count=int(counts[-1]),
            edge=edges[-1],
            least=MIN_BEYOND,
        )
    _refuse_season(problem)
    if len(problem.shifts) < MIN_PLACEBOS:
        raise UnusableProblem(
            "too_few_placebos",
            "Only %(count)d made-up events fit before the real one: give more periods, to have %(least)d.",
            count=len(problem.shifts),
            least=MIN_PLACEBOS,
        )
    refuse_missing(problem.outcomes, problem.units, problem.periods, range(shape[0]))
    beyond = problem.outcomes[problem.bands == len(edges)].sum(axis=0)
    if problem.relative and not (np.convolve(beyond, np.ones(problem.history), "valid") > 0).all():
        raise UnusableProblem(
            "nobody_beyond", "The units beyond count nobody for a whole history: take numbers, not shares."
        )


def _refuse_season(problem: RingProblem) -> None:
    span = problem.end - problem.begin + problem.before + problem.after
    least = problem.history + span + max(problem.season, 0) + MIN_PLACEBOS - 1
    room = problem.begin - problem.before
    if problem.season < 0 or (problem.season and room < least):
        raise UnusableProblem(
            "season",
            "Only %(periods)d periods lie before the window: %(least)d are needed to take off a season of %(season)d.",
            periods=room,
            least=least,
            season=problem.season,
        )
