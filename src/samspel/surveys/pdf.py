"""Posters with a survey's short links, by Typst: a page for each place and night, Swedish and English side by side."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samspel.colours import on_paper
from samspel.surveys.models import Spot, Survey

TEMPLATE = Path(__file__).parent / "templates" / "surveys" / "paper" / "posters.typ"


def posters(survey: Survey, spots: Sequence[tuple[Spot, str]]) -> bytes:
    """Return the posters of these spots, each with its short link, as PDF/A and PDF/UA."""
    accent, ink = on_paper(survey.festival.accent)
    today = timezone.localdate()
    data = {
        "accent": accent,
        "ink": ink,
        "title": survey.edition.name,
        "language": (translation.get_language() or "sv")[:2],
        "date": [today.year, today.month, today.day],
        "code": _("QR code:"),
        "words": {language: _words(survey, language) for language in ("sv", "en")},
        "spots": [{"name": str(spot), "link": link, "code": _code(link)} for spot, link in spots],
    }
    pdf: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(survey.made_at.timestamp()),
    )
    return pdf


def _words(survey: Survey, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "title": _("What is the festival to you?"),
            "purpose": survey.purpose,
            "how": _("Answer on your phone, in three minutes, without an account. Nothing tells who you are."),
            "synthetic": _("Synthetic: this festival does not exist.") if survey.edition.is_synthetic else "",
        }


def _code(link: str) -> str:
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, light="#fff")
    return drawn.getvalue().decode()
