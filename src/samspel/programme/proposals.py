"""What a run's answer, or its best so far, would make of the timetable: for looking at, nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from samspel.engines import timetable as engine
from samspel.places.models import Night, Stage
from samspel.programme.charts import Curve, curve_of
from samspel.programme.instances import from_plain_placements, placement_rows
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries.planning import at_weight_one, quality_of
from samspel.programme.queries.why import Forbidden, WhyNot, left_out
from samspel.programme.types import Quality
from samspel.records.models import Run


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan as far as it has come."""

    quality: Quality
    seconds: float
    first_seconds: float
    is_proved: bool
    curve: Curve | None
    placements: tuple[Placement, ...]
    impossible: tuple[Forbidden, ...]
    left_out: tuple[WhyNot, ...]

    def placed_on(self, night: Night) -> list[Placement]:
        return [one for one in self.placements if one.night_id == night.pk]


def proposal_of(run: Run) -> Proposal | None:
    """Return what a plan proposes so far; None before its first timetable."""
    found: Mapping[str, Any] | None = run.answer or run.best
    if not found:
        return None
    problem = _problem(run.pk, run.digest)
    placed = from_plain_placements(found["placements"])
    violations = len(engine.check(problem, placed))
    impossible, others = left_out(run, found, problem)
    # The score is worked out again at weight 1, so that plans with other weights can be compared.
    return Proposal(
        quality=replace(
            quality_of(engine.measure(at_weight_one(problem), placed), placed, violations),
            are_stars_assumed=run.problem.get("are_stars_assumed", False),
        ),
        seconds=found["seconds"],
        first_seconds=found["history"][0][0] if found["history"] else found["seconds"],
        is_proved=found["proved"],
        curve=curve_of(found["history"], found["seconds"]),
        placements=tuple(_rows(run, found)),
        impossible=tuple(impossible),
        left_out=tuple(others),
    )


@lru_cache(maxsize=2)
def _problem(run: UUID, digest: str) -> engine.Problem:
    """What a run solves, kept while its progress is looked at; the digest changes when an act is erased from it."""
    stored = Run.objects.values_list("problem", flat=True).get(pk=run)
    return engine.from_plain(stored["timetable"])


def _rows(run: Run, found: Mapping[str, Any]) -> list[Placement]:
    rows = run.problem["rows"]
    performances = Performance.objects.select_related("act").in_bulk(rows["performances"])
    stages = Stage.objects.select_related("venue").in_bulk(rows["stages"])
    nights = Night.objects.in_bulk(rows["nights"])
    minutes = {
        pk: one["minutes"]
        for pk, one in zip(rows["performances"], run.problem["timetable"]["performances"], strict=True)
    }
    placements = placement_rows(Timetable(), rows, found["placements"], minutes, {})
    known = [
        one
        for one in placements
        if one.performance_id in performances and one.stage_id in stages and one.night_id in nights
    ]
    for one in known:
        one.performance, one.stage = performances[one.performance_id], stages[one.stage_id]
        one.night = nights[one.night_id]
    return known
