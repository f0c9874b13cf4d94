"""Reads for whoever stands at a door: how a venue's night stands now, and who plays there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from samspel.night.counting import WATCHED, Span, count, night_of, span_of, standing
from samspel.night.models import Device, Tap
from samspel.night.queries.counts import zone_of
from samspel.night.queries.doors import doors_of
from samspel.night.types import Count, Mark, Tapped, Watch
from samspel.places.models import Edition, Venue
from samspel.programme.queries.publication import programme_of, publication_shown
from samspel.programme.types import ShownSet


@dataclass(frozen=True, slots=True)
class Tonight:
    """A venue's night as it stands: its count, which doors are watched, and the last entry of the phone that asks."""

    night: date
    span: Span
    count: Count
    is_begun: bool
    doors: dict[int, Watch]
    own: Tapped | None


def tonight(venue: Venue, *, now: datetime, device: Device | None = None) -> Tonight:
    """Return how a venue's night stands at a moment, from what has come in."""
    zone = zone_of(venue.festival)
    night = night_of(now, zone)
    span = span_of(night, zone)
    doors = [one.pk for one in doors_of(venue)]
    taps = list(Tap.objects.filter(door__venue=venue, date=night, set_aside_at=None))
    log = [Tapped(one.key, one.door_id, Mark(one.mark), one.at, one.persons, one.undoes) for one in taps]
    entries = standing(log)
    mine = {one.key for one in taps if device is not None and one.device_id == device.pk}
    return Tonight(
        night=night,
        span=span,
        count=count(log, doors=doors, night=span),
        is_begun=any(one.mark in WATCHED for one in entries),
        doors={door: _watch([one for one in entries if one.door == door]) for door in doors},
        own=next((one for one in reversed(entries) if one.key in mine), None),
    )


def _watch(entries: list[Tapped]) -> Watch:
    if not entries:
        return Watch.NEVER
    return {Mark.STOPS: Watch.STOPPED, Mark.CLOSES: Watch.SHUT}.get(entries[-1].mark, Watch.ON)


def edition_of(venue: Venue, night: date) -> Edition | None:
    """Return the edition a night belongs to: the one it is a night of, else the newest of the festival."""
    editions = venue.festival.editions.select_related("festival__place")
    return editions.filter(nights__date=night).first() or editions.order_by("-slug").first()


def playing(venue: Venue, edition: Edition | None, night: date) -> list[ShownSet]:
    """Return what the published programme has at a venue on a night."""
    publication = publication_shown(edition) if edition is not None else None
    if publication is None:
        return []
    return [one for one in programme_of(publication).of_night(night) if one.venue_slug == venue.slug]
