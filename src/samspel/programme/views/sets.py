"""One set by form: everything the grid can do with it, and the places that suit it best."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.people.views import signed_in
from samspel.places.models import Edition, Night, Stage
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_run_office
from samspel.programme.forms import SetAccessForm, SetForm
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries import history as past
from samspel.programme.queries import planning as queries
from samspel.programme.queries.moves import best_places, editing
from samspel.programme.sentences import cost_words
from samspel.programme.services import planning as services
from samspel.programme.services.access import set_access
from samspel.programme.types import Conflict
from samspel.programme.views.changes import conflict_page
from samspel.programme.views.editor import find_scenario, page_of
from samspel.programme.views.why import why_address

Subject = tuple[Edition, Performance, Timetable | None]


def _in_use(festival: str, edition: str, performance: int) -> Subject:
    found = find_edition(festival, edition)
    return found, queries.performance(found, performance), queries.timetable_in_use(found)


def _in_scenario(festival: str, edition: str, timetable: int, performance: int) -> Subject:
    found, scenario = find_scenario(festival, edition, timetable)
    return found, queries.performance(found, performance), scenario


@ruled(may_run_office, _in_use, of=first)
def one_set(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Place, move or pin a set in the timetable in use."""
    return _page(request, *subject)


@ruled(may_run_office, _in_scenario, of=first)
def set_in(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Place, move or pin a set in any scenario."""
    return _page(request, *subject)


def _page(
    request: HttpRequest, edition: Edition, performance: Performance, timetable: Timetable | None
) -> HttpResponse:
    placement = performance.placements.filter(timetable=timetable).first() if timetable else None
    form = SetForm(request.POST or None, edition=edition, performance=performance, placement=placement)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "performance": performance, "timetable": timetable}
        try:
            services.place_set(who=signed_in(request), **given)
        except Conflict as conflict:
            assert timetable is not None  # noqa: S101 - what does not exist has not been changed
            return conflict_page(request, edition, timetable, conflict)
        messages.success(request, _("%(set)s is placed.") % {"set": performance})
        return redirect(request.path)
    context = _context(edition, performance, timetable, placement)
    template = "programme/office/set.html"
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    context |= {"form": form, "is_part": is_part}
    return render(request, f"{template}#verbs" if is_part else template, context)


def _context(
    edition: Edition, performance: Performance, timetable: Timetable | None, placement: Placement | None
) -> dict[str, Any]:
    found = queries.problems(edition, timetable)
    board = editing(edition, timetable)
    best = best_places(board, performance.pk) if timetable else []
    stages = Stage.objects.select_related("venue").in_bulk({place.stage for place in best})
    nights = Night.objects.in_bulk({place.night for place in best})
    mine = past.history(timetable).filter(after__has_key=str(performance.pk))[:5] if timetable else []
    return {
        "edition": edition,
        "festival": edition.festival,
        "performance": performance,
        "timetable": timetable,
        "placement": placement,
        "page": page_of(edition, timetable),
        "why": why_address(edition, performance, timetable),
        "wrong": [one.sentence for one in found if performance.pk in one.performances],
        "best": [(place, stages[place.stage], nights[place.night], cost_words(place.persons)) for place in best],
        "others": [one for one in queries.placements(timetable) if one.performance_id != performance.pk],
        "changes": past.said(mine),
        "pin_label": _("Unpin it") if placement and placement.is_pinned else _("Pin it"),
        "pencil_label": _("Confirm it") if placement and placement.is_pencilled else _("Pencil it in"),
        "unplace_label": _("Take it out"),
    }


@ruled(may_run_office, _in_use, of=first)
def access(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Say what one set brings with it: strobe lights, an age limit of its own."""
    edition, performance, _timetable = subject
    form = SetAccessForm(request.POST or None, instance=performance)
    if request.method == "POST" and form.is_valid():
        set_access(performance=performance, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("%(set)s is saved.") % {"set": performance})
        return redirect("set", edition.festival.slug, edition.slug, performance.pk)
    context = {"edition": edition, "festival": edition.festival, "performance": performance, "form": form}
    return render(request, "programme/office/set_access.html", context)


@require_POST
@ruled(may_run_office, _in_use, of=first)
def unplace(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Take a set out of the timetable in use."""
    edition, performance, _timetable = subject
    services.unplace_set(performance=performance, edition=edition, who=signed_in(request))
    messages.success(request, _("%(set)s has no place now.") % {"set": performance})
    return redirect("timetable", edition.festival.slug, edition.slug)
