"""Scenarios of an edition and what differs between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from samspel.places.models import Edition
from samspel.programme.models import Placement, Timetable
from samspel.programme.queries.planning import placements, quality
from samspel.programme.sentences import change_sentence
from samspel.programme.types import Quality


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the score in two scenarios; less is better unless `more_is_better`."""

    name: str
    before: float
    after: float
    more_is_better: bool = False

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def is_better(self) -> bool:
        return self.difference > 0 if self.more_is_better else self.difference < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one scenario to another, as sentences and in the score."""

    sentences: tuple[str, ...]
    components: tuple[Component, ...]


def scenarios(edition: Edition) -> QuerySet[Timetable]:
    """Return every scenario, the one in use first, with how many sets it places and when it was last changed."""
    counted = edition.timetables.annotate(sets=Count("placements", distinct=True), changed_at=Max("changes__at"))
    return counted.order_by("-in_use", "-created_at")


def comparison(edition: Edition, one: Timetable, other: Timetable) -> Comparison:
    """Return what differs from one scenario to the other: sets moved, added, removed, and each part of the score."""
    qualities = quality(edition, one), quality(edition, other)
    return Comparison(
        differences(placements(one), placements(other)),
        tuple(Component(name, of(qualities[0]), of(qualities[1]), more) for name, of, more in _parts()),
    )


def differences(one: Iterable[Placement], other: Iterable[Placement]) -> tuple[str, ...]:
    """Return each set that is elsewhere, or as long no more, as a sentence, by night and time."""
    before, after = ({row.performance_id: row for row in rows} for rows in (one, other))
    changes = [
        _change(before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if _at(before.get(key)) != _at(after.get(key))
    ]
    changes.sort(key=lambda change: (_first(change), str(change["act"])))
    return tuple(change_sentence(change) for change in changes)


def _parts() -> list[tuple[str, Callable[[Quality], float], bool]]:
    return [
        (_("sets placed"), lambda one: one.placed, True),
        (_("problems"), lambda one: one.problems, False),
        (_("persons outside or room too empty"), lambda one: one.capacity_persons, False),
        (_("pairs of one genre at once"), lambda one: one.similar_pairs, False),
        (_("favourites that people cannot fit in"), lambda one: one.starred_persons, False),
    ]


def _at(row: Placement | None) -> tuple[int, ...] | None:
    return (row.night_id, row.stage_id, row.start_minute, row.end_minute) if row else None


def _change(old: Placement | None, new: Placement | None) -> dict[str, object]:
    row = new or old
    kind = "added" if old is None else "removed" if new is None else "moved"
    return {"kind": kind, "act": str(row.performance) if row else "", "before": _named(old), "after": _named(new)}


def _named(row: Placement | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {
        "night": row.night.date.isoformat(),
        "venue_name": row.stage.venue.name,
        "stage": row.stage.name,
        "start": row.start_minute,
        "end": row.end_minute,
    }


def _first(change: dict[str, object]) -> tuple[str, int]:
    at = change["after"] or change["before"]
    assert isinstance(at, dict)  # noqa: S101 - one of the two is there
    return at["night"], at["start"]
