"""Reads of what surveys' nets were put beside."""

from __future__ import annotations

from django.db.models import QuerySet

from samspel.effects.models import Study
from samspel.records.models import Run, key_of
from samspel.records.types import State
from samspel.surveys.queries.beside import Beside, besides
from samspel.surveys.queries.publishing import published_surveys


def of_study(study: Study, *, public_only: bool) -> list[Beside]:
    """Return the surveys a study was put beside, in the language that is active."""
    runs = _runs(study).prefetch_related("artefacts")
    return besides([run for run in runs if not public_only or is_reconciliation_public(run)])


def _runs(study: Study) -> QuerySet[Run]:
    found = Run.objects.filter(kind="reconcile", state=State.DONE, scope=key_of(study.festival))
    return found.filter(parameters__study=study.slug)


def is_reconciliation_public(run: Run) -> bool:
    """Tell whether everybody may see a difference: both what it is between are published as they were compared."""
    if run.kind != "reconcile":
        return False
    survey, study = run.problem["survey"]["run_id"], run.problem["study"]["run_id"]
    return (
        Study.objects.filter(is_published=True, published_run=study).exists()
        and published_surveys().filter(published_run=survey).exists()
    )
