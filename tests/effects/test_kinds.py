"""Studies of more than one event: registered, loaded, estimated, read and repeated through the doors people use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samspel.effects.models import Study
from samspel.effects.queries import shown
from samspel.effects.readers import registration_of
from samspel.effects.services import estimate_now, export_study, load_panel, publish_study, register, repeat_study
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Edition, Editions, Interest, Registration, Start, Starts, Transform
from samspel.engines.counterfactual import Method
from samspel.errors import BadInput, Refused
from tests.rooms import address

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

UNITS = ("Torget", *(f"Gata {number}" for number in range(1, 8)))
WEEKS = tuple(
    f"{year}-W{week:02}"
    for year, week, _day in ((date(2015, 1, 1) + timedelta(weeks=step)).isocalendar() for step in range(260))
)
WINDOWS = tuple(Edition(str(year), f"{year}-W36", f"{year}-W37") for year in (2016, 2017, 2018, 2019))


def figures(rise: float, *, treated: dict[str, list[str]]) -> bytes:
    """Return a table of weeks with a season, units of different size, noise, and a rise where and when it is given."""
    random = np.random.default_rng(8)
    season = 8 * np.sin(2 * np.pi * np.arange(len(WEEKS)) / 52.18)
    rows = ["gata," + ",".join(WEEKS)]
    for number, unit in enumerate(UNITS):
        values = 100 + 5 * number + season + random.normal(0, 1.5, len(WEEKS))
        values += [rise if week in treated.get(unit, ()) else 0.0 for week in WEEKS]
        rows.append(unit + "," + ",".join(f"{value:.2f}" for value in values))
    return "\n".join(rows).encode()


def design(**more: Any) -> Registration:
    made = replace(
        shipped("orebro-growth"),
        treated="Torget",
        donors=UNITS[1:],
        first_period=WEEKS[0],
        last_period=WEEKS[-1],
        backdated="",
        transform=Transform.LEVEL,
        base_period="",
        interest=Interest(smallest=2.0, level=0.05),
    )
    return replace(made, **more)


EDITIONS = design(first_treated="2016-W36", editions=Editions(WINDOWS))
STARTS = design(
    first_treated="2017-W10",
    donors=UNITS[4:],
    starts=Starts((Start("Torget", "2017-W10"), Start("Gata 1", "2017-W10"), Start("Gata 2", "2018-W20"))),
)
EVENT_WEEKS = {"Torget": [week for one in WINDOWS for week in (one.first, one.last)]}
AFTER = {one.unit: list(WEEKS[WEEKS.index(one.first) :]) for one in STARTS.starts.places} if STARTS.starts else {}
CASES = {"editions": (EDITIONS, EVENT_WEEKS), "starts": (STARTS, AFTER)}


def studied(edition: Any, kind: str, rise: float) -> tuple[Study, dict[str, Any]]:
    registration, treated = CASES[kind]
    study = register(festival=edition.festival, slug=f"{kind}-{rise:.0f}", registration=registration, who=None)
    load_panel(study=study, name="f.csv", content=figures(rise, treated=treated), who=None)
    run = estimate_now(study=study, who=None)
    return study, run.answer or {}


@pytest.mark.parametrize("kind", CASES)
def test_a_registration_of_each_kind_comes_back_from_plain_values(kind: str) -> None:
    registration = CASES[kind][0]
    plain = registration.as_plain()
    assert (Registration.from_plain(plain), registration_of(plain)) == (registration, registration)
    assert registration.kind == kind


@pytest.mark.parametrize("kind", CASES)
def test_a_known_effect_is_found_told_published_and_repeated(
    edition: Any, client_of: Any, tmp_path: Path, kind: str
) -> None:
    study, answer = studied(edition, kind, 12.0)
    assert answer["effect"] == pytest.approx(12.0, abs=1.0)
    publish_study(study=study, who=None)
    for language, words in (("en", "unusual"), ("sv", "ovanlig")):
        page = client_of(None).get(address("study", edition.festival.slug, study.slug, language=language))
        text = page.content.decode()
        assert words in page.context["shown"].told.sentence
        assert text.count("<svg") >= len(page.context["shown"].told.charts) >= 2
    path = tmp_path / "study.zip"
    path.write_bytes(export_study(study=study, run=study.published_run))
    assert repeat_study(path=path).otherwise == []


@pytest.mark.parametrize("kind", CASES)
def test_where_nothing_happened_nothing_is_claimed(edition: Any, client_of: Any, kind: str) -> None:
    study, answer = studied(edition, kind, 0.0)
    page = client_of("analyst").get(address("office-study", edition.festival.slug, study.slug))
    told = page.context["shown"].told
    assert (told.verdict, bool(told.by_chance)) == ("chance", True)
    assert answer["p_value"] > 0.05
    assert "What could have been seen" in page.content.decode()


def test_all_editions_together_show_what_one_of_them_cannot(edition: Any) -> None:
    _study, answer = studied(edition, "editions", 3.2)
    seen = answer["detectable"]
    assert seen["together"] < 3.2 < seen["single"]
    assert answer["pooled"]["lower"] > 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"editions": {"windows": [{"name": "a", "first": "x", "last": "x"}]}}, "Give two editions at least"),
        ({"editions": {**EDITIONS.as_plain()["editions"], "history": 0}}, "“history: 0” is no number of periods"),
        ({"starts": STARTS.as_plain()["starts"]}, "two kinds of study at once"),
        ({"method": "matrix-completion"}, "is no method for several events"),
        ({"backdated": "2015-W10"}, "asked of studies of one event alone"),
    ],
)
def test_what_contradicts_itself_is_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        registration_of(EDITIONS.as_plain() | change)


@pytest.mark.parametrize(
    ("kind", "name", "other", "said"),
    [
        ("editions", "first_treated", "2016-W30", "2016-W36"),
        ("starts", "first_treated", "2016-W30", "2017-W10"),
        ("starts", "treated", "Gata 9", "Torget"),
    ],
)
def test_who_and_from_when_are_said_once_or_alike(kind: str, name: str, other: str, said: str) -> None:
    registration = CASES[kind][0]
    plain = registration.as_plain()
    with pytest.raises(BadInput) as refused:
        registration_of(plain | {name: other})
    assert f"“{other}” is registered as {name}, but the first row of {kind} says {said}." in str(refused.value)
    assert f"leave {name} out: it then follows from {kind}" in str(refused.value)
    assert registration_of(plain | {name: f" {said} "}) == registration
    del plain[name]
    assert registration_of(plain) == registration


def test_a_place_cannot_have_a_start_and_never_have_one() -> None:
    with pytest.raises(BadInput, match="“Torget” has a start and cannot be a donor"):
        registration_of(STARTS.as_plain() | {"donors": ["Torget", *STARTS.donors]})


def test_an_edition_that_the_figures_lack_is_named(edition: Any) -> None:
    later = Edition("2021", "2021-W36", "2021-W36")
    study = register(
        festival=edition.festival,
        slug="late",
        registration=replace(EDITIONS, editions=Editions((*WINDOWS, later))),
        who=None,
    )
    with pytest.raises(BadInput, match=r"“2021-W36” .* register a deviation from this study"):
        load_panel(study=study, name="f.csv", content=figures(0.0, treated={}), who=None)


def test_editions_that_no_figures_could_tell_the_season_of_are_refused_before_they_are_frozen(edition: Any) -> None:
    windows = tuple(Edition(str(year), f"{year}-01", f"{year}-01") for year in (2000, 2001, 2002))
    months = design(
        first_period="1998-01",
        last_period="2003-12",
        first_treated="2000-01",
        editions=Editions(windows, season=12),
    )
    with pytest.raises(Refused, match=r"Only \d+ periods lie before the first edition .* 24 are needed"):
        register(festival=edition.festival, slug="months", registration=months, who=None)
    longer = replace(months, first_period="1996-01")
    assert register(festival=edition.festival, slug="months", registration=longer, who=None).slug == "months"


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_is_registered_and_loaded_on_its_pages(edition: Any, client_of: Any, kind: str) -> None:
    analyst, registration = client_of("analyst"), CASES[kind][0]
    page = address("register-study", edition.festival.slug) + f"?kind={kind}"
    form = analyst.get(page).context["form"]
    rows = {
        "editions_windows": "\n".join(f"{one.name}; {one.first}; {one.last}" for one in WINDOWS),
        "starts_places": "\n".join(f"{one.unit}; {one.first}" for one in (STARTS.starts or Starts(())).places),
    }
    plain = registration.as_plain()
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed |= {
        f"{name}_{code}": plain[name][code]
        for name in ("title", "question", "outcome", "unit", "design")
        for code in ("sv", "en")
    }
    typed |= {f"source_{name}": value for name, value in plain["source"].items()}
    typed |= {"treated": "Torget", "donors": "\n".join(registration.donors), "transform": "level", "slug": "typed"}
    typed |= {name: plain[name] for name in ("first_period", "last_period", "method")}
    refused = analyst.post(page, {**typed, **{name: value + "\nnot a row" for name, value in rows.items()}})
    assert (refused.status_code, "“not a row” has 1 parts" in refused.content.decode()) == (422, True)
    assert analyst.post(page, typed | rows).status_code == 302
    study = Study.objects.get(slug="typed")
    said = Registration.from_plain(study.registration)
    assert (said.editions, said.starts, said.first_treated) == (
        registration.editions,
        registration.starts,
        registration.first_treated,
    )
    names = (edition.festival.slug, study.slug)
    upload = SimpleUploadedFile("f.csv", figures(0.0, treated={}))
    assert analyst.post(address("load-panel", *names), {"file": upload}).status_code == 302
    shown = analyst.get(address("office-study", *names)).content.decode()
    assert ("Deviates" in shown, f"?like={study.slug}" in shown) == (False, True)
    again = analyst.get(address("register-study", edition.festival.slug) + f"?like={study.slug}").context["form"]
    assert again.kind == kind


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("editions", {"editions": "x"}, "“editions” is missing or not complete. Write it as a table of its own"),
        ("editions", {"editions": {}}, "Give two editions at least"),
        ("editions", {"editions": EDITIONS.as_plain()["editions"] | {"histroy": 4}}, "“histroy” is no part"),
        (
            "editions",
            {"editions": {"windows": list(reversed(EDITIONS.as_plain()["editions"]["windows"]))}},
            "“2019-W37” stands after|“2018-W36” stands after 2019-W37",
        ),
        ("starts", {"starts": [{"unit": "a", "first": "b"}]}, "Write it as a table of its own"),
        ("starts", {"starts": STARTS.as_plain()["starts"] | {"not_yet": "no"}}, "“not_yet: no” is neither yes nor no"),
        ("starts", {"donors": 5}, "“donors” is missing"),
        ("starts", {"elsewhere": 5}, "“elsewhere” is missing"),
    ],
)
def test_whatever_a_file_may_hold_is_refused_in_words(kind: str, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        registration_of(CASES[kind][0].as_plain() | change)


def test_places_that_were_on_their_way_before_their_starts_are_no_finding(edition: Any) -> None:
    years = [str(year) for year in range(1996, 2020)]
    random = np.random.default_rng(3)
    rows = ["ort," + ",".join(years)]
    places = {"A": "2010", "B": "2013"}
    for number, unit in enumerate([*places, *(f"Ort {one}" for one in range(20))]):
        rise = 3.0 * np.arange(len(years)) if unit in places else 0.0
        values = 100 + number + random.normal(0, 1, len(years)) + rise
        rows.append(unit + "," + ",".join(f"{value:.2f}" for value in values))
    registration = replace(
        STARTS,
        treated="A",
        donors=tuple(f"Ort {one}" for one in range(20)),
        first_period="1996",
        last_period="2019",
        first_treated="2010",
        method=Method.DIFFERENCE_IN_DIFFERENCES,
        starts=Starts(tuple(Start(unit, first) for unit, first in places.items())),
    )
    study = register(festival=edition.festival, slug="trend", registration=registration, who=None)
    load_panel(study=study, name="f.csv", content="\n".join(rows).encode(), who=None)
    run = estimate_now(study=study, who=None)
    told = shown(study, run).told
    before = next(check for check in told.checks if check.name == "Before the starts")
    assert (told.verdict, before.speaks_for) == ("tentative", False)
    assert "a difference shows before the start too" in told.sentence
