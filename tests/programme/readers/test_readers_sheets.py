"""Text tables: encodings, separators, headings, figures, and everything that is refused."""

import codecs
from dataclasses import replace
from datetime import date

import pytest

from samspel.errors import BadInput
from samspel.programme.readers import Field, Line, peek, read

SIMPLE = "act,venue\nMåns & Tåget,Örebro Teater\n"
EXPECTED = (Line(number=2, act="Måns & Tåget", venue="Örebro Teater"),)


def _problem(content, **options):
    with pytest.raises(BadInput) as refused:
        read("programme.csv", content, **options)
    (problem,) = refused.value.problems
    assert problem.advice
    return problem


@pytest.mark.parametrize(
    "content",
    [
        SIMPLE.encode(),
        codecs.BOM_UTF8 + SIMPLE.encode(),
        SIMPLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + SIMPLE.encode("utf-16-be"),
        SIMPLE.replace(",", ";").encode(),
        SIMPLE.replace(",", "\t").encode(),
        SIMPLE.replace(",", "|").encode(),
        SIMPLE.replace("\n", "\r\n").encode(),
        SIMPLE.replace("\n", "\r").encode(),
        SIMPLE.rstrip().encode(),
        ("sep=;\n" + SIMPLE.replace(",", ";")).encode(),
        SIMPLE.replace("å", "a\u030a").encode(),
        SIMPLE.replace("Måns", "  Måns\u200b\x07 ").encode(),
    ],
)
def test_the_same_table_however_it_is_saved(content):
    assert read("programme", content).lines == EXPECTED


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_other_encodings_are_refused_with_the_first_bad_row(encoding):
    problem = _problem(("act,venue\nAbba,Teatern\n" + SIMPLE.split("\n")[1]).encode(encoding))
    assert (problem.row, problem.value) == (3, "Måns & Tåget,Örebro Teater")
    assert "CSV UTF-8" in problem.advice


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b" \r\n\n", "The file is empty."),
        (codecs.BOM_UTF8, "The file is empty."),
        (b"act,venue\n", "There is nothing under the headings."),
        (b"act,ve\0nue\nA,B\n", "The file does not hold text."),
        (bytes(range(256)) * 4, "The file does not hold text that can be read."),
        (b"%PDF-1.7\n", "This is a PDF file, not a table."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is a Excel 97 (.xls) file, not a table."),
        (b"\xff\xfeA", "The file does not hold text that can be read."),
        (b"a" * (20 * 2**20 + 1), "The file is 21 MB; the most that can be read is 20 MB."),
        (b"act\n" + b"A\n" * 20_001, "The sheet has more than 20000 rows."),
        (b"act" + b",x" * 200 + b"\nA\n", "The row has more than 200 columns."),
        (b"act,venue\n" + b"x" * 1_000_001, "A line is too long for a table."),
        (b'act,venue\nA,B\n"C,D\nE,F\n', "A quotation mark is opened and never closed."),
        (
            b"colour,size\nred,4\n",
            "No column is known to hold acts or venues. The columns are: colour, size.",
        ),
    ],
)
def test_files_that_are_refused_whole(content, reason):
    assert _problem(content).reason == reason


def test_fifty_megabytes_are_refused_before_they_are_read():
    assert _problem(b"act\n" * (50 * 2**18)).reason == "The file is 50 MB; the most that can be read is 20 MB."


def test_twenty_thousand_rows_are_read():
    content = "act\n" + "".join(f"Act {number}\n" for number in range(20_000))
    assert len(read("p.csv", content.encode()).lines) == 20_000


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    content = 'Live at Heart 2026\n\nact,venue,description\nA,B,"two\nlines"\n\nC,D,\n'
    assert read("p.csv", content.encode()).lines == (
        Line(number=4, act="A", venue="B", description="two\nlines"),
        Line(number=6, act="C", venue="D"),
    )


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Artist;Spelplats;Dag;Tid;Land", "act venue day times country"),
        ("Akt;Lokal;Scen;Starttid;Sluttid;Publik;Kapacitet", "act venue stage start end draw capacity"),
        ("Artiest,Locatie,Aanvang,Einde,Land,Omschrijving", "act venue start end country description"),
        ("Künstler,Spielort,Bühne,Datum,Beginn,Ende,Länge", "act venue stage date start end length"),
        ("Artist,Spillested,Scene,Dato,Starter,Slutt,Sjanger", "act venue stage date start end genre"),
        ("Esiintyjä,Paikka,Lava,Päivä,Alkaa,Loppuu,Maa", "act venue stage date start end country"),
        ("BAND NAME , Venue_Name,Start time,End-time,Duration (min)", "act venue start end length"),
        ("Klockslag;Artist;Spelplats;Speltid (min);Hemland;Medverkande", "start act venue length country members"),
        ("Medverkande;Var;När;Ort", "act venue times ignore"),
        ("Artist;Ort;Spelställe;Väntad publik;Brandnummer", "act ignore venue draw fire_limit"),
        ("Lokal;Offentlig plats;Alkohol;Servering till", "venue public-place alcohol alcohol-until"),
        ("Venue;Public place;Serves alcohol;Alcohol until", "venue public-place alcohol alcohol-until"),
        (
            "Kunstner;Spillested;Klokkeslæt;Varighed (min);Hjemland;Medvirkende",
            "act venue times length country members",
        ),
        ("Utøver;Sted;Klokkeslett;Lengde (minutter);Opprinnelsesland", "act venue times length country"),
        (
            "Optreden;Waar;Tijdstip;Duur (minuten);Land van herkomst;Muzikanten",
            "act venue times length country members",
        ),
        ("Gruppe;Wo;Uhrzeit;Dauer (Min.);Herkunftsland;Mitwirkende", "act venue times length country members"),
        ("Name,Stage,Lat,Lng,Address,Members,ID", "act venue latitude longitude address members key"),
    ],
)
def test_headings_in_six_languages(headings, fields):
    sheet = peek("p.csv", (headings + "\n" + "x" + "\n").encode())
    assert [field.value for field in sheet.mapping.values()] == fields.split()


def test_a_mapping_says_what_headings_do_not():
    content = b"colour;size\nred;4\n"
    reading = read("p.csv", content, mapping={"colour": Field.ACT})
    assert reading.lines == (Line(number=2, act="red"),)
    assert dict(reading.mapping) == {"colour": Field.ACT, "size": Field.IGNORE}


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"shape": Field.ACT}, "The file has no column called shape. The columns are: colour, size."),
        ({"colour": Field.ACT, "size": Field.ACT}, "Two columns are both said to be: Act."),
        ({"size": Field.START}, "No column is known to hold acts or venues. The columns are: colour, size."),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping, reason):
    assert _problem(b"colour;size\nred;4\n", mapping=mapping).reason == reason


def test_a_mapping_overrides_the_named_columns_and_no_others():
    content = "artist;spelplats;datum;starttid;slot\nAlba;Kajen;2026-09-04;20:00;folk\n"
    reading = read("p.csv", content.encode(), mapping={"slot": Field.GENRE})
    assert [field.value for field in reading.mapping.values()] == ["act", "venue", "date", "start", "genre"]
    moved = read("p.csv", content.encode(), mapping={"slot": Field.START})
    assert [field.value for field in moved.mapping.values()] == ["act", "venue", "date", "ignore", "start"]


HEADLESS = "Tallhamn;Kajen;fredag;20.45-21.30\nNordljus;Torget;fredag;22.00-22.40\n"


def test_a_file_without_headings_is_refused_until_its_columns_are_named_and_loses_no_row():
    problem = _problem(HEADLESS.encode())
    assert (problem.row, problem.reason) == (
        1,
        "The file seems to have no headings: its first row says Tallhamn, Kajen, fredag, 20.45-21.30. "
        "The columns are: Column A, Column B, Column C, Column D.",
    )
    for names in (("Column A", "Column B"), ("A", "b"), ("Kolumn A", "Kolumn B")):
        mapping = dict(zip(names, (Field.ACT, Field.VENUE), strict=True))
        reading = read("p.csv", HEADLESS.encode(), mapping=mapping, first_date=date(2026, 9, 3))
        assert [(line.number, line.act, line.venue, line.start_minute) for line in reading.lines] == [
            (1, "Tallhamn", "Kajen", 1245),
            (2, "Nordljus", "Torget", 1320),
        ]


def test_a_person_may_say_whether_there_are_headings():
    content = b"Tallhamn;Kajen\nNordljus;Torget\n"
    mapping = {"Column A": Field.ACT, "Column B": Field.VENUE}
    assert [line.act for line in read("p.csv", content, mapping=mapping, headed=False).lines] == [
        "Tallhamn",
        "Nordljus",
    ]
    assert peek("p.csv", HEADLESS.encode(), headed=True).columns[0] == "Tallhamn"


def test_rows_above_the_headings_are_told():
    reading = read("p.csv", b"Live at Heart 2026\nact,venue\nA,B\n")
    assert [(remark.number, remark.value, remark.reason) for remark in reading.remarks] == [
        (1, "Live at Heart 2026", "The row stands above the headings and is not read.")
    ]


def test_repeated_and_empty_headings_get_names_of_their_own():
    sheet = peek("p.csv", b"act,,act,venue\nA,b,c,D\n")
    assert sheet.columns == ("act", "Column B", "act (2)", "venue")


def test_equal_rows_are_taken_once_with_a_remark():
    reading = read("p.csv", b"act,venue\nA,B\nC,D\nA , B\n")
    assert [line.number for line in reading.lines] == [2, 3]
    assert [(remark.number, remark.value, remark.reason) for remark in reading.remarks] == [
        (4, "A", "It says the same as row 2 and is taken once.")
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,B,C,D", "The row has 4 cells under 3 headings."),
        (",,note", "The row names neither an act nor a venue."),
        ("A,B," + "x" * 10_001, "The text is 10001 characters; at most 10000 fit."),
        ("A" * 201 + ",B,", "The text is 201 characters; at most 200 fit."),
    ],
)
def test_rows_that_are_refused(row, reason):
    reading = read("p.csv", f"act,venue,description\nX,Y,Z\n{row}\n".encode())
    assert [line.number for line in reading.lines] == [2]
    assert [(refusal.number, refusal.reason) for refusal in reading.refusals] == [(3, reason)]


def test_what_a_line_holds_besides_the_set():
    content = (
        "act;venue;stage;country;genre;draw;members;address;capacity;lat;lon;id\n"
        "Tallhamn;Kajen;Stora;Sverige;Rock;1 200;Ida, Bo, Ida;Kajgatan 1;450 personer;59,27;15.21;t-1\n"
    )
    assert read("p.csv", content.encode()).lines == (
        Line(
            number=2, act="Tallhamn", venue="Kajen", stage="Stora", country="SE", genre="Rock",
            draw_persons=1200,            members=("Ida", "Bo"), address="Kajgatan 1", capacity_persons=450,
            latitude=59.27, longitude=15.21, key="t-1",
        ),
    )  # fmt: skip


def test_an_unreadable_figure_is_left_out_with_a_remark():
    reading = read("p.csv", b"venue,capacity,lat\nKajen,plenty,95\n")
    assert reading.lines == (Line(number=2, venue="Kajen"),)
    assert [(remark.value, remark.reason) for remark in reading.remarks] == [
        ("plenty", "Capacity of the venue (persons): the value cannot be read and is left out."),
        ("95", "Latitude: the value cannot be read and is left out."),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Sweden", "SE"), ("Sverige", "SE"), ("se", "SE"), ("SWE", "SE"), ("Zweden", "SE"), ("Schweden", "SE"),
     ("Ruotsi", "SE"), ("Storbritannien", "GB"), ("UK", "GB"), ("Österreich", "AT"),
     ("Atlantis", "Atlantis")],
)  # fmt: skip
def test_countries(text, code):
    assert [line.country for line in read("p.csv", f"act,country\nA,{text}\n".encode()).lines] == [code]


def test_a_formula_in_a_text_file_is_only_text():
    assert read("p.csv", b'act\n"=HYPERLINK(""x"")"\n').lines == (Line(number=2, act='=HYPERLINK("x")'),)


def test_every_meaning_has_a_label():
    assert len({str(field.label) for field in Field}) == len(Field)


def test_lines_compare_by_value():
    (line,) = read("p.csv", SIMPLE.encode()).lines
    assert replace(line, number=2) == EXPECTED[0]
