"""What every office page of a survey has around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspel.records.models import Run
from samspel.surveys.models import Survey
from samspel.surveys.queries.beside import besides, public_beside_runs
from samspel.surveys.queries.publishing import shown_to_all
from samspel.surveys.rules import may_analyse, may_look
from samspel.surveys.types import LEAST_CELL


def page(
    request: HttpRequest, survey: Survey, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return an office page about a survey."""
    around = {
        "survey": survey,
        "edition": survey.edition,
        "festival": survey.festival,
        "may_analyse": may_analyse(request.user, survey),
        "here": name,
    }
    return render(request, f"surveys/office/{name}.html", around | context, status=status)


def names(survey: Survey) -> tuple[str, str, int]:
    """Return the words that name a survey in addresses."""
    return survey.festival.slug, survey.edition.slug, survey.pk


def public_page(request: HttpRequest, survey: Survey, run: Run) -> HttpResponse:
    """Return the page of what everybody may be shown of an estimate; it says so where that is not published."""
    context = {
        "survey": survey,
        "edition": survey.edition,
        "festival": survey.festival,
        "shown": shown_to_all(run),
        "is_published": survey.published_run_id == run.pk,
        "besides": besides(public_beside_runs(survey)),
        "least": LEAST_CELL,
        "may_look": may_look(request.user, survey),
    }
    return render(request, "surveys/results.html", context)
