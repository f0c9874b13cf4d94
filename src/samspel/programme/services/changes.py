"""The one way a timetable is changed: a version, rows, a line of history and of the journal, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import LAST_MINUTE, Night, Stage
from samspel.programme.models import Change, Performance, Placement, Timetable
from samspel.programme.queries.history import from_plain_spots, others_since, plain_spots, said, spots_of
from samspel.programme.sentences.history import ago_sentence
from samspel.programme.types import Conflict, Spot, Spots, Standing, Verb
from samspel.records.services import note


@transaction.atomic
def change_timetable(
    *,
    timetable: Timetable,
    verb: Verb,
    after: Spots,
    who: User | None,
    based_on: int | None = None,
    anyway: bool = False,
    target: Change | None = None,
    details: Mapping[str, Any] | None = None,
) -> Change | None:
    """Put the sets of `after` where it says and remember how to take that back; None if they are there already.

    Raises `Conflict` if others have changed these sets, or taken these places, after the version `based_on`; not
    with `anyway`. Raises `Refused` for a spot outside its night or rows that have gone.
    """
    held = hold(timetable)
    now = spots_of(held)
    touched = {performance: spot for performance, spot in after.items() if now.get(performance) != spot}
    if not touched and target is None:
        return None
    _refuse_bad(touched.values())
    _refuse_gone(touched)
    if based_on is not None and not anyway:
        _refuse_unseen(held, touched, based_on, who)
    before = {performance: now.get(performance) for performance in touched}
    _write(held, touched)
    return record(timetable=held, verb=verb, before=before, after=touched, who=who, target=target, details=details)


def hold(timetable: Timetable) -> Timetable:
    """Return the row as it is now, kept from others until the transaction ends."""
    found = Timetable.objects.select_for_update().filter(pk=timetable.pk).first()
    if found is None:
        raise Refused(_("“%(name)s” has been deleted: choose another scenario.") % {"name": timetable.name})
    return found


@transaction.atomic
def record(
    *,
    timetable: Timetable,
    verb: Verb,
    before: Spots,
    after: Spots,
    who: User | None,
    target: Change | None = None,
    details: Mapping[str, Any] | None = None,
) -> Change:
    """Add a line to the history of rows that have been changed; raises the version.

    Raises `Refused` if somebody has raised it since the row was read: then nothing of this is kept.
    """
    raised = Timetable.objects.filter(pk=timetable.pk, version=timetable.version).update(version=timetable.version + 1)
    if not raised:
        raise Refused(_("Somebody changed the timetable at the same moment: nothing was changed, try again."))
    timetable.version += 1
    if verb not in (Verb.UNDO, Verb.REDO):
        _forget_undone(timetable, who)
    note(
        who=who,
        verb=f"timetable.{verb}",
        subject=timetable,
        details={"number": timetable.version, "sets": sorted(after), **(details or {})},
    )
    return Change.objects.create(
        timetable=timetable,
        number=timetable.version,
        who=who,
        at=timezone.now(),
        verb=verb,
        before=plain_spots(before),
        after=plain_spots(after),
        details=dict(details or {}),
        target=target,
    )


def record_difference(
    *, timetable: Timetable, before: Mapping[int, Spot], verb: Verb, who: User | None, details: Mapping[str, Any]
) -> Change | None:
    """Add what differs from `before` to the history, for those who write rows themselves: imports."""
    after = spots_of(timetable)
    moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if not moved:
        return None
    old, new = ({key: side.get(key) for key in moved} for side in (before, after))
    return record(timetable=hold(timetable), verb=verb, before=old, after=new, who=who, details=details)


def _forget_undone(timetable: Timetable, who: User | None) -> None:
    """What a person undid can no longer be done again once they do something else."""
    undos = timetable.changes.filter(who=who, verb=Verb.UNDO).values("target")
    Change.objects.filter(pk__in=undos, standing=Standing.UNDONE).update(standing=Standing.GONE)


def _write(timetable: Timetable, touched: Spots) -> None:
    rows = {row.performance_id: row for row in timetable.placements.filter(performance__in=touched)}
    timetable.placements.filter(performance__in=[key for key, spot in touched.items() if spot is None]).delete()
    for performance, spot in touched.items():
        if spot is not None:
            row = rows.get(performance) or Placement(timetable=timetable, performance_id=performance)
            row.night_id, row.stage_id, row.start_minute = spot.place
            row.end_minute = spot.end_minute
            row.is_pinned, row.is_pencilled = spot.is_pinned, spot.is_pencilled
            row.save()


def _refuse_bad(spots: Iterable[Spot | None]) -> None:
    for spot in spots:
        if spot and (spot.minutes <= 0 or not 0 <= spot.start_minute < spot.end_minute <= LAST_MINUTE):
            raise Refused(_("A set must last at least a minute and end before noon of the next day."))


def _refuse_gone(touched: Spots) -> None:
    """Undo may speak of rows that an import has taken away since."""
    spots = [spot for spot in touched.values() if spot is not None]
    wanted = (
        (Performance, {key for key, spot in touched.items() if spot is not None}),
        (Stage, {spot.stage for spot in spots}),
        (Night, {spot.night for spot in spots}),
    )
    for model, keys in wanted:
        if model._default_manager.filter(pk__in=keys).count() < len(keys):
            raise Refused(_("A set, a stage or a night it speaks of has been removed since: that cannot be done."))


def _refuse_unseen(timetable: Timetable, touched: Spots, version: int, who: User | None) -> None:
    theirs = [one for one in others_since(timetable, version=version, who=who) if _collides(one, touched)]
    if theirs:
        raise Conflict([ago_sentence(one, timezone.now()) for one in said(theirs)])


def _collides(theirs: Change, touched: Spots) -> bool:
    placed = from_plain_spots(theirs.after)
    if placed.keys() & touched.keys():
        return True
    return any(mine and spot and mine.meets(spot) for mine in touched.values() for spot in placed.values())
