"""Rows → the timetable engine's problem, and its answer → rows."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import Count, F, Max, Min, Q, QuerySet

from samspel.engines import timetable as engine
from samspel.engines.timetable.assumed import MOST as MOST_ASSUMED
from samspel.lineup.models import ActMember, Answered, Availability
from samspel.lineup.queries import windows as act_windows
from samspel.places.models import Edition, Night, Opening, Stage
from samspel.places.queries import walk_minutes
from samspel.programme.limits import Rows, bonds_of, limits_of
from samspel.programme.models import Favourites, OwnRule, Performance, Placement, Policy, Timetable
from samspel.programme.partial import Scope, held, scope_of
from samspel.programme.queries.policy import plan_options
from samspel.programme.types import PlanOptions, RuleSet, Spot


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem and which rows its numbers stand for."""

    problem: engine.Problem
    performances: tuple[int, ...]
    stages: tuple[int, ...]
    nights: tuple[int, ...]
    scope: Scope | None = None
    """The part a plan is about: what lies outside is pinned."""
    is_assumed: bool = False
    """Whether nobody has starred anything, and what people like was taken from genres and draws."""

    def rows(self) -> dict[str, list[int]]:
        return {
            "performances": list(self.performances),
            "stages": list(self.stages),
            "nights": list(self.nights),
        }


def instance_of(edition: Edition, options: PlanOptions, timetable: Timetable | None) -> Instance:
    """Return everything the solver and the checker need to know of an edition.

    Pins come from `timetable`. Sets last as long as they are placed there, else as long as they are meant to.
    """
    nights = list(edition.nights.order_by("date"))
    stages = list(
        Stage.objects.filter(venue__festival=edition.festival).select_related("venue").order_by("venue__name", "name")
    )
    night_row = {night.pk: row for row, night in enumerate(nights)}
    stage_row = {stage.pk: row for row, stage in enumerate(stages)}
    venues = list({stage.venue_id: stage.venue for stage in stages}.values())
    venue_row = {venue.pk: row for row, venue in enumerate(venues)}
    performances = list(to_be_played(edition, timetable).select_related("act").order_by("act_id", "number"))
    openings = Opening.objects.filter(stage__in=stages, night__in=nights)
    placed = {placement.performance_id: placement for placement in _placements(timetable)}
    members, windows = _members(edition), _windows(edition, night_row)
    rows = Rows([performance.act for performance in performances], stages, stage_row, night_row)
    own = list(OwnRule.objects.filter(edition=edition, is_on=True))
    problem = engine.Problem(
        performances=tuple(
            engine.Performance(
                name=str(performance),
                act=performance.act_id,
                minutes=_minutes(performance, placed.get(performance.pk)),
                draw_persons=performance.act.draw_persons,
                genre=performance.act.genre,
                members=members[performance.act_id],
                windows=windows.get(performance.act_id),
                pin=_pin(placed.get(performance.pk), stage_row, night_row),
                is_heavy=performance.act.is_heavy,
                loudness=performance.act.loudness,
            )
            for performance in performances
        ),
        stages=tuple(
            engine.Stage(str(stage), venue_row[stage.venue_id], stage.room_persons, stage.changeover_minutes)
            for stage in stages
        ),
        openings=tuple(
            engine.Opening(stage_row[row.stage_id], night_row[row.night_id], row.opens_minute, row.closes_minute)
            for row in openings
        ),
        walk_minutes=np.array(
            [[walk_minutes(one, other) for other in venues] for one in venues], dtype=np.int64
        ).reshape(len(venues), len(venues)),
        nights=max(1, len(nights)),
        crowd=_crowd(edition, options, performances),
        limits=limits_of(rows, options, own),
        bonds=bonds_of(rows, options, own),
        # An imported programme says nothing of opening hours: where none are known, none can be broken.
        rules=_rules(options, knows_hours=openings.exists()),
        wishes=_wishes(options),
        grid_minutes=options.grid_minutes,
    )
    instance = Instance(
        problem,
        tuple(performance.pk for performance in performances),
        tuple(stage.pk for stage in stages),
        tuple(night.pk for night in nights),
        is_assumed=problem.crowd is not None and not Favourites.objects.filter(edition=edition).exists(),
    )
    scope = scope_of(options, instance.nights, instance.stages, {stage.pk: stage.venue_id for stage in stages})
    if scope is None:
        return instance
    return replace(instance, problem=held(problem, placements_of(timetable, instance), scope), scope=scope)


def to_be_played(edition: Edition, timetable: Timetable | None) -> QuerySet[Performance]:
    """Return the sets of acts that have not cancelled, and those that have a place all the same."""
    placed = Placement.objects.filter(timetable=timetable).values("performance") if timetable else []
    return Performance.objects.filter(Q(act__cancelled_at=None) | Q(pk__in=placed), act__edition=edition)


EDITED = {"grid_minutes": 5, "pins": False}
"""A hand moves sets by five minutes, pinned ones too."""

ANY_HOUR = (8 * 60, 30 * 60)
"""What counts as a night where no opening hours are known."""

KEPT = 4
"""How many editions' instances a process keeps for those who edit them."""

_kept: OrderedDict[tuple[Any, ...], Instance] = OrderedDict()
_keeping = Lock()


def edited_instance(edition: Edition, timetable: Timetable | None) -> Instance:
    """Return the instance for checking and editing by hand; the same object as long as its rows are the same.

    Where sets are placed is no part of it, only how long they are: moving a set keeps the instance, and with it what
    the engine has worked out for it.
    """
    key = (edition.pk, *_rows_of(edition, timetable))
    with _keeping:
        found = _kept.get(key)
    if found is None:
        found = _somewhere_open(instance_of(edition, plan_options(edition, **EDITED), timetable))
    with _keeping:
        _kept[key] = found
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _somewhere_open(instance: Instance) -> Instance:
    """Where no hours are known, none can be broken: a hand may put a set on every stage at any hour of a night."""
    problem = instance.problem
    if problem.openings:
        return instance
    openings = tuple(
        engine.Opening(stage, night, *ANY_HOUR)
        for stage in range(len(problem.stages))
        for night in range(problem.nights)
    )
    return replace(instance, problem=replace(problem, openings=openings))


def _rows_of(edition: Edition, timetable: Timetable | None) -> tuple[Any, ...]:
    """Return every value an instance is made of, as the database has it: a few milliseconds at 300 sets."""
    stages, performances = Stage.objects.all(), to_be_played(edition, timetable)
    venue = ("name", "latitude", "longitude", "fire_limit_persons", "staff_persons")
    found = (
        Night.objects.filter(edition=edition).order_by("date").values_list("pk"),
        stages.filter(venue__festival=edition.festival)
        .order_by("pk")
        .values_list(
            *("pk", "venue_id", "name", "capacity_persons", "changeover_minutes", "size", "has_piano", "has_drums"),
            *("loudest", "late_minute", "late_loudest", *(f"venue__{name}" for name in venue)),
        ),
        performances.order_by("pk").values_list(
            *("pk", "number", "length_minutes", "act_id", "act__cancelled_at"),
            *(f"act__{name}" for name in ("name", "draw_persons", "genre", "jury_score", "loudness", "is_heavy")),
            *(f"act__{name}" for name in ("needs_piano", "needs_drums", "stage_size")),
        ),
        Opening.objects.filter(night__edition=edition).order_by("pk").values_list(),
        ActMember.objects.filter(act__edition=edition).order_by("pk").values_list("act_id", "key"),
        Availability.objects.filter(act__edition=edition).order_by("pk").values_list(),
        Answered.objects.filter(act__edition=edition).order_by("act_id").values_list("act_id", "extent"),
        Placement.objects.filter(timetable=timetable)
        .order_by("performance_id")
        .values_list("performance_id", F("end_minute") - F("start_minute")),
    )
    rules = (
        Policy.objects.filter(edition=edition).values_list("values"),
        OwnRule.objects.filter(edition=edition, is_on=True).order_by("pk").values_list(),
    )
    # Lists are never changed, only replaced as a whole, so their keys tell them apart.
    favourites = Favourites.objects.filter(edition=edition).aggregate(Count("pk"), Min("pk"), Max("pk"))
    return (*(tuple(rows) for rows in found), *(repr(list(rows)) for rows in rules), tuple(favourites.values()))


def placements_by_rows(
    rows: Mapping[str, list[int]], placements: engine.Timetable, instance: Instance
) -> engine.Timetable:
    """Return placements of one instance in the numbers of another; what the other does not know is left out."""
    stage_row = {pk: row for row, pk in enumerate(instance.stages)}
    night_row = {pk: row for row, pk in enumerate(instance.nights)}
    found: dict[int, engine.Placement] = {}
    for performance, at in zip(rows["performances"], placements, strict=True):
        if at is not None and rows["stages"][at.stage] in stage_row and rows["nights"][at.night] in night_row:
            stage, night = stage_row[rows["stages"][at.stage]], night_row[rows["nights"][at.night]]
            found[performance] = engine.Placement(stage, night, at.start_minute)
    return tuple(found.get(performance) for performance in instance.performances)


def placements_of(timetable: Timetable | None, instance: Instance) -> engine.Timetable:
    """Return a scenario in the engine's numbers, aligned with the instance's performances."""
    stage_row = {pk: row for row, pk in enumerate(instance.stages)}
    night_row = {pk: row for row, pk in enumerate(instance.nights)}
    rows = Placement.objects.filter(timetable=timetable).order_by() if timetable else Placement.objects.none()
    placed = {
        performance: engine.Placement(stage_row[stage], night_row[night], start)
        for performance, stage, night, start in rows.values_list(
            "performance_id", "stage_id", "night_id", "start_minute"
        )
    }
    return tuple(placed.get(performance) for performance in instance.performances)


def plain_placements(placements: engine.Timetable) -> list[list[int] | None]:
    """Return placements as lists of stage, night and start, for JSON."""
    return [[one.stage, one.night, one.start_minute] if one else None for one in placements]


def from_plain_placements(plain: list[list[int] | None]) -> engine.Timetable:
    """Return what `plain_placements` wrote."""
    return tuple(engine.Placement(*one) if one else None for one in plain)


def placement_rows(
    timetable: Timetable,
    rows: Mapping[str, list[int]],
    plain: list[list[int] | None],
    minutes: Mapping[int, int],
    marks: Mapping[int, Spot],
) -> list[Placement]:
    """Return unsaved rows for an answer in the engine's numbers; a set that found no place has none.

    A set that is pinned or pencilled in where `marks` has it stays so.
    """
    return [
        Placement(
            timetable=timetable,
            performance_id=performance,
            stage_id=rows["stages"][at[0]],
            night_id=rows["nights"][at[1]],
            start_minute=at[2],
            end_minute=at[2] + minutes[performance],
            is_pinned=performance in marks and marks[performance].is_pinned,
            is_pencilled=performance in marks and marks[performance].is_pencilled,
        )
        for performance, at in zip(rows["performances"], plain, strict=True)
        if at is not None
    ]


def moved_since_plan(timetable: Timetable | None) -> int:
    """Return how many sets of a scenario are not where, or as long as, its plan put them; 0 without a plan."""
    run = timetable.run if timetable is not None else None
    if run is None or run.answer is None:
        return 0
    rows, sets = run.problem["rows"], run.problem["timetable"]["performances"]
    planned = {
        pk: (rows["stages"][at[0]], rows["nights"][at[1]], at[2], at[2] + one["minutes"])
        for pk, one, at in zip(rows["performances"], sets, run.answer["placements"], strict=True)
        if at is not None
    }
    placed = {
        one.performance_id: (one.stage_id, one.night_id, one.start_minute, one.end_minute)
        for one in _placements(timetable)
    }
    return sum(planned.get(pk) != placed.get(pk) for pk in planned.keys() | placed.keys())


def _placements(timetable: Timetable | None) -> list[Placement]:
    return list(timetable.placements.all()) if timetable is not None else []


def _minutes(performance: Performance, placement: Placement | None) -> int:
    return placement.end_minute - placement.start_minute if placement else performance.length_minutes


def _pin(placement: Placement | None, stage_row: Mapping[int, int], night_row: Mapping[int, int]) -> engine.Pin | None:
    if placement is None or not placement.is_pinned:
        return None
    return engine.Pin(stage_row[placement.stage_id], night_row[placement.night_id], placement.start_minute)


def _crowd(edition: Edition, rules: RuleSet, performances: Sequence[Performance]) -> engine.Crowd | None:
    """Return who likes what; where nobody has starred anything, what genres and draws let expect."""
    sets = Counter(performance.act_id for performance in performances)
    found = Favourites.objects.filter(edition=edition).order_by("pk").values_list("acts", "people", "are_delegates")
    rows = list(found)
    lists = [_weighable(liked, sets) for liked, _people, _delegates in rows]
    if not rows and rules.assume_stars:
        return _assumed(sets, performances)
    if not any(lists):
        return None
    liked = np.array([act for one in lists for act in one], dtype=np.int64)
    return engine.Crowd(
        pointer=np.cumsum([0, *(len(one) for one in lists)]),
        act=liked,
        weight=np.ones(len(liked), dtype=np.int64),
        people=np.array(
            [people * (rules.delegates if delegates else 1) for _liked, people, delegates in rows], dtype=np.int64
        ),
        delegate=np.array([delegates for _liked, _people, delegates in rows], dtype=np.bool_),
    )


def _assumed(sets: Counter[int], performances: Sequence[Performance]) -> engine.Crowd | None:
    """Return the crowd that may be expected; none where an act has more sets than the engine weighs together."""
    if sets and max(sets.values()) > engine.MOST_FAVOURITE_SETS // MOST_ASSUMED:
        return None
    acts = {performance.act_id: performance.act for performance in performances}
    return engine.assumed_crowd(
        [engine.Expected(key, act.genre.casefold(), act.draw_persons, act.jury_score) for key, act in acts.items()]
    )


def _weighable(liked: list[int], sets: Counter[int]) -> list[int]:
    """Return the acts of a list that are played; of a very long list as many as the engine can weigh together."""
    played = [act for act in liked if sets[act]]
    room = list(accumulate(sets[act] for act in played))
    return [act for act, used in zip(played, room, strict=True) if used <= engine.MOST_FAVOURITE_SETS]


def _members(edition: Edition) -> defaultdict[int, tuple[int, ...]]:
    numbers: dict[str, int] = {}
    members: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for member in ActMember.objects.filter(act__edition=edition).order_by("pk"):
        members[member.act_id] += (numbers.setdefault(member.key, len(numbers)),)
    return members


def _windows(edition: Edition, night_row: Mapping[int, int]) -> dict[int, tuple[engine.Window, ...]]:
    return {
        act: tuple(engine.Window(night_row[night], *stretch) for night in nights for stretch in nights[night])
        for act, nights in act_windows(edition).items()
    }


def _rules(options: RuleSet, *, knows_hours: bool) -> engine.Rules:
    return engine.Rules(
        opening=options.opening and knows_hours,
        one_at_a_time=options.one_at_a_time,
        changeover=options.changeover,
        availability=options.availability,
        members=options.members,
        repeats=options.repeats,
        pins=options.pins,
        rest_minutes=options.rest_minutes,
        repeat_gap_minutes=options.repeat_gap_minutes,
        repeat_other_venue=options.repeat_other_venue,
        repeat_venue_once=options.repeat_venue_once,
        repeat_nights_apart=options.repeat_nights_apart,
        heavy_gap_minutes=options.heavy_gap_minutes,
    )


def _wishes(options: RuleSet) -> engine.Wishes:
    return engine.Wishes(
        capacity=options.capacity,
        similar=options.similar,
        starred=options.starred,
        flow=options.flow,
        floor=options.floor,
        floor_share=options.floor_percent / 100,
    )
