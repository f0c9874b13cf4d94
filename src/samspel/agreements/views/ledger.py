"""Promises: the ledger of an agreement and of a register, one promise with what was kept of it, what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.agreements.charts import MOST_BARS, bars_of
from samspel.agreements.forms.agreements import ReasonForm
from samspel.agreements.forms.ledger import KeptForm, LedgerForm, PromiseForm
from samspel.agreements.models import Agreement, Commitment, Fulfilment, Register
from samspel.agreements.queries import ledger as queries
from samspel.agreements.queries.agreements import find_agreement
from samspel.agreements.queries.duties import by_venue, duties_of
from samspel.agreements.queries.registers import register as find_register
from samspel.agreements.queries.standing import Promises, stands
from samspel.agreements.rules import SIGNED, may_keep, may_see_promises, may_take_part
from samspel.agreements.sentences import due_line, duty_help, much, promised, seen_in, totals_text
from samspel.agreements.services import ledger as services
from samspel.agreements.types import State
from samspel.agreements.views.drafting import checked
from samspel.agreements.views.public import PAGE
from samspel.errors import NotFound
from samspel.people.views import signed_in
from samspel.records.models import Document
from samspel.records.services.documents import MOST_BYTES, keep_document

MOST_TOTALS = 20
"""How many parties a page sums up; a search for their name shows the others."""


def agreement_of(subject: Commitment | Fulfilment) -> Agreement:
    """Say that a rule is about the agreement in which something was promised."""
    return subject.agreement if isinstance(subject, Commitment) else subject.commitment.agreement


def _rows(promises: list[Commitment]) -> list[dict[str, Any]]:
    """Return promises as pages show them."""
    return [
        {
            "promise": one,
            "said": promised(one),
            "due": due_line(one) or "–",
            "standing": stands(one),
            "kept": much(one.kept),
            "total": much(one.total),  # type: ignore[attr-defined]
        }
        for one in promises
    ]


def _ledger(request: HttpRequest, promises: Promises, wanted: queries.Wanted) -> dict[str, Any]:
    """Return a page of promises, with how many stand where and what every party has promised and kept."""
    groups = queries.groups(promises)
    found: Any = queries.Rows(promises, groups, wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    totals = queries.totals(one for one in groups if wanted.organisation.casefold() in one.organisation.casefold())
    return {
        "page": page,
        "rows": _rows(list(page.object_list)),
        "tally": queries.tally(groups),
        "totals": totals[:MOST_TOTALS],
        "totals_left_out": max(0, len(totals) - MOST_TOTALS),
        "bars": bars_of(totals),
        "bars_text": totals_text(totals[:MOST_BARS]),
    }


@ruled(may_keep, find_register)
def ledger(request: HttpRequest, register: Register) -> HttpResponse:
    """Show what was promised in all signed agreements of a register: the late first, by standing, kind and party."""
    show = LedgerForm(request.GET)
    found = queries.register_promises(register, today=timezone.localdate())
    context = {
        "register": register,
        "may_keep": True,
        "show": show,
        "across": True,
        **_ledger(request, found, show.wanted),
    }
    return render(request, "agreements/ledger/register.html", context)


@ruled(may_take_part, find_agreement)
def promises(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Show the ledger of an agreement to all its parties: one page for all of them."""
    context = {
        "register": agreement.register,
        "agreement": agreement,
        "may_keep": may_keep(request.user, agreement),
        "is_draft": agreement.state == State.DRAFT,
        **_of_agreement(request, agreement),
        **_duties(agreement),
    }
    return render(request, "agreements/ledger/agreement.html", context)


@ruled(may_see_promises, find_agreement)
def public(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Show everybody what was promised and kept, where the parties want that."""
    context = {
        "register": agreement.register,
        "agreement": agreement,
        "may_take_part": may_take_part(request.user, agreement),
        **_of_agreement(request, agreement),
    }
    return render(request, "agreements/ledger/public.html", context)


def _of_agreement(request: HttpRequest, agreement: Agreement) -> dict[str, Any]:
    found = queries.ledger(agreement, today=timezone.localdate())
    return {"is_signed": agreement.state in SIGNED, **_ledger(request, found, queries.Wanted())}


def _duties(agreement: Agreement) -> dict[str, Any]:
    """Return the duties of the venues that an agreement is about, to be shown to its parties."""
    found = by_venue(duties_of(agreement, today=timezone.localdate()))
    return {"venues": found, "help_line": duty_help()}


@ruled(may_keep, find_agreement)
def add(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Write into a draft what one party owes another."""
    form = PromiseForm(request.POST or None, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        services.add_promise(agreement=agreement, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("promises", agreement.register.slug, agreement.number)
    context = {"register": agreement.register, "agreement": agreement, "may_keep": True, "form": form}
    return render(request, "agreements/ledger/form.html", context, status=422 if form.is_bound else 200)


@ruled(may_keep, queries.find_promise, of=agreement_of)
def change(request: HttpRequest, promise: Commitment) -> HttpResponse:
    """Change a promise of a draft."""
    agreement = promise.agreement
    form = PromiseForm(request.POST or None, instance=promise, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        services.change_promise(promise=promise, who=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("promises", agreement.register.slug, agreement.number)
    context = {
        "register": agreement.register,
        "agreement": agreement,
        "may_keep": True,
        "form": form,
        "promise": promise,
    }
    return render(request, "agreements/ledger/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@ruled(may_keep, queries.find_promise, of=agreement_of)
def drop(request: HttpRequest, promise: Commitment) -> HttpResponse:
    """Take a promise out of a draft."""
    services.drop_promise(promise=promise, who=signed_in(request))
    return redirect("promises", promise.agreement.register.slug, promise.agreement.number)


@ruled(may_take_part, queries.find_promise, of=agreement_of)
def promise(request: HttpRequest, promise: Commitment) -> HttpResponse:
    """Show one promise with all that was said to be kept of it, and what can be done."""
    agreement = promise.agreement
    found = queries.standing_of(promise, today=timezone.localdate())
    is_open = agreement.state in SIGNED and promise.waived_at is None
    context = {
        "register": agreement.register,
        "agreement": agreement,
        "may_keep": may_keep(request.user, agreement),
        "is_draft": agreement.state == State.DRAFT,
        "is_signed": agreement.state in SIGNED,
        "row": _rows([found])[0],
        "promise": found,
        "fulfilments": [
            (one, much(one.amount), seen_in(one.source) if one.is_seen else "", ReasonForm(prefix=f"kept{one.pk}"))
            for one in queries.fulfilments(promise)
        ],
        "kept_form": KeptForm() if is_open else None,
        "waive_form": ReasonForm(prefix="waive") if is_open else None,
    }
    return render(request, "agreements/ledger/promise.html", context)


def _to(promise: Commitment) -> HttpResponse:
    return redirect("promise", promise.agreement.register.slug, promise.agreement.number, promise.pk)


@require_POST
@ruled(may_take_part, queries.find_promise, of=agreement_of)
def keep(request: HttpRequest, promise: Commitment) -> HttpResponse:
    """Say that so much of a promise was kept."""
    given = checked(KeptForm(request.POST, request.FILES))
    file, who = given["file"], signed_in(request)
    with transaction.atomic():
        document: Document | None = None
        if file:
            document = keep_document(name=file.name, content=file.read(MOST_BYTES + 1), who=who)
        services.fulfil(
            promise=promise,
            amount=given["amount"],
            on_date=given["on_date"],
            remark=given["note"],
            evidence=document,
            who=who,
        )
    messages.success(request, _("Saved."))
    return _to(promise)


@require_POST
@ruled(may_take_part, queries.find_fulfilment, of=agreement_of)
def take_back(request: HttpRequest, fulfilment: Fulfilment) -> HttpResponse:
    """Say that it was not kept after all."""
    given = checked(ReasonForm(request.POST, prefix=f"kept{fulfilment.pk}"))
    services.take_back(fulfilment=fulfilment, reason=given["reason"], who=signed_in(request))
    return _to(fulfilment.commitment)


@require_POST
@ruled(may_keep, queries.find_promise, of=agreement_of)
def waive(request: HttpRequest, promise: Commitment) -> HttpResponse:
    """Let the debtor off a promise."""
    given = checked(ReasonForm(request.POST, prefix="waive"))
    services.waive(promise=promise, reason=given["reason"], who=signed_in(request))
    return _to(promise)


@ruled(may_take_part, queries.find_fulfilment, of=agreement_of)
def evidence(request: HttpRequest, fulfilment: Fulfilment) -> HttpResponse:
    """Give the evidence out as a file."""
    document = fulfilment.evidence
    if document is None:
        raise NotFound(_("There is no file with this."))
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    ending = document.name[document.name.rfind(".") :]
    response["Content-Disposition"] = f'attachment; filename="{document.digest[:12]}{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
