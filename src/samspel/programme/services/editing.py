"""What a hand does to a timetable: place, move, swap, shift, lengthen, pin, pencil in, take out.

Each verb may break the rules: the checker then lists what is wrong. Each takes the `Hand` that does it: who, the
version they looked at, and whether they insist though others have changed the same sets since.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.errors import NotFound, Refused
from samspel.places.models import Night, Stage
from samspel.programme.models import Change, Performance, Timetable
from samspel.programme.queries.history import spots_of
from samspel.programme.services.changes import change_timetable, hold
from samspel.programme.types import Hand, Spot, Verb


@transaction.atomic
def set_spot(
    *, timetable: Timetable, performance: Performance, spot: Spot | None, **hand: Unpack[Hand]
) -> Change | None:
    """Put a set exactly so, or take it out; the history names it by what differs."""
    before = spots_of(hold(timetable)).get(performance.pk)
    verb = _verb_between(before, spot)
    return change_timetable(timetable=timetable, verb=verb, after={performance.pk: spot}, **hand)


@transaction.atomic
def move_set(
    *,
    timetable: Timetable,
    performance: Performance,
    night: Night,
    stage: Stage,
    start_minute: int,
    **hand: Unpack[Hand],
) -> Change | None:
    """Move a set, or place one that has no place; it stays as long, pinned and pencilled in as it was."""
    before = spots_of(hold(timetable)).get(performance.pk) or Spot(night.pk, stage.pk, 0, performance.length_minutes)
    spot = replace(before, night=night.pk, stage=stage.pk, start_minute=start_minute)
    return set_spot(timetable=timetable, performance=performance, spot=spot, **hand)


@transaction.atomic
def swap_sets(
    *, timetable: Timetable, performance: Performance, other: Performance, **hand: Unpack[Hand]
) -> Change | None:
    """Let two sets change places; each stays as long as it is. One without a place takes the other's."""
    spots = spots_of(hold(timetable))
    one, two = spots.get(performance.pk), spots.get(other.pk)
    if performance.pk == other.pk or (one is None and two is None):
        raise Refused(_("Two different sets, one of them with a place, are needed for a swap."))
    after = {performance.pk: _instead(one, two, performance), other.pk: _instead(two, one, other)}
    return change_timetable(timetable=timetable, verb=Verb.SWAP, after=after, **hand)


@transaction.atomic
def shift_after(*, timetable: Timetable, performance: Performance, minutes: int, **hand: Unpack[Hand]) -> Change | None:
    """Move a set and everything after it on its stage that night by some minutes, back if they are negative."""
    spots = spots_of(hold(timetable))
    first = _placed(spots, performance)
    after = {
        key: replace(spot, start_minute=spot.start_minute + minutes)
        for key, spot in spots.items()
        if (spot.night, spot.stage) == (first.night, first.stage) and spot.start_minute >= first.start_minute
    }
    details = {"minutes": minutes, "first": performance.pk}
    return change_timetable(timetable=timetable, verb=Verb.SHIFT, after=after, details=details, **hand)


@transaction.atomic
def set_length(*, timetable: Timetable, performance: Performance, minutes: int, **hand: Unpack[Hand]) -> Change | None:
    """Let a placed set last this long, from the same start."""
    spot = replace(_placed(spots_of(hold(timetable)), performance), minutes=minutes)
    return set_spot(timetable=timetable, performance=performance, spot=spot, **hand)


@transaction.atomic
def pin_set(*, timetable: Timetable, performance: Performance, is_pinned: bool, **hand: Unpack[Hand]) -> Change | None:
    """Pin a set, so that plans work around it, or let it go."""
    spot = replace(_placed(spots_of(hold(timetable)), performance), is_pinned=is_pinned)
    return set_spot(timetable=timetable, performance=performance, spot=spot, **hand)


@transaction.atomic
def pencil_set(
    *, timetable: Timetable, performance: Performance, is_pencilled: bool, **hand: Unpack[Hand]
) -> Change | None:
    """Mark a set as unconfirmed, so that it is never published, or confirm it."""
    spot = replace(_placed(spots_of(hold(timetable)), performance), is_pencilled=is_pencilled)
    return set_spot(timetable=timetable, performance=performance, spot=spot, **hand)


@transaction.atomic
def take_out(*, timetable: Timetable, performance: Performance, **hand: Unpack[Hand]) -> Change | None:
    """Take a set out of a timetable; it stays to be planned. Raises `NotFound` if it has no place."""
    _placed(spots_of(hold(timetable)), performance)
    return set_spot(timetable=timetable, performance=performance, spot=None, **hand)


def _verb_between(before: Spot | None, after: Spot | None) -> Verb:
    """Return the word for what differs; where several things do, that of the most important."""
    if before is None or after is None:
        return Verb.PLACE if before is None else Verb.UNPLACE
    if before.place != after.place:
        return Verb.MOVE
    if before.minutes != after.minutes:
        return Verb.LENGTH
    if before.is_pinned != after.is_pinned:
        return Verb.PIN if after.is_pinned else Verb.UNPIN
    return Verb.PENCIL if after.is_pencilled else Verb.CONFIRM


def _placed(spots: dict[int, Spot], performance: Performance) -> Spot:
    spot = spots.get(performance.pk)
    if spot is None:
        raise NotFound(_("%(set)s has no place in the timetable.") % {"set": performance})
    return spot


def _instead(mine: Spot | None, theirs: Spot | None, performance: Performance) -> Spot | None:
    """Where a set comes to stand that takes the place of another."""
    if theirs is None:
        return None
    return (mine or Spot(theirs.night, theirs.stage, 0, performance.length_minutes)).moved(theirs)
