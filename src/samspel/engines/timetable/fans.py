"""The crowd for the inner loop: favourite sets, who likes each set, and what pairs of sets stand in for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from samspel.engines.timetable.core.library import FAVOURITES, HEAVIEST, VISITOR
from samspel.engines.timetable.places import int32
from samspel.engines.timetable.problem import Crowd, Ints, Problem, UnusableProblem
from samspel.engines.timetable.score import QUARTERS

PAIR_SHARE = {(1, 1): 0.70, (1, 2): 0.46, (2, 2): 0.36}
"""What two starred sets that clash cost their visitors in truth, as a share of the sum over pairs, by how often the two
acts play: clashes of three are counted three times by pairs, and who misses one set may see another. Fitted on the
instances `small`, `lah` and `sxsw`; it only steers where the search looks, not what it answers."""


def crowd_arrays(problem: Problem) -> dict[str, NDArray[np.generic]]:
    """Return the visitors with their favourite sets, and who likes each set.

    Raises
    ------
    UnusableProblem
        If a visitor has more favourite sets, or heavier ones, than the inner loop has room for.
    """
    likes = _liked_sets(problem)
    visitors = len(problem.crowd) if problem.crowd is not None else 0
    counts = np.bincount(likes.visitor, minlength=visitors)
    _refuse_too_much(likes, counts)
    where, crowd = _laid_out(problem, likes, counts)
    by_set = np.argsort(likes.row, kind="stable")
    fans = np.bincount(likes.row, minlength=len(problem.performances))
    return {
        "crowd": crowd,
        "fans_from": int32(np.concatenate([[0], np.cumsum(fans)])),
        "fan": int32(where[likes.visitor[by_set]]),
        "fan_row": likes.number[by_set].astype(np.uint8),
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


def _liked_sets(problem: Problem) -> _Likes:
    crowd = problem.crowd
    if crowd is None:
        nothing = np.zeros(0, dtype=np.int64)
        return _Likes(nothing, nothing, nothing, nothing, nothing.astype(bool))
    act = np.array([one.act for one in problem.performances], dtype=np.int64)
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


def _laid_out(problem: Problem, likes: _Likes, counts: Ints) -> tuple[Ints, NDArray[np.uint64]]:
    """Where each visitor begins, in words of 64 bits, and all of them: as `Visitor` in chain.h."""
    lengths = VISITOR + (counts + 1) // 2
    where = np.cumsum(lengths) - lengths
    crowd = np.zeros(int(lengths.sum()), dtype=np.uint64)
    firsts = np.uint64(1) << likes.number[likes.first].astype(np.uint64)
    np.bitwise_or.at(crowd, where[likes.visitor[likes.first]], firsts)
    if problem.crowd is not None:
        worth_count = crowd.view(np.int32)
        worth_count[2 * where + 6] = problem.crowd.people * round(problem.wishes.starred * QUARTERS)
        worth_count[2 * where + 7] = counts
    lists = crowd.view(np.uint16)
    liked = 4 * (where + VISITOR)[likes.visitor] + likes.number
    lists[liked] = likes.row
    lists[liked + counts[likes.visitor]] = likes.weight
    return where, crowd


def stand_in(problem: Problem, crowd: Crowd) -> Ints:
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
    """For each two acts the sum over visitors of the lesser weight: int array of shape (acts, acts).

    The lesser of two weights is the sum of all steps of weight that both reach.
    """
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
