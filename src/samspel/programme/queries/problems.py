"""What the checker found, with the night to look at and the nearest place that would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samspel.places.models import Night, Stage
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries.moves import Editing, Place, nearest
from samspel.programme.types import Found


@dataclass(frozen=True, slots=True)
class Fix:
    """A set of a problem and the nearest free place for it."""

    performance: Performance
    stage: Stage
    night: Night
    place: Place


@dataclass(frozen=True, slots=True)
class Mendable:
    """A problem beside the grid: its sentence, the set to go to and its night, the nearest fix if there is one."""

    sentence: str
    performance: int
    night: Night | None
    fix: Fix | None


def with_fixes(
    editing: Editing, problems: Sequence[Found], timetable: Timetable | None, night: Night | None
) -> list[Mendable]:
    """Return problems with their fixes, those of this night first. A pinned set is not the one to be moved."""
    touched = {pk for found in problems for pk in found.performances}
    rows = Placement.objects.filter(timetable=timetable, performance__in=touched) if timetable else []
    placed = {row.performance_id: row for row in rows}
    places = {pk: nearest(editing, pk) for pk in touched if pk not in placed or not placed[pk].is_pinned}
    stages = Stage.objects.select_related("venue").in_bulk({one.stage for one in places.values() if one})
    nights = Night.objects.in_bulk(editing.instance.nights)
    performances = Performance.objects.select_related("act").in_bulk(touched)
    found = []
    for problem in problems:
        last = problem.performances[-1]
        choices = [(pk, place) for pk in problem.performances if (place := places.get(pk)) is not None]
        fix = min(choices, key=lambda choice: choice[1].distance, default=None)
        found.append(
            Mendable(
                sentence=problem.sentence,
                performance=last,
                night=nights[placed[last].night_id] if last in placed else None,
                fix=Fix(performances[fix[0]], stages[fix[1].stage], nights[fix[1].night], fix[1]) if fix else None,
            )
        )
    return sorted(found, key=lambda one: one.night != night)
