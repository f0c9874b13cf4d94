"""A signed version → PDF by Typst with the record of its signatures: tagged, PDF/A-2a and PDF/UA-1, repeatable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samspel.agreements.models import Signature, Version
from samspel.agreements.sentences import due_of, imprint, promise_of, sector_of, worth_of
from samspel.agreements.types import Kind

TEMPLATE = Path(__file__).parent / "templates" / "agreements" / "agreement.typ"


def render(version: Version, *, signatures: Sequence[Signature], address: str) -> bytes:
    """Return the PDF in the agreement's own language. `address` is where anybody can have it verified."""
    content = version.content
    made_at = max([one.at for one in signatures], default=version.frozen_at)
    with translation.override(content["language"]):
        data = _data(version, signatures, address)
        words = _words(is_signed=bool(signatures))
    day = timezone.localtime(made_at)
    pdf: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={
            "data": json.dumps(data, ensure_ascii=False),
            "words": json.dumps(words, ensure_ascii=False),
            "date": json.dumps([day.year, day.month, day.day]),
        },
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )
    return pdf


def _data(version: Version, signatures: Sequence[Signature], address: str) -> dict[str, Any]:
    content = version.content
    return {
        "title": content["title"],
        "language": content["language"],
        "is_synthetic": content["is_synthetic"],
        "digest": version.digest,
        "address": address,
        "kicker": f"{capfirst(Kind(content['kind']).label)} · {content['place']} {content['number']}",
        "imprint": imprint(content),
        "parties": [{**party, "sector": sector_of(party)} for party in content["parties"]],
        "sections": [
            {"heading": one["heading"], "paragraphs": [part for part in one["text"].splitlines() if part.strip()]}
            for one in content["sections"]
        ],
        "promises": [
            {
                "debtor": one["debtor"],
                "creditor": one["creditor"],
                "what": promise_of(one),
                "worth": worth_of(one),
                "due": due_of(one),
            }
            for one in content["promises"]
        ],
        "signatures": [
            {
                "name": one.name,
                "role": one.role,
                "mandate": one.mandate,
                "organisation": one.organisation,
                "at": timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"),
            }
            for one in signatures
        ],
    }


def _words(*, is_signed: bool) -> dict[str, str]:
    signed = _("Each has read the text with this digest by a link sent to them by e-mail, and signed it.")
    return {
        "page": _("Page"),
        "synthetic": _("Synthetic: the parties, the people and the text are made up."),
        "parties": _("Parties and who signs for them"),
        "promises": _("Promises"),
        "debtor": _("Who promises"),
        "creditor": _("to whom"),
        "what": _("What"),
        "worth": _("Worth"),
        "due": _("When"),
        "record": _("Record of signatures"),
        "record_text": signed if is_signed else _("Nobody has signed this text yet."),
        "name": _("Name"),
        "role": _("Role"),
        "mandate": _("Mandate"),
        "at": _("Signed"),
        "digest": _("SHA-256 of the signed text as canonical JSON:"),
        "verify": _("Verify it:"),
    }
