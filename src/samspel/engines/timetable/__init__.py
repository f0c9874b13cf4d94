"""Timetables: which set is played where and when, by hard rules and weighed wishes.

>>> from samspel.engines.timetable import MaxSeconds, check, solve
>>> solution = solve(problem, stop=MaxSeconds(30), seed=1)
>>> check(problem, solution.placements)
()
"""

from samspel.engines.timetable.check import Violation, check
from samspel.engines.timetable.core.library import FAVOURITES as MOST_FAVOURITE_SETS
from samspel.engines.timetable.measure import measure
from samspel.engines.timetable.moves import Blocked, Moves, moves
from samspel.engines.timetable.plain import as_plain, from_plain
from samspel.engines.timetable.problem import (
    CoStars,
    Crowd,
    Opening,
    Performance,
    Pin,
    Problem,
    Rules,
    Slot,
    Stage,
    UnusableProblem,
    Window,
    Wishes,
)
from samspel.engines.timetable.result import Audience, Placement, Score, Solution, Timetable
from samspel.engines.timetable.score import audience, score
from samspel.engines.timetable.solve import MaxIterations, MaxSeconds, solve

__all__ = [
    "MOST_FAVOURITE_SETS",
    "Audience",
    "Blocked",
    "CoStars",
    "Crowd",
    "MaxIterations",
    "MaxSeconds",
    "Moves",
    "Opening",
    "Performance",
    "Pin",
    "Placement",
    "Problem",
    "Rules",
    "Score",
    "Slot",
    "Solution",
    "Stage",
    "Timetable",
    "UnusableProblem",
    "Violation",
    "Window",
    "Wishes",
    "as_plain",
    "audience",
    "check",
    "from_plain",
    "measure",
    "moves",
    "score",
    "solve",
]
