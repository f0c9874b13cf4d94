"""An estimate's values → Altair specifications → SVG that takes its colours from the page.

Nothing in a chart is a style attribute, which the content security policy forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, narrow_svg, numbers, svg
from samspel.effects.sentences.claims import axis_unit, effect_unit, gap_text, path_text, placebos_text
from samspel.effects.types import Registration
from samspel.records.types import Attachment

Values = Mapping[str, Any]
Draw = Callable[[Registration, Values], Any]
Describe = Callable[[Registration, Values], str]

LANGUAGES = ("sv", "en")
CHARTS = ("path", "gap", "placebos")
WIDTH, HEIGHT = 680, 320
MOST_LABELS = 12
"""Along the axis of time, so that hours and years stand apart from each other."""

LEAST_RATIO, MOST_RATIO = 0.01, 1000.0
"""Where the axis of ratios ends: a fit exact but for rounding has a ratio of millions and stands at its end."""


def charts_of(registration: Registration, values: Values, *, key: str) -> tuple[Attachment, ...]:
    """Return the charts in both languages: ``path-sv.svg``, ``gap-en.svg``, ``placebos-sv.svg``, …

    `key` keeps the ids inside one study's charts apart from those of another on the same page.
    """
    return tuple(one for name in CHARTS for one in in_both_languages(name, *_CHARTS[name], registration, values, key))


def in_both_languages(
    name: str,
    draw: Draw,
    describe: Describe,
    registration: Registration,
    values: Values,
    key: str,
    *,
    narrow: Draw | None = None,
) -> Iterator[Attachment]:
    """Yield one chart in each language, wide and narrow, with what it shows in words as its title.

    `narrow` draws what does not simply take less room.
    """
    for language in LANGUAGES:
        with translation.override(language):
            title = describe(registration, values)
            pictures = {
                f"{name}-{language}": svg(draw(registration, values)),
                narrow_of(f"{name}-{language}"): narrow_svg((narrow or draw)(registration, values)),
            }
        for file, picture in pictures.items():
            content = for_page(picture, f"{file}-{key}", title).encode()
            yield Attachment(f"{file}.svg", "image/svg+xml", content)


def narrow_of(name: str) -> str:
    """Return the name of a chart's drawing for narrow screens, without its ending."""
    return f"{name}-narrow"


def _path(registration: Registration, values: Values) -> Any:
    names = {"observed": registration.treated, "counterfactual": _("comparison")}
    rows = [
        {"period": period, "value": value, "line": names[key]}
        for key in names
        for period, value in zip(values["periods"], values[key], strict=True)
    ]
    order = list(names.values())
    lines = (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=_periods(values),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=numbers(",~r")),
            color=_legend("color", order, [ink("chart-1"), ink("chart-2")]),
            strokeDash=_legend("strokeDash", order, [[1, 0], [6, 4]]),
        )
    )
    return titled(_start(values) + lines, axis_unit(registration))


def _gap(registration: Registration, values: Values) -> Any:
    others = [
        {"period": period, "gap": value, "unit": one["unit"]}
        for one in values["placebos"]
        for period, value in zip(values["periods"], one["gap"], strict=True)
    ]
    own = [{"period": period, "gap": value} for period, value in zip(values["periods"], values["gap"], strict=True)]
    title = _("gap (%(unit)s)") % {"unit": effect_unit(registration)}
    y = alt.Y("gap:Q", title=None, axis=numbers(",~r"))
    thin = (
        alt.Chart(inline(others))
        .mark_line(strokeWidth=1, color=ink("chart-6"), opacity=0.45)
        .encode(x=_periods(values), y=y, detail="unit:N")
    )
    thick = alt.Chart(inline(own)).mark_line(strokeWidth=3, color=ink("chart-1")).encode(x=_periods(values), y=y)
    zero = alt.Chart(inline([{"gap": 0}])).mark_rule(color=ink("edge")).encode(y=y)
    return titled(zero + _start(values) + thin + thick, title)


def _placebos(registration: Registration, values: Values) -> Any:
    rows = [{"unit": one["unit"], "ratio": _within(one["ratio"]), "own": False} for one in values["placebos"]]
    rows.append({"unit": values["treated"], "ratio": _within(values["ratio"]), "own": True})
    rows.sort(key=lambda row: (-row["ratio"], not row["own"]))
    colour = alt.Color("own:N", legend=None, scale=scale([True, False], [ink("chart-1"), ink("chart-6")]))
    return (
        alt.Chart(inline(rows))
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=alt.X(
                "ratio:Q",
                title=_("gap after the start ÷ gap before (logarithmic scale)"),
                scale=alt.Scale(type="log"),
                axis=numbers(",~r"),
            ),
            y=alt.Y("unit:N", title=None, sort=[row["unit"] for row in rows], axis=alt.Axis(grid=True)),
            color=colour,
            shape=alt.Shape("own:N", legend=None, scale=scale([True, False], ["diamond", "circle"])),
        )
        .properties(width=WIDTH, height={"step": 18})
    )


def _within(ratio: float) -> float:
    return min(max(ratio, LEAST_RATIO), MOST_RATIO)


def _periods(values: Values) -> alt.X:
    every = -(-len(values["periods"]) // MOST_LABELS)
    axis = alt.Axis(labelAngle=0, grid=False, values=list(values["periods"][::every]))
    return alt.X("period:O", title=None, sort=list(values["periods"]), axis=axis)


def titled(chart: Any, text: str) -> Any:
    """Say above the chart what is drawn: a name of any length would be cut along the axis."""
    title = alt.Title(text, anchor="start", fontSize=12, fontWeight="normal", color=ink("muted"), offset=8)
    return chart.properties(title=title)


def _start(values: Values) -> Any:
    row = {"period": values["periods"][values["first_treated"]], "text": _("start")}
    base = alt.Chart(inline([row])).properties(width=WIDTH, height=HEIGHT)
    rule = base.mark_rule(strokeDash=[2, 3], color=ink("edge")).encode(x=_periods(values))
    text = base.mark_text(align="left", baseline="top", dx=5, color=ink("muted")).encode(
        x=_periods(values), y=alt.value(0), text="text:N"
    )
    return rule + text


def _legend(channel: str, names: Sequence[str], marks: Sequence[Any]) -> Any:
    kind = alt.Color if channel == "color" else alt.StrokeDash
    return kind("line:N", title=None, scale=scale(names, marks), legend=alt.Legend(orient="top", symbolSize=400))


def scale(domain: Sequence[Any], marks: Sequence[Any]) -> alt.Scale:
    """Return a scale from names to what marks them."""
    return alt.Scale(domain=list(domain), range=list(marks))


_CHARTS: dict[str, tuple[Draw, Describe]] = {
    "path": (_path, path_text),
    "gap": (_gap, gap_text),
    "placebos": (_placebos, placebos_text),
}
