"""Simulated annealing on both cores: two chains search side by side, and the better one's timetable is passed on.

First by pairs, which is fast; then, where there is a crowd, by every visitor's evening, which is the truth.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.timetable.core.library import FREE, Chain
from samspel.engines.timetable.result import Score
from samspel.engines.timetable.score import QUARTERS
from samspel.engines.timetable.tables import Tables

CHAINS = 2

STEP_MOVES = 20_000
"""Moves each chain tries in one iteration."""

STEP_SECONDS = 0.05
"""How long a step lasts at most, by and by, where time is what stops the search: that is how often it can tell."""

LEAST_STEPS = 40
"""In how many steps the temperature falls at least, however short the time."""

HOT, WARM, COLD, FROZEN = 0.12, 0.045, 0.02, 0.008
"""Temperatures, as shares of what a set of the first timetable costs on average: pairs go from hot to warm and visitors
on to cold, below which nothing more was found; without visitors pairs go on until they are frozen."""

PAIRS_SHARE = 0.35
"""How much of the time goes to the search by pairs, where visitors decide in the end."""

LOOSE = 3.0
"""How much hotter the pairs judge a move before the visitors do: they are wrong often enough to be doubted."""

MEETINGS = 12
"""How often the worse chain takes the better one's timetable over."""

SMALL_SETS, AFRESH_MOVES = 40, 1_000
"""With fewer sets than this the second chain searches for so many moves at a time, each time from another first
timetable: which sets are left out is decided by the first one, and few moves are enough for the rest."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the schedule: from one temperature to another, by pairs or exactly."""

    begins: float
    ends: float
    hot: float
    cold: float
    exact: bool

    def temperature(self, done: float) -> float:
        share = (done - self.begins) / (self.ends - self.begins)
        return float(self.hot * (self.cold / self.hot) ** min(1.0, share))


class Search:
    """Chains on one problem, and the best timetable any of them has found."""

    def __init__(
        self, tables: Tables, seed: int, wish: NDArray[np.int32] | None, most_moves: int | None = None
    ) -> None:
        self.tables = tables
        self.exact = tables.problem.crowd is not None
        self._wished = self._wishes()
        self.chains = [Chain(tables.numbers, tables.arrays, seed * CHAINS + number) for number in range(CHAINS)]
        self._scribe = Chain(tables.numbers, tables.arrays, seed=0)
        self.best_at, self.best = self._first(tables.fixed if wish is None else wish)
        per_set = max(1.0, (self.best % tables.numbers["unplaced"]) / max(1, tables.numbers["sets"]))
        self.phases = self._schedule(per_set, is_start_given=wish is not None)
        for chain in self.chains:
            chain.load(self.best_at)
            chain.begin(exact=self.phases[0].exact)
            if wish is not None and most_moves is not None:
                chain.stay_near(np.where(self.best_at == wish, wish, FREE), most_moves)
        self._phase, self._met = self.phases[0], 0
        self._pool = ThreadPoolExecutor(CHAINS)
        self._begins_afresh = wish is None and tables.numbers["sets"] < SMALL_SETS
        self._random = np.random.default_rng(seed)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def _first(self, wish: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
        """The cheaper of two first timetables, or the one that leaves fewer sets out."""
        order = hardest_first(self.tables)
        found = []
        for early in (False, True):
            chain = self.chains[0]
            chain.construct(order, wish, early=early)
            found.append((chain.best, chain.at))
            if not chain.totals()["unplaced"]:
                break
        value, at = min(found, key=lambda one: one[0])
        return at, value + self._wished

    def _wishes(self) -> int:
        """What the crowd wishes for in all, in quarter persons: chains count what is seen, the score what is missed."""
        problem = self.tables.problem
        if problem.crowd is None:
            return 0
        weights = problem.crowd.weight * problem.crowd.people[problem.crowd.visitor]
        return int(weights.sum()) * round(QUARTERS * problem.wishes.starred)

    def score(self) -> Score:
        """What the best timetable costs, by the inner loop's own count."""
        self._scribe.load(self.best_at)
        totals = self._scribe.totals()
        by_pairs = totals["pairs"] - totals["similar"]
        return Score(
            capacity=totals["capacity"],
            similar=totals["similar"],
            starred=self._wished + totals["visitors"] if self.exact else by_pairs,
            unplaced=totals["unplaced"],
            flow=totals["flow"],
            floor=totals["floor"],
            own=totals["own"],
        )

    def _schedule(self, per_set: float, *, is_start_given: bool) -> tuple[Phase, ...]:
        hot, warm, cold, frozen = (share * per_set for share in (HOT, WARM, COLD, FROZEN))
        if is_start_given:  # a given timetable is improved, not shaken to pieces
            return (Phase(0, 1, cold, frozen, self.exact),)
        if not self.exact:
            return (Phase(0, 1, hot, frozen, exact=False),)
        return Phase(0, PAIRS_SHARE, hot, warm, exact=False), Phase(PAIRS_SHARE, 1, warm, cold, exact=True)

    def step(self, done: float, moves: int) -> None:
        """Let every chain try so many moves, at a moment of the schedule 0–1."""
        phase = next((one for one in self.phases if done < one.ends), self.phases[-1])
        if phase is not self._phase:
            self._enter(phase)
        temperature = phase.temperature(done)

        def run(chain: Chain) -> None:
            if self._begins_afresh and chain is not self.chains[0]:
                self._afresh(chain, moves)
            else:
                chain.anneal(moves, temperature, temperature, exact=phase.exact, loose=LOOSE)

        list(self._pool.map(run, self.chains))
        if phase.exact or not self.exact:
            self._keep_best(self.chains)
        if self._begins_afresh:
            self._keep_best(self.chains[1:])
        elif int(done * MEETINGS) > self._met:
            self._met = int(done * MEETINGS)
            self._meet(phase)

    def _afresh(self, chain: Chain, moves: int) -> None:
        """Search exactly from one random first timetable after the other; `chain` alone is touched by this thread."""
        sets = self.tables.numbers["sets"]
        chain.begin(exact=self.exact)
        best, best_at = chain.best, chain.best_at
        hot, frozen = self.phases[0].hot, self.phases[-1].cold
        for _round in range(max(1, moves // AFRESH_MOVES)):
            order = self._random.permutation(sets).astype(np.int32)
            chain.construct(order, self.tables.fixed, early=bool(self._random.integers(2)))
            chain.begin(exact=self.exact)
            chain.anneal(AFRESH_MOVES, hot, frozen, exact=self.exact, loose=LOOSE)
            if chain.best < best:
                best, best_at = chain.best, chain.best_at
        chain.load(best_at)
        chain.begin(exact=self.exact)

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        for chain in self.chains:
            chain.load(chain.best_at)
            chain.begin(exact=phase.exact)

    def _keep_best(self, chains: list[Chain]) -> None:
        """Remember the best timetable of chains that count exactly."""
        for chain in chains:
            if chain.best + self._wished < self.best:
                self.best, self.best_at = chain.best + self._wished, chain.best_at

    def _meet(self, phase: Phase) -> None:
        better, worse = sorted(self.chains, key=lambda chain: chain.best)
        worse.load(better.at)
        worse.begin(exact=phase.exact)


def hardest_first(tables: Tables) -> NDArray[np.int32]:
    """Few places first; among equals the longest, then the sets bound to many others."""
    choices = np.diff(tables.arrays["choice_from"])
    bonds = np.diff(tables.arrays["mate_from"])
    return np.lexsort((-bonds, -tables.arrays["minutes"], choices)).astype(np.int32)


def iterations(count: int) -> Iterator[tuple[float, int]]:
    """Yield the moment and the moves of each step, the same on every machine."""
    for number in range(count):
        yield number / count, STEP_MOVES


def until(ends: float) -> Iterator[tuple[float, int]]:
    """Yield the moment and the moves of each step until a moment of the monotonic clock."""
    begins = before = time.monotonic()
    seconds = min(STEP_SECONDS, (ends - begins) / LEAST_STEPS)
    moves = STEP_MOVES // 10
    while (now := time.monotonic()) < ends:
        if now > begins:
            moves = int(np.clip(moves * seconds / max(now - before, 1e-6), moves // 2 + 1, moves * 2))
        before = now
        yield (now - begins) / (ends - begins), max(500, moves)
