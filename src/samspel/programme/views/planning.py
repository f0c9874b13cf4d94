"""The timetable on one screen, what is wrong with it, a set by hand, plans as proposals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.errors import NotFound
from samspel.people.views import signed_in
from samspel.places.models import Edition, Night
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import LengthForm, PlanForm, SetForm
from samspel.programme.models import Performance, Timetable
from samspel.programme.proposals import proposal_of
from samspel.programme.queries import planning as queries
from samspel.programme.sentences import RULES
from samspel.programme.services import planning as services
from samspel.records.models import Run, key_of
from samspel.records.queries import runs_of
from samspel.records.services import cancel_run


@ruled(may_look, find_edition)
def timetable(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show one night on one screen, the sets without a place, and the number of problems."""
    nights = list(edition.nights.order_by("date"))
    night = _night(nights, request.GET.get("night", ""))
    in_use = queries.timetable_in_use(edition)
    problems = queries.problems(edition, in_use)
    wrong = frozenset(pk for found in problems for pk in found.performances)
    placed = [one for one in queries.placements(in_use) if night is not None and one.night_id == night.pk]
    context = {
        "edition": edition,
        "festival": edition.festival,
        "nights": nights,
        "night": night,
        "grid": queries.grid(night, placed, wrong) if night else None,
        "placed": placed,
        "wrong": wrong,
        "without_place": queries.without_place(edition, in_use),
        "problems": problems,
        "quality": queries.quality(edition, in_use),
        "timetable": in_use,
        "others": edition.timetables.filter(in_use=False),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/timetable.html", context)


def _night(nights: list[Night], wish: str) -> Night | None:
    chosen = next((night for night in nights if night.date.isoformat() == wish), None)
    return chosen or (nights[0] if nights else None)


@ruled(may_look, find_edition)
def problems(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List everything the checker finds, by rule."""
    groups: dict[str, list[Any]] = {}
    for found in queries.problems(edition, queries.timetable_in_use(edition)):
        groups.setdefault(found.rule, []).append(found)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "groups": [(RULES[rule], found) for rule, found in groups.items()],
    }
    return render(request, "programme/office/problems.html", context)


def _performance(festival: str, edition: str, performance: int) -> tuple[Edition, Performance]:
    found = find_edition(festival, edition)
    return found, queries.performance(found, performance)


def _may_change(user: Any, subject: tuple[Edition, Any]) -> bool:
    return may_run_office(user, subject[0])


@ruled(_may_change, _performance)
def one_set(request: HttpRequest, subject: tuple[Edition, Performance]) -> HttpResponse:
    """Place, move or pin a set by hand."""
    edition, performance = subject
    in_use = queries.timetable_in_use(edition)
    placement = performance.placements.filter(timetable=in_use).first() if in_use else None
    form = SetForm(request.POST or None, edition=edition, performance=performance, placement=placement)
    if request.method == "POST" and form.is_valid():
        services.place_set(performance=performance, who=signed_in(request), **form.cleaned_data)
        about = [
            found
            for found in queries.problems(edition, queries.timetable_in_use(edition))
            if performance.pk in found.performances
        ]
        messages.success(request, _("%(set)s is placed.") % {"set": performance})
        for found in about:
            messages.warning(request, found.sentence, extra_tags="warn")
        return redirect("set", edition.festival.slug, edition.slug, performance.pk)
    wrong = [found.sentence for found in queries.problems(edition, in_use) if performance.pk in found.performances]
    context = {
        "edition": edition,
        "festival": edition.festival,
        "performance": performance,
        "placement": placement,
        "form": form,
        "wrong": wrong,
    }
    return render(request, "programme/office/set.html", context)


@require_POST
@ruled(_may_change, _performance)
def unplace(request: HttpRequest, subject: tuple[Edition, Performance]) -> HttpResponse:
    """Take a set out of the timetable."""
    edition, performance = subject
    services.unplace_set(performance=performance, edition=edition, who=signed_in(request))
    messages.success(request, _("%(set)s has no place now.") % {"set": performance})
    return redirect("timetable", edition.festival.slug, edition.slug)


def _timetable(festival: str, edition: str, timetable: int) -> tuple[Edition, Timetable]:
    found = find_edition(festival, edition)
    return found, queries.timetable(found, timetable)


@require_POST
@ruled(_may_change, _timetable)
def use(request: HttpRequest, subject: tuple[Edition, Timetable]) -> HttpResponse:
    """Take another scenario into use."""
    edition, scenario = subject
    services.use_timetable(timetable=scenario, who=signed_in(request))
    messages.success(request, _("“%(name)s” is in use now.") % {"name": scenario.name})
    return redirect("timetable", edition.festival.slug, edition.slug)


@ruled(may_look, find_edition, posts=may_run_office)
def plans(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the rules and wishes; ask for a plan."""
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        run = services.request_plan(edition=edition, options=form.options(), who=signed_in(request))
        return redirect("plan", edition.festival.slug, edition.slug, run.pk)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "form": form,
        "length_form": LengthForm(),
        "setless": edition.acts.filter(performances=None).count(),
        "runs": runs_of(edition, kind="plan")[:20],
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/plans.html", context)


@require_POST
@ruled(may_run_office, find_edition)
def add_sets(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Give every act without a set one."""
    form = LengthForm(request.POST)
    if form.is_valid():
        made = services.add_sets(
            edition=edition, length_minutes=form.cleaned_data["length_minutes"], who=signed_in(request)
        )
        messages.success(request, ngettext("%(n)d set was added.", "%(n)d sets were added.", made) % {"n": made})
    else:
        messages.error(request, _("Give a length between 5 and 600 minutes."), extra_tags="bad")
    return redirect("plans", edition.festival.slug, edition.slug)


def _plan(festival: str, edition: str, run: UUID) -> tuple[Edition, Run]:
    found = find_edition(festival, edition)
    plan = Run.objects.filter(pk=run, kind="plan", subject=key_of(found)).first()
    if plan is None:
        raise NotFound(_("%(edition)s has no such plan.") % {"edition": found.name})
    return found, plan


def _may_see(user: Any, subject: tuple[Edition, Run]) -> bool:
    return may_look(user, subject[0])


@ruled(_may_see, _plan)
def plan(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Show a plan's progress, the best so far, and the finished proposal."""
    edition, run = subject
    proposal = proposal_of(run)
    nights = list(edition.nights.order_by("date"))
    night = _night(nights, request.GET.get("night", ""))
    context = {
        "edition": edition,
        "festival": edition.festival,
        "run": run,
        "proposal": proposal,
        "nights": nights,
        "night": night,
        "grid": queries.grid(night, proposal.placed_on(night)) if proposal and night else None,
        "former": queries.quality(edition, queries.timetable_in_use(edition)),
        "may_change": may_run_office(request.user, edition),
    }
    template = "programme/office/plan.html#progress" if request.htmx else "programme/office/plan.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    if request.htmx and not run.is_open:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled(_may_change, _plan)
def apply(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Take a plan into use."""
    edition, run = subject
    services.apply_plan(run=run, edition=edition, who=signed_in(request))
    messages.success(request, _("The plan is in use. The timetable before it is kept below."))
    return redirect("timetable", edition.festival.slug, edition.slug)


@require_POST
@ruled(_may_change, _plan)
def stop(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Stop a plan; its best so far stays."""
    edition, run = subject
    cancel_run(run=run, who=signed_in(request))
    return redirect("plan", edition.festival.slug, edition.slug, run.pk)
