"""Who may see a run: everybody once it is published, else the festival's own people."""

from __future__ import annotations

from typing import Any

from samspel.effects.queries import is_run_public as is_of_public_study
from samspel.effects.queries.reconciling import is_reconciliation_public
from samspel.places.models import Festival
from samspel.places.rules import may_analyse, may_look
from samspel.records.models import Run
from samspel.report.queries import is_cited, is_held_back
from samspel.surveys.queries.publishing import is_run_public as is_of_public_survey


def may_see_run(user: Any, run: Run) -> bool:
    """See that a run was made: its digest, versions and scores."""
    return _is_public(run) or _is_of_the_house(user, run)


def may_open_run(user: Any, run: Run) -> bool:
    """See all of a run: problem, answer and files.

    A plan's problem holds when acts can play and how many are expected to come, which no report makes public. A
    survey's holds single answers, which are for those who analyse. A draft of a report does not show what has been
    withdrawn since it was made.
    """
    if is_held_back(run):
        return False
    if run.kind == "survey":
        festival = _festival(run)
        return festival is not None and may_analyse(user, festival)
    return (run.kind != "plan" and _is_public(run)) or _is_of_the_house(user, run)


def _is_public(run: Run) -> bool:
    found = (is_cited, is_of_public_study, is_of_public_survey, is_reconciliation_public)
    return any(one(run) for one in found)


def _is_of_the_house(user: Any, run: Run) -> bool:
    festival = _festival(run)
    return festival is not None and may_look(user, festival)


def _festival(run: Run) -> Festival | None:
    room, _kind, pk = (run.scope or "::").split(":")
    return Festival.objects.filter(pk=pk).first() if room == "places" else None
