"""The table of run kinds: which function carries a run out, and for how long at most.

Paths are dotted strings because downstream rooms may not be imported here; an architecture test resolves each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from samspel.records.types import Execute


@dataclass(frozen=True, slots=True)
class Runner:
    """How one kind of run is carried out."""

    path: str
    time_limit_seconds: int


RUNNERS = {
    "plan": Runner("samspel.programme.services.planning.execute_plan", 300),
    "study": Runner("samspel.effects.services.execute_study", 300),
    "report": Runner("samspel.report.services.execute_report", 120),
}


def resolve(kind: str) -> Execute:
    """Return the function of a kind of run."""
    module, name = RUNNERS[kind].path.rsplit(".", 1)
    return cast("Execute", getattr(import_module(module), name))
