"""Plan, apply a plan, move a set by hand, pin it, take a scenario into use."""

from __future__ import annotations

import time
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.errors import NotFound, Refused
from samspel.people.models import User
from samspel.places.models import LAST_MINUTE, Edition, Night, Stage
from samspel.programme.instances import (
    from_plain_placements,
    instance_of,
    placement_rows,
    placements_of,
    plain_placements,
)
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.types import PlanOptions
from samspel.records.models import Run
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Plain, Report

TELL_SECONDS = 0.5
"""How often at most a running plan tells of its best so far."""

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
    start = placements_of(timetable, instance) if options.keep_placed else None
    return request_run(
        kind="plan",
        subject=edition,
        scope=edition.festival,
        title=_("Plan of %(edition)s") % {"edition": edition.name},
        problem={
            "timetable": engine.as_plain(instance.problem),
            "rows": instance.rows(),
            "start": plain_placements(start) if start else None,
            "seconds": options.seconds,
        },
        parameters=asdict(options),
        seed=options.seed,
        time_limit_seconds=options.seconds + SPARE_SECONDS,
        who=who,
    )


def execute_plan(problem: Plain, seed: int, report: Report) -> Answer:
    """Solve a stored problem; changes nothing. The answer holds placements, score, bound and how the score fell."""
    instance = engine.from_plain(problem["timetable"])
    seconds, told = problem["seconds"], -TELL_SECONDS
    history: list[list[float]] = []

    def progress(best: engine.Solution) -> bool:
        nonlocal told
        if not history or best.score.total < history[-1][1]:
            history.append([round(best.seconds, 2), best.score.total, best.score.unplaced])
        if best.seconds - told < TELL_SECONDS:
            return False
        told = best.seconds
        return report(min(1.0, best.seconds / seconds), "", _as_plain(best, history))

    start = from_plain_placements(problem["start"]) if problem["start"] else None
    began = time.monotonic()
    found = engine.solve(instance, stop=engine.MaxSeconds(seconds), seed=seed, start=start, progress=progress)
    return Answer({**_as_plain(found, history), "seconds": round(time.monotonic() - began, 2)})


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
def apply_plan(*, run: Run, edition: Edition, who: User | None) -> Timetable:
    """Take a finished plan into use as a new scenario; the former one stays and can be taken back into use.

    Raises `Refused` if the plan is not finished or the rows it was made for have gone.
    """
    if run.kind != "plan" or run.answer is None:
        raise Refused(_("The run %(run)s has no finished plan to apply.") % {"run": run.short})
    rows = run.problem["rows"]
    minutes = {
        pk: performance["minutes"]
        for pk, performance in zip(rows["performances"], run.problem["timetable"]["performances"], strict=True)
    }
    _refuse_gone(edition, rows)
    former = timetable_in_use(edition)
    pinned = set(former.placements.filter(is_pinned=True).values_list("performance_id", flat=True)) if former else set()
    timetable = Timetable.objects.create(edition=edition, name=_("Plan %(run)s") % {"run": run.short}, run=run)
    Placement.objects.bulk_create(placement_rows(timetable, rows, run.answer["placements"], minutes, pinned))
    use_timetable(timetable=timetable, who=who)
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
def use_timetable(*, timetable: Timetable, who: User | None) -> None:
    """Take a scenario into use; at most one of an edition is."""
    timetable.edition.timetables.filter(in_use=True).update(in_use=False)
    timetable.in_use = True
    timetable.save(update_fields=["in_use"])
    note(who=who, verb="timetable.use", subject=timetable, details={"name": timetable.name})


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
    who: User | None,
) -> Placement:
    """Put a set somewhere by hand, whatever the rules say: the checker then lists what is wrong with it."""
    if not minutes > 0 or not 0 <= start_minute < start_minute + minutes <= LAST_MINUTE:
        raise Refused(_("A set must last at least a minute and end before noon of the next day."))
    timetable = ensure_timetable(edition=night.edition, who=who)
    placement, _made = Placement.objects.update_or_create(
        timetable=timetable,
        performance=performance,
        defaults={
            "stage": stage,
            "night": night,
            "start_minute": start_minute,
            "end_minute": start_minute + minutes,
            "is_pinned": is_pinned,
        },
    )
    at = {
        "stage": stage.pk,
        "night": night.date.isoformat(),
        "start": start_minute,
        "minutes": minutes,
        "pinned": is_pinned,
    }
    note(who=who, verb="set.place", subject=performance, details=at)
    return placement


@transaction.atomic
def unplace_set(*, performance: Performance, edition: Edition, who: User | None) -> None:
    """Take a set out of the timetable; it stays to be planned. Raises `NotFound` if it has no place."""
    gone, _rows = Placement.objects.filter(performance=performance, timetable=timetable_in_use(edition)).delete()
    if not gone:
        raise NotFound(_("%(set)s has no place in the timetable.") % {"set": performance})
    note(who=who, verb="set.unplace", subject=performance)


def ensure_timetable(*, edition: Edition, who: User | None) -> Timetable:
    """Return the timetable in use, made if there is none."""
    timetable = timetable_in_use(edition)
    if timetable is None:
        timetable = Timetable.objects.create(edition=edition, name=_("By hand"), in_use=True)
        note(who=who, verb="timetable.start", subject=timetable)
    return timetable
