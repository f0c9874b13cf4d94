"""What checks found → charts: the curve of every way of asking, and the smallest effect a design could see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.sentences.checks import METHODS
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.types import Registration
from samspel.effects.verdicts import UNLIKELY, level_of
from samspel.engines.counterfactual import Method
from samspel.records.types import Attachment
from samspel.wording import amount

Values = Mapping[str, Any]
WAYS, POWER = "ways", "power"
DASHES = ([1, 0], [6, 4], [2, 3])


def ways_chart(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the specification curve in both languages."""
    return in_both_languages(WAYS, _ways, ways_text, registration, values, key)


def power_chart(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the curve of smallest effects in both languages."""
    return in_both_languages(POWER, _power, power_text, registration, values, key)


def _known(values: Values) -> list[dict[str, Any]]:
    return sorted(
        (one for one in values["checks"]["specifications"] if one["effect"] is not None),
        key=lambda one: float(one["effect"]),
    )


def _ways(registration: Registration, values: Values) -> Any:
    level = max(UNLIKELY, level_of(registration))
    unusual, usual = _("unusual (p ≤ %(level)s)") % {"level": amount(level, 2)}, _("not unusual")
    rows = [
        {
            "place": place,
            "effect": one["effect"],
            "method": str(METHODS[Method(one["method"])]),
            "odds": unusual if one["p_value"] <= level else usual,
        }
        for place, one in enumerate(_known(values), start=1)
    ]
    x = alt.X("place:O", title=_("ways of asking, by effect"), axis=alt.Axis(labels=False, ticks=False, grid=False))
    title = _("effect (%(unit)s)") % {"unit": effect_unit(registration)}
    y = alt.Y("effect:Q", title=None, axis=numbers(",~r"))
    order = [unusual, usual]
    points = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("odds:N", title=None, scale=scale(order, [ink("chart-1"), ink("chart-6")]), legend=_top()),
            shape=alt.Shape("odds:N", title=None, scale=scale(order, ["diamond", "circle"]), legend=_top()),
        )
    )
    registered = (
        alt.Chart(inline([{"effect": values["effect"]}])).mark_rule(strokeDash=[6, 4], color=ink("chart-2")).encode(y=y)
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    return titled((zero + registered + points).properties(width=WIDTH, height=HEIGHT), title)


def _top() -> alt.Legend:
    return alt.Legend(orient="top", symbolSize=120, labelLimit=400, columnPadding=28)


def ways_text(registration: Registration, values: Values) -> str:
    """Say in words what the curve of every way of asking shows."""
    ways, level = _known(values), max(UNLIKELY, level_of(registration))
    unit = effect_unit(registration)
    if not ways:
        return _("No other way of asking allowed an estimate.")
    return _(
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


def _power(registration: Registration, values: Values) -> Any:
    names = {size: _("%(count)d donors") % {"count": size} for size in values["donors"]}
    rows = [
        {"length": length, "smallest": smallest, "donors": names[size]}
        for length, row in zip(values["lengths"], values["smallest"], strict=True)
        for size, smallest in zip(values["donors"], row, strict=True)
        if smallest is not None
    ]
    order = list(names.values())
    inks = [ink(f"chart-{number}") for number in (1, 2, 3)][: len(order)]
    lines = (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=2.5, point={"filled": True, "size": 50})
        .encode(
            x=alt.X("length:Q", title=_("periods after the start"), axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y("smallest:Q", title=None, scale=alt.Scale(zero=True), axis=numbers(",~r")),
            color=alt.Color("donors:N", title=None, scale=scale(order, inks), legend=_top()),
            strokeDash=alt.StrokeDash("donors:N", title=None, scale=scale(order, DASHES[: len(order)]), legend=_top()),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    drawn = [lines]
    if registration.interest:
        row = [{"smallest": registration.interest.smallest, "text": _("matters from here")}]
        base = alt.Chart(inline(row)).encode(y="smallest:Q")
        drawn = [base.mark_rule(color=ink("edge"), strokeDash=[2, 3]), *drawn]
        drawn.append(
            base.mark_text(align="right", baseline="bottom", dy=-3, color=ink("muted")).encode(
                x=alt.value(WIDTH), text="text:N"
            )
        )
    title = _("smallest effect that would be told from chance (%(unit)s)") % {"unit": effect_unit(registration)}
    return titled(alt.layer(*drawn), title)


def power_text(registration: Registration, values: Values) -> str:
    """Say in words what the curve of smallest effects shows."""
    texts, unit = [], effect_unit(registration)
    for column, size in enumerate(values["donors"]):
        known = [
            (length, row[column])
            for length, row in zip(values["lengths"], values["smallest"], strict=True)
            if row[column] is not None
        ]
        if not known:
            texts.append(_("With %(donors)d donors no effect would be told from chance.") % {"donors": size})
            continue
        (first, high), (last, low) = known[0], known[-1]
        texts.append(
            _("With %(donors)d donors: %(high)s %(unit)s over %(first)d, %(low)s over %(last)d periods.")
            % {"donors": size, "high": figure(high), "unit": unit, "first": first, "low": figure(low), "last": last}
        )
    return " ".join(texts)
