"""The crowd for the inner loop: favourite sets, who likes each set, and what pairs of sets stand in for."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.core.library import FAVOURITES
from samspel.engines.timetable.places import int32
from samspel.engines.timetable.problem import Crowd, Ints, Problem, UnusableProblem
from samspel.engines.timetable.score import QUARTERS, floors_of

PAIR_SHARE = {(1, 1): 0.70, (1, 2): 0.46, (2, 2): 0.36}
"""What two starred sets that clash cost their visitors in truth, as a share of the sum over pairs, by how often the two
acts play: clashes of three are counted three times by pairs, and who misses one set may see another. Fitted on the
instances `small`, `lah` and `sxsw`; it only steers where the search looks, not what it answers."""

KEPT = 2
"""How many crowds are kept laid out: hours change from question to question, who likes what does not."""


def crowd_arrays(problem: Problem) -> dict[str, NDArray[np.generic]]:
    """Return favourite acts as favourite sets, and who likes each set.

    Raises
    ------
    UnusableProblem
        If a visitor has more favourite sets than the inner loop has room for.
    """
    acts = tuple(one.act for one in problem.performances)
    return {**_crowd_arrays(problem.crowd, acts, problem.wishes.starred), **_floors(problem, problem.crowd)}


@lru_cache(maxsize=KEPT)
def _crowd_arrays(crowd: Crowd | None, acts: tuple[int, ...], starred: float) -> dict[str, NDArray[np.generic]]:
    likes: list[tuple[int, int, int, int]] = []  # visitor, set, weight, act
    if crowd is not None:
        sets_of: defaultdict[int, list[int]] = defaultdict(list)
        for row, act in enumerate(acts):
            sets_of[act].append(row)
        price = round(starred * QUARTERS)
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
    fans = np.bincount(table[:, 1], minlength=len(acts))
    return {
        "likes_from": int32(first),
        "likes": int32(table[:, 1]),
        "weight": int32(table[:, 2]),
        "same_act": _same_act(table, row_of, first),
        "fans_from": int32(np.concatenate([[0], np.cumsum(fans)])),
        "fan": int32(table[by_set, 0]),
        "fan_row": int32(row_of[by_set]),
    }


def _floors(problem: Problem, crowd: Crowd | None) -> dict[str, NDArray[np.generic]]:
    """How many persons each visitor counts as, each set's act as a row, and how many each act is to reach."""
    acts = sorted({one.act for one in problem.performances})
    row = {act: number for number, act in enumerate(acts)}
    floors = floors_of(problem, crowd) if crowd is not None else {}
    return {
        "people": int32(crowd.people if crowd is not None else ()),
        "act_of": int32([row[one.act] for one in problem.performances]),
        "act_floor": int32([floors.get(act, 0) for act in acts]),
    }


def liking(problem: Problem) -> NDArray[np.int32]:
    """Return how much each visitor wants to see each favourite set: as `crowd_arrays`' weight, people left aside."""
    crowd = problem.crowd
    if crowd is None:
        return np.zeros(0, np.int32)
    plays = Counter(one.act for one in problem.performances)
    return int32(np.repeat(crowd.weight, [plays[act] for act in crowd.act.tolist()]))


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


def stand_in(problem: Problem, crowd: Crowd) -> Ints:
    """The crowd's evenings as costs of pairs: for each visitor the lesser of two favourites, scaled to the truth."""
    return _stand_in(crowd, tuple(one.act for one in problem.performances), problem.wishes.starred)


@lru_cache(maxsize=KEPT)
def _stand_in(crowd: Crowd, played: tuple[int, ...], starred: float) -> Ints:
    acts = np.unique(played)
    row = np.searchsorted(acts, played)
    often = np.bincount(row, minlength=len(acts))
    together = _lesser(acts, crowd)
    share = np.array([[PAIR_SHARE.get((min(a, b), max(a, b)), 0.0) for b in range(3)] for a in range(3)])
    plays = np.minimum(often, 2)
    scaled = together * share[np.ix_(plays, plays)] / np.maximum(np.outer(often, often), 1)
    price = round(starred * QUARTERS)
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
