"""Arrivals by hour → an Altair specification → SVG in the page's own colours, with what it shows in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.night.types import Hour

STEP, HEIGHT = 52, 200
"""How wide an hour is, and how high the chart."""

Bar = tuple[str, int, bool]


def bars_of(hours: Sequence[Hour], zone: ZoneInfo) -> tuple[Bar, ...]:
    """Return the hours as a clock names them, how many came, and whether that is known in whole."""
    return tuple((f"{one.starts_at.astimezone(zone):%H}", one.arrivals, one.is_whole) for one in hours)


def chart_of(bars: tuple[Bar, ...], name: str) -> str:
    """Return arrivals by hour as SVG; empty where nobody came."""
    return _drawn(bars, name, get_language() or "sv") if any(arrivals for _hour, arrivals, _whole in bars) else ""


def text_of(bars: Sequence[Bar]) -> str:
    """Say what the chart shows: when most came, and which hours are not known in whole."""
    top = max(bars, key=lambda bar: bar[1], default=None)
    if top is None or not top[1]:
        return ""
    said = _("Most came between %(from)s and %(to)s: %(n)d.") % {
        "from": f"{top[0]}:00",
        "to": f"{(int(top[0]) + 1) % 24:02d}:00",
        "n": top[1],
    }
    parts = [f"{hour}:00" for hour, _arrivals, is_whole in bars if not is_whole]
    return " ".join([said, *([_("Not known in whole: %(hours)s.") % {"hours": ", ".join(parts)}] if parts else [])])


@lru_cache(maxsize=128)
def _drawn(bars: tuple[Bar, ...], name: str, language: str) -> str:
    """Draw once for what is the same: a page that refreshes itself asks often."""
    return for_page(svg(_chart(bars)), name, text_of(bars))


def _chart(bars: Sequence[Bar]) -> Any:
    whole, part = _("known in whole"), _("at least so many")
    rows = [{"hour": hour, "arrivals": arrivals, "known": whole if known else part} for hour, arrivals, known in bars]
    scale = alt.Scale(domain=[whole, part], range=[ink("chart-1"), ink("chart-band")])
    is_mixed = not all(known for _hour, _arrivals, known in bars)
    legend = alt.Legend(orient="top", title=None, columnPadding=24) if is_mixed else None
    return (
        alt.Chart(inline(rows))
        .mark_bar(stroke=ink("chart-1"), strokeWidth=2)
        .encode(
            x=alt.X("hour:N", sort=None, title=_("from this hour"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("arrivals:Q", title=_("arrivals"), axis=numbers(",~r")),
            color=alt.Color("known:N", scale=scale, legend=legend),
        )
        .properties(width=alt.Step(STEP), height=HEIGHT)
    )
