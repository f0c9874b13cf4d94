"""After something has happened: ready repairs, each with what it changes and for whom.

A set that still keeps the rules has a home and counts when it is moved from there; one that does not must go
somewhere and counts for nothing. Sets are first settled by a search that misses nothing, so that as many as possible
have a place and as few as possible move; then annealed near that, by pairs and by every visitor's evening, with a
hard limit on the sets away from home.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.check import check
from samspel.engines.timetable.core.library import FREE, NOWHERE, Arrays, Chain
from samspel.engines.timetable.fans import stand_in
from samspel.engines.timetable.measure import as_it_is
from samspel.engines.timetable.places import may_stand
from samspel.engines.timetable.problem import Crowd, Ints, Pin, Problem
from samspel.engines.timetable.result import Aim, Outcome, Repair, Score, Timetable
from samspel.engines.timetable.score import QUARTERS, SPARSE, audience_of
from samspel.engines.timetable.search import LOOSE, hardest_first
from samspel.engines.timetable.solve import MaxIterations, Stop
from samspel.engines.timetable.tables import Tables, tables_of

FAVOUR, GUEST = 10, 3
"""How many times as much counts what a repair is best at; how many favourites a guest of the venue counts as."""

TRIES = {True: 40_000, False: 60_000}
"""Moves tried in one iteration, by every visitor's evening and by pairs; most are refused at once."""

HOT, COLD = 0.3, 0.02
"""Where a search begins and ends, as shares of what a set costs on average: few sets move, so they may move far."""

WORK = 1_500_000
"""Places looked at to settle sets; then whoever has none is left to the search."""

NEAR_MINUTES, OTHER_STAGE, OTHER_NIGHT = 15, 2, 40
"""How far places are from each other, in quarter persons: each quarter of an hour, another stage, another night."""

MOST_PUT_OUT, MOST_TRIES = 8, 24
"""As in near.h; and how often settling is tried before the search takes over."""

MOST_LOOKS = 40
"""How often at most a set that is away looks for its best place, one set after the other."""

CORES = 2

ONCE = MaxIterations(1)


def repair(
    problem: Problem,
    before: Timetable,
    *,
    aim: Aim = Aim.SCORE,
    was: Problem | None = None,
    most_moves: int | None = 3,
    delegates: Collection[int] | None = None,
    stop: Stop = ONCE,
    seed: int = 0,
) -> Repair:
    """Mend a timetable after something has happened.

    Parameters
    ----------
    problem : Problem
        As it is after what happened: see `disruptions`. A set with empty ``windows`` is cancelled.
    before : Timetable
        One entry for each performance.
    aim : Aim
        What counts most.
    was : Problem, optional
        As it was before: what broke its rules then stays where it is. None: whatever breaks a rule must go.
    most_moves : int, optional
        How many sets that could stay may be moved, or come in without having had a place; None: any number. A set
        that has to go does not count.
    delegates : collection of int, optional
        Visitors by number; None: the crowd's own.
    stop : MaxIterations or MaxSeconds
        The answer is the same for the same seed and iterations.
    seed : int

    Returns
    -------
    Repair
        Pins are honoured even where they break rules, as by `solve`.

    Raises
    ------
    ValueError
        If an entry of the timetable is missing or too many.
    """
    broken = _Broken.of(problem, before, was)
    broken.settle(most_moves)
    favoured = _favoured(problem.crowd, delegates)
    return _mended(broken, _Judge(problem, broken.tables, before), aim, favoured, most_moves, stop, seed)


def repairs(
    problem: Problem,
    before: Timetable,
    *,
    was: Problem | None = None,
    most_moves: int | None = 3,
    delegates: Collection[int] | None = None,
    stop: Stop = ONCE,
    seed: int = 0,
) -> tuple[Repair, Repair, Repair]:
    """Mend a timetable three times: with the fewest moves, best for delegates, best for the venue that lost something.

    Parameters are those of `repair`; two are sought at a time. Where nobody is a delegate the second is best for
    visitors, and where those who lost something have no hours left the third is best for the rooms: the aim says so.
    """
    broken = _Broken.of(problem, before, was)
    broken.settle(most_moves)
    favoured = _favoured(problem.crowd, delegates)
    aims = (
        Aim.MOVES,
        Aim.DELEGATES if favoured.size else Aim.VISITORS,
        Aim.VENUE if broken.losers.size else Aim.ROOMS,
    )
    judge = _Judge(problem, broken.tables, before)
    with ThreadPoolExecutor(CORES) as pool:
        first, second, third = pool.map(lambda aim: _mended(broken, judge, aim, favoured, most_moves, stop, seed), aims)
    return first, second, third


def _mended(
    broken: _Broken, judge: _Judge, aim: Aim, favoured: Ints, most_moves: int | None, stop: Stop, seed: int
) -> Repair:
    limit = broken.spare if aim is Aim.MOVES else broken.limit(most_moves)
    at = _searched(broken, _prices(broken, aim, favoured), limit, stop, seed)
    return judge.repair(aim, broken.tables.timetable(at))


def _favoured(crowd: Crowd | None, delegates: Collection[int] | None) -> Ints:
    if crowd is None:
        return np.zeros(0, dtype=np.int64)
    if delegates is None:
        return np.flatnonzero(crowd.delegate)
    return np.array(sorted(delegates), dtype=np.int64)


@dataclass(slots=True, eq=False)
class _Broken:
    """A timetable after something has happened: who is at home, who must go, and which venues lost something."""

    tables: Tables
    before: Timetable
    home: NDArray[np.int32]
    losers: Ints
    start: NDArray[np.int32]
    spare: int = 0

    @classmethod
    def of(cls, problem: Problem, before: Timetable, was: Problem | None) -> _Broken:
        if len(before) != len(problem.performances):
            raise ValueError(f"{len(before)} placements for {len(problem.performances)} performances")
        held = _held(problem, before, was)
        tables = tables_of(held, before)
        claims = tables.numbered(before)
        chain = Chain(tables.numbers, tables.arrays, seed=0)
        chain.construct(hardest_first(tables), claims, early=False)
        stays = (claims >= 0) & (chain.at == claims)
        placed = np.array([at is not None for at in before], dtype=bool)
        home = np.where(stays, claims, np.where(placed, FREE, NOWHERE)).astype(np.int32)
        home[tables.fixed >= 0] = tables.fixed[tables.fixed >= 0]
        lost = {held.stages[at.stage].venue for at, is_home in zip(before, stays, strict=True) if at and not is_home}
        open_ = {held.stages[stage].venue for stage in np.unique(tables.places.stage[tables.allowed.any(axis=0)])}
        return cls(tables, before, home, np.array(sorted(lost & open_), dtype=np.int64), np.maximum(home, -1))

    def nearness(self, aim: Aim) -> Arrays:
        """What each set costs more the farther it is from where it was; nothing where only the score counts."""
        if aim is Aim.SCORE:
            return {}
        places, arrays = self.tables.places, self.tables.arrays
        cost = np.array(arrays["own_place"][arrays["own_class"]])
        for row, at in enumerate(self.before):
            if at is not None:
                far = np.abs(places.start - at.start_minute) // NEAR_MINUTES
                far += OTHER_STAGE * (places.stage != at.stage)
                cost[row] += np.where(places.night == at.night, far, far + OTHER_NIGHT).astype(np.int32)
        return {"own_class": np.arange(len(cost), dtype=np.int32), "own_place": cost}

    def limit(self, most_moves: int | None) -> int:
        return len(self.home) if most_moves is None else most_moves

    def settle(self, most_moves: int | None) -> None:
        """Give as many as possible a place, and put as few as possible out of theirs for it."""
        chain = Chain(self.tables.numbers, self.tables.arrays, seed=0)
        chain.load(self.start)
        chain.stay_near(self.home, self.limit(most_moves))
        free = int(((self.home == FREE) & (np.diff(self.tables.arrays["choice_from"]) > 0)).sum())
        most = min(self.limit(most_moves), MOST_PUT_OUT)
        tries = [(out, spare) for out in range(free) for spare in range(most + 1)]
        for number, (out, spare) in enumerate((*tries[:MOST_TRIES], (free, 0))):
            if chain.settle(out, spare, WORK >> number // 4):
                self.start, self.spare = chain.at, spare
                return


def _held(problem: Problem, before: Timetable, was: Problem | None) -> Problem:
    """Return a problem in which what broke a rule before, too, is pinned where it is."""
    if was is None:
        return problem
    wrong = {row for one in check(was, before) for row in one.performances}
    stuck = {
        row: Pin(at.stage, at.night, at.start_minute)
        for row in wrong
        if (at := before[row]) is not None and (may_stand(problem, row, at) or not may_stand(was, row, at))
    }
    if not stuck:
        return problem
    pins = problem.rules.pins
    performances = tuple(
        replace(one, pin=stuck.get(row, one.pin if pins else None)) for row, one in enumerate(problem.performances)
    )
    return replace(problem, performances=performances, rules=replace(problem.rules, pins=True))


def _prices(broken: _Broken, aim: Aim, favoured: Ints) -> Arrays:
    """Return the arrays of a chain that counts what an aim is about `FAVOUR` times."""
    tables, more = broken.tables, FAVOUR - 1
    arrays, problem = {**tables.arrays, **broken.nearness(aim)}, tables.problem
    crowd, starred = problem.crowd, tables.arrays["pair"] - tables.arrays["similar"]
    if aim is Aim.VISITORS:
        return {**arrays, "pair": arrays["pair"] + more * starred, "worth": FAVOUR * arrays["worth"]}
    if aim is Aim.DELEGATES and crowd is not None:
        extra = more * stand_in(problem, _part(crowd, favoured))
        worth = np.array(arrays["worth"])
        worth[favoured] *= FAVOUR
        return {**arrays, "pair": (arrays["pair"] + extra).astype(np.int32), "worth": worth}
    if aim is Aim.ROOMS:
        return {**arrays, "capacity": FAVOUR * arrays["capacity"]}
    if aim is Aim.VENUE:
        guests = _guests(problem) * np.isin([stage.venue for stage in problem.stages], broken.losers)
        return {**arrays, "capacity": (arrays["capacity"] - GUEST * QUARTERS * guests).astype(np.int32)}
    return arrays


def _part(crowd: Crowd, visitors: Ints) -> Crowd:
    liked = np.isin(crowd.visitor, visitors)
    counts = np.diff(crowd.pointer)[visitors]
    pointer = np.concatenate([[0], np.cumsum(counts)])
    return Crowd(pointer, crowd.act[liked], crowd.weight[liked], crowd.people[visitors], crowd.delegate[visitors])


def _guests(problem: Problem) -> Ints:
    """How many guests each set brings to each stage: int array of shape (performances, stages).

    An act whose draw is not known fills a room as far as it does not feel empty; a room of unknown size holds all.
    """
    rooms = np.array([np.nan if one.capacity_persons is None else one.capacity_persons for one in problem.stages])
    draws = np.array([np.nan if one.draw_persons is None else one.draw_persons for one in problem.performances])
    usual = np.where(np.isnan(rooms), 1.0, SPARSE * rooms)[None, :]
    come = np.where(np.isnan(draws)[:, None], usual, draws[:, None])
    return np.array(np.rint(np.fmin(come, rooms[None, :])), dtype=np.int64)


def _searched(broken: _Broken, prices: Arrays, limit: int, stop: Stop, seed: int) -> NDArray[np.int32]:
    """Return the cheapest timetable found with so many sets away from home."""
    chain = Chain({**broken.tables.numbers, "own": 1}, prices, seed)
    chain.load(broken.start)
    chain.stay_near(broken.home, limit)
    exact = broken.tables.problem.crowd is not None
    totals = chain.totals()
    degree = max(1.0, sum(abs(totals[part]) for part in ("capacity", "pairs", "flow")) / len(broken.home))
    least, best = chain.best, broken.start
    for _round in _rounds(stop):
        chain.load(broken.start)
        chain.anneal(TRIES[exact], HOT * degree, COLD * degree, exact=exact, loose=LOOSE)
        chain.load(chain.best_at)
        _descend(chain, broken)
        if chain.best < least:
            least, best = chain.best, chain.at
    return best


def _rounds(stop: Stop) -> Iterator[int]:
    if isinstance(stop, MaxIterations):
        yield from range(stop.iterations)
        return
    ends, number = time.monotonic() + stop.seconds, 0
    while time.monotonic() < ends:
        yield number
        number += 1


def _descend(chain: Chain, broken: _Broken) -> None:
    """Let each set that is away go where it costs least, home if that is no dearer, until none gains by it."""
    first, left, gained = broken.tables.arrays["choice_from"], MOST_LOOKS, True
    while gained and left > 0:
        gained = False
        at = chain.at
        for row in np.flatnonzero((at != broken.home) & (at >= 0))[:left]:
            left -= 1
            choices = broken.tables.arrays["choice"][first[row] : first[row + 1]]
            cost = chain.price(int(row))
            best = int(cost.argmin())
            home = np.flatnonzero((choices == broken.home[row]) & (cost == cost[best]))
            goes = choices[home[0] if home.size else best]
            if goes != at[row] and (cost[best] < 0 or home.size):
                at[row] = goes
                chain.load(at)
                gained = True


class _Judge:
    """Says of timetables what they change against the one before, exactly, one at a time."""

    def __init__(self, problem: Problem, tables: Tables, before: Timetable) -> None:
        self.problem, self.placements = problem, before
        self.tables = replace(tables, arrays={**tables.arrays, "worth": np.ones_like(tables.arrays["worth"])})
        self.price = round(QUARTERS * problem.wishes.starred)
        self.before, self.seen = self._measured(before)

    def repair(self, aim: Aim, placements: Timetable) -> Repair:
        after, seen = self._measured(placements)
        pairs = list(zip(self.placements, placements, strict=True))
        gone = [row for row, (was, now) in enumerate(pairs) if was is not None and now is None]
        cancelled = [row for row in gone if self.problem.performances[row].windows == ()]
        return Repair(
            aim=aim,
            placements=placements,
            moved=tuple(row for row, (was, now) in enumerate(pairs) if now is not None and now != was),
            left_out=tuple(row for row in gone if row not in cancelled),
            taken_out=tuple(cancelled),
            before=self.before,
            after=after,
            better=np.flatnonzero(seen > self.seen),
            worse=np.flatnonzero(seen < self.seen),
        )

    def _measured(self, placements: Timetable) -> tuple[Outcome, Ints]:
        chain, crowd = as_it_is(self.tables, placements), self.problem.crowd
        totals, seen = chain.totals(), chain.seen
        if crowd is None:
            return Outcome(_score(totals, totals["pairs"] - totals["similar"]), None), seen
        missed = self.price * int((crowd.people * (_wished(crowd) - seen)).sum())
        return Outcome(_score(totals, missed), audience_of(crowd, seen) if len(crowd.act) else None), seen


def _wished(crowd: Crowd) -> Ints:
    return np.bincount(crowd.visitor, crowd.weight, len(crowd)).astype(np.int64)


def _score(totals: dict[str, int], starred: int) -> Score:
    return Score(
        capacity=totals["capacity"],
        similar=totals["similar"],
        starred=starred,
        unplaced=totals["unplaced"],
        flow=totals["flow"],
        floor=totals["floor"],
        own=totals["own"],
    )
