"""Why: the facts that keep a set from having a place, what had to move for it, and what decided where a set is."""

from samspel.engines.timetable.explain.core import Conflict
from samspel.engines.timetable.explain.facts import Fact
from samspel.engines.timetable.explain.plain import (
    conflict_from,
    explanation_from,
    plain_conflict,
    plain_explanation,
)
from samspel.engines.timetable.explain.ways import Way
from samspel.engines.timetable.explain.why_here import Alternative, Meeting, Obstacle, Reasons, why_here
from samspel.engines.timetable.explain.why_not import Explanation, explain, impossible

__all__ = [
    "Alternative",
    "Conflict",
    "Explanation",
    "Fact",
    "Meeting",
    "Obstacle",
    "Reasons",
    "Way",
    "conflict_from",
    "explain",
    "explanation_from",
    "impossible",
    "plain_conflict",
    "plain_explanation",
    "why_here",
]
