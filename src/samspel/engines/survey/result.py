"""Answers of the survey engine: frozen values with read-only arrays."""

from __future__ import annotations

from dataclasses import dataclass

from samspel.engines.survey.problem import Floats, frozen


@dataclass(frozen=True)
class Estimate:
    """A figure with its standard error and interval, in the figure's own unit."""

    value: float
    error: float
    low: float
    high: float
    level: float  # of the interval, 0–1
    answers: int
    degrees: float  # of freedom: clusters less strata


@dataclass(frozen=True, eq=False)
class Weights:
    """Calibrated weights, and by how much each margin is missed (persons, largest over its groups)."""

    values: Floats
    gaps: dict[str, float]
    effective: float  # Kish: (Σw)²/Σw²
    rounds: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen(self.values))
