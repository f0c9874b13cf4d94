"""Take a register in from a spreadsheet: choose a file, look at what it holds, take it in, undo it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.agreements.models import Register
from samspel.agreements.queries.registers import register as find_register
from samspel.agreements.rules import may_keep
from samspel.agreements.services import taking as services
from samspel.people.views import signed_in
from samspel.records.models import Intake
from samspel.records.queries import intake as find_intake
from samspel.records.queries import intakes_of
from samspel.records.services import undo_intake

Waiting = tuple[Register, Intake]


class FileForm(forms.Form):
    """A register as a spreadsheet."""

    file = forms.FileField(label=_("The register as CSV or Excel"))


@ruled(may_keep, find_register)
def take(request: HttpRequest, register: Register) -> HttpResponse:
    """Choose a file; below, what has been taken in."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        held = services.hold(register=register, name=file.name, content=file.read(), who=signed_in(request))
        return redirect("register-taking", register.slug, held.pk)
    context = {"register": register, "may_keep": True, "form": form, "intakes": intakes_of(register)}
    return render(request, "agreements/office/take.html", context, status=422 if form.is_bound else 200)


def _waiting(register: str, taking: int) -> Waiting:
    found = find_register(register)
    return found, find_intake(found, taking)


@ruled(may_keep, _waiting, of=first)
def taking(request: HttpRequest, subject: Waiting) -> HttpResponse:
    """Show what a waiting file holds, row by row; take it in."""
    register, intake = subject
    if request.method == "POST":
        count = services.apply(intake=intake, register=register, who=signed_in(request))
        said = ngettext("%(n)d agreement was taken in.", "%(n)d agreements were taken in.", count)
        messages.success(request, said % {"n": count})
        return redirect("take-register", register.slug)
    outcome = services.preview(intake=intake, register=register)
    context = {"register": register, "may_keep": True, "intake": intake, "outcome": outcome}
    return render(request, "agreements/office/taking.html", context)


@require_POST
@ruled(may_keep, _waiting, of=first)
def undo(request: HttpRequest, subject: Waiting) -> HttpResponse:
    """Undo what a file brought, while nobody has changed it."""
    register, intake = subject
    undo_intake(intake=intake, who=signed_in(request))
    messages.success(request, _t("The import was undone."))
    return redirect("take-register", register.slug)
