"""The venues of a programme on a plane: a map of our own that asks nobody for tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians

from samspel.places.queries import STREETS_TO_LINE, WALK_METRES_PER_MINUTE
from samspel.programme.snapshot import Programme

METRES_PER_DEGREE = 111_195.0
SIDE, MARGIN = 1000, 70
"""The drawing's units: its longer side, and what is left empty around it."""

CLOSEST = 64
"""Two numbers nearer than this would cover each other: they are moved apart."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A venue on the map, in the drawing's units; `number` is the one in the list beside it."""

    slug: str
    name: str
    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Town:
    """The drawing: north is up, `minute` is how far one walks in a minute."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    rings: tuple[tuple[int, int], ...]
    centre: tuple[int, int]
    minute: float


def town_of(programme: Programme, numbers: Mapping[str, int], near: str) -> Town | None:
    """Return the map of the venues whose position is known; None where fewer than two are.

    Rings are 5, 10 and 15 minutes' walk around the venue `near`, or around the middle.
    """
    known = {
        slug: (venue["longitude"], venue["latitude"])
        for slug, venue in programme.venues.items()
        if venue["latitude"] is not None and venue["longitude"] is not None
    }
    if len(set(known.values())) < 2:
        return None
    shrink = cos(radians(sum(north for _east, north in known.values()) / len(known)))
    metres = {
        slug: (east * shrink * METRES_PER_DEGREE, -north * METRES_PER_DEGREE) for slug, (east, north) in known.items()
    }
    left, top = (min(at[axis] for at in metres.values()) for axis in (0, 1))
    wide, high = (max(at[axis] for at in metres.values()) - start for axis, start in ((0, left), (1, top)))
    scale = (SIDE - 2 * MARGIN) / max(wide, high)
    at = {slug: (MARGIN + (x - left) * scale, MARGIN + (y - top) * scale) for slug, (x, y) in metres.items()}
    minute = WALK_METRES_PER_MINUTE / STREETS_TO_LINE * scale
    width, height = round(wide * scale) + 2 * MARGIN, round(high * scale) + 2 * MARGIN
    centre = at.get(near, (width / 2, height / 2))
    spread = _apart(at)
    return Town(
        width=width,
        height=height,
        dots=tuple(
            Dot(slug, programme.venues[slug]["name"], numbers[slug], round(x), round(y))
            for slug, (x, y) in spread.items()
        ),
        rings=tuple((minutes, round(minutes * minute)) for minutes in (5, 10, 15) if minutes * minute < 1.5 * SIDE),
        centre=(round(centre[0]), round(centre[1])),
        minute=minute,
    )


def _apart(at: Mapping[str, tuple[float, float]], rounds: int = 40) -> dict[str, tuple[float, float]]:
    """Return positions moved apart, a little at a time, until no two numbers cover each other."""
    found = {slug: list(place) for slug, place in sorted(at.items())}
    for _round in range(rounds):
        moved = False
        for slug, one in found.items():
            for other_slug, other in found.items():
                dx, dy = other[0] - one[0], other[1] - one[1]
                gap = (dx * dx + dy * dy) ** 0.5
                if slug < other_slug and gap < CLOSEST:
                    dx, dy, gap = (dx, dy, gap) if gap > 0.01 else (1.0, 0.0, 1.0)
                    push = (CLOSEST - gap) / 2 / gap if gap < CLOSEST else 0.0
                    one[0], one[1] = one[0] - dx * push, one[1] - dy * push
                    other[0], other[1] = other[0] + dx * push, other[1] + dy * push
                    moved = True
        if not moved:
            break
    return {slug: (place[0], place[1]) for slug, place in found.items()}
