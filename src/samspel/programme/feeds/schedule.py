"""A programme as c3voc's schedule, in JSON and in XML: what conference and festival apps read.

Neither can say that a set is cancelled, so both hold what is played; the JSON tells the rest under `meta`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.text import slugify
from lxml import etree

from samspel.foreign import one_line
from samspel.programme.feeds.links import Links, marked
from samspel.programme.readers.own import GENERATOR, META, joined_room
from samspel.programme.snapshot import Programme, moment
from samspel.programme.types import ShownSet
from samspel.wording import NIGHT_ENDS_MINUTE, clock

_SLOT = "00:05"
_DAY_MINUTES = 24 * 60


def schedule_json(programme: Programme, *, links: Links) -> bytes:
    """Return schedule.json, valid by c3voc's JSON schema."""
    numbers = _numbers(programme.sets)
    schedule = {
        "version": _version(programme),
        "base_url": links.programme,
        "conference": {
            **_conference(programme),
            "daysCount": len(programme.nights),
            "url": links.programme,
            "tracks": [{"name": genre} for genre in _genres(programme)],
            "rooms": list(_rooms(programme)),
            "meta": {META: _meta(programme)},
            "days": [_day(programme, links, numbers, *day) for day in enumerate(programme.nights, 1)],
        },
    }
    generator = {"name": GENERATOR, "version": version("samspel")}
    document = {"$schema": "https://c3voc.de/schedule/schema.json", "generator": generator, "schedule": schedule}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _day(programme: Programme, links: Links, numbers: dict[str, int], index: int, night: date) -> dict[str, Any]:
    rooms: dict[str, list[dict[str, Any]]] = {}
    for one in programme.of_night(night):
        event: dict[str, Any] = {
            **_event(programme, links, one),
            "id": numbers[one.guid],
            "guid": one.guid,
            "slug": f"{one.guid.replace('-', '')[:12]}-{slugify(one.act)[:60] or 'act'}-set",
            "end": one.ends_at.isoformat(),
            "subtitle": None,
            "track": one.genre or None,
            "language": None,
            "persons": [],
            "links": [],
        }
        rooms.setdefault(joined_room(one.venue, one.stage), []).append(event)
    starts, ends = _bounds(programme, night)
    return {"index": index, "date": night.isoformat(), "day_start": starts, "day_end": ends, "rooms": rooms}


def _meta(programme: Programme) -> dict[str, Any]:
    """Return what the format has no words for."""
    acts = programme.acts_told
    return {
        "synthetic": programme.snapshot["edition"]["synthetic"],
        "draft": programme.is_draft,
        "sets": {
            one.guid: {"country": acts[one.act_slug]["country"], "access": one.access.plain(), **_was(one)}
            for one in programme.sets
        },
        "cancelled": [
            {
                "guid": one.guid,
                "title": one.act,
                "date": one.starts_at.isoformat(),
                "room": joined_room(one.venue, one.stage),
            }
            for one in programme.cancelled
        ],
    }


def _was(one: ShownSet) -> dict[str, Any]:
    if one.was is None:
        return {}
    return {"was": {"date": one.was.starts_at.isoformat(), "room": joined_room(one.was.venue, one.was.stage)}}


def _rooms(programme: Programme) -> Iterable[dict[str, Any]]:
    """Return each stage in use once, by name, with where it is."""
    stages = {joined_room(one.venue, one.stage): one for one in programme.sets}
    for name, one in sorted(stages.items()):
        row = programme.venues[one.venue_slug]
        where = {key: row[key] for key in ("address", "latitude", "longitude")}
        yield {"name": name, "guid": _room_guid(programme, name), "type": "stage", "features": where}


def schedule_xml(programme: Programme, *, links: Links) -> bytes:
    """Return schedule.xml, valid by c3voc's XSD."""
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", name=GENERATOR, version=version("samspel"))
    _add(root, url=links.of_file("schedule.xml"), version=_version(programme))
    conference = etree.SubElement(root, "conference")
    _add(conference, **_conference(programme), days=str(len(programme.nights)))
    _add(conference, base_url=links.programme, url=links.programme)
    for genre in _genres(programme):
        etree.SubElement(conference, "track", name=genre).text = genre
    numbers = _numbers(programme.sets)
    for index, night in enumerate(programme.nights, 1):
        starts, ends = _bounds(programme, night)
        day = etree.SubElement(root, "day", date=night.isoformat(), start=starts, end=ends, index=str(index))
        rooms: dict[str, etree._Element] = {}
        for one in programme.of_night(night):
            name = joined_room(one.venue, one.stage)
            if name not in rooms:
                rooms[name] = etree.SubElement(day, "room", name=name, guid=_room_guid(programme, name))
            event = etree.SubElement(rooms[name], "event", id=str(numbers[one.guid]), guid=one.guid)
            _add(event, **_event(programme, links, one), track=one.genre)
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _add(parent: etree._Element, **texts: str) -> None:
    for tag, text in texts.items():
        etree.SubElement(parent, tag).text = text


def _conference(programme: Programme) -> dict[str, str]:
    name = programme.snapshot["edition"]["name"]
    return {
        "title": marked(programme, one_line(name)),
        "acronym": (slugify(name).replace("-", "_") or "festival").ljust(4, "_"),
        "start": programme.nights[0].isoformat(),
        "end": programme.nights[-1].isoformat(),
        "timeslot_duration": _SLOT,
        "time_zone_name": programme.zone.key,
    }


def _event(programme: Programme, links: Links, one: ShownSet) -> dict[str, str]:
    """Return what both forms say alike. The abstract is markup to those who read it, so that text is escaped."""
    minutes = one.end_minute - one.start_minute
    return {
        "room": joined_room(one.venue, one.stage),
        "title": one.act,
        "type": "concert",
        "date": one.starts_at.isoformat(),
        "start": clock(one.start_minute),
        "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
        "abstract": html.escape(programme.acts_told[one.act_slug]["description"], quote=False),
        "url": links.of_set(one),
    }


def _version(programme: Programme) -> str:
    return f"{programme.version} (draft)" if programme.is_draft else str(programme.version)


def _genres(programme: Programme) -> list[str]:
    return sorted({one.genre for one in programme.sets if one.genre})


def _bounds(programme: Programme, night: date) -> list[str]:
    """Return when a night's day begins and ends: at six, and later where a set goes on past the next six."""
    last = max(one.end_minute for one in programme.of_night(night))
    ends = max(NIGHT_ENDS_MINUTE + _DAY_MINUTES, last)
    first = min(NIGHT_ENDS_MINUTE, *(one.start_minute for one in programme.of_night(night)))
    return [moment(night, minute, programme.zone).isoformat() for minute in (first, ends)]


def _room_guid(programme: Programme, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"samspel:{programme.snapshot['edition']['place']}/{name}"))


def _numbers(sets: Iterable[ShownSet]) -> dict[str, int]:
    """Return the number that older apps know a set by: made of its GUID, so that it stays; no two are the same."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for guid in sorted(one.guid for one in sets):
        number = UUID(guid).int % (2**31 - 1) + 1
        while number in taken:
            number = number % (2**31 - 1) + 1
        taken.add(number)
        numbers[guid] = number
    return numbers
