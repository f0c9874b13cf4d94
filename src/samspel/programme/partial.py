"""Plans of a part: what lies outside stays as if pinned, and what lies inside stays inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from samspel.engines import timetable as engine
from samspel.programme.types import PlanOptions

Scope = Mapping[str, Sequence[int]]
"""Nights and stages by row."""


def scope_of(
    options: PlanOptions, nights: Sequence[int], stages: Sequence[int], venues: Mapping[int, int]
) -> Scope | None:
    """Return the part a plan is about, None for everything; rows by key, `venues` by stage."""
    if not options.is_partial:
        return None
    return {
        "nights": [row for row, key in enumerate(nights) if not options.only_nights or key in options.only_nights],
        "stages": [
            row for row, key in enumerate(stages) if not options.only_venues or venues[key] in options.only_venues
        ],
    }


def held(problem: engine.Problem, placed: engine.Timetable, scope: Scope) -> engine.Problem:
    """Return a problem in which every set outside the part is pinned where it is. Sets without a place are inside."""
    performances = tuple(
        replace(one, pin=one.pin if problem.rules.pins else None)
        if at is None or _is_inside(at, scope)
        else replace(one, pin=engine.Pin(at.stage, at.night, at.start_minute))
        for one, at in zip(problem.performances, placed, strict=True)
    )
    return replace(problem, performances=performances, rules=replace(problem.rules, pins=True))


def narrowed(problem: engine.Problem, scope: Scope | None) -> engine.Problem:
    """Return a problem whose openings are those of the part: whoever is not pinned goes nowhere else."""
    if scope is None:
        return problem
    inside = [one for one in problem.openings if one.night in scope["nights"] and one.stage in scope["stages"]]
    return replace(problem, openings=tuple(inside))


def _is_inside(at: engine.Placement, scope: Scope) -> bool:
    return at.night in scope["nights"] and at.stage in scope["stages"]
