"""What a study of one event may ask beside its effect: what moved, what there was room for, what cells are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Near:
    """A unit that visits may have come from, and how far it lies from the event."""

    unit: str
    km: float


@dataclass(frozen=True, slots=True)
class Rings:
    """Places nearby and the periods around, from or to which visits may have moved.

    Attributes
    ----------
    near
        Neither treated nor donors; donors are what lies beyond the last band.
    edges_km
        Outer edges of the bands, rising; the first band is the event's own.
    last
        The event's last period; it begins at the registration's first treated one.
    before, after
        Periods next to the event that visits may have been moved from or to.
    history
        Periods before those, with which each unit is compared.
    relative
        Whether each unit is expected to change by the same share, not the same number, as the donors.
    season
        Periods in a year, where what the same periods of earlier years show is taken off; 0: donors tell the season.
    """

    near: tuple[Near, ...]
    edges_km: tuple[float, ...]
    last: str
    before: int = 1
    after: int = 1
    history: int = 8
    relative: bool = False
    season: int = 0

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Rings:
        """Return what a registration's JSON holds."""
        near = tuple(Near(**one) for one in plain["near"])
        return cls(**{**plain, "near": near, "edges_km": tuple(plain["edges_km"])})


@dataclass(frozen=True, slots=True)
class RoomNight:
    """One night of the event: rooms for sale, rooms its visitors asked for and by how much that may be wrong.

    `baseline` is what would have been sold anyway, as somebody else has it; None: as the study's own comparison does.
    """

    period: str
    rooms: float
    demand: float
    deviation: float
    baseline: float | None = None
    baseline_deviation: float | None = None


@dataclass(frozen=True, slots=True)
class Rooms:
    """Rooms of the event's nights. Every figure has whoever says it; without one nothing is worked out.

    Attributes
    ----------
    nights
        In order of time; all with a baseline, or none.
    rooms_source, demand_source
        Who counted the rooms, who asked the visitors.
    baseline_source
        Of typed baselines, or of `occupancy`.
    guests_per_room, guests_source
        Where the study's outcome is guests, not rooms, and its own comparison is the baseline.
    occupancy, over_nights
        The mean share sold without the event over so many nights, those of the event among them, where no night's
        baseline is known: then there are bounds alone.
    correlation, correlation_source
        Of the nights' errors; None: nothing is known, and they are taken to go wrong together.
    """

    nights: tuple[RoomNight, ...]
    rooms_source: str
    demand_source: str
    baseline_source: str = ""
    guests_per_room: float | None = None
    guests_source: str = ""
    occupancy: float | None = None
    over_nights: int | None = None
    correlation: float | None = None
    correlation_source: str = ""

    @property
    def by_comparison(self) -> bool:
        """Whether what would have been sold anyway is the study's own comparison."""
        return self.occupancy is None and self.nights[0].baseline is None

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Rooms:
        """Return what a registration's JSON holds."""
        return cls(**{**plain, "nights": tuple(RoomNight(**one) for one in plain["nights"])})


@dataclass(frozen=True, slots=True)
class Sum:
    """A published sum over some units: the figures have a row of this name."""

    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a cell holds that the source hides.

    Attributes
    ----------
    lower, upper
        The least and the most it can be; None: only the sums hold it.
    sums, tolerance
        Published sums of cells, exact up to so much (rounding, disclosure noise).
    """

    lower: float
    upper: float | None = None
    sums: tuple[Sum, ...] = ()
    tolerance: float = 0.0

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Hidden:
        """Return what a registration's JSON holds."""
        sums = tuple(Sum(one["name"], tuple(one["units"])) for one in plain["sums"])
        return cls(**{**plain, "sums": sums})


ALONGSIDE: dict[str, type[Rings] | type[Rooms] | type[Hidden]] = {"rings": Rings, "rooms": Rooms, "hidden": Hidden}
"""What a registration may ask beside an effect, by its field."""
