"""A series' values → what was expected of the event and what came, hour by hour, and how made-up events fared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.paths import HEIGHT, MOST_LABELS, WIDTH, Describe, Draw, in_both_languages, scale, titled
from samspel.effects.readers.clock import DAY_MINUTES
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment
from samspel.wording import amount

MOST_POINTS = 60
"""Periods that are drawn one by one; of more, a band."""

ONE_NIGHT = 36
"""Hours that are named by the clock along an axis; of more, by their date."""


def charts_of(registration: Registration, values: Values, *, key: str) -> tuple[Attachment, ...]:
    """Return the charts in both languages."""
    drawn = (in_both_languages(name, *both, registration, values, key) for name, both in CHARTS.items())
    return tuple(attachment for one in drawn for attachment in one)


def _event(values: Values) -> Iterator[dict[str, Any]]:
    """Yield each period of the event with what was expected, what came, and the gap."""
    begin = values["begin"]
    for step, expected in enumerate(values["path"]):
        observed, lower, upper = values["observed"][begin + step], values["lower"][step], values["upper"][step]
        yield {
            "period": values["periods"][begin + step],
            "expected": expected,
            "lower": lower,
            "upper": upper,
            "gap": observed - expected,
            "gap_lower": observed - upper,
            "gap_upper": observed - lower,
        }


def _path(registration: Registration, values: Values) -> Any:
    names = [registration.treated, _("expected")]
    seen = [
        {"period": period, "value": value, "line": names[0]}
        for period, value in zip(values["periods"], values["observed"], strict=True)
    ]
    event = list(_event(values))
    expected = [{"period": one["period"], "value": one["expected"], "line": names[1]} for one in event]
    x = _axis(values["periods"], values)
    y = alt.Y("value:Q", title=None, axis=numbers(",~r"))
    order = [ink("chart-1"), ink("chart-2")]
    lines = (
        alt.Chart(inline([*seen, *expected]))
        .mark_line(strokeWidth=2, clip=True)
        .encode(
            x=x,
            y=y,
            color=alt.Color("line:N", title=None, scale=scale(names, order), legend=_top()),
            strokeDash=alt.StrokeDash("line:N", title=None, scale=scale(names, [[1, 0], [6, 4]]), legend=_top()),
        )
    )
    band = _band(event, "lower", "upper", x)
    chart = (band + lines).properties(width=WIDTH, height=HEIGHT)
    return titled(chart, f"{registration.outcome} ({registration.unit})")


def _gap(registration: Registration, values: Values) -> Any:
    event = list(_event(values))
    x = _axis([one["period"] for one in event], values)
    y = alt.Y("gap:Q", title=None, axis=numbers(",~r"))
    points = alt.Chart(inline(event)).encode(x=x, y=y)
    own = points.mark_point(filled=True, size=60, color=ink("chart-1"), opacity=1)
    if len(event) > MOST_POINTS:
        own = points.mark_line(strokeWidth=2, color=ink("chart-1"))
    zero = alt.Chart(inline([{"gap": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    chart = (_band(event, "gap_lower", "gap_upper", x) + zero + own).properties(width=WIDTH, height=HEIGHT)
    return titled(chart, _("gap (%(unit)s)") % {"unit": effect_unit(registration)})


def _band(event: list[dict[str, Any]], low: str, high: str, x: alt.X) -> Any:
    """Draw intervals: a bar for each of a few periods, a band for many."""
    base = alt.Chart(inline(event)).encode(x=x, y=alt.Y(f"{low}:Q", title=None), y2=f"{high}:Q")
    if len(event) > MOST_POINTS or low == "lower":
        return base.mark_area(color=ink("chart-2"), opacity=0.22)
    return base.mark_rule(strokeWidth=2, color=ink("chart-1"))


def _made_up(registration: Registration, values: Values) -> Any:
    names = [_("made-up event"), registration.treated]
    rows = [{**one, "who": names[0]} for one in values["placebos"]]
    rows.append({"begin": values["periods"][values["begin"]], "score": values["score"], "who": names[1]})
    every = -(-len(rows) // MOST_LABELS)
    axis = alt.Axis(
        labelAngle=0, grid=False, values=[one["begin"] for one in rows[::every]], labelExpr="slice(datum.label, 0, 7)"
    )
    order = [ink("chart-6"), ink("chart-1")]
    y = alt.Y("score:Q", title=None, axis=numbers(",~r"))
    points = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=alt.X("begin:O", title=None, sort=[one["begin"] for one in rows], axis=axis),
            y=y,
            color=alt.Color("who:N", title=None, scale=scale(names, order), legend=_top()),
            shape=alt.Shape("who:N", title=None, scale=scale(names, ["circle", "diamond"]), legend=_top()),
        )
    )
    zero = alt.Chart(inline([{"score": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    title = _("departure from what was expected, in deviations of the forecast")
    return titled((zero + points).properties(width=WIDTH, height=HEIGHT), title)


def _axis(periods: list[str], values: Values) -> alt.X:
    """Return time with few labels: clock times of one night, else the month and day at which they begin."""
    hourly = values["step_minutes"] != DAY_MINUTES
    by_clock = hourly and len(periods) <= ONE_NIGHT
    named = periods if by_clock or not hourly else [one for one in periods if one.endswith("00:00")]
    every = max(1, -(-len(named) // MOST_LABELS))
    cut = "slice(datum.label, 11, 16)" if by_clock else "slice(datum.label, 5, 10)"
    axis = alt.Axis(labelAngle=0, grid=False, values=named[::every], labelExpr=cut)
    return alt.X("period:O", title=None, sort=periods, axis=axis)


def _top() -> alt.Legend:
    return alt.Legend(orient="top", symbolSize=200, labelLimit=400, columnPadding=28)


def _path_text(registration: Registration, values: Values) -> str:
    return _(
        "%(treated)s and, during the event, what its own past lets expect with its interval: %(observed)s %(unit)s "
        "measured in all, %(expected)s expected."
    ) % {
        "treated": registration.treated,
        "observed": figure(values["observed_sum"]),
        "expected": figure(values["expected_sum"]),
        "unit": effect_unit(registration),
    }


def _gap_text(registration: Registration, values: Values) -> str:
    event = list(_event(values))
    largest = max(event, key=lambda one: abs(one["gap"]))
    outside = sum(one["gap_lower"] > 0 or one["gap_upper"] < 0 for one in event)
    return _(
        "Measured less expected for each of %(count)d periods. The largest gap, %(gap)s %(unit)s, is at %(period)s; in "
        "%(outside)d the interval leaves out no effect at all."
    ) % {
        "count": len(event),
        "gap": figure(largest["gap"]),
        "unit": effect_unit(registration),
        "period": largest["period"],
        "outside": outside,
    }


def _made_up_text(registration: Registration, values: Values) -> str:
    scores = [one["score"] for one in values["placebos"]]
    if not scores:
        return _("There was no room before the event for made-up ones.")
    return _(
        "%(count)d made-up events before depart by %(low)s to %(high)s deviations of the forecast, the event itself by "
        "%(score)s."
    ) % {
        "count": len(scores),
        "low": amount(min(scores), 1),
        "high": amount(max(scores), 1),
        "score": amount(values["score"], 1),
    }


CHARTS: dict[str, tuple[Draw, Describe]] = {
    "path": (_path, _path_text),
    "gap": (_gap, _gap_text),
    "placebos": (_made_up, _made_up_text),
}
