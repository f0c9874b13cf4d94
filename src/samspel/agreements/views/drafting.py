"""What keepers do with a draft: begin it, write it, set its terms, parties and signatories, say what is public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.agreements.forms import agreements as forms
from samspel.agreements.models import Agreement, Party, Register, Signatory
from samspel.agreements.queries import agreements as queries
from samspel.agreements.queries.registers import register as find_register
from samspel.agreements.rules import may_keep
from samspel.agreements.services import drafting
from samspel.agreements.snapshot import blanks
from samspel.errors import BadInput, Problem
from samspel.people.services import know_organisation
from samspel.people.views import signed_in


def agreement_of(subject: Party | Signatory) -> Agreement:
    """Say that a rule is about the agreement to which a party or a signatory belongs."""
    return subject.agreement if isinstance(subject, Party) else subject.party.agreement


def do(
    request: HttpRequest, agreement: Agreement, form: BaseForm, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do one verb with what a form says, and go back to the agreement. Raises `BadInput` naming each field."""
    act(checked(form))
    messages.success(request, _("Saved."))
    return redirect("office-agreement", agreement.register.slug, agreement.number)


def checked(form: BaseForm) -> dict[str, Any]:
    """Return what a form says. Raises `BadInput` naming each field."""
    if not form.is_valid():
        raise BadInput(
            [Problem(None, _label(form, name), " ".join(map(str, said)), "") for name, said in form.errors.items()]
        )
    return form.cleaned_data


def _label(form: BaseForm, name: str) -> str:
    return str(form.fields[name].label or name) if name in form.fields else ""


@ruled(may_keep, find_register)
def draft(request: HttpRequest, register: Register) -> HttpResponse:
    """Begin an agreement from a template."""
    form = forms.DraftForm(request.POST or None, register=register, initial={"idea": request.GET.get("idea")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = drafting.draft_agreement(
            register=register,
            title=given["title"],
            kind=given["kind"],
            language=given["language"],
            edition=given["edition"],
            came_from=given["decision"] or given["idea"],
            who=signed_in(request),
        )
        return redirect("office-agreement", register.slug, made.number)
    context = {"register": register, "may_keep": True, "form": form}
    return render(request, "agreements/office/draft.html", context, status=422 if form.is_bound else 200)


@ruled(may_keep, queries.find_agreement)
def words(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Write all sections on one page; words in square brackets that are left are named."""
    form = forms.SectionsForm(request.POST or None, sections=agreement.sections)
    if request.method == "POST" and form.is_valid():
        drafting.set_sections(agreement=agreement, sections=form.sections, who=signed_in(request))
        messages.success(request, _("Saved."))
        return redirect("agreement-words", agreement.register.slug, agreement.number)
    context = {
        "register": agreement.register,
        "may_keep": True,
        "agreement": agreement,
        "form": form,
        "blanks": blanks(agreement),
    }
    return render(request, "agreements/office/words.html", context, status=422 if form.is_bound else 200)


@ruled(may_keep, queries.find_agreement)
def terms(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Set title, term, notice, case number, what it concerns and how it is signed."""
    form = forms.TermsForm(request.POST or None, instance=agreement)
    if request.method == "POST" and form.is_valid():
        row = queries.find_agreement(agreement.register.slug, agreement.number)
        drafting.set_terms(agreement=row, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("office-agreement", agreement.register.slug, agreement.number)
    context = {"register": agreement.register, "may_keep": True, "agreement": agreement, "form": form}
    return render(request, "agreements/office/terms.html", context, status=422 if form.is_bound else 200)


@require_POST
@ruled(may_keep, queries.find_agreement)
def add_party(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Let an organisation be part of the agreement."""
    who = signed_in(request)

    @transaction.atomic
    def act(given: dict[str, Any]) -> None:
        organisation = know_organisation(name=given["organisation"], sector=given["sector"], who=who)
        drafting.add_party(agreement=agreement, organisation=organisation, who=who)

    return do(request, agreement, forms.OrganisationForm(request.POST, prefix="party"), act)


@require_POST
@ruled(may_keep, queries.party, of=agreement_of)
def drop_party(request: HttpRequest, party: Party) -> HttpResponse:
    """Take a party out."""
    drafting.drop_party(party=party, who=signed_in(request))
    return redirect("office-agreement", party.agreement.register.slug, party.agreement.number)


@require_POST
@ruled(may_keep, queries.party, of=agreement_of)
def add_signatory(request: HttpRequest, party: Party) -> HttpResponse:
    """Say who signs for a party."""
    form, who = forms.SignatoryForm(request.POST, prefix=f"party{party.pk}"), signed_in(request)
    return do(request, party.agreement, form, lambda given: drafting.set_signatory(party=party, who=who, **given))


@require_POST
@ruled(may_keep, queries.signatory, of=agreement_of)
def set_signatory(request: HttpRequest, signatory: Signatory) -> HttpResponse:
    """Set who signs anew."""
    form, who, agreement = (
        forms.SignatoryForm(request.POST, prefix=f"signatory{signatory.pk}"),
        signed_in(request),
        signatory.party.agreement,
    )
    return do(
        request,
        agreement,
        form,
        lambda given: drafting.set_signatory(party=signatory.party, signatory=signatory, who=who, **given),
    )


@require_POST
@ruled(may_keep, queries.signatory, of=agreement_of)
def drop_signatory(request: HttpRequest, signatory: Signatory) -> HttpResponse:
    """Let somebody sign no more."""
    agreement = signatory.party.agreement
    drafting.drop_signatory(signatory=signatory, who=signed_in(request))
    return redirect("office-agreement", agreement.register.slug, agreement.number)


@require_POST
@ruled(may_keep, queries.find_agreement)
def show(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Say which parts everybody may read."""
    form, who = forms.VisibleForm(request.POST, agreement=agreement, prefix="show"), signed_in(request)
    return do(request, agreement, form, lambda given: drafting.show_agreement(agreement=agreement, who=who, **given))


@require_POST
@ruled(may_keep, queries.find_agreement)
def put_aside(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Put a draft aside for good."""
    form, who = forms.ReasonForm(request.POST, prefix="aside"), signed_in(request)
    return do(request, agreement, form, lambda given: drafting.put_aside(agreement=agreement, who=who, **given))
