"""What a rule or a wish costs: the timetable planned anew with it and without it, and with other numbers or weights.

All variants start from one plan, made from the timetable in use under the rules as they are, with one seed. In each
search a set that is elsewhere than before counts as one person, so that only what is worth it moves. A plan that was
found under one variant and keeps the rules of another is looked at there too: a rule taken away never seems to make
things worse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from samspel.engines.timetable.check import check
from samspel.engines.timetable.core.library import Chain
from samspel.engines.timetable.own_rules import Bond, Limit, Where
from samspel.engines.timetable.problem import LAST_MINUTE, Problem
from samspel.engines.timetable.result import Audience, Score, Timetable
from samspel.engines.timetable.score import OWN_PERSONS, QUARTERS, audience, score
from samspel.engines.timetable.solve import Stop, solve
from samspel.engines.timetable.tables import tables_of

FACTORS = (0.0, 0.5, 1.0, 2.0, 4.0)
"""What weights are multiplied by."""

MOVE_QUARTERS = QUARTERS
"""What a set that is elsewhere counts as: one person."""

MINUTES = (0, 15, 30, 60)
"""What is tried for a number of minutes that is 0 now."""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A problem with one rule or wish at another value; a switch is 0 or 1."""

    value: float
    problem: Problem
    is_now: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of a variant.

    Attributes
    ----------
    value : float
    is_now : bool
    placements : Timetable
    score : Score
        By the yardstick, the same for all points.
    audience : Audience or None
    moved : int
        Sets that are elsewhere than in the plan under the rules as they are.
    """

    value: float
    is_now: bool
    placements: Timetable
    score: Score
    audience: Audience | None
    moved: int


@dataclass(frozen=True, slots=True)
class Frontier:
    """The points in the order of the variants, the plan they started from, and how many sets that one moved."""

    points: tuple[Point, ...]
    base: Timetable
    moved: int


def of_switch(problem: Problem, rule: str) -> tuple[Variant, ...]:
    """Return a rule off and on; `rule` is a boolean of `Rules`."""
    now = bool(getattr(problem.rules, rule))
    return tuple(Variant(float(value), _ruled(problem, rule, value), value == now) for value in (False, True))


def of_limits(problem: Problem, rule: str) -> tuple[Variant, ...]:
    """Return the limits of one rule, such as ``equipment``, left out and as they are; nothing where there are none."""
    kept = tuple(limit for limit in problem.limits if limit.rule != rule)
    if len(kept) == len(problem.limits):
        return ()
    return Variant(0.0, replace(problem, limits=kept), is_now=False), Variant(1.0, problem, is_now=True)


def of_number(problem: Problem, rule: str, least: int = 0) -> tuple[Variant, ...]:
    """Return a number of `Rules` at the least, half, as it is, and double."""
    now = int(getattr(problem.rules, rule))
    values = sorted({least, now // 2, now, 2 * now} if now else set(MINUTES))
    return tuple(
        Variant(float(value), _ruled(problem, rule, value), value == now) for value in values if value >= least
    )


def _ruled(problem: Problem, rule: str, value: Any) -> Problem:
    return replace(problem, rules=replace(problem.rules, **{rule: value}))


def of_wish(problem: Problem, wish: str) -> tuple[Variant, ...]:
    """Return a weight of `Wishes` times 0, ½, 1, 2 and 4; one that is 0 now is taken to be 1."""
    now = float(getattr(problem.wishes, wish))
    weights = [factor * (now or 1.0) for factor in FACTORS]
    return tuple(
        Variant(weight, replace(problem, wishes=replace(problem.wishes, **{wish: weight})), weight == now)
        for weight in weights
    )


def of_delegates(problem: Problem, now: int) -> tuple[Variant, ...]:
    """Return delegates counting as 1 person, half as many as now, as now, twice and four times as many."""
    crowd = problem.crowd
    if crowd is None or not crowd.delegate.any():
        return ()
    found = []
    for count in sorted({1, max(1, now // 2), now, 2 * now, 4 * now}):
        people = np.where(crowd.delegate, crowd.people // now * count, crowd.people)
        found.append(Variant(float(count), replace(problem, crowd=replace(crowd, people=people)), count == now))
    return tuple(found)


def of_own(problem: Problem, name: str) -> tuple[Variant, ...]:
    """Return a rule of the festival's own without it and as it is; a wish times 0, ½, 1, 2 and 4."""
    every: list[Limit | Bond] = [*(one for one in problem.limits if one.rule == "own"), *problem.bonds]
    own = next((one for one in every if one.name == name), None)
    if own is None:
        return ()
    if own.weight is None:
        return Variant(0.0, _with(problem, own, None), is_now=False), Variant(1.0, problem, is_now=True)
    return tuple(
        Variant(factor * own.weight, _with(problem, own, replace(own, weight=factor * own.weight)), factor == 1.0)
        for factor in FACTORS
    )


def _with(problem: Problem, own: Limit | Bond, instead: Limit | Bond | None) -> Problem:
    """Return the problem with another rule instead of one of the festival's own, or without it."""

    def changed(rules: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(one for rule in rules if (one := instead if rule is own else rule) is not None)

    return replace(problem, limits=changed(problem.limits), bonds=changed(problem.bonds))


def frontier(
    problem: Problem,
    variants: Sequence[Variant],
    *,
    yardstick: Problem,
    start: Timetable | None,
    stop: Stop,
    seed: int = 0,
    progress: Callable[[int], bool | None] | None = None,
) -> Frontier:
    """Plan every variant and measure what comes of it.

    Parameters
    ----------
    problem : Problem
        With the rules as they are.
    variants : sequence of Variant
    yardstick : Problem
        What every plan is scored by.
    start : Timetable, optional
        The timetable in use.
    stop : MaxSeconds or MaxIterations
        Of each search; there is one more than there are variants.
    seed : int
    progress : callable, optional
        Called with how many searches are done; True stops, and the variants not looked at are left out.
    """
    base = _near(problem, start, stop, seed)
    found: list[Timetable] = [base]
    for number, variant in enumerate(variants):
        if progress is not None and progress(number + 1) is True:
            variants = variants[:number]
            break
        found.append(_near(variant.problem, base, stop, seed))
    points = tuple(_point(variant, found, base, yardstick) for variant in variants)
    return Frontier(points, base, _moved(start, base) if start is not None else 0)


def _near(problem: Problem, start: Timetable | None, stop: Stop, seed: int) -> Timetable:
    """Return a plan that moves of a timetable only what is worth it."""
    if start is None:
        return solve(problem, stop=stop, seed=seed).placements
    placements = solve(anchored(problem, start), stop=stop, seed=seed, start=start).placements
    return settled(problem, placements, start)


def _point(variant: Variant, found: Sequence[Timetable], base: Timetable, yardstick: Problem) -> Point:
    placements = min(dict.fromkeys(found), key=lambda one: _value(variant.problem, one, base))
    return Point(
        value=variant.value,
        is_now=variant.is_now,
        placements=placements,
        score=score(yardstick, placements),
        audience=audience(yardstick, placements),
        moved=_moved(base, placements),
    )


def _value(problem: Problem, placements: Timetable, base: Timetable) -> tuple[int, int]:
    """How good a timetable is under a variant: first of all it breaks no rule that it need not."""
    broken = sum(1 for violation in check(problem, placements) if violation.rule != "unplaced")
    return broken, score(problem, placements).total + MOVE_QUARTERS * _moved(base, placements)


def anchored(problem: Problem, base: Timetable) -> Problem:
    """Return a problem that also wishes every set to stay where `base` has it, as strongly as a move counts."""
    weight = MOVE_QUARTERS / QUARTERS / OWN_PERSONS
    stay = tuple(
        Limit("", (row,), Where((at.stage,), (at.night,), at.start_minute, end), weight=weight)
        for row, at in enumerate(base)
        if at is not None
        and at.start_minute < (end := problem.end_minute(row, at.stage, at.night, at.start_minute)) <= LAST_MINUTE
    )
    return replace(problem, limits=(*problem.limits, *stay))


def settled(problem: Problem, placements: Timetable, base: Timetable) -> Timetable:
    """Return a timetable with each set back where `base` has it, where no rule forbids that and it costs no more than
    a move does.
    """
    tables = tables_of(problem)
    chain = Chain(tables.numbers, tables.arrays, seed=0)
    at, home = tables.numbered(placements), tables.numbered(base)
    chain.load(at)
    is_better = True
    while is_better:
        is_better = False
        for row in np.flatnonzero((at != home) & (home >= 0) & (at >= 0)):
            if chain.price_at(int(row), int(home[row])) <= MOVE_QUARTERS:
                at[row] = home[row]
                chain.load(at)
                is_better = True
    return tables.timetable(at)


def _moved(before: Timetable, after: Timetable) -> int:
    return sum(one != other for one, other in zip(before, after, strict=True))
