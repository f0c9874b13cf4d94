"""Where sets may go: every start on the grid inside an opening, or the festival's slots, and a place for each pin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.own_tables import place_prices, within
from samspel.engines.timetable.problem import Ints, Problem
from samspel.engines.timetable.result import Placement, Timetable

Bools = NDArray[np.bool_]


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


def places_of(problem: Problem, start: Timetable = ()) -> tuple[Places, Bools, NDArray[np.int32]]:
    """Return the places, who may take which, and where pinned sets are. A set that stands off the grid in `start`,
    where it may stand, has that place for itself.

    Returns
    -------
    places : Places
    allowed : bool array of shape (performances, places)
        Whether a set keeps the rules there that concern it alone; a pinned set may go nowhere.
    fixed : int32 array of shape (performances,)
        The place of a pinned set, -1 for the others.
    """
    places = _slots(problem) if problem.slots else _grid(problem)
    allowed = _allowed(problem, places)
    places, allowed = _with_own(problem, places, allowed, start)
    fixed = np.full(len(problem.performances), -1, np.int32)
    if problem.rules.pins:
        places, allowed = _with_pins(problem, places, allowed, fixed)
    return places, allowed, fixed


def _slots(problem: Problem) -> Places:
    return _rows([(slot.night, slot.stage, slot.start_minute, slot.end_minute) for slot in problem.slots])


def _rows(rows: Sequence[tuple[int, int, int, int]]) -> Places:
    """Return places given as night, stage, start and end."""
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
    closes = closing(problem, places)
    rows = [_alone(problem, places, row, closes) for row in range(len(problem.performances))]
    return np.array(rows, dtype=bool).reshape(len(rows), len(places))


def _alone(problem: Problem, places: Places, row: int, closes: Ints) -> Bools:
    """Where the rules that concern one set alone let it go."""
    performance = problem.performances[row]
    ends = np.where(places.end >= 0, places.end, places.start + performance.minutes)
    good = np.ones(len(places), dtype=bool)
    if problem.slots and performance.slots is not None and problem.rules.opening:
        good &= np.isin(np.arange(len(places)), performance.slots)
    if not problem.slots and problem.rules.opening:
        good &= ends <= closes
    if problem.rules.availability and performance.windows is not None:
        able = np.zeros(len(places), dtype=bool)
        for window in performance.windows:
            able |= (
                (places.night == window.night) & (places.start >= window.from_minute) & (ends <= window.until_minute)
            )
        good &= able
    for limit in problem.limits:
        if limit.weight is None:
            good &= within(limit, places, ends, is_member=row in limit.sets)
    return good


def may_stand(problem: Problem, row: int, at: Placement) -> bool:
    """Tell whether a set keeps the rules at a place that concern it alone."""
    if not (0 <= at.stage < len(problem.stages) and 0 <= at.night < problem.nights):
        return False
    if problem.slots:
        number = {(one.stage, one.night, one.start_minute): slot for slot, one in enumerate(problem.slots)}
        slot = number.get((at.stage, at.night, at.start_minute))
        places = _slots(problem)
        return slot is not None and bool(_alone(problem, places, row, closing(problem, places))[slot])
    place = _rows([(at.night, at.stage, at.start_minute, -1)])
    return bool(_alone(problem, place, row, closing(problem, place))[0])


def _with_own(problem: Problem, places: Places, allowed: Bools, start: Timetable) -> tuple[Places, Bools]:
    """Add a place for each set that stands where the grid has none."""
    if problem.slots:
        return places, allowed
    known = set(zip(places.stage.tolist(), places.night.tolist(), places.start.tolist(), strict=True))
    own = [
        (row, at)
        for row, at in enumerate(start)
        if at is not None and (at.stage, at.night, at.start_minute) not in known and may_stand(problem, row, at)
    ]
    if not own:
        return places, allowed
    first = len(places)
    longer = places.and_then(_rows([(at.night, at.stage, at.start_minute, -1) for _row, at in own]))
    allowed = np.pad(allowed, ((0, 0), (0, len(own))))
    for number, (row, _at) in enumerate(own):
        allowed[row, first + number] = True
    return longer, allowed


def closing(problem: Problem, places: Places) -> Ints:
    """When the opening of each place closes; of openings that overlap, the one that closes last decides."""
    closes = np.zeros(len(places), dtype=np.int64)
    for opening in problem.openings:
        here = (places.night == opening.night) & (places.stage == opening.stage)
        here &= (places.start >= opening.opens_minute) & (places.start < opening.closes_minute)
        closes[here] = np.maximum(closes[here], opening.closes_minute)
    return closes


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
    longer = places.and_then(_rows(extra))
    allowed = np.pad(allowed, ((0, 0), (0, len(pinned))))
    for number, (row, _pin) in enumerate(pinned):
        allowed[row] = False
        fixed[row] = first + number
    return longer, allowed


def place_arrays(problem: Problem, places: Places) -> dict[str, NDArray[np.int32]]:
    """Return what the inner loop needs to know of places."""
    venue = np.array([stage.venue for stage in problem.stages], dtype=np.int64)
    between = [stage.changeover_minutes if problem.rules.changeover else 0 for stage in problem.stages]
    return {
        "place_night": int32(places.night),
        "place_stage": int32(places.stage),
        "place_lane": int32(places.night * len(problem.stages) + places.stage),
        "place_venue": int32(venue[places.stage]),
        "place_start": int32(places.start),
        "place_end": int32(places.end),
        "walk": int32(problem.walk_minutes),
        # Between slots there is as much time as the festival left there.
        "changeover": int32(np.zeros(len(between)) if problem.slots else between),
        **place_prices(problem, places),
    }


def int32(values: object) -> NDArray[np.int32]:
    """Return values as the inner loop reads them."""
    return np.ascontiguousarray(values, dtype=np.int32)
