"""Reads of the line-up with its sets: what an act plays, where and when, and when it can."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from samspel.lineup.models import Act
from samspel.lineup.queries import standings
from samspel.lineup.types import Standing
from samspel.places.models import Edition
from samspel.programme.models import Favourites, Performance, Placement
from samspel.programme.queries.planning import placements, timetable_in_use
from samspel.wording import by_name


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act, its sets each with its place in the timetable in use if it has one, what it has answered, and how many
    people have starred it.
    """

    act: Act
    sets: tuple[tuple[Performance, Placement | None], ...]
    standing: Standing
    stars: int


def line_up(edition: Edition) -> list[ActRow]:
    """Return every act of an edition, by name."""
    placed = {one.performance_id: one for one in placements(timetable_in_use(edition))}
    sets: dict[int, list[tuple[Performance, Placement | None]]] = {}
    for one in Performance.objects.filter(act__edition=edition).select_related("act").order_by("number"):
        sets.setdefault(one.act_id, []).append((one, placed.get(one.pk)))
    said, stars = standings(edition), starred(edition)
    return [
        ActRow(act, tuple(sets.get(act.pk, ())), said[act.pk], stars[act.pk])
        for act in sorted(edition.acts.all(), key=lambda act: by_name(act.name))
    ]


def starred(edition: Edition) -> Counter[int]:
    """Return how many people have starred each act, by the act's key."""
    stars: Counter[int] = Counter()
    for acts, people in Favourites.objects.filter(edition=edition).values_list("acts", "people"):
        for act in acts:
            stars[act] += people
    return stars
