"""Figures as values: what they are of, where they come from, how a file of them is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodKind(StrEnum):
    """What one column of a panel is; `CLOCK` is an hour of one night, without its date."""

    YEAR = "year"
    TERM = "term"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    NIGHT = "night"
    HOUR = "hour"
    CLOCK = "clock"
    OTHER = "other"


class PlaceKind(TextChoices):
    """What the units of a series are, which tells what their names are compared with."""

    MUNICIPALITY = "municipality", _("municipalities")
    VENUE = "venue", _("the festival's venues")
    OTHER = "other", _("something else")


class Own(TextChoices):
    """Figures that the festival has itself; each is a series of this address."""

    ARRIVALS_BY_NIGHT = "arrivals-by-night", _("arrivals at the doors, by night")
    ARRIVALS_BY_HOUR = "arrivals-by-hour", _("arrivals at the doors, by hour")
    TAKINGS_BY_NIGHT = "takings-by-night", _("what hosts took, by night")
    TAKINGS_BY_HOUR = "takings-by-hour", _("what hosts took, by hour")

    @property
    def is_in_confidence(self) -> bool:
        """Whether a single row is somebody's secret: what one bar takes is nobody else's business."""
        return self in (Own.TAKINGS_BY_NIGHT, Own.TAKINGS_BY_HOUR)


class Choice(TextChoices):
    """What a person answers about something odd."""

    KEEP = "keep", _("Keep the figures: they are right")
    LEAVE_OUT = "leave-out", _("Leave the figures out")
    EXPLAIN = "explain", _("Keep them, with this explanation in the study")


class Times(TextChoices):
    """Which clock the hours of a file are of."""

    LOCAL = "local", _("the clock’s, with summer time")
    STANDARD = "standard", _("standard time all the year")
    UTC = "utc", "UTC"


class Twice(TextChoices):
    """What becomes of the two hours with one name, in the night when the clocks go back."""

    ADD = "add", _("both hours added together")
    MEAN = "mean", _("their mean")


class Layout(TextChoices):
    """How a table of figures is laid out."""

    FOUND = "", _("as its heading tells")
    LONG = "long", _("a row is a place and a period")
    PERIODS = "periods", _("a column is a period, a row a place")
    PLACES = "places", _("a column is a place, a row a period")


class Decimal(TextChoices):
    """How the numbers of a file are written."""

    FOUND = "", _("as the file's numbers tell")
    COMMA = "comma", _("the comma; a point groups thousands: 1.234,5")
    POINT = "point", _("the point; a comma groups thousands: 1,234.5")

    @property
    def sign(self) -> str:
        """The decimal sign."""
        return "," if self is Decimal.COMMA else "."


@dataclass(frozen=True, slots=True)
class Clock:
    """What a person said of a file's hours; nobody has said what an hour holds that ran twice if `twice` is empty."""

    times: Times = Times.LOCAL
    twice: Twice | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; `address` is a page about them or where they can be had."""

    title: str
    publisher: str
    licence: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one outcome: a row per unit, a column per period in order of time; None where there is no figure.

    `twice` are the hours that ran twice, as the file names them, and hold both; of what stands in the file more than
    once for no such reason, `doubled`, nothing is held. `layout` is how a table of rows was read.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    twice: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    layout: Layout = field(default=Layout.FOUND, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person said a file is to be read; empty names are guessed from the heading.

    `only` fixes columns of a long table, or dimensions of a JSON-stat file, to one value each; `sheet` names one of a
    workbook, the first that is filled if empty. `zone` is the place's time zone: without one no hour runs twice.
    `drops_doubled` leaves out what stands in the file more than once, which otherwise refuses it.
    """

    unit: str = ""
    period: str = ""
    value: str = ""
    only: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
    zone: str = ""
    clock: Clock = Clock()
    layout: Layout = Layout.FOUND
    drops_doubled: bool = False
    decimal: Decimal = Decimal.FOUND


class Likeness(StrEnum):
    """How a guess came about, the surest first; what is merely close is never taken without a person's word."""

    SAME = "same"
    CODE = "code"
    SPELLING = "spelling"
    CLOSE = "close"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a label of a file may mean: a key (a municipality's code, a period's label) and what that is called."""

    label: str
    key: str
    name: str
    how: Likeness
