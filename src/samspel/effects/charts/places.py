"""The effect by place and period: a map by coordinates alone, and each place's gap in each period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import cos, radians
from typing import Any

from django.utils.translation import gettext as _

from samspel.drawing import NARROW, alt, ink, inline
from samspel.effects.charts.paths import WIDTH, in_both_languages, scale, titled
from samspel.effects.sentences.claims import figure
from samspel.effects.types import FurtherOutcome, Registration
from samspel.effects.verdicts import level_of
from samspel.records.types import Attachment
from samspel.wording import percent

Values = Mapping[str, Any]
MAP, HOURS = "map", "hours"
KM_A_DEGREE = 111.2
LEAST_KM = 0.2
"""So that places on one street do not fill the whole height."""

MARGIN = 0.2
TALLEST = 1.1
"""Times its width a map may be high."""

BESIDE = 20
"""Pixels from a place to its name."""

INSIDE = 24
"""Pixels around a narrow map that `drawing` leaves empty."""

LETTER, LINE = 7, 15
"""About how wide a letter of a name is, and how high its line, in pixels."""


def place_charts(registration: Registration, values: Values, key: str) -> Iterator[Attachment]:
    """Yield both charts in both languages, if two further outcomes or more have a place."""
    if has_places(registration):
        yield from in_both_languages(MAP, _map, map_text, registration, values, key, narrow=_narrow_map)
        yield from in_both_languages(HOURS, _hours, hours_text, registration, values, key)


def has_places(registration: Registration) -> bool:
    """Tell whether there is anything to put on a map."""
    return sum(one.at is not None for one in registration.further) >= 2


def rows_of(registration: Registration, values: Values) -> list[tuple[FurtherOutcome, Values]]:
    """Return each further outcome that has a place beside its answer, the largest effect first."""
    answers = {row["key"]: row for row in values["joint"]}
    placed = [(one, answers[one.key]) for one in registration.further if one.at is not None]
    return sorted(placed, key=lambda pair: -abs(float(pair[1]["effect"])))


def _kilometres(registration: Registration, values: Values) -> list[dict[str, Any]]:
    """Return places in kilometres east and north of the first, which over a city is flat enough."""
    placed = rows_of(registration, values)
    origin = placed[0][0].at or (0.0, 0.0)
    unusual, usual = _groups()
    rows = []
    for one, row in placed:
        latitude, longitude = one.at or origin
        rows.append(
            {
                "east": (longitude - origin[1]) * KM_A_DEGREE * cos(radians(origin[0])),
                "north": (latitude - origin[0]) * KM_A_DEGREE,
                "size": abs(row["effect"]),
                "name": str(one.outcome),
                "odds": unusual if row["adjusted"] <= level_of(registration) else usual,
            }
        )
    return rows


def _groups() -> tuple[str, str]:
    return _("stands out among all places"), _("does not")


def _narrow_map(registration: Registration, values: Values) -> Any:
    return _map(registration, values, width=NARROW - INSIDE)


def _map(registration: Registration, values: Values, *, width: float = WIDTH) -> Any:
    rows = _kilometres(registration, values)
    sides = {name: [row[name] for row in rows] for name in ("east", "north")}
    spans = {name: max(max(side) - min(side), LEAST_KM) * (1 + 2 * MARGIN) for name, side in sides.items()}
    spans["east"] = max(spans["east"], spans["north"] / TALLEST)
    ends = {
        name: [(max(side) + min(side)) / 2 - spans[name] / 2, (max(side) + min(side)) / 2 + spans[name] / 2]
        for name, side in sides.items()
    }
    pixels = width / spans["east"]
    _thin_out(rows, pixels, ends["east"])
    groups = list(_groups())
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("east:Q", axis=None, scale=alt.Scale(domain=ends["east"], nice=False)),
        y=alt.Y("north:Q", axis=None, scale=alt.Scale(domain=ends["north"], nice=False)),
    )
    points = base.mark_point(filled=True, opacity=0.75).encode(
        size=alt.Size("size:Q", legend=None, scale=alt.Scale(range=[30, 1400])),
        color=alt.Color(
            "odds:N",
            title=None,
            scale=scale(groups, [ink("chart-1"), ink("chart-6")]),
            legend=alt.Legend(orient="top", symbolSize=140, labelLimit=400, columnPadding=28),
        ),
    )
    names = base.mark_text(align="left", dx=BESIDE, color=ink("ink"), fontSize=11).encode(text="name:N")
    before = base.mark_text(align="right", dx=-BESIDE, color=ink("ink"), fontSize=11).encode(text="before:N")
    chart = (points + names + before).properties(width=pixels * spans["east"], height=pixels * spans["north"])
    return titled(chart, _("mean effect from %(start)s on, by place") % {"start": registration.first_treated})


def _thin_out(rows: list[dict[str, Any]], pixels: float, edges: list[float]) -> None:
    """Put names that would go beyond an edge before their places; take those away that have no room there either.

    Rows come the largest effect first; the edges are in kilometres.
    """
    kept: list[tuple[float, float, int]] = []
    west_edge, east_edge = (edge * pixels for edge in edges)
    for row in rows:
        east, north, wide = row["east"] * pixels, row["north"] * pixels, LETTER * len(row["name"])
        row["before"] = ""
        if is_beyond := east + BESIDE + wide > east_edge:
            row["name"], row["before"] = "", row["name"]
        begin = east - 2 * BESIDE - wide if is_beyond else east
        if begin < west_edge or any(abs(north - y) < LINE and x - wide < begin < x + w for x, y, w in kept):
            row["name"] = row["before"] = ""
        else:
            kept.append((begin, north, wide))


def map_text(registration: Registration, values: Values) -> str:
    """Say in words what the map shows."""
    placed = rows_of(registration, values)
    unusual = sum(row["adjusted"] <= level_of(registration) for _one, row in placed)
    first, row = placed[0]
    return _(
        "%(unusual)d of %(count)d places stand out when all are judged together. The largest effect is at %(place)s: "
        "%(effect)s %(unit)s (%(share)s of what was usual)."
    ) % {
        "unusual": unusual,
        "count": len(placed),
        "place": first.outcome,
        "effect": figure(row["effect"]),
        "unit": first.unit,
        "share": percent(row["effect"] / row["usual"] if row["usual"] else None, 0),
    }


def _hours(registration: Registration, values: Values) -> Any:
    placed, periods = rows_of(registration, values), values["periods"][values["first_treated"] :]
    more, fewer = _("more than without it"), _("fewer")
    rows = [
        {"place": str(one.outcome), "period": period, "size": abs(gap), "way": more if gap >= 0 else fewer}
        for one, row in placed
        for period, gap in zip(periods, row["gap"], strict=True)
    ]
    names, ways = [str(one.outcome) for one, _row in placed], [more, fewer]
    return (
        alt.Chart(inline(rows))
        .mark_point(filled=True, opacity=0.85)
        .encode(
            x=alt.X("period:O", title=None, sort=list(periods), axis=alt.Axis(labelAngle=0, grid=False, orient="top")),
            y=alt.Y("place:N", title=None, sort=names, axis=alt.Axis(grid=True, labelLimit=190)),
            size=alt.Size("size:Q", legend=None, scale=alt.Scale(range=[4, 420])),
            color=alt.Color(
                "way:N",
                title=None,
                scale=scale(ways, [ink("chart-1"), ink("chart-2")]),
                legend=alt.Legend(orient="top", symbolSize=140, columnPadding=28),
            ),
        )
        .properties(width=WIDTH, height={"step": 24})
    )


def hours_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of places and periods shows."""
    periods = values["periods"][values["first_treated"] :]
    best = [
        (gap, one, period)
        for one, row in rows_of(registration, values)
        for period, gap in zip(periods, row["gap"], strict=True)
    ]
    gap, one, period = max(best, key=lambda found: abs(float(found[0])))
    sums = [sum(row["gap"][at] for _one, row in rows_of(registration, values)) for at in range(len(periods))]
    busiest = max(range(len(periods)), key=lambda at: abs(sums[at]))
    return _(
        "Each place in each period. All places together differ most in %(busiest)s; a single one most at %(place)s in "
        "%(period)s: %(gap)s %(unit)s."
    ) % {
        "busiest": periods[busiest],
        "place": one.outcome,
        "period": period,
        "gap": figure(gap),
        "unit": one.unit,
    }
