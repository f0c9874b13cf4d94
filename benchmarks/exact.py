"""The whole timetable problem for OR-Tools CP-SAT, which proves optima of tiny problems: the peer of `solve`.

Written from docs/methods/timetable.md with formulas of its own. Hard rules come from `check`, asked of single sets
and of pairs, since every rule is about one set or two; nothing is shared with the search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, permutations

from ortools.sat.python import cp_model

from samspel.engines.timetable import Placement, Problem, check

At = tuple[int, int]
"""A set and the number of a place."""

MISSED, LATE = 10**9, 5


class Exact:
    """One problem as a model: which set is where, and what that costs."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        self.sets = range(len(problem.performances))
        self.places = sorted(
            {
                Placement(one.stage, one.night, start)
                for one in problem.openings
                for start in range(one.opens_minute, one.closes_minute)
                if start % problem.grid_minutes == 0
            },
            key=lambda at: (at.night, at.stage, at.start_minute),
        )
        self.x = {
            (row, place): self.model.new_bool_var(f"{row} at {place}")
            for row in self.sets
            for place in range(len(self.places))
            if not self._broken({row: place})
        }
        self.placed = {row: sum(var for (one, _place), var in self.x.items() if one == row) for row in self.sets}
        for row in self.sets:
            self.model.add(self.placed[row] <= 1)
        self.pairs = list(self._pairs())
        for one, two in self.pairs:
            if self._broken({one[0]: one[1], two[0]: two[1]}):
                self.model.add_at_most_one(self.x[one], self.x[two])
        self.clash = self._clashes()
        wishes = problem.wishes
        self.cost = [
            *(MISSED * (1 - self.placed[row]) for row in self.sets),
            *(self._misfit(row, place) * var for (row, place), var in self.x.items()),
            *self._by_pairs(),
            *self._evenings(),
            *(round(24 * wishes.flow) * step for step in self._steps()),
        ]

    def optimum(self, seconds: float) -> int | None:
        """Return the least total; None if it was not proved in time."""
        self.model.minimize(sum(self.cost))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 1
        return round(solver.objective_value) if solver.solve(self.model) == cp_model.OPTIMAL else None

    def _pairs(self) -> Iterator[tuple[At, At]]:
        for one, two in combinations(sorted(self.x), 2):
            if one[0] != two[0]:
                yield one, two

    def _broken(self, placed: dict[int, int]) -> bool:
        where = tuple(self.places[placed[row]] if row in placed else None for row in self.sets)
        return any(one.rule != "unplaced" for one in check(self.problem, where))

    def _end(self, one: At) -> int:
        return self.places[one[1]].start_minute + self.problem.performances[one[0]].minutes

    def _reached(self, one: At, two: At) -> bool:
        """Whether a visitor of one set is in time for another."""
        here, there = self.places[one[1]], self.places[two[1]]
        walk = self.problem.walk_minutes[self.problem.stages[here.stage].venue, self.problem.stages[there.stage].venue]
        return bool(self._end(one) + walk <= there.start_minute + LATE)

    def _clashes(self) -> dict[tuple[int, int], cp_model.IntVar]:
        """For two sets: nobody can see both."""
        found = {pair: self.model.new_bool_var(f"clash {pair}") for pair in combinations(self.sets, 2)}
        for one, two in self.pairs:
            on_one_night = self.places[one[1]].night == self.places[two[1]].night
            clash = found[one[0], two[0]]
            if on_one_night and not self._reached(one, two) and not self._reached(two, one):
                self.model.add_bool_or(~self.x[one], ~self.x[two], clash)
            else:
                self.model.add_bool_or(~self.x[one], ~self.x[two], ~clash)
        for (one, two), clash in found.items():
            self.model.add(clash <= self.placed[one])
            self.model.add(clash <= self.placed[two])
        return found

    def _misfit(self, row: int, place: int) -> int:
        draw = self.problem.performances[row].draw_persons
        room = self.problem.stages[self.places[place].stage].capacity_persons
        if draw is None or room is None:
            return 0
        return round(
            self.problem.wishes.capacity * 4 * (1.5 * max(0, draw - room) + 0.15 * max(0.0, 0.4 * room - draw))
        )

    def _by_pairs(self) -> Iterator[cp_model.LinearExprT]:
        sets, wishes = self.problem.performances, self.problem.wishes
        often = Counter(one.act for one in sets)
        stars = {frozenset((one.act_a, one.act_b)): one.people for one in self.problem.costars}
        for (one, two), clash in self.clash.items():
            a, b = sets[one], sets[two]
            if a.act != b.act and a.genre and a.genre == b.genre:
                yield round(wishes.similar * 36) * clash
            if a.act != b.act and self.problem.crowd is None:
                people = round(wishes.starred * 4 * stars.get(frozenset((a.act, b.act)), 0))
                yield people // (often[a.act] * often[b.act]) * clash

    def _evenings(self) -> Iterator[cp_model.LinearExprT]:
        """What each visitor misses: they see sets that do not clash, an act once."""
        crowd, price = self.problem.crowd, round(4 * self.problem.wishes.starred)
        for visitor in range(len(crowd) if crowd is not None else 0):
            assert crowd is not None
            liked = range(crowd.pointer[visitor], crowd.pointer[visitor + 1])
            seen: dict[int, cp_model.IntVar] = {}
            for favourite in liked:
                act, value = int(crowd.act[favourite]), price * int(crowd.weight[favourite] * crowd.people[visitor])
                mine = [row for row in self.sets if self.problem.performances[row].act == act]
                for row in mine:
                    seen[row] = self.model.new_bool_var(f"{visitor} sees {row}")
                    self.model.add(seen[row] <= self.placed[row])
                if mine:
                    self.model.add_at_most_one(seen[row] for row in mine)
                yield value * (1 - sum(seen[row] for row in mine))
            for one, two in combinations(sorted(seen), 2):
                self.model.add_bool_or(~seen[one], ~seen[two], ~self.clash[one, two])

    def _steps(self) -> Iterator[cp_model.LinearExprT]:
        """Steps of loudness from a set to the next one on its stage."""
        if not self.problem.wishes.flow:
            return
        before = {pair: self.model.new_bool_var(f"{pair}, one before the other") for pair in permutations(self.sets, 2)}
        for first, second in self.pairs:
            for one, two in ((first, second), (second, first)):
                here, there = self.places[one[1]], self.places[two[1]]
                same = (here.stage, here.night) == (there.stage, there.night)
                earlier = (here.start_minute, one[0]) < (there.start_minute, two[0])
                var = before[one[0], two[0]]
                self.model.add_bool_or(~self.x[one], ~self.x[two], var if same and earlier else ~var)
        for (one, two), var in before.items():
            self.model.add(var <= self.placed[one])
            self.model.add(var <= self.placed[two])
            between = []
            for other in self.sets:
                if other not in (one, two):
                    both = self.model.new_bool_var(f"{other} between {one} and {two}")
                    self.model.add_implication(both, before[one, other])
                    self.model.add_implication(both, before[other, two])
                    between.append(both)
            next_to = self.model.new_bool_var(f"{two} right after {one}")
            self.model.add(next_to >= var - sum(between))
            a, b = (self.problem.performances[row].loudness for row in (one, two))
            if a is not None and b is not None:
                yield abs(a - b) * next_to
