"""Reads for the office: the timetable in use, what is wrong with it, how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.engines import timetable as engine
from samspel.engines.timetable.score import QUARTERS, SIMILAR_PERSONS
from samspel.errors import NotFound
from samspel.lineup.queries import never
from samspel.places.models import Edition
from samspel.programme.instances import KEPT, Instance, edited_instance, placements_of
from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.sentences import cancelled_sentence, never_sentence, problem_sentence
from samspel.programme.types import Found, Quality


def timetable_in_use(edition: Edition) -> Timetable | None:
    """Return the scenario that is in use, if any."""
    return edition.timetables.filter(in_use=True).first()


def timetable(edition: Edition, pk: int) -> Timetable:
    """Return a scenario of an edition. Raises `NotFound`."""
    found = edition.timetables.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("%(edition)s has no such timetable.") % {"edition": edition.name})
    return found


def performance(edition: Edition, pk: int) -> Performance:
    """Return a set of an edition. Raises `NotFound`."""
    found = Performance.objects.select_related("act").filter(act__edition=edition, pk=pk).first()
    if found is None:
        raise NotFound(_("%(edition)s has no such set.") % {"edition": edition.name})
    return found


def placements(timetable: Timetable | None) -> QuerySet[Placement]:
    """Return where every set of a scenario is, by night, time and venue."""
    found = Placement.objects.filter(timetable=timetable) if timetable else Placement.objects.none()
    return found.select_related("performance__act", "stage__venue", "night").order_by(
        "night__date", "start_minute", "stage__venue__name", "stage__name"
    )


def without_place(edition: Edition, timetable: Timetable | None) -> QuerySet[Performance]:
    """Return sets that are to be played but have no place."""
    found = Performance.objects.filter(act__edition=edition, act__cancelled_at=None)
    found = found.select_related("act").order_by("act__name", "number")
    return found.exclude(placements__timetable=timetable) if timetable else found


def problems(edition: Edition, timetable: Timetable | None) -> list[Found]:
    """Return everything the checker finds, as sentences, worst kinds first."""
    instance = edited_instance(edition, timetable)
    return _with_never(edition, found_in(instance, placements_of(timetable, instance), _dates(edition)))


def quality(edition: Edition, timetable: Timetable | None) -> Quality:
    """Return how good a timetable is by the checker and the score, in persons and pairs at weight 1."""
    instance = edited_instance(edition, timetable)
    return judged(edition, instance, placements_of(timetable, instance))[1]


def judged(edition: Edition, instance: Instance, placed: engine.Timetable) -> tuple[list[Found], Quality]:
    """Return what the checker finds and how good it is, looked at once; the problems are as many as are found."""
    found = _with_never(edition, found_in(instance, placed, _dates(edition)))
    quality = quality_of(engine.measure(at_weight_one(instance.problem), placed), placed, len(found))
    return found, replace(quality, are_stars_assumed=instance.is_assumed)


def quality_of_firm(edition: Edition, timetable: Timetable | None) -> Quality:
    """Return how good what can be published of a timetable is: without the sets that are only pencilled in."""
    instance = edited_instance(edition, timetable)
    pencilled = set(placements(timetable).filter(is_pencilled=True).values_list("performance_id", flat=True))
    placed = zip(instance.performances, placements_of(timetable, instance), strict=True)
    return judged(edition, instance, tuple(None if pk in pencilled else at for pk, at in placed))[1]


def _dates(edition: Edition) -> list[date]:
    return list(edition.nights.order_by("date").values_list("date", flat=True))


def _with_never(edition: Edition, found: list[Found]) -> list[Found]:
    """Say once, and first, that an act cannot play on any night, or has cancelled and has a place, instead of what
    follows from it for each set.
    """
    sets = _by_act(Performance.objects.filter(act__in=never(edition)))
    wrong = [pk for one in found if one.rule == "unavailable" for pk in one.performances]
    gone = _by_act(Performance.objects.filter(pk__in=wrong).exclude(act__cancelled_at=None))
    hidden = {pk for rows in (*sets.values(), *gone.values()) for pk in rows}
    said = [Found("cancelled", cancelled_sentence(act), rows) for act, rows in gone.items()]
    said += [Found("never", never_sentence(act), rows) for act, rows in sets.items()]
    follows = ("unavailable", "unplaced")
    return [*said, *(one for one in found if one.rule not in follows or not hidden.issuperset(one.performances))]


def _by_act(performances: QuerySet[Performance]) -> dict[str, tuple[int, ...]]:
    sets: dict[str, tuple[int, ...]] = {}
    for one in performances.select_related("act"):
        sets[one.act.name] = (*sets.get(one.act.name, ()), one.pk)
    return sets


def found_in(instance: Instance, placements: engine.Timetable, nights: Sequence[date]) -> list[Found]:
    """Return what the checker finds in placements of an instance."""
    found = [
        Found(
            violation.rule,
            problem_sentence(violation, nights),
            tuple(instance.performances[row] for row in violation.performances),
        )
        for violation in engine.check(instance.problem, placements)
    ]
    return sorted(found, key=lambda one: one.rule == "unplaced")


@lru_cache(maxsize=KEPT)
def at_weight_one(problem: engine.Problem) -> engine.Problem:
    """Return the problem with every wish at weight 1 that is no wish of the festival's own.

    So timetables can be compared that were made with other weights. The acts' floor counts where it is asked for.
    """
    wishes = problem.wishes
    plain = engine.Wishes(floor=1.0 if wishes.floor else 0.0, floor_share=wishes.floor_share)
    return replace(problem, wishes=plain)


def quality_of(score: engine.Score, placed: engine.Timetable, problems: int) -> Quality:
    """Turn quarter persons into persons and pairs. `problems` counts all the checker finds, as every page does."""
    return Quality(
        sets=len(placed),
        placed=len(placed) - score.unplaced,
        problems=problems,
        capacity_persons=score.capacity / QUARTERS,
        similar_pairs=score.similar / QUARTERS / SIMILAR_PERSONS,
        starred_persons=score.starred / QUARTERS,
        flow_persons=score.flow / QUARTERS,
        floor_persons=score.floor / QUARTERS,
        own_persons=score.own / QUARTERS,
    )
