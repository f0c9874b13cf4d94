"""The problem: sets to be played, stages with opening hours, hard rules and wishes.

Minutes count from midnight of the night's date, so 01:30 is minute 1530 of the night before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

LAST_MINUTE = 2880
"""A night ends at the latest when the date after the next begins."""


class UnusableProblem(ValueError):
    """A problem for which no timetable can be made.

    Attributes
    ----------
    code : str
        What is wrong, for a program: ``"opening"``, ``"walk_shape"``, ...
    params : dict
        The values the sentence names, for a translation of it.
    """

    def __init__(self, code: str, sentence: str, **params: str | int | float) -> None:
        super().__init__(sentence % params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Stage:
    """Where sets are played; several stages may stand in one venue (a row of ``walk_minutes``)."""

    name: str
    venue: int
    capacity_persons: int | None
    changeover_minutes: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of one night in which a stage may be played, half open."""

    stage: int
    night: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one night in which an act can play, half open."""

    night: int
    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a set is to stay, decided by a person."""

    stage: int
    night: int
    start_minute: int


@dataclass(frozen=True, slots=True)
class Performance:
    """One set of an act.

    Parameters
    ----------
    name : str
    act : int
        Sets of one number are by the same act.
    minutes : int
        Length of the set, without changeover.
    draw_persons : int, optional
        Expected audience; None: not known, and no room is too small or too large.
    genre : str
        Empty: like nothing else.
    members : tuple of int
        The people on stage; a person in two acts is the same number in both.
    windows : tuple of Window, optional
        When the act can play; None: always. The set must lie wholly inside one of them.
    pin : Pin, optional
    """

    name: str
    act: int
    minutes: int
    draw_persons: int | None = None
    genre: str = ""
    members: tuple[int, ...] = ()
    windows: tuple[Window, ...] | None = None
    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class CoStars:
    """How many people starred both acts."""

    act_a: int
    act_b: int
    people: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The hard rules that apply; each boolean is a switch.

    Attributes
    ----------
    rest_minutes : int
        Between two sets that share a member, plus the walk from one venue to the other.
    repeat_gap_minutes : int
        Between two sets of one act on the same night.
    repeat_other_venue : bool
        Two sets of one act on the same night are in different venues.
    """

    opening: bool = True
    one_at_a_time: bool = True
    changeover: bool = True
    availability: bool = True
    members: bool = True
    repeats: bool = True
    pins: bool = True
    rest_minutes: int = 30
    repeat_gap_minutes: int = 120
    repeat_other_venue: bool = True


@dataclass(frozen=True, slots=True)
class Wishes:
    """Weights of the wishes, 0 or more; 0 leaves a wish out."""

    capacity: float = 1.0
    similar: float = 1.0
    starred: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be placed, where it may be placed, and what is wished for.

    Parameters
    ----------
    performances : sequence of Performance
    stages : sequence of Stage
    openings : sequence of Opening
    walk_minutes : int array of shape (venues, venues)
        From row to column. Copied and made read-only.
    nights : int
        Nights are numbered from 0.
    costars : sequence of CoStars
    rules : Rules
    wishes : Wishes
    grid_minutes : int
        The solver starts sets at multiples of this; pins may start at any minute.

    Raises
    ------
    UnusableProblem
        If a value makes no sense; the sentence says which and what to do.
    """

    performances: tuple[Performance, ...]
    stages: tuple[Stage, ...]
    openings: tuple[Opening, ...]
    walk_minutes: Ints
    nights: int
    costars: tuple[CoStars, ...] = ()
    rules: Rules = field(default_factory=Rules)
    wishes: Wishes = field(default_factory=Wishes)
    grid_minutes: int = 5

    def __post_init__(self) -> None:
        walk = np.array(self.walk_minutes, dtype=np.int64)
        walk.setflags(write=False)
        object.__setattr__(self, "walk_minutes", walk)
        for name in ("performances", "stages", "openings", "costars"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _refuse_bad_frame(self)
        _refuse_bad_stages(self)
        _refuse_bad_openings(self)
        for performance in self.performances:
            _refuse_bad_performance(self, performance)
        _refuse_bad_costars(self.costars)


def _refuse_bad_frame(problem: Problem) -> None:
    walk = problem.walk_minutes
    if walk.ndim != 2 or walk.shape[0] != walk.shape[1]:
        raise UnusableProblem(
            "walk_shape",
            "The walks have the shape %(shape)s: give one number of minutes from each venue to each venue.",
            shape=str(walk.shape),
        )
    if (walk < 0).any():
        raise UnusableProblem("walk_negative", "A walk takes %(least)d minutes: give 0 or more.", least=int(walk.min()))
    for code, what, value, least in _numbers(problem):
        if not (math.isfinite(value) and value >= least):
            raise UnusableProblem(
                code, "%(what)s is %(value)s: give %(least)d or more.", what=what, value=value, least=least
            )


def _numbers(problem: Problem) -> Iterator[tuple[str, str, float, int]]:
    yield "nights", "The number of nights", problem.nights, 1
    yield "grid", "The step between possible starts, in minutes,", problem.grid_minutes, 1
    yield "rest", "The rest between two sets, in minutes,", problem.rules.rest_minutes, 0
    yield (
        "repeat_gap",
        "The time between two sets of one act, in minutes,",
        problem.rules.repeat_gap_minutes,
        0,
    )
    yield "wish_capacity", "The weight of fitting rooms", problem.wishes.capacity, 0
    yield "wish_similar", "The weight of similar sets", problem.wishes.similar, 0
    yield "wish_starred", "The weight of starred sets", problem.wishes.starred, 0


def _refuse_bad_stages(problem: Problem) -> None:
    venues = len(problem.walk_minutes)
    for stage in problem.stages:
        if not 0 <= stage.venue < venues:
            raise UnusableProblem(
                "stage_venue",
                "%(stage)s is in venue %(venue)d, but walks are given for %(venues)d venues, numbered from 0.",
                stage=stage.name,
                venue=stage.venue,
                venues=venues,
            )
        if stage.changeover_minutes < 0:
            raise UnusableProblem(
                "changeover",
                "%(stage)s has a changeover of %(minutes)d minutes: give 0 or more.",
                stage=stage.name,
                minutes=stage.changeover_minutes,
            )
        if stage.capacity_persons is not None and stage.capacity_persons < 0:
            raise UnusableProblem(
                "capacity",
                "%(stage)s holds %(persons)d persons: give 0 or more, or leave it out.",
                stage=stage.name,
                persons=stage.capacity_persons,
            )


def _refuse_bad_openings(problem: Problem) -> None:
    for opening in problem.openings:
        if not (0 <= opening.stage < len(problem.stages) and 0 <= opening.night < problem.nights):
            raise UnusableProblem(
                "opening_unknown",
                "An opening names stage %(stage)d on night %(night)d, and there is no such stage or night.",
                stage=opening.stage,
                night=opening.night,
            )
        if not 0 <= opening.opens_minute < opening.closes_minute <= LAST_MINUTE:
            raise UnusableProblem(
                "opening",
                "%(stage)s opens at minute %(opens)d and closes at minute %(closes)d: it must close after it "
                "opens, between minute 0 and %(last)d.",
                stage=problem.stages[opening.stage].name,
                opens=opening.opens_minute,
                closes=opening.closes_minute,
                last=LAST_MINUTE,
            )


def _refuse_bad_performance(problem: Problem, performance: Performance) -> None:
    name = performance.name
    if performance.minutes < 1:
        raise UnusableProblem(
            "minutes",
            "%(name)s plays for %(minutes)d minutes: give 1 or more.",
            name=name,
            minutes=performance.minutes,
        )
    if performance.draw_persons is not None and performance.draw_persons < 0:
        raise UnusableProblem(
            "draw",
            "%(name)s is expected to draw %(persons)d persons: give 0 or more, or leave it out.",
            name=name,
            persons=performance.draw_persons,
        )
    for window in performance.windows or ():
        if not 0 <= window.night < problem.nights or window.from_minute >= window.until_minute:
            raise UnusableProblem(
                "window",
                "%(name)s can play on night %(night)d from minute %(start)d until minute %(until)d: the "
                "night must exist and the end must come after the start.",
                name=name,
                night=window.night,
                start=window.from_minute,
                until=window.until_minute,
            )
    if performance.pin is not None:
        _refuse_bad_pin(problem, name, performance.pin)


def _refuse_bad_pin(problem: Problem, name: str, pin: Pin) -> None:
    known = 0 <= pin.stage < len(problem.stages) and 0 <= pin.night < problem.nights
    if not (known and 0 <= pin.start_minute < LAST_MINUTE):
        raise UnusableProblem(
            "pin",
            "%(name)s is pinned to stage %(stage)d on night %(night)d at minute %(minute)d, and there is no "
            "such stage, night or minute: move or remove the pin.",
            name=name,
            stage=pin.stage,
            night=pin.night,
            minute=pin.start_minute,
        )


def _refuse_bad_costars(costars: Iterable[CoStars]) -> None:
    seen: set[frozenset[int]] = set()
    for pair in costars:
        acts = frozenset((pair.act_a, pair.act_b))
        if len(acts) < 2 or acts in seen or pair.people < 0:
            raise UnusableProblem(
                "costars",
                "Acts %(act_a)d and %(act_b)d, starred together by %(people)d people: two different acts, "
                "named once as a pair, and 0 people or more.",
                act_a=pair.act_a,
                act_b=pair.act_b,
                people=pair.people,
            )
        seen.add(acts)
