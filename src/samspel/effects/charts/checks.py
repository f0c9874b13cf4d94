"""What checks found → charts: the curve of every way of asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.sentences.checks import METHODS, silent_text
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.types import Registration
from samspel.effects.verdicts import is_silent, level_of, ways_of
from samspel.engines.counterfactual import Method
from samspel.records.types import Attachment
from samspel.wording import amount

Values = Mapping[str, Any]
WAYS = "ways"


def ways_chart(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the specification curve in both languages."""
    return in_both_languages(WAYS, _ways, ways_text, registration, values, key)


def _known(values: Values) -> list[dict[str, Any]]:
    return sorted(
        (one for one in values["checks"]["specifications"] if one["effect"] is not None),
        key=lambda one: float(one["effect"]),
    )


def _ways(registration: Registration, values: Values) -> Any:
    level = level_of(registration)
    unusual, usual = _("unusual (p ≤ %(level)s)") % {"level": amount(level, 2)}, _("not unusual")
    silent = _("too few donors for that p")
    rows = [
        {
            "place": place,
            "effect": one["effect"],
            "method": str(METHODS[Method(one["method"])]),
            "odds": silent if is_silent(one, level) else unusual if one["p_value"] <= level else usual,
        }
        for place, one in enumerate(_known(values), start=1)
    ]
    x = alt.X("place:O", title=_("ways of asking, by effect"), axis=alt.Axis(labels=False, ticks=False, grid=False))
    title = _("effect (%(unit)s)") % {"unit": effect_unit(registration)}
    y = alt.Y("effect:Q", title=None, axis=numbers(",~r"))
    order = [unusual, usual, *([silent] if any(one["odds"] == silent for one in rows) else [])]
    inks = [ink("chart-1"), ink("chart-6"), ink("muted")][: len(order)]
    shapes = ["diamond", "circle", "cross"][: len(order)]
    points = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("odds:N", title=None, scale=scale(order, inks), legend=legend_on_top()),
            shape=alt.Shape("odds:N", title=None, scale=scale(order, shapes), legend=legend_on_top()),
        )
    )
    registered = (
        alt.Chart(inline([{"effect": values["effect"]}])).mark_rule(strokeDash=[6, 4], color=ink("chart-2")).encode(y=y)
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    return titled((zero + registered + points).properties(width=WIDTH, height=HEIGHT), title)


def legend_on_top() -> alt.Legend:
    """Return the key of a chart's marks, above it."""
    return alt.Legend(orient="top", symbolSize=120, labelLimit=400, columnPadding=28)


def ways_text(registration: Registration, values: Values) -> str:
    """Say in words what the curve of every way of asking shows."""
    ways, counted, level = _known(values), ways_of(registration, values), level_of(registration)
    unit = effect_unit(registration)
    if not ways:
        return _("No other way of asking allowed an estimate.")
    sentence = _(
        "%(count)d ways of asking give from %(low)s to %(high)s %(unit)s; %(unusual)d of them are unusual. The dashed "
        "line is the registered one, %(effect)s."
    ) % {
        "count": len(ways),
        "low": figure(ways[0]["effect"]),
        "high": figure(ways[-1]["effect"]),
        "unit": unit,
        "unusual": sum(one["p_value"] <= level for one in ways),
        "effect": figure(values["effect"]),
    }
    return " ".join(filter(None, (sentence, silent_text(counted.silent, level))))
