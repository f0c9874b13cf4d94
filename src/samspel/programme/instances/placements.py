"""Placements in the engine's numbers and back: rows, JSON, another instance's."""

from __future__ import annotations

from collections.abc import Mapping

from samspel.engines import timetable as engine
from samspel.programme.instances.instance import Instance
from samspel.programme.models import Placement, Timetable
from samspel.programme.types import Spot


def placements_by_rows(
    rows: Mapping[str, list[int]], placements: engine.Timetable, instance: Instance
) -> engine.Timetable:
    """Return placements of one instance in the numbers of another; what the other does not know is left out."""
    stage_row = {pk: row for row, pk in enumerate(instance.stages)}
    night_row = {pk: row for row, pk in enumerate(instance.nights)}
    found: dict[int, engine.Placement] = {}
    for performance, at in zip(rows["performances"], placements, strict=True):
        if at is not None and rows["stages"][at.stage] in stage_row and rows["nights"][at.night] in night_row:
            stage, night = stage_row[rows["stages"][at.stage]], night_row[rows["nights"][at.night]]
            found[performance] = engine.Placement(stage, night, at.start_minute)
    return tuple(found.get(performance) for performance in instance.performances)


def placements_of(timetable: Timetable | None, instance: Instance) -> engine.Timetable:
    """Return a scenario in the engine's numbers, aligned with the instance's performances."""
    stage_row = {pk: row for row, pk in enumerate(instance.stages)}
    night_row = {pk: row for row, pk in enumerate(instance.nights)}
    rows = Placement.objects.filter(timetable=timetable).order_by() if timetable else Placement.objects.none()
    placed = {
        performance: engine.Placement(stage_row[stage], night_row[night], start)
        for performance, stage, night, start in rows.values_list(
            "performance_id", "stage_id", "night_id", "start_minute"
        )
    }
    return tuple(placed.get(performance) for performance in instance.performances)


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
    marks: Mapping[int, Spot],
) -> list[Placement]:
    """Return unsaved rows for an answer in the engine's numbers; a set that found no place has none.

    A set that is pinned or pencilled in where `marks` has it stays so.
    """
    return [
        Placement(
            timetable=timetable,
            performance_id=performance,
            stage_id=rows["stages"][at[0]],
            night_id=rows["nights"][at[1]],
            start_minute=at[2],
            end_minute=at[2] + minutes[performance],
            is_pinned=performance in marks and marks[performance].is_pinned,
            is_pencilled=performance in marks and marks[performance].is_pencilled,
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
        for one in placed_in(timetable)
    }
    return sum(planned.get(pk) != placed.get(pk) for pk in planned.keys() | placed.keys())


def placed_in(timetable: Timetable | None) -> list[Placement]:
    """Return a scenario's rows."""
    return list(timetable.placements.all()) if timetable is not None else []
