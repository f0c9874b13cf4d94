"""How one thing that is reported with an effect is worked out and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samspel.effects.telling import TellPart, Values
from samspel.records.types import Attachment, Plain

Progress = Callable[[float], None]
Answered = tuple[Plain, tuple[Attachment, ...]]


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
    execute: Callable[[Plain, Values, Progress], Answered]
    tell: TellPart


def registered(name: str) -> Callable[[Plain], bool]:
    """Return whether a run's problem asks for something: its registration has a part of that name."""
    return lambda problem: bool(problem["registration"].get(name))
