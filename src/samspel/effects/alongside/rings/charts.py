"""Bands by before, during and after, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.alongside.rings.sentences import SEGMENTS, band_name, rings_text
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment

RINGS = "rings"
SHAPES = ("circle", "diamond", "square", "triangle-up", "triangle-down", "cross")


def charts_of(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the chart in both languages."""
    return in_both_languages(RINGS, _rings, rings_text, registration, values, key)


def _rings(registration: Registration, values: Values) -> Any:
    found = values["rings"]
    bands = [band_name(found["edges"], band) for band in range(len(found["edges"]))]
    segments = [str(SEGMENTS[name]) for name in found["spans"]]
    rows = [
        {
            "band": bands[one["band"]],
            "segment": str(SEGMENTS[one["segment"]]),
            **{name: one[name] for name in ("effect", "lower", "upper")},
        }
        for one in found["parts"]
    ]
    inks = [ink(f"chart-{1 + number % 6}") for number in range(len(bands))]
    shapes = [SHAPES[number % len(SHAPES)] for number in range(len(bands))]
    x = alt.X("segment:N", title=None, sort=segments, axis=alt.Axis(labelAngle=0, grid=False))
    beside = alt.XOffset("band:N", sort=bands)
    legend = alt.Legend(orient="top", symbolSize=120, labelLimit=400, columnPadding=28)
    colour = alt.Color("band:N", title=None, scale=scale(bands, inks), legend=legend)
    base = alt.Chart(inline(rows))
    reach = base.mark_rule(strokeWidth=2).encode(
        x=x, xOffset=beside, y=alt.Y("lower:Q", title=None, axis=numbers(",~r")), y2="upper:Q", color=colour
    )
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x,
        xOffset=beside,
        y="effect:Q",
        color=colour,
        shape=alt.Shape("band:N", title=None, scale=scale(bands, shapes), legend=legend),
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(y="effect:Q")
    title = _("more or less than donors tell (%(unit)s, summed up)") % {"unit": registration.unit}
    return titled((zero + reach + points).properties(width=WIDTH, height=HEIGHT), title)
