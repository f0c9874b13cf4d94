"""A real festival's sheet: Dutch words, points in times, nights past midnight, slips of the pen."""

import csv
import io
from collections import Counter
from datetime import date, datetime

import pytest

from samspel.programme.readers import Field, peek, read


@pytest.fixture
def reading(esns):
    return read("esns_2025.csv", esns)


@pytest.fixture
def rows(esns):
    """Row number as a spreadsheet shows it → the row, by Python's own reader."""
    return dict(enumerate(csv.DictReader(io.StringIO(esns.decode())), 2))


def test_every_row_is_a_line_also_where_its_set_is_refused(reading, rows):
    assert [line.number for line in reading.lines] == list(rows)
    assert all(refusal.set_only for refusal in reading.refusals)
    assert len(rows) == 273


def test_columns_are_understood_without_help(reading):
    assert reading.mapping == {
        "edition": Field.EDITION,
        "act": Field.ACT,
        "country_nl_abbr": Field.COUNTRY,
        "venue": Field.VENUE,
        "day_nl": Field.DAY,
        "time_raw": Field.TIMES,
        "start_local": Field.START,
        "end_local": Field.END,
    }


def test_the_slips_in_the_file_are_refused_by_row(reading):
    assert [(refusal.number, refusal.value, refusal.reason) for refusal in reading.refusals] == [
        (65, "2025-01-16T00:40 – 2025-01-17T00:20", "It lasts 23 h 40 min; a set is at most 12 hours."),
        (224, "20.200-21.00", "The time cannot be read."),
        (252, "2025-01-17T01:00 – 2025-01-17T01:00", "It ends when it starts."),
    ]
    assert all(refusal.advice for refusal in reading.refusals)


def test_twenty_nine_venues_and_one_act_without_a_set(reading, rows):
    assert {line.venue for line in reading.lines} == {row["venue"] for row in rows.values()}
    assert len({line.venue for line in reading.lines if line.venue}) == 29
    refused = {refusal.number for refusal in reading.refusals}
    untimed = [line for line in reading.lines if line.start_minute is None]
    assert [(line.act, line.venue) for line in untimed if line.number not in refused] == [("Dons", "")]
    assert refused < {line.number for line in untimed}


def test_minutes_agree_with_the_dates_in_the_file(reading, rows):
    for line in reading.lines:
        row = rows[line.number]
        if row["start_local"] and line.start_minute is not None:
            midnight = datetime.combine(line.night, datetime.min.time())
            start, end = (datetime.fromisoformat(row[f"{end}_local"]) for end in ("start", "end"))
            assert (start - midnight).total_seconds() == line.start_minute * 60
            assert (end - midnight).total_seconds() == line.end_minute * 60


def test_the_night_is_the_day_the_programme_names(reading, rows):
    names = {"Wo": 2, "Do": 3, "Vr": 4, "Za": 5}
    timed = [line for line in reading.lines if line.night]
    assert [line.night.weekday() for line in timed] == [names[rows[line.number]["day_nl"]] for line in timed]
    assert Counter(line.night for line in timed) == {
        date(2025, 1, 15): 29,
        date(2025, 1, 16): 98,
        date(2025, 1, 17): 94,
        date(2025, 1, 18): 48,
    }


def test_a_set_without_a_date_takes_it_from_the_name_of_its_day(reading):
    loverman = next(line for line in reading.lines if line.act == "Loverman")
    # the file says Do and 22.10-22,50 and gives no date
    assert (loverman.night, loverman.start_minute, loverman.end_minute) == (date(2025, 1, 16), 1330, 1370)


def test_names_of_days_and_raw_times_alone_give_the_same_sets(esns, reading):
    mapping = {"start_local": Field.IGNORE, "end_local": Field.IGNORE}
    raw = read("esns.csv", esns, mapping=mapping, first_date=date(2025, 1, 13))

    def sets(found):
        return {line.number: (line.night, line.start_minute, line.end_minute) for line in found.lines}

    assert sets(raw) == sets(reading)
    assert raw.refusals[0].reason == "It ends before it starts."


def test_names_of_days_without_any_date_are_refused_with_what_to_do(esns):
    mapping = dict.fromkeys(("venue", "start_local", "end_local"), Field.IGNORE)
    reading = read("esns.csv", esns, mapping=mapping)
    assert {refusal.advice for refusal in reading.refusals if refusal.value in {"Wo", "Do", "Vr", "Za"}} == {
        "Say on which date the festival begins."
    }
    assert [line.act for line in reading.lines if line.number not in {r.number for r in reading.refusals}] == ["Dons"]


def test_dutch_countries_become_codes(reading):
    as_given = {line.country for line in reading.lines if len(line.country) != 2}
    assert as_given == {"Zwi/Ita", "Zwi Ita", "Est/Zwe", "Dui/Zwi"}
    countries = Counter(line.country for line in reading.lines)
    assert {code: countries[code] for code in ("NL", "GB", "AT", "UA", "SK", "SI")} == {
        "NL": 70,
        "GB": 27,
        "AT": 6,
        "UA": 4,
        "SK": 3,
        "SI": 2,
    }


def test_a_peek_shows_five_rows(esns, reading):
    sheet = peek("esns_2025.csv", esns)
    assert (len(sheet.rows), sheet.row_count, sheet.columns) == (5, 273, reading.columns)
    assert sheet.mapping == reading.mapping
    assert sheet.rows[0].texts[:2] == ("2025", ".Multibeat")


def test_name_and_digest(esns, reading):
    assert (reading.kind, reading.name, reading.encoding) == ("sheet", "esns 2025", "utf-8")
    assert read("other.xlsx", esns).digest == reading.digest
