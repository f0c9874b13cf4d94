"""What stands in a door's log, what is counted from it, and what a host takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 50
"""Persons of one tap: a party, not a crowd."""
MOST_INSIDE = 100_000
"""Persons of one head count: no room in a town holds more."""


class Mark(TextChoices):
    """What one entry of a door's log says.

    The first two differ in what is known of the time before: behind a door that opens, nobody has come in yet; where
    counting starts, some have, uncounted. In the same way nobody comes through a door that has closed, and some may
    where counting stops.
    """

    OPENS = "opens", _("the door opens")
    STARTS = "starts", _("counting starts")
    IN = "in", _("in")
    OUT = "out", _("out")
    HEADS = "heads", _("heads counted inside")
    STOPS = "stops", _("counting stops")
    CLOSES = "closes", _("the door closes for the night")
    UNDOES = "undoes", _("takes back an entry")


class Watch(StrEnum):
    """How a door stands: nobody was there yet, somebody counts, nobody counts any more, it is shut."""

    NEVER = "never"
    ON = "on"
    STOPPED = "stopped"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Tapped:
    """One entry of a log, as a phone made it: `key` is its own, `undoes` that of the entry it takes back."""

    key: UUID
    door: int
    mark: Mark
    at: datetime
    persons: int = 1
    undoes: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """What came and went in an hour. `is_whole`: every door was counted, or shut, from its first minute to its last."""

    starts_at: datetime
    arrivals: int
    departures: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Check:
    """Heads counted inside, beside what the taps said just then; None where they could say nothing."""

    at: datetime
    heads: int
    tapped: int | None

    @property
    def missed(self) -> int | None:
        """How many more heads there were than taps said; negative: fewer."""
        return None if self.tapped is None else self.heads - self.tapped


@dataclass(frozen=True, slots=True)
class Count:
    """A venue's night as its doors counted it.

    `inside` and `fullest` start from a door that opened on an empty room or from a head count, else they are None.
    `uncounted` names the doors of which a part of the night is not known; the totals then are at least so many.
    """

    arrivals: int
    departures: int
    hours: tuple[Hour, ...]
    inside: int | None
    fullest: int | None
    fullest_at: datetime | None
    checks: tuple[Check, ...]
    first_at: datetime | None
    last_at: datetime | None
    uncounted: tuple[int, ...]
    is_watched: bool
    is_on: bool

    @property
    def is_whole(self) -> bool:
        """Whether somebody counted, and every door was counted or shut the whole night."""
        return self.is_watched and not self.uncounted

    @property
    def is_begun(self) -> bool:
        return self.first_at is not None


@dataclass(frozen=True, slots=True)
class Taken:
    """Which taps are here now, and which are not, with the reason."""

    taken: tuple[UUID, ...]
    refused: tuple[tuple[UUID, str], ...]


class Sold(TextChoices):
    """What a host took money for."""

    ALL = "all", _("all that was sold")
    BAR = "bar", _("food and drink")
    DOOR = "door", _("entrance")
    ROOMS = "rooms", _("rooms")


@dataclass(frozen=True, slots=True)
class Amount:
    """What was taken in an hour by the clock, 0 to 23, or in all of the night where that is None. SEK with VAT."""

    sold: Sold
    hour: int | None
    amount_sek: Decimal


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came through the doors of a venue in a period; None where a part of it is not known."""

    venue: str
    name: str
    date: date
    starts_at: datetime | None
    persons: int | None
