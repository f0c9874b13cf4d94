"""Last dates of duties → a calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from samspel.agreements.queries.duties import Duty
from samspel.agreements.types import Standing

OPEN = (Standing.LATE, Standing.SOON, Standing.AHEAD)


def calendar(found: Iterable[Duty], *, address: str, host: str, name: str, help_line: str, now: datetime) -> bytes:
    """Return a calendar of the last dates of what applies and is not settled: a day each, a reminder a week before.

    UIDs never change, so that a date that moves moves in the reader's calendar.
    """
    feed = Calendar()
    for key, value in (("prodid", "-//Samspel//Duties//EN"), ("version", "2.0"), ("x-wr-calname", name)):
        feed.add(key, value)
    for one in found:
        if one.last_date is None or one.unknown or one.standing not in OPEN:
            continue
        event = Event()
        event.add("uid", f"duty-{one.edition.pk}-{one.venue.pk}-{one.rule.key}@{host}")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", one.last_date)
        event.add("dtend", one.last_date + timedelta(days=1))
        event.add("summary", f"{one.venue.name}: {one.rule.what}")
        event.add("description", "\n".join([one.rule.to, one.rule.note, help_line]))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        for key, value in (("action", "DISPLAY"), ("description", one.rule.what)):
            alarm.add(key, value)
        alarm.add("trigger", timedelta(days=-7))
        event.add_component(alarm)
        feed.add_component(event)
    return bytes(feed.to_ical())
