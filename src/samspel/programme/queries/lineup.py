"""Reads of the line-up with its sets: what an act plays, where and when, and when it can."""

from __future__ import annotations

from dataclasses import dataclass

from samspel.lineup.models import Act
from samspel.lineup.queries import standings
from samspel.lineup.types import Standing
from samspel.places.models import Edition
from samspel.programme.models import Performance, Placement
from samspel.programme.queries.planning import placements, timetable_in_use
from samspel.wording import by_name


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act, its sets each with its place in the timetable in use if it has one, and what it has answered."""

    act: Act
    sets: tuple[tuple[Performance, Placement | None], ...]
    standing: Standing


def line_up(edition: Edition) -> list[ActRow]:
    """Return every act of an edition, by name."""
    placed = {one.performance_id: one for one in placements(timetable_in_use(edition))}
    sets: dict[int, list[tuple[Performance, Placement | None]]] = {}
    for one in Performance.objects.filter(act__edition=edition).select_related("act").order_by("number"):
        sets.setdefault(one.act_id, []).append((one, placed.get(one.pk)))
    said = standings(edition)
    return [
        ActRow(act, tuple(sets.get(act.pk, ())), said[act.pk])
        for act in sorted(edition.acts.all(), key=lambda act: by_name(act.name))
    ]
