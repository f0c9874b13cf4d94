"""Studies with checks: asked as registered, deviations, what could be seen, and the same digits again."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from samspel.effects.bundle import is_open
from samspel.effects.charts.checks import ways_text
from samspel.effects.models import Study
from samspel.effects.queries import designs, published_findings, shown
from samspel.effects.readers import registration_of
from samspel.effects.sentences.checks import checks_told, detectable_text
from samspel.effects.sentences.power import advice
from samspel.effects.services import (
    estimate_now,
    execute_study,
    export_study,
    load_beside,
    load_panel,
    orebro,
    power_now,
    publish_study,
    register,
    repeat_study,
    request_power,
    request_study,
)
from samspel.effects.services.shipped import shipped
from samspel.effects.types import (
    Covariate,
    Deviation,
    Direction,
    FurtherOutcome,
    Interest,
    Registration,
    Source,
    Transform,
    Words,
)
from samspel.effects.verdicts import verdict, weaknesses
from samspel.engines.counterfactual import Method
from samspel.errors import BadInput, Refused
from samspel.records.digests import digest_of
from samspel.records.models import Run
from samspel.records.worker import work
from tests.rooms import address

pytestmark = pytest.mark.once

POPULATION = "sweden/sweden_population_municipality/population_1950_2020.csv"
UNITS = ("Örebro", *(f"Stad {number}" for number in range(1, 25)))
YEARS = tuple(str(year) for year in range(1990, 2012))
START = YEARS.index("2008")
BOTH = Words("ord", "words")
DIGESTS = {
    "orebro-growth": "95d55d89453e15998a5e3ea79f8fe2051af1267a6100c68444d7cc844dc529ce",
    "orebro-growth-wide": "e380a05567d8036fa2478b022040514deb560a91610156d90ad3098e4de606da",
    "auckland-new-years-eve": "48c6595d8463b3adc4526405afb97a6ccefb130c041e3e62e46d361c525bb17e",
}


def value(unit: int, year: int, rise: float) -> float:
    wave = ((unit * 7 + year * 5) % 11 - 5) / 10
    return 100 + 3 * (unit % 6) + year * (1 + unit % 3) + wave + (rise if unit == 0 and year >= START else 0.0)


def figures(*, rise: float = 0.0, until: int = len(YEARS)) -> bytes:
    rows = ["kommun," + ",".join(YEARS[:until])]
    rows += [
        unit + "," + ",".join(f"{value(number, year, rise):.3f}" for year in range(until))
        for number, unit in enumerate(UNITS)
    ]
    return "\n".join(rows).encode()


def design(**more: Any) -> Registration:
    made = replace(
        shipped("orebro-growth"),
        donors=UNITS[1:],
        first_period=YEARS[0],
        last_period=YEARS[-1],
        first_treated="2008",
        backdated="2002",
        transform=Transform.LEVEL,
        base_period="",
        interest=Interest(smallest=5.0, direction=Direction.HIGHER, level=0.05),
    )
    return replace(made, **more)


def registered(edition: Any, slug: str = "checked", **more: Any) -> Study:
    return register(festival=edition.festival, slug=slug, registration=design(**more), who=None)


def answered(study: Study) -> dict[str, Any]:
    """Estimate in this process, without a page's charts being kept."""
    return dict(execute_study(request_study(study=study, who=None).problem, 0, quiet).values)


def quiet(share: float, message: str = "", best: Any = None) -> bool:
    return False


def page_of(client: Any, name: str, study: Study, language: str = "en") -> str:
    place = address(name, study.festival.slug, study.slug, language=language)
    return " ".join(client.get(place).content.decode().split())


def still_to_load(client: Any, study: Study, language: str = "en") -> list[str]:
    found = re.search(r'id="still".*?<ul>(.*?)</ul>', page_of(client, "office-study", study, language))
    return re.findall("<li>(.*?)</li>", found[1]) if found else []


def test_registrations_from_before_there_was_more_to_say_keep_their_digest() -> None:
    assert {name: digest_of(shipped(name).as_plain()) for name in DIGESTS} == DIGESTS


def test_everything_a_registration_says_comes_back_from_plain_values() -> None:
    full = design(
        method=Method.WITH_COVARIATES,
        covariates=(Covariate("early", "1990", "1995"), Covariate("income")),
        donors_why=BOTH,
        secondary=(BOTH,),
        seen=BOTH,
        deviation=Deviation("first", BOTH, BOTH, "0" * 64),
    )
    plain = json.loads(json.dumps(full.as_plain()))
    assert (Registration.from_plain(plain), registration_of(plain)) == (full, full)


@pytest.mark.django_db(transaction=True)
def test_figures_that_were_seen_are_seen_whatever_they_are_called(edition: Any, client_of: Any) -> None:
    first = registered(edition, donors=UNITS[1:7])
    other_name = Words("Något annat", "Something else")
    at_once = registered(edition, "at-once", donors=UNITS[1:9], outcome=other_name)
    load_panel(study=first, name="f.csv", content=figures(rise=20.0), who=None)
    estimate_now(study=first, who=None)
    publish_study(study=first, who=None)
    alone = "The festival has registered no other study of the same outcome, and given these figures to no other."
    assert alone in page_of(client_of(None), "study", first)
    renamed = registered(edition, "renamed", donors=UNITS[1:7], outcome=other_name)
    load_panel(study=renamed, name="g.csv", content=figures(rise=20.0), who=None)
    with pytest.raises(Refused, match=r"have been seen in the study “checked”, .* register this as a deviation"):
        request_study(study=renamed, who=None)
    page = page_of(client_of(None), "study", first)
    assert (alone in page, "or with the same figures" in page) == (False, True)
    # It was registered before anybody had seen them.
    load_panel(study=at_once, name="f.csv", content=figures(rise=20.0), who=None)
    estimate_now(study=at_once, who=None)
    said = Deviation("checked", Words("Ett annat namn", "Another name"), Words("Tydligare", "Clearer"))
    named = registered(edition, "named", donors=UNITS[1:7], outcome=other_name, deviation=said)
    load_panel(study=named, name="f.csv", content=figures(rise=20.0), who=None)
    assert request_study(study=named, who=None).kind == "study"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "rise"),
    [
        ({"treated": UNITS[9], "outcome": Words("Annat", "Else")}, 20.0),
        ({"last_period": "1999", "first_treated": "1996", "backdated": "", "outcome": Words("Annat", "Else")}, 20.0),
        ({"outcome": Words("Annat", "Else")}, 4.0),
    ],
    ids=["another unit", "other periods", "other figures"],
)
def test_another_question_of_one_series_is_no_second_look(edition: Any, change: dict[str, Any], rise: float) -> None:
    first = registered(edition, donors=UNITS[1:7])
    load_panel(study=first, name="f.csv", content=figures(rise=20.0), who=None)
    estimate_now(study=first, who=None)
    second = registered(edition, "second", donors=UNITS[1:7], **change)
    load_panel(study=second, name="f.csv", content=figures(rise=rise), who=None)
    assert request_study(study=second, who=None).kind == "study"


CONTRADICTIONS = {
    "no method": ({"method": "magic"}, "“magic” is no method"),
    "covariates without their method": ({"covariates": [{"name": "income"}]}, "belong together"),
    "the method without covariates": ({"method": "synthetic-control-covariates"}, "belong together"),
    "half a covariate": (
        {"method": "synthetic-control-covariates", "covariates": [{"name": "x", "first": "1990"}]},
        "“x” has a first or a last period",
    ),
    "nothing that matters": ({"interest": {"smallest": 0}}, "“0” is not above 0, as the size of an effect has to be"),
    "a size below nothing": ({"interest": {"smallest": -3}}, "“-3” is not above 0, as the size of an effect has to"),
    "no size at all": ({"interest": {"direction": "higher"}}, "“interest” says no smallest effect that would matter"),
    "level of a coin": ({"interest": {"smallest": 1, "level": 0.5}}, "“0.5” is no level"),
    "no direction": ({"interest": {"smallest": 1, "direction": "up"}}, "“up” is no direction"),
    "one language": ({"seen": {"sv": "ja"}}, "“seen” is missing or not complete"),
    "deviation without why": ({"deviation": {"parent": "a", "what": {"sv": "b", "en": "c"}}}, "“deviation” is missing"),
    "key": (
        {"further": [{"key": "Ö", "outcome": {"sv": "a", "en": "b"}, "unit": {"sv": "a", "en": "b"}}]},
        "“Ö” cannot be the key",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_parts_that_say_nothing_are_refused(name: str) -> None:
    change, sentence = CONTRADICTIONS[name]
    with pytest.raises(BadInput, match=sentence):
        registration_of(design().as_plain() | change)


@pytest.mark.parametrize("one", designs(), ids=lambda one: one.name)
def test_a_design_to_start_from_can_be_registered_as_it_is(edition: Any, client_of: Any, one: Any) -> None:
    page = f"{address('register-study', edition.festival.slug)}?design={one.name}"
    shown = client_of("analyst").get(page)
    form = shown.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"slug": one.name, "out_of_reach": "on"}  # donors stand for one's own, and some are too few for their p
    assert client_of("analyst").post(page, data).status_code == 302
    assert Registration.from_plain(Study.objects.get(slug=one.name).registration).interest is not None


@pytest.mark.django_db(transaction=True)
def test_what_changes_after_the_outcome_was_seen_is_a_deviation(edition: Any, client_of: Any) -> None:
    first = registered(edition, donors=UNITS[1:7])
    load_panel(study=first, name="f.csv", content=figures(rise=20.0), who=None)
    estimate_now(study=first, who=None)
    more = UNITS[1:22]
    with pytest.raises(Refused, match="has been seen in the study “checked”"):
        registered(edition, "more", donors=more)
    said = Deviation(
        "checked", Words("Femton donatorer till", "Fifteen more donors"), Words("De fanns inte", "They were missing")
    )
    with pytest.raises(Refused, match="changes nothing of “checked”"):
        registered(edition, "more", donors=UNITS[1:7], deviation=said)
    with pytest.raises(Refused, match="no study “nobody” here"):
        registered(edition, "more", donors=more, deviation=replace(said, parent="nobody"))
    later = registered(edition, "more", donors=more, deviation=said)
    assert (later.parent, later.registration["deviation"]["parent_digest"]) == (first, first.digest)
    assert registered(edition, "more", donors=more, deviation=said) == later
    load_panel(study=later, name="f.csv", content=figures(rise=20.0), who=None)
    run = estimate_now(study=later, who=None)
    publish_study(study=first, who=None)
    publish_study(study=later, who=None)
    assert "Fifteen more donors They were missing" in page_of(client_of(None), "study", first)
    shown = page_of(client_of(None), "study", later)
    assert "What: Fifteen more donors" in shown
    # An effect as large as can be: registered after a look it is still no finding.
    assert verdict(Registration.from_plain(later.registration), run.answer or {}) == "tentative"
    assert "the outcome was known, or may have been, when this was registered." in shown
    told = [
        line for one in published_findings(edition.festival) for line in one.caveats if "Fifteen more donors" in line
    ]
    assert len(told) == 2


@pytest.mark.django_db(transaction=True)
def test_a_large_effect_is_claimed_and_a_small_one_is_not(edition: Any, client_of: Any) -> None:
    said = {}
    for slug, rise in (("large", 20.0), ("none", 0.0)):
        study = registered(edition, slug, outcome=Words(slug, slug))
        load_panel(study=study, name="f.csv", content=figures(rise=rise), who=None)
        run = estimate_now(study=study, who=None)
        said[slug] = verdict(Registration.from_plain(study.registration), run.answer or {})
        publish_study(study=study, who=None)
        page = page_of(client_of(None), "study", study)
        assert ("What could have been seen" in page) == (slug == "none")
        assert page.count('<span class="said">') >= 8
    assert said == {"large": "unusual", "none": "chance"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", [one for one in Method if one is not Method.WITH_COVARIATES])
def test_a_study_is_estimated_by_the_method_that_was_registered(edition: Any, method: Method) -> None:
    few = UNITS[1:7]
    study = registered(edition, method=method, donors=few)
    load_panel(study=study, name="f.csv", content=figures(rise=20.0), who=None)
    answer = answered(study)
    registered_way = answer["checks"]["specifications"]
    assert next(one["effect"] for one in registered_way if one["method"] == method.value) == answer["effect"]
    lower = answer["checks"]["interval"]["lower"]
    assert lower is None or lower < answer["effect"]


@pytest.mark.django_db(transaction=True)
def test_covariates_and_further_outcomes_are_loaded_and_used(edition: Any, client_of: Any) -> None:
    few = UNITS[1:9]
    study = registered(
        edition,
        donors=few,
        method=Method.WITH_COVARIATES,
        covariates=(Covariate("early", "1990", "1999"), Covariate("income")),
    )
    load_panel(study=study, name="f.csv", content=figures(rise=20.0), who=None)
    with pytest.raises(Refused, match="“covariates: a row per unit, a column per covariate” is registered but not"):
        request_study(study=study, who=None)
    columns = "kommun;income\n" + "\n".join(f"{unit};{100 + 3 * place % 7}" for place, unit in enumerate(UNITS))
    with pytest.raises(BadInput, match="“income” is registered but not in the file"):
        load_beside(study=study, part="covariates", name="c", content=columns.replace("income", "x").encode(), who=None)
    load_beside(study=study, part="covariates", name="c.csv", content=columns.encode(), who=None)
    importance = [one["method"] for one in answered(study)["checks"]["specifications"]]
    assert importance[-1] == "synthetic-control-covariates"

    other = FurtherOutcome("jobs", Words("jobb", "jobs"), Words("jobb", "jobs"), (59.27, 15.21))
    near = FurtherOutcome("square", Words("torget", "the square"), Words("jobb", "jobs"), (59.28, 15.22))
    both = registered(edition, "both", donors=few, outcome=BOTH, further=(other, near))
    load_panel(study=both, name="f.csv", content=figures(rise=20.0), who=None)
    upload = SimpleUploadedFile("jobs.csv", figures())
    names = (edition.festival.slug, both.slug)
    analyst = client_of("analyst")
    for language, words in (("en", ("jobs (jobs)", "the square (jobs)")), ("sv", ("jobb (jobb)", "torget (jobb)"))):
        assert still_to_load(analyst, both, language) == list(words)
    asked = {"file": upload, "part": "further:jobs", "from": "study"}
    answer = analyst.post(address("load-beside", *names), asked)
    assert answer["Location"] == address("office-study", *names)
    assert still_to_load(analyst, both) == ["the square (jobs)"]
    page = page_of(analyst, "office-study", both, "sv")
    assert ("jobb (jobb): jobs.csv" in page, "further:" in page.replace('value="further:', "")) == (True, False)
    load_beside(study=both, part="further:square", name="s.csv", content=figures(rise=9.0), who=None)
    joint = (estimate_now(study=both, who=None).answer or {})["joint"]
    assert [one["key"] for one in joint] == ["", "jobs", "square"]
    assert all(one["adjusted"] >= one["p_value"] for one in joint)
    page = page_of(client_of("analyst"), "office-study", both)
    assert ("jobs: p = " in page, "of 2 places stand out" in page) == (True, True)
    assert "The largest effect is at the square" in page


@pytest.mark.django_db(transaction=True)
def test_what_could_be_seen_is_asked_before_the_outcome_is_opened(edition: Any, client_of: Any) -> None:
    study, analyst = registered(edition), client_of("analyst")
    names = (edition.festival.slug, study.slug)
    with pytest.raises(Refused, match="no figures of the time before"):
        request_power(study=study, who=None)
    upload = SimpleUploadedFile("before.csv", figures(until=START))
    assert analyst.post(address("load-beside", *names), {"file": upload, "part": "before"}).status_code == 302
    assert analyst.post(address("ask-power", *names)).status_code == 302
    assert work(once=True) == 1
    page = page_of(analyst, "study-power", study)
    assert "go on." in page
    assert "Figures from 2008 on are not used" in page
    assert study.panels.count() == 0
    run = Run.objects.get(kind="power")
    said = f"before the outcome was loaded, on .*, run {run.short}\\."
    assert re.search(said, page_of(analyst, "office-study", study))
    # The outcome, once loaded, changes nothing of it.
    blind = request_power(study=study, who=None)
    load_panel(study=study, name="f.csv", content=figures(rise=50.0), who=None)
    seeing = request_power(study=study, who=None)
    assert (seeing.problem["periods"][-1], seeing.digest) == ("2007", blind.digest)
    assert re.search(said, page_of(analyst, "office-study", study))


@pytest.mark.django_db(transaction=True)
def test_whoever_did_not_ask_before_looking_is_told_so(edition: Any, client_of: Any) -> None:
    study, analyst = registered(edition, donors=UNITS[1:7]), client_of("analyst")
    load_panel(study=study, name="f.csv", content=figures(rise=3.0), who=None)
    run = estimate_now(study=study, who=None)
    told = {one.name: (one.number, one.sentence) for one in shown(study, run).told.checks}
    assert told["What could be seen"] == ("not asked before", "Nobody asked which effect could be seen before looking.")
    power = power_now(study=study, who=None)
    page = page_of(analyst, "office-study", study)
    assert re.search(f"only after the outcome was loaded, on .*, run {power.short}", page)
    # Two studies of one title are told apart by their addresses.
    registered(edition, "other", donors=UNITS[1:7], outcome=BOTH)
    listed = " ".join(analyst.get(address("studies", edition.festival.slug)).content.decode().split())
    assert [f'muted">{slug}</span>' in listed for slug in (study.slug, "other")] == [True, True]
    series = analyst.get(address("series", edition.festival.slug, study.series_slug)).content.decode()
    assert [f"({slug})</option>" in series for slug in (study.slug, "other")] == [True, True]


@pytest.mark.parametrize(
    ("ways", "said", "number", "sentence"),
    [
        ([(0.04, 25), (0.08, 25), (0.08, 25)], "tentative", "1/3", "1 give an unusual gap that way"),
        ([(0.04, 25), (0.04, 25), (0.08, 25)], "unusual", "2/3", "2 give an unusual gap that way"),
        ([(0.04, 25), (0.08, 12), (0.08, 12)], "unusual", "1/1", "2 of them have too few donors for a p of 0.05"),
        ([(0.08, 25), (0.08, 12), (0.08, 12)], "tentative", "0/1", "0 give an unusual gap that way"),
    ],
)
def test_other_ways_of_asking_are_counted_at_the_registered_level(
    ways: list[tuple[float, int]], said: str, number: str, sentence: str
) -> None:
    values = told_as_if({"p_value": p, "effect": 9.0, "least_p": 1 / (1 + donors)} for p, donors in ways)
    assert verdict(design(), values) == said
    check = next(one for one in checks_told(design(), values) if one.name == "Other ways of asking")
    assert (check.number, check.speaks_for, sentence in check.sentence) == (number, said == "unusual", True)
    assert ("too few donors" in ways_text(design(), values)) == ("2 of them" in sentence or "/1" in number)


def told_as_if(ways: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what an answer holds, with no check but other ways of asking speaking against it."""
    checks = {
        "gate": {"verdict": "pass", "findings": []},
        "interval": {"lower": 6.0, "upper": 12.0, "kind": "conformal", "level": 0.95},
        "band": {"lower": [6.0], "upper": [12.0]},
        "specifications": list(ways),
        "detectable": {"length": 1, "smallest": 4.0},
    }
    known = {"effect": 9.0, "p_value": 0.04, "pre_fit": 0.1, "pre_rmspe": 1.0, "as_unusual": 0, "checks": checks}
    return {**known, "placebos": [{}] * 25, "smallest_p_value": 1 / 26, "backdated": None, "leave_one_out": []}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([21.0, 12.0, 4.0], "sees the 5.00 words that you said matter: go on."),
        ([21.0, 12.0, 6.0], "you said that 5.00 matter. Take more donors, more years before, or all editions"),
        ([None, 12.0, 12.0], "you said that 5.00 matter. Take more years before, or all editions"),
        (
            [None, 7.0, 31.0],
            "you said that 5.00 matter. 19 of these donors, drawn by lot, see effects from 7.00: take fewer",
        ),
        ([None, 7.0, None], "The time before is so short for 38 donors that they follow it exactly"),
    ],
)
def test_more_donors_are_advised_only_where_they_see_more(row: list[float | None], said: str) -> None:
    values = {"lengths": [2], "donors": [9, 19, 38], "smallest": [row], "level": 0.05}
    assert said in advice(design(unit=BOTH), values)
    few = {**values, "donors": [4, 9, 18], "smallest": [[None, None, None]]}
    assert "With these 18 donors no effect, however large, can be told from chance at 0.05: find at least 19" in advice(
        design(), few
    )


@pytest.mark.parametrize(
    ("smallest", "least_p", "said"),
    [
        (43.0, 1 / 39, "An effect of 43.0 words or more over 12 periods would have been told from chance"),
        (None, 1 / 39, "Before the start so many fits are exact, with 38 donors, that nothing tells what they will"),
        (None, 1 / 8, "With 38 donors and 12 periods no effect, however large, would have been told from chance"),
    ],
)
def test_no_effect_however_large_is_said_only_where_the_level_is_out_of_reach(
    smallest: float | None, least_p: float, said: str
) -> None:
    checks = {"detectable": {"length": 12, "smallest": smallest}}
    values = {"checks": checks, "placebos": [{}] * 38, "smallest_p_value": least_p}
    assert detectable_text(design(unit=BOTH), values).startswith(said)


@pytest.mark.django_db(transaction=True)
def test_an_exported_study_gives_the_same_digits_and_tells_what_was_altered(
    edition: Any, client_of: Any, tmp_path: Path
) -> None:
    study = registered(edition, donors=UNITS[1:7])
    load_panel(study=study, name="f.csv", content=figures(rise=3.0), who=None)
    run = estimate_now(study=study, who=None)
    assert run.answer is not None
    publish_study(study=study, who=None)
    answer = client_of(None).get(address("export-study", edition.festival.slug, study.slug))
    assert answer.content == export_study(study=study, run=run)
    path = tmp_path / "study.zip"
    path.write_bytes(answer.content)
    found = repeat_study(path=path)
    assert (found.otherwise, found.nearly, found.compared > 300) == ([], [], True)
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "study-checked"
    (folder / "problem.json").write_text((folder / "problem.json").read_text().replace("109", "110"))
    with pytest.raises(Refused, match=r"problem\.json .* is not as it was exported"):
        repeat_study(path=folder)


@pytest.mark.django_db(transaction=True)
def test_figures_that_may_not_be_passed_on_stay_out_of_an_export(edition: Any, tmp_path: Path) -> None:
    study = registered(edition, donors=UNITS[1:7], source=Source("Own", "A company", "all rights reserved"))
    content = figures(rise=3.0)
    load_panel(study=study, name="f.csv", content=content, who=None)
    path = tmp_path / "study.zip"
    path.write_bytes(export_study(study=study, run=estimate_now(study=study, who=None)))
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if name.endswith(".csv")]
        assert json.loads(archive.read("study-checked/problem.json"))["outcomes"] is None
    with pytest.raises(Refused, match=r"is not known to let them be passed on: .* name them with --figures"):
        repeat_study(path=path)
    own = tmp_path / "f.csv"
    own.write_bytes(content)
    assert repeat_study(path=path, figures=own).otherwise == []
    own.write_bytes(figures(rise=4.0))
    with pytest.raises(Refused, match="holds other figures"):
        repeat_study(path=path, figures=own)


OPEN = (
    *("CC0", "CC BY 4.0", "cc-by-sa-4.0", "Public domain", "ODbL 1.0", "PDDL", "CC0-1.0", "CC-BY-3.0-NO", "ODC-By-1.0"),
    *(
        "BSD-3-Clause",
        "BSD 3-Clause License",
        "MIT",
        "The MIT License (MIT)",
        "MIT-licensen",
        "Apache-2.0",
        "MIT OR Apache-2.0",
    ),
    *(
        "Apache License, Version 2.0",
        "OGL-UK-3.0",
        "Open Government Licence v3.0",
        "NLOD 2.0",
        "NLOD",
        "öppna data",
        "Öppna data.",
    ),
    *("Creative Commons Erkännande", "Creative Commons Erkännande 4.0 Internationell", "CC Erkännande-DelaLika 4.0"),
    *("Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/", "EUPL-1.2"),
    *("https://creativecommons.org/publicdomain/zero/1.0/", "GPL-3.0-only", "Licence Ouverte 2.0", "SCB, CC BY 4.0"),
    *("Norsk lisens for offentlige data (NLOD)", "dl-de/by-2-0", "CC BY 4.0, Heart of the City Auckland"),
)
NOT_KNOWN = (
    *("", "CC BY-NC 4.0", "CC BY-ND 4.0", "all rights reserved", "read at the source", "CC BY–NC–SA", "CC BY SA NC"),
    *("Creative Commons Erkännande-IckeKommersiell 4.0", "Creative Commons Erkännande-IngaBearbetningar", "CC BYNC"),
    *(
        "Creative Commons Attribution Non Commercial",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "not CC BY 4.0",
    ),
    *(
        "not in the public domain",
        "inte öppna data",
        "öppna data för forskare",
        "MIT Technology Review",
        "Copyright MIT",
    ),
    *(
        "mit Genehmigung",
        "BSD or proprietary",
        "MIT and CC BY-NC",
        "Apache Corporation",
        "CC BY endast internt",
        "closed data",
    ),
    *(
        "open data on request",
        "CC BY efter tillstånd",
        "own terms",
        "sekretess",
        "isc medlemmar",
        "unlicensed",
        "okänd",
    ),
)


@pytest.mark.parametrize(
    ("licence", "expected"), [*((one, True) for one in OPEN), *((one, False) for one in NOT_KNOWN)]
)
def test_only_open_licences_let_figures_be_passed_on(licence: str, expected: bool) -> None:
    assert is_open(licence) is expected


share = st.floats(0.001, 1.0)
effect = st.floats(-10.0, 10.0).filter(lambda value: abs(value) > 1e-6)
way = st.fixed_dictionaries({"effect": effect, "p_value": share})


@given(
    values=st.fixed_dictionaries(
        {
            "pre_fit": st.floats(0, 2),
            "p_value": share,
            "effect": effect,
            "checks": st.fixed_dictionaries(
                {
                    "gate": st.fixed_dictionaries({"verdict": st.sampled_from(["pass", "caution", "refuse"])}),
                    "interval": st.fixed_dictionaries(
                        {"lower": st.none() | st.floats(-12, 0.5), "upper": st.none() | st.floats(-0.5, 12)}
                    ),
                    "specifications": st.lists(way, max_size=6),
                }
            ),
        }
    )
)
def test_nothing_is_claimed_that_a_check_speaks_against(values: dict[str, Any]) -> None:
    said, checks = verdict(design(), values), values["checks"]
    interval = checks["interval"]
    holds_nothing = (interval["lower"] is None or interval["lower"] <= 0) and (
        interval["upper"] is None or interval["upper"] >= 0
    )
    if said == "unusual":
        assert values["p_value"] <= 0.05
        assert values["pre_fit"] <= 0.5
        assert values["effect"] >= 5.0
        assert checks["gate"]["verdict"] == "pass"
        assert not holds_nothing
    else:
        reasons = values["pre_fit"] > 0.5 or checks["gate"]["verdict"] == "refuse" or values["p_value"] > 0.05
        assert reasons or weaknesses(design(), values)


@pytest.mark.django_db(transaction=True)
def test_orebro_with_every_check(transactional_db: None, shared: Callable[[str], Path], client_of: Any) -> None:
    path = shared(POPULATION)
    study = orebro.prepare(content=path.read_bytes(), name=path.name, who=None)[0]
    answer = estimate_now(study=study, who=None).answer or {}
    interval = answer["checks"]["interval"]
    assert (interval["kind"], round(interval["lower"], 2), round(interval["p_value"], 3)) == ("conformal", -2.32, 0.463)
    publish_study(study=study, who=None)
    page = page_of(client_of(None), "study", study)
    assert "Cannot be told apart from chance" in page
    assert "With 7 donors and 10 periods no effect, however large, would have been told from chance" in page
    assert "Find more units to compare with: for a p of 0.10 at least 9 are needed." in page
