"""Reads of a timetable's history: what was changed, by whom, and what undo and redo come to next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.lineup.models import Act
from samspel.places.models import Night, Stage
from samspel.programme.models import Change, Performance, Placement, Timetable
from samspel.programme.sentences.history import Names, edit_sentence
from samspel.programme.types import Said, Spot, Spots, Standing, Verb

SPOT_FIELDS = ("night_id", "stage_id", "start_minute", "end_minute", "is_pinned", "is_pencilled")
MOVED_BACK = (Verb.UNDO, Verb.REDO)


def spots_of(timetable: Timetable | None) -> dict[int, Spot]:
    """Return where every placed set of a scenario is."""
    if timetable is None:
        return {}
    rows = Placement.objects.filter(timetable=timetable).order_by().values_list("performance_id", *SPOT_FIELDS)
    return {
        performance: Spot(night, stage, start, end - start, pinned, pencilled)
        for performance, night, stage, start, end, pinned, pencilled in rows
    }


def plain_spots(spots: Spots) -> dict[str, Any]:
    """Return spots as JSON keeps them."""
    return {str(performance): asdict(spot) if spot else None for performance, spot in spots.items()}


def from_plain_spots(plain: Mapping[str, Any]) -> dict[int, Spot | None]:
    """Return what `plain_spots` wrote."""
    return {int(performance): Spot(**spot) if spot else None for performance, spot in plain.items()}


def history(timetable: Timetable) -> QuerySet[Change]:
    """Return every change of a scenario, the newest first."""
    return timetable.changes.select_related("who", "timetable__edition", "target__timetable").order_by("-number")


def change(timetable: Timetable, number: int) -> Change:
    """Return one change of a scenario. Raises `NotFound`."""
    found = history(timetable).filter(number=number).first()
    if found is None:
        raise NotFound(_("“%(name)s” has no change %(number)d.") % {"name": timetable.name, "number": number})
    return found


def said(changes: Iterable[Change]) -> list[Said]:
    """Return changes as sentences, with the names their rows have now."""
    found = list(changes)
    names = names_of([*found, *(one.target for one in found if one.target is not None)])
    return [
        Said(
            number=one.number,
            who=names.person(one),
            who_id=one.who_id,
            at=one.at,
            verb=one.verb,
            sentence=edit_sentence(one, names),
            standing=one.standing,
        )
        for one in found
    ]


def names_of(changes: Iterable[Change]) -> Names:
    """Return what the rows that changes speak of are called."""
    changes = list(changes)
    spots = [one for change in changes for side in (change.before, change.after) for one in side.items()]
    places = [spot for _key, spot in spots if spot]
    return Names(
        performances={
            pk: str(one)
            for pk, one in Performance.objects.select_related("act").in_bulk({int(key) for key, _spot in spots}).items()
        },
        stages={
            pk: str(one)
            for pk, one in Stage.objects.select_related("venue").in_bulk({spot["stage"] for spot in places}).items()
        },
        acts=dict(Act.objects.filter(pk__in=_acts_of(changes)).values_list("pk", "name")),
        nights={pk: one.date for pk, one in Night.objects.in_bulk({spot["night"] for spot in places}).items()},
    )


def _acts_of(changes: Iterable[Change]) -> list[int]:
    """Acts that changes speak of by key: a name in the history would outlive its erasure."""
    return [event["act"] for one in changes if (event := one.details.get("event")) and event["act"]]


def next_undo(timetable: Timetable, who: Any) -> Change | None:
    """Return the newest change of a person that still stands: each takes back their own."""
    mine = history(timetable).filter(who=who, standing=Standing.STANDS)
    return mine.exclude(verb__in=MOVED_BACK).exclude(verb=Verb.COPY).first()


def next_redo(timetable: Timetable, who: Any) -> Change | None:
    """Return the undo of a person that redo takes back: their newest whose target nothing has replaced."""
    return history(timetable).filter(who=who, verb=Verb.UNDO, target__standing=Standing.UNDONE).first()


def others_since(timetable: Timetable, *, version: int, who: Any) -> list[Change]:
    """Return what others than this person changed after a version, the newest first."""
    since = history(timetable).filter(number__gt=version)
    return list(since.exclude(who=who) if who is not None else since)
