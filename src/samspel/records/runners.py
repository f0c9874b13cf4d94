"""The tables of what other rooms do when it is time: carry out a kind of run, forget, erase their copies of a row.

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
    """How one kind of run is carried out, and for how many days one that nothing points at is kept; None: always."""

    path: str
    time_limit_seconds: int
    keep_days: int | None = None


RUNNERS = {
    "plan": Runner("samspel.programme.services.planning.execute_plan", 300, keep_days=365),
    "cost": Runner("samspel.programme.services.costing.execute_cost", 600, keep_days=365),
    "study": Runner("samspel.effects.services.execute_study", 1200),
    "power": Runner("samspel.effects.services.execute_power", 1200, keep_days=365),
    "survey": Runner("samspel.surveys.services.results.execute_survey", 180),
    "reconcile": Runner("samspel.effects.services.reconciling.execute_reconciliation", 60),
    "fetch": Runner("samspel.effects.services.fetching.execute_fetch", 600, keep_days=30),
    "panel": Runner("samspel.effects.services.execute_panel", 3600),
    "report": Runner("samspel.report.services.execute_report", 120, keep_days=365),
}

CHORES = (
    "samspel.records.services.forget_imports",
    "samspel.records.services.forget_runs",
    "samspel.people.services.forget_expired",
    "samspel.places.services.roles.forget_accounts",
    "samspel.places.services.contacts.forget_contacts",
    "samspel.ideas.services.chores.see_to_ideas",
    "samspel.agreements.services.asking.see_to_agreements",
    "samspel.agreements.services.reminding.see_to_promises",
    "samspel.lineup.services.acts.forget_contacts",
    "samspel.programme.services.promises.see_published",
    "samspel.programme.services.forgetting.forget_notices",
    "samspel.programme.services.stars.sum_up_stars",
    "samspel.night.services.doors.forget_devices",
    "samspel.night.services.promises.see_counts",
    "samspel.surveys.services.answering.forget_answers",
)
"""Functions without arguments that the worker calls every hour; calling one again does no harm."""

ERASERS = {
    "people.user": (
        "samspel.places.services.roles.leave_festivals",
        "samspel.ideas.services.inboxes.leave_inboxes",
        "samspel.agreements.services.registers.leave_registers",
    ),
    "lineup.act": ("samspel.programme.services.erasing.erase_act_copies",),
}
"""Functions `(*, row, who)` that see to what a room keeps of a row before it is erased; each may refuse."""


def resolve(kind: str) -> Execute:
    """Return the function of a kind of run."""
    return cast("Execute", function_at(RUNNERS[kind].path))


def function_at(path: str) -> Callable[..., object]:
    """Return the function a dotted path names."""
    module, name = path.rsplit(".", 1)
    return cast("Callable[..., object]", getattr(import_module(module), name))
