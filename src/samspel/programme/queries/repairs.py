"""Ready repairs after something has happened: worked out in a moment, nothing is saved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from samspel.engines import timetable as engine
from samspel.engines.timetable.score import QUARTERS
from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.places.models import Edition, Night, Opening, Stage
from samspel.programme.instances import Instance, edited_instance, placements_of
from samspel.programme.models import Timetable
from samspel.programme.queries.history import plain_spots, spots_of
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.queries.policy import rule_set
from samspel.programme.sentences.history import Names
from samspel.programme.types import Event, Happening, Spot
from samspel.records.digests import digest_of
from samspel.wording import clock, short_day

STEP_MINUTES = 15
"""Where no hours are known, stages count as open from their first set to their last, in whole quarters."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A set that is elsewhere after a repair, in words; no place before: it comes in."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Gains:
    """What a repair changes for people, after minus before, whatever the wishes weigh.

    `favourites` that can be seen, counted by heads. `seen` before and after as shares; None: nobody has starred
    anything yet. `capacity_persons` outside or missing; None: the festival does not wish that rooms fit.
    """

    favourites: int
    seen: tuple[float, float] | None
    capacity_persons: float | None
    better: int
    worse: int

    @property
    def touched(self) -> int:
        return self.better + self.worse


@dataclass(frozen=True, slots=True)
class ReadyRepair:
    """One of the repairs to choose from: what moves, what it changes, who must be told."""

    aim: engine.Aim
    spots: dict[int, Spot | None]
    moved: tuple[Moved, ...]
    left_out: tuple[str, ...]
    taken_out: tuple[str, ...]
    gains: Gains
    acts: tuple[str, ...]
    venues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mending:
    """What happened and the repairs; `digest` tells whether what they were worked out from is still so."""

    event: Event
    facts: dict[str, Any]
    act: str
    timetable: Timetable
    digest: str
    repairs: tuple[ReadyRepair, ...]
    is_assumed: bool
    """Whether nobody has starred anything, and what people like is taken from genres and draws."""


def mending(edition: Edition, event: Event) -> Mending:
    """Work out the repairs of the timetable in use. Raises `Refused` where there is none."""
    timetable = timetable_in_use(edition)
    if timetable is None:
        raise Refused(_("There is no timetable yet: place sets or apply a plan first."))
    board = edited_instance(edition, timetable)
    placed, spots = placements_of(timetable, board), spots_of(timetable)
    was = _as_it_was(board, placed, spots)
    now = _happened(was, board, event)
    found = engine.repairs(now, placed, was=was)
    tell = _Teller(board, spots, rule_set(edition).delegates)
    return Mending(
        event=event,
        facts=event_facts(event),
        act=Act.objects.filter(pk=event.act or 0).values_list("name", flat=True).first() or "",
        timetable=timetable,
        digest=digest_of([asdict(event), timetable.pk, plain_spots(spots), engine.as_plain(now)]),
        repairs=tuple(tell.ready(now, one) for one in found),
        is_assumed=board.is_assumed,
    )


def event_facts(event: Event) -> dict[str, Any]:
    """Return what happened as JSON keeps it: acts by key, since a name in a history would outlive its erasure."""
    night = Night.objects.filter(pk=event.nights[0]).first() if len(event.nights) == 1 else None
    return {
        "what": str(event.what),
        "act": event.act,
        "where": event.where,
        "night": night.date.isoformat() if night else "",
        "begin": event.from_minute,
        "end": event.until_minute,
    }


def _as_it_was(board: Instance, placed: engine.Timetable, spots: dict[int, Spot]) -> engine.Problem:
    """Return the problem with its pins; where no hours are known, with those of the sets."""
    problem = board.problem
    pinned = {pk for pk, spot in spots.items() if spot.is_pinned}
    performances = tuple(
        replace(one, pin=engine.Pin(at.stage, at.night, at.start_minute) if at and pk in pinned else None)
        for pk, one, at in zip(board.performances, problem.performances, placed, strict=True)
    )
    knows_hours = Opening.objects.filter(night__in=board.nights).exists()
    openings = problem.openings if knows_hours else tuple(_spans(problem, placed))
    rules = replace(problem.rules, pins=True, opening=True)
    return replace(problem, performances=performances, openings=openings, rules=rules)


def _spans(problem: engine.Problem, placed: engine.Timetable) -> Iterable[engine.Opening]:
    spans: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for one, at in zip(problem.performances, placed, strict=True):
        if at is not None:
            spans[at.stage, at.night] += [at.start_minute, at.start_minute + one.minutes]
    for (stage, night), minutes in spans.items():
        opens = min(minutes) // STEP_MINUTES * STEP_MINUTES
        yield engine.Opening(stage, night, opens, -(-max(minutes) // STEP_MINUTES) * STEP_MINUTES)


def _happened(problem: engine.Problem, board: Instance, event: Event) -> engine.Problem:
    nights = [board.nights.index(pk) for pk in event.nights] or list(range(len(board.nights)))
    given = {"from_minute": event.from_minute, "until_minute": event.until_minute}
    known = {name: minute for name, minute in given.items() if minute is not None}
    if event.what == Happening.CANCEL and event.act is not None:
        return engine.cancelled(problem, event.act)
    if event.what == Happening.TIMES and event.act is not None:
        return engine.kept_to(problem, event.act, nights[0], **known)
    stages = [row for row, pk in enumerate(board.stages) if not event.stages or pk in event.stages]
    return engine.closed(problem, stages, nights, **known)


class _Teller:
    """Puts repairs into words: names of sets, stages and nights as the instance has them."""

    def __init__(self, board: Instance, spots: dict[int, Spot], delegate_counts: int) -> None:
        self.board, self.spots, problem = board, spots, board.problem
        self.delegate_counts = delegate_counts
        nights = Night.objects.in_bulk(board.nights)
        self.names = Names(
            {pk: one.name for pk, one in zip(board.performances, problem.performances, strict=True)},
            {pk: one.name for pk, one in zip(board.stages, problem.stages, strict=True)},
            {pk: night.date for pk, night in nights.items()},
        )
        self.venues = dict(Stage.objects.filter(pk__in=board.stages).values_list("pk", "venue__name"))
        self.acts = dict(Act.objects.filter(performances__in=board.performances).values_list("pk", "name"))

    def ready(self, problem: engine.Problem, found: engine.Repair) -> ReadyRepair:
        rows = sorted({*found.moved, *found.left_out, *found.taken_out})
        spots = {self.board.performances[row]: self._spot(problem, row, found.placements[row]) for row in rows}
        stages = [spot.stage for pk, new in spots.items() for spot in (self.spots.get(pk), new) if spot is not None]
        return ReadyRepair(
            aim=found.aim,
            spots=spots,
            moved=tuple(self._moved(pk, spots) for pk in self._by_time(found.moved, spots)),
            left_out=tuple(problem.performances[row].name for row in found.left_out),
            taken_out=tuple(problem.performances[row].name for row in found.taken_out),
            gains=gains_of(problem, found, self.delegate_counts),
            acts=tuple(sorted({self.acts[problem.performances[row].act] for row in rows}, key=str.casefold)),
            venues=tuple(sorted({self.venues[stage] for stage in stages}, key=str.casefold)),
        )

    def _spot(self, problem: engine.Problem, row: int, at: engine.Placement | None) -> Spot | None:
        if at is None:
            return None
        place = Spot(
            self.board.nights[at.night], self.board.stages[at.stage], at.start_minute, problem.performances[row].minutes
        )
        old = self.spots.get(self.board.performances[row])
        return old.moved(place) if old else place

    def _by_time(self, rows: Iterable[int], spots: dict[int, Spot | None]) -> list[int]:
        """Sets in the order in which they were played; those that come in last."""
        keys = [self.board.performances[row] for row in rows]

        def when(pk: int) -> tuple[bool, date, int, str]:
            old = self.spots.get(pk)
            spot = old or spots[pk]
            assert spot is not None  # noqa: S101 - whoever moves has a place before or after
            return old is None, self.names.nights[spot.night], spot.start_minute, self.names.set_name(pk)

        return sorted(keys, key=when)

    def _moved(self, pk: int, spots: dict[int, Spot | None]) -> Moved:
        return Moved(self.names.set_name(pk), self._where(self.spots.get(pk)), self._where(spots[pk]))

    def _where(self, spot: Spot | None) -> str:
        if spot is None:
            return ""
        where = self.names.stages[spot.stage]
        return f"{where}, {short_day(self.names.nights[spot.night])} {clock(spot.start_minute)}"


def gains_of(problem: engine.Problem, found: engine.Repair, delegate_counts: int) -> Gains:
    """Return what a repair changes; people by heads."""
    before, after, weight = found.before, found.after, problem.wishes.capacity
    heads = _heads(problem.crowd, delegate_counts)
    seen = (before.audience.seen, after.audience.seen) if before.audience and after.audience else None
    return Gains(
        favourites=int((heads * found.gained).sum()),
        seen=seen,
        capacity_persons=(after.score.capacity - before.score.capacity) / QUARTERS / weight if weight else None,
        better=int(heads[found.better].sum()),
        worse=int(heads[found.worse].sum()),
    )


def _heads(crowd: engine.Crowd | None, delegate_counts: int) -> NDArray[np.int64]:
    """How many people have each list, whatever each counts as."""
    if crowd is None:
        return np.zeros(0, dtype=np.int64)
    return np.array(crowd.people // np.where(crowd.delegate, delegate_counts, 1), dtype=np.int64)
