"""What was promised and kept as bars, and who collaborates with whom as a ring: lines of SVG, drawn on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from samspel.agreements.queries.interplay import Actor, Interplay
from samspel.agreements.queries.ledger import Total

BAR_LEFT, BAR_WIDTH, BAR_ROW, BAR_GAP = 200, 380, 46, 6
MOST_BARS = 12
MOST_ACTORS = 36
RING_WIDTH, RING_RADIUS, RING_LABEL = 760, 200, 14
SECTORS = ("culture", "business", "public", "civil", "academia")
LETTERS = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A party's two bars: where its row begins, how wide each is, where its number stands, in the picture's units."""

    at: int
    name: str
    promised: float
    kept: float
    total: Total

    @property
    def promised_label(self) -> float:
        """Where the number of what was promised begins."""
        return BAR_LEFT + self.promised + BAR_GAP

    @property
    def kept_label(self) -> float:
        """Where the number of what was kept begins."""
        return BAR_LEFT + self.kept + BAR_GAP


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of those who have promised most, in a box of `width` × `height`."""

    rows: tuple[Bar, ...]
    left: int
    width: int
    height: int


def bars_of(totals: Sequence[Total]) -> Bars | None:
    """Return the bars of at most twelve parties; None where nobody said what a promise is worth."""
    shown = [one for one in totals if one.promised_sek][:MOST_BARS]
    if not shown:
        return None
    most = max(one.promised_sek for one in shown)
    rows = (
        Bar(
            number * BAR_ROW,
            short(one.organisation),
            BAR_WIDTH * one.promised_sek / most,
            BAR_WIDTH * one.kept_sek / most,
            one,
        )
        for number, one in enumerate(shown)
    )
    return Bars(tuple(rows), BAR_LEFT, BAR_LEFT + BAR_WIDTH + 120, len(shown) * BAR_ROW)


def short(name: str) -> str:
    """Return a name that fits beside a mark; the table beside the chart has it whole."""
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Dot:
    """An organisation on the ring, with where its name stands; `colour` is a chart colour's number, by sector."""

    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    name: str
    colour: int


@dataclass(frozen=True, slots=True)
class Line:
    """A tie from dot to dot; the more agreements, the wider."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    is_across: bool


@dataclass(frozen=True, slots=True)
class Ring:
    """The network in a box of `width` × `height` around its middle."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    left_out: int


def ring_of(found: Interplay) -> Ring | None:
    """Return the organisations with the most ties on a ring, those of a sector side by side; None without a tie."""
    if not found.ties:
        return None
    by_ties = sorted(found.actors, key=lambda one: (-one.ties, one.name))[:MOST_ACTORS]
    shown = [one for one in found.actors if one in by_ties]
    at = {one.name: 2 * pi * number / len(shown) - pi / 2 for number, one in enumerate(shown)}
    lines = tuple(
        Line(
            *_point(at[tie.one], RING_RADIUS),
            *_point(at[tie.other], RING_RADIUS),
            width=min(6.0, 0.75 + 0.75 * tie.agreements),
            is_across=tie.is_across,
        )
        for tie in found.ties
        if tie.one in at and tie.other in at
    )
    height = 2 * (RING_RADIUS + 3 * RING_LABEL)
    dots = tuple(_dot(one, at[one.name]) for one in shown)
    return Ring(dots, lines, RING_WIDTH, height, len(found.actors) - len(shown))


def _point(angle: float, radius: float) -> tuple[float, float]:
    return round(radius * cos(angle), 1), round(radius * sin(angle), 1)


def _dot(one: Actor, angle: float) -> Dot:
    x, y = _point(angle, RING_RADIUS)
    label_x, label_y = _point(angle, RING_RADIUS + RING_LABEL)
    anchor = "middle" if abs(cos(angle)) < 0.05 else "start" if cos(angle) > 0 else "end"
    return Dot(x, y, label_x, label_y, anchor, short(one.name), SECTORS.index(one.sector) + 1)
