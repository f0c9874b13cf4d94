"""An estimate's values → the effect by periods since the start, and by first period."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, titled
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment

SINCE, COHORTS = "since", "cohorts"
MOST_POINTS = 40
"""Periods up to which each has a point of its own."""

FEWEST = 3
"""Places from which on an interval is drawn: that of two is wider than any chart. The table has them all."""


def charts_of(registration: Registration, values: Values, key: str) -> tuple[Attachment, ...]:
    """Return both charts in both languages."""
    return tuple(
        one
        for name, draw, describe in ((SINCE, _since, since_text), (COHORTS, _cohorts, cohorts_text))
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
    line = (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=2.5, color=ink("chart-1"), point=_points(len(rows)))
        .encode(x=x, y=alt.Y("effect:Q", title=None, axis=numbers(",~r")))
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(y="effect:Q")
    start = alt.Chart(inline([{"at": -0.5}])).mark_rule(color=ink("edge"), strokeDash=[2, 3]).encode(x=x)
    chart = (zero + start + band + line).properties(width=WIDTH, height=HEIGHT)
    return titled(chart, _("effect (%(unit)s)") % {"unit": effect_unit(registration)})


def _points(periods: int) -> Any:
    return {"filled": True, "size": 60, "color": ink("chart-1")} if periods <= MOST_POINTS else False


def since_text(registration: Registration, values: Values) -> str:
    """Say in words how the effect goes with time since the start."""
    after = [one for one in values["by_time"] if one["at"] >= 0]
    return _(
        "The effect by periods since each place's own start: %(first)s %(unit)s in the first, %(last)s in the last "
        "(%(periods)d after it). What lies left of the dotted line should be near nothing."
    ) % {
        "first": figure(after[0]["effect"]),
        "unit": effect_unit(registration),
        "last": figure(after[-1]["effect"]),
        "periods": after[-1]["at"],
    }


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
