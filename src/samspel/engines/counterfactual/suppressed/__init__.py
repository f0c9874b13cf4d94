"""Cells that are hidden or merged for secrecy, and figures that are revised: bounds instead of guesses."""

from samspel.engines.counterfactual.suppressed.bounds import (
    EffectBounds,
    check_bounds,
    comparison,
    completed,
    effect_bounds,
)
from samspel.engines.counterfactual.suppressed.panel import SuppressedPanel, Total
from samspel.engines.counterfactual.suppressed.refitted import RefittedRange, check_refitted, refitted_range
from samspel.engines.counterfactual.suppressed.revisions import Vintage, by_vintage

__all__ = [
    "EffectBounds",
    "RefittedRange",
    "SuppressedPanel",
    "Total",
    "Vintage",
    "by_vintage",
    "check_bounds",
    "check_refitted",
    "comparison",
    "completed",
    "effect_bounds",
    "refitted_range",
]
