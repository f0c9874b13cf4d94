"""The problem as flat arrays for the inner loop: places, who may take which, what everything costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.core.library import FAVOURITES, Arrays, Numbers
from samspel.engines.timetable.problem import LAST_MINUTE, Crowd, Ints, Performance, Problem, UnusableProblem
from samspel.engines.timetable.result import UNPLACED_QUARTERS, Placement, Timetable
from samspel.engines.timetable.score import LATE_MINUTES, QUARTERS, STEP_PERSONS, Costs, costs_of

Bools = NDArray[np.bool_]

SHARES_A_MEMBER, ONE_ACT = 1, 2
"""Kinds of bond between two sets, as in core.c."""

PAIR_SHARE = {(1, 1): 0.70, (1, 2): 0.46, (2, 2): 0.36}
"""What two starred sets that clash cost their visitors in truth, as a share of the sum over pairs, by how often the two
acts play: clashes of three are counted three times by pairs, and who misses one set may see another. Fitted on the
instances `small`, `lah` and `sxsw`; it only steers where the search looks, not what it answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where sets may go, arrays of one length; ``end`` is -1 where a set lasts as long as it lasts."""

    night: Ints
    stage: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.night)

    def and_then(self, more: Places) -> Places:
        """Return these places and more behind them."""
        return Places(
            night=np.concatenate([self.night, more.night]),
            stage=np.concatenate([self.stage, more.stage]),
            start=np.concatenate([self.start, more.start]),
            end=np.concatenate([self.end, more.end]),
        )


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


def tables_of(problem: Problem) -> Tables:
    """Lay a problem out.

    Raises
    ------
    UnusableProblem
        If a visitor has more favourites, or a lane may hold more sets, than the inner loop has room for.
    """
    places = _slots(problem) if problem.slots else _grid(problem)
    allowed = _allowed(problem, places)
    fixed = np.full(len(problem.performances), -1, np.int32)
    if problem.rules.pins:
        places, allowed = _with_pins(problem, places, allowed, fixed)
    costs = costs_of(problem)
    arrays = {
        **_set_arrays(problem, fixed),
        **place_arrays(problem, places),
        **_choices(allowed, fixed),
        **_mates(problem),
        **_crowd(problem),
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


def _slots(problem: Problem) -> Places:
    rows = [(slot.night, slot.stage, slot.start_minute, slot.end_minute) for slot in problem.slots]
    return Places(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def _grid(problem: Problem) -> Places:
    """Every start on the grid inside an opening."""
    step = problem.grid_minutes
    rows = {
        (opening.night, opening.stage, start)
        for opening in problem.openings
        for start in range(-(-opening.opens_minute // step) * step, opening.closes_minute, step)
    }
    night, stage, start = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3).T
    return Places(night, stage, start, np.full(len(night), -1))


def _allowed(problem: Problem, places: Places) -> Bools:
    rows = [_alone(problem, places, performance) for performance in problem.performances]
    return np.array(rows, dtype=bool).reshape(len(rows), len(places))


def _alone(problem: Problem, places: Places, performance: Performance) -> Bools:
    """Where the rules that concern one set alone let it go."""
    ends = np.where(places.end >= 0, places.end, places.start + performance.minutes)
    good = np.ones(len(places), dtype=bool)
    if problem.slots and performance.slots is not None and problem.rules.opening:
        good &= np.isin(np.arange(len(places)), performance.slots)
    if not problem.slots and problem.rules.opening:
        good &= _inside_openings(problem, places, ends)
    if problem.rules.availability and performance.windows is not None:
        able = np.zeros(len(places), dtype=bool)
        for window in performance.windows:
            able |= (
                (places.night == window.night) & (places.start >= window.from_minute) & (ends <= window.until_minute)
            )
        good &= able
    return good


def _inside_openings(problem: Problem, places: Places, ends: Ints) -> Bools:
    """Whether each stretch lies in one opening; of openings that overlap, the one that closes last decides."""
    closes = np.zeros(len(places), dtype=np.int64)
    for opening in problem.openings:
        here = (places.night == opening.night) & (places.stage == opening.stage)
        here &= (places.start >= opening.opens_minute) & (places.start < opening.closes_minute)
        closes[here] = np.maximum(closes[here], opening.closes_minute)
    return ends <= closes


def _with_pins(problem: Problem, places: Places, allowed: Bools, fixed: NDArray[np.int32]) -> tuple[Places, Bools]:
    """Add a place of its own for each pin, on the grid or off it; a pinned set may go nowhere else."""
    pinned = [(row, pin) for row, one in enumerate(problem.performances) if (pin := one.pin) is not None]
    if not pinned:
        return places, allowed
    first = len(places)
    ends = [
        problem.end_minute(row, pin.stage, pin.night, pin.start_minute) if problem.slots else -1 for row, pin in pinned
    ]
    extra = [(pin.night, pin.stage, pin.start_minute, end) for (_row, pin), end in zip(pinned, ends, strict=True)]
    longer = places.and_then(Places(*np.array(extra, dtype=np.int64).T))
    allowed = np.pad(allowed, ((0, 0), (0, len(pinned))))
    for number, (row, _pin) in enumerate(pinned):
        allowed[row] = False
        fixed[row] = first + number
    return longer, allowed


def _set_arrays(problem: Problem, fixed: NDArray[np.int32]) -> dict[str, NDArray[np.int32]]:
    sets = problem.performances
    return {
        "minutes": _int32([one.minutes for one in sets]),
        "heavy": _int32([one.is_heavy for one in sets]),
        "loudness": _int32([one.loudness for one in sets]),
        "is_fixed": _int32(fixed >= 0),
    }


def place_arrays(problem: Problem, places: Places) -> dict[str, NDArray[np.int32]]:
    """Return what the inner loop needs to know of places."""
    venue = np.array([stage.venue for stage in problem.stages], dtype=np.int64)
    between = [stage.changeover_minutes if problem.rules.changeover else 0 for stage in problem.stages]
    return {
        "place_night": _int32(places.night),
        "place_stage": _int32(places.stage),
        "place_lane": _int32(places.night * len(problem.stages) + places.stage),
        "place_venue": _int32(venue[places.stage]),
        "place_start": _int32(places.start),
        "place_end": _int32(places.end),
        "walk": _int32(problem.walk_minutes),
        # Between slots there is as much time as the festival left there.
        "changeover": _int32(np.zeros(len(between)) if problem.slots else between),
    }


def _choices(allowed: Bools, fixed: NDArray[np.int32]) -> dict[str, NDArray[np.generic]]:
    free = allowed & (fixed < 0)[:, None]
    return {
        "choice_from": _int32(np.concatenate([[0], np.cumsum(free.sum(axis=1))])),
        "choice": _int32(np.nonzero(free)[1]),
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
    pairs = sorted(kinds)
    counts = np.bincount([row for row, _other in pairs], minlength=len(problem.performances))
    return {
        "mate_from": _int32(np.concatenate([[0], np.cumsum(counts)])),
        "mate": _int32([other for _row, other in pairs]),
        "mate_kind": _int32([kinds[pair] for pair in pairs]),
    }


def _kind(problem: Problem, what: str) -> int:
    rules = problem.rules
    return (SHARES_A_MEMBER if rules.members else 0) | (ONE_ACT if rules.repeats and what == "act" else 0)


def _crowd(problem: Problem) -> dict[str, NDArray[np.generic]]:
    """Favourite acts as favourite sets, and who likes each set."""
    crowd = problem.crowd
    likes: list[tuple[int, int, int, int]] = []  # visitor, set, weight, act
    if crowd is not None:
        sets_of: defaultdict[int, list[int]] = defaultdict(list)
        for row, one in enumerate(problem.performances):
            sets_of[one.act].append(row)
        price = round(problem.wishes.starred * QUARTERS)
        values = crowd.weight * crowd.people[crowd.visitor] * price
        for visitor, act, value in zip(crowd.visitor.tolist(), crowd.act.tolist(), values.tolist(), strict=True):
            likes.extend((visitor, row, value, act) for row in sets_of[act])
    visitors = len(crowd) if crowd is not None else 0
    table = np.array(likes, dtype=np.int64).reshape(-1, 4)
    counts = np.bincount(table[:, 0], minlength=visitors).astype(np.int64)
    if visitors and counts.max() > FAVOURITES:
        raise UnusableProblem(
            "favourites",
            "Visitor %(visitor)d has %(sets)d favourite sets: give at most %(most)d to each.",
            visitor=int(counts.argmax()),
            sets=int(counts.max()),
            most=FAVOURITES,
        )
    first = np.concatenate([[0], np.cumsum(counts)])
    row_of = np.arange(len(table)) - first[table[:, 0]]
    by_set = np.argsort(table[:, 1], kind="stable")
    fans = np.bincount(table[:, 1], minlength=len(problem.performances))
    return {
        "likes_from": _int32(first),
        "likes": _int32(table[:, 1]),
        "weight": _int32(table[:, 2]),
        "same_act": _same_act(table, row_of, first),
        "fans_from": _int32(np.concatenate([[0], np.cumsum(fans)])),
        "fan": _int32(table[by_set, 0]),
        "fan_row": _int32(row_of[by_set]),
    }


def _same_act(table: Ints, row_of: Ints, first: Ints) -> NDArray[np.uint64]:
    """For each favourite set, a bit for each other set of its act in the visitor's list."""
    same = np.zeros(len(table), dtype=np.uint64)
    for step in range(1, FAVOURITES):
        if step >= len(table):
            break
        alike = (table[step:, 0] == table[:-step, 0]) & (table[step:, 3] == table[:-step, 3])
        if not alike.any():
            break
        bits = np.uint64(1) << row_of.astype(np.uint64)
        same[:-step] |= np.where(alike, bits[step:], np.uint64(0))
        same[step:] |= np.where(alike, bits[:-step], np.uint64(0))
    return same


def _prices(problem: Problem, costs: Costs) -> dict[str, NDArray[np.int32]]:
    pair = costs.similar + (costs.starred if problem.crowd is None else _stand_in(problem, problem.crowd))
    return {"capacity": _int32(costs.capacity), "pair": _int32(pair), "similar": _int32(costs.similar)}


def _stand_in(problem: Problem, crowd: Crowd) -> Ints:
    """The crowd's evenings as costs of pairs: for each visitor the lesser of two favourites, scaled to the truth."""
    acts = np.unique([one.act for one in problem.performances])
    row = np.searchsorted(acts, [one.act for one in problem.performances])
    often = np.bincount(row, minlength=len(acts))
    together = _lesser(acts, crowd)
    share = np.array([[PAIR_SHARE.get((min(a, b), max(a, b)), 0.0) for b in range(3)] for a in range(3)])
    plays = np.minimum(often, 2)
    scaled = together * share[np.ix_(plays, plays)] / np.maximum(np.outer(often, often), 1)
    price = round(problem.wishes.starred * QUARTERS)
    return np.array(np.rint(price * scaled)[np.ix_(row, row)], dtype=np.int64)


def _lesser(acts: Ints, crowd: Crowd) -> Ints:
    """For each two acts the sum over visitors of the lesser weight: int array of shape (acts, acts)."""
    together = np.zeros((len(acts), len(acts)), dtype=np.int64)
    place = np.minimum(np.searchsorted(acts, crowd.act), max(0, len(acts) - 1))
    known = acts[place] == crowd.act if len(acts) else np.zeros(len(crowd.act), dtype=bool)
    for visitor in range(len(crowd)):
        liked = np.arange(crowd.pointer[visitor], crowd.pointer[visitor + 1])
        liked = liked[known[liked]]
        weight, index = crowd.weight[liked], place[liked]
        together[np.ix_(index, index)] += np.minimum.outer(weight, weight) * crowd.people[visitor]
    np.fill_diagonal(together, 0)
    return together


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
        "visitors": len(arrays["likes_from"]) - 1,
        "slotted": int(bool(problem.slots)),
        "one_at_a_time": int(rules.one_at_a_time),
        "late": LATE_MINUTES,
        "rest": rules.rest_minutes,
        "gap": rules.repeat_gap_minutes,
        "other_venue": 2 if rules.repeat_venue_once else int(rules.repeat_other_venue),
        "nights_apart": rules.repeat_nights_apart,
        "heavy_gap": rules.heavy_gap_minutes if rules.changeover else 0,
        "flow": round(problem.wishes.flow * QUARTERS * STEP_PERSONS),
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


def _int32(values: object) -> NDArray[np.int32]:
    return np.ascontiguousarray(values, dtype=np.int32)
