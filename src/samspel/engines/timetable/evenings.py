"""Each visitor's best evening, by plain recursion: what the score rests on, sharing nothing with the search.

A visitor sees a chain of favourite sets, each act once, no two of which exclude each other. The best chain is the
heaviest independent set of a small graph; a component at a time, with or without its first set.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.problem import Ints, Problem


def seen_by(problem: Problem, placed: Ints, clash: NDArray[np.bool_]) -> Ints:
    """What each visitor of the crowd sees at best, by weight.

    Parameters
    ----------
    problem : Problem
        With a crowd.
    placed : int array of shape (placed,)
        Rows of the performances that have a place.
    clash : bool array of shape (placed, placed)

    Returns
    -------
    int array of shape (visitors,)
    """
    crowd = problem.crowd
    if crowd is None:
        raise ValueError("the problem has no crowd")
    sets_of: defaultdict[int, list[int]] = defaultdict(list)
    for index, row in enumerate(placed):
        sets_of[problem.performances[row].act].append(index)
    near = [sum(1 << int(other) for other in np.flatnonzero(line)) for line in clash]
    seen = np.zeros(len(crowd), dtype=np.int64)
    for visitor in range(len(crowd)):
        liked = slice(crowd.pointer[visitor], crowd.pointer[visitor + 1])
        weights = zip(crowd.act[liked].tolist(), crowd.weight[liked].tolist(), strict=True)
        seen[visitor] = _best([(weight, sets_of[act]) for act, weight in weights if act in sets_of], near)
    return seen


def reach_of(problem: Problem, placed: Ints, clash: NDArray[np.bool_]) -> dict[int, int]:
    """How many people can see each act without giving up another favourite: one of its sets clashes with none of
    theirs by other acts. `placed` and `clash` as of `seen_by`.
    """
    crowd = problem.crowd
    if crowd is None:
        raise ValueError("the problem has no crowd")
    acts = [problem.performances[row].act for row in placed]
    reached: defaultdict[int, int] = defaultdict(int)
    for visitor, people in enumerate(crowd.people.tolist()):
        liked = set(crowd.act[crowd.pointer[visitor] : crowd.pointer[visitor + 1]].tolist())
        theirs = [index for index, act in enumerate(acts) if act in liked]
        free = {acts[one] for one in theirs if not any(clash[one, two] for two in theirs if acts[two] != acts[one])}
        for act in free:
            reached[act] += people
    return dict(reached)


def _best(liked: list[tuple[int, list[int]]], near: list[int]) -> int:
    weight = {row: value for value, sets in liked for row in sets}
    everything = sum(1 << row for row in weight)
    excludes = {
        row: (near[row] & everything) | (sum(1 << other for other in sets) & ~(1 << row))
        for _value, sets in liked
        for row in sets
    }

    @cache
    def heaviest(open_: int) -> int:
        if not open_:
            return 0
        row = (open_ & -open_).bit_length() - 1
        group = _reach(row, open_, excludes)
        if group != open_:
            return heaviest(group) + heaviest(open_ & ~group)
        rest = open_ & ~(1 << row)
        return max(heaviest(rest), weight[row] + heaviest(rest & ~excludes[row]))

    return heaviest(everything)


def _reach(row: int, open_: int, excludes: dict[int, int]) -> int:
    """Everything that hangs together with a set."""
    group = front = 1 << row
    while front:
        one = (front & -front).bit_length() - 1
        front &= front - 1
        new = excludes[one] & open_ & ~group
        group |= new
        front |= new
    return group
