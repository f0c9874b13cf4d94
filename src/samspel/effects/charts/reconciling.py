"""A survey's net beside a study's estimate → a chart of both and of their difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.effects.sentences.reconciling import FIGURES, name_of, told, word
from samspel.records.types import Attachment

Plain = Mapping[str, Any]
LANGUAGES = ("sv", "en")
WIDTH, STEP = 320, 34
ROOM = {"left": 28, "right": 12, "top": 6, "bottom": 6}
"""Around the chart: letters of a page may be wider than those it was measured with."""


def drawings(problem: Plain, values: Plain, key: str) -> tuple[Attachment, ...]:
    """Return the chart in both languages: ``beside-sv.svg``, ``beside-en.svg``."""
    return tuple(_drawing(problem, values, key, language) for language in LANGUAGES)


def _drawing(problem: Plain, values: Plain, key: str, language: str) -> Attachment:
    with translation.override(language):
        rows: list[dict[str, Any]] = [
            {"what": name_of(name), "own": name == "difference"}
            | {end: values[name][end] / 1000 for end in ("value", "low", "high")}
            for name in FIGURES
        ]
        y = alt.Y("what:N", sort=[row["what"] for row in rows], title=None, axis=alt.Axis(labelLimit=200))
        colour = alt.Color(
            "own:N", legend=None, scale=alt.Scale(domain=[False, True], range=[ink("chart-1"), ink("chart-2")])
        )
        title = _("thousand %(unit)s") % {"unit": word(problem["money"])}
        x = alt.X("low:Q", title=title, axis=numbers(",~r"))
        zero = alt.Chart(inline([{"at": 0}])).mark_rule(color=ink("edge")).encode(x="at:Q")
        lines = (
            alt.Chart(inline(rows)).mark_rule(strokeWidth=3, opacity=0.55).encode(x=x, x2="high:Q", y=y, color=colour)
        )
        dots = (
            alt.Chart(inline(rows)).mark_point(filled=True, size=90, opacity=1).encode(x="value:Q", y=y, color=colour)
        )
        picture = svg((zero + lines + dots).properties(width=WIDTH, height={"step": STEP}, padding=ROOM))
        content = for_page(picture, f"beside-{language}-{key}", told(problem, values)["text"])
    return Attachment(f"beside-{language}.svg", "image/svg+xml", content.encode())
