"""Take taps in, each once however often it is sent; set a night's counts aside, and back; say that a door was shut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.night.counting import night_of, span_of
from samspel.night.models import Device, Door, Tap
from samspel.night.queries.counts import zone_of
from samspel.night.types import MOST_AT_ONCE, MOST_INSIDE, Mark, Taken, Tapped
from samspel.people.models import User
from samspel.places.models import Venue
from samspel.records.services import note

CLOCK_SLACK = timedelta(minutes=2)
"""By how much a phone's clock may differ before what it says is put right."""
MOST_A_DAY = 20_000
"""How many entries of a link are taken in a day: fourteen a minute, all around the clock."""
DAY = timedelta(days=1)
OLDEST = timedelta(days=60)
"""How long a phone may keep a tap."""


@transaction.atomic
def take_taps(*, device: Device, taps: Sequence[Tapped], clock: datetime | None = None) -> Taken:
    """Take entries of a log in. One that is here already counts as taken; a wrong one holds up no other.

    `clock` is what the phone's clock says as it sends: where that is off, all its times are moved by as much.
    """
    now = timezone.now()
    off = now - clock if clock is not None and abs(now - clock) > CLOCK_SLACK else timedelta(0)
    doors = {one.pk: one for one in device.venue.doors.all()}
    here = set(Tap.objects.filter(key__in=[one.key for one in taps]).values_list("key", flat=True))
    zone, room = zone_of(device.festival), MOST_A_DAY - device.taps.filter(taken_at__gt=now - DAY).count()
    aside = set(_of_venue(device.venue).exclude(set_aside_at=None).values_list("date", flat=True))
    new: dict[UUID, Tap] = {}
    refused: list[tuple[UUID, str]] = []
    for place, one in enumerate(sorted(taps, key=lambda one: one.at), 1):
        at = min(one.at + off, now - timedelta(microseconds=len(taps) - place))  # in the order they were tapped
        why = _why_not(one, at, doors, now)
        if one.key in here or one.key in new:
            continue
        if len(new) >= room:
            why = _("This link has sent more than a door can count in a day. Ask the festival office for a new one.")
        if why:
            refused.append((one.key, why))
            continue
        new[one.key] = _row(one, at=at, date=night_of(at, zone), device=device, taken_at=now)
        if new[one.key].date in aside:  # what comes late of a night that was set aside is set aside with it
            new[one.key].set_aside_at = now
    Tap.objects.bulk_create(new.values(), ignore_conflicts=True)  # another window may be sending the same
    gone = {key for key, _why in refused}
    return Taken(tuple(dict.fromkeys(one.key for one in taps if one.key not in gone)), tuple(refused))


def _row(one: Tapped, *, at: datetime, date: date, device: Device | None, taken_at: datetime) -> Tap:
    return Tap(
        door_id=one.door,
        device=device,
        date=date,
        mark=one.mark,
        persons=one.persons,
        at=at,
        key=one.key,
        undoes=one.undoes,
        taken_at=taken_at,
    )


def _why_not(one: Tapped, at: datetime, doors: Mapping[int, Door], now: datetime) -> str:
    if one.door not in doors:
        return _("This door is not of this venue. Load the page again and choose a door.")
    if at < now - OLDEST:
        return _("This was tapped more than %(days)d days ago, which is too late to be counted.") % {
            "days": OLDEST.days
        }
    least, most = (1, MOST_AT_ONCE) if one.mark in (Mark.IN, Mark.OUT) else (0, MOST_INSIDE)
    if not least <= one.persons <= most:
        return _("%(n)d persons: at most %(most)d at once.") % {"n": one.persons, "most": most}
    if (one.mark == Mark.UNDOES) != (one.undoes is not None):
        return _("It does not say what it takes back.")
    return ""


def _of_venue(venue: Venue) -> QuerySet[Tap]:
    return Tap.objects.filter(door__venue=venue)


@transaction.atomic
def leave_shut(*, door: Door, night: date, who: User | None) -> None:
    """Say that a door was not used in a night: nobody came through it. Raises `Refused` where somebody tapped there."""
    Door.objects.select_for_update().get(pk=door.pk)
    if door.taps.filter(date=night, set_aside_at=None).exists():
        words = {"door": door, "night": night.isoformat()}
        raise Refused(_("Somebody counted at “%(door)s” on %(night)s: it was not shut.") % words)
    begins, _ends = span_of(night, zone_of(door.festival))
    said = Tapped(uuid4(), door.pk, Mark.CLOSES, begins)
    _row(said, at=begins, date=night, device=None, taken_at=timezone.now()).save()
    note(who=who, verb="door.shut", subject=door.venue, details={"door": door.pk, "night": night.isoformat()})


@transaction.atomic
def set_aside(*, venue: Venue, night: date, why: str, who: User | None) -> int:
    """Leave a night's counts of a venue out of all figures: a trial, or counts gone wrong. Returns of how many taps."""
    return _put(venue, night, {"set_aside_at": None}, timezone.now(), "door.set-aside", {"why": why}, who)


@transaction.atomic
def bring_back(*, venue: Venue, night: date, who: User | None) -> int:
    """Count a night again that was set aside. Returns of how many taps."""
    return _put(venue, night, {"set_aside_at__isnull": False}, None, "door.bring-back", {}, who)


def _put(
    venue: Venue,
    night: date,
    which: Mapping[str, object],
    set_aside_at: datetime | None,
    verb: str,
    details: Mapping[str, str],
    who: User | None,
) -> int:
    taps = _of_venue(venue).filter(date=night, **which)
    changed = taps.update(set_aside_at=set_aside_at)
    if not changed:
        words = {"venue": venue.name, "night": night.isoformat()}
        raise Refused(_("%(venue)s has no counts of %(night)s for that.") % words)
    note(who=who, verb=verb, subject=venue, details={"night": night.isoformat(), "taps": changed, **details})
    return changed
