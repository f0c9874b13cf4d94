"""How a plan got better: a small line, drawn as SVG paths on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samspel.engines.timetable.result import UNPLACED_QUARTERS
from samspel.engines.timetable.score import QUARTERS

WIDTH, HEIGHT = 600, 120


@dataclass(frozen=True, slots=True)
class Curve:
    """Cost of the wishes over seconds, as an SVG path in a box of 600 × 120, with its ends in persons."""

    path: str
    first_persons: float
    last_persons: float
    seconds: float


def curve_of(history: Sequence[Sequence[float]], seconds: float) -> Curve | None:
    """Return the line of the wishes' cost once every set has a place; None before two points are known."""
    fewest = min((point[2] for point in history), default=0)
    points = [(point[0], point[1]) for point in history if point[2] == fewest]
    if len(points) < 2 or seconds <= 0:
        return None
    low, high = points[-1][1], points[0][1]
    height = (high - low) or 1.0
    steps: list[str] = []
    for second, total in points:
        x, y = WIDTH * second / seconds, HEIGHT * (1 - (total - low) / height)
        steps.append(f"{'H' if steps else 'M'}{x:.1f}{f' V{y:.1f}' if steps else f' {y:.1f}'}")
    path = " ".join(steps) + f" H{WIDTH}"
    left_out = fewest * UNPLACED_QUARTERS  # the same at every point of the line
    return Curve(path, (high - left_out) / QUARTERS, (low - left_out) / QUARTERS, seconds)
