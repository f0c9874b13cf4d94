"""Ask for a plan, carry it out, apply it; give acts their sets; put a set somewhere by hand."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.engines.timetable import explain
from samspel.errors import NotFound, Refused
from samspel.people.models import User
from samspel.places.models import Edition, Night, Stage
from samspel.programme.instances import (
    Instance,
    from_plain_placements,
    instance_of,
    placement_rows,
    placements_of,
    plain_placements,
)
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.partial import narrowed
from samspel.programme.queries.history import spots_of
from samspel.programme.queries.last import places_last
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.services.editing import set_spot, take_out
from samspel.programme.services.scenarios import ensure_timetable, use_timetable
from samspel.programme.services.stale import refuse_stale
from samspel.programme.types import Hand, PlanOptions, Spot, Verb
from samspel.records.models import Run
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Plain, Report

TELL_SECONDS = 0.5
"""How often at most a running plan tells of its best so far."""

EXPLAINED = 5
"""How many sets that are left out are looked into, a second or two each."""

SPARE_SECONDS = 60
"""Room between the solver's own limit and that of its run: starting, model building, a busy machine."""


def request_plan(*, edition: Edition, options: PlanOptions, who: User | None) -> Run:
    """Ask for a plan of everything that is to be played. Raises `Refused` where there is nothing to plan with."""
    timetable = timetable_in_use(edition)
    instance = instance_of(edition, options, timetable)
    if not instance.performances:
        raise Refused(_("There is nothing to plan: import acts first, or give acts their sets."))
    if not instance.problem.openings:
        raise Refused(_("No stage is open on any night: set the nights and the stages' hours first."))
    start = _start(edition, instance, timetable, options)
    return request_run(
        kind="plan",
        subject=edition,
        scope=edition.festival,
        title=_("Plan of %(edition)s") % {"edition": edition.name},
        problem={
            "timetable": engine.as_plain(instance.problem),
            "rows": instance.rows(),
            "start": plain_placements(start) if start else None,
            "most_moves": options.most_moves if start else None,
            "scope": instance.scope,
            "seconds": options.seconds,
            "are_stars_assumed": instance.is_assumed,
        },
        parameters=asdict(options),
        seed=options.seed,
        time_limit_seconds=options.seconds + SPARE_SECONDS,
        who=who,
    )


def _start(
    edition: Edition, instance: Instance, timetable: Timetable | None, options: PlanOptions
) -> engine.Timetable | None:
    """Return what a plan starts from: the timetable in use, last year's, or that for those without a place in this."""
    now = placements_of(timetable, instance) if options.starts_in_use else (None,) * len(instance.performances)
    last = places_last(edition, instance) if options.from_last else (None,) * len(now)
    start = tuple(mine or theirs for mine, theirs in zip(now, last, strict=True))
    return start if any(start) or options.starts_in_use else None


def execute_plan(problem: Plain, seed: int, report: Report) -> Answer:
    """Solve a stored problem; changes nothing. The answer holds placements, score, bound, how the score fell, which
    demands are impossible, and why others are left out."""
    instance = narrowed(engine.from_plain(problem["timetable"]), problem.get("scope"))
    conflicts = explain.impossible(instance)
    impossible = {"impossible": [explain.plain_conflict(one) for one in conflicts]}
    seconds, told = problem["seconds"], -TELL_SECONDS
    history: list[list[float]] = []

    def progress(best: engine.Solution) -> bool:
        nonlocal told
        if not history or best.score.total < history[-1][1]:
            history.append([round(best.seconds, 2), best.score.total, best.score.unplaced])
        if best.seconds - told < TELL_SECONDS:
            return False
        told = best.seconds
        return report(min(1.0, best.seconds / seconds), "", {**_as_plain(best, history), **impossible})

    start = from_plain_placements(problem["start"]) if problem["start"] else None
    began = time.monotonic()
    found = engine.solve(
        instance,
        stop=engine.MaxSeconds(seconds),
        seed=seed,
        start=start,
        most_moves=problem.get("most_moves"),
        progress=progress,
    )
    took = round(time.monotonic() - began, 2)
    others = _left_out(instance, found.placements, conflicts)
    return Answer({**_as_plain(found, history), **impossible, "left_out": others, "seconds": took})


def _left_out(
    problem: engine.Problem, placements: engine.Timetable, conflicts: tuple[explain.Conflict, ...]
) -> list[dict[str, object]]:
    """Say why sets are left out that no impossible demand names; of many the first few."""
    told = {row for one in conflicts for row in one.performances}
    rows = [row for row, at in enumerate(placements) if at is None and row not in told]
    return [explain.plain_explanation(explain.explain(problem, placements, row)) for row in rows[:EXPLAINED]]


def _as_plain(found: engine.Solution, history: list[list[float]]) -> dict[str, object]:
    return {
        "placements": plain_placements(found.placements),
        "score": asdict(found.score),
        "bound": found.bound,
        "proved": found.proved,
        "history": [list(point) for point in history],
        "seconds": round(found.seconds, 2),
    }


@transaction.atomic
def apply_plan(*, run: Run, edition: Edition, who: User | None, anyway: bool = False) -> Timetable:
    """Take a finished plan into use as a new scenario; the former one stays and can be taken back into use.

    Raises `Refused` if the plan is not finished or the rows it was made for have gone, and `Stale` if what it was made
    for has changed since, with what it would now break; not with `anyway`.
    """
    if run.kind != "plan" or run.answer is None:
        raise Refused(_("The run %(run)s has no finished plan to apply.") % {"run": run.short})
    rows = run.problem["rows"]
    _refuse_gone(edition, rows)
    former = timetable_in_use(edition)
    if not anyway:
        refuse_stale(run=run, edition=edition, timetable=former)
    minutes = {
        pk: performance["minutes"]
        for pk, performance in zip(rows["performances"], run.problem["timetable"]["performances"], strict=True)
    }
    timetable = Timetable.objects.create(edition=edition, name=_("Plan %(run)s") % {"run": run.short}, run=run)
    marks = spots_of(former)
    placements = placement_rows(timetable, rows, run.answer["placements"], minutes, marks)
    Placement.objects.bulk_create(placements)
    use_timetable(timetable=timetable, who=who, verb=Verb.PLAN)
    return timetable


def _refuse_gone(edition: Edition, rows: dict[str, list[int]]) -> None:
    here = {
        "performances": Performance.objects.filter(act__edition=edition),
        "stages": Stage.objects.filter(venue__festival=edition.festival),
        "nights": Night.objects.filter(edition=edition),
    }
    for name, found in here.items():
        if set(rows[name]) - set(found.values_list("pk", flat=True)):
            raise Refused(_("Sets, stages or nights have been removed since this plan was made: plan again."))


@transaction.atomic
def add_sets(*, edition: Edition, length_minutes: int, who: User | None) -> int:
    """Give every act that has no set one of this length; returns how many."""
    acts = edition.acts.filter(performances=None)
    made = Performance.objects.bulk_create(Performance(act=act, length_minutes=length_minutes) for act in acts)
    note(who=who, verb="sets.add", subject=edition, details={"sets": len(made), "minutes": length_minutes})
    return len(made)


@transaction.atomic
def place_set(
    *,
    performance: Performance,
    stage: Stage,
    night: Night,
    start_minute: int,
    minutes: int,
    is_pinned: bool,
    is_pencilled: bool = False,
    timetable: Timetable | None = None,
    **hand: Unpack[Hand],
) -> Placement:
    """Put a set somewhere by hand, whatever the rules say, in a scenario or else in the one that is in use."""
    scenario = timetable or ensure_timetable(edition=night.edition, who=hand["who"])
    spot = Spot(night.pk, stage.pk, start_minute, minutes, is_pinned, is_pencilled)
    set_spot(timetable=scenario, performance=performance, spot=spot, **hand)
    return Placement.objects.get(timetable=scenario, performance=performance)


def unplace_set(*, performance: Performance, edition: Edition, **hand: Unpack[Hand]) -> None:
    """Take a set out of the timetable in use; it stays to be planned. Raises `NotFound` if it has no place."""
    timetable = timetable_in_use(edition)
    if timetable is None:
        raise NotFound(_("%(set)s has no place in the timetable.") % {"set": performance})
    take_out(timetable=timetable, performance=performance, **hand)
