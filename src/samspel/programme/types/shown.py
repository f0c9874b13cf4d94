"""What visitors see: a set, what they may need, and the words that stand for things in addresses."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from samspel.places.types import UNKNOWN, Access

CODE_LENGTH = 5


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
