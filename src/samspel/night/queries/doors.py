"""Reads of doors and of the links to count at them. Each raises `NotFound` in words."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.night.models import Device, Door
from samspel.places.models import Edition, Venue
from samspel.places.queries import edition as find_edition
from samspel.places.queries import venue as find_venue


def token_hash(token: str) -> str:
    """Return what is kept of a link's token."""
    return salted_hmac("samspel.night.device", token, algorithm="sha256").hexdigest()


def device(token: str) -> Device:
    """Return the device whose link this is, while it works."""
    found = Device.objects.select_related("venue__festival__place")
    one = found.filter(token_hash=token_hash(token), revoked_at=None, expires_at__gt=timezone.now()).first()
    if one is None:
        raise NotFound(_("This link does not work any more. Ask the festival office for a new one."))
    return one


def devices_of(venue: Venue) -> QuerySet[Device]:
    """Return a venue's links, the newest first, each with how many entries came by it."""
    return venue.devices.annotate(entries=Count("taps")).order_by("-made_at")


def doors_of(venue: Venue) -> list[Door]:
    """Return the doors of a venue that are counted."""
    return list(venue.doors.filter(walled_up_at=None).select_related("venue__festival__place").order_by("pk"))


def venue_here(festival: str, edition: str, venue: int) -> tuple[Edition, Venue]:
    """Return an edition and a venue of its festival."""
    found = find_edition(festival, edition)
    return found, find_venue(found, venue)


def door_here(festival: str, edition: str, venue: int, door: int) -> tuple[Edition, Door]:
    """Return an edition and a door of one of its festival's venues."""
    found, where = venue_here(festival, edition, venue)
    one = where.doors.select_related("venue__festival__place").filter(pk=door).first()
    if one is None:
        raise NotFound(_("%(venue)s has no such door.") % {"venue": where.name})
    return found, one


def device_here(festival: str, edition: str, venue: int, device: int) -> tuple[Edition, Device]:
    """Return an edition and a link to count at one of its festival's venues."""
    found, where = venue_here(festival, edition, venue)
    one = where.devices.select_related("venue__festival__place").filter(pk=device).first()
    if one is None:
        raise NotFound(_("%(venue)s has no such link.") % {"venue": where.name})
    return found, one
