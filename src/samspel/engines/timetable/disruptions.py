"""What happens to a festival, as problems: an act cancels or comes late, a stage or a whole night closes.

Sets keep their rows. A pin goes where what happened makes it impossible.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from samspel.engines.timetable.places import may_stand
from samspel.engines.timetable.problem import LAST_MINUTE, Opening, Performance, Problem, Window
from samspel.engines.timetable.result import Placement


def cancelled(problem: Problem, act: int) -> Problem:
    """Return the problem after an act has cancelled: its sets can never play."""
    changed = [replace(one, windows=(), pin=None) if one.act == act else one for one in problem.performances]
    return _obeyed(problem, replace(problem, performances=tuple(changed)))


def kept_to(
    problem: Problem, act: int, night: int, *, from_minute: int = 0, until_minute: int = LAST_MINUTE
) -> Problem:
    """Return the problem where an act can play on a night only from one minute until another; nothing is added to when
    it could. Not before the end: not at all that night.
    """
    changed = [
        replace(one, windows=tuple(_cut(problem, one, night, from_minute, until_minute))) if one.act == act else one
        for one in problem.performances
    ]
    return _released(problem, _obeyed(problem, replace(problem, performances=tuple(changed))))


def _obeyed(problem: Problem, changed: Problem) -> Problem:
    """When acts can play has not counted so far: only what happened does."""
    if problem.rules.availability:
        return changed
    happened = [
        new if old.windows != new.windows else replace(new, windows=None)
        for old, new in zip(problem.performances, changed.performances, strict=True)
    ]
    return replace(changed, performances=tuple(happened), rules=replace(problem.rules, availability=True))


def _cut(problem: Problem, one: Performance, night: int, begin: int, end: int) -> list[Window]:
    knows = one.windows is not None and problem.rules.availability
    windows = one.windows if knows and one.windows else [Window(row, 0, LAST_MINUTE) for row in range(problem.nights)]
    if knows and not one.windows:
        return []
    cut = [
        replace(one, from_minute=max(one.from_minute, begin), until_minute=min(one.until_minute, end))
        if one.night == night
        else one
        for one in windows
    ]
    return [one for one in cut if one.from_minute < one.until_minute]


def closed(
    problem: Problem,
    stages: Collection[int],
    nights: Collection[int],
    *,
    from_minute: int = 0,
    until_minute: int = LAST_MINUTE,
) -> Problem:
    """Return the problem where stages are closed on nights between two minutes: all stages of one night and from some
    hour on, and the night is shorter.
    """
    if problem.slots:
        return _released(problem, _without_slots(problem, stages, nights, from_minute, until_minute))
    openings = problem.openings
    if not problem.rules.opening:
        every = range(len(problem.stages))
        openings = tuple(Opening(stage, night, 0, LAST_MINUTE) for stage in every for night in range(problem.nights))
    kept = [
        part
        for one in openings
        for part in (_around(one, from_minute, until_minute) if one.stage in stages and one.night in nights else [one])
    ]
    changed = replace(problem, openings=tuple(kept), rules=replace(problem.rules, opening=True))
    return _released(problem, changed)


def _around(one: Opening, begin: int, end: int) -> list[Opening]:
    parts = (
        replace(one, closes_minute=min(one.closes_minute, begin)),
        replace(one, opens_minute=max(one.opens_minute, end)),
    )
    return [part for part in parts if part.opens_minute < part.closes_minute]


def _without_slots(problem: Problem, stages: Collection[int], nights: Collection[int], begin: int, end: int) -> Problem:
    """Slots keep their numbers, but nobody may take those that are gone."""
    gone = {
        number
        for number, slot in enumerate(problem.slots)
        if slot.stage in stages and slot.night in nights and slot.start_minute < end and slot.end_minute > begin
    }
    every = range(len(problem.slots))
    mine = [every if one.slots is None or not problem.rules.opening else one.slots for one in problem.performances]
    changed = tuple(
        replace(one, slots=tuple(slot for slot in slots if slot not in gone))
        for one, slots in zip(problem.performances, mine, strict=True)
    )
    return replace(problem, performances=changed, rules=replace(problem.rules, opening=True))


def _released(problem: Problem, changed: Problem) -> Problem:
    """Return a problem without the pins that could be kept before and cannot now."""
    performances = tuple(
        replace(one, pin=None) if _is_lost(problem, changed, row) else one
        for row, one in enumerate(changed.performances)
    )
    return replace(changed, performances=performances)


def _is_lost(problem: Problem, changed: Problem, row: int) -> bool:
    pin = problem.performances[row].pin
    if pin is None:
        return False
    at = Placement(pin.stage, pin.night, pin.start_minute)
    return may_stand(problem, row, at) and not may_stand(changed, row, at)
