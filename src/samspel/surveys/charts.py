"""An estimate's values → Altair specifications → SVG in the page's own colours, each with what it shows in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.records.types import Attachment
from samspel.surveys.sentences import ledger_text, marketing_text, step_name, unit_of, use_sentence
from samspel.surveys.types import MARKETING

Values = Mapping[str, Any]
LANGUAGES = ("sv", "en")
CHARTS = ("ledger", "marketing")
WIDTH, STEP = 400, 26
ROOM = {"left": 28, "right": 12, "top": 6, "bottom": 6}
"""Around a chart: letters of a page may be wider than those it was measured with."""


def charts_of(problem: Values, values: Values) -> tuple[Attachment, ...]:
    """Return the charts in both languages: ``ledger-sv.svg``, … Those without anything to show are left out."""
    return tuple(
        Attachment(f"{name}-{language}.svg", "image/svg+xml", _drawn(name, problem, values, language))
        for name in CHARTS
        if _ROWS[name](problem, values)
        for language in LANGUAGES
    )


def _drawn(name: str, problem: Values, values: Values, language: str) -> bytes:
    with translation.override(language):
        picture = svg(_DRAW[name](_ROWS[name](problem, values)))
        title = _TEXT[name](problem, values)
    return for_page(picture, f"survey-{name}-{language}-{problem['survey']}", title).encode()


def ledger_rows(problem: Values, values: Values) -> list[dict[str, Any]]:
    """Return the bars of the waterfall: from where to where, and the interval of each step's end."""
    if "ledger" not in values:
        return []
    rows, level = [], 0.0
    for one in values["ledger"]["steps"]:
        if one["name"] in ("persons", "ratio", "multiplied") or one["value"] is None:
            continue
        is_level = one["name"] in ("gross", "net")
        start, end = (0.0, one["value"]) if is_level else (level, level + one["value"])
        level = end
        kind = "level" if is_level else "more" if one["value"] >= 0 else "less"
        rows.append(
            {
                "step": step_name(one["name"]),
                "start": start / 1000,
                "end": end / 1000,
                "kind": kind,
                "unit": unit_of(problem),
            }
            | ({"low": one["low"] / 1000, "high": one["high"] / 1000} if is_level and one["low"] is not None else {})
        )
    return rows


def _ledger(rows: Sequence[Mapping[str, Any]]) -> Any:
    order = [row["step"] for row in rows]
    y = alt.Y("step:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    colour = alt.Scale(domain=["level", "less", "more"], range=[ink("chart-1"), ink("chart-2"), ink("chart-4")])
    bars = (
        alt.Chart(inline(rows))
        .mark_bar(height=16)
        .encode(
            x=alt.X("start:Q", title=_("thousand %(unit)s") % {"unit": rows[0]["unit"]}, axis=numbers(",~r")),
            x2="end:Q",
            y=y,
            color=alt.Color("kind:N", legend=None, scale=colour),
        )
    )
    spread = [row for row in rows if "low" in row]
    lines = alt.Chart(inline(spread)).mark_rule(strokeWidth=2, color=ink("ink")).encode(x="low:Q", x2="high:Q", y=y)
    return (bars + lines).properties(width=WIDTH, height={"step": STEP}, padding=ROOM)


def marketing_rows(problem: Values, values: Values) -> list[dict[str, Any]]:
    """Return the place marketing shares with their intervals."""
    return [
        {"what": use_sentence(one["use"]), **_percent(one["yes"])}
        for one in values["questions"]
        if one["use"] in MARKETING and one.get("yes", {}).get("low") is not None
    ]


def _percent(one: Mapping[str, Any]) -> dict[str, float]:
    return {name: 100 * one[name] for name in ("share", "low", "high")}


def _dots(rows: Sequence[Mapping[str, Any]]) -> Any:
    y = alt.Y("what:N", sort=[row["what"] for row in rows], title=None, axis=alt.Axis(labelLimit=260))
    scale = alt.Scale(domain=[0, 100])
    lines = alt.Chart(inline(rows)).mark_rule(strokeWidth=3, color=ink("chart-1"), opacity=0.55)
    dots = alt.Chart(inline(rows)).mark_point(filled=True, size=90, color=ink("chart-1"), opacity=1)
    x = alt.X("low:Q", title=_("per cent of all visitors"), scale=scale, axis=numbers(",~r"))
    return lines.encode(x=x, x2="high:Q", y=y) + dots.encode(x=alt.X("share:Q", scale=scale), y=y)


def _marketing(rows: Sequence[Mapping[str, Any]]) -> Any:
    return _dots(rows).properties(width=WIDTH, height={"step": STEP}, padding=ROOM)


_Rows = Callable[[Values, Values], list[dict[str, Any]]]
_ROWS: dict[str, _Rows] = {"ledger": ledger_rows, "marketing": marketing_rows}
_DRAW: dict[str, Callable[[Sequence[Mapping[str, Any]]], Any]] = {
    "ledger": _ledger,
    "marketing": _marketing,
}
_TEXT: dict[str, Callable[[Values, Values], str]] = {
    "ledger": ledger_text,
    "marketing": marketing_text,
}
