"""A table filled cell by cell: what cannot be taken is named, what stands twice is put together as was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from samspel.effects.readers.summer_time import HourTwice, may_stand_twice, on_the_wall
from samspel.effects.readers.text import MOST_PROBLEMS, in_time_order, number_of
from samspel.effects.types import Reading, Table, Times, Twice
from samspel.errors import BadInput, Problem

Key = tuple[str, str]


@dataclass(slots=True)
class Filling:
    """Cells by row and column. `comma` says that numbers may have a decimal comma, `is_down` that rows are periods."""

    reading: Reading
    comma: bool
    is_down: bool = False
    cells: dict[Key, list[float | None]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, number: int, key: Key, text: str) -> None:
        """Take a row's cell. Raises `BadInput` once the rest of a file is mostly the same mistake."""
        found = self.cells.get(key, [])
        if len(found) > 1 or (found and not may_stand_twice(self._period(key), self.reading)):
            reason = _("has a second figure for %(period)s.") % {"period": key[1]}
            self.name(Problem(number, key[0], reason, _("Keep one, or say which rows are meant.")))
        elif not all(key):
            self.name(Problem(number, text, _("has no unit or no period."), _("Fill in both.")))
        else:
            try:
                self.cells.setdefault(key, []).append(number_of(text, comma=self.comma))
            except ValueError:
                with_point = _("Write a number with a decimal point.")
                advice = _("Write a number with a decimal comma.") if self.comma else with_point
                self.name(Problem(number, text, _("is not a number."), advice))

    def fits(self, number: int, row: list[str], heading: list[str]) -> bool:
        """Tell whether a row has as many cells as the heading; one that has not is named."""
        if len(row) != len(heading):
            reason = _("has %(found)d cells where the heading has %(wanted)d.")
            reason %= {"found": len(row), "wanted": len(heading)}
            advice = _("Check the separators; with a decimal comma, separate cells with a semicolon.")
            self.name(Problem(number, ", ".join(row)[:80], reason, advice))
        return len(row) == len(heading)

    def name(self, problem: Problem) -> None:
        """Keep what cannot be taken, for the refusal at the end."""
        self.problems.append(problem)
        if len(self.problems) >= MOST_PROBLEMS:
            raise BadInput(self.problems)

    def table(self) -> Table:
        """Return the table, periods in order of time. Raises `BadInput` with everything that was named.

        Raises
        ------
        HourTwice
            If an hour stands twice because it ran twice, and nobody has said what becomes of the two.
        """
        if self.problems:
            raise BadInput(self.problems)
        cells = self.cells if self.reading.clock.times is Times.LOCAL else self._on_the_wall()
        twice = self._twice(cells)
        whole = {key: _one(figures, self.reading.clock.twice) for key, figures in cells.items()}
        units = list(dict.fromkeys(unit for unit, _period in whole))
        periods = in_time_order(list(dict.fromkeys(period for _unit, period in whole)))
        values = tuple(tuple(whole.get((unit, period)) for period in periods) for unit in units)
        return Table(tuple(units), tuple(periods), values, tuple(twice))

    def _on_the_wall(self) -> dict[Key, list[float | None]]:
        names: dict[str, str] = {}
        cells: dict[Key, list[float | None]] = {}
        for key, figures in self.cells.items():
            period = self._period(key)
            if period not in names:
                names[period] = on_the_wall(period, self.reading)
            local = names[period]
            cells.setdefault((local, key[1]) if self.is_down else (key[0], local), []).extend(figures)
        return cells

    def _twice(self, cells: dict[Key, list[float | None]]) -> Sequence[str]:
        whose: dict[str, list[str]] = {}
        for key, figures in cells.items():
            if len(figures) > 1:
                whose.setdefault(self._period(key), []).append(key[1] if self.is_down else key[0])
        if whose and self.reading.clock.twice is None:
            raise HourTwice(whose, self.reading.zone)
        return list(whose)

    def _period(self, key: Key) -> str:
        return key[0] if self.is_down else key[1]


def _one(figures: Sequence[float | None], twice: Twice | None) -> float | None:
    """Return what a cell holds; of two hours of which one was not counted, nothing is known."""
    known = [value for value in figures if value is not None]
    if len(known) < len(figures):
        return None
    return sum(known) / len(known) if twice is Twice.MEAN else sum(known)
