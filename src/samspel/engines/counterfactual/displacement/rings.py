"""Bands of distance and the weeks around: the effect where the event was, and what is gone nearby, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.check import Violation
from samspel.engines.counterfactual.displacement.ring_problem import RingProblem
from samspel.engines.counterfactual.rank import rank_p

Floats = NDArray[np.float64]

SEGMENTS = ("before", "during", "after")
TOLERANCE = 1e-8


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
