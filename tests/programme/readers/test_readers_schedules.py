"""Schedules of real conferences, counted against lxml alone."""

import json
from datetime import date, datetime

import pytest
from lxml import etree

from samspel.errors import BadInput
from samspel.programme.readers import peek, read

FILES = {
    "31c3_2014_frab.xml": (138, "31. Chaos Communication Congress"),
    "fosdem_2010_pentabarf.xml": (301, "FOSDEM 2010"),
    "fosdem_2016_pentabarf.xml": (617, "FOSDEM 2016"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_event_is_a_line(schedule_file, name):
    content = schedule_file(name)
    reading = read(name, content)
    events = etree.fromstring(content).findall(".//event")
    assert (len(reading.lines), reading.name) == FILES[name]
    assert (reading.refusals, reading.remarks, reading.kind) == ((), (), "schedule")
    assert [line.number for line in reading.lines] == list(range(1, len(events) + 1))
    assert [line.key for line in reading.lines] == [event.get("guid") or event.get("id") for event in events]
    assert [(line.act, line.venue) for line in reading.lines] == [
        tuple(" ".join(event.findtext(tag).split()) for tag in ("title", "room")) for event in events
    ]
    assert [line.members for line in reading.lines] == [
        tuple(dict.fromkeys(" ".join(person.text.split()) for person in event.iterfind("persons/person")))
        for event in events
    ]
    assert peek(name, content) is None


@pytest.mark.parametrize("name", FILES)
def test_lengths_and_starts_are_those_of_the_file(schedule_file, name):
    content = schedule_file(name)
    reading = read(name, content)
    events = etree.fromstring(content).findall(".//event")
    lengths = [_minutes(event.findtext("duration")) for event in events]
    assert [line.end_minute - line.start_minute for line in reading.lines] == lengths
    assert [line.start_minute % 1440 for line in reading.lines] == [
        _minutes(event.findtext("start")) for event in events
    ]


@pytest.mark.parametrize("start", ["25:00", "01:00"])
def test_an_event_that_counts_past_midnight_twice_is_one_night_later_once(start):
    content = (
        "<schedule><day date='2026-09-04'><room name='Kajen'><event><title>Alba</title>"
        f"<date>2026-09-05T01:00:00</date><start>{start}</start><duration>00:40</duration></event></room></day></schedule>"
    )
    (line,) = read("a.xml", content.encode()).lines
    assert (line.night, line.start_minute, line.end_minute) == (date(2026, 9, 4), 1500, 1540)


def test_events_past_midnight_stay_in_the_night_of_their_day(schedule_file):
    content = schedule_file("31c3_2014_frab.xml")
    reading = read("31c3.xml", content)
    moments = [
        datetime.fromisoformat(event.findtext("date")).replace(tzinfo=None)
        for event in etree.fromstring(content).findall(".//event")
    ]
    past = [line for line in reading.lines if line.start_minute >= 1440]
    assert [(line.night, line.start_minute) for line in past] == [
        (date(2014, 12, 27), 1440),
        (date(2014, 12, 28), 1455),
        (date(2014, 12, 28), 1455),
        (date(2014, 12, 29), 1455),
    ]
    for line, moment in zip(reading.lines, moments, strict=True):
        midnight = datetime.combine(line.night, datetime.min.time())
        assert (moment - midnight).total_seconds() == line.start_minute * 60


def test_descriptions_are_words_without_markup(schedule_file):
    reading = read("fosdem.xml", schedule_file("fosdem_2016_pentabarf.xml"))
    assert reading.lines[0].description == "FOSDEM welcome and opening talk."
    assert [line for line in reading.lines if "<p>" in line.description] == []


def test_a_json_schema_is_not_a_schedule(schedule_file):
    with pytest.raises(BadInput) as refused:
        read("schedule.json", schedule_file("pretalx_fixture_schedule.json"))
    assert [problem.reason for problem in refused.value.problems] == [
        "This is the description of a format (a JSON schema), not a schedule."
    ]


EVENT = {
    "guid": "5f1c", "id": 1234567, "date": "2026-09-05T00:30:00+02:00", "start": "00:30", "duration": "00:45",
    "room": "Kajen", "title": {"sv": "Tallhamn", "en": "Pine Harbour"}, "subtitle": None, "track": "Pop",
    "abstract": "<p>Two &amp; two</p>", "description": "",
    "persons": [{"public_name": "Ida"}, {"name": "Bo"}],
}  # fmt: skip


def _json(event, **day):
    days = [{"index": 1, "date": "2026-09-04", "rooms": {"Kajen": [event]}, **day}]
    return json.dumps({"schedule": {"conference": {"title": "Live at Heart", "days": days}}}).encode()


def test_a_schedule_in_json():
    reading = read("schedule.json", _json(EVENT))
    (line,) = reading.lines
    assert (reading.name, reading.refusals, line.act, line.venue, line.genre) == (
        "Live at Heart", (), "Pine Harbour", "Kajen", "Pop",
    )  # fmt: skip
    assert (line.night, line.start_minute, line.end_minute) == (date(2026, 9, 4), 1470, 1515)
    assert (line.description, line.members, line.key) == ("Two & two", ("Ida", "Bo"), "5f1c")


def test_a_number_as_identifier_keeps_its_figures():
    (line,) = read("schedule.json", _json({**EVENT, "guid": None})).lines
    assert line.key == "1234567"


@pytest.mark.parametrize(
    ("day_start", "minute"), [("2026-09-04T09:00:00+02:00", 1950), ("2026-09-04T08:00:00+02:00", 510)]
)
def test_without_a_date_the_days_change_decides(day_start, minute):
    (line,) = read("schedule.json", _json({**EVENT, "date": "", "start": "08:30"}, day_start=day_start)).lines
    assert (line.night, line.start_minute) == (date(2026, 9, 4), minute)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"duration": "13:00"}, "It lasts 13 h 00 min; a set is at most 12 hours."),
        ({"duration": "00:00"}, "It ends when it starts."),
        ({"duration": "long"}, "The duration cannot be read."),
        ({"start": "later"}, "The time cannot be read."),
        (
            {"date": "2026-10-05T00:30:00+02:00"},
            "The event's date is not in the day it stands under (2026-09-04).",
        ),
        ({"title": "x" * 10_001}, "The text is 10001 characters; at most 10000 fit."),
    ],
)
def test_an_event_that_cannot_be_used_is_refused_by_number(change, reason):
    reading = read("schedule.json", _json({**EVENT, **change}))
    assert reading.lines == ()
    assert [(refusal.number, refusal.reason) for refusal in reading.refusals] == [(1, reason)]


BOMB = b"""<?xml version="1.0"?><!-- < --><!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa">%s]>
<schedule><day date="2026-09-04"><event><title>&j;</title></event></day></schedule>"""
GROWTH = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))


@pytest.mark.parametrize("content", [BOMB % GROWTH, (BOMB % GROWTH).decode().encode("utf-16")])
def test_entities_are_refused(content):
    with pytest.raises(BadInput, match="entities"):
        read("schedule.xml", content)


def test_a_file_of_the_machine_is_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not for export")
    declared = f'<!DOCTYPE schedule [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    content = f"{declared}<schedule><day><event><title>&x;</title></event></day></schedule>"
    with pytest.raises(BadInput, match="entities"):
        read("schedule.xml", content.encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<schedule><day>", "The XML is broken"),
        (b"<html><body/></html>", "This is XML, but not a schedule: it begins with <html>."),
        (b"<schedule><day/></schedule>", "The schedule holds no events."),
        (b'{"schedule": ', "The JSON is broken."),
        (b"[" * 100_000, "The JSON is broken."),
        (b'{"schedule": {"conference": []}}', "This is JSON, but not a schedule"),
        (b'{"schedule": {"conference": {"days": [{"rooms": 7}]}}}', "The schedule holds no events."),
    ],
)
def test_what_is_no_schedule_is_refused_in_words(content, reason):
    with pytest.raises(BadInput) as refused:
        read("schedule", content)
    (problem,) = refused.value.problems
    assert problem.reason.startswith(reason)


def _minutes(text):
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)
