"""Where a set may go: every place of a night with its price or the reason why not, and the nearest that is free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.engines.timetable.score import QUARTERS
from samspel.places.models import Edition
from samspel.programme.instances import Instance, edited_instance, placements_of
from samspel.programme.models import Performance, Timetable
from samspel.programme.rule_sentences import equipment_words
from samspel.wording import clock

STEP_MINUTES = 15
OTHER_STAGE, OTHER_NIGHT = 2, 40
"""How far another stage and another night are, in quarters of an hour: people expect a set near where it was."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place a set may go to; `persons` is what it costs more than where the set is now.

    `distance` adds how far it is from there, in persons too: a quarter of an hour, half a change of stage, one person.
    """

    night: int
    stage: int
    start_minute: int
    persons: float
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Starts on a stage that something forbids, half open, and the sentence why."""

    stage: int
    from_minute: int
    until_minute: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Options:
    """Every place of one set on one night; stages by key. What is in neither is closed."""

    places: tuple[Place, ...]
    obstacles: tuple[Obstacle, ...]
    closed: str


@dataclass(frozen=True, slots=True)
class Editing:
    """An instance with the placements of a scenario: what questions about moves are put to."""

    instance: Instance
    placements: engine.Timetable

    def moves(self, performance: int, night: int | None = None) -> engine.Moves:
        row = self.instance.performances.index(performance)
        return engine.moves(self.instance.problem, self.placements, row, night)

    def warm(self) -> None:
        """Let the engine work out now what every later question needs, so that a hand does not wait for it."""
        if self.instance.performances:
            self.moves(self.instance.performances[0])

    def now(self, performance: int) -> engine.Placement | None:
        return self.placements[self.instance.performances.index(performance)]


def editing(edition: Edition, timetable: Timetable | None) -> Editing:
    """Return a scenario ready to be asked where its sets may go."""
    instance = edited_instance(edition, timetable)
    return Editing(instance, placements_of(timetable, instance))


def options_of(editing: Editing, performance: Performance, night: int) -> Options:
    """Return where a set may go on a night, by its key, and what is in the way elsewhere."""
    instance = editing.instance
    row = instance.nights.index(night)
    found = editing.moves(performance.pk, row)
    places = tuple(
        Place(night, instance.stages[stage], start, cost / QUARTERS)
        for stage, start, cost in zip(
            found.stage.tolist(), found.start_minute.tolist(), found.cost.tolist(), strict=True
        )
    )
    sentences = _Sentences(editing)
    obstacles = tuple(
        Obstacle(instance.stages[one.stage], one.from_minute, one.until_minute, sentences(one))
        for one in found.blocked
        if one.night == row
    )
    closed = _("The stage is closed then.")
    if instance.problem.performances[instance.performances.index(performance.pk)].windows is not None:
        closed = _("The stage is closed then, or the act cannot.")
    return Options(places, obstacles, closed)


def nearest(editing: Editing, performance: int) -> Place | None:
    """Return the free place that is nearest to where a set is at the least cost; of an unplaced set the cheapest."""
    found, at, instance = editing.moves(performance), editing.now(performance), editing.instance
    if not len(found):
        return None
    far: np.ndarray[tuple[int], np.dtype[np.float64]] = np.zeros(len(found))
    if at is not None:
        venues = np.array([stage.venue for stage in instance.problem.stages])
        walks = instance.problem.walk_minutes[venues[at.stage]][venues[found.stage]]
        far = np.abs(found.start_minute - at.start_minute) / STEP_MINUTES
        far = far + (found.stage != at.stage) * (OTHER_STAGE + walks / STEP_MINUTES)
        far = far + (found.night != at.night) * OTHER_NIGHT
    distance = found.cost / QUARTERS + far
    best = int(np.lexsort((found.start_minute, distance))[0])
    return Place(
        instance.nights[found.night[best]],
        instance.stages[found.stage[best]],
        int(found.start_minute[best]),
        int(found.cost[best]) / QUARTERS,
        float(distance[best]),
    )


def best_places(editing: Editing, performance: int, most: int = 6) -> list[Place]:
    """Return the cheapest places but where it is, one a stage and night, the earliest of equals: what a form offers."""
    found, at, instance = editing.moves(performance), editing.now(performance), editing.instance
    seen: defaultdict[tuple[int, int], bool] = defaultdict(bool)
    places: list[Place] = []
    for index in np.lexsort((found.start_minute, found.cost)).tolist():
        key = int(found.night[index]), int(found.stage[index])
        start, cost = int(found.start_minute[index]), int(found.cost[index])
        if not seen[key] and engine.Placement(key[1], key[0], start) != at:
            seen[key] = True
            places.append(Place(instance.nights[key[0]], instance.stages[key[1]], start, cost / QUARTERS))
        if len(places) == most:
            break
    return places


class _Sentences:
    """Say what is in the way, with templates translated once for many obstacles."""

    def __init__(self, editing: Editing) -> None:
        self.problem, self.placements = editing.instance.problem, editing.placements
        self.templates = {
            "overlap": _("%(other)s is there %(start)s–%(end)s."),
            "changeover": _("%(other)s is there %(start)s–%(end)s; the changeover takes %(minutes)d minutes."),
            "members": _("Somebody in it plays with %(other)s on %(stage)s %(start)s–%(end)s and cannot be there."),
            "repeats": _("The act plays on %(stage)s %(start)s–%(end)s: too close in time, or the same venue."),
            "own": _("%(other)s is on %(stage)s %(start)s–%(end)s, and the festival's own rule “%(own)s” forbids it."),
        }
        self.alone = {
            "own": _("The festival's own rule “%(own)s” forbids it."),
            "equipment": _("It needs %(own)s, and there is none."),
            "loudness": _("It is louder than %(own)s, which is the most the stage allows then."),
        }

    def __call__(self, one: engine.Blocked) -> str:
        if one.other is None:
            own = equipment_words(one.own) if one.rule == "equipment" else one.own
            return self.alone[one.rule] % {"own": own}
        at, other = self.placements[one.other], self.problem.performances[one.other]
        assert at is not None  # noqa: S101 - only placed sets are in the way
        return self.templates[one.rule] % {
            "other": other.name,
            "stage": self.problem.stages[at.stage].name,
            "start": clock(at.start_minute),
            "end": clock(at.start_minute + other.minutes),
            "minutes": self.problem.stages[at.stage].changeover_minutes,
            "own": one.own,
        }
