"""What makes a problem unusable, in words a person can act on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from samspel.engines.timetable.own_rules import Bond, Limit
    from samspel.engines.timetable.problem import CoStars, Crowd, Performance, Pin, Problem, Slot

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


def refuse_bad_problem(problem: Problem) -> None:
    """Raise `UnusableProblem` for the first thing that makes no sense."""
    _refuse_bad_frame(problem)
    _refuse_bad_stages(problem)
    _refuse_bad_openings(problem)
    _refuse_bad_slots(problem)
    for performance in problem.performances:
        _refuse_bad_performance(problem, performance)
    _refuse_bad_costars(problem.costars)
    for limit in problem.limits:
        _refuse_bad_rule(problem, limit)
    for bond in problem.bonds:
        _refuse_bad_rule(problem, bond)


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
    yield "repeat_nights", "The most nights between two sets of one act", problem.rules.repeat_nights_apart, 0
    yield "heavy_gap", "The time between two heavy sets, in minutes,", problem.rules.heavy_gap_minutes, 0
    yield "wish_flow", "The weight of loudness jumps", problem.wishes.flow, 0
    yield "wish_capacity", "The weight of fitting rooms", problem.wishes.capacity, 0
    yield "wish_similar", "The weight of similar sets", problem.wishes.similar, 0
    yield "wish_starred", "The weight of starred sets", problem.wishes.starred, 0
    yield "wish_floor", "The weight of the acts' floor", problem.wishes.floor, 0
    yield "floor_share", "The acts' floor, a share of those who starred them,", problem.wishes.floor_share, 0


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


def _refuse_bad_slots(problem: Problem) -> None:
    before: Slot | None = None
    seen: set[tuple[int, int]] = set()
    for number, slot in enumerate(problem.slots):
        known = 0 <= slot.stage < len(problem.stages) and 0 <= slot.night < problem.nights
        together = before is not None and (before.stage, before.night) == (slot.stage, slot.night)
        in_order = not (together and before) or before.end_minute <= slot.start_minute
        apart = not together and (slot.stage, slot.night) in seen
        if not known or apart or not in_order or not 0 <= slot.start_minute < slot.end_minute <= LAST_MINUTE:
            raise UnusableProblem(
                "slot",
                "Slot %(slot)d, on stage %(stage)d and night %(night)d from minute %(start)d to %(end)d: give a stage "
                "and a night that exist, an end after the start, and the slots of a stage and night together by time.",
                slot=number,
                stage=slot.stage,
                night=slot.night,
                start=slot.start_minute,
                end=slot.end_minute,
            )
        seen.add((slot.stage, slot.night))
        before = slot


def refuse_bad_crowd(crowd: Crowd) -> None:
    """Raise `UnusableProblem` if the arrays do not fit together or a favourite makes no sense."""
    visitors, favourites = len(crowd.people), len(crowd.act)
    fits = len(crowd.pointer) == visitors + 1 and len(crowd.weight) == favourites
    fits = fits and len(crowd.delegate) == visitors
    if not fits or crowd.pointer[0] != 0 or crowd.pointer[-1] != favourites or (np.diff(crowd.pointer) < 0).any():
        raise UnusableProblem(
            "crowd_shape",
            "The crowd's arrays do not fit together: %(visitors)d visitors, %(favourites)d favourites and "
            "%(pointers)d pointers; give one pointer more than visitors, from 0 up to the number of favourites.",
            visitors=visitors,
            favourites=favourites,
            pointers=len(crowd.pointer),
        )
    twice = favourites - len(np.unique(np.stack([crowd.visitor, crowd.act]), axis=1).T)
    if twice or (crowd.weight < 1).any() or (crowd.people < 0).any():
        raise UnusableProblem(
            "crowd",
            "A favourite stands %(twice)d times too often in one visitor's list, a weight is below 1, or a visitor "
            "counts as fewer than 0 persons: name each act once, with a weight of 1 or more.",
            twice=twice,
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


def _refuse_bad_rule(problem: Problem, rule: Limit | Bond) -> None:
    where = getattr(rule, "where", None)
    others = getattr(rule, "others", None) or ()
    known = (
        (range(len(problem.performances)), (*rule.sets, *others)),
        (range(len(problem.stages)), (where and where.stages) or ()),
        (range(problem.nights), (where and where.nights) or ()),
    )
    if any(number not in numbers for numbers, given in known for number in given):
        raise UnusableProblem(
            "own_rule", "The rule “%(name)s” names a set, stage or night that does not exist.", name=rule.name
        )
    backwards = getattr(rule, "relation", "") == "before" and (not others or set(others) & set(rule.sets))
    if not 0 <= (rule.weight or 0) < math.inf:
        raise UnusableProblem(
            "own_weight",
            "The wish “%(name)s” weighs %(weight)s: give 0 or more.",
            name=rule.name,
            weight=str(rule.weight),
        )
    if (where and where.from_minute >= where.until_minute) or getattr(rule, "minutes", 0) < 0 or backwards:
        raise UnusableProblem(
            "own_rule",
            "The rule “%(name)s” makes no sense: its hours must end after they begin, its minutes be 0 or more, and "
            "what is to come before something must be something else.",
            name=rule.name,
        )
