"""An estimate's values → the effect by periods since the start, by first period, and asked again in other ways."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.checks import legend_on_top
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.kinds.starts.checking import few_at
from samspel.effects.kinds.starts.checks import rows_of
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment

SINCE, COHORTS, AGAIN = "since", "cohorts", "again"
MOST_POINTS = 40
"""Periods up to which each has a point of its own."""

LETTER = 6.5
"""Pixels that a letter of a name takes at most, about."""

PALE = 0.7
"""Opacity of what rests on few places: still three times as dark as the page."""

FEWEST = 3
"""Places from which on an interval is drawn: that of two is wider than any chart. The table has them all."""


def charts_of(registration: Registration, values: Values, key: str) -> tuple[Attachment, ...]:
    """Return the charts in both languages."""
    return tuple(
        one
        for name, draw, describe in (
            (SINCE, _since, since_text),
            (COHORTS, _cohorts, cohorts_text),
            (AGAIN, _again, again_text),
        )
        for one in in_both_languages(name, draw, describe, registration, values, key)
    )


def _bounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["lower"] is not None and row["units"] >= FEWEST]


def _since(registration: Registration, values: Values) -> Any:
    rows = list(values["by_time"])
    x = alt.X("at:Q", title=_("periods since the start"), axis=alt.Axis(format="d", tickMinStep=1))
    band = (
        alt.Chart(inline(_bounded(rows)))
        .mark_rule(strokeWidth=2, color=ink("chart-6"))
        .encode(x=x, y=alt.Y("lower:Q", title=None, axis=numbers(",~r")), y2="upper:Q")
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(y="effect:Q")
    start = alt.Chart(inline([{"at": -0.5}])).mark_rule(color=ink("edge"), strokeDash=[2, 3]).encode(x=x)
    chart = (zero + start + band + _lines(values, x)).properties(width=WIDTH, height=HEIGHT)
    return titled(chart, _("effect (%(unit)s)") % {"unit": effect_unit(registration)})


def _lines(values: Values, x: Any) -> Any:
    """Draw the effect in runs: where few places stand behind it, paler, and with hollow points."""
    few, drawn = few_at(values), alt.LayerChart()
    parts = [(is_few, list(run)) for is_few, run in groupby(values["by_time"], key=lambda one: one["units"] < few)]
    y = alt.Y("effect:Q", title=None, axis=numbers(",~r"))
    for at, (is_few, run) in enumerate(parts):
        # A paler run begins or ends at its neighbour, so that the line is one.
        before = parts[at - 1][1][-1:] if is_few and at else []
        after = parts[at + 1][1][:1] if is_few and at + 1 < len(parts) else []
        line = alt.Chart(inline([*before, *run, *after])).mark_line(strokeWidth=2, **_look(is_few))
        drawn += line.encode(x=x, y=y)
    for is_few, run in parts if len(values["by_time"]) <= MOST_POINTS else ():
        points = alt.Chart(inline(run)).mark_point(filled=not is_few, size=60, **_look(is_few))
        drawn += points.encode(x=x, y=y)
    return drawn


def _look(is_few: bool) -> dict[str, Any]:
    return {"color": ink("chart-6"), "opacity": PALE} if is_few else {"color": ink("chart-1"), "opacity": 1}


def since_text(registration: Registration, values: Values) -> str:
    """Say in words how the effect goes with time since the start."""
    after, few = [one for one in values["by_time"] if one["at"] >= 0], few_at(values)
    sentence = _(
        "The effect by periods since each place's own start: %(first)s %(unit)s in the first, %(last)s in the last "
        "(%(periods)d after it). What lies left of the dotted line should be near nothing."
    ) % {
        "first": figure(after[0]["effect"]),
        "unit": effect_unit(registration),
        "last": figure(after[-1]["effect"]),
        "periods": after[-1]["at"],
    }
    return f"{sentence} {few_text(values)}" if any(one["units"] < few for one in values["by_time"]) else sentence


def few_text(values: Values) -> str:
    """Say which points rest on few of the places, and on how many the last does."""
    last = values["by_time"][-1]["units"]
    return _(
        "Pale, hollow points rest on fewer than %(few)d places, the last on %(count)d: there the line can move because "
        "others are left."
    ) % {"few": few_at(values), "count": last}


def _cohorts(registration: Registration, values: Values) -> Any:
    rows = list(values["by_start"])
    y = alt.Y("period:N", title=None, sort=[row["period"] for row in rows], axis=alt.Axis(grid=False))
    lines = (
        alt.Chart(inline(_bounded(rows)))
        .mark_rule(strokeWidth=2.5, color=ink("chart-6"))
        .encode(y=y, x=alt.X("lower:Q", title=None, axis=numbers(",~r")), x2="upper:Q")
    )
    points = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, size=110, opacity=1, color=ink("chart-1"))
        .encode(y=y, x=alt.X("effect:Q", title=None, axis=numbers(",~r")))
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(x="effect:Q")
    chart = (zero + lines + points).properties(width=WIDTH, height={"step": 34})
    return titled(chart, _("effect by first period (%(unit)s)") % {"unit": effect_unit(registration)})


def cohorts_text(registration: Registration, values: Values) -> str:
    """Say in words what each first period gave."""
    listed = "; ".join(f"{one['period']}: {figure(one['effect'])}" for one in values["by_start"])
    return _("The mean effect on those that began in each period (%(unit)s): %(listed)s.") % {
        "unit": effect_unit(registration),
        "listed": listed,
    }


def _again(registration: Registration, values: Values) -> Any:
    # What is drawn may be wider than what was measured, so a name gets room by its letters.
    rows = [one | {"odds": str(_ODDS[one["odds"]])} for one in rows_of(registration, values)]
    names = alt.Axis(grid=True, labelLimit=330, minExtent=LETTER * max(len(row["name"]) for row in rows))
    y = alt.Y("name:N", title=None, sort=[row["name"] for row in rows], axis=names)
    x = alt.X("effect:Q", title=None, axis=numbers(",~r"))
    order = [str(_ODDS[key]) for key in _ODDS if any(row["odds"] == str(_ODDS[key]) for row in rows)]
    looks = {str(_ODDS[key]): look for key, look in _LOOKS.items()}
    colours, shapes = [ink(looks[one][0]) for one in order], [looks[one][1] for one in order]
    points = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            y=y,
            x=x,
            color=alt.Color("odds:N", title=None, scale=scale(order, colours), legend=legend_on_top()),
            shape=alt.Shape("odds:N", title=None, scale=scale(order, shapes), legend=legend_on_top()),
        )
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(x="effect:Q")
    own = alt.Chart(inline(rows[:1])).mark_rule(strokeDash=[6, 4], color=ink("chart-2")).encode(x="effect:Q")
    chart = (zero + own + points).properties(width=WIDTH, height={"step": 26})
    return titled(chart, _("mean effect (%(unit)s)") % {"unit": effect_unit(registration)})


_ODDS = {"unusual": gettext_lazy("unusual"), "usual": gettext_lazy("not unusual"), "none": gettext_lazy("without a p")}
_LOOKS = {"unusual": ("chart-1", "diamond"), "usual": ("chart-6", "circle"), "none": ("chart-2", "square")}


def again_text(registration: Registration, values: Values) -> str:
    """Say in words how far the effect moves when the same is asked otherwise."""
    rows = rows_of(registration, values)
    effects = [one["effect"] for one in rows[1:]]
    if not effects:
        return _("No other way of asking allowed an estimate.")
    return _(
        "Asked without one place or donor, in other ways and with earlier starts, the mean effect goes from %(low)s to "
        "%(high)s %(unit)s. The dashed line is the registered one, %(effect)s; earlier starts should show nothing."
    ) % {
        "low": figure(min(effects)),
        "high": figure(max(effects)),
        "unit": effect_unit(registration),
        "effect": figure(values["effect"]),
    }
