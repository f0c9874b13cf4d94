"""Whether two studies look at the same figures, whatever their words are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samspel.effects.models import Panel, Study
from samspel.effects.types import Registration
from samspel.records.queries import runs_of
from samspel.records.types import State

FEWEST_ALIKE = 3
"""Different figures that two rows of other names must share: zeros and ones are alike by chance."""


@dataclass(frozen=True, slots=True)
class Look:
    """The figures of a treated unit, by period, and the periods from its start on."""

    unit: str
    figures: Mapping[str, float]
    after: frozenset[str]


def same_figures(study: Study) -> set[int]:
    """Return the keys of the festival's other studies that have been given the figures which this one asks about."""
    own = list(_of_panels(study.panels.all(), Registration.from_plain(study.registration)))
    others = Study.objects.filter(festival=study.festival).exclude(pk=study.pk) if own else []
    return {
        other.pk
        for other in others
        if _meet(own, _of_panels(other.panels.all(), Registration.from_plain(other.registration)))
    }


def seen_before(study: Study, panel: Panel) -> Study | None:
    """Return the first study that had estimated a panel's figures when this one was registered."""
    own = list(_of_panels([panel], Registration.from_plain(study.registration)))
    for other in Study.objects.filter(festival=study.festival).exclude(pk=study.pk).order_by("registered_at"):
        runs = runs_of(other, kind="study").filter(state=State.DONE, finished_at__lt=study.registered_at)
        if any(_meet(own, _of_problem(run.problem)) for run in runs):
            return other
    return None


def _of_panels(panels: Iterable[Panel], registration: Registration) -> Iterator[Look]:
    for panel in panels:
        yield from _looks(registration, panel.units, panel.periods, panel.values)


def _of_problem(problem: Mapping[str, Any]) -> Iterator[Look]:
    """Yield what an estimate looked at, its further outcomes too."""
    registration = Registration.from_plain(problem["registration"])
    yield from _looks(registration, problem["units"], problem["periods"], problem["outcomes"])
    for one in problem.get("beside", {}).values():
        yield from _looks(registration, one.get("units", problem["units"]), one["columns"], one["values"])


def _looks(
    registration: Registration, units: Sequence[str], periods: Sequence[str], values: Sequence[Sequence[float | None]]
) -> Iterator[Look]:
    places = registration.starts.places if registration.starts else ()
    starts = {one.unit: one.first for one in places} or {registration.treated: registration.first_treated}
    for unit, row in zip(units, values, strict=False):
        if unit in starts and starts[unit] in periods:
            after = periods[periods.index(starts[unit]) :]
            known = {period: value for period, value in zip(periods, row, strict=True) if value is not None}
            yield Look(unit, known, frozenset(after))


def _meet(some: Iterable[Look], others: Iterable[Look]) -> bool:
    known = list(others)
    return any(_is_same(one, other) for one in some for other in known)


def _is_same(one: Look, other: Look) -> bool:
    """Tell whether two rows are of one series and both ask about some of it; other periods are another question."""
    common = one.figures.keys() & other.figures.keys()
    if not common & one.after & other.after or any(one.figures[label] != other.figures[label] for label in common):
        return False
    return one.unit == other.unit or len({one.figures[label] for label in common}) >= FEWEST_ALIKE
