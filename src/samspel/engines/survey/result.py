"""Answers of the survey engine: frozen values with read-only arrays."""

from __future__ import annotations

from dataclasses import dataclass

from samspel.engines.survey.assumptions import Assumption
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
    effective: float | None = None  # of a share: answers of an even sample that would be as sure


@dataclass(frozen=True, eq=False)
class Weights:
    """Calibrated weights, and by how much each margin is missed (persons, largest over its groups)."""

    values: Floats
    gaps: dict[str, float]
    effective: float  # Kish: (Σw)²/Σw²
    rounds: int
    trimmed: int = 0  # design weights that were cut
    smallest: float = 1.0  # by how many times a weight was moved, as a part of the whole
    largest: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen(self.values))


@dataclass(frozen=True)
class Step:
    """One line of a ledger: what is left after it, what it changed, each with the interval of the joint redraws."""

    name: str
    unit: str
    value: float
    low: float
    high: float
    change: float  # against the line before, in the same unit; 0 on the first
    source: str
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number with its interval, where no line of the ledger is meant."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Ledger:
    """From visits to net new money. Persons and money are two chains: each line leads to the next of its own."""

    persons: tuple[Step, ...]  # visits, unique visitors, less each removal; then days
    money: tuple[Step, ...]  # gross direct spending, less each removal, …, net
    categories: dict[str, Figure]  # additional spending by category, VAT included
    net: Figure
    scenarios: dict[str, Figure]  # low, central, high: net, interval of the sample alone
    additionality: Figure  # additional spending / gross direct spending
    deadweight: Figure  # 1 − additionality
    net_to_gross: Figure
    displaced_room_nights: Figure | None
    crowding_out: Figure | None  # displaced / the event's room nights
    multiplied: Figure | None
    not_taken_out: tuple[str, ...]  # kinds of visitors nothing was said of: the net is too high by theirs
    assumptions: tuple[Assumption, ...]
    level: float
    degrees: int  # of freedom: clusters less strata; where they are few, intervals are wider for it
    redraws: int
    lost: int  # redraws in which some group had nobody
    unit: str
    seed: int


@dataclass(frozen=True)
class Reconciled:
    """The survey's net beside a register's estimate of the same: what they differ by, and how sure that is."""

    survey: Figure
    register: Figure
    difference: Figure  # survey − register
    agree: bool  # 0 is within the difference's interval
    level: float
    source: str
