"""Rows → the timetable engine's problem, and its answer → rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from samspel.engines import timetable as engine
from samspel.lineup.models import ActMember, Availability
from samspel.places.models import Edition, Opening, Stage
from samspel.places.queries import walk_minutes
from samspel.programme.models import CoStar, Performance, Placement, Timetable
from samspel.programme.types import PlanOptions


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem and which rows its numbers stand for."""

    problem: engine.Problem
    performances: tuple[int, ...]
    stages: tuple[int, ...]
    nights: tuple[int, ...]

    def rows(self) -> dict[str, list[int]]:
        return {
            "performances": list(self.performances),
            "stages": list(self.stages),
            "nights": list(self.nights),
        }


def instance_of(edition: Edition, options: PlanOptions, timetable: Timetable | None) -> Instance:
    """Return everything the solver and the checker need to know of an edition.

    Pins come from `timetable`. Sets last as long as they are placed there, else as long as they are meant to.
    """
    nights = list(edition.nights.order_by("date"))
    stages = list(
        Stage.objects.filter(venue__festival=edition.festival).select_related("venue").order_by("venue__name", "name")
    )
    night_row = {night.pk: row for row, night in enumerate(nights)}
    stage_row = {stage.pk: row for row, stage in enumerate(stages)}
    venues = list({stage.venue_id: stage.venue for stage in stages}.values())
    venue_row = {venue.pk: row for row, venue in enumerate(venues)}
    performances = list(
        Performance.objects.filter(act__edition=edition).select_related("act").order_by("act_id", "number")
    )
    openings = Opening.objects.filter(stage__in=stages, night__in=nights)
    placed = {placement.performance_id: placement for placement in _placements(timetable)}
    members, windows = _members(edition), _windows(edition, night_row)
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
        costars=tuple(
            engine.CoStars(pair.act_a_id, pair.act_b_id, pair.people) for pair in CoStar.objects.filter(edition=edition)
        ),
        # An imported programme says nothing of opening hours: where none are known, none can be broken.
        rules=_rules(options, knows_hours=openings.exists()),
        wishes=engine.Wishes(options.capacity, options.similar, options.starred),
        grid_minutes=options.grid_minutes,
    )
    return Instance(
        problem,
        tuple(performance.pk for performance in performances),
        tuple(stage.pk for stage in stages),
        tuple(night.pk for night in nights),
    )


def placements_of(timetable: Timetable | None, instance: Instance) -> engine.Timetable:
    """Return a scenario in the engine's numbers, aligned with the instance's performances."""
    stage_row = {pk: row for row, pk in enumerate(instance.stages)}
    night_row = {pk: row for row, pk in enumerate(instance.nights)}
    placed = {placement.performance_id: placement for placement in _placements(timetable)}
    found = (placed.get(pk) for pk in instance.performances)
    return tuple(
        engine.Placement(stage_row[one.stage_id], night_row[one.night_id], one.start_minute) if one else None
        for one in found
    )


def plain_placements(placements: engine.Timetable) -> list[list[int] | None]:
    """Return placements as lists of stage, night and start, for JSON."""
    return [[one.stage, one.night, one.start_minute] if one else None for one in placements]


def from_plain_placements(plain: list[list[int] | None]) -> engine.Timetable:
    """Return what `plain_placements` wrote."""
    return tuple(engine.Placement(*one) if one else None for one in plain)


def placement_rows(
    timetable: Timetable,
    rows: Mapping[str, list[int]],
    plain: list[list[int] | None],
    minutes: Mapping[int, int],
    pinned: set[int],
) -> list[Placement]:
    """Return unsaved rows for an answer in the engine's numbers; a set that found no place has none."""
    return [
        Placement(
            timetable=timetable,
            performance_id=performance,
            stage_id=rows["stages"][at[0]],
            night_id=rows["nights"][at[1]],
            start_minute=at[2],
            end_minute=at[2] + minutes[performance],
            is_pinned=performance in pinned,
        )
        for performance, at in zip(rows["performances"], plain, strict=True)
        if at is not None
    ]


def moved_since_plan(timetable: Timetable | None) -> int:
    """Return how many sets of a scenario are not where, or as long as, its plan put them; 0 without a plan."""
    run = timetable.run if timetable is not None else None
    if run is None or run.answer is None:
        return 0
    rows, sets = run.problem["rows"], run.problem["timetable"]["performances"]
    planned = {
        pk: (rows["stages"][at[0]], rows["nights"][at[1]], at[2], at[2] + one["minutes"])
        for pk, one, at in zip(rows["performances"], sets, run.answer["placements"], strict=True)
        if at is not None
    }
    placed = {
        one.performance_id: (one.stage_id, one.night_id, one.start_minute, one.end_minute)
        for one in _placements(timetable)
    }
    return sum(planned.get(pk) != placed.get(pk) for pk in planned.keys() | placed.keys())


def _placements(timetable: Timetable | None) -> list[Placement]:
    return list(timetable.placements.all()) if timetable is not None else []


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
    windows: dict[int, tuple[engine.Window, ...]] = {}
    for row in Availability.objects.filter(act__edition=edition):
        window = engine.Window(night_row[row.night_id], row.from_minute, row.until_minute)
        windows[row.act_id] = (*windows.get(row.act_id, ()), window)
    return windows


def _rules(options: PlanOptions, *, knows_hours: bool) -> engine.Rules:
    return engine.Rules(
        opening=options.opening and knows_hours,
        one_at_a_time=options.one_at_a_time,
        changeover=options.changeover,
        availability=options.availability,
        members=options.members,
        repeats=options.repeats,
        pins=options.pins,
    )
