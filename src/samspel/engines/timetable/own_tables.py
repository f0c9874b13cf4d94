"""The festival's own rules as flat arrays for the inner loop: where sets may be, what binds them, what wishes cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.own_rules import Bond, Limit, Relation
from samspel.engines.timetable.problem import Ints, Problem
from samspel.engines.timetable.score import own_price

if TYPE_CHECKING:
    from samspel.engines.timetable.places import Places

Bools = NDArray[np.bool_]
Ints32 = NDArray[np.int32]
Pair = tuple[int, int]

KINDS = {
    Relation.SAME_NIGHT: (4, 4),
    Relation.OTHER_NIGHT: (8, 8),
    Relation.OTHER_STAGE: (16, 16),
    Relation.BEFORE: (32, 64),
    Relation.APART: (128, 128),
}
"""Each relation as the first set of a pair has it to the second and the other way round: as in chain.h."""


def within(limit: Limit, places: Places, ends: Ints, *, is_member: bool) -> Bools:
    """Where a set keeps a limit: bool array of shape (places,)."""
    where = limit.where
    here = np.ones(len(places), dtype=np.bool_)
    if where.stages is not None:
        here &= np.isin(places.stage, where.stages)
    if where.nights is not None:
        here &= np.isin(places.night, where.nights)
    if not limit.is_reserved:
        inside = here & (places.start >= where.from_minute) & (ends <= where.until_minute)
        return inside if is_member else np.ones(len(places), dtype=np.bool_)
    outside = ~here | (places.start >= where.until_minute) | (ends <= where.from_minute)
    return np.ones(len(places), dtype=np.bool_) if is_member else outside


def place_prices(problem: Problem, places: Places) -> dict[str, Ints32]:
    """Return what sets cost alone at each place by the festival's own wishes; sets that are alike share a row."""
    wished = [limit for limit in problem.limits if limit.weight is not None]
    classes: dict[tuple[object, ...], int] = {}
    rows = [np.zeros(len(places), dtype=np.int32)]
    of_set = []
    for row, one in enumerate(problem.performances):
        member = tuple(row in limit.sets for limit in wished)
        key = (member, one.minutes)
        if wished and key not in classes:
            classes[key] = len(rows)
            ends = np.where(places.end >= 0, places.end, places.start + one.minutes)
            rows.append(_prices(wished, member, places, ends))
        of_set.append(classes.get(key, 0))
    return {"own_class": np.array(of_set, dtype=np.int32), "own_place": np.ascontiguousarray(np.stack(rows))}


def _prices(wished: list[Limit], member: tuple[bool, ...], places: Places, ends: Ints) -> Ints32:
    cost = np.zeros(len(places), dtype=np.int32)
    for limit, is_member in zip(wished, member, strict=True):
        if is_member == limit.is_reserved:  # it is about the others
            continue
        cost += ~within(limit, places, ends, is_member=is_member) * np.int32(own_price(limit.weight or 0))
    return cost


def has_wishes(problem: Problem) -> bool:
    """Tell whether the festival has wishes of its own."""
    return any(one.weight is not None for one in problem.limits) or any(one.weight is not None for one in problem.bonds)


def hard_bonds(problem: Problem) -> dict[Pair, tuple[int, int]]:
    """Return for each set and another the kinds of hard bonds between them, as bits, and the minutes of APART."""
    found: dict[Pair, tuple[int, int]] = {}
    for bond in problem.bonds:
        if bond.weight is None:
            for pair, kind in _both_ways(problem, bond):
                kinds, minutes = found.get(pair, (0, 0))
                found[pair] = kinds | kind, max(minutes, bond.minutes)
    return found


def bond_prices(problem: Problem) -> dict[str, Ints32]:
    """Return the wishes that sets share, each set's together, and what neighbours are to each other."""
    shared: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for bond in problem.bonds:
        if bond.weight:
            for (one, two), kind in _both_ways(problem, bond):
                shared[one].append((two, kind, bond.minutes, own_price(bond.weight)))
    counts = [len(shared[row]) for row in range(len(problem.performances))]
    flat = [entry for row in range(len(counts)) for entry in shared[row]]
    columns = np.array(flat, dtype=np.int32).reshape(-1, 4).T
    return {
        "wish_from": np.cumsum([0, *counts], dtype=np.int32),
        **{
            name: np.ascontiguousarray(columns[number])
            for number, name in enumerate(("wish", "wish_kind", "wish_minutes", "wish_price"))
        },
        "next_to": _neighbours(problem),
    }


def _both_ways(problem: Problem, bond: Bond) -> Iterator[tuple[Pair, int]]:
    if bond.relation not in KINDS:
        return
    there, back = KINDS[bond.relation]
    for one, two in bond.pairs(tuple(performance.act for performance in problem.performances)):
        yield (one, two), there
        yield (two, one), back


def _neighbours(problem: Problem) -> Ints32:
    """Twice the price of each two sets as neighbours, and 1 more where that is forbidden; of one entry if none are."""
    bonds = [bond for bond in problem.bonds if bond.relation == Relation.NOT_NEXT]
    count = len(problem.performances) if bonds else 1
    found = np.zeros((count, count), dtype=np.int32)
    for bond in bonds:
        for one, two in bond.pairs(tuple(performance.act for performance in problem.performances)):
            for pair in ((one, two), (two, one)):
                found[pair] = found[pair] | 1 if bond.weight is None else found[pair] + 2 * own_price(bond.weight)
    return found
