"""The problem as flat arrays for the inner loop: places, who may take which, what everything costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.core.library import Arrays, Numbers
from samspel.engines.timetable.fans import crowd_arrays, stand_in
from samspel.engines.timetable.own_tables import bond_prices, hard_bonds, has_wishes
from samspel.engines.timetable.places import Bools, Places, int32, place_arrays, places_of
from samspel.engines.timetable.problem import LAST_MINUTE, Ints, Problem
from samspel.engines.timetable.result import UNPLACED_QUARTERS, Placement, Timetable
from samspel.engines.timetable.score import LATE_MINUTES, QUARTERS, STEP_PERSONS, Costs, costs_of

SHARES_A_MEMBER, ONE_ACT = 1, 2
"""Kinds of bond between two sets, as in chain.h."""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """A problem laid out for `Chain`.

    Attributes
    ----------
    places : Places
    allowed : bool array of shape (performances, places)
        Whether a set keeps the rules there that concern it alone; pinned sets only at their pin.
    bound : int
        What every timetable costs at least, with every set in its best room.
    """

    problem: Problem
    places: Places
    allowed: Bools
    fixed: NDArray[np.int32]
    numbers: Numbers
    arrays: Arrays
    bound: int

    def timetable(self, at: NDArray[np.int32]) -> Timetable:
        """Return places by number as a timetable."""
        places = self.places
        return tuple(
            Placement(int(places.stage[place]), int(places.night[place]), int(places.start[place]))
            if place >= 0
            else None
            for place in at
        )

    def numbered(self, placements: Timetable) -> NDArray[np.int32]:
        """Return a timetable as places by number; -1 for what is left out or is no place of that set."""
        number: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        for place, key in enumerate(zip(self.places.stage, self.places.night, self.places.start, strict=True)):
            number[int(key[0]), int(key[1]), int(key[2])].append(place)
        at = np.full(len(placements), -1, np.int32)
        for row, one in enumerate(placements):
            if self.fixed[row] >= 0:
                at[row] = self.fixed[row]
            elif one is not None:
                found = number[one.stage, one.night, one.start_minute]
                at[row] = next((place for place in found if self.allowed[row, place]), -1)
        return at


def tables_of(problem: Problem, start: Timetable = ()) -> Tables:
    """Lay a problem out, with a place for each set of `start` that stands off the grid where it may.

    Raises
    ------
    UnusableProblem
        If a visitor has more favourite sets than the inner loop has room for.
    """
    places, allowed, fixed = places_of(problem, start)
    costs = costs_of(problem)
    arrays = {
        **_set_arrays(problem, fixed),
        **place_arrays(problem, places),
        **_choices(allowed, fixed),
        **_mates(problem),
        **bond_prices(problem),
        **crowd_arrays(problem),
        **_prices(problem, costs),
    }
    return Tables(
        problem=problem,
        places=places,
        allowed=allowed,
        fixed=fixed,
        numbers=_numbers(problem, places, arrays),
        arrays=arrays,
        bound=_bound(costs.capacity, allowed, places, fixed),
    )


def _set_arrays(problem: Problem, fixed: NDArray[np.int32]) -> dict[str, NDArray[np.int32]]:
    sets = problem.performances
    return {
        "minutes": int32([one.minutes for one in sets]),
        "heavy": int32([one.is_heavy for one in sets]),
        "loudness": int32([-1 if one.loudness is None else one.loudness for one in sets]),
        "is_fixed": int32(fixed >= 0),
    }


def _choices(allowed: Bools, fixed: NDArray[np.int32]) -> dict[str, NDArray[np.generic]]:
    free = allowed & (fixed < 0)[:, None]
    return {
        "choice_from": int32(np.concatenate([[0], np.cumsum(free.sum(axis=1))])),
        "choice": int32(np.nonzero(free)[1]),
        "eligible": np.ascontiguousarray(free, dtype=np.uint8),
    }


def _mates(problem: Problem) -> dict[str, NDArray[np.int32]]:
    """Sets bound to each other: a person in both, or one act."""
    by_key: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for row, one in enumerate(problem.performances):
        by_key["act", one.act].append(row)
        for member in one.members:
            by_key["member", member].append(row)
    kinds: defaultdict[tuple[int, int], int] = defaultdict(int)
    for (what, _number), rows in by_key.items():
        kind = _kind(problem, what)
        for row in rows:
            for other in rows:
                if row != other and kind:
                    kinds[row, other] |= kind
    own = hard_bonds(problem)
    for pair, (kind, _minutes) in own.items():
        kinds[pair] |= kind
    pairs = sorted(kinds)
    counts = np.bincount([row for row, _other in pairs], minlength=len(problem.performances))
    return {
        "mate_from": int32(np.concatenate([[0], np.cumsum(counts)])),
        "mate": int32([other for _row, other in pairs]),
        "mate_kind": int32([kinds[pair] for pair in pairs]),
        "mate_minutes": int32([own[pair][1] if pair in own else 0 for pair in pairs]),
    }


def _kind(problem: Problem, what: str) -> int:
    rules = problem.rules
    return (SHARES_A_MEMBER if rules.members else 0) | (ONE_ACT if rules.repeats and what == "act" else 0)


def _prices(problem: Problem, costs: Costs) -> dict[str, NDArray[np.int32]]:
    pair = costs.similar + (costs.starred if problem.crowd is None else stand_in(problem, problem.crowd))
    return {"capacity": int32(costs.capacity), "pair": int32(pair), "similar": int32(costs.similar)}


def _numbers(problem: Problem, places: Places, arrays: Arrays) -> dict[str, int]:
    rules = problem.rules
    lengths = np.where(
        places.end >= 0, places.end - places.start, max((one.minutes for one in problem.performances), default=0)
    )
    return {
        "sets": len(problem.performances),
        "places": len(places),
        "lane_room": _most_on_a_lane(problem),
        "lanes": problem.nights * len(problem.stages),
        "nights": problem.nights,
        "stages": len(problem.stages),
        "venues": len(problem.walk_minutes),
        "visitors": len(problem.crowd) if problem.crowd is not None else 0,
        "slotted": int(bool(problem.slots)),
        "one_at_a_time": int(rules.one_at_a_time),
        "late": LATE_MINUTES,
        "rest": rules.rest_minutes,
        "gap": rules.repeat_gap_minutes,
        "other_venue": 2 if rules.repeat_venue_once else int(rules.repeat_other_venue),
        "nights_apart": rules.repeat_nights_apart,
        "heavy_gap": rules.heavy_gap_minutes if rules.changeover else 0,
        "flow": round(problem.wishes.flow * QUARTERS * STEP_PERSONS),
        "own": int(has_wishes(problem)),
        "neighbours": int(arrays["next_to"].any()),
        "floor": round(problem.wishes.floor * QUARTERS) if problem.crowd is not None else 0,
        "acts": len(arrays["act_floor"]),
        "longest": int(max(lengths, default=0)),
        "farthest": int(problem.walk_minutes.max()) if problem.walk_minutes.size else 0,
        "unplaced": UNPLACED_QUARTERS,
    }


def _most_on_a_lane(problem: Problem) -> int:
    """How many sets one stage can hold in a night."""
    sets = len(problem.performances)
    if problem.slots or not problem.rules.one_at_a_time:
        return sets + 1
    shortest = min((one.minutes for one in problem.performances), default=LAST_MINUTE)
    pins = sum(one.pin is not None for one in problem.performances)
    return min(sets, LAST_MINUTE // shortest + 1 + pins) + 1


def _bound(capacity: Ints, allowed: Bools, places: Places, fixed: NDArray[np.int32]) -> int:
    """Every set in its best room. A set that no rule lets go anywhere is left out in every timetable."""
    total = 0
    for row, good in enumerate(allowed):
        rooms = places.stage[[fixed[row]]] if fixed[row] >= 0 else np.unique(places.stage[good])
        total += int(capacity[row, rooms].min(initial=np.iinfo(np.int64).max)) if len(rooms) else UNPLACED_QUARTERS
    return total
