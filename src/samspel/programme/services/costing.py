"""What does a rule cost? Ask, and carry it out: the timetable planned with it, without it, and with other numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.engines.timetable.score import QUARTERS
from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.programme.charts import cost_charts
from samspel.programme.instances import from_plain_placements, instance_of, placements_of, plain_placements
from samspel.programme.models import OwnRule
from samspel.programme.queries.planning import at_weight_one, timetable_in_use
from samspel.programme.queries.policy import plan_options
from samspel.programme.types import LIMITS, NUMBERS, SWITCHES, WEIGHTS, Knob
from samspel.records.models import Run
from samspel.records.services import request_run
from samspel.records.types import Answer, Plain, Report

MOST_SEARCHES = 6
"""The plan that all start from, and five values at most."""

SPARE_SECONDS = 180
"""Room for laying the problem out as often, checking what is found, a busy machine."""


def request_cost(*, edition: Edition, knob: Knob, seconds: int, who: User | None) -> Run:
    """Ask what a rule or wish costs. Raises `Refused` where there is nothing to plan with or nothing to turn."""
    timetable = timetable_in_use(edition)
    options = plan_options(edition)
    instance = instance_of(edition, options, timetable)
    if not instance.performances or not instance.problem.openings:
        raise Refused(_("There is nothing to plan yet: acts with sets and stages with hours are needed."))
    own = OwnRule.objects.filter(edition=edition, pk=knob.removeprefix("own-")).first() if "own-" in knob else None
    turned = {"knob": knob, "own": own.name if own else "", "delegates": options.delegates}
    if not _variants(instance.problem, turned):
        raise Refused(_("Nothing here falls under this rule: it costs nothing."))
    start = placements_of(timetable, instance)
    return request_run(
        kind="cost",
        subject=edition,
        scope=edition.festival,
        title=_("What a rule costs at %(edition)s") % {"edition": edition.name},
        problem={
            "timetable": engine.as_plain(instance.problem),
            "rows": instance.rows(),
            "start": plain_placements(start) if any(start) else None,
            "seconds": seconds,
            **turned,
        },
        parameters={"knob": knob, "seconds": seconds},
        seed=options.seed,
        time_limit_seconds=seconds * MOST_SEARCHES + SPARE_SECONDS,
        who=who,
    )


def _variants(problem: engine.Problem, turned: Plain) -> tuple[engine.Variant, ...]:
    """Return the values of a knob to look at; none where nothing falls under it."""
    knob = turned["knob"]
    if knob in SWITCHES:
        return engine.of_switch(problem, knob)
    if knob in LIMITS:
        return engine.of_limits(problem, knob)
    if knob in NUMBERS:
        return engine.of_number(problem, knob)
    if knob in WEIGHTS:
        return engine.of_wish(problem, knob)
    if knob == "delegates":
        return engine.of_delegates(problem, turned["delegates"])
    return engine.of_own(problem, turned["own"])


def execute_cost(problem: Plain, seed: int, report: Report) -> Answer:
    """Plan under each value of the knob; changes nothing. The answer holds a point for each."""
    instance = engine.from_plain(problem["timetable"])
    variants = _variants(instance, problem)
    start = from_plain_placements(problem["start"]) if problem["start"] else None

    def progress(done: int) -> bool:
        return report(done / (len(variants) + 1))

    found = engine.frontier(
        instance,
        variants,
        yardstick=at_weight_one(instance),
        start=start,
        stop=engine.MaxSeconds(problem["seconds"]),
        seed=seed,
        progress=progress,
    )
    values = {"points": [_as_plain(point, is_wish=len(variants) > 2) for point in found.points], "moved": found.moved}
    return Answer(values, cost_charts(values, problem, key=str(seed)))


def _as_plain(point: engine.Point, *, is_wish: bool) -> dict[str, Any]:
    return {
        "value": point.value,
        "is_now": point.is_now,
        "is_wish": is_wish,
        "moved": point.moved,
        "unplaced": point.score.unplaced,
        "persons": {name: value / QUARTERS for name, value in asdict(point.score).items() if name != "unplaced"},
        "seen": asdict(point.audience) if point.audience is not None else None,
    }
