"""An agreement's rows → the plain values that are shown, signed and sealed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from samspel.agreements.models import Agreement, Commitment, Party

FORM = 1
"""Rises when the values change shape, so that those who read old versions know."""

BLANK = re.compile(r"\[[^\[\]\n]{1,80}\]")
"""A word in square brackets is to be filled in before anything is sent out."""


def blanks(agreement: Agreement) -> list[tuple[str, str]]:
    """Return every word that is still to be filled in, with the heading it stands under."""
    texts = [("", agreement.title), *((one["heading"], one["text"]) for one in agreement.sections)]
    texts += [(heading, heading) for heading, _text in texts[1:]]
    return [(heading, word) for heading, text in texts for word in BLANK.findall(text)]


def content_of(agreement: Agreement) -> dict[str, Any]:
    """Return all that the parties sign. No address is part of it, so that it can be kept and shown for good."""
    parties = list(agreement.parties.select_related("organisation").prefetch_related("signatories"))
    promises = agreement.commitments.select_related(
        "debtor__organisation", "creditor__organisation", "venue", "stage__venue"
    )
    return {
        "form": FORM,
        "place": agreement.register.place.name,
        "is_synthetic": agreement.register.is_synthetic,
        "number": agreement.number,
        "title": agreement.title,
        "kind": agreement.kind,
        "language": agreement.language,
        "starts_on": _day(agreement.starts_on),
        "ends_on": _day(agreement.ends_on),
        "notice_months": agreement.notice_months,
        "case_number": agreement.case_number,
        "festival": agreement.festival.name if agreement.festival else "",
        "edition": agreement.edition.name if agreement.edition else "",
        "follows": {"number": agreement.follows.number, "how": agreement.change} if agreement.follows else None,
        "is_signing_in_order": agreement.is_signing_in_order,
        "parties": [_party(one) for one in parties],
        "sections": [{name: one[name] for name in ("key", "heading", "text")} for one in agreement.sections],
        "promises": [_promise(one) for one in promises.order_by("pk")],
    }


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _party(party: Party) -> dict[str, Any]:
    signatories = [
        {"key": one.pk, "name": one.name, "role": one.role, "mandate": one.mandate, "order": one.position}
        for one in party.signatories.all()
    ]
    return {
        "key": party.pk,
        "organisation": party.organisation.name,
        "sector": party.organisation.sector,
        "signatories": signatories,
    }


def _promise(one: Commitment) -> dict[str, Any]:
    return {
        "debtor": one.debtor.organisation.name,
        "creditor": one.creditor.organisation.name,
        "kind": one.kind,
        "what": one.what,
        "amount": f"{one.amount:.2f}",
        "unit": one.unit,
        "value_sek": one.value_sek,
        "rule": one.rule,
        "due_date": _day(one.due_date),
        "where": str(one.stage or one.venue or ""),
    }
