"""Bands of distance and the weeks around: the effect where the event was, and what is gone nearby, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.check import Violation
from samspel.engines.counterfactual.missing import refuse_missing
from samspel.engines.counterfactual.problem import UnusableProblem
from samspel.engines.counterfactual.rank import rank_p

Floats = NDArray[np.float64]

MIN_BEYOND = 2
"""Units beyond the last band: they alone tell what would have happened anyway."""
MIN_PLACEBOS = 5
SEGMENTS = ("before", "during", "after")
TOLERANCE = 1e-8
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


@dataclass(frozen=True, slots=True)
class Part:
    """The effect in one band and segment: a sum over its units and periods, in the outcome's unit.

    `interval` is by quantiles of the placebos, centred on the effect; `deviation` their root mean square.
    """

    band: int
    segment: str
    units: int
    periods: int
    effect: float
    deviation: float
    interval: tuple[float, float]
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class RingEstimate:
    """The gross effect where and when the event was, what moved, and the net.

    Attributes
    ----------
    parts : tuple of Part
        Every band and segment.
    gross, moved, net : float
        First band in the window; all other parts together; their sum.
    moved_share : float
        ``−moved / gross``, NaN without a gross effect: the share that only moved. Below 0 it spilled over.
    gross_interval, moved_interval, net_interval : tuple of float
        By quantiles of the placebos, centred on the estimate.
    p_gross, p_moved, p_net : float
        Rank among placebos, never 0.
    placebos : array of shape (shifts, bands, segments)
        The same figures with the whole design moved back in time.
    """

    parts: tuple[Part, ...]
    gross: float
    moved: float
    net: float
    moved_share: float
    gross_interval: tuple[float, float]
    moved_interval: tuple[float, float]
    net_interval: tuple[float, float]
    p_gross: float
    p_moved: float
    p_net: float
    placebos: Floats

    def __post_init__(self) -> None:
        self.placebos.setflags(write=False)


def estimate_rings(problem: RingProblem) -> RingEstimate:
    """Estimate each band and segment by differences to the units beyond all bands.

    ``D(b, s) = |s| Σ_{i∈b} [(ȳ_is − ȳ_ih) − mean_{c beyond}(ȳ_cs − ȳ_ch)]``, ``h`` the history;
    with `relative`, ``|s| Σ_{i∈b} [ȳ_is − ȳ_ih Σ_c ȳ_cs / Σ_c ȳ_ch]``. All parts are moved together to earlier times
    for their joint spread, so the net's interval knows how neighbours go together. With a season each part, and each
    placebo's, is taken less the mean of what the same periods of as many earlier years give.

    J. Butts (2021), Difference-in-differences estimation with spatial spillovers, arXiv:2105.03737; D. Clarke (2017),
    Estimating difference-in-differences in the presence of spillovers.
    """
    effects = _unusual(problem, 0)
    placebos = np.array([_unusual(problem, shift) for shift in problem.shifts])
    counts = np.bincount(problem.bands, minlength=len(problem.edges_km) + 1)
    lengths = (problem.before, problem.end - problem.begin, problem.after)
    parts = tuple(
        Part(
            band,
            segment,
            int(counts[band]),
            lengths[column],
            float(effects[band, column]),
            float(np.sqrt((placebos[:, band, column] ** 2).mean())),
            _interval(float(effects[band, column]), placebos[:, band, column], problem.coverage),
            rank_p(float(effects[band, column]), placebos[:, band, column]),
        )
        for band in range(len(problem.edges_km))
        for column, segment in enumerate(SEGMENTS)
        if lengths[column]
    )
    gross, net = float(effects[0, 1]), float(effects.sum())
    moved = net - gross
    gross_placebos, net_placebos = placebos[:, 0, 1], placebos.sum(axis=(1, 2))
    moved_placebos = net_placebos - gross_placebos
    return RingEstimate(
        parts=parts,
        gross=gross,
        moved=moved,
        net=net,
        moved_share=-moved / gross if gross else float("nan"),
        gross_interval=_interval(gross, gross_placebos, problem.coverage),
        moved_interval=_interval(moved, moved_placebos, problem.coverage),
        net_interval=_interval(net, net_placebos, problem.coverage),
        p_gross=rank_p(gross, gross_placebos),
        p_moved=rank_p(moved, moved_placebos),
        p_net=rank_p(net, net_placebos),
        placebos=placebos,
    )


def _unusual(problem: RingProblem, shift: int) -> Floats:
    """Return the effects less those of the same periods in earlier years, where there is a season."""
    usual = [_effects(problem, shift - year * problem.season) for year in range(1, problem.years + 1)]
    effects = _effects(problem, shift)
    return effects - np.mean(usual, axis=0) if usual else effects


def _effects(problem: RingProblem, shift: int) -> Floats:
    """Return the effect of each band and segment, shape (bands, 3), with the design moved by `shift`."""
    begin, end = problem.begin + shift, problem.end + shift
    start = begin - problem.before
    history = problem.outcomes[:, start - problem.history : start].mean(axis=1)
    bands = problem.bands
    result = np.zeros((len(problem.edges_km), len(SEGMENTS)))
    for column, (a, b) in enumerate(((start, begin), (begin, end), (end, end + problem.after))):
        if a == b:
            continue
        now, beyond = problem.outcomes[:, a:b].mean(axis=1), bands == len(result)
        if problem.relative:
            change = now - history * now[beyond].sum() / history[beyond].sum()
        else:
            change = now - history - (now - history)[beyond].mean()
        for band in range(len(result)):
            result[band, column] = (b - a) * change[bands == band].sum()
    return result


def _interval(value: float, placebos: Floats, coverage: float) -> tuple[float, float]:
    """Return ± the ⌈(n + 1) coverage⌉-th of the placebos' sizes, or the largest where there are too few."""
    sizes = np.sort(np.abs(placebos))
    half = float(sizes[min(int(np.ceil((len(sizes) + 1) * coverage)), len(sizes)) - 1])
    return value - half, value + half


def check_rings(problem: RingProblem, estimate: RingEstimate) -> tuple[Violation, ...]:
    """Return every figure that comes out otherwise when added up unit by unit."""
    return tuple(_violations(problem, estimate))


def _violations(problem: RingProblem, estimate: RingEstimate) -> Iterator[Violation]:
    scale, total = float(np.abs(problem.outcomes).sum()) or 1.0, 0.0
    for part in estimate.parts:
        earlier = [_added_up(problem, part, year * problem.season) for year in range(1, problem.years + 1)]
        value = _added_up(problem, part, 0) - (sum(earlier) / len(earlier) if earlier else 0.0)
        total += value
        if abs(value - part.effect) > TOLERANCE * scale:
            yield Violation(f"band {part.band}, {part.segment}", "effect", part.effect, value)
    for figure, reported in (("net", estimate.net), ("gross and moved", estimate.gross + estimate.moved)):
        if abs(reported - total) > TOLERANCE * scale:
            yield Violation("all bands", figure, reported, total)


def _added_up(problem: RingProblem, part: Part, back: int) -> float:
    """Return what a band shows more than is due, so many periods back, added up unit by unit."""
    begin, end = problem.begin - back, problem.end - back
    start = begin - problem.before
    a, b = {"before": (start, begin), "during": (begin, end), "after": (end, end + problem.after)}[part.segment]
    usual = problem.outcomes[:, start - problem.history : start].mean(axis=1, keepdims=True)
    beyond = problem.distances_km > problem.edges_km[-1]
    low = problem.edges_km[part.band - 1] if part.band else -np.inf
    inside = (problem.distances_km > low) & (problem.distances_km <= problem.edges_km[part.band])
    seen = problem.outcomes[:, a:b]
    if problem.relative:
        due = usual[inside].sum() * (seen[beyond] / usual[beyond].sum()).sum()
    else:
        due = (b - a) * usual[inside].sum() + inside.sum() * (seen - usual)[beyond].mean(axis=0).sum()
    return float(seen[inside].sum() - due)


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
