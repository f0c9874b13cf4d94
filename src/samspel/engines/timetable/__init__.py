"""Timetables: which set is played where and when, by hard rules and weighed wishes.

>>> from samspel.engines.timetable import MaxSeconds, check, solve
>>> solution = solve(problem, stop=MaxSeconds(30), seed=1)
>>> check(problem, solution.placements)
()
"""

from samspel.engines.timetable.assumed import Expected, assumed_crowd
from samspel.engines.timetable.check import Violation, check
from samspel.engines.timetable.core.library import FAVOURITES as MOST_FAVOURITE_SETS
from samspel.engines.timetable.disruptions import cancelled, closed, kept_to
from samspel.engines.timetable.frontier import (
    Frontier,
    Point,
    Variant,
    frontier,
    of_delegates,
    of_limits,
    of_number,
    of_own,
    of_switch,
    of_wish,
)
from samspel.engines.timetable.measure import measure
from samspel.engines.timetable.moves import Blocked, Moves, moves
from samspel.engines.timetable.plain import as_plain, from_plain
from samspel.engines.timetable.problem import (
    Bond,
    CoStars,
    Crowd,
    Limit,
    Opening,
    Performance,
    Pin,
    Problem,
    Relation,
    Rules,
    Slot,
    Stage,
    UnusableProblem,
    Where,
    Window,
    Wishes,
)
from samspel.engines.timetable.repair import repair, repairs
from samspel.engines.timetable.result import Aim, Audience, Outcome, Placement, Repair, Score, Solution, Timetable
from samspel.engines.timetable.score import audience, score
from samspel.engines.timetable.solve import MaxIterations, MaxSeconds, solve

__all__ = [
    "MOST_FAVOURITE_SETS",
    "Aim",
    "Audience",
    "Blocked",
    "Bond",
    "CoStars",
    "Crowd",
    "Expected",
    "Frontier",
    "Limit",
    "MaxIterations",
    "MaxSeconds",
    "Moves",
    "Opening",
    "Outcome",
    "Performance",
    "Pin",
    "Placement",
    "Point",
    "Problem",
    "Relation",
    "Repair",
    "Rules",
    "Score",
    "Slot",
    "Solution",
    "Stage",
    "Timetable",
    "UnusableProblem",
    "Variant",
    "Violation",
    "Where",
    "Window",
    "Wishes",
    "as_plain",
    "assumed_crowd",
    "audience",
    "cancelled",
    "check",
    "closed",
    "from_plain",
    "frontier",
    "kept_to",
    "measure",
    "moves",
    "of_delegates",
    "of_limits",
    "of_number",
    "of_own",
    "of_switch",
    "of_wish",
    "repair",
    "repairs",
    "score",
    "solve",
]
