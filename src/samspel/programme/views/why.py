"""Why here, why not: asked for by the pages of a set and of a plan, and pages of their own without a script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samspel.access import first, ruled
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.models import Performance, Timetable
from samspel.programme.queries import planning as queries
from samspel.programme.queries import why
from samspel.programme.views.editor import find_scenario

Subject = tuple[Edition, Performance, Timetable | None]


def _in_use(festival: str, edition: str, performance: int) -> Subject:
    found = find_edition(festival, edition)
    return found, queries.performance(found, performance), queries.timetable_in_use(found)


def _in_scenario(festival: str, edition: str, timetable: int, performance: int) -> Subject:
    found, scenario = find_scenario(festival, edition, timetable)
    return found, queries.performance(found, performance), scenario


@ruled(may_look, _in_use, of=first)
def in_use(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Say why a set is where it is in the timetable in use, or why it has no place."""
    return _page(request, *subject)


@ruled(may_look, _in_scenario, of=first)
def in_scenario(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Say the same for any scenario."""
    return _page(request, *subject)


def why_address(edition: Edition, performance: Performance, timetable: Timetable | None) -> str:
    """Return where it is said why a set is where it is, or has no place."""
    names = [edition.festival.slug, edition.slug]
    if timetable is None:
        return reverse("why-in-use", args=[*names, performance.pk])
    return reverse("why", args=[*names, timetable.pk, performance.pk])


def _page(
    request: HttpRequest, edition: Edition, performance: Performance, timetable: Timetable | None
) -> HttpResponse:
    placement = performance.placements.filter(timetable=timetable).first() if timetable else None
    context = {
        "edition": edition,
        "festival": edition.festival,
        "timetable": timetable,
        "performance": performance,
        "placement": placement,
        "here": why.why_here(edition, timetable, performance) if timetable and placement else None,
        "not_here": None if placement else why.why_not(edition, timetable, performance),
        "may_change": may_run_office(request.user, edition),
    }
    template = "programme/office/why.html"
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, f"{template}#part" if is_part else template, context)


@ruled(may_look, find_edition)
def demands(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say which demands no plan can meet, before one is asked for."""
    context = {
        "edition": edition,
        "festival": edition.festival,
        "impossible": why.impossible_demands(edition, queries.timetable_in_use(edition)),
        "may_change": may_run_office(request.user, edition),
    }
    template = "programme/office/impossible.html"
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, f"{template}#part" if is_part else template, context)
