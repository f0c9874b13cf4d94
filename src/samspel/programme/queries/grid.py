"""One night as a grid: stages down, time across, the hours in use and the hours that are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from samspel.places.models import Edition, Night, Opening, Stage
from samspel.programme.models import Placement
from samspel.wording import by_name

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a grid row: a set, or nothing; `span` in steps of the grid."""

    span: int
    placement: Placement | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the grid: a stage; sets that overlap fall into further lanes of the same stage."""

    stage: Stage
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One night on one screen."""

    night: Night
    first_minute: int
    step_minutes: int
    steps: int
    hours: tuple[tuple[int, int], ...]
    lanes: tuple[Lane, ...]


def hours_of(edition: Edition, night: Night) -> dict[Stage, list[Stretch]]:
    """Return each stage of the festival with the hours it is open on a night."""
    open_hours: defaultdict[int, list[Stretch]] = defaultdict(list)
    for opening in Opening.objects.filter(night=night).order_by("opens_minute"):
        open_hours[opening.stage_id].append((opening.opens_minute, opening.closes_minute))
    stages = Stage.objects.filter(venue__festival=edition.festival).select_related("venue")
    return {stage: open_hours[stage.pk] for stage in stages}


def grid(night: Night, placed: Sequence[Placement], hours: dict[Stage, list[Stretch]] | None = None) -> Grid | None:
    """Return the grid of one night: every stage with a set or with hours; None if there is nothing to show.

    Without `hours`, or where no stage has any, everything counts as open and only stages with sets are shown.
    """
    hours = hours or {}
    used = [(one.start_minute, one.end_minute) for one in placed]
    stretches = used + [stretch for open_hours in hours.values() for stretch in open_hours]
    if not stretches:
        return None
    knows_hours = len(stretches) > len(used)
    minutes = [minute for stretch in stretches for minute in stretch]
    step = 5 if all(minute % 5 == 0 for minute in minutes) else 1
    first, last = min(minutes) // 60 * 60, -(-max(minutes) // 60) * 60
    by_stage: defaultdict[Stage, list[Placement]] = defaultdict(list)
    for one in sorted(placed, key=lambda one: (one.start_minute, one.end_minute)):
        by_stage[one.stage].append(one)
    shown = [stage for stage in {**hours, **by_stage} if by_stage[stage] or hours.get(stage)]
    lanes = [
        Lane(
            stage,
            number,
            tuple(_cells(lane, hours.get(stage, []) if knows_hours else [(first, last)], first, last, step)),
        )
        for stage in sorted(shown, key=by_name)
        for number, lane in enumerate(_lanes(by_stage[stage]), start=1)
    ]
    marks = tuple((hour, 60 // step) for hour in range(first, last, 60))
    return Grid(night, first, step, (last - first) // step, marks, tuple(lanes))


def _lanes(group: list[Placement]) -> list[list[Placement]]:
    lanes: list[list[Placement]] = [[]]
    for one in group:
        free = next((lane for lane in lanes if not lane or lane[-1].end_minute <= one.start_minute), None)
        if free is None:
            lanes.append([one])
        else:
            free.append(one)
    return lanes


def _cells(lane: list[Placement], hours: list[Stretch], first: int, last: int, step: int) -> Iterator[Cell]:
    at = first
    for one in lane:
        yield from _idle(at, one.start_minute, hours, step)
        yield Cell((one.end_minute - one.start_minute) // step, one)
        at = one.end_minute
    yield from _idle(at, last, hours, step)


def _idle(begin: int, end: int, hours: Iterable[Stretch], step: int) -> Iterator[Cell]:
    """Cut a stretch without sets where the stage opens and closes."""
    at = begin
    for opens, closes in hours:
        opens, closes = max(opens, at), min(closes, end)
        if opens < closes:
            if at < opens:
                yield Cell((opens - at) // step, is_open=False)
            yield Cell((closes - opens) // step)
            at = closes
    if at < end:
        yield Cell((end - at) // step, is_open=False)
