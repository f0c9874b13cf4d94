"""Why a set is where it is, or has no place; which demands of a plan are impossible: sentences with where to go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.engines import timetable as engine
from samspel.engines.timetable import explain
from samspel.engines.timetable.score import QUARTERS
from samspel.places.models import Edition, Night
from samspel.programme.instances import Instance, edited_instance, instance_of, placements_of
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries.history import history, said
from samspel.programme.sentences import cost_words
from samspel.programme.sentences.reasons import Line, Speaker
from samspel.programme.types import PlanOptions, Verb
from samspel.records.models import Run

PUT_THERE = (Verb.PIN, Verb.PLACE, Verb.MOVE, Verb.SWAP, Verb.SHIFT, Verb.UNDO, Verb.REDO, Verb.REVERT, Verb.IMPORT)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the page where what it says can be changed: its kind, and a key where it is of one row."""

    sentence: str
    kind: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Why some sets cannot all be placed: proved."""

    headline: str
    facts: tuple[Reason, ...]
    footnote: str


@dataclass(frozen=True, slots=True)
class Step:
    """One set put to a place; `detail` says more of what that costs."""

    sentence: str
    performance: int
    night: int
    stage: int
    start_minute: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a set has no place: forbidden, or possible by these steps; neither: not decided."""

    name: str
    forbidden: Forbidden | None = None
    steps: tuple[Step, ...] = ()
    cost: str = ""


@dataclass(frozen=True, slots=True)
class WhyHere:
    """What decided where a set is."""

    who: str
    better: Step | None
    alternatives: tuple[Step, ...]
    as_good: str
    obstacles: tuple[str, ...]


def why_not(edition: Edition, timetable: Timetable | None, performance: Performance) -> WhyNot:
    """Return why a set has no place in a scenario, and what could be done."""
    instance = edited_instance(edition, timetable)
    problem = _pinned(instance.problem, _pins(timetable, instance))
    row = instance.performances.index(performance.pk)
    found = explain.explain(problem, placements_of(timetable, instance), row)
    return _Teller(problem, instance.rows(), _dates(edition)).why_not(found)


def why_here(edition: Edition, timetable: Timetable, performance: Performance) -> WhyHere:
    """Return what decided where a set is in a scenario: who, what the next best places cost, what keeps better ones."""
    instance = edited_instance(edition, timetable)
    row = instance.performances.index(performance.pk)
    found = explain.why_here(instance.problem, placements_of(timetable, instance), row)
    teller = _Teller(instance.problem, instance.rows(), _dates(edition))
    places = [
        teller.step(row, one.at, teller.speak.alternative(one), teller.speak.parts(row, one))
        for one in found.alternatives
    ]
    as_good = ngettext(
        "%(n)d other stage and night has a place that costs nothing more.",
        "%(n)d other stages and nights have a place that costs nothing more.",
        found.as_good,
    ) % {"n": found.as_good}
    return WhyHere(
        who=_who_put_it(timetable, performance),
        better=places[0] if found.better else None,
        alternatives=tuple(places[1:] if found.better else places),
        as_good=as_good if found.as_good > 1 and not found.better else "",
        obstacles=tuple(teller.speak.obstacle(one) for one in found.obstacles),
    )


def impossible_demands(edition: Edition, timetable: Timetable | None) -> list[Forbidden]:
    """Return which demands no plan of an edition can meet, by the rules as they usually are."""
    instance = instance_of(edition, PlanOptions(), timetable)
    teller = _Teller(instance.problem, instance.rows(), _dates(edition))
    return [teller.forbidden(one) for one in explain.impossible(instance.problem)]


def left_out(run: Run, found: Mapping[str, Any], problem: engine.Problem) -> tuple[list[Forbidden], list[WhyNot]]:
    """Return what a plan's answer, or its best so far, says of impossible demands and of each set left out."""
    rows = run.problem["rows"]
    dates = dict(Night.objects.filter(pk__in=rows["nights"]).values_list("pk", "date"))
    teller = _Teller(problem, rows, [dates.get(pk) for pk in rows["nights"]])
    conflicts = [explain.conflict_from(one) for one in found.get("impossible", ())]
    others = [explain.explanation_from(one) for one in found.get("left_out", ())]
    conflicts += [one.conflict for one in others if one.conflict is not None]
    return (
        [teller.forbidden(one) for one in dict.fromkeys(conflicts)],
        [teller.why_not(one) for one in others if one.conflict is None],
    )


def _dates(edition: Edition) -> list[date]:
    return list(edition.nights.order_by("date").values_list("date", flat=True))


Pins = tuple[tuple[int, engine.Pin], ...]


def _pins(timetable: Timetable | None, instance: Instance) -> Pins:
    """What is pinned now: an instance that is kept for editing may have other pins."""
    if timetable is None:
        return ()
    rows = Placement.objects.filter(timetable=timetable, is_pinned=True).order_by("performance_id")
    return tuple(
        (
            instance.performances.index(one.performance_id),
            engine.Pin(instance.stages.index(one.stage_id), instance.nights.index(one.night_id), one.start_minute),
        )
        for one in rows
    )


@lru_cache(maxsize=4)
def _pinned(problem: engine.Problem, pins: Pins) -> engine.Problem:
    """A problem with these pins; the same object as long as both are the same, so that the engine keeps its work."""
    by_row = dict(pins)
    performances = (replace(one, pin=by_row.get(row)) for row, one in enumerate(problem.performances))
    return replace(problem, performances=tuple(performances), rules=replace(problem.rules, pins=True))


def _who_put_it(timetable: Timetable, performance: Performance) -> str:
    """Who pinned a set or put it where it is last."""
    changes = history(timetable).filter(after__has_key=str(performance.pk), verb__in=PUT_THERE)
    is_pinned = Placement.objects.filter(timetable=timetable, performance=performance, is_pinned=True).exists()
    pinned = changes.filter(verb=Verb.PIN).first() if is_pinned else None
    change = pinned or changes.first()
    if change is not None:
        return said([change])[0].sentence
    if timetable.run_id is not None:
        return _("A plan put it here.")
    return ""


class _Teller:
    """Turns what the engine found about a problem into sentences and keys."""

    def __init__(
        self, problem: engine.Problem, rows: Mapping[str, Sequence[int]], nights: Sequence[date | None]
    ) -> None:
        self.rows, self.speak = rows, Speaker(problem, nights)
        acts = Performance.objects.filter(pk__in=rows["performances"]).values_list("pk", "act_id")
        self.act_of = dict(acts)

    def forbidden(self, conflict: explain.Conflict) -> Forbidden:
        return Forbidden(
            headline=self.speak.headline(conflict),
            facts=tuple(self._reasons(self.speak.facts(conflict))),
            footnote=self.speak.footnote(conflict),
        )

    def why_not(self, found: explain.Explanation) -> WhyNot:
        name = self.speak.name(found.performance)
        if found.conflict is not None:
            return WhyNot(name, forbidden=self.forbidden(found.conflict))
        if found.way is None:
            return WhyNot(name)
        # whoever makes room goes first
        steps = [self.step(row, at, self.speak.step(row, at)) for row, at in reversed(found.way.moves)]
        return WhyNot(name, steps=tuple(steps), cost=cost_words(found.way.cost / QUARTERS))

    def step(self, row: int, at: engine.Placement, sentence: str, detail: str = "") -> Step:
        return Step(
            sentence=sentence,
            performance=self.rows["performances"][row],
            night=self.rows["nights"][at.night],
            stage=self.rows["stages"][at.stage],
            start_minute=at.start_minute,
            detail=detail,
        )

    def _reasons(self, lines: Iterable[Line]) -> Iterable[Reason]:
        for line in lines:
            yield Reason(line.sentence, line.kind, self._key(line))

    def _key(self, line: Line) -> int | None:
        if line.row is None:
            return None
        if line.kind == "stage":
            return self.rows["stages"][line.row]
        performance = self.rows["performances"][line.row]
        return self.act_of.get(performance) if line.kind == "act" else performance
