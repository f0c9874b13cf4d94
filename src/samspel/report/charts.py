"""What an evening looks like, as a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, svg
from samspel.wording import clock, short_day


def playing_by_hour(nights: Mapping[str, Sequence[tuple[int, int]]]) -> str:
    """Draw how many sets are on in each hour of each night. `nights`: date → (minute of the hour, sets)."""
    values: list[dict[str, Any]] = [
        {"night": short_day(night), "order": row, "hour": clock(minute), "at": minute, "sets": sets}
        for row, (night, hours) in enumerate(sorted(nights.items()))
        for minute, sets in hours
    ]
    hours = [clock(minute) for minute in sorted({one["at"] for one in values})]
    chart = (
        alt.Chart(inline(values))
        .mark_bar(color=ink("chart-1"))
        .encode(
            x=alt.X("hour:O", sort=hours, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("sets:Q", title=None, axis=alt.Axis(tickCount=4)),
            facet=alt.Facet("night:N", columns=2, title=None, sort=alt.SortField("order")),
        )
        .properties(width=270, height=110, title=_title(_("sets during the hour")))
    )
    return svg(chart)


def _title(text: str) -> alt.TitleParams:
    """Say once above the chart what each of its axes counts: beside every small one there is no room."""
    return alt.TitleParams(text, anchor="start", fontSize=12, fontWeight="normal", color=ink("muted"))


def bars(of: str, unit: str, counts: Sequence[tuple[str, int]]) -> str:
    """Draw counts as bars in their order. `of` says what is counted each, `unit` in what."""
    values: list[dict[str, Any]] = [{"name": name, "count": count} for name, count in counts]
    names = [name for name, _count in counts]
    base = alt.Chart(inline(values)).encode(y=alt.Y("name:N", sort=names, title=of))
    drawn = base.mark_bar(color=ink("chart-1")).encode(x=alt.X("count:Q", title=unit, axis=alt.Axis(tickMinStep=1)))
    numbers = base.mark_text(align="left", dx=4, color=ink("ink")).encode(x="count:Q", text="count:Q")
    return svg((drawn + numbers).properties(width=480, height=22 * len(counts)))
