"""A row per hour and a column per street, as counters of many places deliver their figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook

from samspel.effects.models import Panel, Revision
from samspel.effects.queries.series import answers_told, unanswered
from samspel.effects.readers import read_table
from samspel.effects.services import register
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Alone, Layout, Reading, Transform
from samspel.errors import BadInput
from tests.rooms import address

STREETS = ("Kungsgatan", "Storgatan", "Köpmangatan")
SERIES = {
    "name": "Footfall",
    "outcome": "passages",
    "unit_of_measure": "passages an hour",
    "place_kind": "other",
    "source_title": "Counters",
    "source_publisher": "Town",
    "source_licence": "CC0",
}
COMMAND = {"name": "Footfall", "outcome": "passages", "measure": "passages", "source_title": "Counters"} | {
    "source_publisher": "Heart of the City",
    "source_licence": "CC BY 4.0",
}


def count(street: int, day: int, hour: int) -> int:
    return 100 * (street + 1) + (day * 7 + hour * 5) % 23


def delivered(*, days: int = 3, again: str = "") -> bytes:
    """Return a file as a publisher of counts delivers it: date, hour from–to, year, then a column per street."""
    rows = [",".join(["date", "hour", "year", *STREETS])]
    for day in range(days):
        date = dt.date(2024, 9, 2) + dt.timedelta(days=day)
        rows += [
            f"{date},{hour}:00-{hour}:59,2024," + ",".join(f"{count(street, day, hour)}.0" for street in range(3))
            for hour in range(24)
        ]
    return "\n".join([*rows, *([again] if again else [])]).encode()


def expected(days: int = 3) -> list[list[float]]:
    return [[float(count(street, day, hour)) for day in range(days) for hour in range(24)] for street in range(3)]


def posted(analyst: Any, festival: str, content: bytes, **said: Any) -> Any:
    return analyst.post(
        address("load-series", festival), {**SERIES, "file": SimpleUploadedFile("counts.csv", content), **said}
    )


@pytest.mark.django_db
def test_a_column_per_street_is_seen_shown_and_loaded(edition: Any, client_of: Any) -> None:
    analyst, festival = client_of("analyst"), edition.festival.slug
    waiting = str(posted(analyst, festival, delivered())["Location"])
    page = analyst.get(waiting).content.decode()
    assert "A column is a place: 3 places. A row is a period." in page
    assert analyst.post(waiting, {}).status_code == 302
    revision = Revision.objects.get()
    assert (revision.units, revision.values) == (list(STREETS), expected())
    assert (revision.periods[0], revision.periods[-1]) == ("2024-09-02 00:00", "2024-09-04 23:00")


@pytest.mark.django_db
def test_it_is_loaded_on_a_studys_page(edition: Any, client_of: Any) -> None:
    design = replace(
        shipped("orebro-growth"),
        treated="Storgatan",
        donors=(),
        covariates=(),
        transform=Transform.LOG,
        base_period="",
        backdated="",
        first_period="2024-09-02 00:00",
        first_treated="2024-09-04 10:00",
        last_period="2024-09-04 23:00",
        alone=Alone(last="2024-09-04 12:00", waves=0),
    )
    study = register(festival=edition.festival, slug="street", registration=design, who=None)
    form = {"file": SimpleUploadedFile("counts.csv", delivered())}
    answer = client_of("analyst").post(address("load-panel", edition.festival.slug, study.slug), form)
    assert answer.status_code == 302
    assert Panel.objects.get().values == [expected()[1]]


@pytest.mark.django_db
def test_what_stands_twice_is_named_once_and_may_be_left_out(edition: Any, client_of: Any) -> None:
    analyst, festival = client_of("analyst"), edition.festival.slug
    content = delivered(again="2024-09-03,5:00-5:59,2024,1.0,2.0,3.0")
    refused = posted(analyst, festival, content)
    assert (refused.status_code, refused.content.decode().count("has a row already, row 31")) == (422, 1)
    waiting = str(posted(analyst, festival, content, drops_doubled="on")["Location"])
    assert "1 period stands more than once in the file" in analyst.get(waiting).content.decode()
    analyst.post(waiting, {})
    revision = Revision.objects.get()
    at = revision.periods.index("2024-09-03 05:00")
    assert [[period for period, value in enumerate(row) if value is None] for row in revision.values] == [[at]] * 3
    told = "The file holds more than one figure for 2024-09-03 05:00, and none of them is used."
    assert told in answers_told(revision)
    assert told in analyst.get(address("series", festival, "footfall")).content.decode()


@pytest.mark.parametrize(
    ("heading", "rows", "periods"),
    [
        ("tidpunkt;A;B", ["2024-09-02 10:00;1,5;2", "2024-09-02 11:00;3;4"], ("2024-09-02 10:00", "2024-09-02 11:00")),
        ("datum;tid;A;B", ["2024-09-02;10:00;1,5;2", "2024-09-02;11;3;4"], ("2024-09-02 10:00", "2024-09-02 11:00")),
        ("Datum;A;B", ["2024-09-02;1,5;2", "2024-09-03;3;4"], ("2024-09-02", "2024-09-03")),
        ("år;A;B", ["2023;1,5;2", "2024;3;4"], ("2023", "2024")),
        (";A;B", ["2024M01;1,5;2", "2024M02;3;4"], ("2024M01", "2024M02")),
        ("datum;veckodag;A;B;", ["2024-09-02;måndag;1,5;2;", "2024-09-03;tisdag;3;4;"], ("2024-09-02", "2024-09-03")),
    ],
)
def test_time_down_the_rows_is_known_by_its_name_or_by_what_stands_there(
    heading: str, rows: list[str], periods: tuple[str, ...]
) -> None:
    table = read_table("\n".join([heading, *rows]).encode())
    assert (table, table.layout) == (type(table)(("A", "B"), periods, ((1.5, 3.0), (2.0, 4.0))), Layout.PLACES)


def test_a_workbook_is_laid_out_so_too() -> None:
    book, out = Workbook(), io.BytesIO()
    midnight, one = map(dt.datetime.fromisoformat, ("2024-09-02 00:00", "2024-09-02 01:00"))
    for row in (["timestamp", "A", "B"], [midnight, 1.5, 2], [one, 3, None]):
        book.active.append(row)
    book.save(out)
    table = read_table(out.getvalue())
    assert table.values == ((1.5, 3.0), (2.0, None))
    assert table.periods == ("2024-09-02 00:00", "2024-09-02 01:00")


def test_one_column_of_figures_is_unclear_until_it_is_said_what_it_is() -> None:
    content = b"date;Kungsgatan\n2024-09-02;1\n2024-09-03;2"
    with pytest.raises(BadInput, match="say that a column is a place"):
        read_table(content)
    assert read_table(content, Reading(layout=Layout.PLACES)).units == ("Kungsgatan",)
    turned = b"gata;A;B\nx;1;2\ny;3;4"
    assert read_table(turned, Reading(layout=Layout.PERIODS)).values == ((1.0, 2.0), (3.0, 4.0))


@pytest.mark.django_db
@pytest.mark.once
def test_aucklands_hours_are_loaded_as_delivered(edition: Any, shared: Callable[[str], Path], tmp_path: Path) -> None:
    file, place = shared("footfall_auckland") / "hourly_counts.csv", edition.festival.place
    place.time_zone = "Pacific/Auckland"
    place.save()
    with pytest.raises(BadInput, match=r"2024-09-28 06:00.* has a row already, row 50330"):
        call_command("series_load", edition.festival.slug, "footfall", str(file), **COMMAND)
    call_command("series_load", edition.festival.slug, "footfall", str(file), drop_doubled=True, **COMMAND)
    revision = Revision.objects.get()
    assert (len(revision.units), len(revision.periods), len(revision.clock["doubled"])) == (21, 61_361, 5)
    # The file's day begins at six: that is asked before a study can use it.
    (asked,) = [one for one in unanswered(revision) if one.code == "date_convention"]
    assert asked.finding["params"]["last_hour"] == 5.0
