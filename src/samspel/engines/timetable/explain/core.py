"""The smallest facts in conflict: drop what is not needed until nothing can be dropped.

Deletion in halves (U. Junker, *QuickXplain*, AAAI 2004): a whole half goes if the rest is still in conflict, else it is
looked at half by half. Dropping never makes anything harder, so what was needed once stays needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samspel.engines.timetable.explain.facts import Fact, Facts
from samspel.engines.timetable.explain.question import WORK, Question, Undecided
from samspel.engines.timetable.problem import Problem

ORDERS = (
    ("slots", "availability", "set"),
    ("hours", "set"),
    ("set", "availability", "hours"),
)
"""Rules whose facts are dropped first, a try each: which conflict is found depends on what goes first."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts that cannot all hold: proved.

    Attributes
    ----------
    facts : tuple of Fact
        Among them ``set`` for each set that is to be played.
    is_irreducible : bool
        Whether without any one of the facts the others can all hold. False: there may be more facts than needed.
    least_out : int
        At least so many of the sets must be left out.
    """

    facts: tuple[Fact, ...]
    is_irreducible: bool
    least_out: int = 1

    @property
    def performances(self) -> tuple[int, ...]:
        """Rows of the sets that cannot all be placed."""
        return tuple(sorted({row for fact in self.facts if fact.rule == "set" for row in fact.performances}))


def conflict_of(problem: Problem, rows: tuple[int, ...], work: int = WORK) -> Conflict | None:
    """Return why some sets cannot all be placed, others left aside; None if they can.

    Raises
    ------
    Undecided
        If the work allowed was not enough to tell.
    """
    question = Question.of(problem, rows, work)
    everything = question.facts()
    if question.can(frozenset(everything)) is not None:
        return None
    tries: list[Conflict] = []
    for order in ORDERS:
        if question.work > 0 or not tries:
            tries.append(_shrunk(question, sorted(everything, key=lambda fact: _rank(fact, order))))
    return min(tries, key=lambda one: (not one.is_irreducible, len(one.performances), len(one.facts)))


def _rank(fact: Fact, order: tuple[str, ...]) -> int:
    return order.index(fact.rule) if fact.rule in order else len(order)


def _shrunk(question: Question, facts: Sequence[Fact]) -> Conflict:
    """Drop facts, the first ones first, as long as the rest is in conflict."""
    kept, is_sure = frozenset(facts), True
    waiting = [list(facts)]
    while waiting:
        chunk = waiting.pop()
        rest = kept.difference(chunk)
        needed = _is_needed(question, rest)
        if needed is False:
            kept = rest
        elif len(chunk) > 1:
            middle = len(chunk) // 2
            waiting += [chunk[middle:], chunk[:middle]]
        elif needed is None:
            is_sure = False
    return Conflict(tuple(fact for fact in facts if fact in kept), is_sure)


def _is_needed(question: Question, rest: Facts) -> bool | None:
    """Whether facts without some can all hold; None: not decided."""
    try:
        return question.can(rest) is not None
    except Undecided:
        return None
