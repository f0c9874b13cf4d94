"""Which hard rules a timetable breaks; shares nothing with the solver but the problem.

Written to be read beside the rules: every pair of sets, one rule after the other, plain loops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from samspel.engines.timetable.own_rules import broken_pairs, off_limits, stretches
from samspel.engines.timetable.problem import Performance, Problem, Stage
from samspel.engines.timetable.result import Placement, Timetable

Value = str | int

SENTENCES = {
    ("unplaced", ""): "%(name)s has no place in the timetable.",
    ("pin_moved", "moved"): "%(name)s is pinned to %(pinned_stage)s at %(pinned)s on night %(pinned_night)d, "
    "but plays at %(start)s on %(stage)s on night %(night)d.",
    (
        "pin_moved",
        "missing",
    ): "%(name)s is pinned to %(pinned_stage)s at %(pinned)s on night %(pinned_night)d, but has no place.",
    ("outside_opening", "stage"): "%(name)s cannot play on stage %(stage)s: there is no such stage.",
    ("outside_opening", "night"): "%(name)s cannot play on night %(night)d: there is no such night.",
    (
        "outside_opening",
        "closed",
    ): "%(name)s cannot play at %(start)s on %(stage)s: it is not open from "
    "%(start)s until %(end)s on night %(night)d.",
    (
        "unavailable",
        "",
    ): "%(name)s cannot play at %(start)s on %(stage)s: the act is not available from "
    "%(start)s until %(end)s on night %(night)d.",
    (
        "overlap",
        "",
    ): "%(name)s cannot play at %(start)s on %(stage)s: %(other)s is there until %(other_end)s.",
    (
        "changeover",
        "",
    ): "%(name)s cannot play at %(start)s on %(stage)s: %(other)s is there until "
    "%(other_end)s and the changeover takes %(minutes)d minutes.",
    (
        "changeover",
        "heavy",
    ): "%(name)s cannot play at %(start)s on %(stage)s: %(other)s is there until "
    "%(other_end)s, and between two acts with much to set up there must be %(minutes)d minutes.",
    ("members", ""): "%(name)s cannot play at %(start)s on %(stage)s: somebody in it plays with %(other)s on "
    "%(other_stage)s until %(other_end)s and needs %(minutes)d minutes in between.",
    (
        "repeats",
        "too_close",
    ): "%(name)s cannot play at %(start)s on %(stage)s: the act plays on "
    "%(other_stage)s until %(other_end)s, and its sets are to be %(minutes)d minutes apart.",
    (
        "repeats",
        "same_venue",
    ): "%(name)s cannot play at %(start)s on %(stage)s: the act plays in the same venue at %(other_start)s that night.",
    (
        "repeats",
        "venue_again",
    ): "%(name)s cannot play at %(start)s on %(stage)s: the act plays in the same venue on night %(other_night)d.",
    (
        "repeats",
        "too_far",
    ): "%(name)s cannot play on night %(night)d: the act plays on night %(other_night)d, and its sets are to be at "
    "most %(minutes)d nights apart.",
    (
        "own",
        "alone",
    ): "%(name)s cannot play at %(start)s on %(stage)s: the festival's rule “%(own)s” forbids it.",
    (
        "own",
        "pair",
    ): "%(name)s cannot play at %(start)s on %(stage)s: the festival's rule “%(own)s” forbids it while %(other)s plays "
    "at %(other_start)s on %(other_stage)s.",
    ("equipment", "alone"): "%(name)s cannot play on %(stage)s: it needs what is not there (%(own)s).",
    ("loudness", "alone"): "%(name)s cannot play at %(start)s on %(stage)s: it is too loud there then (%(own)s).",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One hard rule broken by one or two sets.

    Attributes
    ----------
    rule : str
        ``outside_opening``, ``overlap``, ``changeover``, ``unavailable``, ``members``, ``repeats``,
        ``pin_moved``, ``unplaced``, ``own``, or another that a `Limit` names.
    performances : tuple of int
        Rows of the problem's performances; of two, the one that starts first comes first.
    params : dict
        What the sentence names, times of day as text; ``reason`` tells the sentences of one rule apart.
        ``str()`` is the English sentence.
    """

    rule: str
    performances: tuple[int, ...]
    params: dict[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.rule, str(self.params.get("reason", ""))] % self.params


@dataclass(frozen=True, slots=True)
class _Played:
    """A set where the timetable puts it."""

    row: int
    performance: Performance
    at: Placement
    stage: Stage | None
    end: int
    slot: int | None

    @property
    def where(self) -> str:
        return self.stage.name if self.stage else str(self.at.stage)


def check(problem: Problem, placements: Timetable) -> tuple[Violation, ...]:
    """Every hard rule that a timetable breaks; any timetable of the right length will do.

    Parameters
    ----------
    problem : Problem
    placements : Timetable
        One entry for each performance.

    Returns
    -------
    tuple of Violation
        Those of single sets first, in the problem's order, then those of pairs. A rule that is switched
        off is never broken.

    Raises
    ------
    ValueError
        If an entry is missing or too many.
    """
    found: list[Violation] = []
    played: list[_Played] = []
    slots = {(slot.stage, slot.night, slot.start_minute): number for number, slot in enumerate(problem.slots)}
    for row, (performance, at) in enumerate(zip(problem.performances, placements, strict=True)):
        if at is None:
            found.extend(_missing(problem, row, performance))
            continue
        known = 0 <= at.stage < len(problem.stages)
        stage = problem.stages[at.stage] if known else None
        end = problem.end_minute(row, at.stage, at.night, at.start_minute)
        one = _Played(row, performance, at, stage, end, slots.get((at.stage, at.night, at.start_minute)))
        played.append(one)
        found.extend(_alone(problem, one))
    played.sort(key=lambda one: (one.at.night, one.at.start_minute, one.row))
    for first, second in combinations(played, 2):
        if first.at.night == second.at.night:
            found.extend(_together(problem, first, second))
        elif problem.rules.repeats and first.performance.act == second.performance.act:
            found.extend(_on_two_nights(problem, first, second))
    found.extend(_by_own_rules(problem, placements, {one.row: one for one in played}))
    return tuple(found)


def clock(minute: int) -> str:
    """A minute of the night as a time of day: 1530 is ``"01:30"``."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _missing(problem: Problem, row: int, performance: Performance) -> Iterator[Violation]:
    yield Violation("unplaced", (row,), {"name": performance.name})
    if problem.rules.pins and performance.pin is not None:
        params = {"reason": "missing", "name": performance.name, **_pinned(problem, performance)}
        yield Violation("pin_moved", (row,), params)


def _alone(problem: Problem, one: _Played) -> Iterator[Violation]:
    rules = problem.rules
    pin = one.performance.pin
    if rules.opening and (reason := _outside(problem, one)):
        yield Violation("outside_opening", (one.row,), {"reason": reason, **_said(one)})
    if rules.availability and not _available(one):
        yield Violation("unavailable", (one.row,), _said(one))
    if rules.pins and pin and one.at != Placement(pin.stage, pin.night, pin.start_minute):
        params = {"reason": "moved", **_said(one), **_pinned(problem, one.performance)}
        yield Violation("pin_moved", (one.row,), params)


def _outside(problem: Problem, one: _Played) -> str:
    """Why a set lies outside the opening hours; empty: it lies inside."""
    if one.stage is None:
        return "stage"
    if not 0 <= one.at.night < problem.nights:
        return "night"
    if problem.slots:
        mine = one.performance.slots
        return "" if one.slot is not None and (mine is None or one.slot in mine) else "closed"
    inside = any(
        opening.stage == one.at.stage
        and opening.night == one.at.night
        and opening.opens_minute <= one.at.start_minute
        and one.end <= opening.closes_minute
        for opening in problem.openings
    )
    return "" if inside else "closed"


def _available(one: _Played) -> bool:
    windows = one.performance.windows
    return windows is None or any(
        window.night == one.at.night and window.from_minute <= one.at.start_minute and one.end <= window.until_minute
        for window in windows
    )


def _together(problem: Problem, first: _Played, second: _Played) -> Iterator[Violation]:
    """The rules between two sets of one night; the first starts no later than the second."""
    if first.at.stage == second.at.stage:
        yield from _on_one_stage(problem, first, second)
    yield from _by_one_person(problem, first, second)
    if problem.rules.repeats and first.performance.act == second.performance.act:
        yield from _by_one_act(problem, first, second)


def _on_one_stage(problem: Problem, first: _Played, second: _Played) -> Iterator[Violation]:
    changeover = first.stage.changeover_minutes if first.stage else 0
    if not problem.rules.one_at_a_time:
        return
    if second.at.start_minute < first.end:
        yield _between("overlap", first, second)
    elif problem.rules.changeover and second.at.start_minute < first.end + changeover:
        yield _between("changeover", first, second, minutes=changeover)
    elif problem.rules.changeover and _too_heavy(problem, first, second):
        yield _between("changeover", first, second, reason="heavy", minutes=problem.rules.heavy_gap_minutes)


def _too_heavy(problem: Problem, first: _Played, second: _Played) -> bool:
    """Two heavy sets in a row with too little time between; an empty slot between them is time enough."""
    both = first.performance.is_heavy and second.performance.is_heavy
    in_a_row = first.slot is None or second.slot is None or second.slot == first.slot + 1
    return both and in_a_row and second.at.start_minute < first.end + problem.rules.heavy_gap_minutes


def _by_one_person(problem: Problem, first: _Played, second: _Played) -> Iterator[Violation]:
    shared = set(first.performance.members) & set(second.performance.members)
    if not problem.rules.members or not (shared or first.performance.act == second.performance.act):
        return
    needed = problem.rules.rest_minutes + _walk(problem, first, second)
    if second.at.start_minute < first.end + needed:
        yield _between("members", first, second, minutes=needed)


def _by_one_act(problem: Problem, first: _Played, second: _Played) -> Iterator[Violation]:
    gap = problem.rules.repeat_gap_minutes
    if second.at.start_minute < first.end + gap:
        yield _between("repeats", first, second, reason="too_close", minutes=gap)
    one_venue = first.stage and second.stage and first.stage.venue == second.stage.venue
    if (problem.rules.repeat_other_venue or problem.rules.repeat_venue_once) and one_venue:
        yield _between("repeats", first, second, reason="same_venue")


def _on_two_nights(problem: Problem, first: _Played, second: _Played) -> Iterator[Violation]:
    most = problem.rules.repeat_nights_apart
    if second.at.night - first.at.night > most:
        yield _between("repeats", first, second, reason="too_far", minutes=most)
    one_venue = first.stage and second.stage and first.stage.venue == second.stage.venue
    if problem.rules.repeat_venue_once and one_venue:
        yield _between("repeats", first, second, reason="venue_again")


def _by_own_rules(problem: Problem, placements: Timetable, played: dict[int, _Played]) -> Iterator[Violation]:
    placed = stretches(problem, placements)
    for limit in problem.limits:
        for row in off_limits(limit, placed) if limit.weight is None else ():
            yield Violation(limit.rule, (row,), {"reason": "alone", "own": limit.name, **_said(played[row])})
    for bond in problem.bonds:
        for pair in broken_pairs(problem, bond, placed) if bond.weight is None else ():
            first, second = sorted(
                (played[row] for row in pair), key=lambda one: (one.at.night, one.at.start_minute, one.row)
            )
            yield _between("own", first, second, reason="pair", own=bond.name)


def _walk(problem: Problem, first: _Played, second: _Played) -> int:
    if first.stage is None or second.stage is None:
        return 0
    return int(problem.walk_minutes[first.stage.venue, second.stage.venue])


def _said(one: _Played) -> dict[str, Value]:
    return {
        "name": one.performance.name,
        "stage": one.where,
        "night": one.at.night,
        "start": clock(one.at.start_minute),
        "end": clock(one.end),
    }


def _pinned(problem: Problem, performance: Performance) -> dict[str, Value]:
    pin = performance.pin
    if pin is None:
        return {}
    stage = problem.stages[pin.stage].name
    return {"pinned_stage": stage, "pinned_night": pin.night, "pinned": clock(pin.start_minute)}


def _between(rule: str, first: _Played, second: _Played, **params: Value) -> Violation:
    """A violation told from the side of the set that starts later."""
    other: dict[str, Value] = {f"other_{key}": value for key, value in _said(first).items()}
    other["other"] = other.pop("other_name")
    return Violation(rule, (first.row, second.row), {**params, **_said(second), **other})
