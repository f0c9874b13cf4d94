"""What is reported with the effect of one event: each part is asked for in the registration and computed in its run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from samspel.effects.telling import Part, TellPart, Values
from samspel.effects.types import Registration
from samspel.records.types import Attachment, Plain

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Companion:
    """One thing that is reported with an effect.

    Attributes
    ----------
    name
        The key of its values in an answer.
    is_asked
        Whether a run's problem asks for it.
    problem
        From a run's problem to the engine's. Raises `UnusableProblem`.
    execute
        From a run's problem and the effect's values to plain values and charts.
    tell
        From the whole answer to what is said of it.
    """

    name: str
    is_asked: Callable[[Plain], bool]
    problem: Callable[[Plain], Any]
    execute: Callable[[Plain, Values, Progress], tuple[Plain, tuple[Attachment, ...]]]
    tell: TellPart


COMPANIONS: tuple[Companion, ...] = ()


def refuse_parts(problem: Plain) -> None:
    """Raise `UnusableProblem` if something that is asked for cannot be worked out."""
    for one in _asked(problem):
        one.problem(problem)


def parts_of_answer(problem: Plain, effect: Values, tell: Progress) -> tuple[dict[str, Plain], list[Attachment]]:
    """Work out everything that is asked for beside an effect: values by name, and charts."""
    values: dict[str, Plain] = {}
    drawn: list[Attachment] = []
    for one in _asked(problem):
        values[one.name], charts = one.execute(problem, effect, tell)
        drawn += charts
    return values, drawn


def parts_told(registration: Registration, values: Values) -> list[Part]:
    """Return what is said of everything that was worked out beside an effect."""
    return [one.tell(registration, values) for one in COMPANIONS if values.get(one.name)]


def _asked(problem: Plain) -> Iterator[Companion]:
    return (one for one in COMPANIONS if one.is_asked(problem))
