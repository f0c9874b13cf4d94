"""Reads of what the doors counted: a venue's night, and what came by hour and night as figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from samspel.night.counting import Span, count, span_of
from samspel.night.models import Door, Tap
from samspel.night.types import Arrivals, Count, Mark, Tapped
from samspel.places.models import Edition, Festival, Venue

Key = tuple[int, date]
"""A venue's key, and the date a night started on."""


def zone_of(festival: Festival) -> ZoneInfo:
    """Return the time zone that a festival's nights are in."""
    return ZoneInfo(festival.place.time_zone)


def log_of(venue: Venue, night: date) -> list[Tap]:
    """Return the log of a venue's doors in a night as it came in, with what was taken back or set aside."""
    return list(Tap.objects.filter(door__venue=venue, date=night).select_related("door", "device"))


def count_of(venue: Venue, night: date) -> Count:
    """Return what the doors of a venue counted in a night."""
    found = counts(venue.festival, nights=[night], venues=[venue.pk]).get((venue.pk, night))
    if found is not None:
        return found
    span = span_of(night, zone_of(venue.festival))
    return count([], doors=_used(Door.objects.filter(venue=venue), [], span), night=span)


def counts(
    festival: Festival, *, nights: Collection[date] | None = None, venues: Collection[int] | None = None
) -> dict[Key, Count]:
    """Return what was counted, by venue's key and night; of all nights and venues unless some are named.

    A night on which nobody tapped, or that the office set aside, is not there.
    """
    taps = Tap.objects.filter(door__venue__festival=festival, set_aside_at=None)
    if nights is not None:
        taps = taps.filter(date__in=nights)
    if venues is not None:
        taps = taps.filter(door__venue__in=venues)
    logs: dict[Key, list[Tapped]] = defaultdict(list)
    columns = ("door__venue", "date", "key", "door", "mark", "at", "persons", "undoes")
    for venue, night, key, door, mark, at, persons, undoes in taps.order_by().values_list(*columns):
        logs[venue, night].append(Tapped(key, door, Mark(mark), at, persons, undoes))
    doors: dict[int, list[Door]] = defaultdict(list)
    for one in Door.objects.filter(venue__in={venue for venue, _night in logs}).order_by("pk"):
        doors[one.venue_id].append(one)
    zone = zone_of(festival)
    spans = {night: span_of(night, zone) for _venue, night in logs}
    return {
        (venue, night): count(log, doors=_used(doors[venue], log, spans[night]), night=spans[night])
        for (venue, night), log in logs.items()
    }


def _used(doors: Iterable[Door], log: Sequence[Tapped], night: Span) -> list[int]:
    """Return the doors there were in a night: a count without one of them is not whole."""
    tapped = {one.door for one in log}
    return [
        one.pk
        for one in doors
        if one.pk in tapped or (one.made_at < night[1] and (one.walled_up_at is None or one.walled_up_at > night[0]))
    ]


def nights_counted(festival: Festival) -> list[date]:
    """Return the nights on which somebody counted, also those that are no night of an edition."""
    taps = Tap.objects.filter(door__venue__festival=festival, set_aside_at=None)
    return list(taps.order_by("date").values_list("date", flat=True).distinct())


def arrivals_by_night(festival: Festival, *, nights: Collection[date] | None = None) -> list[Arrivals]:
    """Return what came by venue and night, in order; None where a part of the night is not known."""
    names = _names(festival)
    return sorted(
        (
            Arrivals(*names[venue], night, None, found.arrivals if found.is_whole else None)
            for (venue, night), found in counts(festival, nights=nights).items()
        ),
        key=lambda one: (one.date, one.venue),
    )


def arrivals_by_hour(festival: Festival) -> list[Arrivals]:
    """Return what came by venue and hour, in order: the hours between a night's first entry and its last."""
    names = _names(festival)
    return sorted(
        (
            Arrivals(*names[venue], night, hour.starts_at, hour.arrivals if hour.is_whole else None)
            for (venue, night), found in counts(festival).items()
            for hour in found.hours
        ),
        key=lambda one: (one.starts_at, one.venue),
    )


def arrivals_of(edition: Edition) -> dict[Key, int]:
    """Return what came on an edition's nights where it is known in whole, by venue's key and night."""
    nights = list(edition.nights.values_list("date", flat=True))
    return {key: one.arrivals for key, one in counts(edition.festival, nights=nights).items() if one.is_whole}


def _names(festival: Festival) -> dict[int, tuple[str, str]]:
    return {pk: (slug, name) for pk, slug, name in festival.venues.values_list("pk", "slug", "name")}
