"""How one kind of study is estimated and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samspel.effects.telling import Tell
from samspel.records.types import Answer, Plain

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """One kind of study.

    Attributes
    ----------
    problem
        From a run's problem to the engine's. Raises `UnusableProblem` where nothing can be estimated.
    execute
        From a run's problem to its answer with charts. Raises `ValueError` if the checker finds a figure wrong.
    tell
        From the answer's values to what is said of them.
    sees_power
        Whether it can be asked what it could see before the outcome is opened.
    """

    problem: Callable[[Plain], Any]
    execute: Callable[[Plain, Progress], Answer]
    tell: Tell
    sees_power: bool = False
