"""Excel workbooks: typed cells, several sheets, and archives that are more than they seem."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from samspel.errors import BadInput
from samspel.programme.readers import Field, Line, peek, read

NIGHT = date(2026, 9, 4)


def _book(*rows, **more_sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, extra in more_sheets.items():
        sheet = book.create_sheet(title)
        for row in extra:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _at(day, hour=0, minute=0):
    return datetime(2026, 9, day, hour, minute)  # noqa: DTZ001 - Excel knows no zones


def _times(*cells):
    (line,) = read("p.xlsx", _book(["act", "datum", "start", "slut"], ["Tallhamn", *cells])).lines
    return line.night, line.start_minute, line.end_minute


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([NIGHT, time(20, 45), time(21, 30)], (NIGHT, 1245, 1290)),
        ([_at(5), time(0, 30), time(1, 15)], (NIGHT, 1470, 1515)),
        ([None, _at(5, 0, 30), _at(5, 1, 15)], (NIGHT, 1470, 1515)),
        ([NIGHT, timedelta(hours=24, minutes=30), timedelta(hours=25, minutes=15)], (NIGHT, 1470, 1515)),
        ([NIGHT, 20.45, 21.3], (NIGHT, 1245, 1290)),
        ([NIGHT, 0.875, 0.9375], (NIGHT, 1260, 1350)),
        ([NIGHT, 2045, 2130], (NIGHT, 1245, 1290)),
        ([NIGHT, 20, 21], (NIGHT, 1200, 1260)),
        (["2026-09-04", "20.45", "21.30"], (NIGHT, 1245, 1290)),
    ],
)
def test_cells_with_times_and_dates(cells, expected):
    assert _times(*cells) == expected


def test_numbers_stay_whole_and_names_may_be_figures():
    content = _book(["act", "capacity", "lat", "id"], [1975, 450.0, 59.27, 12.0])
    assert read("p.xlsx", content).lines == (
        Line(number=2, act="1975", capacity_persons=450, latitude=59.27, key="12"),
    )


def test_rows_are_numbered_as_excel_shows_them():
    reading = read("p.xlsx", _book(["Live at Heart"], [], ["act", "venue"], [], ["A", "B"]))
    assert (reading.lines, reading.encoding) == ((Line(number=5, act="A", venue="B"),), "xlsx")


def test_the_sheet_with_known_headings_is_read_and_the_others_are_named():
    reading = read("p.xlsx", _book(["notes"], ["call Ida"], Spelningar=[["act", "venue"], ["A", "B"]]))
    assert reading.lines == (Line(number=2, act="A", venue="B"),)
    assert [(remark.number, remark.value, remark.reason) for remark in reading.remarks] == [
        (None, "Sheet", "This sheet of the workbook is not read; the sheet Spelningar is.")
    ]


def test_formulas_are_never_computed():
    content = _book(["act", "venue"], ['=WEBSERVICE("http://localhost")', "Kajen"], ["#REF!", "Torget"])
    assert read("p.xlsx", content).lines == (Line(number=2, venue="Kajen"), Line(number=3, venue="Torget"))


def test_a_peek_at_a_workbook():
    sheet = peek("p.xlsx", _book(["act", "start"], *([f"Act {n}", time(20, n)] for n in range(9))))
    assert (len(sheet.rows), sheet.row_count, dict(sheet.mapping)) == (
        5,
        9,
        {"act": Field.ACT, "start": Field.START},
    )


def _packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _altered(content, name, change):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return _packed({**parts, name: change(parts.get(name, b""))})


BOOK = _book(["act"], ["A"])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_packed({"a.txt": "hello"}), "This is a packed file, but not an Excel workbook."),
        (BOOK[:-30], "The Excel workbook is damaged."),
        (BOOK[: len(BOOK) // 2], "The Excel workbook is damaged."),
        (_altered(BOOK, SHEET, lambda _xml: b"<worksheet"), "The Excel workbook is damaged."),
        (_altered(BOOK, "xl/workbook.xml", lambda _xml: b""), "The Excel workbook is damaged."),
        (
            _altered(BOOK, "xl/media/bomb.bin", lambda _xml: bytes(101 * 2**20)),
            "The workbook unpacks to far more than it should hold.",
        ),
        (
            _altered(BOOK, SHEET, lambda xml: xml + b" " * (20 * 2**20)),
            "The workbook unpacks to far more than it should hold.",
        ),
        (
            _altered(BOOK, SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml),
            "The workbook declares XML entities, which no spreadsheet needs.",
        ),
        (_book(["act"], *([str(n)] for n in range(20_001))), "The sheet has more than 20000 rows."),
        (_book(["act", *["x"] * 200], ["A"]), "The row has more than 200 columns."),
        (_book(), "The workbook is empty."),
        (_book(["act", "venue"]), "There is nothing under the headings."),
    ],
    ids=range(12),
)
def test_workbooks_that_are_refused(content, reason):
    with pytest.raises(BadInput) as refused:
        read("p.xlsx", content)
    assert [problem.reason for problem in refused.value.problems] == [reason]


def test_a_stray_row_number_does_not_make_a_sheet_endless():
    def stretched(xml):
        return xml.replace(b"</sheetData>", b'<row r="99999999"><c r="A99999999" t="n"><v>1</v></c></row></sheetData>')

    assert read("p.xlsx", _altered(BOOK, SHEET, stretched)).lines == (Line(number=2, act="A"),)
