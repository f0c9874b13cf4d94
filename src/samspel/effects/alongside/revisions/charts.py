"""The effect by each version of the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.alongside.revisions.sentences import name_of, revisions_text
from samspel.effects.charts.paths import WIDTH, in_both_languages, titled
from samspel.effects.sentences.claims import effect_unit
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment

REVISIONS = "revisions"
HEIGHT = 220


def charts_of(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the chart in both languages."""
    return in_both_languages(REVISIONS, _revisions, revisions_text, registration, values, key)


def _revisions(registration: Registration, values: Values) -> Any:
    rows = [{"version": name_of(one), "effect": one["effect"]} for one in values["revisions"]["versions"]]
    order = [row["version"] for row in rows]
    x = alt.X("version:N", title=None, sort=order, axis=alt.Axis(labelAngle=0, grid=False))
    y = alt.Y("effect:Q", title=None, axis=numbers(",~r"))
    line = (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=2.5, color=ink("chart-1"), point={"filled": True, "size": 90, "color": ink("chart-1")})
        .encode(x=x, y=y)
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    title = _("effect (%(unit)s), by version of the figures") % {"unit": effect_unit(registration)}
    return titled((zero + line).properties(width=WIDTH, height=HEIGHT), title)
