"""The answer: an expected path over the window, the effect with intervals, and how made-up events fared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Noise:
    """Variances per step of the standardised residual, relative to `sigma` squared, and the wave's persistence φ."""

    level: float
    slope: float
    wave: float
    persistence: float
    white: float
    sigma: float = 1.0


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with the ends of its interval, in the outcome's unit."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Made-up events before the window, each forecast from what came before it alone.

    Attributes
    ----------
    origins : tuple of int
        First step of each made-up window; none touches another or steps that were set aside.
    scores : array of shape (origins,)
        Sum of the gap over its predicted deviation.
    total_coverage, step_coverage : float
        Share of sums and of single steps inside their intervals; NaN without origins.
    widening : float
        Factor, at least 1, by which intervals would have to be wider for the sums to be covered as promised.
    """

    origins: tuple[int, ...]
    scores: Floats
    total_coverage: float
    step_coverage: float
    widening: float


@dataclass(frozen=True, slots=True, eq=False)
class SeriesEstimate:
    """The effect on one series.

    Attributes
    ----------
    path, lower, upper : array of shape (window,)
        Expected value of each step without the event, and its predictive interval, in the outcome's unit.
    median : array of shape (window,)
        Middle of each step's predictive distribution: beside the mean, whatever the model's scale is.
    effect, effect_lower, effect_upper : array of shape (window,)
        Observed minus each.
    total : Range
        Sum of the effect, in the outcome's unit times steps.
    widened : Range
        The same with the interval stretched by the backtest's `widening`: the one to report.
    uplift : Range
        ``total`` over the sum of the path (share).
    score : float
        Sum of the effect over its predicted deviation.
    p_value : float or None
        ``(1 + #{placebos whose |score| is at least as large}) / (1 + placebos)``, never 0; None without placebos.
    backtest : Backtest
    noise : Noise
    scale : array of shape (steps a day,)
        Deviation of the residual by step of the day, on the scale of the model.
    steps_used, columns : int
        Steps learnt from; regressors.
    """

    path: Floats
    lower: Floats
    upper: Floats
    median: Floats
    effect: Floats
    effect_lower: Floats
    effect_upper: Floats
    total: Range
    widened: Range
    uplift: Range
    score: float
    p_value: float | None
    backtest: Backtest
    noise: Noise
    scale: Floats
    steps_used: int
    columns: int

    def __post_init__(self) -> None:
        for name in ("path", "lower", "upper", "median", "effect", "effect_lower", "effect_upper", "scale"):
            getattr(self, name).setflags(write=False)
