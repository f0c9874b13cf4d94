"""A study's life on its pages: registered, loaded, estimated, published, withdrawn, and what is refused on the way."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from openpyxl import Workbook

from samspel.effects.models import Study
from samspel.effects.services import estimate_now, load_panel, publish_study, register, request_study, withdraw_study
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Registration, Transform
from samspel.errors import Refused
from samspel.records.models import Entry
from samspel.records.worker import work
from tests.rooms import address, names_of

UNITS = ("Örebro", "Linköping", "Norrköping", "Jönköping")
YEARS = range(2000, 2012)


@pytest.fixture
def study(edition: Any) -> Study:
    """Return a registered study of three donors and twelve years, without figures."""
    registration = replace(
        shipped("orebro-growth"),
        donors=UNITS[1:],
        first_period="2000",
        last_period="2011",
        first_treated="2009",
        backdated="2005",
        base_period="2000",
    )
    return register(festival=edition.festival, slug="population", registration=registration, who=None)


def figures(*, lowest: int = 100) -> bytes:
    rows = ["kommun," + ",".join(map(str, YEARS))]
    for place, unit in enumerate(UNITS):
        rows.append(unit + "," + ",".join(str(lowest + 50 * place + (2 + place) * (year - 2000)) for year in YEARS))
    return "\n".join(rows).encode()


@pytest.mark.django_db(transaction=True)
def test_from_figures_to_a_public_page_and_back(edition: Any, study: Study, client_of: Any) -> None:
    analyst, names = client_of("analyst"), (edition.festival.slug, study.slug)
    office_page, public_page = address("office-study", *names), address("study", *names)
    upload = SimpleUploadedFile("population.csv", figures())
    assert analyst.post(address("load-panel", *names), {"file": upload})["Location"] == office_page
    assert analyst.post(address("estimate-study", *names))["Location"] == office_page
    assert "Waiting for the worker" in analyst.get(office_page).content.decode()
    assert work(once=True) == 1
    assert Client().get(public_page).status_code == 302
    assert analyst.post(address("publish-study", *names))["Location"] == office_page
    assert Client().get(public_page).status_code == 200
    assert analyst.post(address("withdraw-study", *names))["Location"] == office_page
    assert [client_of(who).get(public_page).status_code for who in (None, "stranger", "analyst")] == [302, 403, 200]
    assert analyst.post(address("withdraw-study", *names)).status_code == 409
    verbs = Entry.objects.filter(subject=f"effects:study:{study.pk}").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["study.register", "panel.load", "study.request", "study.publish", "study.withdraw"]


@pytest.mark.django_db
def test_a_withdrawn_study_s_run_is_the_festival_s_again(edition: Any, study: Study, client_of: Any) -> None:
    load_panel(study=study, name="p.csv", content=figures(), who=None)
    run = request_study(study=study, who=None)
    Study.objects.filter(pk=study.pk).update(is_published=True, published_run=run)
    page = address("run", run.pk)
    assert client_of(None).get(page).status_code == 200
    study.refresh_from_db()
    withdraw_study(study=study, who=None)
    assert client_of(None).get(page).status_code == 302
    with pytest.raises(Refused, match="is not published"):
        withdraw_study(study=study, who=None)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["Öre bro", "register", "x" * 61])
def test_an_address_that_would_lead_nowhere_is_refused(edition: Any, slug: str) -> None:
    with pytest.raises(Refused, match="cannot be"):
        register(festival=edition.festival, slug=slug, registration=shipped("orebro-growth"), who=None)
    assert Study.objects.count() == 0


@pytest.mark.django_db
def test_the_same_figures_again_are_the_same_panel(study: Study) -> None:
    first, again = (load_panel(study=study, name="p.csv", content=figures(), who=None) for _time in range(2))
    assert (again, study.panels.count()) == (first, 1)
    assert load_panel(study=study, name="p.csv", content=figures(lowest=101), who=None) != first
    assert study.panels.count() == 2


@pytest.mark.django_db
def test_nothing_is_estimated_or_published_without_figures(study: Study) -> None:
    with pytest.raises(Refused, match="has no figures yet"):
        request_study(study=study, who=None)
    with pytest.raises(Refused, match="has no finished estimate yet"):
        publish_study(study=study, who=None)


@pytest.mark.django_db
def test_an_index_of_nothing_is_refused_before_it_waits_in_the_queue(edition: Any, study: Study) -> None:
    load_panel(study=study, name="p.csv", content=figures(lowest=-100), who=None)
    with pytest.raises(Refused, match="A figure is 0 or less"):
        request_study(study=study, who=None)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("transform", [Transform.LEVEL, Transform.LOG])
def test_levels_and_logarithms_have_no_base_to_depend_on(edition: Any, study: Study, transform: Transform) -> None:
    registration = replace(Registration.from_plain(study.registration), transform=transform, base_period="")
    other = register(festival=edition.festival, slug="other", registration=registration, who=None)
    load_panel(study=other, name="p.csv", content=figures(), who=None)
    run = estimate_now(study=other, who=None)
    assert run.answer is not None
    assert (run.answer["bases"], len(run.answer["placebos"])) == ([], 3)


@pytest.mark.django_db
def test_a_form_says_what_contradicts_itself(edition: Any, client_of: Any) -> None:
    words = {
        f"{name}_{code}": "x" for name in ("title", "question", "outcome", "unit", "design") for code in ("sv", "en")
    }
    data = {
        **words,
        "slug": "population",
        "treated": "Örebro",
        "donors": "Linköping\nNorrköping",
        "transform": "index",
        "base_period": "2010",
        "first_period": "1980",
        "last_period": "2020",
        "first_treated": "2011",
        "backdated": "2001",
        "source_title": "x",
        "source_publisher": "x",
        "source_licence": "CC0",
    }
    page = address("register-study", edition.festival.slug)
    answer = client_of("analyst").post(page, {**data, "out_of_reach": "on"})
    assert (answer.status_code, Study.objects.count()) == (422, 0)
    assert "is the base period and has to come before the made-up start (2001)." in answer.content.decode()
    data |= {"base_period": "1980"}
    warned = client_of("analyst").post(page, data).content.decode()
    assert ("With 2 donors no p below 0.333 is possible, and a gap is called unusual from 0.10 down" in warned) is True
    assert 'name="out_of_reach"' in warned
    assert 'name="out_of_reach"' not in client_of("analyst").get(page).content.decode()
    assert Study.objects.count() == 0
    assert client_of("analyst").post(page, {**data, "out_of_reach": "on"}).status_code == 302
    assert names_of(edition)[0] == Study.objects.get().festival.slug


@pytest.mark.django_db(transaction=True)
def test_every_chart_fits_a_phone_too(study: Study, client_of: Any) -> None:
    load_panel(study=study, name="f.csv", content=figures(), who=None)
    run = estimate_now(study=study, who=None)
    drawn = {one.name: bytes(one.content).decode() for one in run.artefacts.all() if one.name.endswith(".svg")}
    wide = {name for name in drawn if not name.endswith("-narrow.svg")}
    assert wide >= {"path-sv.svg", "gap-en.svg", "placebos-sv.svg"}
    assert set(drawn) == wide | {name.replace(".svg", "-narrow.svg") for name in wide}
    widths = {name: int(re.findall(r'^<svg[^>]* width="(\d+)', picture)[0]) for name, picture in drawn.items()}
    assert {width for name, width in widths.items() if name not in wide} == {328}
    assert min(width for name, width in widths.items() if name in wide) > 600
    page = client_of("viewer").get(address("office-study", study.festival.slug, study.slug)).content.decode()
    assert drawn["path-en.svg"] in page
    assert f'<div class="narrow">{drawn["path-en-narrow.svg"]}</div>' in page


@pytest.mark.django_db
def test_the_page_takes_every_kind_of_file_that_is_read(study: Study, client_of: Any) -> None:
    analyst, names = client_of("analyst"), (study.festival.slug, study.slug)
    page = analyst.get(address("office-study", *names)).content.decode()
    assert 'accept=".csv,.tsv,.txt,.json,.xlsx,.parquet"' in page
    assert "CSV, Excel or Parquet" in page
    rows = [line.split(",") for line in figures().decode().splitlines()]
    book = Workbook()
    for number, row in enumerate(rows):
        book.active.append(row if number == 0 else [row[0], *map(int, row[1:])])
    book.save(content := io.BytesIO())
    upload = SimpleUploadedFile("folkmängd.xlsx", content.getvalue())
    loaded = analyst.post(address("load-panel", *names), {"file": upload}, follow=True)
    assert "Loaded: 4 units, 12 periods." in loaded.content.decode()
    assert study.panels.get().values == [list(map(float, row[1:])) for row in rows[1:]]


@pytest.mark.django_db
def test_a_series_that_a_study_began_is_named_in_the_readers_language(study: Study, client_of: Any) -> None:
    load_panel(study=study, name="f.csv", content=figures(), who=None)
    registration = Registration.from_plain(study.registration)
    viewer, festival = client_of("viewer"), study.festival.slug
    for language in ("sv", "en"):
        outcome, unit, title = (getattr(getattr(registration, name), language) for name in ("outcome", "unit", "title"))
        page = viewer.get(address("series", festival, study.series_slug, language=language)).content.decode()
        assert f'<p class="lead">{outcome} ({unit})</p>' in page
        assert escape(title) in viewer.get(address("all-series", festival, language=language)).content.decode()
