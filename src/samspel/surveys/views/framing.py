"""What every office page of a survey has around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspel.surveys.models import Survey
from samspel.surveys.rules import may_analyse


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
