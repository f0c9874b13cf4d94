"""What no answer gives and somebody must state: numbers with their range and source. Nothing is assumed by default."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspel.engines.survey.problem import UnusableProblem


@dataclass(frozen=True)
class Assumption:
    """A number from elsewhere: the lowest, the most likely and the highest it may be, and who says so."""

    name: str
    low: float
    central: float
    high: float
    source: str

    def __post_init__(self) -> None:
        numbers = (self.low, self.central, self.high)
        if not (all(np.isfinite(numbers)) and self.low <= self.central <= self.high):
            raise UnusableProblem(
                "range",
                f"{self.name} is said to be {self.low:g}, {self.central:g}, {self.high:g}; "
                "give the lowest, the most likely and the highest, in that order.",
                name=self.name,
            )
        if not self.source.strip():
            raise UnusableProblem(
                "no_source", f"{self.name} has no source; say where the number is from.", name=self.name
            )

    @classmethod
    def known(cls, name: str, value: float, source: str) -> Assumption:
        """Return a number without a range: a tax rate, an invoice."""
        return cls(name, value, value, value, source)

    def within(self, least: float, most: float) -> None:
        """Raise `UnusableProblem` if the number cannot be what it is given as."""
        for value in (self.low, self.high):
            if not least <= value <= most:
                limits = f"{least:g} to {most:g}" if np.isfinite(most) else f"{least:g} or more"
                raise UnusableProblem(
                    "limits",
                    f"{self.name} is said to be {value:g}; give a number of {limits}.",
                    name=self.name,
                    value=value,
                )


@dataclass(frozen=True)
class Multiplier:
    """Total over direct effect. It holds for one region and year, so it is used only with both and a source."""

    amount: Assumption
    region: str
    year: int

    def __post_init__(self) -> None:
        self.amount.within(1.0, np.inf)
        if not self.region.strip() or not 1900 < self.year < 2200:
            raise UnusableProblem(
                "multiplier",
                f"The multiplier {self.amount.central:g} names no region and year; a multiplier from elsewhere says "
                "nothing of this place.",
                value=self.amount.central,
            )


@dataclass(frozen=True)
class Flow:
    """One item of the organiser's: bought in the area with money from outside, or money that leaves the area.

    `counted_in` names the category of visitors' spending that pays it, if one does (tickets, beds of guests)."""

    name: str
    amount: Assumption
    comes_in: bool
    counted_in: str = ""

    def __post_init__(self) -> None:
        self.amount.within(0.0, np.inf)


@dataclass(frozen=True)
class Rooms:
    """Finite beds: whoever comes for the event takes a room that another guest would have had, once all are taken.

    `capacity` and `baseline` (sold without the event) are room nights over the event's nights, `spend` what a guest
    who finds no room would have left in the area per room night, without VAT and after leakage."""

    capacity: Assumption
    baseline: Assumption
    spend: Assumption

    def __post_init__(self) -> None:
        for one in (self.capacity, self.baseline, self.spend):
            one.within(0.0, np.inf)
        if self.baseline.high > self.capacity.low:
            raise UnusableProblem(
                "rooms",
                f"{self.baseline.high:g} room nights are said to be sold without the event, of {self.capacity.low:g}; "
                "no more can be sold than there are.",
                sold=self.baseline.high,
                capacity=self.capacity.low,
            )
