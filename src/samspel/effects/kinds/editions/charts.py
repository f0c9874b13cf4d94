"""An estimate's values → a forest of editions, all editions on one clock, and where the same weeks moved would lie."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment
from samspel.wording import percent

FOREST, CLOCK, WEEKS = "editions", "clock", "weeks"
WIDE = 1.96
"""Deviations that a single edition's line reaches to both sides."""


def charts_of(registration: Registration, values: Values, key: str) -> tuple[Attachment, ...]:
    """Return the three charts in both languages."""
    return tuple(
        one
        for name, draw, describe in (
            (FOREST, _forest, forest_text),
            (CLOCK, _clock, clock_text),
            (WEEKS, _weeks, weeks_text),
        )
        for one in in_both_languages(name, draw, describe, registration, values, key)
    )


def _rows(values: Values) -> list[dict[str, Any]]:
    rows = [
        {
            "name": one["name"],
            "effect": one["effect"],
            "low": one["effect"] - WIDE * one["deviation"],
            "high": one["effect"] + WIDE * one["deviation"],
            "pooled": False,
        }
        for one in values["editions"]
    ]
    if pooled := values["pooled"]:
        ends = {"low": pooled["lower"], "high": pooled["upper"]}
        rows.append({"name": _("all together"), "effect": pooled["effect"], "pooled": True} | ends)
    return rows


def _forest(registration: Registration, values: Values) -> Any:
    rows = _rows(values)
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("name:N", title=None, sort=[row["name"] for row in rows], axis=alt.Axis(grid=False)),
        color=alt.Color("pooled:N", legend=None, scale=scale([True, False], [ink("chart-1"), ink("chart-6")])),
    )
    lines = base.mark_rule(strokeWidth=2.5).encode(x=alt.X("low:Q", title=None, axis=numbers(",~r")), x2="high:Q")
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x="effect:Q",
        shape=alt.Shape("pooled:N", legend=None, scale=scale([True, False], ["diamond", "circle"])),
    )
    zero = alt.Chart(inline([{"effect": 0}])).mark_rule(color=ink("edge")).encode(x="effect:Q")
    chart = (zero + lines + points).properties(width=WIDTH, height={"step": 34})
    return titled(chart, _("effect (%(unit)s)") % {"unit": effect_unit(registration)})


def forest_text(registration: Registration, values: Values) -> str:
    """Say in words what the forest of editions shows."""
    listed = "; ".join(f"{one['name']}: {figure(one['effect'])}" for one in values["editions"])
    sentence = _("The effect of each edition (%(unit)s): %(listed)s.") % {
        "unit": effect_unit(registration),
        "listed": listed,
    }
    if pooled := values["pooled"]:
        sentence += " " + _("All together: %(effect)s, from %(lower)s to %(upper)s.") % {
            name: figure(pooled[name]) for name in ("effect", "lower", "upper")
        }
    return sentence


def _clock(registration: Registration, values: Values) -> Any:
    rows = [{"name": one["name"], **step} for one in values["editions"] for step in one["around"]]
    steps = sorted({row["at"] for row in rows})
    mean = [
        {"at": step, "gap": sum(gaps) / len(gaps)}
        for step in steps
        if (gaps := [row["gap"] for row in rows if row["at"] == step])
    ]
    x = alt.X("at:Q", title=_("periods from the first of the edition"), axis=alt.Axis(format="d", tickMinStep=1))
    y = alt.Y("gap:Q", title=None, axis=numbers(",~r"))
    thin = (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=1.2, color=ink("chart-6"), opacity=0.6)
        .encode(x=x, y=y, detail="name:N")
    )
    thick = (
        alt.Chart(inline(mean))
        .mark_line(strokeWidth=3, color=ink("chart-1"), point={"color": ink("chart-1")})
        .encode(x=x, y=y)
    )
    zero = alt.Chart(inline([{"gap": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    start = alt.Chart(inline([{"at": 0}])).mark_rule(color=ink("edge"), strokeDash=[2, 3]).encode(x=x)
    chart = (zero + start + thin + thick).properties(width=WIDTH, height=HEIGHT)
    return titled(chart, _("gap (%(unit)s)") % {"unit": effect_unit(registration)})


def clock_text(registration: Registration, values: Values) -> str:
    """Say in words what the editions on one clock show."""
    return _(
        "Every edition's gap (thin) around its first period, less its usual gap just before, and their mean (thick). "
        "During the editions the mean is %(effect)s %(unit)s."
    ) % {"effect": figure(values["effect"]), "unit": effect_unit(registration)}


def _weeks(registration: Registration, values: Values) -> Any:
    rows = [{"mean": one["mean"], "own": False} for one in values["weeks"]]
    rows.append({"mean": values["effect"], "own": True})
    return titled(
        alt.Chart(inline(rows))
        .mark_tick(thickness=2.5, height=60)
        .encode(
            x=alt.X("mean:Q", title=None, axis=numbers(",~r")),
            color=alt.Color("own:N", legend=None, scale=scale([True, False], [ink("chart-1"), ink("chart-6")])),
            size=alt.Size("own:N", legend=None, scale=scale([True, False], [90, 45])),
        )
        .properties(width=WIDTH, height=100),
        _("mean gap of all editions, and of the same weeks moved (%(unit)s)") % {"unit": effect_unit(registration)},
    )


def weeks_text(registration: Registration, values: Values) -> str:
    """Say in words where the editions lie among quiet weeks."""
    count = len(values["weeks"])
    return _(
        "The mean of the editions (long line) among %(count)d ways of moving all of them to quiet weeks (short lines): "
        "%(as_unusual)d are as large (%(share)s)."
    ) % {
        "count": count,
        "as_unusual": values["as_unusual"],
        "share": percent(values["as_unusual"] / count if count else None, 0),
    }
