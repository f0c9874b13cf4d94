"""Who may see a run: everybody once it is published, else the festival's own people."""

from __future__ import annotations

from typing import Any

from samspel.effects.queries import is_run_public
from samspel.places.models import Festival
from samspel.places.rules import may_look
from samspel.records.models import Run
from samspel.report.queries import runs_cited


def may_see_run(user: Any, run: Run) -> bool:
    """See a run's problem, versions and answer."""
    if run.short in runs_cited() or is_run_public(run):
        return True
    room, _kind, pk = (run.scope or "::").split(":")
    festival = Festival.objects.filter(pk=pk).first() if room == "places" else None
    return festival is not None and may_look(user, festival)
