"""The compiled inner loop: one `Chain` is one timetable being searched, its arrays owned by numpy."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZES = ("sets", "places", "lanes", "lane_room", "nights", "stages", "venues", "visitors", "acts")
RULES = (
    "slotted",
    "one_at_a_time",
    "late",
    "rest",
    "gap",
    "other_venue",
    "nights_apart",
    "heavy_gap",
    "flow",
    "longest",
    "farthest",
    "own",
    "neighbours",
    "floor",
)
ARRAYS = (
    *("minutes", "heavy", "loudness", "is_fixed", "act"),
    *("place_night", "place_stage", "place_lane", "place_venue", "place_start", "place_end"),
    *("walk", "changeover", "choice_from", "choice", "eligible", "capacity", "pair", "similar"),
    *("mate_from", "mate", "mate_kind", "mate_minutes"),
    *("own_class", "own_place", "wish_from", "wish", "wish_kind", "wish_minutes", "wish_price", "next_to"),
    *("crowd_from", "worth", "act_floor", "fans_from", "fan", "fan_row"),
)
"""What a problem gives: never written to, shared by all its chains."""

FAVOURITES, HEAVIEST = 64, 2**16 - 1
"""Most sets in one visitor's list, and the most weight one may have: as in chain.h."""

VISITOR, EFFECT = 34, 24
"""Bytes at the head of one `Visitor` and in one `Effect`, as in chain.h."""

FREE, NOWHERE = -1, -2
"""Homes that are no places, as in near.h."""

TOTALS = ("capacity", "pairs", "flow", "visitors", "similar", "unplaced", "floor", "own")


class _Chain(ctypes.Structure):
    """As `Chain` in chain.h, field by field."""

    _fields_ = [
        *((name, ctypes.c_int32) for name in SIZES + RULES),
        ("unplaced", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in ARRAYS),
        *((name, ctypes.c_void_p) for name in ("at", "start", "end", "venue", "night")),
        *((name, ctypes.c_void_p) for name in ("lane", "lane_count", "lane_flow", "evening", "evening_count")),
        *((name, ctypes.c_void_p) for name in ("clash", "clashes", "crowd")),
        *((name, ctypes.c_void_p) for name in ("reach", "reach_change", "touched", "is_touched")),
        *((name, ctypes.c_void_p) for name in ("mark", "mark_too", "row", "row_too", "effects")),
        ("best_at", ctypes.c_void_p),
        ("random", ctypes.c_uint64),
        ("totals", ctypes.c_int64 * len(TOTALS)),
        *((name, ctypes.c_int64) for name in ("best", "tried", "priced", "kept")),
        *((name, ctypes.c_int32) for name in ("touched_count", "most_away", "away", "restless_count")),
        *((name, ctypes.c_void_p) for name in ("home", "restless")),
    ]


class NotCompiled(RuntimeError):
    """The inner loop has not been compiled, or from another source than the one beside it."""


@cache
def _library() -> ctypes.CDLL:
    path = Path(__file__).with_name("core.so")
    if not path.exists():
        raise NotCompiled(
            f"{path.name} is missing: install the package again (pip install -e .), which compiles core.c"
        )
    library = ctypes.CDLL(str(path))
    library.chain_size.restype = ctypes.c_size_t
    if library.chain_size() != ctypes.sizeof(_Chain):
        raise NotCompiled("core.so does not fit this version: install the package again (pip install -e .)")
    pointer, array = ctypes.POINTER(_Chain), ctypes.c_void_p
    double, integer = ctypes.c_double, ctypes.c_int
    library.anneal.argtypes = [pointer, ctypes.c_int64, double, double, integer, double]
    library.construct.argtypes = [pointer, array, array, integer]
    library.price.argtypes = [pointer, ctypes.c_int32, array]
    library.price_at.argtypes = [pointer, ctypes.c_int32, ctypes.c_int32]
    library.price_at.restype = ctypes.c_int64
    library.seen.argtypes = [pointer, array]
    library.load.argtypes = [pointer, array]
    library.begin.argtypes = [pointer, integer]
    library.settle.argtypes = [pointer, ctypes.c_int32, ctypes.c_int32, ctypes.c_int64]
    return library


Numbers = Mapping[str, int]
Arrays = Mapping[str, NDArray[Any]]


class Chain:
    """A timetable being searched; calls release the interpreter's lock, so that chains run side by side.

    Parameters
    ----------
    numbers : mapping of str to int
        `SIZES`, `RULES` and ``unplaced``.
    arrays : mapping of str to array
        `ARRAYS`, C-contiguous: int32, but uint8 for ``eligible`` and ``fan_row``. And ``crowd``, uint64: the
        visitors as they are laid out in memory, of which each chain makes its own copy.
    seed : int
    """

    def __init__(self, numbers: Numbers, arrays: Arrays, seed: int) -> None:
        self._library = _library()
        self._chain = _Chain()
        self._arrays = {**arrays, **_own_arrays(numbers, arrays)}
        for name, number in numbers.items():
            setattr(self._chain, name, number)
        for name, array in self._arrays.items():
            if not array.flags.c_contiguous:
                raise ValueError(f"{name} is not contiguous")
            setattr(self._chain, name, array.ctypes.data)
        # Seeds that stand close together are scattered; the generator must not begin at 0.
        scattered = ((seed + 1) * 0x9E3779B97F4A7C15) & (2**64 - 1)
        self._chain.random = scattered ^ 0x2545F4914F6CDD1D or 1

    @property
    def best(self) -> int:
        """The least total since `begin` or the last `load`."""
        return int(self._chain.best)

    @property
    def best_at(self) -> NDArray[np.int32]:
        """The place of each set then, -1 for none: int32 array of shape (sets,), a copy."""
        return np.array(self._arrays["best_at"])

    @property
    def at(self) -> NDArray[np.int32]:
        """The place of each set now, a copy."""
        return np.array(self._arrays["at"])

    @property
    def seen(self) -> NDArray[np.int64]:
        """What each visitor sees now, by `worth`: int64 array of shape (visitors,)."""
        value = np.zeros(self._chain.visitors, dtype=np.int64)
        self._library.seen(self._chain, value.ctypes.data)
        return value

    @property
    def tried(self) -> int:
        """How many moves have been tried."""
        return int(self._chain.tried)

    def totals(self) -> dict[str, int]:
        """Return what the timetable costs now; ``visitors`` is minus what they see."""
        return dict(zip(TOTALS, self._chain.totals, strict=True))

    def construct(self, order: NDArray[np.int32], wish: NDArray[np.int32], *, early: bool) -> None:
        """Make a first timetable: see core.c."""
        self._library.construct(self._chain, order.ctypes.data, wish.ctypes.data, early)

    def load(self, at: NDArray[np.int32]) -> None:
        """Take a whole timetable over and measure it."""
        self._library.load(self._chain, np.ascontiguousarray(at, dtype=np.int32).ctypes.data)

    def begin(self, *, exact: bool) -> None:
        """Forget the best known; from now on it is counted by pairs, or exactly."""
        self._library.begin(self._chain, exact)

    def anneal(self, moves: int, hot: float, cold: float, *, exact: bool, loose: float) -> None:
        """Try so many moves while the temperature falls."""
        self._library.anneal(self._chain, moves, hot, cold, exact, loose)

    def stay_near(self, home: NDArray[np.int32], most_away: int) -> None:
        """From now on at most so many sets may be elsewhere than at home; `FREE` ones go where they like, `NOWHERE`
        ones had no place. None with a home is put out."""
        self._arrays["home"] = np.ascontiguousarray(home, dtype=np.int32)
        self._chain.home, self._chain.most_away = self._arrays["home"].ctypes.data, most_away

    def settle(self, out: int, spare: int, work: int) -> bool:
        """Give every free set without a place one, but for `out` of them, with at most `spare` sets put out of their
        homes: see core.c. Needs `stay_near`."""
        return bool(self._library.settle(self._chain, out, spare, work))

    def price(self, row: int) -> NDArray[np.int64]:
        """Return what a set would cost at each place it may go to, against where it is: int64 array of shape
        (choices,), the largest int64 where a rule forbids it."""
        first, last = self._arrays["choice_from"][row : row + 2]
        cost = np.zeros(last - first, dtype=np.int64)
        self._library.price(self._chain, row, cost.ctypes.data)
        return cost

    def price_at(self, row: int, place: int) -> int:
        """Return what a set would cost at one place, as `price` does."""
        return int(self._library.price_at(self._chain, row, place))


def _own_arrays(numbers: Numbers, arrays: Arrays) -> dict[str, NDArray[Any]]:
    """What a chain writes to."""
    sets, visitors, nights, lanes = (numbers[name] for name in ("sets", "visitors", "nights", "lanes"))
    width = (sets + 7) // 8 * 8
    per_set = ("start", "end", "venue", "night", "clash", "restless")
    return {
        **{name: np.zeros(sets, np.int32) for name in per_set},
        **{name: np.full(sets, -1, np.int32) for name in ("at", "best_at")},
        **{name: np.zeros(lanes, np.int32) for name in ("lane_count", "lane_flow")},
        **{name: np.zeros(sets, np.uint8) for name in ("mark", "mark_too")},
        **{name: np.zeros(width, np.uint8) for name in ("row", "row_too")},
        **{name: np.zeros(numbers["acts"], np.int32) for name in ("reach", "reach_change", "touched", "is_touched")},
        "lane": np.zeros((lanes, numbers["lane_room"]), np.int32),
        "evening": np.zeros((nights, sets), np.int32),
        "evening_count": np.zeros(nights, np.int32),
        "clashes": np.zeros((sets, width), np.uint8),
        "crowd": np.array(arrays["crowd"]),
        "effects": np.zeros((visitors, EFFECT), np.uint8),
    }
