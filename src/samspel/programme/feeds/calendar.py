"""A programme as a calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from samspel.programme.feeds.links import Links, marked, place_of
from samspel.programme.snapshot import Programme
from samspel.programme.types import Former, ShownSet
from samspel.wording import night_clock, short_day

_DAY = timedelta(days=1)
_REFRESH = timedelta(hours=1)

Zone = tuple[str, int, int]
"""A time zone, and the first and the last year in which its changes matter."""


def calendar(programme: Programme, sets: Iterable[ShownSet], *, address: str, host: str, name: str) -> bytes:
    """Return a calendar of sets. UIDs never change; SEQUENCE is the version; what is cancelled says so.

    Times are the town's, with its time zone described; on a day when its clocks change they are UTC, which no client
    misreads.
    """
    told = list(sets)
    is_local = any(_zone_on(programme, one.starts_at) is not UTC for one in told)
    events = programme.made.setdefault(("events", address, host, get_language()), {})
    for one in told:
        if (one.key, one.is_cancelled) not in events:
            events[one.key, one.is_cancelled] = _written(programme, one, address, host)
    head, foot = _around(name, _years(programme) if is_local else None)
    return b"".join((head, *(events[one.key, one.is_cancelled] for one in told), foot))


@lru_cache(maxsize=16)
def _around(name: str, zone: Zone | None) -> tuple[bytes, bytes]:
    """Return what stands before and after the events: nearly all of most calendars, and the same in each of them."""
    feed = _calendar(name)
    if zone is not None:
        feed.add_component(_described(*zone))
    head, end, rest = bytes(feed.to_ical()).rpartition(b"END:VCALENDAR")
    return head, end + rest


def _written(programme: Programme, one: ShownSet, address: str, host: str) -> bytes:
    """Return a set's event as it stands in every calendar that has it: of the set, its act, its night and the whole."""
    event = _event(programme, one, host, marked(programme, one.act), _zone_on(programme, one.starts_at))
    event.add("location", place_of(programme, one))
    event.add("url", Links(address).of_set(one))
    event.add("description", "\n".join(_notes(programme, one, address)))
    if one.genre:
        event.add("categories", [one.genre])
    return bytes(event.to_ical())


def withdrawn_calendar(programme: Programme, sets: Iterable[ShownSet], *, address: str, host: str, name: str) -> bytes:
    """Return a calendar that takes the events of a withdrawn version back, without saying what they were.

    A calendar that is empty or gone would leave the events where they were saved one by one.
    """
    feed = _calendar(name)
    for one in sets:
        event = _event(programme, one, host, _("Withdrawn"), UTC)
        event["status"], event["sequence"] = "CANCELLED", programme.version + 1
        note = _("The programme has been withdrawn. What holds now is at %(address)s")
        event.add("description", note % {"address": address})
        feed.add_component(event)
    return bytes(feed.to_ical())


def _calendar(name: str) -> Calendar:
    feed = Calendar()
    feed.add("prodid", "-//Samspel//Programme//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    return feed


def _event(programme: Programme, one: ShownSet, host: str, summary: str, zone: tzinfo) -> Event:
    event = Event()
    event.add("uid", f"{one.key}@{host}")
    event.add("dtstamp", programme.published_at.astimezone(UTC))
    event.add("last-modified", programme.published_at.astimezone(UTC))
    event.add("sequence", programme.version)
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    event.add("status", "CANCELLED" if one.is_cancelled else "TENTATIVE" if programme.is_draft else "CONFIRMED")
    event.add("summary", summary)
    return event


def _zone_on(programme: Programme, moment: datetime) -> tzinfo:
    changes = (moment - _DAY).utcoffset() != (moment + _DAY).utcoffset()
    return UTC if changes else programme.zone


def _years(programme: Programme) -> Zone:
    years = [one.night.year for one in programme.told]
    return programme.zone.key, min(years), max(years)


def _described(zone: str, first_year: int, last_year: int) -> Timezone:
    found = Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 2, 1))
    for part in found.subcomponents:
        # the library says when by the clock after a change; RFC 5545 says by the clock before it
        begins: Any = part["dtstart"]
        before: Any = part["tzoffsetfrom"]
        after: Any = part["tzoffsetto"]
        begins.dt -= max(after.td - before.td, timedelta())
    return found


def _notes(programme: Programme, one: ShownSet, address: str) -> Iterable[str]:
    if one.is_cancelled:
        yield _("Cancelled.")
    if one.was is not None:
        yield _("Moved from %(where)s.") % {"where": _former(one.was)}
    yield from one.access.said
    if programme.is_draft:
        yield _("This is a draft: times may still change.")
    note = _("Version %(version)d. Calendars update slowly; what holds now is at %(address)s")
    yield note % {"version": programme.version, "address": address}


def _former(was: Former) -> str:
    return f"{short_day(was.night)} {night_clock(was.night, was.start_minute)}, {was.where}"
