"""What is wrong with a timetable; plans as proposals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import NotFound
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import LengthForm, PlanForm
from samspel.programme.proposals import proposal_of
from samspel.programme.queries import planning as queries
from samspel.programme.queries.grid import grid
from samspel.programme.queries.last import last_edition
from samspel.programme.queries.policy import goes_by, part_sentences, rule_set
from samspel.programme.queries.scenarios import differences
from samspel.programme.sentences import RULES
from samspel.programme.services import planning as services
from samspel.programme.types import Stale
from samspel.programme.views.editor import night_of
from samspel.records.models import Run, key_of
from samspel.records.queries import runs_of
from samspel.records.services import cancel_run


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
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/problems.html", context)


@ruled(may_look, find_edition, posts=may_run_office)
def plans(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the rules and wishes; ask for a plan."""
    has_last = last_edition(edition) is not None
    form = PlanForm(request.POST or None, rules=rule_set(edition), edition=edition, has_last=has_last)
    if request.method == "POST" and form.is_valid():
        run = services.request_plan(edition=edition, options=form.options(), who=signed_in(request))
        return redirect("plan", edition.festival.slug, edition.slug, run.pk)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "form": form,
        "sentences": goes_by(edition),
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


@ruled(may_look, _plan, of=first)
def plan(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Show a plan's progress, the best so far, and the finished proposal."""
    edition, run = subject
    proposal = proposal_of(run)
    nights = list(edition.nights.order_by("date"))
    night = night_of(nights, request.GET.get("night", ""))
    in_use = queries.timetable_in_use(edition)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "run": run,
        "proposal": proposal,
        "nights": nights,
        "night": night,
        "grid": grid(night, proposal.placed_on(night)) if proposal and night else None,
        "former": queries.quality(edition, in_use),
        "part": part_sentences(edition, run.parameters),
        "moves": differences(queries.placements(in_use), proposal.placements) if proposal and in_use else None,
        "may_change": may_run_office(request.user, edition),
    }
    template = "programme/office/plan.html#progress" if request.htmx else "programme/office/plan.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    if request.htmx and not run.is_open:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled(may_run_office, _plan, of=first)
def apply(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Take a plan into use; if what it was made for has changed since, show that and ask once more."""
    edition, run = subject
    try:
        services.apply_plan(run=run, edition=edition, who=signed_in(request), anyway="anyway" in request.POST)
    except Stale as stale:
        context = {"edition": edition, "festival": edition.festival, "run": run, "stale": stale}
        return render(request, "programme/office/stale.html", context, status=stale.status)
    messages.success(request, _("The plan is in use. The timetable before it is kept among the scenarios."))
    return redirect("timetable", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, _plan, of=first)
def stop(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Stop a plan; its best so far stays."""
    edition, run = subject
    cancel_run(run=run, who=signed_in(request))
    return redirect("plan", edition.festival.slug, edition.slug, run.pk)
