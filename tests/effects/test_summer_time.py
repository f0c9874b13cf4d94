"""Hours around summer time: the one that runs twice is asked about, the one that never is is no gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from samspel.effects.models import Beside, Panel, Revision
from samspel.effects.panels.definition import Definition
from samspel.effects.queries.series import answers_told, unanswered
from samspel.effects.readers import read_table
from samspel.effects.readers.summer_time import HourTwice
from samspel.effects.services import load_beside, load_panel, register
from samspel.effects.services.loading import load_answers
from samspel.effects.services.panels import request_panel
from samspel.effects.services.series import About, answer_concern
from samspel.effects.services.shipped import shipped
from samspel.effects.types import (
    Alone,
    Choice,
    Clock,
    PeriodKind,
    Reading,
    Registration,
    Source,
    Times,
    Transform,
    Twice,
)
from samspel.errors import BadInput
from tests.rooms import address, carried_out

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = dt.datetime(2025, 2, 24, 23, tzinfo=dt.UTC), dt.datetime(2025, 11, 2, 23, tzinfo=dt.UTC)
TWICE, NEVER = "2025-10-26 02:00", "2025-03-30 02:00"
SERIES = {
    "name": "Footfall",
    "outcome": "passages",
    "unit_of_measure": "passages an hour",
    "place_kind": "other",
    "source_title": "Counters",
    "source_publisher": "Town",
    "source_licence": "CC0",
}


def moments() -> Iterator[tuple[dt.datetime, int]]:
    """Yield every hour of some months with a count; of the hour that runs twice the first has 31, the second 20."""
    at = FIRST
    while at < LAST:
        local = at.astimezone(STOCKHOLM)
        usual = 40 + (local.hour * 7 + local.day * 3) % 13
        yield at, {0: 31, 1: 20}[local.fold] if f"{local:%Y-%m-%d %H:%M}" == TWICE else usual
        at += dt.timedelta(hours=1)


def counts(*, is_utc: bool = False, again: str = "") -> bytes:
    """Return a file of one street, by the clock on the wall as a counter writes it; `again` is a row more."""
    rows = ["gata;tid;antal"]
    for at, count in moments():
        label = at if is_utc else at.astimezone(STOCKHOLM)
        rows.append(f"Storgatan;{label:%Y-%m-%d %H:%M};{count}")
    return "\n".join([*rows, *([again] if again else [])]).encode()


def cell(revision: Revision | Panel, period: str) -> Any:
    return revision.values[0][revision.periods.index(period)]


def waits(analyst: Any, festival: str, content: bytes) -> str:
    upload = SimpleUploadedFile("counts.csv", content)
    return str(analyst.post(address("load-series", festival), {**SERIES, "file": upload})["Location"])


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "held", "told"), [("add", 51, "both are added together"), ("mean", 25.5, "mean")])
def test_the_hour_that_runs_twice_is_shown_asked_about_and_told(
    edition: Any, client_of: Any, said: str, held: float, told: str
) -> None:
    analyst, festival = client_of("analyst"), edition.festival.slug
    waiting = waits(analyst, festival, counts())
    page = analyst.get(waiting).content.decode()
    asked = f"{TWICE} stands twice in the file: in that hour the clocks go back (Europe/Stockholm)."
    assert (asked in page, NEVER in page) == (True, False)
    unsaid = analyst.post(waiting, {})
    assert (unsaid.status_code, "Say what it holds then" in unsaid.content.decode()) == (422, True)
    assert Revision.objects.count() == 0
    assert analyst.post(waiting, {"twice": said, "times": "local"}).status_code == 302
    revision = Revision.objects.get()
    assert (cell(revision, TWICE), NEVER in revision.periods) == (held, False)
    assert len(revision.periods) == sum(1 for _ in moments()) - 1
    # The hour that never was is no gap, and nothing else is odd.
    assert [one.code for one in unanswered(revision) if one.code == "gap"] == []
    assert told in answers_told(revision)[0]
    assert told in analyst.get(address("series", festival, "footfall")).content.decode()


@pytest.mark.django_db
def test_days_built_of_hours_that_were_put_together_lack_none(edition: Any) -> None:
    source, about = Source("Counters", "Town", "CC0"), About("Footfall", "passages", "passages")
    revision = load_answers(
        festival=edition.festival,
        slug="footfall",
        name="counts.csv",
        about=about,
        source=source,
        answers=(counts(),),
        reading=Reading(clock=Clock(twice=Twice.ADD)),
        said={},
        who=None,
    )
    for concern in unanswered(revision):
        answer_concern(concern=concern, choice=Choice.KEEP, text="That is how it was counted.", who=None)
    days = Definition(period=PeriodKind.DAY, zone="Europe/Stockholm")
    run = carried_out(request_panel(series=revision.series, name="Days", slug="days", definition=days, who=None))
    built = run.answer
    assert {tuple(row) for row in built["coverage"]} == {(1.0,) * len(built["periods"])}
    autumn = sum(count for at, count in moments() if f"{at.astimezone(STOCKHOLM):%Y-%m-%d}" == TWICE[:10])
    assert built["values"][0][built["periods"].index(TWICE[:10])] == autumn


@pytest.mark.django_db
def test_a_file_in_utc_is_put_on_the_clock_on_the_wall(edition: Any, client_of: Any) -> None:
    analyst, festival = client_of("analyst"), edition.festival.slug
    waiting = waits(analyst, festival, counts(is_utc=True))
    page = analyst.get(waiting).content.decode()
    assert f"The file has figures for {NEVER}, which never was on the clock of Europe/Stockholm" in page
    unsaid = analyst.post(waiting, {"times": "utc"})
    assert (unsaid.status_code, f"“{TWICE}” stands twice" in unsaid.content.decode()) == (422, True)
    assert analyst.post(waiting, {"times": "utc", "twice": "add"}).status_code == 302
    revision = Revision.objects.get()
    on_the_wall = read_table(counts(), Reading(zone="Europe/Stockholm", clock=Clock(twice=Twice.ADD)))
    assert (revision.values, revision.periods) == ([list(on_the_wall.values[0])], list(on_the_wall.periods))
    assert "The file's times are UTC" in answers_told(revision)[0]


@pytest.mark.parametrize(
    ("again", "reading", "named"),
    [
        ("Storgatan;2025-10-26 03:00;5", Reading(zone="Europe/Stockholm"), "second figure for 2025-10-26 03:00"),
        (f"Storgatan;{TWICE};5", Reading(zone="Europe/Stockholm"), f"second figure for {TWICE}"),
        ("", Reading(zone="Europe/London"), f"second figure for {TWICE}"),
        ("", Reading(), f"second figure for {TWICE}"),
        ("", Reading(zone="Europe/Stockholm", clock=Clock(Times.UTC)), f"second figure for {TWICE}"),
    ],
    ids=["another hour", "a third time", "clocks go back elsewhere", "no zone is known", "in UTC no hour runs twice"],
)
def test_whatever_else_stands_twice_is_refused(again: str, reading: Reading, named: str) -> None:
    with pytest.raises(BadInput, match=named) as refused:
        read_table(counts(again=again), reading)
    assert not isinstance(refused.value, HourTwice)


def test_standard_time_is_known_on_both_halves_of_the_earth() -> None:
    reading = Reading(clock=Clock(Times.STANDARD, Twice.ADD))
    rows = b"unit,period,value\nA,2025-01-15 20:00,1\nA,2025-07-15 20:00,2\n"
    north = read_table(rows, replace(reading, zone="Europe/Stockholm"))
    south = read_table(rows, replace(reading, zone="Pacific/Auckland"))
    assert north.periods == ("2025-01-15 20:00", "2025-07-15 21:00")
    assert south.periods == ("2025-01-15 21:00", "2025-07-15 20:00")


def test_a_column_for_each_hour_may_hold_it_twice_and_half_a_figure_is_none() -> None:
    head = f"gata;2025-10-26 01:00;{TWICE};{TWICE};2025-10-26 03:00"
    table = read_table(
        f"{head}\nA;1;2;3;4\nB;5;6;;8".encode(), Reading(zone="Europe/Stockholm", clock=Clock(twice=Twice.ADD))
    )
    assert (table.values, table.twice) == (((1.0, 5.0, 4.0), (5.0, None, 8.0)), (TWICE,))


def design() -> Registration:
    return replace(
        shipped("orebro-growth"),
        treated="Storgatan",
        donors=(),
        first_period="2025-09-01 00:00",
        last_period="2025-11-02 22:00",
        first_treated="2025-10-30 18:00",
        backdated="",
        base_period="",
        transform=Transform.LOG,
        alone=Alone(last="2025-10-30 23:00", waves=0, covariates=("rain",)),
    )


@pytest.mark.django_db
def test_a_study_by_the_hour_and_its_weather_are_loaded_the_same_way(edition: Any, client_of: Any) -> None:
    study = register(festival=edition.festival, slug="street", registration=design(), who=None)
    with pytest.raises(HourTwice, match=f"“{TWICE}” stands twice"):
        load_panel(study=study, name="c.csv", content=counts(), who=None)
    analyst, names = client_of("analyst"), (edition.festival.slug, study.slug)
    sent = {"file": SimpleUploadedFile("c.csv", counts()), "twice": "mean"}
    assert analyst.post(address("load-panel", *names), sent).status_code == 302
    panel = study.panels.get()
    assert cell(panel, TWICE) == 25.5
    assert panel.revision.clock["hours"] == [TWICE]
    weather = counts().replace(b"Storgatan;", b"").replace(b"gata;tid;antal", b"tid;rain")
    given = {"study": study, "part": Beside.COVARIATES, "name": "w.csv", "content": weather, "who": None}
    with pytest.raises(HourTwice, match="rain"):
        load_beside(**given)
    loaded = load_beside(**given, reading=Reading(clock=Clock(twice=Twice.MEAN)))
    assert loaded.values[0][loaded.columns.index(TWICE)] == 25.5


@pytest.mark.django_db
def test_an_event_across_the_hour_that_never_was_is_not_registered(edition: Any) -> None:
    first, last = "2025-03-29 22:00", "2025-03-30 04:00"
    across = replace(design(), first_treated=first, first_period="2025-02-25 00:00", alone=Alone(last=last, waves=0))
    with pytest.raises(BadInput, match=f"“{NEVER}” lies in the event, but never was on the clock of Europe/Stockholm"):
        register(festival=edition.festival, slug="across", registration=across, who=None)


@pytest.mark.django_db
def test_a_command_says_it_too(edition: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "counts.csv"
    file.write_bytes(counts())
    told = {"outcome": "passages", "measure": "passages", "source_title": "Counters", "source_publisher": "Town"}
    told |= {"source_licence": "CC0", "name": "Footfall"}
    with pytest.raises(HourTwice, match="by command: --twice add, --twice mean"):
        call_command("series_load", edition.festival.slug, "footfall", str(file), **told)
    call_command("series_load", edition.festival.slug, "footfall", str(file), twice="add", **told)
    assert cell(Revision.objects.get(), TWICE) == 51
    assert f"both are added together in {TWICE}." in capsys.readouterr().out
    file.write_bytes(counts(is_utc=True))
    call_command("series_load", edition.festival.slug, "footfall", str(file), **told)
    assert f"There are figures for {NEVER}, which never was on the clock" in capsys.readouterr().out
