"""The crowd for the inner loop: favourite sets, who likes each set, and what pairs of sets stand in for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.core.library import FAVOURITES, HEAVIEST, VISITOR
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
    """Return the visitors with their favourite sets, and who likes each set.

    Raises
    ------
    UnusableProblem
        If a visitor has more favourite sets, or heavier ones, than the inner loop has room for.
    """
    acts = tuple(one.act for one in problem.performances)
    return {**_crowd_arrays(problem.crowd, acts), **_prices(problem)}


@lru_cache(maxsize=KEPT)
def _crowd_arrays(crowd: Crowd | None, acts: tuple[int, ...]) -> dict[str, NDArray[np.generic]]:
    likes = _liked_sets(crowd, np.array(acts, dtype=np.int64))
    counts = np.bincount(likes.visitor, minlength=0 if crowd is None else len(crowd))
    _refuse_too_much(likes, counts)
    where, laid_out = _laid_out(crowd, likes, counts)
    by_set = np.argsort(likes.row, kind="stable")
    fans = np.bincount(likes.row, minlength=len(acts))
    return {
        "crowd_from": int32(where),
        "crowd": laid_out,
        "fans_from": int32(np.concatenate([[0], np.cumsum(fans)])),
        "fan": int32(where[likes.visitor[by_set]]),
        "fan_row": likes.number[by_set].astype(np.uint8),
    }


def _prices(problem: Problem) -> dict[str, NDArray[np.generic]]:
    """What a weight of 1 costs each visitor, each set's act as a row, and how many persons each act is to reach."""
    crowd = problem.crowd
    acts, row = np.unique([one.act for one in problem.performances], return_inverse=True)
    floors = floors_of(problem, crowd) if crowd is not None else {}
    return {
        "worth": int32(() if crowd is None else crowd.people * round(problem.wishes.starred * QUARTERS)),
        "act": int32(row),
        "act_floor": int32([floors.get(act, 0) for act in acts.tolist()]),
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Likes:
    """Favourite acts as favourite sets, visitor by visitor: arrays of one length.

    Attributes
    ----------
    row : int array
        Of the performance.
    number : int array
        Which of the visitor's favourite sets it is.
    first : bool array
        Whether it is the first of its act there.
    """

    visitor: Ints
    row: Ints
    weight: Ints
    number: Ints
    first: NDArray[np.bool_]


def _liked_sets(crowd: Crowd | None, act: Ints) -> _Likes:
    if crowd is None:
        nothing = np.zeros(0, dtype=np.int64)
        return _Likes(nothing, nothing, nothing, nothing, nothing.astype(bool))
    by_act = np.argsort(act, kind="stable")
    begins, ends = (np.searchsorted(act[by_act], crowd.act, side=side) for side in ("left", "right"))
    sets = ends - begins
    entry = np.repeat(np.arange(len(sets)), sets)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(sets) - sets, sets)
    visitor = crowd.visitor[entry]
    begin = np.searchsorted(visitor, np.arange(len(crowd)))
    number = np.arange(len(entry)) - begin[visitor]
    return _Likes(visitor, by_act[begins[entry] + within], crowd.weight[entry], number, within == 0)


def _refuse_too_much(likes: _Likes, counts: Ints) -> None:
    if counts.max(initial=0) > FAVOURITES:
        raise UnusableProblem(
            "favourites",
            "Visitor %(visitor)d has %(sets)d favourite sets: give at most %(most)d to each.",
            visitor=int(counts.argmax()),
            sets=int(counts.max()),
            most=FAVOURITES,
        )
    if likes.weight.max(initial=0) > HEAVIEST:
        raise UnusableProblem(
            "heaviest",
            "Visitor %(visitor)d gives an act a weight of %(weight)d: give at most %(most)d.",
            visitor=int(likes.visitor[likes.weight.argmax()]),
            weight=int(likes.weight.max()),
            most=HEAVIEST,
        )


def _laid_out(crowd: Crowd | None, likes: _Likes, counts: Ints) -> tuple[Ints, NDArray[np.uint64]]:
    """Where each visitor begins, in words of 64 bits, and all of them: as `Visitor` in chain.h."""
    lengths = (VISITOR + 4 * counts + 7) // 8
    where = np.cumsum(lengths) - lengths
    words = np.zeros(int(lengths.sum()), dtype=np.uint64)
    firsts = np.uint64(1) << likes.number[likes.first].astype(np.uint64)
    np.bitwise_or.at(words, where[likes.visitor[likes.first]], firsts)
    lists = words.view(np.uint16)
    if crowd is not None:
        words.view(np.int32)[2 * where + 7] = crowd.people
        lists[4 * where + 16] = counts
    liked = (4 * where + VISITOR // 2)[likes.visitor] + likes.number
    lists[liked] = likes.row
    lists[liked + counts[likes.visitor]] = likes.weight
    return where, words


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
    """For each two acts the sum over visitors of the lesser weight: int array of shape (acts, acts).

    The lesser of two weights is the sum of all steps of weight that both reach.
    """
    from scipy.sparse import csr_array

    place = np.minimum(np.searchsorted(acts, crowd.act), max(0, len(acts) - 1))
    known = acts[place] == crowd.act if len(acts) else np.zeros(len(crowd.act), dtype=bool)
    together = np.zeros((len(acts), len(acts)), dtype=np.int64)
    below = 0
    for weight in np.unique(crowd.weight[known]):
        reached = known & (crowd.weight >= weight)
        who, what = crowd.visitor[reached], place[reached]
        likes = csr_array((np.ones(len(who), np.int64), (who, what)), shape=(len(crowd), len(acts)))
        together += (weight - below) * (likes.T @ likes.multiply(crowd.people[:, None])).toarray()
        below = weight
    np.fill_diagonal(together, 0)
    return together
