"""Interplay in figures: who collaborates with whom, and what each side has promised and kept."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from samspel.access import public, ruled
from samspel.agreements.charts import ring_of
from samspel.agreements.models import Register
from samspel.agreements.queries.interplay import interplay
from samspel.agreements.queries.registers import register as find_register
from samspel.agreements.rules import may_keep
from samspel.agreements.sentences import network_text
from samspel.agreements.views.public import PAGE
from samspel.people.types import Sector


def _figures(request: HttpRequest, register: Register, *, public_only: bool) -> dict[str, Any]:
    found = interplay(register, today=timezone.localdate(), public_only=public_only)
    return {
        "register": register,
        "found": found,
        "ring": ring_of(found),
        "ring_text": network_text(found),
        "sides": [(Sector(one.sector).label, one) for one in found.sides],
        "sectors": [(number, one.label) for number, one in enumerate(Sector, start=1)],
        "page": Paginator(found.ties, PAGE).get_page(request.GET.get("page")),
    }


@public(find_register)
def shown(request: HttpRequest, register: Register) -> HttpResponse:
    """Show everybody the network of public agreements."""
    return render(request, "agreements/ledger/interplay.html", _figures(request, register, public_only=True))


@ruled(may_keep, find_register)
def office(request: HttpRequest, register: Register) -> HttpResponse:
    """Show keepers the network of all signed agreements."""
    context = {**_figures(request, register, public_only=False), "may_keep": True}
    return render(request, "agreements/ledger/office_interplay.html", context)
