"""How one kind of study is estimated and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from samspel.effects.sentences.claims import unusable
from samspel.effects.telling import Chart, Grid, Tell, Values
from samspel.effects.types import Registration, Table
from samspel.engines.counterfactual import UnusableProblem
from samspel.records.types import Answer, Plain

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is said of the effects that a design could see: whether it is worth the work, and what would be better."""

    advice: str
    chart: Chart
    grid: Grid
    better: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Foresight:
    """How a kind of study is asked what it could see, before its outcome is opened.

    Attributes
    ----------
    unseen
        Which figures are not used, as a sentence.
    before
        From figures to those that may be used: the others are neither kept nor looked at. Raises `BadInput`.
    asked
        From a registration and the figures before to what is tried, as a part of a run's problem.
    problem
        From a run's problem to the engine's first. Raises `UnusableProblem`.
    execute
        From a run's problem and a seed to its answer with a chart.
    tell
        From the answer's values to what is said of them.
    """

    unseen: Callable[[Registration], str]
    before: Callable[[Table, Registration], Table]
    asked: Callable[[Registration, Table], dict[str, Any]]
    problem: Callable[[Plain], Any]
    execute: Callable[[Plain, int, Progress], Answer]
    tell: Callable[[Registration, Values], Foreseen]


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
    foresight
        How it is asked what it could see before the outcome is opened.
    refused
        From what the engine says of a problem that cannot be estimated to a sentence.
    """

    problem: Callable[[Plain], Any]
    execute: Callable[[Plain, Progress], Answer]
    tell: Tell
    foresight: Foresight
    refused: Callable[[UnusableProblem], str] = unusable
