"""Which rules hold, what wishes weigh, and how good a timetable is by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Which rules hold and what the wishes weigh, 0 or more; 0 leaves a wish out. A delegate counts as `delegates`
    persons. `own` is a switch for all rules of the festival's own; `assume_stars` lets a festival that nobody has
    starred yet plan by what its acts' genres and draws let expect.
    """

    opening: bool = True
    one_at_a_time: bool = True
    changeover: bool = True
    heavy_gap_minutes: int = 30
    availability: bool = True
    members: bool = True
    rest_minutes: int = 30
    repeats: bool = True
    repeat_gap_minutes: int = 120
    repeat_other_venue: bool = True
    repeat_venue_once: bool = False
    repeat_nights_apart: int = 2
    equipment: bool = True
    loudness: bool = True
    pins: bool = True
    own: bool = True
    capacity: float = 1.0
    similar: float = 1.0
    starred: float = 1.0
    delegates: int = 5
    assume_stars: bool = True
    flow: float = 1.0
    floor: float = 0.0
    floor_percent: int = 25


@dataclass(frozen=True, slots=True)
class PlanOptions(RuleSet):
    """What the office chooses before it presses Plan: the edition's rules, unless it says otherwise for this plan.

    Nights and venues by key; none: all. `most_moves` is how many sets that have a place may leave it.
    """

    seconds: int = 30
    seed: int = 1
    keep_placed: bool = False
    from_last: bool = False
    grid_minutes: int = 15
    only_nights: tuple[int, ...] = ()
    only_venues: tuple[int, ...] = ()
    most_moves: int | None = None

    @property
    def is_partial(self) -> bool:
        return bool(self.only_nights or self.only_venues)

    @property
    def starts_in_use(self) -> bool:
        """Whether the plan starts from the timetable in use."""
        return self.keep_placed or self.is_partial or self.most_moves is not None


Knob = str
"""What can be looked into: a field of `RuleSet`, or ``own-`` and the key of a rule of the festival's own."""

SWITCHES = ("members", "repeats", "repeat_other_venue", "repeat_venue_once", "changeover", "availability")
LIMITS = ("equipment", "loudness")
NUMBERS = ("rest_minutes", "repeat_gap_minutes", "repeat_nights_apart", "heavy_gap_minutes")
WEIGHTS = ("capacity", "similar", "starred", "flow", "floor")
"""How each knob can be turned: off and on, or to other numbers, or to other weights."""


class OwnKind(TextChoices):
    """What a rule of the festival's own says."""

    ONLY = "only", _("Some acts only on some stages, nights or hours")
    RESERVED = "reserved", _("A stage, night or hour for some acts alone")
    APART = "apart", _("Some acts not at once, or minutes apart")
    SAME_NIGHT = "same_night", _("Some acts on the same night")
    OTHER_NIGHT = "other_night", _("At most one of some acts a night")
    OTHER_STAGE = "other_stage", _("At most one of some acts on a stage")
    BEFORE = "before", _("Some acts before others")
    NOT_NEXT = "not_next", _("Some acts not right after each other")

    @property
    def is_limit(self) -> bool:
        """About where acts may be, rather than what two acts are to each other."""
        return self in (OwnKind.ONLY, OwnKind.RESERVED)


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What a rule of the festival's own is about: acts by key or genre, and the others; stages, nights, hours.

    Empty stages or nights mean every one, None as an hour the night's own beginning or end.
    """

    acts: tuple[int, ...] = ()
    genres: tuple[str, ...] = ()
    other_acts: tuple[int, ...] = ()
    other_genres: tuple[str, ...] = ()
    stages: tuple[int, ...] = ()
    nights: tuple[int, ...] = ()
    from_minute: int | None = None
    until_minute: int | None = None
    minutes: int = 0

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> OwnTerms:
        """Return terms from JSON."""
        values: dict[str, Any] = {k: tuple(value) if isinstance(value, list) else value for k, value in plain.items()}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a timetable is: sets placed, problems found, and what the wishes cost (persons)."""

    sets: int
    placed: int
    problems: int
    capacity_persons: float
    similar_pairs: float
    starred_persons: float
    flow_persons: float = 0.0
    floor_persons: float = 0.0
    own_persons: float = 0.0
    are_stars_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Something the checker found: the rule, the sentence, the sets it is about."""

    rule: str
    sentence: str
    performances: tuple[int, ...]
