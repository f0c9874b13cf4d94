"""Each night's rooms: who had them, and who found none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.alongside.rooms.sentences import rooms_text
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment

ROOMS = "rooms"
WIDEST = 80.0


def charts_of(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the chart in both languages."""
    return in_both_languages(ROOMS, _rooms, rooms_text, registration, values, key)


def _rooms(registration: Registration, values: Values) -> Any:
    nights = values["rooms"]["nights"]
    order = [_("others, with a room"), _("the event's visitors"), _("somebody without a room")]
    rows = [
        {"night": one["period"], "who": who, "order": number, "rooms": rooms}
        for one in nights
        for number, (who, rooms) in enumerate(zip(order, _shares(one), strict=True))
    ]
    periods = [one["period"] for one in nights]
    x = alt.X("night:N", title=None, sort=periods, axis=alt.Axis(labelAngle=0, grid=False))
    legend = alt.Legend(orient="top", labelLimit=400, columnPadding=28)
    width = min(WIDEST, 0.6 * WIDTH / len(nights))
    inks = [ink("chart-band"), ink("chart-1"), ink("chart-2")]
    bars = (
        alt.Chart(inline(rows))
        .mark_bar(stroke=ink("edge"), strokeWidth=0.5, size=width)
        .encode(
            x=x,
            y=alt.Y("rooms:Q", title=None, axis=numbers(",~r")),
            color=alt.Color("who:N", title=None, scale=scale(order, inks), legend=legend),
            order="order:Q",
        )
    )
    roof = (
        alt.Chart(inline([{"night": one["period"], "rooms": one["rooms"]} for one in nights]))
        .mark_tick(color=ink("ink"), thickness=3, size=1.2 * width)
        .encode(x=x, y="rooms:Q")
    )
    return titled((bars + roof).properties(width=WIDTH, height=HEIGHT), _("rooms (the line: all there are)"))


def _shares(one: Values) -> tuple[float, float, float]:
    displaced = one["displaced"]["value"]
    others = max(0.0, one["baseline"] - displaced)
    return others, max(0.0, one["baseline"] + one["demand"] - others - displaced), displaced
