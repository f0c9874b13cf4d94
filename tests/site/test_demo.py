"""The demo: as large as it says, the same for the same seed, and what is synthetic in it says so everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from pypdf import PdfReader

from samspel.night.feeds import counts_csv
from samspel.night.queries.counts import counts
from samspel.night.queries.takings import takings
from samspel.places.models import Edition
from samspel.records.models import Run
from samspel.site.demo.build import build, first_night
from samspel.site.demo.generator import generate
from tests.rooms import address, names_of

FIRST = date(2026, 9, 1)


@pytest.fixture(scope="module")
def edition(django_db_setup: None, django_db_blocker: Any) -> Iterator[Edition]:
    """Build the demo once; what a test then does to it is taken back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(today=FIRST, tell=lambda _step: None, plan_seconds=2)
        transaction.set_rollback(True)


def test_the_demo_is_of_the_size_it_says_and_the_same_for_the_same_seed() -> None:
    first, again = (generate(seed=5, first_night=date(2026, 9, 2)) for _time in range(2))
    assert first == again
    sizes = (len(first.acts), sum(act.sets for act in first.acts), len(first.venues), len(first.nights))
    assert sizes == (180, 300, 25, 4)
    assert len({act.name for act in first.acts}) == 180


@pytest.mark.parametrize("day", range(1, 29))
def test_the_demo_s_nights_are_on_or_ahead(day: int) -> None:
    today = date(2026, 11, day)
    ahead = (first_night(today) - today).days
    assert (first_night(today).weekday(), -3 <= ahead <= 3) == (2, True)


@pytest.mark.once
@pytest.mark.django_db
def test_the_demo_says_synthetic_on_every_page_and_file(edition: Edition, client: Any) -> None:
    assert build(today=FIRST, tell=lambda _step: None) == edition  # once more changes nothing
    names = names_of(edition)
    pages = [address(name, *names) for name in ("programme", "now", "venues", "acts", "changes", "report")]
    pages += [address("act", *names, edition.acts.first().slug), address("venue", *names, "kajen")]
    for page in pages:
        assert "Synthetic: this festival does not exist." in client.get(page).content.decode(), page
    summaries = client.get(address("calendar", *names)).content.decode().count("(synthetic)")
    assert summaries >= 300
    marks = {
        "programme.csv": "Synthetic",
        "schedule.json": '"synthetic": true',
        "schedule.xml": "(synthetic)",
        "programme.jsonld": "(synthetic)",
    }
    files = {name: client.get(address("data-file", *names, name)).content.decode() for name in marks}
    assert [name for name, mark in marks.items() if mark not in files[name]] == []
    assert client.get(address("api-edition", *names)).json()["synthetic"] is True
    assert "The data is synthetic" in client.get(address("catalogue", names[0])).content.decode()
    study = client.get(address("study", edition.festival.slug, edition.festival.studies.get().slug)).content.decode()
    assert "Auckland" in study
    swedish = client.get(address("programme", *names, language="sv")).content.decode()
    assert "Påhittat: den här festivalen finns inte" in swedish


@pytest.mark.once
@pytest.mark.django_db
def test_the_demo_s_doors_are_counted_on_two_nights(edition: Edition) -> None:
    found = counts(edition.festival)
    assert (len(found), len({night for _venue, night in found})) == (16, 2)
    assert sum(one.is_whole for one in found.values()) == 14  # one phone fell silent, twice
    assert all(len(one.checks) >= 1 and one.arrivals >= 40 for one in found.values())
    assert len({(one.venue, one.date) for one in takings(edition.festival)}) == 14  # one host has said nothing
    lines = counts_csv(edition).decode().splitlines()
    assert {line.rpartition(",")[2] for line in lines} == {"synthetic", "yes"}


@pytest.mark.once
@pytest.mark.django_db
def test_what_is_synthetic_and_what_is_measured_stand_apart(edition: Edition, client: Any) -> None:
    names, report = names_of(edition), edition.reports.get()
    for language, about, synthetic, measured in (
        (
            "en",
            "This is about Auckland, New Zealand, and about no other",
            "made by a generator",
            "Measured: real figures",
        ),
        (
            "sv",
            "Detta gäller Auckland i Nya Zeeland och ingen annan",
            "gjorda av en generator",
            "Uppmätt: verkliga siffror",
        ),
    ):
        page = client.get(address("report", *names, language=language)).content.decode()
        file = bytes(report.run.artefacts.get(name=f"report-{language}.pdf").content)
        pdf = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(file)).pages).split())
        for text in (page, pdf):
            # made up: programme, nights and survey; measured: the study
            assert [text.count(about), text.count(synthetic), text.count(measured)] == [1, 3, 1]
        first = PdfReader(io.BytesIO(file)).pages[0].extract_text()
        assert all(word in first for word in ("Exempelfestivalen, Exempelstad", "version 1", report.run.short))
    runs = {one.kind: one for one in Run.objects.all()}
    survey = runs.pop("survey")  # published, but computed from single answers: those stay with the festival's people
    assert [client.get(address(name, survey.short)).status_code for name in ("run", "run-file")] == [200, 302]
    told = client.get(address("public-survey", *names, edition.surveys.get().pk)).content.decode()
    assert "Synthetic answers: a seeded generator made them" in told
    files = {kind: address("run-file", one.short) for kind, one in runs.items() if kind != "plan"}
    marks = {kind: client.get(file).json()["synthetic"] for kind, file in files.items()}
    assert marks == {"study": False, "report": True}
    pages = {kind: client.get(address("run", one.short)).content.decode() for kind, one in runs.items()}
    seen = {kind: "Synthetic: this festival" in page for kind, page in pages.items()}
    assert seen == {**marks, "plan": True}  # whose file stays with the festival's people
