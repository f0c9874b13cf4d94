"""Studies: registered first and frozen, panels read or refused in words, the two shipped studies as they come out."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samspel.effects.instances import engine_problem
from samspel.effects.models import Study
from samspel.effects.readers import read_table, registration_of
from samspel.effects.readers.needed import kept
from samspel.effects.readers.periods import left_out
from samspel.effects.sentences.claims import path_digits
from samspel.effects.services import load_panel, orebro, publish_study, register, request_study
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Reading, Registration
from samspel.errors import BadInput, Refused
from samspel.records.digests import digest_of
from samspel.records.worker import carry_out_now
from tests.rooms import address

POPULATION = "sweden/sweden_population_municipality/population_1950_2020.csv"


@pytest.fixture
def orebro_studies(db: None, shared: Callable[[str], Path]) -> list[Study]:
    path = shared(POPULATION)
    return orebro.prepare(content=path.read_bytes(), name=path.name, who=None)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_orebro_cannot_be_told_apart_from_chance_in_either_design(
    transactional_db: None, shared: Callable[[str], Path], client_of: Any
) -> None:
    path = shared(POPULATION)
    found, said, in_time = [], [], []
    for study in orebro.prepare(content=path.read_bytes(), name=path.name, who=None):
        run = carry_out_now(request_study(study=study, who=None))
        assert run.answer is not None
        found.append((study.slug, round(run.answer["effect"], 2), round(run.answer["p_value"], 3)))
        publish_study(study=study, who=None)
        page = client_of(None).get(address("study", study.festival.slug, study.slug)).content.decode()
        assert "cannot be told apart from chance" in page
        said += re.findall(r"With another base than .*?(?=</li>)", page)
        in_time.append(round(run.answer["backdated"]["effect"], 2))
        assert run.short in page
    assert found == [("orebro-growth", 1.94, 0.25), ("orebro-growth-wide", 1.21, 0.609)]
    assert in_time == [0.7, -0.75]
    both = "With another base than 1980 (30 periods before 2011, one at a time) the gap is from "
    assert said == [
        both + "0.4 % to 2.3 % of the comparison, and p from 0.125 to 1.000.",
        both + "0.2 % to 1.9 % of the comparison, and p from 0.391 to 0.826.",
    ]


@pytest.mark.django_db
def test_a_registration_is_frozen(orebro_studies: list[Study]) -> None:
    study = orebro_studies[0]
    registration = Registration.from_plain(study.registration)
    assert study.digest == digest_of(study.registration) == digest_of(registration.as_plain())
    again = register(festival=study.festival, slug=study.slug, registration=registration, who=None)
    assert (again.pk, again.registered_at) == (study.pk, study.registered_at)
    fewer = replace(registration, donors=registration.donors[:-1])
    with pytest.raises(Refused, match="never changed"):
        register(festival=study.festival, slug=study.slug, registration=fewer, who=None)


CONTRADICTIONS = {
    "starts before the first": (
        {"first_treated": "1975"},
        "“1980” is the first period and has to come before the start",
    ),
    "starts after the last": ({"last_period": "2005"}, "“2011” is the start and cannot come after the last period"),
    "turned round": ({"first_period": "2020", "last_period": "1980"}, "“2020” is the first period and has to come"),
    "base after the start": ({"base_period": "2015"}, "“2015” is the base period and has to come before the start"),
    "base after the made-up start": ({"base_period": "2010"}, "“2010” is the base period and has to come before the m"),
    "base of everything": ({"base_period": ""}, "“2001” as a made-up start needs a base period before it"),
    "made-up start too late": ({"backdated": "2012"}, "“2012” is the made-up start and has to come before the start"),
}


UNREADABLE = {
    "nonsense": ({"first_period": "abc"}, "“abc” cannot be read as a period. Write it as the figures do: 2024,"),
    "another kind": ({"last_period": "2020M12"}, "“2020M12” is a month, and other periods of this study are not: a y"),
    "one of another kind": ({"backdated": "2001-06-01"}, "“2001-06-01” is a day, and other periods of this study are"),
    "day and month change places": ({"last_period": "03/04/2020"}, "“03/04/2020” cannot be read as a period"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_periods_that_cannot_be_read_are_refused_before_they_are_frozen(name: str) -> None:
    change, sentence = UNREADABLE[name]
    with pytest.raises(BadInput, match=re.escape(sentence)):
        registration_of(replace(shipped("orebro-growth"), **change).as_plain())


def test_periods_in_words_and_the_start_as_the_last_one_are_registered() -> None:
    one = {"base_period": "1980", "backdated": "2001", "first_treated": "2011", "last_period": "2011"}
    assert registration_of(replace(shipped("orebro-growth"), **one).as_plain()).first_treated == "2011"
    months = {"first_period": "mars 2019", "base_period": "mars 2019", "backdated": "april 2019"}
    months |= {"first_treated": "juni 2019", "last_period": "maj 2019"}
    with pytest.raises(BadInput, match="“juni 2019” is the start and cannot come after the last period"):
        registration_of(replace(shipped("orebro-growth"), **months).as_plain())
    hours = {"first_period": "20:00", "base_period": "20:00", "backdated": "22:00"}
    hours |= {"first_treated": "00:00", "last_period": "02:00"}  # over midnight: the figures tell the order
    assert registration_of(replace(shipped("orebro-growth"), **hours).as_plain()).last_period == "02:00"


@pytest.mark.parametrize("name", CONTRADICTIONS)
@pytest.mark.django_db
def test_periods_that_contradict_each_other_are_refused(
    edition: Any, shared: Callable[[str], Path], client_of: Any, name: str
) -> None:
    change, sentence = CONTRADICTIONS[name]
    registration = replace(shipped("orebro-growth"), **change)
    with pytest.raises(BadInput, match=re.escape(sentence)):
        registration_of(registration.as_plain())
    # One that came in before they were refused: neither loading nor estimating breaks.
    study = register(festival=edition.festival, slug="old", registration=registration, who=None)
    content = shared(POPULATION).read_bytes()
    with pytest.raises(BadInput, match=re.escape(sentence)):
        load_panel(study=study, name="p.csv", content=content, who=None)
    upload = SimpleUploadedFile("p.csv", content)
    page = client_of("office").post(address("load-panel", edition.festival.slug, "old"), {"file": upload})
    assert page.status_code == 422


def test_a_base_before_the_made_up_start_does_not_see_past_it(shared: Callable[[str], Path]) -> None:
    table = read_table(shared(POPULATION).read_bytes())
    figures, registration = kept(table, shipped("orebro-growth")), shipped("orebro-growth")
    plain = {
        "registration": registration.as_plain(),
        "units": figures.units,
        "periods": figures.periods,
        "outcomes": [list(row) for row in figures.values],
    }
    problem, cut = engine_problem(plain), figures.periods.index("2001")
    shaken = {**plain, "outcomes": [[*row[:cut], *(3 * value + 5 for value in row[cut:])] for row in figures.values]}
    assert engine_problem(shaken).outcomes[:, :cut].tolist() == problem.outcomes[:, :cut].tolist()


@pytest.mark.django_db
def test_a_panel_without_a_registered_unit_is_refused_by_its_name(
    orebro_studies: list[Study], shared: Callable[[str], Path]
) -> None:
    study = orebro_studies[0]
    before = study.panels.count()
    content = shared(POPULATION).read_bytes().replace("Växjö".encode(), b"Vaxjo")
    with pytest.raises(BadInput, match="Växjö"):
        load_panel(study=study, name="p.csv", content=content, who=None)
    assert study.panels.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("taken_away", "named"),
    [
        (lambda row: row[1] == "2005", "“2005” lies between 1980 and 2020"),
        (lambda row: row[0] == "Växjö" and row[1] in ("2003", "2004"), "“Växjö” has no figure for 2003, 2004"),
    ],
)
def test_a_gap_in_the_figures_is_refused_as_they_are_loaded(
    orebro_studies: list[Study], shared: Callable[[str], Path], taken_away: Callable[[list[str]], bool], named: str
) -> None:
    study = orebro_studies[0]
    rows = list(csv.reader(shared(POPULATION).read_text(encoding="utf-8-sig").splitlines()))
    kept = "\n".join(",".join(row) for row in rows if not taken_away(row))
    with pytest.raises(BadInput, match=named):
        load_panel(study=study, name="p.csv", content=kept.encode(), who=None)


@pytest.mark.parametrize(
    ("periods", "absent"),
    [
        ("2003 2004 2006 2007", "2005"),
        ("2002 2006 2010 2018", "2014"),
        ("2024K1 2024K2 2024K4", "2024K3"),
        ("2023M11 2023M12 2024M02", "2024M01"),
        ("2023-11 2023-12 2024-02", "2024-01"),
        ("2020V52 2020V53 2021V02", "2021V01"),
        ("2021V51 2021V52 2022V01", ""),
        ("2024-01-01 2024-02-01 2024-04-01", "2024-03-01"),
        ("2021-12-31 2022-12-31 2024-12-31", "2023-12-31"),
        ("2026-09-02 2026-09-03 2026-09-05", ""),
        ("2026-09-04 2026-09-05 2026-09-11 2026-09-12", ""),
        ("2026-09-01 2026-09-02 2026-09-08 2026-09-10 2026-09-11 2026-09-17", "2026-09-03 2026-09-04 2026-09-09"),
        ("22:00 23:00 00:00 02:00", "01:00"),
        ("first second fourth", ""),
    ],
)
def test_periods_that_are_left_out_are_named(periods: str, absent: str) -> None:
    assert [name for name in left_out(periods.split()) if name in absent.split()] == absent.split()
    assert bool(left_out(periods.split())) == bool(absent)


@pytest.mark.django_db
def test_three_people(orebro_studies: list[Study], client_of: Any) -> None:
    study = orebro_studies[0]
    page = address("study", study.festival.slug, study.slug)
    assert [client_of(who).get(page).status_code for who in (None, "stranger", "office", "host")] == [
        302,
        403,
        403,
        200,
    ]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_page_shows_the_figures_its_estimate_used(
    transactional_db: None, shared: Callable[[str], Path], client_of: Any
) -> None:
    content = shared(POPULATION).read_bytes()
    study = orebro.prepare(content=content, name="as estimated.csv", who=None)[0]
    carry_out_now(request_study(study=study, who=None))
    publish_study(study=study, who=None)
    load_panel(study=study, name="revised.csv", content=content + b"\n", who=None)
    names = study.festival.slug, study.slug
    page = client_of(None).get(address("study", *names)).content.decode()
    assert ("as estimated.csv" in page, "revised.csv" in page) == (True, False)
    office = client_of("host").get(address("office-study", *names)).content.decode()
    assert ("as estimated.csv" in office, "revised.csv" in office) == (True, True)


def test_json_stat_is_read_by_its_dimensions(shared: Callable[[str], Path]) -> None:
    content = shared("sweden/sweden_scb_pxweb_fixtures/TAB6471_data.json").read_bytes()
    with pytest.raises(BadInput, match=r"Alder.*10-19"):
        read_table(content)  # a dimension that is neither unit nor period must be fixed by whoever loads it
    table = read_table(content, Reading(only=(("Alder", "20-29"), ("Kon", "1"))))
    values = json.loads(content)
    ages, sexes = (list(values["dimension"][name]["category"]["index"]) for name in ("Alder", "Kon"))
    cell = (ages.index("20-29") * len(sexes) + sexes.index("1")) * 4
    assert (len(table.units), table.units[0], table.periods[:2]) == (21, "Stockholms län", ("2026M01", "2026M02"))
    assert table.values[0] == tuple(values["value"][cell : cell + 4])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_long_and_wide_say_the_same(separator: str) -> None:
    long = "unit,year,value\nA,2001,1.5\nA,2002,2\nB,2001,3\nB,2002,4\n".replace(",", separator)
    wide = "unit,2001,2002\nA,1.5,2\nB,3,4\n".replace(",", separator)
    tables = [read_table(("\ufeff" + text).encode()) for text in (long, wide)]
    assert [(table.units, table.periods, table.values) for table in tables] == [
        (("A", "B"), ("2001", "2002"), ((1.5, 2.0), (3.0, 4.0)))
    ] * 2


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_public_study_tells_what_else_was_tried(
    transactional_db: None, shared: Callable[[str], Path], client: Any
) -> None:
    path = shared(POPULATION)
    first, second = orebro.prepare(content=path.read_bytes(), name=path.name, who=None)
    for _time in range(2):
        carry_out_now(request_study(study=first, who=None))
    publish_study(study=first, who=None)
    page = " ".join(client.get(address("study", first.festival.slug, first.slug)).content.decode().split())
    assert "Figures have been loaded 1 time for this registration. 2 estimates have been made." in page
    assert f'{second.shown_title} <span class="badge">not published</span>' in page
    listed = client.get(address("festival-studies", first.festival.slug)).content.decode()
    assert (first.shown_title in listed, second.shown_title in listed) == (True, False)


def test_a_path_has_the_decimals_that_its_gap_needs() -> None:
    assert [path_digits({"gap": [gap, 0.0]}) for gap in (1234.0, 12.3, 1.2, -0.4, 0.013)] == [0, 0, 1, 2, 3]


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(BadInput, match="UTF-8"):
        read_table("unit,year,value\nÖrebro,2001,1\n".encode("latin-1"))
