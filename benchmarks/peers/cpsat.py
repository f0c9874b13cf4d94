"""OR-Tools' CP-SAT on an instance, in a process of its own: S as a model of Booleans, a greedy schedule as its hint.

``x[i, s]``: set ``i`` is in slot ``s``. ``near[j, s]``: set ``j`` is in a slot that clashes with ``s``. A pair costs if
``x[i, s]`` and ``near[j, s]`` meet; a step of loudness costs if slots that follow each other are loud so and so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.instances import instance
from benchmarks.peers.pairwise import Ints, Pairwise, pairwise_of
from benchmarks.peers.telling import Marks

WORKERS = 2


def missing() -> str:
    """Say what has to be installed; empty if nothing."""
    return "" if find_spec("ortools") else "OR-Tools is missing: pip install -r requirements/peers.txt"


class Model:
    """S of an instance as CP-SAT's model, every Boolean with its value in the hint."""

    def __init__(self, q: Pairwise, hint: Ints) -> None:
        from ortools.sat.python import cp_model

        self.q, self.hint, self.model = q, hint, cp_model.CpModel()
        sets, slots = q.eligible.shape
        self.of_set = [np.flatnonzero(good).tolist() for good in q.eligible]
        self.x = {(i, s): self._bool(hint[i] == s) for i in range(sets) for s in self.of_set[i]}
        self.near: dict[tuple[int, int], Any] = {}
        for i in range(sets):
            self.model.add_exactly_one(self.x[i, s] for s in self.of_set[i])
        for s in range(slots):
            self.model.add_at_most_one(self.x[i, s] for i in np.flatnonzero(q.eligible[:, s]).tolist())
        self._rules()
        terms = [*self._rooms(), *self._pairs(), *self._flow()]
        self.model.minimize(
            cp_model.LinearExpr.weighted_sum([term for term, _cost in terms], [c for _term, c in terms])
        )

    def _bool(self, hinted: object) -> Any:
        made = self.model.new_bool_var("")
        self.model.add_hint(made, bool(hinted))
        return made

    def _rules(self) -> None:
        """Each pair of slots that a rule keeps two sets from."""
        for bound, apart in self.q.forbidden.values():
            for i, j in np.argwhere(np.triu(bound, 1)).tolist():
                for s in self.of_set[i]:
                    for t in np.flatnonzero(apart[s] & self.q.eligible[j]).tolist():
                        self.model.add_at_most_one([self.x[i, s], self.x[j, t]])

    def _rooms(self) -> Iterator[tuple[Any, int]]:
        for (i, s), x in self.x.items():
            yield x, int(self.q.room[i, s])

    def _pairs(self) -> Iterator[tuple[Any, int]]:
        for i, j in np.argwhere(np.triu(self.q.pair, 1)).tolist():
            one, other = (i, j) if len(self.of_set[i]) <= len(self.of_set[j]) else (j, i)
            both = self._bool(self.q.clash[self.hint[i], self.hint[j]])
            for s in self.of_set[one]:
                near = self._near(other, s)
                if near is not None:
                    self.model.add_bool_or([self.x[one, s].negated(), near.negated(), both])
            yield both, int(self.q.pair[i, j])

    def _near(self, j: int, s: int) -> Any:
        """Whether a set is in a slot that clashes with another; None: it never is."""
        if (j, s) not in self.near:
            slots = np.flatnonzero(self.q.clash[s] & self.q.eligible[j]).tolist()
            self.near[j, s] = self._bool(self.q.clash[s, self.hint[j]]) if slots else None
            for t in slots:
                self.model.add_implication(self.x[j, t], self.near[j, s])
        return self.near[j, s]

    def _flow(self) -> Iterator[tuple[Any, int]]:
        levels = np.unique(self.q.loudness).tolist()
        at = {int(s): int(self.q.loudness[i]) for i, s in enumerate(self.hint)}
        for s, t in np.argwhere(self.q.follows).tolist():
            loud = {(slot, level): self._loud(slot, level, at.get(slot)) for slot in (s, t) for level in levels}
            for one in levels:
                for other in levels:
                    if one != other:
                        step = self._bool((at.get(s), at.get(t)) == (one, other))
                        self.model.add_bool_or([loud[s, one].negated(), loud[t, other].negated(), step])
                        yield step, self.q.flow * abs(one - other)

    def _loud(self, s: int, level: int, hinted: int | None) -> Any:
        """Whether a slot has a set of that loudness."""
        found = self._bool(hinted == level)
        for i in np.flatnonzero(self.q.eligible[:, s] & (self.q.loudness == level)).tolist():
            self.model.add_implication(self.x[i, s], found)
        return found


def main(name: str, seed: str, *marks: str) -> None:
    from ortools.sat.python import cp_model

    plain = instance(name)
    began = time.monotonic()
    hint = plain["reference"][0]["slot_of_performance"]
    made = Model(pairwise_of(plain), np.array(hint))
    print(f"CP-SAT's model of {name}: built in {time.monotonic() - began:.0f} s", file=sys.stderr)
    told = Marks([float(mark) for mark in marks])
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = told.last
    solver.parameters.random_seed = int(seed)
    solver.parameters.num_workers = WORKERS

    class Progress(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            told.best([next(s for s in slots if self.value(made.x[i, s])) for i, slots in enumerate(made.of_set)])

    told.begin()
    told.best(hint)  # until it has found something better, that is what it knows
    solver.solve(made.model, Progress())
    told.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
