"""Conflicts and explanations as plain values and back: what a run stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from samspel.engines.timetable.explain.core import Conflict
from samspel.engines.timetable.explain.facts import Fact
from samspel.engines.timetable.explain.ways import Way
from samspel.engines.timetable.explain.why_not import Explanation
from samspel.engines.timetable.result import Placement

Plain = dict[str, Any]


def plain_conflict(conflict: Conflict) -> Plain:
    """Return a conflict as JSON keeps it."""
    return {
        "facts": [asdict(fact) | {"performances": list(fact.performances)} for fact in conflict.facts],
        "is_irreducible": conflict.is_irreducible,
        "least_out": conflict.least_out,
    }


def conflict_from(plain: Mapping[str, Any]) -> Conflict:
    """Return what `plain_conflict` wrote."""
    facts = tuple(Fact(**{**one, "performances": tuple(one["performances"])}) for one in plain["facts"])
    return Conflict(facts, plain["is_irreducible"], plain["least_out"])


def plain_explanation(found: Explanation) -> Plain:
    """Return an explanation as JSON keeps it."""
    way = found.way
    return {
        "performance": found.performance,
        "conflict": plain_conflict(found.conflict) if found.conflict else None,
        "moves": [[row, at.stage, at.night, at.start_minute] for row, at in way.moves] if way else None,
        "cost": way.cost if way else None,
    }


def explanation_from(plain: Mapping[str, Any]) -> Explanation:
    """Return what `plain_explanation` wrote."""
    moves = plain["moves"]
    return Explanation(
        performance=plain["performance"],
        conflict=conflict_from(plain["conflict"]) if plain["conflict"] else None,
        way=Way(tuple((row, Placement(*at)) for row, *at in moves), plain["cost"]) if moves else None,
    )
