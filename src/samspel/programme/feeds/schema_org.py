"""A programme as schema.org data: a festival and its music events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samspel.places.types import Access, VenueKind
from samspel.programme.feeds.links import marked
from samspel.programme.snapshot import Programme
from samspel.programme.types import ShownSet

_STATES = {"scheduled": "EventScheduled", "moved": "EventRescheduled", "cancelled": "EventCancelled"}
_KINDS = {
    VenueKind.BAR: "BarOrPub",
    VenueKind.RESTAURANT: "Restaurant",
    VenueKind.CAFE: "CafeOrCoffeeShop",
    VenueKind.HOTEL: "Hotel",
    VenueKind.CHURCH: "Church",
    VenueKind.CLUB: "NightClub",
}


def structured(
    programme: Programme, sets: Iterable[ShownSet], *, address: str, is_brief: bool = False
) -> dict[str, Any]:
    """Return schema.org data: a festival with one music event for each set.

    `is_brief` leaves to the pages of acts and venues what they say: a page of a hundred sets would weigh twice as much.
    """
    edition, (begins_at, ends_at) = programme.snapshot["edition"], programme.dates
    return {
        "@context": "https://schema.org",
        "@type": "Festival",
        "name": marked(programme, edition["name"]),
        "url": address,
        "startDate": begins_at.isoformat(),
        "endDate": ends_at.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": edition["place"] or edition["name"]},
        "subEvent": [_brief(programme, one) if is_brief else _event(programme, one) for one in sets],
    }


def _brief(programme: Programme, one: ShownSet) -> dict[str, Any]:
    data = {
        "@type": "MusicEvent",
        "name": marked(programme, one.act),
        "startDate": one.starts_at.isoformat(timespec="minutes"),
        "endDate": one.ends_at.isoformat(timespec="minutes"),
        "location": one.venue,
    }
    return data if one.state == "scheduled" else data | {"eventStatus": f"https://schema.org/{_STATES[one.state]}"}


def _event(programme: Programme, one: ShownSet) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "MusicEvent",
        "identifier": one.guid,
        "name": marked(programme, one.act),
        "startDate": one.starts_at.isoformat(),
        "endDate": one.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{_STATES[one.state]}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "performer": {"@type": "MusicGroup", "name": one.act},
        "location": _place(programme, one),
    }
    if one.genre:
        data["performer"]["genre"] = one.genre
    if one.was is not None:
        data["previousStartDate"] = one.was.starts_at.isoformat()
    if one.opens_at is not None:
        data["doorTime"] = one.opens_at.isoformat()
    return data | _of_the_set(one.access)


def _of_the_set(access: Access) -> dict[str, Any]:
    """Return what schema.org has words for: ages on the event, flashing light on the work that is performed."""
    data: dict[str, Any] = {}
    if access.age_limit_years is not None:
        data["typicalAgeRange"] = f"{access.age_limit_years}-"
    if access.strobe is not None:
        hazard = "flashing" if access.strobe else "noFlashingHazard"
        data["workPerformed"] = {"@type": "CreativeWork", "accessibilityHazard": hazard}
    return data


def _place(programme: Programme, one: ShownSet) -> dict[str, Any]:
    """Return the venue as the set meets it: the facts of its stage win over those of the house."""
    data = venue(programme, one.venue_slug)
    data.pop("amenityFeature", None)
    if features := _features(one.access):
        data["amenityFeature"] = features
    return data


def venue(programme: Programme, slug: str) -> dict[str, Any]:
    """Return schema.org data of a venue."""
    row = programme.venues[slug]
    data: dict[str, Any] = {"@type": _KINDS.get(row["kind"], "Place"), "name": row["name"]}
    if row["address"]:
        data["address"] = row["address"]
    if row["latitude"] is not None and row["longitude"] is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": row["latitude"], "longitude": row["longitude"]}
    if features := _features(Access.from_plain(row["access"])):
        data["amenityFeature"] = features
    return data


def _features(access: Access) -> list[dict[str, Any]]:
    named = {
        _("Step-free"): access.step_free,
        _("Seats"): access.seats,
        _("Hearing loop"): access.hearing_loop,
        _("Quiet place"): access.quiet_place,
        _("Sound ceiling, dB(A)"): access.sound_ceiling_db,
    }
    return [
        {"@type": "LocationFeatureSpecification", "name": name, "value": value}
        for name, value in named.items()
        if value is not None
    ]
