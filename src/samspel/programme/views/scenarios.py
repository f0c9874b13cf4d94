"""Scenarios side by side: list, copy, rename, take into use, delete, compare."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import ScenarioForm
from samspel.programme.models import Timetable
from samspel.programme.queries import scenarios as queries
from samspel.programme.queries.planning import timetable as find_timetable
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.services import scenarios as services
from samspel.programme.views.editor import Scenario, find_scenario, page_of


@ruled(may_look, find_edition)
def scenarios(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List every scenario of an edition."""
    found = list(queries.scenarios(edition))
    context = {
        "edition": edition,
        "festival": edition.festival,
        "scenarios": [(one, page_of(edition, one), ScenarioForm(auto_id=f"name-{one.pk}")) for one in found],
        "in_use": timetable_in_use(edition),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/scenarios.html", context)


@require_POST
@ruled(may_run_office, find_scenario, of=first)
def copy(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Copy a scenario under a new name and show the copy."""
    edition, timetable = subject
    form = ScenarioForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the scenario a name."), extra_tags="bad")
        return redirect("scenarios", edition.festival.slug, edition.slug)
    made = services.copy_timetable(timetable=timetable, name=form.cleaned_data["name"], who=signed_in(request))
    messages.success(request, _("“%(name)s” is a copy: change it as you like.") % {"name": made.name})
    return redirect(page_of(edition, made))


@require_POST
@ruled(may_run_office, find_scenario, of=first)
def rename(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Give a scenario another name."""
    edition, timetable = subject
    form = ScenarioForm(request.POST)
    if form.is_valid():
        services.rename_timetable(timetable=timetable, name=form.cleaned_data["name"], who=signed_in(request))
    else:
        messages.error(request, _("Give the scenario a name."), extra_tags="bad")
    return redirect("scenarios", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, find_scenario, of=first)
def use(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Take another scenario into use."""
    edition, timetable = subject
    services.use_timetable(timetable=timetable, who=signed_in(request))
    messages.success(request, _("“%(name)s” is in use now.") % {"name": timetable.name})
    return redirect("timetable", edition.festival.slug, edition.slug)


@ruled(may_run_office, find_scenario, of=first)
def delete(request: HttpRequest, subject: Scenario) -> HttpResponse:
    """Ask once, by name; delete a scenario that is not in use."""
    edition, timetable = subject
    if request.method == "POST":
        services.delete_timetable(timetable=timetable, who=signed_in(request))
        messages.success(request, _("“%(name)s” is deleted.") % {"name": timetable.name})
        return redirect("scenarios", edition.festival.slug, edition.slug)
    context = {"edition": edition, "festival": edition.festival, "timetable": timetable}
    return render(request, "programme/office/delete_scenario.html", context)


def _pair(festival: str, edition: str, timetable: int, other: int) -> tuple[Edition, Timetable, Timetable]:
    found = find_edition(festival, edition)
    return found, find_timetable(found, timetable), find_timetable(found, other)


@ruled(may_look, _pair, of=first)
def compare(request: HttpRequest, subject: tuple[Edition, Timetable, Timetable]) -> HttpResponse:
    """Say which sets differ between two scenarios and what that does to the score."""
    edition, one, other = subject
    context = {
        "edition": edition,
        "festival": edition.festival,
        "one": one,
        "other": other,
        "comparison": queries.comparison(edition, one, other),
    }
    return render(request, "programme/office/compare.html", context)
