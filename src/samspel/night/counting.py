"""A door's log → what came by hour, how many were inside, and of which hours that is known at all.

A count is worth nothing where a door stood open and nobody tapped. So each door has the stretches of the night in which
it was watched, or shut; an hour is whole where those of every door cover it, and only whole hours become figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samspel.night.types import Check, Count, Hour, Mark, Tapped
from samspel.wording import NIGHT_ENDS_MINUTE

HOUR = timedelta(hours=1)
WATCHED = frozenset({Mark.IN, Mark.OUT, Mark.HEADS, Mark.STARTS, Mark.OPENS})
"""What nobody can tap without standing at the door."""

Span = tuple[datetime, datetime]


def night_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the date of the night a moment belongs to: 01:30 on Saturday is Friday's."""
    return (at.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=NIGHT_ENDS_MINUTE)).date()


def span_of(night: date, zone: ZoneInfo) -> Span:
    """Return when a night's day begins and ends, in UTC: from 06:00 to 06:00; 23 or 25 hours when clocks are moved."""
    begins = time(NIGHT_ENDS_MINUTE // 60)
    first, last = (datetime.combine(one, begins, zone) for one in (night, night + timedelta(days=1)))
    return first.astimezone(UTC), last.astimezone(UTC)


def count(log: Iterable[Tapped], *, doors: Sequence[int], night: Span) -> Count:
    """Count a venue's night from the logs of its doors, in any order; entries that were taken back are left out."""
    entries = standing(log)
    covered = {door: _covered([one for one in entries if one.door == door], night) for door in doors}
    inside = _inside(entries)
    return Count(
        arrivals=_sum(entries, Mark.IN),
        departures=_sum(entries, Mark.OUT),
        hours=_hours(entries, covered, night),
        inside=inside.now,
        fullest=inside.most,
        fullest_at=inside.most_at,
        checks=tuple(inside.checks),
        first_at=entries[0].at if entries else None,
        last_at=entries[-1].at if entries else None,
        uncounted=tuple(door for door in doors if covered[door] != [night]),
        is_watched=any(one.mark in WATCHED for one in entries),
        is_on=any(_is_watched([one for one in entries if one.door == door]) for door in doors),
    )


def standing(log: Iterable[Tapped]) -> list[Tapped]:
    """Return the entries that hold, in order; whoever takes back a taking back lets the first one stand again."""
    entries = sorted(log, key=lambda one: (one.at, one.mark != Mark.STOPS, one.key))  # one stops, another goes on
    gone: set[object] = set()
    for one in reversed(entries):
        if one.mark == Mark.UNDOES and one.key not in gone:
            gone.add(one.undoes)
    return [one for one in entries if one.key not in gone and one.mark != Mark.UNDOES]


def _sum(entries: Iterable[Tapped], mark: Mark) -> int:
    return sum(one.persons for one in entries if one.mark == mark)


def _is_watched(entries: Sequence[Tapped]) -> bool:
    return bool(entries) and entries[-1].mark in WATCHED


def _covered(entries: Sequence[Tapped], night: Span) -> list[Span]:
    """Return the stretches of the night in which a door was watched or shut, apart and in order."""
    first, last = night
    spans: list[Span] = []
    since: datetime | None = None
    closed_at: datetime | None = None
    for one in entries:
        if one.mark in WATCHED and since is None:
            since = first if one.mark == Mark.OPENS and not spans else one.at  # nobody has come before it opens
            if closed_at is not None and one.mark != Mark.OPENS:
                spans[-1] = (spans[-1][0], closed_at)  # somebody opened it, and nobody said when
            if spans and spans[-1][1] >= one.at:
                since = spans.pop()[0]  # it was shut until now, or somebody took over
            closed_at = None
        elif one.mark == Mark.STOPS and since is not None:
            spans.append((since, one.at))
            since = None
        elif one.mark == Mark.CLOSES and closed_at is None:
            spans.append((since if since is not None else one.at, last))
            since, closed_at = None, one.at
    if since is not None:  # nobody said that it ended: known until the last tap
        spans.append((since, entries[-1].at))
    return [span for span in spans if span[0] < span[1]]


def _hours(entries: Sequence[Tapped], covered: dict[int, list[Span]], night: Span) -> tuple[Hour, ...]:
    """Return the hours of the night between its first entry and its last."""
    if not entries:
        return ()
    found = []
    start = night[0] + (entries[0].at - night[0]) // HOUR * HOUR
    while start <= entries[-1].at:
        end = start + HOUR
        here = [one for one in entries if start <= one.at < end]
        whole = all(any(a <= start and end <= b for a, b in spans) for spans in covered.values())
        found.append(Hour(start, _sum(here, Mark.IN), _sum(here, Mark.OUT), whole and bool(covered)))
        start = end
    return tuple(found)


@dataclass(slots=True)
class _Room:
    now: int | None
    most: int | None
    most_at: datetime | None
    checks: list[Check]

    def becomes(self, persons: int, at: datetime) -> None:
        self.now = max(0, persons)  # a tap was missed: a room holds no fewer than nobody
        if self.most is None or self.now > self.most:
            self.most, self.most_at = self.now, at


def _inside(entries: Sequence[Tapped]) -> _Room:
    room, begun = _Room(None, None, None, []), False
    for one in entries:
        if one.mark == Mark.HEADS:
            room.checks.append(Check(one.at, one.persons, room.now))
            room.becomes(one.persons, one.at)
        elif one.mark == Mark.OPENS and not begun:
            room.becomes(0, one.at)
        elif one.mark in (Mark.IN, Mark.OUT) and room.now is not None:
            room.becomes(room.now + (one.persons if one.mark == Mark.IN else -one.persons), one.at)
        begun = begun or one.mark in WATCHED
    return room
