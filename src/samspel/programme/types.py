"""Values other rooms may hold about a programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

NIGHT_ENDS_MINUTE = 6 * 60
"""What starts before 06:00 belongs to the night before, and so does whoever looks at the programme then."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the office chooses before it presses Plan. Weights are 0 or more; 0 leaves a wish out."""

    seconds: int = 30
    seed: int = 1
    keep_placed: bool = False
    grid_minutes: int = 15
    opening: bool = True
    one_at_a_time: bool = True
    changeover: bool = True
    availability: bool = True
    members: bool = True
    repeats: bool = True
    pins: bool = True
    capacity: float = 1.0
    similar: float = 1.0
    starred: float = 1.0


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a timetable is: sets placed, problems found, and what the wishes cost (persons)."""

    sets: int
    placed: int
    problems: int
    capacity_persons: float
    similar_pairs: float
    starred_persons: float


@dataclass(frozen=True, slots=True)
class Found:
    """Something the checker found: the rule, the sentence, the sets it is about."""

    rule: str
    sentence: str
    performances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownSet:
    """One set as visitors see it. Minutes from midnight of `night`; the datetimes are in the place's time zone."""

    key: str
    act: str
    act_slug: str
    genre: str
    country: str
    venue: str
    venue_slug: str
    stage: str
    night: date
    start_minute: int
    end_minute: int
    starts_at: datetime
    ends_at: datetime

    @property
    def where(self) -> str:
        return f"{self.venue}, {self.stage}" if self.stage else self.venue
