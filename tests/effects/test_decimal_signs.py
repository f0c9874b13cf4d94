"""Numbers as Swedes, the English and programs write them: read as they were meant, or asked about, never otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from samspel.effects.models import Revision
from samspel.effects.readers import read_table
from samspel.effects.types import Decimal, Reading
from samspel.errors import BadInput
from tests.rooms import address

ABOUT = {"name": "Population", "outcome": "persons", "source_title": "Own", "source_publisher": "Town"} | {
    "source_licence": "CC0"
}
PERSONS = "kommun;år;värde\nÖrebro;2000;124.207\nMora;2000;20.053".encode()


def english(value: float, places: int) -> str:
    return f"{value:,.{places}f}"


def swedish(value: float, places: int) -> str:
    return english(value, places).replace(",", " ").replace(".", ",")


def hard(value: float, places: int) -> str:
    return swedish(value, places).replace(" ", "\u00a0").replace("-", "\u2212")


def european(value: float, places: int) -> str:
    return swedish(value, places).replace(" ", ".")


def plain(value: float, places: int) -> str:
    return f"{value:.{places}f}"


def decimal_comma(value: float, places: int) -> str:
    return plain(value, places).replace(".", ",")


def file_of(texts: list[str], separator: str) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=separator)
    rows.writerow(["kommun", "år", "värde"])
    rows.writerows(["Örebro", 2000 + number, text] for number, text in enumerate(texts))
    return out.getvalue().encode()


def figures(content: bytes, reading: Reading | None = None) -> list[float | None]:
    return list(read_table(content, reading).values[0])


WAYS = (english, swedish, hard, european, plain, decimal_comma)
NUMBERS = st.tuples(st.integers(-(10**8), 10**8), st.integers(0, 4))


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.sampled_from(WAYS), st.sampled_from(";\t,"))
@settings(max_examples=300)
def test_numbers_come_back_as_they_were_meant_or_are_refused(
    numbers: list[tuple[int, int]], way: Callable[[float, int], str], separator: str
) -> None:
    if way is european and separator == ",":
        return  # where commas separate, a point is the decimal sign
    values = [(whole / 10**places, places) for whole, places in numbers]
    content = file_of([way(*one) for one in values], separator)
    meant = [float(plain(*one)) for one in values]
    try:
        found = figures(content)
    except BadInput:
        found = figures(content, Reading(decimal=Decimal.POINT if way in (english, plain) else Decimal.COMMA))
    assert found == meant


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["124.207", "20.053"], ["2: “124.207” may be 124207 or 124.207", "3: “20.053” may be 20053 or 20.053"]),
        (["1,234"], ["2: “1,234” may be 1234 or 1.234"]),
        (["12,5", "1.234"], ["3: “1.234” may be 1234 or 1.234"]),
        (["12.5", "1,234"], ["3: “1,234” may be 1234 or 1.234"]),
        (["12,5", "3", "1 234.5"], ["2: “12,5” has a decimal comma", "4: “1 234.5” has a decimal point"]),
        (["1.5", "1 234,5"], ["3: “1 234,5” has a decimal comma", "2: “1.5” has a decimal point"]),
        (["12 34"], ["2: “12 34” is not a number"]),
    ],
)
def test_what_has_two_meanings_is_named_and_asked(texts: list[str], named: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        read_table(file_of(texts, ";"))
    assert [one for one in named if one not in str(refused.value)] == []


def test_one_number_tells_how_the_others_are_written() -> None:
    assert figures(file_of(["1.234", "1.234,5"], ";")) == [1234.0, 1234.5]
    assert figures(file_of(["1.234", "1.234.567"], ";")) == [1234.0, 1234567.0]
    assert figures(file_of(["1.234", "0.5"], ";")) == [1.234, 0.5]
    assert figures(file_of(["1.234", "2.345"], ",")) == [1.234, 2.345]
    assert figures(file_of(["1,234", "1,234.5"], ",")) == [1234.0, 1234.5]


def test_numbers_of_a_workbook_are_sure_and_its_texts_are_not() -> None:
    def book(*values: Any) -> bytes:
        made, out = Workbook(), io.BytesIO()
        made.active.append(["kommun", "år", "värde"])
        for number, value in enumerate(values):
            made.active.append(["Örebro", 2000 + number, value])
        made.save(out)
        return out.getvalue()

    assert figures(book(124.207, 12.5, "1 234,5")) == [124.207, 12.5, 1234.5]
    with pytest.raises(BadInput, match=r"“124\.207” may be 124207 or 124\.207"):
        read_table(book(12.5, "124.207"))


@pytest.mark.parametrize(
    ("texts", "advice"),
    [
        (["12.5", "l2.5"], "Write a number with a decimal point."),
        (["12,5", "l2,5"], "Write a number with a decimal comma."),
    ],
)
def test_the_advice_is_of_the_files_own_sign(texts: list[str], advice: str) -> None:
    for separator in ";\t":
        with pytest.raises(BadInput, match=f"3: “{texts[1]}” is not a number. {advice}"):
            read_table(file_of(texts, separator))


@pytest.mark.django_db
def test_the_choice_is_made_on_the_form_or_by_command(edition: Any, client_of: Any, tmp_path: Path) -> None:
    analyst, festival = client_of("analyst"), edition.festival.slug
    form = {**ABOUT, "unit_of_measure": "persons", "place_kind": "other"}

    def posted(**said: str) -> Any:
        upload = {"file": SimpleUploadedFile("p.csv", PERSONS)}
        return analyst.post(address("load-series", festival), {**form, **upload, **said})

    asked = posted()
    page = asked.content.decode()
    assert (asked.status_code, "“124.207” may be 124207 or 124.207" in page) == (422, True)
    assert "the comma; a point groups thousands: 1.234,5" in page
    for said, whole, mora in (("comma", 124207.0, 20053.0), ("point", 124.207, 20.053)):
        analyst.post(str(posted(decimal=said)["Location"]), {})
        assert Revision.objects.order_by("pk").last().values == [[whole], [mora]]
    file = tmp_path / "p.csv"
    file.write_bytes(PERSONS)
    command = {**ABOUT, "measure": "persons"}
    with pytest.raises(BadInput, match="by command: --decimal comma, --decimal point"):
        call_command("series_load", festival, "persons", str(file), **command)
    call_command("series_load", festival, "persons", str(file), decimal="comma", **command)
    assert Revision.objects.get(series__slug="persons").values == [[124207.0], [20053.0]]
