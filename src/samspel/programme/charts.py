"""How a plan got better: a small line, drawn as SVG paths on the page. What a rule costs: a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.engines.timetable.result import UNPLACED_QUARTERS
from samspel.engines.timetable.score import QUARTERS
from samspel.programme.rule_sentences import cost_sentence, knob_name, seen_names, value_words
from samspel.records.types import Attachment

WIDTH, HEIGHT = 600, 160
_STEPS = (1, 2, 5)
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it is drawn and what it says."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Cost of the wishes over seconds, as an SVG path in a box of 600 × 160, with its ends and axes.

    The axis of persons begins at zero, so that a small gain looks small.
    """

    path: str
    first_persons: float
    last_persons: float
    seconds: float
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def curve_of(history: Sequence[Sequence[float]], seconds: float) -> Curve | None:
    """Return the line of the wishes' cost once every set has a place; None before two points are known."""
    fewest = min((point[2] for point in history), default=0)
    points = [(point[0], point[1]) for point in history if point[2] == fewest]
    if len(points) < 2 or seconds <= 0:
        return None
    left_out = fewest * UNPLACED_QUARTERS  # the same at every point of the line
    persons = [(total - left_out) / QUARTERS for _second, total in points]
    up = _ticks(max(persons))
    top = max(up[-1], *persons) or 1.0
    steps: list[str] = []
    for (second, _total), cost in zip(points, persons, strict=True):
        x, y = WIDTH * second / seconds, HEIGHT * (1 - cost / top)
        steps.append(f"{'H' if steps else 'M'}{x:.1f}{f' V{y:.1f}' if steps else f' {y:.1f}'}")
    path = " ".join(steps) + f" H{WIDTH}"
    return Curve(
        path,
        persons[0],
        persons[-1],
        seconds,
        tuple(Tick(WIDTH * value / seconds, value) for value in _ticks(seconds) if value <= seconds),
        tuple(Tick(HEIGHT * (1 - value / top), value) for value in up),
    )


def _ticks(most: float) -> list[float]:
    """Round values from 0 until `most` is reached, a handful of them."""
    if most <= 0:
        return [0.0]
    size = 10.0 ** floor(log10(most / _TICKS))
    step = next(size * one for one in (*_STEPS, 10) if size * one * _TICKS >= most)
    return [step * number for number in range(ceil(most / step) + 1)]


LANGUAGES = ("sv", "en")


def cost_charts(values: Mapping[str, Any], turned: Mapping[str, Any], *, key: str) -> tuple[Attachment, ...]:
    """Return what visitors see at each value of a rule or wish, in both languages; nothing where nobody has starred."""
    points = values["points"]
    if not points or points[0]["seen"] is None:
        return ()
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            title = cost_sentence(turned, points)
            picture = for_page(svg(_cost_chart(points, turned)), f"cost-{language}-{key}", title)
        found.append(Attachment(f"cost-{language}.svg", "image/svg+xml", picture.encode()))
    return tuple(found)


def _cost_chart(points: Sequence[Mapping[str, Any]], turned: Mapping[str, Any]) -> Any:
    names = {name: label for name, label in seen_names().items() if points[0]["seen"][name] is not None}
    rows = [
        {"value": value_words(turned["knob"], point), "share": 100 * point["seen"][name], "who": label}
        for point in points
        for name, label in names.items()
    ]
    order = list(names.values())
    marks = [ink(f"chart-{number}") for number in (1, 2, 3)][: len(order)]
    shapes = ["circle", "square", "triangle-up"][: len(order)]
    base = alt.Chart(inline(rows)).encode(
        x=alt.X(
            "value:O",
            title=knob_name(turned),
            sort=[value_words(turned["knob"], point) for point in points],
            axis=alt.Axis(labelAngle=0),
        ),
        y=alt.Y(
            "share:Q",
            title=_("per cent of what they wish for"),
            scale=alt.Scale(zero=False, domain=_span([row["share"] for row in rows])),
            axis=numbers(",~r"),
        ),
        color=alt.Color(
            "who:N",
            title=None,
            scale=alt.Scale(domain=order, range=marks),
            legend=alt.Legend(orient="top", columnPadding=28, labelLimit=240),
        ),
    )
    shaped = alt.Shape("who:N", title=None, scale=alt.Scale(domain=order, range=shapes))
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(shape=shaped)
    return (base.mark_line(strokeWidth=2) + dots).properties(width=520, height=240)


def _span(shares: Sequence[float]) -> list[float]:
    """Return where the axis begins and ends: five per cent wide at least, so that a trifle does not look like much."""
    least, most = min(shares), max(shares)
    room = max(1.0, (5 - (most - least)) / 2)
    return [max(0.0, floor(least - room)), min(100.0, ceil(most + room))]
