"""When a row's set is: the night it belongs to and its minutes in that night."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from samspel.programme.readers import clock, days
from samspel.programme.readers.values import Cell, Field

_DAYS = (Field.NIGHT, Field.DATE, Field.DAY)


class RowRefused(Exception):
    """A row that cannot be taken in; carries what to tell the person."""

    def __init__(self, value: str, reason: str, advice: str) -> None:
        self.value, self.reason, self.advice = value, reason, advice
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row's cells by meaning; a meaning without a column reads as an empty text."""

    by_field: dict[Field, Cell]

    def get(self, field: Field) -> Cell:
        """The cell, or "" ."""
        return self.by_field.get(field, "")

    def text(self, field: Field) -> str:
        """The cell as a person would read it out."""
        return as_text(self.get(field))


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates a sheet's short dates and names of days stand for, and where its clocks hang, if that is known."""

    first_date: date | None = None
    year: int | None = None
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """The night, and minutes from its midnight; None where the row does not say."""

    night: date | None = None
    start_minute: int | None = None
    end_minute: int | None = None


def as_text(cell: Cell) -> str:
    """A cell in words: 12.0 is 12, a clock time has no seconds."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell).strip()


def calendar_of(
    rows: Iterable[Cells], first_date: date | None, *, zone: ZoneInfo | None = None, nights: Sequence[date] = ()
) -> Calendar:
    """The given first date, else the earliest date in the cells, else the edition's first; else a year alone."""
    if first_date is not None:
        return Calendar(first_date, first_date.year, zone)
    dates, years = [], []
    for cells in rows:
        dates += _dates(cells, zone)
        edition = cells.text(Field.EDITION)
        if len(edition) >= 4 and edition[-4:].isascii() and edition[-4:].isdigit():
            years.append(int(edition[-4:]))
    year = max(years, default=None)
    first = min(dates or nights, default=None)
    return Calendar(first, year if first is None else first.year, zone)


def _dates(cells: Cells, zone: ZoneInfo | None) -> list[date]:
    """Whole dates in a row, as nights."""
    found = [clock.read_date(cells.get(field)) for field in (Field.NIGHT, Field.DATE)]
    moment = clock.read_moment(cells.get(Field.START), zone=zone)
    if moment is not None and moment.day is not None:
        found.append(clock.night_of(moment.day, moment.minute)[0])
    return [day for day in found if day is not None]


def read_timing(cells: Cells, calendar: Calendar) -> Timing:
    """Night, start and end of a row. Raises RowRefused with the cell that cannot be read."""
    cells = _day_apart(cells, calendar)
    moment, end_minute = _start(cells, calendar)
    if moment is None:
        if cells.text(Field.END):
            raise RowRefused(cells.text(Field.END), _("It has an end but no start."), _("Write when the set starts."))
        return Timing(night=_named_night(cells, calendar) or _date(cells, Field.DATE, calendar))
    night, start = _placed(moment, cells, calendar)
    return Timing(night, start, _end(cells, calendar, night, start, end_minute))


def _day_apart(cells: Cells, calendar: Calendar) -> Cells:
    """The cells with the name of a day taken out of the time: "fre kl 20.45" is a day and a time."""
    apart = dict(cells.by_field)
    for field in (Field.START, Field.TIMES, Field.END):
        cell = cells.get(field)
        if isinstance(cell, str) and clock.read_moment(cell, year=calendar.year) is None:
            name, rest = days.led_by_day(cell)
            # "to 20.45" is both Thursday at and until: what is a time as it stands stays as it is
            if name and clock.read_times(cell) is None and clock.read_times(rest) is not None:
                apart[field] = rest
                if field is not Field.END and not any(cells.text(given) for given in _DAYS):
                    apart[Field.DAY] = name
    return Cells(apart)


def _start(cells: Cells, calendar: Calendar) -> tuple[clock.Moment | None, int | None]:
    """The start, and the end where both stand in one cell."""
    field = Field.START if cells.text(Field.START) else Field.TIMES
    cell = cells.get(field)
    if not cells.text(field):
        return None, None
    moment = clock.read_moment(cell, year=calendar.year, zone=calendar.zone)
    if moment is not None:
        return moment, None
    times = clock.read_times(cell)
    if times is None:
        raise RowRefused(
            cells.text(field),
            _("The time cannot be read."),
            _("Write it as 20:45, or 20:45-21:30 for both ends."),
        )
    return clock.Moment(times[0]), times[1]


def _placed(moment: clock.Moment, cells: Cells, calendar: Calendar) -> tuple[date | None, int]:
    """The night a start belongs to, and its minute there. A named night wins over the calendar's date."""
    if moment.day is not None:
        night = _date(cells, Field.NIGHT, calendar)
        if night is None:
            return clock.night_of(moment.day, moment.minute)
        return night, _minute_in(night, moment, cells)
    night = _date(cells, Field.NIGHT, calendar)
    day = _date(cells, Field.DATE, calendar)
    if night is None and day is not None:
        return clock.night_of(day, moment.minute)
    return night or _named_night(cells, calendar), clock.past_midnight(moment.minute)


def _minute_in(night: date, moment: clock.Moment, cells: Cells) -> int:
    days = ((moment.day or night) - night).days
    if days not in (0, 1):
        advice = _("Give the start and the night the same date; a set past midnight may be one day later.")
        raise RowRefused(cells.text(Field.START), _("The start is not in the night of its row."), advice)
    return days * clock.DAY_MINUTES + moment.minute


def _date(cells: Cells, field: Field, calendar: Calendar) -> date | None:
    text = cells.text(field)
    if not text:
        return None
    day = clock.read_date(cells.get(field), year=calendar.year)
    if day is None and clock.read_weekday(cells.get(field)) is not None:
        return _dated(text, cells.get(field), calendar)
    if day is None:
        raise RowRefused(text, _("The date cannot be read."), _("Write it as 2026-09-04."))
    return day


def _named_night(cells: Cells, calendar: Calendar) -> date | None:
    """The night from its own column or from the name of its day."""
    if cells.text(Field.NIGHT):
        return _date(cells, Field.NIGHT, calendar)
    return _date(cells, Field.DAY, calendar)


def _dated(text: str, cell: Cell, calendar: Calendar) -> date:
    weekday = clock.read_weekday(cell)
    if weekday is None or calendar.first_date is None:
        reason = _("The day has a name but no date.")
        raise RowRefused(text, reason, _("Say on which date the festival begins."))
    return clock.weekday_after(calendar.first_date, weekday)


def _end(cells: Cells, calendar: Calendar, night: date | None, start: int, written: int | None) -> int | None:
    """The end after `start`; an end by the clock alone is the next time the clock shows it."""
    if written is not None:
        return _rolled(start, written, cells.text(Field.START) or cells.text(Field.TIMES))
    if cells.text(Field.END):
        moment = clock.read_moment(cells.get(Field.END), year=calendar.year, zone=calendar.zone)
        if moment is None:
            raise RowRefused(cells.text(Field.END), _("The end cannot be read."), _("Write it as 21:30."))
        if moment.day is None or night is None:
            return _rolled(start, moment.minute, _both(cells))
        return _checked(start, (moment.day - night).days * clock.DAY_MINUTES + moment.minute, _both(cells))
    if cells.text(Field.LENGTH):
        length = clock.read_length(cells.get(Field.LENGTH))
        if length is None:
            raise RowRefused(
                cells.text(Field.LENGTH), _("The length cannot be read."), _("Write it in minutes, as 45.")
            )
        return _checked(start, start + length, cells.text(Field.LENGTH))
    return None


def _both(cells: Cells) -> str:
    return f"{cells.text(Field.START) or cells.text(Field.TIMES)} – {cells.text(Field.END)}"


def _rolled(start: int, end: int, value: str) -> int:
    """An end on the next day, unless that makes the set absurdly long: then the ends are swapped."""
    rolled = end + clock.DAY_MINUTES if end < start else end
    if end < start and rolled - start > clock.LONGEST_SET_MINUTES:
        raise ends_first(value)
    return _checked(start, rolled, value)


def _checked(start: int, end: int, value: str) -> int:
    check_length(end - start, value)
    return end


def ends_first(value: str) -> RowRefused:
    """The refusal of a set that ends before it starts."""
    return RowRefused(value, _("It ends before it starts."), _("Check both times; the start comes first."))


def check_length(minutes: int, value: str) -> None:
    """Refuse sets of no length, of negative length and beyond LONGEST_SET_MINUTES. Raises RowRefused."""
    if minutes < 0:
        raise ends_first(value)
    if minutes == 0:
        raise RowRefused(value, _("It ends when it starts."), _("Write how long the set is, or leave the end empty."))
    if minutes > clock.LONGEST_SET_MINUTES:
        reason = _("It lasts %(hours)d h %(minutes)02d min; a set is at most %(most)d hours.")
        hours, rest = divmod(minutes, 60)
        values = {"hours": hours, "minutes": rest, "most": clock.LONGEST_SET_MINUTES // 60}
        raise RowRefused(value, reason % values, _("Check both times and dates."))
