"""Summer time: the hour that runs twice when the clocks go back, and the one that never is when they go forward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from samspel.effects.readers.calendar import moment_named
from samspel.effects.readers.clock import HOUR_MINUTES, labels_between, minutes_of
from samspel.effects.types import Reading, Registration, Table, Times
from samspel.errors import BadInput, Problem

MOST_NAMED = 5


class HourTwice(BadInput):
    """An hour stands twice because it ran twice, and nobody has said what becomes of the two."""

    def __init__(self, units: Mapping[str, Sequence[str]], zone: str) -> None:
        advice = _(
            "Say what it holds then: both hours added together, or their mean (by command: --twice add, --twice mean). "
            "If the times are not those of the clock, one row is a mistake."
        )
        problems = []
        for period, whose in units.items():
            names = ", ".join(whose[:MOST_NAMED]) + (" …" if len(whose) > MOST_NAMED else "")
            reason = _("stands twice (%(units)s): in that hour the clocks go back (%(zone)s).")
            problems.append(Problem(None, period, reason % {"units": names, "zone": zone}, advice))
        super().__init__(problems)


def runs_twice(moment: datetime, zone: str) -> bool:
    """Tell whether a clock time happens twice, in the night when summer time ends."""
    first, second = _offsets(moment, zone)
    return first > second


def may_stand_twice(period: str, reading: Reading) -> bool:
    """Tell whether a label may rightly stand twice in a file: an hour of the clock that runs twice."""
    if not reading.zone or reading.clock.times is not Times.LOCAL:
        return False
    moment = moment_named(period)
    return moment is not None and runs_twice(moment, reading.zone)


def on_the_wall(period: str, reading: Reading) -> str:
    """Return the clock time of a label in UTC or standard time. Raises `BadInput` if it is no hour."""
    moment, zone = moment_named(period), ZoneInfo(reading.zone or "UTC")
    if moment is None:
        advice = _("Leave out that the times are in another clock (by command: --times).")
        raise BadInput([Problem(None, period, _("is no hour, which alone can be of another clock."), advice)])
    ahead = timedelta() if reading.clock.times is Times.UTC else _standard(moment.year, zone)
    local = (moment - ahead).replace(tzinfo=UTC).astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M}"


def clock_of(table: Table, reading: Reading) -> dict[str, Any]:
    """Return what was said of a file's hours and of what stands twice, where it made a difference."""
    said = reading.clock
    if not table.twice and not table.doubled and said.times is Times.LOCAL:
        return {}
    told = {"zone": reading.zone, "times": said.times.value, "hours": list(table.twice)}
    told |= {"doubled": list(table.doubled)} if table.doubled else {}
    return told | ({"twice": said.twice.value} if said.twice and table.twice else {})


def never_were(table: Table, zone: str) -> list[str]:
    """Return periods with a figure that no clock ever showed: the hour left out when summer time begins."""
    return [period for period in _skipped(table.periods, zone) if _has_figure(table, period)]


def is_skipped(period: str, zone: str) -> bool:
    """Tell whether a label is an hour that never was on the clock."""
    return bool(next(_skipped([period], zone), ""))


def refuse_skipped(registration: Registration, zone: str) -> None:
    """Raise `BadInput` if the event of a series by the hour holds the hour that no clock shows in spring."""
    alone, first = registration.alone, registration.first_treated
    if alone is None or minutes_of(first) != HOUR_MINUTES:
        return
    reason = _("lies in the event, but never was on the clock of %(zone)s: there the clocks go forward.")
    advice = _("Register an event that ends before it, or begins after it.")
    skipped = _skipped(labels_between(first, alone.last), zone)
    if problems := [Problem(None, one, reason % {"zone": zone}, advice) for one in skipped]:
        raise BadInput(problems)


def _skipped(periods: Sequence[str], zone: str) -> Iterator[str]:
    for period in periods:
        if ":" in period and (moment := moment_named(period)) is not None:
            before, after = _offsets(moment, zone)
            if before < after:
                yield period


def _has_figure(table: Table, period: str) -> bool:
    column = table.periods.index(period)
    return any(row[column] is not None for row in table.values)


def _offsets(moment: datetime, zone: str) -> tuple[timedelta, timedelta]:
    """Return how far ahead of UTC a clock time is, at first and the second time; it is earlier where it was skipped."""
    known = ZoneInfo(zone)
    first, second = (moment.replace(tzinfo=known, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    return first, second


def _standard(year: int, zone: ZoneInfo) -> timedelta:
    """Return how far ahead a clock is that knows no summer time, on either half of the earth."""
    return min(datetime(year, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7))
