"""A small chart of what is odd: the unit's figures, and the periods in question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.effects.types import Table

WIDTH, HEIGHT = 460, 90
MOST_POINTS = 500
MOST_LABELS = 5
AROUND = 1.5
"""How much of a long series is shown on each side of what is odd, in lengths of it."""


def strip(table: Table, plain: Mapping[str, Any], *, key: str, text: str) -> SafeString:
    """Draw a unit's figures (all units' sum where it concerns all) with the odd part in another colour."""
    rows = _rows(table, plain)
    if not rows:
        return SafeString("")
    labels = [row["period"] for row in rows]
    every = -(-len(labels) // MOST_LABELS)
    axis = alt.Axis(labelAngle=0, grid=False, values=labels[::every], labelOverlap=True, ticks=False)
    x = alt.X("period:O", title=None, sort=labels, axis=axis)
    y = alt.Y("value:Q", title=None, axis=numbers(",~r"), scale=alt.Scale(zero=False))
    line = alt.Chart(inline(rows)).mark_line(strokeWidth=1.5, color=ink("chart-6")).encode(x=x, y=y)
    odd = [row for row in rows if row["odd"]]
    marks = alt.Chart(inline(odd)).mark_point(filled=True, size=26, opacity=1, color=ink("chart-2")).encode(x=x, y=y)
    band = alt.Chart(inline(odd)).mark_rule(color=ink("chart-band"), strokeWidth=6).encode(x=x)
    picture = svg((band + line + marks).properties(width=WIDTH, height=HEIGHT))
    return mark_safe(for_page(picture, key, text))  # noqa: S308 - our own drawing of numbers and escaped names


def _rows(table: Table, plain: Mapping[str, Any]) -> list[dict[str, Any]]:
    chosen = [row for unit, row in zip(table.units, table.values, strict=True) if plain["unit"] in ("", unit)]
    inside = [plain["first"] <= period <= plain["last"] for period in table.periods]
    if plain["first"] in table.periods and plain["last"] in table.periods:
        first, last = table.periods.index(plain["first"]), table.periods.index(plain["last"])
        inside = [first <= place <= last for place in range(len(table.periods))]
    begin, end = _window(inside, len(table.periods))
    step = -(-(end - begin) // MOST_POINTS)  # years of hours are drawn as means of as many as make a point
    return [
        {
            "period": table.periods[place],
            "value": _mean([_sum(chosen, one) for one in range(place, min(place + step, end))]),
            "odd": any(inside[place : place + step]),
        }
        for place in range(begin, end, step)
    ]


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _sum(rows: list[tuple[float | None, ...]], place: int) -> float | None:
    known = [value for row in rows if (value := row[place]) is not None]
    return sum(known) if known else None


def _window(inside: list[bool], count: int) -> tuple[int, int]:
    """Return which columns to draw: all of a short series, of a long one what is odd and as much again around it."""
    if count <= MOST_POINTS or True not in inside:
        return max(0, count - MOST_POINTS), count
    first, last = inside.index(True), count - inside[::-1].index(True)
    spare = max(MOST_POINTS - (last - first), int((last - first) * AROUND), 40) // 2
    begin = max(0, first - spare)
    return begin, min(count, begin + max(MOST_POINTS, last - first))
