"""Altair charts → SVG that fits our pages: colours are the page's own (light, dark, accent), nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from textwrap import wrap
from types import ModuleType
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import vl_convert

from samspel.wording import is_swedish


class _Altair(ModuleType):
    """Altair, loaded when the first chart is drawn: it takes as long as half a command, and few commands draw."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


if TYPE_CHECKING:
    import altair as alt
else:
    alt = _Altair("altair")

PRINTED = {
    "--ink": "#1a1d20",
    "--muted": "#565d64",
    "--edge": "#7d8389",
    "--paper": "#ffffff",
    "--accent": "#0b6070",
    "--chart-1": "#0b6070",
    "--chart-2": "#b4530a",
    "--chart-3": "#6b4fa0",
    "--chart-4": "#2f7d4f",
    "--chart-5": "#9c3d68",
    "--chart-6": "#5b6670",
    "--chart-band": "#dfe3e4",
    "--chart-grid": "#e4e5e1",
}
"""What the style sheet's colours are on paper."""

FONT = "system-ui, sans-serif"


def ink(name: str) -> str:
    """Return a colour of the style sheet for use in a chart: `ink("chart-1")`."""
    return f"var(--{name})"


_LETTERING = {
    "labelFont": FONT,
    "titleFont": FONT,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
}

LOOK = {
    "background": None,
    "font": FONT,
    "padding": {"left": 16, "right": 8, "top": 5, "bottom": 5},  # letters of a reader's screen may be wider than ours
    "view": {"stroke": None},
    "axis": {
        **_LETTERING,
        "labelColor": ink("muted"),
        "titleColor": ink("muted"),
        "gridColor": ink("chart-grid"),
        "domainColor": ink("edge"),
        "tickColor": ink("edge"),
    },
    "legend": {**_LETTERING, "labelColor": ink("ink"), "titleColor": ink("muted")},
    "header": {**_LETTERING, "labelColor": ink("ink"), "titleColor": ink("muted")},
    "title": {"font": FONT},
    "text": {"color": ink("ink"), "font": FONT},
}
"""Vega-Lite's config in the look of the house."""


def inline(values: Sequence[Mapping[str, Any]]) -> Any:
    """Return rows as a chart's data, inside its specification."""
    return alt.InlineData(values=list(values))


def svg(chart: Any) -> str:
    """Return a chart as an SVG element that the page's colours reach."""
    return _drawn({**chart.to_dict(), "config": LOOK})


def narrow_svg(chart: Any) -> str:
    """Return a chart laid out anew for a phone, in letters as large as on a wide screen."""
    return _drawn({**narrowed(chart.to_dict()), "config": LOOK})


def _drawn(specification: Mapping[str, Any]) -> str:
    text: str = vl_convert.vegalite_to_svg(dict(specification))
    text = re.sub(r"^<\?xml[^>]*\?>\s*|^<!DOCTYPE[^>]*>\s*", "", text)
    # Nobody sees a thousandth of a pixel, and everybody would load it.
    return re.sub(r' (?:d|transform)="[^"]*"', lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found[0]), text)


NARROW = 328
"""What a phone of 360 pixels leaves for a chart with all its letters."""

LETTERS = 44
"""Of a title on a line of a narrow chart."""

Plain = dict[str, Any]


def narrowed(specification: Plain) -> Plain:
    """Return a specification in Vega-Lite for a narrow screen: all of it fits, whatever stands along its axes."""
    fit = {"type": "fit-x", "contains": "padding"}
    return {**_narrowed(specification), "width": NARROW, "autosize": fit}


def _narrowed(value: Any) -> Any:
    if isinstance(value, list):
        return [_narrowed(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _narrowed(one) for name, one in value.items() if name != "width"}
    if isinstance(words := found.get("title"), str):
        found["title"] = wrap(words, LETTERS)
    if isinstance(found.get("title"), dict):
        found["title"]["text"] = wrap(str(value["title"]["text"]), LETTERS)
    for name, one in found.items():
        if name in _ANEW and isinstance(one, dict):
            _ANEW[name](one)
    return found


def _narrow_mark(mark: Plain) -> None:
    if mark["type"] in ("bar", "tick") and "size" in mark:
        mark["size"] = mark["size"] / 2


def _narrow_x(x: Plain) -> None:
    if x.get("type") == "ordinal":
        x["axis"] = {**(x.get("axis") or {}), "labelOverlap": "greedy", "labelSeparation": 8}
    if "value" in x:  # the right end
        x["value"] = "width"


def _narrow_y(y: Plain) -> None:
    if y.get("type") in ("nominal", "ordinal"):
        y["axis"] = {**(y.get("axis") or {}), "labelLimit": NARROW / 3}


def _narrow_legend(legend: Plain) -> None:
    legend |= {"direction": "vertical", "labelLimit": NARROW - 60}


_ANEW = {"mark": _narrow_mark, "x": _narrow_x, "y": _narrow_y, "legend": _narrow_legend}


def for_page(picture: str, name: str, title: str) -> str:
    """Give ids of its own to one of several charts on a page, and a name for those who cannot see it."""
    picture = re.sub(r'(\bid="|url\(#|href="#)', rf"\1{name}-", picture)
    picture = re.sub(r'\s(?:style|aria-[a-z]+|role)="[^"]*"', "", picture)
    head, rest = picture.split(">", 1)
    return f'{head} role="img" aria-labelledby="{name}-title"><title id="{name}-title">{escape(title)}</title>{rest}'


def numbers(tick_format: str) -> alt.Axis:
    """Return an axis of numbers as the active language writes them: Vega itself only knows English."""
    if not is_swedish():
        return alt.Axis(format=tick_format)
    blank = "replace(datum.label, regexp(',', 'g'), '\u00a0')"
    return alt.Axis(format=tick_format, labelExpr=f"replace({blank}, '.', ',')")


def printed(text: str, *, accent: str = PRINTED["--accent"]) -> str:
    """Return an SVG with the colours it has on paper, for files that know no style sheet."""
    colours = {**PRINTED, "--accent": accent, "--chart-1": accent}
    return re.sub(r"var\((--[a-z0-9-]+)\)", lambda match: colours[match[1]], text)


__all__ = ["alt", "for_page", "ink", "inline", "narrow_svg", "numbers", "printed", "svg"]
