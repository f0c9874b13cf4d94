"""A small chart of what is odd: the unit's figures, and the periods in question.

A page has dozens of them, so they are drawn without Altair: of a series of any length a few hundred points, in a
thousandth of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from samspel.effects.sentences.concerns import figure
from samspel.effects.types import Table

WIDTH, HEIGHT, INSET = 600, 100, 6
MOST_POINTS = 500
AROUND = 0.75
"""How much of a long series is shown on each side of what is odd, in lengths of it."""

FEWEST_AROUND = 20
NARROWEST = 3
"""Of a band, in units of the drawing's width: one hour of a year is to be seen too."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in its column of the table."""

    place: int
    value: float | None
    odd: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawing, which takes any width, and what stands at the ends of its axes."""

    svg: SafeString
    first: str
    last: str
    lowest: str
    highest: str


def strip(table: Table, plain: Mapping[str, Any], *, key: str, text: str) -> Strip | None:
    """Draw a unit's figures (all units' sum where it concerns all) with the odd part in another colour."""
    points, begin, end = _points(table, plain)
    known = [point.value for point in points if point.value is not None]
    if not known:
        return None
    low, high = min(known), max(known)

    def at(point: Point) -> str:
        share = 0.5 if high == low else ((point.value or 0.0) - low) / (high - low)
        x = (point.place - begin + 0.5) / (end - begin) * WIDTH
        return f"{x:.1f} {INSET + (1 - share) * (HEIGHT - 2 * INSET):.1f}"

    lines = [[at(one) for one in some] for some in _on_end(points)]
    odd = [[at(one) for one in some] for some in _on_end([one for one in points if one.odd], points)]
    svg = format_html(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-labelledby="{}-title">'
        '<title id="{}-title">{}</title><path class="band" d="{}"/><path d="{}"/><path class="odd" d="{}"/></svg>',
        *(WIDTH, HEIGHT, key, key, text, _bands(points, begin, end), _path(lines), _path(odd)),
    )
    return Strip(svg, table.periods[begin], table.periods[end - 1], figure(low), figure(high))


def _path(lines: Sequence[Sequence[str]]) -> SafeString:
    """Return lines as one path; a point alone is a line without length, which a round end makes a dot."""
    return mark_safe("".join(f"M{'L'.join(line)}" + "h0" * (len(line) == 1) for line in lines))  # noqa: S308 - numbers


def _on_end(points: Sequence[Point], among: Sequence[Point] = ()) -> Iterator[list[Point]]:
    """Yield runs of points that have figures and stand next to each other among all that are drawn."""
    number = {point.place: place for place, point in enumerate(among or points)}
    known = [point for point in points if point.value is not None]
    for _run, some in groupby(enumerate(known), key=lambda pair: number[pair[1].place] - pair[0]):
        yield [point for _number, point in some]


def _bands(points: Sequence[Point], begin: int, end: int) -> SafeString:
    step, drawn = WIDTH / (end - begin), []
    for odd, some in groupby(points, key=lambda point: point.odd):
        if odd:
            places = [point.place for point in some]
            wide = max(NARROWEST, (places[-1] + 1 - places[0]) * step)
            middle = ((places[0] + places[-1] + 1) / 2 - begin) * step
            drawn.append(f"M{middle - wide / 2:.1f} 0h{wide:.1f}v{HEIGHT}h-{wide:.1f}z")
    return mark_safe("".join(drawn))  # noqa: S308 - numbers


def _points(table: Table, plain: Mapping[str, Any]) -> tuple[list[Point], int, int]:
    chosen = [row for unit, row in zip(table.units, table.values, strict=True) if plain["unit"] in ("", unit)]
    inside = [plain["first"] <= period <= plain["last"] for period in table.periods]
    if plain["first"] in table.periods and plain["last"] in table.periods:
        first, last = table.periods.index(plain["first"]), table.periods.index(plain["last"])
        inside = [first <= place <= last for place in range(len(table.periods))]
    window = _window(inside)
    points = [Point(place, _sum(chosen, place), inside[place]) for place in window]
    return _thinned(points), window.start, window.stop


def _sum(rows: list[tuple[float | None, ...]], place: int) -> float | None:
    known = [value for row in rows if (value := row[place]) is not None]
    return sum(known) if known else None


def _window(inside: Sequence[bool]) -> range:
    """Return which columns to draw: all of a short series, of a long one what is odd and as much again around it."""
    count = len(inside)
    if count <= MOST_POINTS or True not in inside:
        return range(max(0, count - MOST_POINTS), count)
    first, last = inside.index(True), count - inside[::-1].index(True)
    spare = max((MOST_POINTS - (last - first)) // 2, int((last - first) * AROUND), FEWEST_AROUND)
    return range(max(0, first - spare), min(count, last + spare))


def _thinned(points: list[Point]) -> list[Point]:
    """Of many points keep the lowest and the highest of each stretch: what sticks out still does."""
    wide = -(-2 * len(points) // MOST_POINTS)
    if len(points) <= MOST_POINTS:
        return points
    kept: list[Point] = []
    for _stretch, some in groupby(points, key=lambda point: (point.place // wide, point.odd)):
        stretch = list(some)
        known = sorted((one for one in stretch if one.value is not None), key=lambda one: one.value or 0.0)
        ends = {one.place: one for one in ([known[0], known[-1]] if known else stretch[:1])}
        kept += [ends[place] for place in sorted(ends)]
    return kept
