"""Schedules that festivals and conferences publish: pentabarf, frab and c3voc XML, c3voc JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from lxml import etree

from samspel.errors import BadInput
from samspel.foreign import refusal, shortened
from samspel.programme.readers.decoding import decode
from samspel.programme.readers.events import NO_MORE, Event, Extra, Found, lines_of
from samspel.programme.readers.own import GENERATOR, META, read_access

_CLOSINGS = {b"<!": b"-->", b"<?": b"?>"}
"""How comments and instructions before the root end."""
_LANGUAGES = ("en", "sv")


def read_xml(content: bytes, zone: ZoneInfo | None) -> Found:
    """Events of a schedule in XML. Raises BadInput, also for every document that declares entities."""
    root, encoding = _root(content)
    if root.tag != "schedule":
        reason = _("This is XML, but not a schedule: it begins with %(tag)s.") % {"tag": f"<{root.tag}>"}
        raise refusal(reason, _("Choose the schedule.xml that pentabarf, frab or pretalx exports."))
    change, generator = _inside(root, "conference/day_change"), root.find("generator")
    extra = Extra(is_own=generator is not None and generator.get("name") == GENERATOR)
    events = (_xml_event(event, day, change, extra) for day in root.iter("day") for event in day.iter("event"))
    return lines_of(events, _inside(root, "conference/title"), encoding, zone)


def _root(content: bytes) -> tuple[etree._Element, str]:
    if _prolog_declares_entities(content.replace(b"\0", b"")):
        raise _entities()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        reason = _("The XML is broken: %(why)s.") % {"why": shortened(str(error), 160)}
        raise refusal(reason, _("Export the schedule again."), row=line) from None
    document = root.getroottree().docinfo
    if _declares_entities(document.internalDTD):
        raise _entities()
    return root, (document.encoding or "utf-8").lower()


def _prolog_declares_entities(content: bytes) -> bool:
    """True when a document type before the root declares entities; found without handing it to a parser."""
    position = content.find(b"<")
    while position >= 0:
        if content.startswith(b"<!DOCTYPE", position):
            return b"<!ENTITY" in content[position:]
        closing = _CLOSINGS.get(content[position : position + 2])
        if closing is None:
            return False
        position = content.find(closing, position)
        position = content.find(b"<", position) if position >= 0 else -1
    return False


def _declares_entities(dtd: Any) -> bool:
    # the stubs do not know iterentities
    return dtd is not None and any(True for _entity in dtd.iterentities())


def _entities() -> BadInput:
    return refusal(
        _("The file declares XML entities, which can make a small file grow without end."),
        _("Export the schedule again without a document type declaration."),
    )


def _inside(element: etree._Element, path: str) -> str:
    """All text inside the first element at `path`, markup of paragraphs left out."""
    child = element.find(path)
    return "" if child is None else "".join(str(part) for part in child.itertext())


def _xml_event(event: etree._Element, day: etree._Element, change: str, extra: Extra) -> Event:
    parent = event.getparent()
    hall = parent.get("name", "") if parent is not None and parent.tag == "room" else ""
    persons = event.iterfind("persons/person")
    return Event(
        title=_inside(event, "title"),
        room=_inside(event, "room") or hall,
        day=day.get("date", ""),
        day_starts=day.get("start", "") or change,
        start=_inside(event, "start"),
        moment=_inside(event, "date"),
        duration=_inside(event, "duration"),
        end=_inside(event, "end"),
        track=_inside(event, "track"),
        subtitle=_inside(event, "subtitle"),
        abstract=_inside(event, "abstract"),
        description=_inside(event, "description"),
        members=tuple("".join(str(part) for part in person.itertext()) for person in persons),
        key=event.get("guid", "") or event.get("id", ""),
        extra=extra,
    )


def read_json(content: bytes, zone: ZoneInfo | None) -> Found:
    """Events of a c3voc schedule.json. Raises BadInput."""
    text, encoding = decode(content)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise refusal(_("The JSON is broken."), _("Export the schedule again."), row=line) from None
    conference = _object(_object(_object(data).get("schedule")).get("conference"))
    if not conference:
        raise _not_schedule(_object(data))
    own = Own.of(_object(data), conference)
    events = (_json_event(*placed, own) for placed in _json_events(conference))
    return lines_of(events, _words(conference.get("title")), encoding, zone)


def _not_schedule(data: dict[str, object]) -> BadInput:
    advice = _("Choose the schedule.json that frab or pretalx exports.")
    if "$schema" in data and "properties" in data:
        return refusal(_("This is the description of a format (a JSON schema), not a schedule."), advice)
    return refusal(_("This is JSON, but not a schedule: it has no schedule with a conference in it."), advice)


def _json_events(conference: dict[str, object]) -> Iterator[tuple[dict[str, object], dict[str, object], str]]:
    for day in map(_object, _array(conference.get("days"))):
        for room, events in _object(day.get("rooms")).items():
            for event in map(_object, _array(events)):
                yield event, day, room


@dataclass(frozen=True, slots=True)
class Own:
    """What a schedule.json of ours says beyond its format: of sets by GUID, of rooms by name."""

    is_own: bool
    sets: dict[str, object]
    rooms: dict[str, dict[str, object]]

    @classmethod
    def of(cls, data: dict[str, object], conference: dict[str, object]) -> Own:
        is_own = _object(data.get("generator")).get("name") == GENERATOR
        meta = _object(_object(conference.get("meta")).get(META))
        rooms = {_words(room.get("name")): room for room in map(_object, _array(conference.get("rooms")))}
        return cls(
            is_own, _object(meta.get("sets")), {name: _object(row.get("features")) for name, row in rooms.items()}
        )

    def of_event(self, guid: str, room: str) -> Extra:
        if not self.is_own:
            return NO_MORE
        one, where = _object(self.sets.get(guid)), self.rooms.get(room, {})
        return Extra(
            is_own=True,
            country=_words(one.get("country")),
            address=_words(where.get("address")),
            latitude=_degrees(where.get("latitude"), 90),
            longitude=_degrees(where.get("longitude"), 180),
            access=read_access(one.get("access")),
        )


def _degrees(value: object, most: int) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if -most <= value <= most else None


def _json_event(event: dict[str, object], day: dict[str, object], room: str, own: Own) -> Event:
    persons = map(_object, _array(event.get("persons")))
    return Event(
        title=_words(event.get("title")),
        room=_words(event.get("room")) or room,
        day=_words(day.get("date")),
        day_starts=_words(day.get("day_start")),
        start=_words(event.get("start")),
        moment=_words(event.get("date")),
        duration=_words(event.get("duration")),
        end=_words(event.get("end")),
        track=_words(event.get("track")),
        subtitle=_words(event.get("subtitle")),
        abstract=_words(event.get("abstract")),
        description=_words(event.get("description")),
        members=tuple(_words(person.get("public_name")) or _words(person.get("name")) for person in persons),
        key=_words(event.get("guid")) or _words(event.get("id")),
        extra=own.of_event(_words(event.get("guid")), _words(event.get("room")) or room),
    )


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _array(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _words(value: object) -> str:
    """A text or number; of texts in several languages the English, else the Swedish, else the first."""
    if isinstance(value, dict):
        texts = [value.get(language) for language in _LANGUAGES] + list(value.values())
        return next((text for text in texts if isinstance(text, str) and text), "")
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
