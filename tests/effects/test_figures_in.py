"""Figures come in as they were written: Excel, Parquet, Kolada, counters and tills; what cannot is named."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from samspel.effects.readers import guess_periods, guess_places, municipalities, read_answers, read_table
from samspel.effects.types import Likeness, PeriodKind, Reading, Table
from samspel.errors import BadInput

NAMES = st.text("abcåäöÅÄÖ é-", min_size=1, max_size=8).map(str.strip).filter(lambda name: name.strip("- "))
FIGURES = st.none() | st.integers(-(10**9), 10**9).map(float) | st.floats(-6e4, 6e4, width=16)


@st.composite
def tables(draw: Any) -> Table:
    units = tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=str.casefold)))
    count = draw(st.integers(1, 5))
    first = draw(st.integers(1950, 2020))
    rows = [tuple(draw(st.lists(FIGURES, min_size=count, max_size=count))) for _unit in units]
    return Table(units, tuple(str(first + year) for year in range(count)), tuple(rows))


def long_rows(table: Table) -> list[list[Any]]:
    return [
        [unit, period, value]
        for unit, row in zip(table.units, table.values, strict=True)
        for period, value in zip(table.periods, row, strict=True)
    ]


def workbook(rows: list[list[Any]], *, above: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    for line in above:
        book.active.append([line])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@given(tables())
@settings(max_examples=30)
def test_a_workbook_written_and_read_is_the_same(table: Table) -> None:
    content = workbook([["kommun", "år", "värde"], *long_rows(table)], above=("Folkmängd", "Källa: SCB"))
    # A workbook keeps sixteen digits of a number, one less than a number has.
    kept = tuple(tuple(None if one is None else float(f"{one:.16g}") for one in row) for row in table.values)
    assert read_table(content) == Table(table.units, table.periods, kept)


def test_hours_of_a_workbook_keep_midnight_and_days_have_none() -> None:
    hours = [dt.datetime.fromisoformat(f"2026-09-{text}") for text in ("03 23:00", "04 00:00", "04 01:00")]
    table = read_table(workbook([["gata", "tid", "antal"], *(["A", hour, 5] for hour in hours)]))
    assert table.periods == ("2026-09-03 23:00", "2026-09-04 00:00", "2026-09-04 01:00")
    days = read_table(workbook([["gata", "datum", "antal"], ["A", hours[1], 5]]))
    assert days.periods == ("2026-09-04",)


@given(tables())
@settings(max_examples=30)
def test_swedish_numbers_written_and_read_are_the_same(table: Table) -> None:
    def swedish(value: float | None) -> str:
        return "" if value is None else f"{value:,.6f}".replace(",", "\u00a0").replace(".", ",").replace("-", "\u2212")

    rows = ["kommun;år;värde", *(f"{unit};{period};{swedish(value)}" for unit, period, value in long_rows(table))]
    rounded = tuple(tuple(None if one is None else float(f"{one:.6f}") for one in row) for row in table.values)
    assert read_table("\n".join(rows).encode()) == Table(table.units, table.periods, rounded)


@given(tables(), st.sampled_from(["values", "results"]))
@settings(max_examples=30)
def test_kolada_written_and_read_is_the_same(table: Table, word: str) -> None:
    rows = [
        {
            "kpi": "N00945",
            "municipality": unit,
            "period": int(period),
            "values": [{"gender": gender, "status": "", "value": value} for gender in ("K", "T")],
        }
        for unit, period, value in long_rows(table)
    ]
    half = len(rows) // 2
    pages = tuple(json.dumps({"count": 1, word: part}).encode() for part in (rows[:half], rows[half:]))
    assert read_answers(pages) == table
    with pytest.raises(BadInput, match="No municipality has a figure for gender M"):
        read_answers(pages, Reading(only=(("gender", "M"),)))


def test_parquet_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "figures.parquet"
    pq.write_table(pa.table({"kommun": ["Örebro", "Örebro"], "år": [2001, 2002], "värde": [1.5, None]}), path)
    assert read_table(path.read_bytes()) == Table(("Örebro",), ("2001", "2002"), ((1.5, None),))
    with pytest.raises(BadInput, match="The Parquet file is damaged"):
        read_table(b"PAR1" + b"x" * 50)


def test_a_real_workbook_of_another_kind_says_what_is_missing(shared: Callable[[str], Path]) -> None:
    with pytest.raises(BadInput, match="It is not clear which column holds the"):
        read_table(shared("scheduling/cosplib/N2OR.xlsx").read_bytes())


def test_counts_and_takings_by_venue_and_hour() -> None:
    text = "datum;timme;spelställe;besökare\n2026-09-03;21;Kajen;120\n2026-09-03;22:00;Kajen;1 140,5\n"
    assert read_table(text.encode()) == Table(("Kajen",), ("2026-09-03 21:00", "2026-09-03 22:00"), ((120.0, 1140.5),))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "The workbook unpacks to far more than it should hold. Keep only"),
        (b"PK\x03\x04 nothing", "The Excel workbook is damaged. Open it in Excel and save it again."),
        (workbook([]), "The workbook has no filled rows."),
        (workbook([["unit", "year", "value"], ["A", 2001, "many"]]), "2: “many” is not a number."),
        (workbook([["unit", "year", "value"], ["A", 2001, "#DIV/0!"]]), "2: “#DIV/0!” is an error of the spreadsheet."),
        (workbook([["unit", "year", "value"], ["A", 2001, 1], ["A", 2001, 1]]), "3: “A” has a second figure for 2001."),
        (b"x" * (21 * 2**20), "The file is 21 MB; the most that can be read is 20 MB."),
        (
            b'{"values": [{"municipality": "1880", "kpi": "A"}, {"municipality": "1880", "kpi": "B"}]}',
            "kpi = A, kpi = B",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_table(content)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("labels", "meant", "kind"),
    [
        ("2001|2002", "2001|2002", PeriodKind.YEAR),
        ("januari 2024|feb. 2024|2024 mars", "2024M01|2024M02|2024M03", PeriodKind.MONTH),
        ("2024-01|2024-02", "2024M01|2024M02", PeriodKind.MONTH),
        ("vecka 5 2024|v. 6, 2024|2024V07", "2024V05|2024V06|2024V07", PeriodKind.WEEK),
        ("kv 1 2024|2024Q2", "2024K1|2024K2", PeriodKind.QUARTER),
        ("HT2023|VT2024", "2023T2|2024T1", PeriodKind.TERM),
        ("3 september 2026|13/9/2026", "2026-09-03|2026-09-13", PeriodKind.DAY),
        ("2026-09-03 21:00|2026-09-03T22.00", "2026-09-03 21:00|2026-09-03 22:00", PeriodKind.HOUR),
        ("23:00|00:00", "23:00|00:00", PeriodKind.CLOCK),
        ("03/04/2024|04/04/2024", "03/04/2024|04/04/2024", PeriodKind.OTHER),  # March or April?
        ("2024V53|2024V52", "2024V53|2024V52", PeriodKind.OTHER),  # 2024 has no such week
        ("2001|2002M01", "2001|2002M01", PeriodKind.OTHER),
        ("before|after", "before|after", PeriodKind.OTHER),
    ],
)
def test_periods_are_read_as_people_write_them(labels: str, meant: str, kind: PeriodKind) -> None:
    guesses, found = guess_periods(labels.split("|"))
    assert ("|".join(guess.key for guess in guesses), found) == (meant, kind)


def test_every_municipality_of_the_population_file_is_known(shared: Callable[[str], Path]) -> None:
    table = read_table(shared("sweden/sweden_population_municipality/population_1950_2020.csv").read_bytes())
    guesses = guess_places(table.units, municipalities())
    assert (len(guesses), {guess.how for guess in guesses}) == (290, {Likeness.SAME})
    assert next(guess.key for guess in guesses if guess.label == "Örebro") == "1880"


@pytest.mark.parametrize(
    ("label", "key", "how"),
    [
        ("Örebro", "1880", Likeness.SAME),
        ("1880", "1880", Likeness.SAME),
        ("114", "0114", Likeness.CODE),
        ("1880 Örebro", "1880", Likeness.CODE),
        ("1880 Malmö", "", Likeness.NONE),
        ("Örebro kommun", "1880", Likeness.SPELLING),
        ("Håbo", "0305", Likeness.SAME),
        ("HABO", "0643", Likeness.CLOSE),  # Habo or Håbo?
        ("OREBRO", "1880", Likeness.SPELLING),
        ("Stockholms stad", "0180", Likeness.SPELLING),
        ("Norköping", "0581", Likeness.CLOSE),
        ("Atlantis", "", Likeness.NONE),
    ],
)
def test_a_place_is_guessed_and_says_how(label: str, key: str, how: Likeness) -> None:
    (guess,) = guess_places([label], municipalities())
    assert (guess.key, guess.how) == (key, how)


def test_two_rows_are_never_taken_for_one_place() -> None:
    guesses = guess_places(["Örebro", "Örebro kommun"], municipalities())
    assert [guess.key for guess in guesses] == ["1880", ""]
