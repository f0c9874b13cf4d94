"""What a panel is to be: plain values without ibis, so that forms and commands can make them at no cost."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from samspel.effects.types import PeriodKind
from samspel.foreign import refusal

DAY_HOURS = 24
BUILT = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.NIGHT, PeriodKind.DAY)
TOTALS = ("sum", "mean")


@dataclass(frozen=True, slots=True)
class Definition:
    """How hourly rows become a panel.

    Attributes
    ----------
    period
        Week (from Monday), month, day, or night: an evening and the hours after midnight, counted to the evening.
    begins_hour, ends_hour
        The evening window of a night, half open; 17 and 6 as in Purple Flag.
    is_utc
        Whether times are UTC and become those of `zone`, or are clock times there already.
    filed_until_hour
        Hours before this one stand in the file under the date before, as some counters file them; 0: none do.
    groups
        Place to group; a place that is not named is its own. Empty: every place by itself.
    total
        What a period holds: the sum of its hours, or their mean, which gaps move less.
    is_once
        Whether each clock time stands once, as in a series: the hour that runs twice is then one that is due.
    """

    period: PeriodKind = PeriodKind.WEEK
    begins_hour: int = 17
    ends_hour: int = 6
    zone: str = "Europe/Stockholm"
    is_utc: bool = False
    filed_until_hour: int = 0
    groups: tuple[tuple[str, str], ...] = ()
    total: str = "sum"
    is_once: bool = False

    def __post_init__(self) -> None:
        for name in ("begins_hour", "ends_hour", "filed_until_hour"):
            if not 0 <= getattr(self, name) <= DAY_HOURS:
                raise refusal(
                    _("is no hour of a day."), _("Give an hour from 0 to 24."), value=str(getattr(self, name))
                )
        if self.period not in BUILT:
            raise refusal(
                _("is no period that a panel can be built of."),
                _("Choose week, month, day or night."),
                value=self.period.value,
            )
        if self.begins_hour == self.ends_hour and self.period is PeriodKind.NIGHT:
            raise refusal(_("The evening window is empty."), _("Let it end at another hour than it begins."))
        if self.total not in TOTALS:
            raise refusal(_("is no way to total hours."), _("Choose sum or mean."), value=self.total)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise refusal(_("is no time zone."), _("Write it as Europe/Stockholm."), value=self.zone) from None

    def as_plain(self) -> dict[str, Any]:
        return {**asdict(self), "period": self.period.value, "groups": [list(pair) for pair in self.groups]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Definition:
        groups = tuple((str(place), str(group)) for place, group in plain["groups"])
        return cls(**{**plain, "period": PeriodKind(plain["period"]), "groups": groups})

    @property
    def is_past_midnight(self) -> bool:
        """Whether the evening window goes on after midnight."""
        return self.begins_hour > self.ends_hour

    def following(self, start: date) -> date:
        """Return the first day of the period after the one that begins on `start`."""
        if self.period is PeriodKind.WEEK:
            return start + timedelta(days=7)
        if self.period is PeriodKind.MONTH:
            return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        return start + timedelta(days=1)

    def hours_due(self, start: date) -> int:
        """Return how many hours a period has: a night in spring may have one less, a week in autumn one more."""
        first, last = _at(start), _at(self.following(start))
        if self.period is PeriodKind.NIGHT:
            first = _at(start, self.begins_hour)
            last = _at(start + timedelta(days=1) if self.is_past_midnight else start, self.ends_hour)
        zone = ZoneInfo(self.zone)
        begin, end = (moment.replace(tzinfo=zone).astimezone(UTC) for moment in (first, last))
        ran, on_clock = (round(span.total_seconds() / 3600) for span in (end - begin, last - first))
        return min(ran, on_clock) if self.is_once else ran

    def label(self, start: date) -> str:
        """Write a period as statistical offices do: 2024V07, 2024M02, and a night or day by its date."""
        if self.period is PeriodKind.WEEK:
            year, week, _day = start.isocalendar()
            return f"{year}V{week:02d}"
        return f"{start:%YM%m}" if self.period is PeriodKind.MONTH else start.isoformat()

    def offsets(self, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
        """Return from which moments (UTC, naive) the zone is how many minutes ahead; the first holds from ever.

        A table of a few rows instead of an engine's own knowledge of zones: both engines then cannot disagree.
        """
        zone = ZoneInfo(self.zone)

        def ahead(moment: datetime) -> int:
            offset = moment.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
            return round(offset.total_seconds() / 60)

        found = [(first, ahead(first))]
        days = int((last - first).total_seconds() // 86_400) + 2
        for day, _next in itertools.pairwise(range(days + 1)):
            low, high = first + timedelta(days=day), first + timedelta(days=day + 1)
            if ahead(low) != ahead(high):
                found.append((_change(low, high, ahead(low), ahead), ahead(high)))
        return found


def _change(low: datetime, high: datetime, before: int, ahead: Any) -> datetime:
    """Return the minute at which the offset changes, between two moments a day apart."""
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=int((high - low).total_seconds() // 120))
        low, high = (middle, high) if ahead(middle) == before else (low, middle)
    return high


def _at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour)  # noqa: DTZ001 - a clock time, no instant
