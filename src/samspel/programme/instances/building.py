"""Rows → the timetable engine's problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from django.db.models import Q, QuerySet

from samspel.engines import timetable as engine
from samspel.lineup.models import ActMember
from samspel.lineup.queries import windows as act_windows
from samspel.places.models import Edition, Opening, Stage
from samspel.places.queries import walk_minutes
from samspel.programme.instances.crowds import crowd_of
from samspel.programme.instances.instance import Instance
from samspel.programme.instances.placements import placed_in, placements_of
from samspel.programme.limits import Rows, bonds_of, limits_of
from samspel.programme.models import Favourites, OwnRule, Performance, Placement, Timetable
from samspel.programme.partial import held, scope_of
from samspel.programme.types import PlanOptions, RuleSet


def instance_of(
    edition: Edition, options: PlanOptions, timetable: Timetable | None, *, keeps_cancelled: bool = False
) -> Instance:
    """Return everything the solver and the checker need to know of an edition.

    Pins come from `timetable`. Sets last as long as they are placed there, else as long as they are meant to. A plan
    knows nothing of acts that have cancelled; `keeps_cancelled`: those that have a place all the same are there.
    """
    nights = list(edition.nights.order_by("date"))
    stages = list(
        Stage.objects.filter(venue__festival=edition.festival).select_related("venue").order_by("venue__name", "name")
    )
    night_row = {night.pk: row for row, night in enumerate(nights)}
    stage_row = {stage.pk: row for row, stage in enumerate(stages)}
    venues = list({stage.venue_id: stage.venue for stage in stages}.values())
    venue_row = {venue.pk: row for row, venue in enumerate(venues)}
    kept = to_be_played(edition, timetable if keeps_cancelled else None)
    performances = list(kept.select_related("act").order_by("act_id", "number"))
    openings = Opening.objects.filter(stage__in=stages, night__in=nights)
    placed = {placement.performance_id: placement for placement in placed_in(timetable)}
    members, windows = _members(edition), _windows(edition, night_row)
    rows = Rows([performance.act for performance in performances], stages, stage_row, night_row)
    own = list(OwnRule.objects.filter(edition=edition, is_on=True))
    problem = engine.Problem(
        performances=tuple(
            engine.Performance(
                name=str(performance),
                act=performance.act_id,
                minutes=_minutes(performance, placed.get(performance.pk)),
                draw_persons=performance.act.draw_persons,
                genre=performance.act.genre,
                members=members[performance.act_id],
                windows=windows.get(performance.act_id),
                pin=_pin(placed.get(performance.pk), stage_row, night_row),
                is_heavy=performance.act.is_heavy,
                loudness=performance.act.loudness,
            )
            for performance in performances
        ),
        stages=tuple(
            engine.Stage(str(stage), venue_row[stage.venue_id], stage.room_persons, stage.changeover_minutes)
            for stage in stages
        ),
        openings=tuple(
            engine.Opening(stage_row[row.stage_id], night_row[row.night_id], row.opens_minute, row.closes_minute)
            for row in openings
        ),
        walk_minutes=np.array(
            [[walk_minutes(one, other) for other in venues] for one in venues], dtype=np.int64
        ).reshape(len(venues), len(venues)),
        nights=max(1, len(nights)),
        crowd=crowd_of(edition, options, performances),
        limits=limits_of(rows, options, own),
        bonds=bonds_of(rows, options, own),
        # An imported programme says nothing of opening hours: where none are known, none can be broken.
        rules=_rules(options, knows_hours=openings.exists()),
        wishes=_wishes(options),
        grid_minutes=options.grid_minutes,
    )
    instance = Instance(
        problem,
        tuple(performance.pk for performance in performances),
        tuple(stage.pk for stage in stages),
        tuple(night.pk for night in nights),
        is_assumed=problem.crowd is not None and not Favourites.objects.filter(edition=edition).exists(),
    )
    scope = scope_of(options, instance.nights, instance.stages, {stage.pk: stage.venue_id for stage in stages})
    if scope is None:
        return instance
    return replace(instance, problem=held(problem, placements_of(timetable, instance), scope), scope=scope)


def to_be_played(edition: Edition, timetable: Timetable | None) -> QuerySet[Performance]:
    """Return the sets of acts that have not cancelled, and those that have a place all the same."""
    placed = Placement.objects.filter(timetable=timetable).values("performance") if timetable else []
    return Performance.objects.filter(Q(act__cancelled_at=None) | Q(pk__in=placed), act__edition=edition)


def _minutes(performance: Performance, placement: Placement | None) -> int:
    return placement.end_minute - placement.start_minute if placement else performance.length_minutes


def _pin(placement: Placement | None, stage_row: Mapping[int, int], night_row: Mapping[int, int]) -> engine.Pin | None:
    if placement is None or not placement.is_pinned:
        return None
    return engine.Pin(stage_row[placement.stage_id], night_row[placement.night_id], placement.start_minute)


def _members(edition: Edition) -> defaultdict[int, tuple[int, ...]]:
    numbers: dict[str, int] = {}
    members: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for member in ActMember.objects.filter(act__edition=edition).order_by("pk"):
        members[member.act_id] += (numbers.setdefault(member.key, len(numbers)),)
    return members


def _windows(edition: Edition, night_row: Mapping[int, int]) -> dict[int, tuple[engine.Window, ...]]:
    return {
        act: tuple(engine.Window(night_row[night], *stretch) for night in nights for stretch in nights[night])
        for act, nights in act_windows(edition).items()
    }


def _rules(options: RuleSet, *, knows_hours: bool) -> engine.Rules:
    return engine.Rules(
        opening=options.opening and knows_hours,
        one_at_a_time=options.one_at_a_time,
        changeover=options.changeover,
        availability=options.availability,
        members=options.members,
        repeats=options.repeats,
        pins=options.pins,
        rest_minutes=options.rest_minutes,
        repeat_gap_minutes=options.repeat_gap_minutes,
        repeat_other_venue=options.repeat_other_venue,
        repeat_venue_once=options.repeat_venue_once,
        repeat_nights_apart=options.repeat_nights_apart,
        heavy_gap_minutes=options.heavy_gap_minutes,
    )


def _wishes(options: RuleSet) -> engine.Wishes:
    return engine.Wishes(
        capacity=options.capacity,
        similar=options.similar,
        starred=options.starred,
        flow=options.flow,
        floor=options.floor,
        floor_share=options.floor_percent / 100,
    )
