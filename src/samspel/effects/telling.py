"""What a page or a report says of an estimate, whatever kind of study it answers. Texts are in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from samspel.effects.types import Registration

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its number as text, one sentence, and whether it speaks for (True) or against the claim."""

    name: str
    number: str
    sentence: str
    speaks_for: bool | None


@dataclass(frozen=True, slots=True)
class ByChance:
    """What a reader can still learn where nothing can be told from chance."""

    detectable: str
    excluded: str
    advice: list[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by the name its run keeps it under, without language and ending; and what it shows in words."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The figures behind a chart as a table: the first `words` columns are names, the others numbers.

    `marks` has a short word for some rows, by their number; `note` stands below.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    caption: str = ""
    note: str = ""
    marks: Mapping[int, str] | None = None

    @property
    def lines(self) -> list[tuple[str, str, tuple[tuple[str, bool], ...]]]:
        """Each row's heading, its mark, and the other cells with whether they are numbers."""
        marks = self.marks or {}
        return [
            (row[0], marks.get(number, ""), tuple((cell, at >= self.words) for at, cell in enumerate(row[1:], start=1)))
            for number, row in enumerate(self.rows)
        ]

    @property
    def columns(self) -> tuple[tuple[str, bool], ...]:
        """Each heading, with whether its column holds numbers."""
        return tuple((head, at >= self.words) for at, head in enumerate(self.heads))


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is said of an estimate.

    `verdict` is one of those of `verdicts.verdict`; `grids` are tables that open on demand, `weights` one that is seen.
    """

    verdict: str
    sentence: str
    caveats: list[str]
    figures: list[tuple[str, str]]
    charts: list[Chart]
    grids: list[Grid]
    checks: list[Check]
    by_chance: ByChance | None = None
    weights: Grid | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is reported with an effect beside it: where it came from, what it could have been."""

    title: str
    sentences: list[str]
    charts: list[Chart]
    grids: list[Grid]


Tell = Callable[[Registration, Values], Told]
TellPart = Callable[[Registration, Values], Part]
