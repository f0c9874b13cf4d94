"""The instance a timetable is edited by, kept as long as its rows are the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import Any

from django.db.models import Count, F, Max, Min

from samspel.engines import timetable as engine
from samspel.lineup.models import ActMember, Answered, Availability
from samspel.places.models import Edition, Night, Opening, Stage
from samspel.programme.instances.building import instance_of, to_be_played
from samspel.programme.instances.instance import Instance
from samspel.programme.models import Favourites, OwnRule, Placement, Policy, Timetable
from samspel.programme.queries.policy import plan_options

EDITED = {"grid_minutes": 5, "pins": False}
"""A hand moves sets by five minutes, pinned ones too."""

ANY_HOUR = (8 * 60, 30 * 60)
"""What counts as a night where no opening hours are known."""

KEPT = 4
"""How many editions' instances a process keeps for those who edit them."""

_kept: OrderedDict[tuple[Any, ...], Instance] = OrderedDict()
_keeping = Lock()


def edited_instance(edition: Edition, timetable: Timetable | None) -> Instance:
    """Return the instance for checking and editing by hand; the same object as long as its rows are the same.

    Where sets are placed is no part of it, only how long they are: moving a set keeps the instance, and with it what
    the engine has worked out for it.
    """
    key = (edition.pk, *_rows_of(edition, timetable))
    with _keeping:
        found = _kept.get(key)
    if found is None:
        found = _somewhere_open(instance_of(edition, plan_options(edition, **EDITED), timetable, keeps_cancelled=True))
    with _keeping:
        _kept[key] = found
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _somewhere_open(instance: Instance) -> Instance:
    """Where no hours are known, none can be broken: a hand may put a set on every stage at any hour of a night."""
    problem = instance.problem
    if problem.openings:
        return instance
    openings = tuple(
        engine.Opening(stage, night, *ANY_HOUR)
        for stage in range(len(problem.stages))
        for night in range(problem.nights)
    )
    return replace(instance, problem=replace(problem, openings=openings))


def _rows_of(edition: Edition, timetable: Timetable | None) -> tuple[Any, ...]:
    """Return every value an instance is made of, as the database has it: a few milliseconds at 300 sets."""
    stages, performances = Stage.objects.all(), to_be_played(edition, timetable)
    venue = ("name", "latitude", "longitude", "fire_limit_persons", "staff_persons")
    found = (
        Night.objects.filter(edition=edition).order_by("date").values_list("pk"),
        stages.filter(venue__festival=edition.festival)
        .order_by("pk")
        .values_list(
            *("pk", "venue_id", "name", "capacity_persons", "changeover_minutes", "size", "has_piano", "has_drums"),
            *("loudest", "late_minute", "late_loudest", *(f"venue__{name}" for name in venue)),
        ),
        performances.order_by("pk").values_list(
            *("pk", "number", "length_minutes", "act_id", "act__cancelled_at"),
            *(f"act__{name}" for name in ("name", "draw_persons", "genre", "jury_score", "loudness", "is_heavy")),
            *(f"act__{name}" for name in ("needs_piano", "needs_drums", "stage_size")),
        ),
        Opening.objects.filter(night__edition=edition).order_by("pk").values_list(),
        ActMember.objects.filter(act__edition=edition).order_by("pk").values_list("act_id", "key"),
        Availability.objects.filter(act__edition=edition).order_by("pk").values_list(),
        Answered.objects.filter(act__edition=edition).order_by("act_id").values_list("act_id", "extent"),
        Placement.objects.filter(timetable=timetable)
        .order_by("performance_id")
        .values_list("performance_id", F("end_minute") - F("start_minute")),
    )
    rules = (
        Policy.objects.filter(edition=edition).values_list("values"),
        OwnRule.objects.filter(edition=edition, is_on=True).order_by("pk").values_list(),
    )
    # Lists are never changed, only replaced as a whole, so their keys tell them apart.
    favourites = Favourites.objects.filter(edition=edition).aggregate(Count("pk"), Min("pk"), Max("pk"))
    return (*(tuple(rows) for rows in found), *(repr(list(rows)) for rows in rules), tuple(favourites.values()))
