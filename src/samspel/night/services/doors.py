"""A venue's doors, and links to count at them."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.foreign import one_line
from samspel.night.models import Device, Door
from samspel.night.queries.counts import zone_of
from samspel.night.queries.doors import doors_of, token_hash
from samspel.people.models import User
from samspel.places.models import Edition, Venue
from samspel.records.services import note

AFTER_LAST_NIGHT = timedelta(days=7)
"""How long a phone may still send what it keeps."""
ONE_NIGHT_MORE = timedelta(days=1)


@transaction.atomic
def add_door(*, venue: Venue, name: str, who: User | None) -> Door:
    """Add a door. Raises `Refused` where there is one of that name; one that was walled up stays so, for its nights."""
    Venue.objects.select_for_update().get(pk=venue.pk)
    name = one_line(name)[:80]
    if venue.doors.filter(name=name, walled_up_at=None).exists():
        words = {"venue": venue.name, "door": name or _("the door")}
        raise Refused(_("%(venue)s has a door called “%(door)s” already.") % words)
    door = Door.objects.create(venue=venue, name=name, made_at=timezone.now())
    note(who=who, verb="door.add", subject=venue, details={"door": door.pk})
    return door


@transaction.atomic
def rename_door(*, door: Door, name: str, who: User | None) -> None:
    """Give a door another name. Raises `Refused` where there is one of that name."""
    Venue.objects.select_for_update().get(pk=door.venue_id)
    name = one_line(name)[:80]
    if door.venue.doors.filter(name=name, walled_up_at=None).exclude(pk=door.pk).exists():
        raise Refused(_("%(venue)s has a door called “%(door)s” already.") % {"venue": door.venue.name, "door": name})
    door.name = name
    door.save(update_fields=["name"])
    note(who=who, verb="door.rename", subject=door.venue, details={"door": door.pk})


@transaction.atomic
def wall_up_door(*, door: Door, who: User | None) -> None:
    """Count a door no more from now on; what was counted there stays. Raises `Refused` for a venue's only door."""
    Venue.objects.select_for_update().get(pk=door.venue_id)
    if [one.pk for one in doors_of(door.venue)] == [door.pk]:
        raise Refused(_("%(venue)s has no other door: rename this one.") % {"venue": door.venue.name})
    door.walled_up_at = timezone.now()
    door.save(update_fields=["walled_up_at"])
    note(who=who, verb="door.wall-up", subject=door.venue, details={"door": door.pk})


@transaction.atomic
def make_device(*, edition: Edition, venue: Venue, name: str, who: User | None) -> str:
    """Make a link to count at a venue's doors and return its token, which is not kept.

    It works until a week after the edition's last night, and a week at least. A venue without a door gets one.
    """
    Venue.objects.select_for_update().get(pk=venue.pk)
    if not doors_of(venue):
        add_door(venue=venue, name="", who=who)
    now = timezone.now()
    until = now + AFTER_LAST_NIGHT
    last = edition.nights.order_by("date").last()
    if last is not None:
        ends = datetime.combine(last.date + ONE_NIGHT_MORE, time(12), zone_of(edition.festival))
        until = max(until, ends + AFTER_LAST_NIGHT)
    token = secrets.token_urlsafe(24)
    made = Device.objects.create(
        venue=venue,
        name=one_line(name)[:80],
        token_hash=token_hash(token),
        made_at=now,
        made_by=who,
        expires_at=until,
    )
    note(who=who, verb="door.device", subject=venue, details={"device": made.pk})
    return token


@transaction.atomic
def revoke_device(*, device: Device, who: User | None) -> None:
    """End a link: what a phone still keeps comes in by another link opened on it, or not at all."""
    if device.revoked_at is not None:
        raise Refused(_("The link of “%(device)s” has been taken back already.") % {"device": device})
    device.revoked_at = timezone.now()
    device.save(update_fields=["revoked_at"])
    note(who=who, verb="door.device.revoke", subject=device.venue, details={"device": device.pk})


@transaction.atomic
def forget_devices() -> None:
    """Erase who had a link and made it, when the link has not worked for a year: the taps stay, as nobody's."""
    year_ago = timezone.now() - timedelta(days=365)
    Device.objects.filter(expires_at__lt=year_ago).delete()
