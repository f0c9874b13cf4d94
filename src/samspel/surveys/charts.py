"""An estimate's values → Altair specifications → SVG in the page's own colours, each with what it shows in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.records.types import Attachment
from samspel.surveys.disclosure import disclosed
from samspel.surveys.instances.ledgers import ledger_of
from samspel.surveys.ledger_sentences import ledger_text, line_name, unit_of
from samspel.surveys.queries.years import closed_years
from samspel.surveys.sentences import marketing_shares, marketing_text

Values = Mapping[str, Any]
LANGUAGES = ("sv", "en")
CHARTS = ("ledger", "marketing")
PUBLIC = "public-"
"""Before the name of a chart of what everybody may be shown."""
WIDTH, STEP = 400, 26
ROOM = {"left": 28, "right": 12, "top": 6, "bottom": 6}
"""Around a chart: letters of a page may be wider than those it was measured with."""


def charts_of(problem: Values, values: Values) -> tuple[Attachment, ...]:
    """Return the charts in both languages: ``ledger-sv.svg``, ``public-ledger-sv.svg``, …

    Those without anything to show are left out.
    """
    told = {"": values, PUBLIC: disclosed(values, hidden_years=closed_years(problem))}
    return tuple(
        Attachment(f"{prefix}{name}-{language}.svg", "image/svg+xml", _drawn(name, problem, shown, language))
        for prefix, shown in told.items()
        for name in CHARTS
        if _ROWS[name](problem, shown)
        for language in LANGUAGES
    )


def _drawn(name: str, problem: Values, values: Values, language: str) -> bytes:
    with translation.override(language):
        picture = svg(_DRAW[name](_ROWS[name](problem, values)))
        title = _TEXT[name](problem, values)
    return for_page(picture, f"survey-{name}-{language}-{problem['survey']}", title).encode()


def ledger_rows(problem: Values, values: Values) -> list[dict[str, Any]]:
    """Return the bars of the waterfall in thousands: from where to where, and the interval of what is left."""
    found = ledger_of(values)
    if found is None:
        return []
    folded, rows, level = values["ledger"].get("folded", {}), [], 0.0
    for one in found.money:
        is_level = one.name in ("gross", "net")
        kind = "level" if is_level else "more" if one.change >= 0 else "less"
        row = {"step": line_name(one.name, folded), "kind": kind, "unit": unit_of(problem)}
        ends = {"start": 0.0 if is_level else level, "end": one.value, "low": one.low, "high": one.high}
        if is_level or one.change:
            rows.append(row | {name: value / 1000 for name, value in ends.items()})
        level = one.value
    return rows


def _ledger(rows: Sequence[Mapping[str, Any]]) -> Any:
    order = [row["step"] for row in rows]
    y = alt.Y("step:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    colour = alt.Scale(domain=["level", "less", "more"], range=[ink("chart-1"), ink("chart-2"), ink("chart-4")])
    title = _("thousand %(unit)s; the line is the 95 %% interval of what is left") % {"unit": rows[0]["unit"]}
    chart = alt.Chart(inline(rows))
    bars = chart.mark_bar(height=16).encode(
        x=alt.X("start:Q", title=title, axis=numbers(",~r")),
        x2="end:Q",
        y=y,
        color=alt.Color("kind:N", legend=None, scale=colour),
    )
    lines = chart.mark_rule(strokeWidth=2, color=ink("ink")).encode(x="low:Q", x2="high:Q", y=y)
    return (bars + lines).properties(width=WIDTH, height={"step": STEP}, padding=ROOM)


def marketing_rows(problem: Values, values: Values) -> list[dict[str, Any]]:
    """Return the place marketing shares with their intervals."""
    return [{"what": name, **_percent(one)} for name, one in marketing_shares(problem, values)]


def _percent(one: Mapping[str, Any]) -> dict[str, float]:
    return {name: 100 * one[name] for name in ("share", "low", "high")}


def _marketing(rows: Sequence[Mapping[str, Any]]) -> Any:
    y = alt.Y("what:N", sort=[row["what"] for row in rows], title=None, axis=alt.Axis(labelLimit=260))
    scale = alt.Scale(domain=[0, 100])
    lines = alt.Chart(inline(rows)).mark_rule(strokeWidth=3, color=ink("chart-1"), opacity=0.55)
    dots = alt.Chart(inline(rows)).mark_point(filled=True, size=90, color=ink("chart-1"), opacity=1)
    x = alt.X("low:Q", title=_("per cent of all visitors"), scale=scale, axis=numbers(",~r"))
    both = lines.encode(x=x, x2="high:Q", y=y) + dots.encode(x=alt.X("share:Q", scale=scale), y=y)
    return both.properties(width=WIDTH, height={"step": STEP}, padding=ROOM)


_Rows = Callable[[Values, Values], list[dict[str, Any]]]
_ROWS: dict[str, _Rows] = {"ledger": ledger_rows, "marketing": marketing_rows}
_DRAW: dict[str, Callable[[Sequence[Mapping[str, Any]]], Any]] = {"ledger": _ledger, "marketing": _marketing}
_TEXT: dict[str, Callable[[Values, Values], str]] = {"ledger": ledger_text, "marketing": marketing_text}
