"""What everybody sees: which places show agreements, the list, one agreement part by part; what an arrangement is."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspel.access import nothing, public, ruled
from samspel.agreements.forms.agreements import ShowForm, WeighForm
from samspel.agreements.models import Agreement, Register
from samspel.agreements.queries import agreements as queries
from samspel.agreements.queries.registers import Filter, agreements, open_registers
from samspel.agreements.queries.registers import register as find_register
from samspel.agreements.rules import SIGNED, may_see_agreement, may_take_part
from samspel.agreements.sentences import due_of, imprint, promise_of, sector_of, worth_of
from samspel.agreements.types import State
from samspel.agreements.weighing import SOURCES
from samspel.agreements.weighing import weigh as weigh_answers
from samspel.records.queries import all_that_came, came_from

PAGE = 50


@public(nothing)
def registers(request: HttpRequest, subject: None) -> HttpResponse:
    """List the places that show agreements."""
    return render(request, "agreements/places.html", {"registers": open_registers()})


def filter_of(show: ShowForm) -> Filter:
    """Return what a form asks for."""
    return Filter(show.value("state"), show.value("kind"), show.value("sector"), show.value("q"))


@public(find_register)
def register(request: HttpRequest, register: Register) -> HttpResponse:
    """Show a place's public agreements."""
    show = ShowForm(request.GET)
    show.fields["state"].choices = [("", "–"), *((one.value, one.label) for one in SIGNED)]  # type: ignore[attr-defined]
    wanted = filter_of(show)
    found = agreements(register, wanted, public_only=True)
    context = {
        "register": register,
        "show": show,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "is_filtered": wanted != Filter(),
    }
    return render(request, "agreements/register.html", context)


def shown(content: dict[str, Any]) -> dict[str, Any]:
    """Return a frozen text as pages show it."""
    return {
        **content,
        "imprint": imprint(content),
        "sections": [{"number": number, **one} for number, one in enumerate(content["sections"], start=1)],
        "parties": [{**party, "sector": sector_of(party)} for party in content["parties"]],
        "promises": [
            {**one, "said": promise_of(one), "worth": worth_of(one), "due": due_of(one)} for one in content["promises"]
        ],
    }


@ruled(may_see_agreement, queries.find_agreement)
def agreement(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Show what is public of an agreement: parties and term, the sections and the promises that are to be read."""
    version = queries.standing_version(agreement) if agreement.state in SIGNED else None
    content = dict(version.content) if version is not None else None
    if content is not None:
        content = shown(content)
        content["sections"] = [one for one in content["sections"] if one["key"] in agreement.public_sections]
        content["promises"] = content["promises"] if agreement.are_promises_public else []
    context = {
        "register": agreement.register,
        "agreement": agreement,
        "version": version,
        "content": content,
        "parties": agreement.parties.select_related("organisation"),
        "chain": [one for one in queries.chain(agreement) if one.is_public and one.state in SIGNED],
        "before": came_from(agreement, public_only=True),
        "after": all_that_came(agreement, public_only=True),
        "is_ended": agreement.state == State.ENDED,
        "may_take_part": may_take_part(request.user, agreement),
    }
    return render(request, "agreements/agreement.html", context)


@public(nothing)
def weigh(request: HttpRequest, subject: None) -> HttpResponse:
    """Ask whether an arrangement is a partnership, a grant or a purchase, and explain; nothing is kept."""
    form = WeighForm(request.GET if "orders" in request.GET else None)
    weighed = weigh_answers(form.cleaned_data) if form.is_bound and form.is_valid() else None
    return render(request, "agreements/weigh.html", {"form": form, "weighed": weighed, "sources": SOURCES})
