"""Who keeps a register and who stands in for whom; a place's own templates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.agreements.forms import agreements as forms
from samspel.agreements.models import Deputy, Keeper, Register
from samspel.agreements.queries import registers as finds
from samspel.agreements.rules import may_keep
from samspel.agreements.services import registers as services
from samspel.agreements.types import Kind
from samspel.people.services import know_organisation
from samspel.people.views import signed_in


@ruled(may_keep, finds.register)
def settings(request: HttpRequest, register: Register) -> HttpResponse:
    """Name keepers and deputies, and lead to the templates; `what` says which form was sent."""
    what, who = request.POST.get("what", ""), signed_in(request)
    keeper = forms.KeeperForm(request.POST if what == "keeper" else None, prefix="keeper")
    deputy = forms.DeputyForm(request.POST if what == "deputy" else None, prefix="deputy")
    sent: BaseForm | None = {"keeper": keeper, "deputy": deputy}.get(what)
    if sent is not None and sent.is_valid():
        _name(register, what, sent.cleaned_data, who)
        messages.success(request, _("Saved."))
        return redirect("register-settings", register.slug)
    context = {
        "register": register,
        "may_keep": True,
        "keeper_form": keeper,
        "deputy_form": deputy,
        "keepers": finds.keepers(register),
        "deputies": finds.deputies(register),
        "templates": _templates(register),
    }
    return render(request, "agreements/office/settings.html", context, status=422 if sent is not None else 200)


def _templates(register: Register) -> list[dict[str, Any]]:
    own = set(register.templates.values_list("kind", "language"))
    return [
        {"kind": kind, "label": label, "language": code, "name": name, "is_own": (kind, code) in own}
        for kind, label in Kind.choices
        for code, name in forms.LANGUAGES
    ]


@transaction.atomic
def _name(register: Register, what: str, given: dict[str, Any], who: Any) -> None:
    if what == "keeper":
        services.name_keeper(register=register, email=given["email"], who=who)
        return
    organisation = know_organisation(name=given["organisation"], sector=given["sector"], who=who)
    services.name_deputy(register=register, organisation=organisation, email=given["email"], who=who)


def of_register(subject: Keeper | Deputy) -> Register:
    """Say that a rule is about the register at which somebody has a role."""
    return subject.register


def _keeper(register: str, keeper: int) -> Keeper:
    return finds.keeper(finds.register(register), keeper)


def _deputy(register: str, deputy: int) -> Deputy:
    return finds.deputy(finds.register(register), deputy)


@require_POST
@ruled(may_keep, _keeper, of=of_register)
def take_keeper(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Take the role of a keeper back."""
    services.take_keeper(keeper=keeper, who=signed_in(request))
    return redirect("register-settings", keeper.register.slug)


@require_POST
@ruled(may_keep, _deputy, of=of_register)
def take_deputy(request: HttpRequest, deputy: Deputy) -> HttpResponse:
    """Take the role of a deputy back."""
    services.take_deputy(deputy=deputy, who=signed_in(request))
    return redirect("register-settings", deputy.register.slug)


def _template(register: str, kind: str, code: str) -> tuple[Register, str, str, list[finds.Section]]:
    found = finds.register(register)
    return found, kind, code, finds.template(found, kind, code)


@ruled(may_keep, _template, of=first)
def template(request: HttpRequest, subject: tuple[Register, str, str, list[finds.Section]]) -> HttpResponse:
    """Make the headings and first words of a kind the place's own, or go back to the shipped ones."""
    register, kind, language, sections = subject
    who = signed_in(request)
    if "reset" in request.POST:
        services.reset_template(register=register, kind=kind, language=language, who=who)
        return redirect("agreement-template", register.slug, kind, language)
    form = forms.SectionsForm(request.POST or None, sections=sections)
    if request.method == "POST" and form.is_valid():
        services.set_template(register=register, kind=kind, language=language, sections=form.sections, who=who)
        messages.success(request, _("Saved."))
        return redirect("agreement-template", register.slug, kind, language)
    context = {
        "register": register,
        "may_keep": True,
        "kind": Kind(kind).label,
        "language": dict(forms.LANGUAGES)[language],
        "form": form,
        "is_own": register.templates.filter(kind=kind, language=language).exists(),
    }
    return render(request, "agreements/office/template.html", context, status=422 if form.is_bound else 200)
