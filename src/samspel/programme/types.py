"""Values other rooms may hold about a programme."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal, NotRequired, TypedDict

from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from samspel.errors import Refused
from samspel.places.types import UNKNOWN, Access

CODE_LENGTH = 5


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


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a set is in a scenario, as a value: rows by their keys, minutes from the night's midnight."""

    night: int
    stage: int
    start_minute: int
    minutes: int
    is_pinned: bool = False
    is_pencilled: bool = False

    @property
    def end_minute(self) -> int:
        return self.start_minute + self.minutes

    @property
    def place(self) -> tuple[int, int, int]:
        return self.night, self.stage, self.start_minute

    def moved(self, to: Spot) -> Spot:
        """Return this set at the place of another, as long and as fixed as it is."""
        return replace(self, night=to.night, stage=to.stage, start_minute=to.start_minute)

    def meets(self, other: Spot) -> bool:
        """Tell whether the two would be on one stage at once."""
        same = (self.night, self.stage) == (other.night, other.stage)
        return same and self.start_minute < other.end_minute and other.start_minute < self.end_minute


Spots = Mapping[int, Spot | None]
"""Performances by key, and where each is; None: without a place."""


class Verb(TextChoices):
    """What was done to a timetable."""

    PLACE = "place", _("placed")
    MOVE = "move", _("moved")
    LENGTH = "length", _("length changed")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    PENCIL = "pencil", _("pencilled in")
    CONFIRM = "confirm", _("confirmed")
    UNPLACE = "unplace", _("taken out")
    SWAP = "swap", _("swapped")
    SHIFT = "shift", _("shifted")
    IMPORT = "import", _("imported")
    PLAN = "plan", _("plan applied")
    REPAIR = "repair", _("mended")
    USE = "use", _("taken into use")
    COPY = "copy", _("copied")
    UNDO = "undo", _("undone")
    REDO = "redo", _("done again")
    REVERT = "revert", _("reverted")


class Happening(StrEnum):
    """What can happen to a festival whose timetable is made."""

    CANCEL = "cancel"
    TIMES = "times"
    CLOSE = "close"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened: rows by their keys, minutes from the night's midnight; no nights: on every night."""

    what: Happening
    act: int | None = None
    stages: tuple[int, ...] = ()
    nights: tuple[int, ...] = ()
    from_minute: int | None = None
    until_minute: int | None = None
    where: str = ""
    """What people call the stages together: a venue, or one stage of it."""


class Standing(TextChoices):
    """Whether a change can be taken back or done again by whoever made it."""

    STANDS = "stands", _("stands")
    UNDONE = "undone", _("undone")
    GONE = "gone", _("replaced")


class Hand(TypedDict):
    """Who changes a timetable and what they had before their eyes.

    `based_on` is the version they looked at; None: whatever it is now. `anyway`: they know what others did since.
    """

    who: Any
    based_on: NotRequired[int | None]
    anyway: NotRequired[bool]


class Conflict(Refused):
    """Somebody else changed the same sets, or took the place, since the person looked. They choose, nobody loses."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))


class Stale(Refused):
    """A plan was made for what has changed since; a person is told and may apply it all the same."""

    def __init__(self, sentence: str, *, changed: Sequence[str], problems: Sequence[str]) -> None:
        self.changed, self.problems = tuple(changed), tuple(problems)
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Said:
    """A change as people read it: who, when, what, and whether it still stands."""

    number: int
    who: str
    who_id: int | None
    at: datetime
    verb: str
    sentence: str
    standing: str

    @property
    def can_be_reverted(self) -> bool:
        return self.standing == Standing.STANDS and self.verb not in (Verb.COPY, Verb.UNDO, Verb.REDO)


@dataclass(frozen=True, slots=True)
class Former:
    """Where a set was in the version before it moved."""

    venue: str
    stage: str
    night: date
    start_minute: int
    end_minute: int
    starts_at: datetime

    @property
    def where(self) -> str:
        return f"{self.venue}, {self.stage}" if self.stage else self.venue


@dataclass(frozen=True, slots=True)
class ShownSet:
    """One set as visitors see it. Minutes from midnight of `night`; the datetimes are in the place's time zone.

    `key` and `guid` name it in every version and format, `guid` everywhere in the world. `was`: it has moved from
    there. `is_cancelled`: it will not be, and this is where it would have been. `opens_at`: when its stage opens.
    """

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
    guid: str = ""
    access: Access = UNKNOWN
    was: Former | None = None
    is_cancelled: bool = False
    opens_at: datetime | None = None

    @property
    def where(self) -> str:
        return f"{self.venue}, {self.stage}" if self.stage else self.venue

    @property
    def state(self) -> Literal["scheduled", "moved", "cancelled"]:
        """Return what has become of it since it was first promised."""
        return "cancelled" if self.is_cancelled else "moved" if self.was else "scheduled"

    @property
    def code(self) -> str:
        return code_of(self.act_slug)

    @property
    def genre_slug(self) -> str:
        return genre_slug(self.genre)

    @property
    def meets(self) -> list[str]:
        """Return which `Need`s of visitors it is known to meet; what nobody has said meets none."""
        known = self.access
        answers = {
            Need.STEP_FREE: known.step_free,
            Need.SEATS: known.seats,
            Need.HEARING_LOOP: known.hearing_loop,
            Need.QUIET_PLACE: known.quiet_place,
            Need.NO_STROBE: known.strobe is False,
            Need.ALL_AGES: known.age_limit_years == 0,
        }
        return [need.value for need, is_met in answers.items() if is_met]


class Need(TextChoices):
    """What a visitor may need to come at all: what a night can be narrowed to."""

    STEP_FREE = "step-free", _("Step-free")
    SEATS = "seats", _("Seats")
    HEARING_LOOP = "loop", _("Hearing loop")
    QUIET_PLACE = "quiet", _("Quiet place")
    NO_STROBE = "no-strobe", _("No strobe lights")
    ALL_AGES = "all-ages", _("All ages")


def genre_slug(genre: str) -> str:
    """Return the word that stands for a genre in an address."""
    return slugify(genre) or slugify(genre, allow_unicode=True)


@lru_cache(maxsize=20_000)
def code_of(slug: str) -> str:
    """Return the five letters that stand for an act in a visitor's link, made of its slug alone: they hold through all
    versions. At 1,200 acts two share theirs in one festival of 1,500.
    """
    return urlsafe_b64encode(sha256(slug.encode()).digest())[:CODE_LENGTH].decode()


COPIED_AT = "samspel.copied_at"
"""Under this name a request says that its answer goes into a static copy, and when that was begun."""


class ReceiverKind(TextChoices):
    """Who can be told of a change. Visitors are anonymous: theirs is a text to post where they look."""

    ACT = "act", _("act")
    VENUE = "venue", _("venue")
    VISITORS = "visitors", _("visitors")


class NoticeState(TextChoices):
    """A notice goes from draft by way of sending to sent, or is set aside. Sending is a moment, unless it broke off."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DISCARDED = "discarded", _("discarded")


OPEN_STATES = (NoticeState.DRAFT, NoticeState.SENDING)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice's words, as plain text."""

    subject: str
    text: str
