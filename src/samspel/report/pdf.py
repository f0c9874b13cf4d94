"""A document → PDF by Typst: tagged, PDF/A-2a and PDF/UA-1, the same bytes for the same report."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from samspel.drawing import printed
from samspel.report.types import Document

TEMPLATE = Path(__file__).parent / "templates" / "report" / "report.typ"


def render(document: Document, *, made_at: datetime, runs_address: str, accent: str) -> bytes:
    """Return the PDF. `runs_address` is where a run's page is, up to its eight letters."""
    data = asdict(document)
    for section in data["sections"]:
        for chart in section["charts"]:
            chart["svg"] = printed(chart["svg"], accent=accent)
    words = {"run": _("run"), "page": _("Page"), "alt": _("Chart")}
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "words": json.dumps(words, ensure_ascii=False),
        "runs": runs_address,
        "accent": accent,
        "date": json.dumps([made_at.year, made_at.month, made_at.day]),
    }
    pdf: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs=inputs,
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )
    return pdf
