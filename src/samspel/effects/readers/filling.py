"""A table filled cell by cell: what cannot be taken is named, what stands twice is put together as was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from samspel.effects.readers.summer_time import HourTwice, may_stand_twice, on_the_wall
from samspel.effects.readers.text import MOST_PROBLEMS, decimal_sign, in_time_order, number_of
from samspel.effects.types import Reading, Table, Times, Twice
from samspel.errors import BadInput, Problem

Key = tuple[str, str]
Figure = float | None


def _advice_of_two() -> str:
    return _(
        "Keep one, say which rows are meant, or have nothing taken of what stands twice (by command: --drop-doubled)."
    )


@dataclass(slots=True)
class Filling:
    """Cells by row and column. `sign` is the decimal sign of numbers, `is_down` says that rows are periods.

    `seconds` are the second figures of hours that ran twice, `doubled` the cells that stand twice for no such reason.
    """

    reading: Reading
    sign: str
    is_down: bool = False
    cells: dict[Key, Figure] = field(default_factory=dict)
    seconds: dict[Key, Figure] = field(default_factory=dict)
    doubled: set[Key] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    numbers: dict[str, Figure] = field(default_factory=dict)

    def settle_sign(self, rows: Iterable[tuple[int, list[str]]], columns: Sequence[int]) -> None:
        """Tell from all figures how numbers are written, unless somebody said it. Raises `BadInput` if it is open."""
        first: dict[str, int] = {}
        for number, row in rows:
            for column in columns:
                if column < len(row):
                    first.setdefault(row[column], number)
        said = self.reading.decimal
        self.sign = said.sign if said else decimal_sign(first, usual=self.sign)

    def put(self, number: int, key: Key, text: str) -> None:
        """Take a row's cell. Raises `BadInput` once the rest of a file is mostly the same mistake."""
        if key in self.cells:
            self._put_again(number, key, text)
        elif not all(key):
            self.name(Problem(number, text, _("has no unit or no period."), _("Fill in both.")))
        else:
            self._take(self.cells, number, key, text)

    def _put_again(self, number: int, key: Key, text: str) -> None:
        if key not in self.seconds and may_stand_twice(self._period(key), self.reading):
            self._take(self.seconds, number, key, text)
        elif self.reading.drops_doubled:
            self.doubled.add(key)
        else:
            reason = _("has a second figure for %(period)s.") % {"period": key[1]}
            self.name(Problem(number, key[0], reason, _advice_of_two()))

    def _take(self, cells: dict[Key, Figure], number: int, key: Key, text: str) -> None:
        try:
            if text not in self.numbers:  # a count comes again and again
                self.numbers[text] = number_of(text, sign=self.sign)
            cells[key] = self.numbers[text]
        except ValueError:
            with_point = _("Write a number with a decimal point.")
            advice = _("Write a number with a decimal comma.") if self.sign == "," else with_point
            self.name(Problem(number, text, _("is not a number."), advice))

    def is_first(self, number: int, period: str, first: dict[str, int]) -> bool:
        """Tell whether a row of many places may be taken; one whose period was there before is named once."""
        before = first.setdefault(period, number)
        if before == number or self.reading.drops_doubled or may_stand_twice(period, self.reading):
            return True
        reason = _("has a row already, row %(row)d.") % {"row": before}
        self.name(Problem(number, period, reason, _advice_of_two()))
        return False

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
        if self.reading.clock.times is not Times.LOCAL:
            self._put_on_the_wall()
        self._refuse_unsaid()
        both = {key: _both(self.cells[key], second, self.reading.clock.twice) for key, second in self.seconds.items()}
        whole = self.cells | both | dict.fromkeys(self.doubled)
        units = list(dict.fromkeys(unit for unit, _period in whole))
        periods = in_time_order(list(dict.fromkeys(period for _unit, period in whole)))
        values = tuple(tuple(whole.get((unit, period)) for period in periods) for unit in units)
        twice = dict.fromkeys(map(self._period, self.seconds))
        again = {self._period(key) for key in self.doubled}
        doubled = (label for label in (units if self.is_down else periods) if label in again)
        return Table(tuple(units), tuple(periods), values, tuple(twice), tuple(doubled))

    def _put_on_the_wall(self) -> None:
        given = self.cells
        local = {period: on_the_wall(period, self.reading) for period in dict.fromkeys(map(self._period, given))}
        self.cells = {}
        for key, figure in given.items():
            wall = self._renamed(key, local)
            (self.seconds if wall in self.cells else self.cells)[wall] = figure
        self.doubled = {self._renamed(key, local) for key in self.doubled}

    def _renamed(self, key: Key, names: dict[str, str]) -> Key:
        return (names[key[0]], key[1]) if self.is_down else (key[0], names[key[1]])

    def _refuse_unsaid(self) -> None:
        whose: dict[str, list[str]] = {}
        for key in self.seconds:
            whose.setdefault(self._period(key), []).append(key[1] if self.is_down else key[0])
        if whose and self.reading.clock.twice is None:
            raise HourTwice(whose, self.reading.zone)

    def _period(self, key: Key) -> str:
        return key[0] if self.is_down else key[1]


def _both(one: Figure, other: Figure, twice: Twice | None) -> Figure:
    """Return what a cell holds; of two hours of which one was not counted, nothing is known."""
    if one is None or other is None:
        return None
    return (one + other) / 2 if twice is Twice.MEAN else one + other
