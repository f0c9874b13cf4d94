"""The table of run kinds: which function carries a run out, and for how long at most; and what is done every day.

Paths are dotted strings because downstream rooms may not be imported here; an architecture test resolves each of them.
"""

from __future__ import annotations

from collections.abc import Callable
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

CHORES = (
    "samspel.lineup.services.acts.forget_contacts",
    "samspel.places.services.forget_contacts",
    "samspel.programme.services.forgetting.forget_notices",
)
"""Functions without arguments that the worker calls once a day; calling one again does no harm."""


def resolve(kind: str) -> Execute:
    """Return the function of a kind of run."""
    return cast("Execute", function_at(RUNNERS[kind].path))


def function_at(path: str) -> Callable[..., object]:
    """Return the function a dotted path names."""
    module, name = path.rsplit(".", 1)
    return cast("Callable[..., object]", getattr(import_module(module), name))
