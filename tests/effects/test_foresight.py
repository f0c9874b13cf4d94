"""Studies of more than one event: what they could see before they are looked at, and several outcomes of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samspel.effects.models import Study
from samspel.effects.queries import foreseen, shown
from samspel.effects.readers import registration_of
from samspel.effects.services import estimate_now, load_beside, load_panel, power_now, register, request_power
from samspel.effects.types import Edition, Editions, FurtherOutcome, Interest, Kind, Registration, Words
from samspel.engines.counterfactual import Method
from samspel.errors import BadInput, Refused
from tests.effects.test_kinds import CASES, EDITIONS, STARTS, UNITS, WEEKS, figures
from tests.rooms import address

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


def registered(edition: Any, slug: str, registration: Registration) -> Study:
    return register(festival=edition.festival, slug=slug, registration=registration, who=None)


def without_columns(content: bytes, *, after: str = "", dropped: tuple[str, ...] = ()) -> bytes:
    """Return a table without some periods, or without those after one."""
    rows = [line.split(",") for line in content.decode().splitlines()]
    end = rows[0].index(after) + 1 if after else len(rows[0])
    kept = [at for at in range(end) if rows[0][at] not in dropped]
    return "\n".join(",".join(row[at] for at in kept) for row in rows).encode()


@pytest.mark.parametrize("kind", CASES)
def test_what_each_kind_could_see_is_asked_without_what_happened(edition: Any, client_of: Any, kind: str) -> None:
    registration, treated = CASES[kind]
    study, names = registered(edition, kind, registration), (edition.festival.slug, kind)
    with pytest.raises(Refused, match="no figures of the time before"):
        request_power(study=study, who=None)
    upload = SimpleUploadedFile("before.csv", figures(0.0, treated=treated))
    analyst = client_of("analyst")
    assert analyst.post(address("load-beside", *names), {"file": upload, "part": "before"}).status_code == 302
    # Whatever happened, the question is the same, and no figure of it is kept.
    blind = request_power(study=study, who=None)
    load_panel(study=study, name="f.csv", content=figures(900.0, treated=treated), who=None)
    assert request_power(study=study, who=None).digest == blind.digest
    kept = [value for row in study.beside.get().values for value in row if value is not None]
    assert max(kept) < 500
    run = power_now(study=study, who=None)
    for language, words in (("en", "would be told from chance"), ("sv", "skiljas från slumpen")):
        page = analyst.get(address("study-power", *names, language=language))
        text = page.content.decode()
        assert words in page.context["power"].told.advice
        assert page.context["unseen"] in text
        assert ('<figure class="chart">' in text, len(page.context["power"].told.better) >= 3) == (True, True)
    answer = run.answer or {}
    assert all(value is None or value > 0 for row in answer["smallest"] for value in row)


def test_more_editions_and_a_smaller_wish_change_the_advice(edition: Any) -> None:
    advice = {}
    for smallest in (0.2, 1.6, 20.0):
        said = replace(EDITIONS, interest=Interest(smallest=smallest, level=0.05))
        study = registered(edition, f"wish-{smallest:.0f}", said)
        load_beside(study=study, part="before", name="b", content=figures(0.0, treated={}), who=None)
        run = power_now(study=study, who=None)
        told = foreseen(run)
        advice[smallest] = (told.advice, " ".join(told.better))
    answer = run.answer or {}
    column = [row[-1] for row in answer["smallest"]]
    assert column == sorted(column, reverse=True)
    assert (answer["editions"], answer["years"]) == (list(range(1, 10)), 5)  # 2015 is a year too
    assert "find a better design" in advice[0.2][0]
    assert "editions on what you said matters would be seen" in advice[1.6][1]
    assert "go on." in advice[20.0][0]


def test_editions_that_are_still_to_come_are_foreseen_from_the_same_weeks_before(edition: Any) -> None:
    planned = Editions(tuple(Edition(str(year), f"{year}-W36", f"{year}-W36") for year in (2020, 2021, 2022)))
    design_of = {"first_treated": "2020-W36", "last_period": "2022-W40", "editions": planned}
    study = registered(edition, "planned", replace(EDITIONS, **design_of))
    load_beside(study=study, part="before", name="b", content=figures(0.0, treated={}), who=None)
    answer = power_now(study=study, who=None).answer or {}
    assert (answer["years"], answer["planned"], answer["last"]) == (5, 3, WEEKS[-1])
    short = without_columns(figures(0.0, treated={}), after="2016-W30")
    load_beside(study=study, part="before", name="b", content=short, who=None)
    with pytest.raises(Refused, match="The years of quiet weeks are 1"):
        request_power(study=study, who=None)


def test_days_are_moved_to_the_same_weekdays_of_the_years_before(edition: Any) -> None:
    days = [(date(2015, 1, 1) + timedelta(days=step)).isoformat() for step in range(1276)]
    planned = Editions((Edition("2018", "2018-09-06", "2018-09-08"), Edition("2019", "2019-09-05", "2019-09-07")))
    said = replace(EDITIONS, editions=planned, first_period=days[0], last_period="2019-09-20", donors=UNITS[1:4])
    quick = replace(said, first_treated="2018-09-06", method=Method.DIFFERENCE_IN_DIFFERENCES)
    weekend = np.isin([date.fromisoformat(day).weekday() for day in days], (5, 6))
    random = np.random.default_rng(5)
    rows = ["gata," + ",".join(days)]
    for place, unit in enumerate(UNITS[:4]):
        values = 100 + random.normal(0, 0.01, len(days)) + (50 * weekend if place == 0 else 0)
        rows.append(unit + "," + ",".join(f"{value:.2f}" for value in values))
    study = registered(edition, "days", quick)
    load_beside(study=study, part="before", name="b", content="\n".join(rows).encode(), who=None)
    answer = power_now(study=study, who=None).answer or {}
    assert (answer["years"], answer["last"]) == (3, days[-1])
    assert answer["yearly"] < 1 < answer["shared"]  # what a weekday does is the same each year, as weekdays are kept


def test_figures_that_pass_over_an_edition_are_refused_and_empty_ones_are_not(edition: Any) -> None:
    study = registered(edition, "gaps", EDITIONS)
    content = figures(0.0, treated={})
    passed = without_columns(content, dropped=("2017-W36", "2017-W37"))
    with pytest.raises(BadInput, match="“2017-W36” is registered but not among the periods, and the figures go on"):
        load_beside(study=study, part="before", name="b", content=passed, who=None)
    rows = [line.split(",") for line in content.decode().splitlines()]
    at = rows[0].index("2017-W36")
    emptied = "\n".join(
        ",".join("" if column == at and row[0] != "gata" else cell for column, cell in enumerate(row)) for row in rows
    )
    loaded = load_beside(study=study, part="before", name="b", content=emptied.encode(), who=None)
    hidden = [label for label, value in zip(loaded.columns, loaded.values[0], strict=True) if value is None]
    assert hidden[:4] == ["2016-W35", "2016-W36", "2016-W37", "2016-W38"]


def test_starts_without_room_before_them_or_with_nobody_to_deal_them_to(edition: Any) -> None:
    few = STARTS.starts and replace(STARTS.starts, places=STARTS.starts.places[:1])
    study = registered(edition, "few", replace(STARTS, starts=few, donors=UNITS[4:7]))
    load_beside(study=study, part="before", name="b", content=figures(0.0, treated={}), who=None)
    told = foreseen(power_now(study=study, who=None))
    assert "no effect, however large, can be told from chance" in told.advice
    assert "none, however large" in told.chart.text
    early = STARTS.starts and replace(
        STARTS.starts, anticipation=2, places=tuple(replace(one, first=WEEKS[4]) for one in STARTS.starts.places)
    )
    study = registered(edition, "early", replace(STARTS, first_treated=WEEKS[4], starts=early))
    load_beside(study=study, part="before", name="b", content=figures(0.0, treated={}), who=None)
    with pytest.raises(Refused, match="Only 2 periods lie before the first start"):
        request_power(study=study, who=None)


@pytest.mark.parametrize("kind", CASES)
def test_several_outcomes_of_each_kind_are_judged_together(edition: Any, client_of: Any, kind: str) -> None:
    registration, treated = CASES[kind]
    other = FurtherOutcome("guests", Words("gäster", "guests"), Words("personer", "persons"))
    quick = replace(registration, method=Method.DIFFERENCE_IN_DIFFERENCES, further=(other,))
    study = registered(edition, "several", quick)
    load_panel(study=study, name="f.csv", content=figures(12.0, treated=treated), who=None)
    with pytest.raises(Refused, match="“guests \\(persons\\)” is registered but not loaded"):
        estimate_now(study=study, who=None)
    load_beside(study=study, part="further:guests", name="g", content=figures(0.0, treated={}), who=None)
    run = estimate_now(study=study, who=None)
    joint = (run.answer or {})["joint"]
    assert [one["key"] for one in joint] == ["", "guests"]
    assert [one["adjusted"] >= one["p_value"] for one in joint] == [True, True]
    assert joint[0]["p_value"] == (run.answer or {})["p_value"]
    check = next(one for one in shown(study, run).told.checks if one.name == "Several outcomes")
    assert ("guests: p = " in check.sentence, check.speaks_for) == (True, joint[0]["adjusted"] <= 0.05)
    form = client_of("analyst").get(address("register-study", edition.festival.slug) + f"?kind={kind}").context["form"]
    assert "further" in form.fields


def test_a_series_alone_has_one_outcome() -> None:
    alone = {"last": "2015-09-02", "waves": 0}
    plain = EDITIONS.as_plain() | {"editions": None, Kind.ALONE.value: alone, "donors": []}
    further = [{"key": "b", "outcome": {"sv": "b", "en": "b"}, "unit": {"sv": "b", "en": "b"}}]
    with pytest.raises(BadInput, match="“further” is asked of studies that compare places"):
        registration_of(plain | {"further": further})
