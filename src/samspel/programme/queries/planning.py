"""Reads for the office: the timetable in use, what is wrong with it, how good it is, its grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.engines.timetable.score import QUARTERS, SIMILAR_PERSONS
from samspel.errors import NotFound
from samspel.places.models import Edition, Night
from samspel.programme.instances import Instance, instance_of, placements_of
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.sentences import problem_sentence
from samspel.programme.types import Found, PlanOptions, Quality


def timetable_in_use(edition: Edition) -> Timetable | None:
    """Return the scenario that is in use, if any."""
    return edition.timetables.filter(in_use=True).first()


def timetable(edition: Edition, pk: int) -> Timetable:
    """Return a scenario of an edition. Raises `NotFound`."""
    found = edition.timetables.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("%(edition)s has no such timetable.") % {"edition": edition.name})
    return found


def performance(edition: Edition, pk: int) -> Performance:
    """Return a set of an edition. Raises `NotFound`."""
    found = Performance.objects.select_related("act").filter(act__edition=edition, pk=pk).first()
    if found is None:
        raise NotFound(_("%(edition)s has no such set.") % {"edition": edition.name})
    return found


def placements(timetable: Timetable | None) -> QuerySet[Placement]:
    """Return where every set of a scenario is, by night, time and venue."""
    found = Placement.objects.filter(timetable=timetable) if timetable else Placement.objects.none()
    return found.select_related("performance__act", "stage__venue", "night").order_by(
        "night__date", "start_minute", "stage__venue__name", "stage__name"
    )


def without_place(edition: Edition, timetable: Timetable | None) -> QuerySet[Performance]:
    """Return sets that are to be played but have no place."""
    found = Performance.objects.filter(act__edition=edition).select_related("act").order_by("act__name", "number")
    return found.exclude(placements__timetable=timetable) if timetable else found


def problems(edition: Edition, timetable: Timetable | None) -> list[Found]:
    """Return everything the checker finds, as sentences, worst kinds first."""
    instance = instance_of(edition, PlanOptions(), timetable)
    return found_in(
        instance,
        placements_of(timetable, instance),
        [night.date for night in edition.nights.order_by("date")],
    )


def found_in(instance: Instance, placements: engine.Timetable, nights: Sequence[date]) -> list[Found]:
    """Return what the checker finds in placements of an instance."""
    found = [
        Found(
            violation.rule,
            problem_sentence(violation, nights),
            tuple(instance.performances[row] for row in violation.performances),
        )
        for violation in engine.check(instance.problem, placements)
    ]
    return sorted(found, key=lambda one: one.rule == "unplaced")


def quality(edition: Edition, timetable: Timetable | None) -> Quality:
    """Return how good a timetable is by the checker and the score, in persons and pairs at weight 1."""
    instance = instance_of(edition, PlanOptions(), timetable)
    placed = placements_of(timetable, instance)
    violations = engine.check(instance.problem, placed)
    return quality_of(engine.score(instance.problem, placed), placed, len(violations))


def quality_of(score: engine.Score, placed: engine.Timetable, problems: int) -> Quality:
    """Turn quarter persons into persons and pairs. `problems` counts all the checker finds, as every page does."""
    return Quality(
        sets=len(placed),
        placed=len(placed) - score.unplaced,
        problems=problems,
        capacity_persons=score.capacity / QUARTERS,
        similar_pairs=score.similar / QUARTERS / SIMILAR_PERSONS,
        starred_persons=score.starred / QUARTERS,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a grid row: a set, or nothing; `span` in steps of the grid."""

    span: int
    placement: Placement | None = None
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the grid: a stage; sets that overlap fall into further lanes of the same stage."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One night on one screen: stages down, time across, only the hours in use."""

    night: Night
    step_minutes: int
    steps: int
    hours: tuple[tuple[int, int], ...]
    lanes: tuple[Lane, ...]


def grid(night: Night, placed: Sequence[Placement], wrong: frozenset[int] = frozenset()) -> Grid | None:
    """Return the grid of one night's placements; None if there are none. `wrong` are performances with a problem."""
    if not placed:
        return None
    minutes = [minute for one in placed for minute in (one.start_minute, one.end_minute)]
    step = 5 if all(minute % 5 == 0 for minute in minutes) else 1
    first, last = min(minutes) // 60 * 60, -(-max(minutes) // 60) * 60
    lanes = [
        Lane(name if number == 0 else f"{name} ({number + 1})", _cells(lane, first, last, step, wrong))
        for name, group in _by_stage(placed)
        for number, lane in enumerate(_lanes(group))
    ]
    hours = tuple((hour, 60 // step) for hour in range(first, last, 60))
    return Grid(night, step, (last - first) // step, hours, tuple(lanes))


def _by_stage(placed: Sequence[Placement]) -> list[tuple[str, list[Placement]]]:
    groups: dict[str, list[Placement]] = {}
    for one in sorted(placed, key=lambda one: (str(one.stage).casefold(), one.start_minute, one.end_minute)):
        groups.setdefault(str(one.stage), []).append(one)
    return list(groups.items())


def _lanes(group: list[Placement]) -> list[list[Placement]]:
    lanes: list[list[Placement]] = []
    for one in group:
        free = next((lane for lane in lanes if lane[-1].end_minute <= one.start_minute), None)
        if free is None:
            lanes.append([one])
        else:
            free.append(one)
    return lanes


def _cells(lane: list[Placement], first: int, last: int, step: int, wrong: frozenset[int]) -> tuple[Cell, ...]:
    cells, at = [], first
    for one in lane:
        if one.start_minute > at:
            cells.append(Cell((one.start_minute - at) // step))
        cells.append(Cell((one.end_minute - one.start_minute) // step, one, one.performance_id in wrong))
        at = one.end_minute
    if at < last:
        cells.append(Cell((last - at) // step))
    return tuple(cells)
