"""A survey's published results → a section of the report, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samspel.report.types import Chart, Figure, Section, Table


def survey_section(result: Mapping[str, Any], *, is_synthetic: bool) -> Section:
    """Return what a survey says: its sentence, figures and charts with their run, and what they rest on."""
    run = result["run"]
    rows = tuple(tuple(cells[:4]) for cells in result["lines"])
    table = Table((_("Line"), _("What it changes"), _("Left"), _("95 % interval")), rows) if rows else None
    drawn = [Chart(svg, caption, run, table if name == "ledger" else None) for name, svg, caption in result["charts"]]
    drawn += [Chart(svg, text, its_run) for _sentence, svg, text, its_run, _whole in result["besides"]]
    return Section(
        "survey",
        result["title"],
        (result["sentence"], *result["cautions"], *(sentence for sentence, *_drawn in result["besides"])),
        tuple(Figure(label, value, run) for label, value in result["figures"]),
        tuple(drawn),
        tuple(result["assumptions"]),
        points_title=_("What is assumed"),
        origin=_("Synthetic: nobody gave these answers; they show the method.") if is_synthetic else "",
    )
