"""A problem and which rows its numbers stand for."""

from __future__ import annotations

from dataclasses import dataclass

from samspel.engines import timetable as engine
from samspel.programme.partial import Scope


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem and which rows its numbers stand for."""

    problem: engine.Problem
    performances: tuple[int, ...]
    stages: tuple[int, ...]
    nights: tuple[int, ...]
    scope: Scope | None = None
    """The part a plan is about: what lies outside is pinned."""
    is_assumed: bool = False
    """Whether nobody has starred anything, and what people like was taken from genres and draws."""

    def rows(self) -> dict[str, list[int]]:
        return {
            "performances": list(self.performances),
            "stages": list(self.stages),
            "nights": list(self.nights),
        }
