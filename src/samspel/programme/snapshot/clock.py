"""From minutes of a night to moments, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment(night: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the moment the town's clocks show `minute` minutes past the night's midnight: the first, if they do twice.

    In the hour that is left out in spring it is as long after the change as the clock time says.
    """
    shown = datetime.combine(night, time(), zone) + timedelta(minutes=minute)
    return shown.astimezone(UTC).astimezone(zone)


def minutes_after(moment: datetime, minutes: int) -> datetime:
    """Return the moment `minutes` later as people live it, whatever the clocks do meanwhile."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)
