"""A venue with a link to count at it: what tests of several rooms need."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from samspel.night.models import Device
from samspel.night.queries.doors import device, doors_of
from samspel.night.services.doors import make_device
from samspel.night.services.tapping import take_taps
from samspel.night.types import Mark, Taken, Tapped

ZONE = ZoneInfo("Europe/Stockholm")


def a_device(edition: Any, venue: str = "Kajen", name: str = "The doorman's phone") -> Device:
    """Return a link to count at a venue, which has one door then."""
    where = edition.festival.venues.get(name=venue)
    return device(make_device(edition=edition, venue=where, name=name, who=None))


def at(clock: str, night: date) -> datetime:
    """Return a moment of a night: "21:15", or after midnight "25:30"."""
    hours, minutes = map(int, clock.split(":"))
    local = datetime.combine(night, datetime.min.time()) + timedelta(hours=hours, minutes=minutes)
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def tapped(
    mark: Mark, when: datetime, *, door: int = 1, persons: int = 1, key: UUID | None = None, undoes: UUID | None = None
) -> Tapped:
    """Return an entry of a log."""
    return Tapped(key or uuid4(), door, mark, when, persons, undoes)


def tap(link: Device, night: date, *said: tuple[Mark, str] | tuple[Mark, str, int], door: Any = None) -> Taken:
    """Tap at a device's first door, or at a named one: a mark, a clock time and how many persons each."""
    where = door or doors_of(link.venue)[0]
    entries = [
        tapped(mark, at(clock, night), door=where.pk, persons=persons[0] if persons else 1)
        for mark, clock, *persons in said
    ]
    return take_taps(device=link, taps=entries)
