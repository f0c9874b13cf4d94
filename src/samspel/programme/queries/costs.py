"""Reads: what runs have found a rule or wish to cost, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from samspel.programme.rule_sentences import cost_sentence, knob_name, value_words
from samspel.records.models import Run


@dataclass(frozen=True, slots=True)
class Row:
    """One value of the rule or wish, and what comes of it. Shares are 0–1; None: nobody has starred."""

    value: str
    is_now: bool
    seen: float | None
    worst_tenth: float | None
    delegates: float | None
    capacity_persons: float
    moved: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class Told:
    """A run as people read it; without rows while it has not come to an end."""

    run: Run
    name: str
    sentence: str = ""
    rows: tuple[Row, ...] = ()
    moved: int = 0
    chart: SafeString | None = None

    @property
    def has_seen(self) -> bool:
        return any(row.seen is not None for row in self.rows)

    @property
    def has_delegates(self) -> bool:
        return any(row.delegates is not None for row in self.rows)


def told(runs: Iterable[Run]) -> list[Told]:
    """Return runs with the sentence each has come to."""
    return [told_of(run, "") for run in runs]


def told_of(run: Run, language: str) -> Told:
    """Return what a run has found; the chart is in a language, if one is named."""
    answer: Mapping[str, Any] | None = run.answer
    name = knob_name(run.problem)
    if not answer:
        return Told(run, name)
    points = answer["points"]
    chart = run.artefacts.filter(name=f"cost-{language[:2]}.svg").first() if language else None
    return Told(
        run=run,
        name=name,
        sentence=cost_sentence(run.problem, points),
        rows=tuple(_row(run.problem["knob"], point) for point in points),
        moved=answer["moved"],
        chart=mark_safe(bytes(chart.content).decode()) if chart else None,  # noqa: S308 - drawn by ourselves
    )


def _row(knob: str, point: Mapping[str, Any]) -> Row:
    seen = point["seen"] or {"seen": None, "worst_tenth": None, "delegates": None}
    return Row(
        value=value_words(knob, point),
        is_now=point["is_now"],
        seen=seen["seen"],
        worst_tenth=seen["worst_tenth"],
        delegates=seen["delegates"],
        capacity_persons=point["persons"]["capacity"],
        moved=point["moved"],
        unplaced=point["unplaced"],
    )
