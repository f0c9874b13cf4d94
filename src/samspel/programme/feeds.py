"""A programme in other people's formats: a calendar (RFC 5545) and schema.org data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from samspel.places.types import VenueKind
from samspel.programme.snapshot import Programme
from samspel.programme.types import ShownSet


def calendar(programme: Programme, sets: Iterable[ShownSet], *, address: str, host: str, name: str) -> bytes:
    """Return a calendar of sets. UIDs never change; SEQUENCE is the version. Times are UTC: no client misreads them."""
    feed = Calendar()
    feed.add("prodid", "-//Samspel//Programme//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", name)
    for one in sets:
        event = Event()
        event.add("uid", f"{one.key}@{host}")
        event.add("dtstamp", programme.published_at.astimezone(UTC))
        event.add("sequence", programme.version)
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("summary", _mark(programme, one.act))
        event.add("location", _location(programme, one))
        note = _("Version %(version)d. Calendars update slowly; what holds now is at %(address)s")
        event.add("description", note % {"version": programme.version, "address": address})
        feed.add_component(event)
    return bytes(feed.to_ical())


def structured(programme: Programme, sets: Iterable[ShownSet], *, address: str) -> dict[str, Any]:
    """Return schema.org data: a festival with one music event for each set."""
    edition, all_sets = programme.snapshot["edition"], programme.sets
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Festival",
        "name": _mark(programme, edition["name"]),
        "url": address,
        "startDate": min(one.starts_at for one in all_sets).isoformat(),
        "endDate": max(one.ends_at for one in all_sets).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": edition["place"] or edition["name"]},
        "subEvent": [_event(programme, one) for one in sets],
    }
    return data


def _event(programme: Programme, one: ShownSet) -> dict[str, Any]:
    return {
        "@type": "MusicEvent",
        "name": _mark(programme, one.act),
        "startDate": one.starts_at.isoformat(),
        "endDate": one.ends_at.isoformat(),
        "performer": {"@type": "MusicGroup", "name": one.act},
        "location": venue(programme, one.venue_slug),
    }


def venue(programme: Programme, slug: str) -> dict[str, Any]:
    """Return schema.org data of a venue."""
    row = programme.venues[slug]
    kinds = {VenueKind.BAR: "BarOrPub", VenueKind.RESTAURANT: "Restaurant", VenueKind.CAFE: "CafeOrCoffeeShop",
             VenueKind.HOTEL: "Hotel", VenueKind.CHURCH: "Church", VenueKind.CLUB: "NightClub"}  # fmt: skip
    data: dict[str, Any] = {"@type": kinds.get(row["kind"], "Place"), "name": row["name"]}
    if row["address"]:
        data["address"] = row["address"]
    if row["latitude"] is not None and row["longitude"] is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": row["latitude"], "longitude": row["longitude"]}
    return data


def _mark(programme: Programme, name: str) -> str:
    return f"{name} ({_('synthetic')})" if programme.snapshot["edition"]["synthetic"] else name


def _location(programme: Programme, one: ShownSet) -> str:
    address = programme.venues[one.venue_slug]["address"]
    return f"{one.where}, {address}" if address else one.where
