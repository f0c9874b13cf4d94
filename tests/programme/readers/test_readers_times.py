"""Times, dates and names of days as people write them, through the reader's door."""

from datetime import date

import pytest

from samspel.programme.readers import Field, read

FIRST = date(2026, 9, 3)  # a Thursday


def _sheet(**cells):
    return "\t".join(["act", *cells]) + "\n" + "\t".join(["Tallhamn", *cells.values()]) + "\n"


def _one(**cells):
    reading = read("p.csv", _sheet(**cells).encode(), first_date=FIRST)
    assert reading.refusals == ()
    (line,) = reading.lines
    return line.night, line.start_minute, line.end_minute


def _refused(**cells):
    reading = read("p.csv", _sheet(**cells).encode(), first_date=FIRST)
    assert [(line.act, line.night, line.start_minute) for line in reading.lines] == [("Tallhamn", None, None)]
    (refusal,) = reading.refusals
    assert (refusal.number, bool(refusal.advice), refusal.set_only) == (2, True, True)
    return refusal.value, refusal.reason


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20.45-21.30", (1245, 1290)),
        ("20:45–21:30", (1245, 1290)),
        ("20:45 — 21:30", (1245, 1290)),
        ("kl. 20.45 till 21.30", (1245, 1290)),
        ("2045-2130", (1245, 1290)),
        ("8.45-9.30 pm", (1245, 1290)),
        ("8.45 pm - 9.30 pm", (1245, 1290)),
        ("20:45 Uhr bis 21:30 Uhr", (1245, 1290)),
        ("22.10-22,50", (1330, 1370)),
        ("23:45-00:30", (1425, 1470)),
        ("00:30-01:15", (1470, 1515)),
        ("24:30-25:15", (1470, 1515)),
        ("11:30 pm - 12:15 am", (1410, 1455)),
        ("23.15 – midnatt", (1395, 1440)),
        ("midnatt-01.00", (1440, 1500)),
        ("kl 20.45-kl 21.30", (1245, 1290)),
        ("från kl. 20.45 till 21.30", (1245, 1290)),
        ("van 20.45 tot 21.30 uur", (1245, 1290)),
        ("von 20:45 bis 21:30 Uhr", (1245, 1290)),
        ("fra kl. 20:45 til 21:30", (1245, 1290)),
        ("Fredagkväll 20.45-21.30", (1245, 1290)),
    ],
)
def test_start_and_end_in_one_cell(text, minutes):
    assert _one(night="2026-09-04", times=text) == (date(2026, 9, 4), *minutes)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("20.45", 1245),
        ("20:45:00", 1245),
        ("8.45 pm", 1245),
        ("8.45 p.m.", 1245),
        ("8pm", 1200),
        ("12 am", 1440),
        ("12:05 pm", 725),
        ("20h45", 1245),
        ("20h", 1200),
        ("klo 20.45", 1245),
        ("2045", 1245),
        ("24:30", 1470),
        ("25:15", 1515),
        ("05:59", 1799),
        ("06:00", 360),
        ("kl 20.45", 1245),
        ("kl. 20:45", 1245),
        ("Klockan 20.45", 1245),
        ("klokken 20", 1200),
        ("om 20.45 uur", 1245),
        ("ab 20 Uhr", 1200),
        ("midnatt", 1440),
        ("Midnight", 1440),
        ("Mitternacht", 1440),
        ("fre kl 20.45", 1245),
    ],
)
def test_a_start_in_a_named_night(text, minute):
    assert _one(night="2026-09-04", start=text) == (date(2026, 9, 4), minute, None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-04", "2026/09/04", "4.9.2026", "04/09/2026", "4-9-26", "4/9", "4 september 2026", "4 sept",
        "September 4, 2026", "4th of September", "fre 4 sep", "Friday 4 September 2026", "4. syyskuuta",
        "vrijdag 4 september", "fredagen den 4 september", "fredag 4/9", "Fr., 4.9.2026", "fredag den 4:e september",
    ],
)  # fmt: skip
def test_dates(text):
    assert _one(datum=text, start="20:00") == (date(2026, 9, 4), 1200, None)


@pytest.mark.parametrize(
    ("names", "night"),
    [
        ("Thu torsdag Do donderdag Donnerstag tors tor Thursday torstai", date(2026, 9, 3)),
        ("Fri fredag Vr vrijdag Freitag fre FREDAG friday perjantai", date(2026, 9, 4)),
        ("Sat lördag Za zaterdag Samstag lør LÖR Saturday lauantai", date(2026, 9, 5)),
        ("Sun söndag Zo zondag Sonntag søn sunday sunnuntai", date(2026, 9, 6)),
        ("Torsdagen|torsd.|Torsdagkväll|torsdag kväll|tor|Thursdays|Donnerstagabend|torsdagskvällen", date(2026, 9, 3)),
        ("Fredagkväll|fredagen|Fri night|Friday evening|vrijdagavond|Freitagnacht|fredag aften|Fr.", date(2026, 9, 4)),
        ("lö|lörd|lördagsnatten|lør.|zaterdagavond|Sa|Samstagabend|lørdag kveld", date(2026, 9, 5)),
        ("sö|sönd.|Söndagen|Sonntagabend|So.|zondagnacht", date(2026, 9, 6)),
        ("Wed onsdag Wo woensdag Mittwoch keskiviikko", date(2026, 9, 9)),
    ],
)
def test_names_of_days_are_dated_from_the_first_date(names, night):
    separator = "|" if "|" in names else " "
    assert {_one(dag=name, start="20:00")[0] for name in names.split(separator)} == {night}


@pytest.mark.parametrize("text", ["fre 20.45", "Fredag kväll 20:45", "fredag kl. 20.45", "Freitag, 20:45 Uhr"])
def test_a_day_and_a_time_in_one_cell(text):
    assert _one(tid=text) == (date(2026, 9, 4), 1245, None)
    assert _one(datum="2026-09-04", start=text, slut="lör 01.00") == (date(2026, 9, 4), 1245, 1500)


def test_a_day_name_takes_its_date_from_other_rows():
    content = "act,date,day,start\nA,2026-09-04,Fri,20:00\nB,,Sat,20:00\n"
    assert [line.night for line in read("p.csv", content.encode()).lines] == [
        date(2026, 9, 4),
        date(2026, 9, 5),
    ]


def test_a_day_name_takes_its_date_from_the_nights_of_the_edition():
    content = b"act;venue;day;start\nA;B;fre;20:00\n"
    nights = [date(2026, 9, 3), date(2026, 9, 4)]
    assert [line.night for line in read("p.csv", content, nights=nights).lines] == [date(2026, 9, 4)]


def test_a_short_date_takes_its_year_from_the_edition():
    content = "edition;act;datum;start\nLive at Heart 2026;A;4 sep;20:00\n"
    assert [line.night for line in read("p.csv", content.encode()).lines] == [date(2026, 9, 4)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # a date on the calendar: half past midnight on the 5th belongs to the night of the 4th
        ({"date": "2026-09-05", "start": "00:30", "end": "01:15"}, (date(2026, 9, 4), 1470, 1515)),
        ({"date": "2026-09-05", "start": "01:15"}, (date(2026, 9, 4), 1515, None)),
        ({"date": "2026-09-04", "start": "24:30"}, (date(2026, 9, 4), 1470, None)),
        ({"start": "2026-09-05T00:30", "end": "2026-09-05T01:15"}, (date(2026, 9, 4), 1470, 1515)),
        ({"start": "2026-09-04 23:30", "end": "00:15"}, (date(2026, 9, 4), 1410, 1455)),
        ({"start": "2026-09-04 20:45:00+02:00", "end": "2026-09-04T21:30Z"}, (date(2026, 9, 4), 1245, 1290)),
        (
            {"start": "2026-09-04T20:45:00+02:00", "end": "2026-09-04T21:30:00+02:00"},
            (date(2026, 9, 4), 1245, 1290),
        ),
        # a named night keeps its name past midnight
        ({"night": "2026-09-04", "start": "00:30"}, (date(2026, 9, 4), 1470, None)),
        ({"night": "2026-09-04", "start": "2026-09-05T07:00"}, (date(2026, 9, 4), 1860, None)),
        ({"day": "Fri", "start": "00:30"}, (date(2026, 9, 4), 1470, None)),
        ({"night": "2026-09-04", "start": "20:45", "length": "45"}, (date(2026, 9, 4), 1245, 1290)),
        ({"night": "2026-09-04", "start": "20:45", "length": "45 min"}, (date(2026, 9, 4), 1245, 1290)),
        ({"night": "2026-09-04", "start": "20:45", "length": "1 h 15"}, (date(2026, 9, 4), 1245, 1320)),
        ({"night": "2026-09-04", "start": "20:45", "length": "1,5 h"}, (date(2026, 9, 4), 1245, 1335)),
        ({"night": "2026-09-04", "start": "20:45", "length": "0:45"}, (date(2026, 9, 4), 1245, 1290)),
        ({"night": "2026-09-04"}, (date(2026, 9, 4), None, None)),
        ({"start": "20:45"}, (None, 1245, None)),
    ],
)
def test_nights_and_minutes(cells, expected):
    assert _one(**cells) == expected


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"start": "21:30", "end": "20:45"}, ("21:30 – 20:45", "It ends before it starts.")),
        (
            {"start": "2026-09-04T21:30", "end": "2026-09-04T20:45"},
            ("2026-09-04T21:30 – 2026-09-04T20:45", "It ends before it starts."),
        ),
        ({"times": "21:30-20:45"}, ("21:30-20:45", "It ends before it starts.")),
        ({"times": "21:30-21:30"}, ("21:30-21:30", "It ends when it starts.")),
        (
            {"start": "09:00", "end": "21:01"},
            ("09:00 – 21:01", "It lasts 12 h 01 min; a set is at most 12 hours."),
        ),
        ({"start": "20:00", "length": "800"}, ("800", "It lasts 13 h 20 min; a set is at most 12 hours.")),
        ({"start": "20:00", "length": "long"}, ("long", "The length cannot be read.")),
        ({"start": "after dinner"}, ("after dinner", "The time cannot be read.")),
        ({"start": "20:75"}, ("20:75", "The time cannot be read.")),
        ({"start": "31:00"}, ("31:00", "The time cannot be read.")),
        ({"start": "13 pm"}, ("13 pm", "The time cannot be read.")),
        ({"start": "20:00", "end": "late"}, ("late", "The end cannot be read.")),
        ({"start": "", "end": "21:00"}, ("21:00", "It has an end but no start.")),
        ({"date": "2026-02-30", "start": "20:00"}, ("2026-02-30", "The date cannot be read.")),
        ({"date": "09/18/2026", "start": "20:00"}, ("09/18/2026", "The date cannot be read.")),
        ({"day": "opening", "start": "20:00"}, ("opening", "The date cannot be read.")),
        (
            {"night": "2026-09-04", "start": "2026-09-09T20:00"},
            ("2026-09-09T20:00", "The start is not in the night of its row."),
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(cells, refusal):
    assert _refused(**cells) == refusal


@pytest.mark.parametrize(
    ("row", "act", "reason"),
    [
        ("Alba,,2026-09-04,20:00", "Alba", "It has a time but no venue."),
        ("Alba,Kajen,,20:00", "Alba", "It has a time but no day."),
        ("Alba,,,20:00", "Alba", "It has a time but neither a venue nor a day."),
        (",Kajen,2026-09-04,20:00", "", "It has a time but no act."),
    ],
)
def test_a_time_that_leads_to_no_set_is_refused_with_its_row(row, act, reason):
    reading = read("p.csv", f"act,venue,date,start\n{row}\nBrus,Torget,2026-09-04,21:00\n".encode())
    assert [line.act for line in reading.lines] == [act, "Brus"]
    (refusal,) = reading.refusals
    assert (refusal.number, refusal.reason, bool(refusal.advice), refusal.set_only) == (2, reason, True, True)


@pytest.mark.parametrize(
    ("headings", "row", "remark"),
    [
        ("act,date,start", "Alba,2026-09-04,20:00", "No column is taken to be the venue: 2 acts with a time "),
        ("act,venue,start", "Alba,Kajen,20:00", "No column is taken to be the day or the date: 2 acts with a time "),
        ("venue,date,start", "Kajen,2026-09-04,20:00", "No column is taken to be the act: the times of 2 rows "),
    ],
)
def test_a_whole_column_that_is_missing_is_told_once(headings, row, remark):
    reading = read("p.csv", f"{headings}\n{row}\n{row[:-5]}21:00\n".encode())
    assert reading.refusals == ()
    assert [told.reason.startswith(remark) for told in reading.remarks] == [True]


def test_columns_without_telling_headings_are_known_by_their_cells():
    content = "act,x,y,z\nA,fre,20.45-21.30,Rock\nB,lör,22.00-22.40,Pop\n"
    reading = read("p.csv", content.encode(), first_date=FIRST)
    assert dict(reading.mapping) == {"act": Field.ACT, "x": Field.DAY, "y": Field.TIMES, "z": Field.IGNORE}
    assert [line.start_minute for line in reading.lines] == [1245, 1320]
