"""The rules and wishes of an edition, the festival's own, and what one of them costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import edition_of, first, ruled
from samspel.errors import NotFound
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.models import OwnRule
from samspel.programme.queries import costs
from samspel.programme.queries import policy as queries
from samspel.programme.rule_forms import CostForm, OwnRuleForm, RuleSetForm
from samspel.programme.rule_sentences import rule_sentences, wish_sentences
from samspel.programme.services import policy as services
from samspel.programme.services.costing import request_cost
from samspel.programme.types import OwnKind
from samspel.records.models import Run, key_of
from samspel.records.queries import runs_of
from samspel.records.services import cancel_run


@ruled(may_look, find_edition, posts=may_run_office)
def rules(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show and set the rules of an edition."""
    current = queries.rule_set(edition)
    form = RuleSetForm(request.POST or None, rules=current)
    if request.method == "POST" and form.is_valid():
        services.set_rules(edition=edition, rules=form.rule_set(), who=signed_in(request))
        messages.success(request, _("The rules are saved: the checker, the editor and new plans go by them."))
        return redirect("rules", edition.festival.slug, edition.slug)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "form": form,
        "sentences": rule_sentences(current),
        "wishes": wish_sentences(current),
        "own": queries.own_rules(edition),
        "kinds": OwnKind,
        "cost_form": CostForm(knobs=queries.knobs(edition)),
        "costs": costs.told(runs_of(edition, kind="cost")[:10]),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/rules.html", context)


@ruled(may_run_office, find_edition)
def add(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Add a rule of the festival's own, of the kind that the address names; without one it is still to be chosen."""
    kind = request.GET.get("kind")
    if kind not in OwnKind.values:
        return redirect("rules", edition.festival.slug, edition.slug)
    return _write(request, edition, OwnKind(kind), None)


@ruled(may_run_office, queries.own_rule, of=edition_of)
def change(request: HttpRequest, rule: OwnRule) -> HttpResponse:
    """Change a rule of the festival's own."""
    return _write(request, rule.edition, OwnKind(rule.kind), rule)


def _write(request: HttpRequest, edition: Edition, kind: OwnKind, rule: OwnRule | None) -> HttpResponse:
    form = OwnRuleForm(request.POST or None, edition=edition, kind=kind, rule=rule)
    if request.method == "POST" and form.is_valid():
        written = services.write_rule(
            edition=edition,
            rule=rule,
            name=form.cleaned_data["name"],
            kind=kind,
            terms=form.terms(),
            weight=form.wish_weight(),
            who=signed_in(request),
        )
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": written.name})
        return redirect("rules", edition.festival.slug, edition.slug)
    context: dict[str, Any] = {
        "edition": edition,
        "festival": edition.festival,
        "form": form,
        "kind": kind,
        "rule": rule,
    }
    return render(request, "programme/office/own_rule.html", context)


@require_POST
@ruled(may_run_office, queries.own_rule, of=edition_of)
def switch(request: HttpRequest, rule: OwnRule) -> HttpResponse:
    """Let a rule hold, or leave it aside."""
    services.switch_rule(rule=rule, is_on="on" in request.POST, who=signed_in(request))
    return redirect("rules", rule.edition.festival.slug, rule.edition.slug)


@require_POST
@ruled(may_run_office, queries.own_rule, of=edition_of)
def delete(request: HttpRequest, rule: OwnRule) -> HttpResponse:
    """Take a rule away."""
    services.delete_rule(rule=rule, who=signed_in(request))
    messages.success(request, _("“%(rule)s” has been taken away.") % {"rule": rule.name})
    return redirect("rules", rule.edition.festival.slug, rule.edition.slug)


@require_POST
@ruled(may_run_office, find_edition)
def ask_cost(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Ask what a rule or wish costs."""
    form = CostForm(request.POST, knobs=queries.knobs(edition))
    if not form.is_valid():
        messages.error(request, _("Choose a rule or wish, and how long to look."), extra_tags="bad")
        return redirect("rules", edition.festival.slug, edition.slug)
    run = request_cost(edition=edition, who=signed_in(request), **form.cleaned_data)
    return redirect("cost", edition.festival.slug, edition.slug, run.pk)


def _cost(festival: str, edition: str, cost: UUID) -> tuple[Edition, Run]:
    found = find_edition(festival, edition)
    run = Run.objects.filter(pk=cost, kind="cost", subject=key_of(found)).first()
    if run is None:
        raise NotFound(_("Nobody has asked for that here."))
    return found, run


@ruled(may_look, _cost, of=first)
def cost(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Show what a rule or wish costs, or how far the search for it has come."""
    edition, run = subject
    context = {
        "edition": edition,
        "festival": edition.festival,
        "run": run,
        "told": costs.told_of(run, get_language() or "sv"),
        "may_change": may_run_office(request.user, edition),
    }
    template = "programme/office/cost.html#progress" if request.htmx else "programme/office/cost.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    if request.htmx and not run.is_open:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled(may_run_office, _cost, of=first)
def stop(request: HttpRequest, subject: tuple[Edition, Run]) -> HttpResponse:
    """Stop looking; what has been compared so far stays."""
    edition, run = subject
    cancel_run(run=run, who=signed_in(request))
    return redirect("cost", edition.festival.slug, edition.slug, run.pk)
