"""Scenarios: start one, copy it, give it a name, take it into use, delete it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.programme.models import Change, Placement, Timetable
from samspel.programme.queries.history import spots_of
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.services.changes import hold, record
from samspel.programme.types import Verb
from samspel.records.services import note


@transaction.atomic
def ensure_timetable(*, edition: Edition, who: User | None) -> Timetable:
    """Return the timetable in use, made if there is none."""
    _one_at_a_time(edition)
    timetable = timetable_in_use(edition)
    if timetable is None:
        timetable = Timetable.objects.create(edition=edition, name=_("By hand"), in_use=True)
        note(who=who, verb="timetable.start", subject=timetable)
    return timetable


@transaction.atomic
def use_timetable(
    *, timetable: Timetable, who: User | None, verb: Verb = Verb.USE, target: Change | None = None
) -> Change:
    """Take a scenario into use; at most one of an edition is. Its history remembers which was before."""
    _one_at_a_time(timetable.edition)
    held = hold(timetable)
    former = timetable_in_use(held.edition)
    held.edition.timetables.filter(in_use=True).update(in_use=False)
    Timetable.objects.filter(pk=held.pk).update(in_use=True)
    timetable.in_use = True
    details = {"name": held.name, "former": former.pk if former else None, "former_name": former.name if former else ""}
    return record(timetable=held, verb=verb, before={}, after={}, who=who, target=target, details=details)


def _one_at_a_time(edition: Edition) -> None:
    """Whoever decides which timetable of an edition is in use waits for whoever is about to."""
    Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


@transaction.atomic
def copy_timetable(*, timetable: Timetable, name: str, who: User | None) -> Timetable:
    """Make a scenario with the same placements; it is not in use and has a history of its own."""
    copy = Timetable.objects.create(edition=timetable.edition, name=name, run=timetable.run)
    Placement.objects.bulk_create(
        Placement(
            timetable=copy,
            performance_id=performance,
            night_id=spot.night,
            stage_id=spot.stage,
            start_minute=spot.start_minute,
            end_minute=spot.end_minute,
            is_pinned=spot.is_pinned,
            is_pencilled=spot.is_pencilled,
        )
        for performance, spot in spots_of(timetable).items()
    )
    record(timetable=copy, verb=Verb.COPY, before={}, after={}, who=who, details={"name": timetable.name})
    return copy


@transaction.atomic
def rename_timetable(*, timetable: Timetable, name: str, who: User | None) -> None:
    """Give a scenario another name."""
    note(who=who, verb="timetable.rename", subject=timetable, details={"from": timetable.name, "to": name})
    timetable.name = name
    timetable.save(update_fields=["name"])


@transaction.atomic
def delete_timetable(*, timetable: Timetable, who: User | None) -> None:
    """Delete a scenario with its history. Raises `Refused` for the one in use."""
    held = hold(timetable)
    if held.in_use:
        raise Refused(_("“%(name)s” is in use: take another scenario into use first.") % {"name": held.name})
    note(who=who, verb="timetable.delete", subject=held, details={"name": held.name, "sets": len(spots_of(held))})
    held.delete()
