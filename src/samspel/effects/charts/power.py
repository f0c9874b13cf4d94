"""The smallest effects that a design could see → curves, a line for each size of it, and what they show in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import alt, ink, inline, numbers
from samspel.effects.charts.checks import legend_on_top
from samspel.effects.charts.paths import HEIGHT, WIDTH, in_both_languages, scale, titled
from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Chart, Grid
from samspel.effects.types import Registration
from samspel.records.types import Attachment

Values = Mapping[str, Any]
POWER = "power"
DASHES = ([1, 0], [6, 4], [2, 3])


@dataclass(frozen=True, slots=True)
class Curves:
    """Smallest effects, None where none can be told, in one language.

    Attributes
    ----------
    axis
        What lies along: periods after the start, editions.
    along, sizes
        Numbers along the axis; what each line is of.
    smallest
        A row for each number along, a column for each line.
    registered
        The number along that was registered, where that is one.
    """

    axis: str
    along: Sequence[int]
    sizes: Sequence[str]
    smallest: Sequence[Sequence[float | None]]
    registered: int | None = None


CurvesOf = Callable[[Registration, Values], Curves]


def power_chart(curves_of: CurvesOf, registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield the curves in both languages."""
    return in_both_languages(
        POWER,
        lambda said, found: _drawn(said, curves_of(said, found)),
        lambda said, found: power_text(said, curves_of(said, found)),
        registration,
        values,
        key,
    )


def power_shown(registration: Registration, curves: Curves) -> tuple[Chart, Grid]:
    """Return the chart with what it shows in words, and the table behind it."""
    rows = tuple(
        (str(number), *("–" if value is None else figure(value) for value in row))
        for number, row in zip(curves.along, curves.smallest, strict=True)
    )
    heads = (curves.axis[:1].upper() + curves.axis[1:], *curves.sizes)
    grid = Grid(_("The figures behind the chart"), heads, rows, caption=effect_unit(registration))
    return Chart(POWER, power_text(registration, curves)), grid


def _drawn(registration: Registration, curves: Curves) -> Any:
    rows = [
        {"along": number, "smallest": smallest, "size": size}
        for number, row in zip(curves.along, curves.smallest, strict=True)
        for size, smallest in zip(curves.sizes, row, strict=True)
        if smallest is not None
    ]
    order, top = list(curves.sizes), legend_on_top()
    inks = [ink(f"chart-{number}") for number in (1, 2, 3)][: len(order)]
    x = alt.X("along:Q", title=curves.axis, scale=alt.Scale(zero=False), axis=alt.Axis(format="d", tickMinStep=1))
    lines = (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=2.5, point={"filled": True, "size": 50})
        .encode(
            x=x,
            y=alt.Y("smallest:Q", title=None, scale=alt.Scale(zero=True), axis=numbers(",~r")),
            color=alt.Color("size:N", title=None, scale=scale(order, inks), legend=top),
            strokeDash=alt.StrokeDash("size:N", title=None, scale=scale(order, DASHES[: len(order)]), legend=top),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    if curves.registered is not None:
        marked = alt.Chart(inline([{"along": curves.registered}]))
        lines = marked.mark_rule(color=ink("edge"), strokeDash=[2, 3]).encode(x=x) + lines
    return titled(with_interest(lines, registration), smallest_title(registration))


def smallest_title(registration: Registration) -> str:
    """Return what stands above a chart of smallest effects."""
    return _("smallest effect that would be told from chance (%(unit)s)") % {"unit": effect_unit(registration)}


def with_interest(drawn: Any, registration: Registration) -> Any:
    """Return a chart of smallest effects with the line from which on they matter, where one was registered."""
    if registration.interest is None:
        return drawn
    row = [{"smallest": registration.interest.smallest, "text": _("matters from here")}]
    base = alt.Chart(inline(row)).encode(y="smallest:Q")
    rule = base.mark_rule(color=ink("edge"), strokeDash=[2, 3])
    text = base.mark_text(align="right", baseline="bottom", dy=-3, color=ink("muted"))
    return alt.layer(rule, drawn, text.encode(x=alt.value(WIDTH), text="text:N"))


def power_text(registration: Registration, curves: Curves) -> str:
    """Say in words what the curves show: each line's first and last."""
    names = {"unit": effect_unit(registration), "axis": curves.axis}
    texts = [_("The smallest effect that would be told from chance (%(unit)s), by %(axis)s.") % names]
    for column, size in enumerate(curves.sizes):
        rows = zip(curves.along, curves.smallest, strict=True)
        known = [(number, value) for number, row in rows if (value := row[column]) is not None]
        if not known:
            texts.append(_("%(size)s: none, however large.") % {"size": size})
            continue
        (first, high), (last, low) = known[0], known[-1]
        if first == last:
            texts.append(_("%(size)s: %(high)s with %(first)d.") % {"size": size, "high": figure(high), "first": first})
            continue
        ends = {"size": size, "first": first, "last": last, "high": figure(high), "low": figure(low)}
        texts.append(_("%(size)s: %(high)s with %(first)d, %(low)s with %(last)d.") % ends)
    return " ".join(texts)
