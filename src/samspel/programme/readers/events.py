"""Events of a schedule, in whatever file they stood → lines, refusals and remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from samspel.foreign import one_line, refusal, shortened
from samspel.places.types import UNKNOWN, Access
from samspel.programme.readers import clock
from samspel.programme.readers.countries import country_code
from samspel.programme.readers.decoding import LONGEST_NAME, LONGEST_TEXT, MOST_ROWS
from samspel.programme.readers.own import split_room
from samspel.programme.readers.table import check_text, collapse
from samspel.programme.readers.timing import RowRefused, check_length
from samspel.programme.readers.values import Line, Refusal, Remark
from samspel.programme.readers.whole import SetRefused, check_whole
from samspel.programme.readers.words import plain
from samspel.wording import NIGHT_ENDS_MINUTE

_DURATION = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")
_LONGEST_MARKED_UP = 8 * LONGEST_TEXT
"""Markup may take several times the room of its words; beyond this it is not even unpacked."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a schedule says; see Reading."""

    name: str
    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]
    encoding: str


@dataclass(frozen=True, slots=True)
class Extra:
    """What our own schedules say of an event beyond their format; `is_own` is False for everybody else's."""

    is_own: bool = False
    country: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access: Access = UNKNOWN


NO_MORE = Extra()


@dataclass(frozen=True, slots=True)
class Event:
    """One event in the file's own words; `day` and `day_starts` are those of the day it stands in."""

    title: str
    room: str
    day: str
    day_starts: str
    start: str
    moment: str
    duration: str
    end: str
    track: str
    subtitle: str
    abstract: str
    description: str
    members: tuple[str, ...]
    key: str
    extra: Extra = NO_MORE


def lines_of(events: Iterable[Event], title: str, encoding: str, zone: ZoneInfo | None) -> Found:
    lines: list[Line] = []
    refusals: list[Refusal] = []
    for number, event in enumerate(events, 1):
        if number > MOST_ROWS:
            reason = _("The schedule has more than %(most)d events.") % {"most": MOST_ROWS}
            raise refusal(reason, _("Split it into several files."))
        try:
            line = _line(number, _in_zone(event, zone))
        except RowRefused as refused:
            value = refused.value or event.title or event.key
            refusals.append(Refusal(number, shortened(value), refused.reason, refused.advice))
            continue
        try:
            check_whole(act=line.act, venue=line.venue, night=line.night, start_minute=line.start_minute)
        except SetRefused as refused:
            refusals.append(Refusal(number, refused.value, refused.reason, refused.advice, set_only=True))
        lines.append(line)
    if not lines and not refusals:
        raise refusal(_("The schedule holds no events."), _("Export it again when the programme is made."))
    kept, remarks = collapse(lines)
    return Found(one_line(title)[:LONGEST_NAME], kept, tuple(refusals), remarks, encoding)


def _in_zone(event: Event, zone: ZoneInfo | None) -> Event:
    moment, end, day_starts = (clock.in_zone(text, zone) for text in (event.moment, event.end, event.day_starts))
    return replace(event, moment=moment, end=end, day_starts=day_starts)


def _line(number: int, event: Event) -> Line:
    title, room, track, key = map(_name, (event.title, event.room, event.track, event.key))
    if not title and not room:
        raise RowRefused("", _("The event has neither a title nor a room."), _("Give it a title and export again."))
    night, start = _start(event)
    venue, stage = split_room(room) if event.extra.is_own else (room, room)
    return Line(
        number=number,
        act=title,
        venue=venue,
        stage=stage,
        night=night,
        start_minute=start,
        end_minute=None if night is None or start is None else _end(event, night, start),
        country=country_code(_name(event.extra.country)),
        genre=track,
        description=_described(event),
        members=tuple(dict.fromkeys(filter(None, map(one_line, event.members)))),
        address=_name(event.extra.address),
        latitude=event.extra.latitude,
        longitude=event.extra.longitude,
        access=event.extra.access,
        key=key,
    )


def _name(text: str) -> str:
    check_text(text, LONGEST_TEXT)
    name = one_line(text)
    check_text(name, LONGEST_NAME)
    return name


def _described(event: Event) -> str:
    """Subtitle, then the abstract or, without one, the description."""
    for text in (event.subtitle, event.abstract, event.description):
        check_text(text, _LONGEST_MARKED_UP)
    parts = (plain(event.subtitle), plain(event.abstract) or plain(event.description))
    described = "\n\n".join(part for part in parts if part)
    check_text(described, LONGEST_TEXT)
    return described


def _start(event: Event) -> tuple[date | None, int | None]:
    """The night (the date of the container) and the minute in it."""
    day, moment = clock.read_date(event.day.strip()), _local(event.moment)
    if event.day.strip() and day is None:
        raise RowRefused(event.day, _("The date of the day cannot be read."), _("Write it as 2026-09-04."))
    minute = clock.read_clock(event.start) if event.start.strip() else _minute(moment)
    if minute is None:
        if event.start.strip():
            raise RowRefused(event.start, _("The time cannot be read."), _("Write it as 20:45."))
        return day, None
    if day is None:
        return (None, clock.past_midnight(minute)) if moment is None else clock.night_of(moment.date(), minute)
    # ours: where the two differ, the clocks left out the hour, and the date still holds
    if moment is None or (_minute(moment) != minute % clock.DAY_MINUTES and not event.extra.is_own):
        # no date of its own, or one in another zone: what comes before the day's change is past midnight
        return day, minute + clock.DAY_MINUTES if minute < _change(event.day_starts) else minute
    days = (moment.date() - day).days
    if days not in (0, 1):
        reason = _("The event's date is not in the day it stands under (%(day)s).") % {"day": day.isoformat()}
        raise RowRefused(event.moment, reason, _("Move it to its own day and export again."))
    return day, days * clock.DAY_MINUTES + minute % clock.DAY_MINUTES


def _local(text: str) -> datetime | None:
    """Date and clock as they stand there; the town's clocks, where its zone is known."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _minute(moment: datetime | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute


def _change(text: str) -> int:
    """The minute the day begins at, from a clock time or ISO datetime; 06:00 when neither is there."""
    minute = _minute(_local(text)) if "T" in text else clock.read_clock(text)
    return NIGHT_ENDS_MINUTE if minute is None else minute


def _end(event: Event, night: date, start: int) -> int | None:
    duration = event.duration.strip()
    if not duration:
        ends = _local(event.end)
        if ends is None:
            return None
        end = (ends.date() - night).days * clock.DAY_MINUTES + ends.hour * 60 + ends.minute
        check_length(end - start, event.end)
        return end
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise RowRefused(duration, _("The duration cannot be read."), _("Write it as hours and minutes, 00:45."))
    minutes = _duration_minutes(match)
    check_length(minutes, duration)
    return start + minutes


def _duration_minutes(match: re.Match[str]) -> int:
    """HH:MM, or HH:MM:SS."""
    first, second, third = match.groups()
    return int(second) * 60 + int(third) if first is None else int(first) * 60 + int(second)
