"""A run's charts as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from samspel.effects.charts.paths import LANGUAGES, narrow_of
from samspel.effects.telling import Chart
from samspel.records.models import Artefact, Run
from samspel.records.queries import artefact


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart for a page: SVG that this software has drawn, for wide and narrow screens, and what it shows in words.

    A run of before there were narrow ones has but the wide one.
    """

    name: str
    svg: SafeString
    narrow: SafeString | None
    text: str


def drawing(run: Run, chart: Chart) -> Drawing:
    """Return one of a run's charts in the language that is active."""
    language = translation.get_language() or "sv"
    file = f"{chart.name}-{language if language in LANGUAGES else 'en'}"
    narrow = run.artefacts.filter(name=f"{narrow_of(file)}.svg").first()
    return Drawing(chart.name, _safe(artefact(run, f"{file}.svg")), _safe(narrow) if narrow else None, chart.text)


def _safe(drawn: Artefact) -> SafeString:
    # A run's charts are drawn by us from numbers and escaped names; see charts.
    return mark_safe(bytes(drawn.content).decode())  # noqa: S308
