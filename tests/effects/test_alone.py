"""A study of one long series: registered, loaded, estimated, read in both languages, taken away and repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samspel.effects.bundle import as_csv
from samspel.effects.kinds.alone.red_days import easter, red_days
from samspel.effects.kinds.alone.verdicts import verdict
from samspel.effects.models import Concern, Study
from samspel.effects.queries import published_findings
from samspel.effects.readers import read_table, registration_of
from samspel.effects.readers.clock import labels_between
from samspel.effects.services import (
    estimate_now,
    execute_study,
    export_study,
    load_beside,
    load_panel,
    power_now,
    publish_study,
    register,
    repeat_study,
    request_study,
)
from samspel.effects.services.series import answer_concern
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Alone, Choice, Direction, Interest, Registration, Span, Transform, Words
from samspel.errors import BadInput, Refused
from tests.rooms import address

pytestmark = pytest.mark.once

FIRST, DAYS = date(2023, 1, 1), 640
STREET, CONTROL = "Storgatan", "Ringvägen"
EVENT = ("2024-09-05", "2024-09-07")
START = (date(2024, 9, 5) - FIRST).days
BOTH = Words("annat", "other")
EXTRA = 400.0
"""Persons more on each day of the made-up event."""


def days() -> list[str]:
    return [(FIRST + timedelta(days=number)).isoformat() for number in range(DAYS)]


def counts(*, extra: float = EXTRA, rain: bool = False, seed: int = 7) -> np.ndarray[Any, Any]:
    """Return a street by the day: weekday, season, holidays, noise and an event whose effect is known."""
    draw = np.random.default_rng(seed)
    number = np.arange(DAYS)
    week = np.array([1.0, 1.0, 1.05, 1.1, 1.4, 1.6, 0.7])[(number + FIRST.weekday()) % 7]
    season = 1 + 0.2 * np.sin(2 * np.pi * number / 365.2425)
    red = red_days(FIRST, FIRST + timedelta(days=DAYS))
    off = np.array([0.6 if FIRST + timedelta(days=int(one)) in red else 1.0 for one in number])
    values = 1000 * week * season * off * np.exp(draw.normal(0, 0.04, DAYS))
    if rain:
        values *= np.exp(-0.3 * wet())
    values[START : START + 3] += extra
    return np.round(values)


def wet() -> np.ndarray[Any, Any]:
    return (np.random.default_rng(11).random(DAYS) < 0.3).astype(float)


def file_of(**series: Any) -> bytes:
    rows = ["unit,period,value"]
    for unit, values in series.items():
        rows += [
            f"{unit},{period},{'' if np.isnan(value) else value}" for period, value in zip(days(), values, strict=True)
        ]
    return "\n".join(rows).encode()


def design(**more: Any) -> Registration:
    alone = Alone(**{"last": EVENT[1], "placebos": 60, **more.pop("alone", {})})
    made = replace(
        shipped("orebro-growth"),
        treated=STREET,
        donors=(),
        outcome=Words("förbipasserande", "passers-by"),
        unit=Words("personer", "persons"),
        first_period=days()[0],
        last_period=days()[-1],
        first_treated=EVENT[0],
        backdated="",
        base_period="",
        transform=Transform.LOG,
        interest=Interest(300.0, Direction.HIGHER, 0.05),
        alone=alone,
    )
    return replace(made, **more)


def registered(edition: Any, slug: str = "street", **more: Any) -> Study:
    # As people's own registrations come: through plain values.
    registration = registration_of(design(**more).as_plain())
    return register(festival=edition.festival, slug=slug, registration=registration, who=None)


def page_of(client: Any, study: Study, language: str) -> str:
    place = address("study", study.festival.slug, study.slug, language=language)
    return " ".join(client.get(place).content.decode().split())


def answered(study: Study) -> dict[str, Any]:
    return dict(execute_study(request_study(study=study, who=None).problem, 0, quiet).values)


def quiet(share: float, message: str = "", best: Any = None) -> bool:
    return False


def test_a_known_effect_is_found_told_and_repeated(edition: Any, client_of: Any, tmp_path: Path) -> None:
    study = registered(edition)
    load_panel(study=study, name="counts.csv", content=file_of(Storgatan=counts()), who=None)
    run = estimate_now(study=study, who=None)
    publish_study(study=study, who=None)
    answer = run.answer or {}
    assert answer["widened"]["lower"] < 3 * EXTRA < answer["widened"]["upper"]
    assert (answer["as_unusual"], answer["p_value"]) == (0, 1 / (1 + len(answer["placebos"])))
    assert answer["periods"][answer["begin"]] == EVENT[0]
    assert answer["holidays"] == {"before": 27, "within": []}
    page, sida = (page_of(client_of(None), study, language) for language in ("en", "sv"))
    for said in ("above what its own past lets expect", "A gap of this size is unusual where nothing happened"):
        assert said in page
    assert "no other series stands for the rest of the city" in page
    assert "över vad den egna historien låter vänta" in sida
    (finding,) = published_findings(edition.festival)
    assert (finding.verdict, len(finding.charts)) == ("unusual", 3)
    bundle = tmp_path / "study.zip"
    bundle.write_bytes(export_study(study=study, run=run))
    repeated = repeat_study(path=bundle)
    assert (repeated.nearly, repeated.otherwise) == ([], [])


def test_weather_and_controls_take_off_what_they_explain_and_gaps_before_are_no_hindrance(
    edition: Any, client_of: Any
) -> None:
    seen = counts(rain=True)
    seen[100:110] = np.nan
    bare = registered(edition)
    load_panel(study=bare, name="f.csv", content=file_of(Storgatan=seen), who=None)
    study = registered(edition, "weather", unit=BOTH, donors=(CONTROL,), alone={"covariates": ("rain",)})
    both = file_of(Storgatan=seen, Ringvägen=counts(extra=0.0, rain=True, seed=8))
    load_panel(study=study, name="f.csv", content=both, who=None)
    with pytest.raises(Refused, match="“weather and the like: a row per period, a column per name” is registered but"):
        request_study(study=study, who=None)
    rows = [f"{day};{value:g};x" for day, value in zip(days(), wet(), strict=True)]
    weather = "\n".join(["day;rain;of what", *(row.replace("x", "1") for row in rows)])
    gap = weather.replace(f"{EVENT[1]};{wet()[START + 2]:g}", f"{EVENT[1]};")
    for bad, said in ((gap, f"“rain” has no figure for {EVENT[1]}"), (weather.replace("rain", "snow"), "“rain”")):
        with pytest.raises(BadInput, match=said):
            load_beside(study=study, part="covariates", name="w.csv", content=bad.encode(), who=None)
    upload = SimpleUploadedFile("weather.csv", weather.encode())
    place = address("load-beside", edition.festival.slug, study.slug)
    assert client_of("analyst").post(place, {"file": upload, "part": "covariates"}).status_code == 302
    for waiting in Concern.objects.all():
        answer_concern(concern=waiting, choice=Choice.KEEP, text="The counter was moved.", who=None)
    wide, narrow = (one["total"]["upper"] - one["total"]["lower"] for one in (answered(bare), answered(study)))
    assert narrow < wide / 2


def test_years_of_hours_leave_as_a_long_table_and_come_back() -> None:
    columns = labels_between("2024-01-01 00:00", "2024-02-15 00:00")
    values = [[None if number % 7 == 3 else number / 3 for number in range(len(columns))]]
    table = read_table(as_csv([STREET], columns, values))
    assert (table.units, table.periods, [list(row) for row in table.values]) == ((STREET,), columns, values)


def test_a_gap_in_the_event_is_refused_by_its_name(edition: Any) -> None:
    seen = counts()
    seen[START + 1] = np.nan
    with pytest.raises(BadInput, match=f"“{STREET}” has no figure for 2024-09-06"):
        load_panel(study=registered(edition), name="f.csv", content=file_of(Storgatan=seen), who=None)
    assert not Study.objects.get().panels.exists()


def test_hours_lie_on_the_clock_that_people_live_by(edition: Any) -> None:
    first = datetime.fromisoformat("2024-03-01")
    hours = [f"{first + timedelta(hours=number):%Y-%m-%d %H:%M}" for number in range(24 * 60)]
    # No hour from 02:00 when the clocks go forward.
    rows = [f"{STREET},{hour},{50 + number % 24}" for number, hour in enumerate(hours) if hour != "2024-03-31 02:00"]
    hourly = {
        "first_period": hours[0],
        "last_period": hours[-1],
        "first_treated": "2024-04-20 18:00",
        "alone": {"last": "2024-04-21 02:00", "waves": 0},
    }
    study = registered(edition, **hourly)
    content = "\n".join(["unit,period,value", *rows])
    panel = load_panel(study=study, name="h.csv", content=content.encode(), who=None)
    assert tuple(panel.periods) == tuple(hours)
    assert panel.values[0][hours.index("2024-03-31 02:00")] is None
    half = content.replace("2024-03-02 05:00", "2024-03-02 05:30")
    with pytest.raises(BadInput, match="“2024-03-02 05:30” is no day or whole hour"):
        load_panel(study=study, name="h.csv", content=half.encode(), who=None)
    yearly = registered(edition, "yearly", unit=BOTH, **{**hourly, "alone": {"last": "2024-04-21 02:00"}})
    load_panel(study=yearly, name="h.csv", content=content.encode(), who=None)
    with pytest.raises(Refused, match="50 days before the event cannot tell the season"):
        request_study(study=yearly, who=None)


DESIGN = design()
BAD = {
    "the event's last period and has to lie from": {"last": "2024-09-04"},
    "“2024-W36” is no day or whole hour": {"last": "2024-W36"},
    "“2024-09-07 12:00” is no day or whole hour": {"last": "2024-09-07 12:00"},
    "“weather” is no part of a registration": {"weather": ["rain"]},
    "“waves: 9” is not possible": {"waves": 9},
    "“placebos: 0” is not possible": {"placebos": 0},
    "“offset: -1” is not possible": {"offset": -1},
    "“red_days: yes” is not possible": {"red_days": "yes"},
    "“Midsummer” is no date": {"holidays": ["Midsummer"]},
    "“rain” is named twice": {"covariates": ["rain", "rain "]},
    "does not lie before the event": {"ignored": [{"first": "2024-09-01", "last": "2024-09-05"}]},
    "“spring” is no day or whole hour": {"ignored": [{"first": "spring", "last": "2024-04-01"}]},
}


@pytest.mark.parametrize("said", BAD)
def test_what_cannot_be_meant_is_refused(said: str) -> None:
    plain = design().as_plain()
    with translation.override("en"), pytest.raises(BadInput, match=said):
        registration_of({**plain, "alone": {**plain["alone"], **BAD[said]}})


def test_what_belongs_to_other_kinds_is_refused() -> None:
    plain = design().as_plain()
    other = {"transform": "index", "method": "matrix-completion", "backdated": "2023-09-05"}
    for name, value in other.items():
        with pytest.raises(BadInput) as refused:
            registration_of({**plain, name: value})
        assert len(refused.value.problems) == 1
    assert registration_of(plain).as_plain() == plain


def test_the_form_says_what_a_file_says(edition: Any, client_of: Any) -> None:
    said = {
        "covariates": ("rain",),
        "holidays": ("2024-06-20",),
        "ignored": (Span("2023-09-07", "2023-09-09"),),
        "offset": 0.5,
    }
    study = registered(edition, donors=(CONTROL,), alone=said)
    analyst, place = client_of("analyst"), address("register-study", edition.festival.slug)
    form = analyst.get(place, {"like": study.slug}).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    typed |= {"slug": "again", "deviation_parent": ""}
    answer = analyst.post(f"{place}?kind=alone", typed)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Study.objects.get(slug="again").registration
    assert made == study.registration
    page = analyst.get(address("office-study", edition.festival.slug, "again")).content.decode()
    assert ("forecast from its own past" in page, "2023-09-07 – 2023-09-09" in page) == (True, True)


@given(
    st.fixed_dictionaries(
        {
            "p_value": st.sampled_from([0.01, 0.05, 0.051, 0.5]),
            "effect": st.sampled_from([-900.0, 200.0, 900.0]),
            "widened": st.fixed_dictionaries(
                {"lower": st.sampled_from([-5.0, 5.0]), "upper": st.sampled_from([800.0, 2000.0])}
            ),
            "backtest": st.fixed_dictionaries(
                {
                    "widening": st.sampled_from([1.0, 1.6, 2.6]),
                    "step_coverage": st.sampled_from([None, 0.5, 0.95]),
                }
            ),
        }
    )
)
def test_nothing_is_claimed_that_made_up_events_speak_against(values: dict[str, Any]) -> None:
    told = values["backtest"]
    speaks_against = (
        values["p_value"] > 0.05
        or values["effect"] < 300
        or values["widened"]["lower"] < 0
        or told["widening"] > 1.5
        or (told["step_coverage"] or 0) < 0.85
    )
    assert (verdict(DESIGN, values) == "unusual") == (not speaks_against)
    assert verdict(replace(DESIGN, seen=BOTH), values) != "unusual"


def test_an_event_that_never_was_is_told_from_nothing(edition: Any, client_of: Any) -> None:
    study = registered(edition, interest=None, alone={"placebos": 12})
    load_panel(study=study, name="f.csv", content=file_of(Storgatan=counts(extra=0.0)), who=None)
    answer = dict(estimate_now(study=study, who=None).answer or {})
    assert verdict(design(), answer) == "chance"
    publish_study(study=study, who=None)
    page = page_of(client_of(None), study, "en")
    for said in ("Cannot be told apart from chance", "What is excluded", "Name controls that the event cannot reach"):
        assert said in page


def test_what_could_be_seen_is_asked_before_the_event_is_looked_at(edition: Any, client_of: Any) -> None:
    study = registered(edition)
    before = file_of(Storgatan=np.where(np.arange(DAYS) < START, counts(), np.nan))
    load_beside(study=study, part="before", name="b.csv", content=before, who=None)
    run = power_now(study=study, who=None)
    assert EVENT[0] not in run.problem["periods"]
    told = run.answer or {}
    assert [one["length"] for one in told["rows"]] == [1, 3, 6]
    own = told["rows"][1]
    assert own["begin"] == "2024-08-29"
    assert 0.02 < own["smallest"] / own["expected"] < 0.3
    page = client_of("analyst").get(address("study-power", edition.festival.slug, study.slug)).content.decode()
    assert ("so it sees the 300 that you said matter" in page, page.count('role="img"')) == (True, 2)


def test_red_days_are_those_of_the_law() -> None:
    published = "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-21 06-22 11-02 12-24 12-25 12-26 12-31"
    found = sorted(f"{day:%m-%d}" for day in red_days(date(2024, 1, 1), date(2024, 12, 31)))
    assert found == published.split()
    assert date(2004, 5, 31) in red_days(date(2004, 1, 1), date(2004, 12, 31))
    assert date(2004, 6, 6) not in red_days(date(2004, 1, 1), date(2004, 12, 31))
    easters = {1954: "04-18", 1961: "04-02", 2000: "04-23", 2008: "03-23", 2025: "04-20", 2026: "04-05", 2038: "04-25"}
    assert {year: f"{easter(year):%m-%d}" for year in easters} == easters
