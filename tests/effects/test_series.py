"""A series' life: seen before it is saved, asked about, answered, revised, used in a study, built into weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from samspel.effects.charts.series import MOST_POINTS, strip
from samspel.effects.models import Revision, Series
from samspel.effects.queries.series import answers_told, questions, unanswered
from samspel.effects.services import register, request_study
from samspel.effects.services.loading import load_answers
from samspel.effects.services.series import About, Unanswered, answer_concern, use_series
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Choice, Hidden, PlaceKind, Reading, Source, Table, Transform, Words
from samspel.errors import BadInput, Refused
from samspel.records.models import Entry, Run
from samspel.records.worker import work
from tests.rooms import address, dump

UNITS = ("Örebro", "Linköping", "Norrköping", "Jönköping")
YEARS = range(2000, 2012)
SOURCE = Source("Folkmängd", "SCB", "CC0")
ABOUT = About("Population", "population on 31 December", "persons", PlaceKind.MUNICIPALITY)
WHY = "The office counted differently that year."


def figures(*, years: range = YEARS, **odd: int | None) -> bytes:
    """Return four growing towns; `odd` sets a town's figure of a year: `Örebro_2003=None`."""
    rows = ["kommun;" + ";".join(map(str, years))]
    for place, unit in enumerate(UNITS):
        usual = {year: 1000 + 500 * place + (20 + 10 * place) * (year - 2000) + year * year % 7 for year in years}
        cells = (odd.get(f"{unit}_{year}", usual[year]) for year in years)
        rows.append(f"{unit};" + ";".join("" if one is None else str(one) for one in cells))
    return "\n".join(rows).encode()


def loaded(edition: Any, content: bytes, **more: Any) -> Revision:
    given = {"about": ABOUT, "slug": "population", "said": {}, "reading": Reading(), **more}
    return load_answers(festival=edition.festival, name="p.csv", source=SOURCE, answers=(content,), who=None, **given)


def waiting_codes(revision: Revision) -> list[tuple[str, str, str]]:
    return [(one.code, one.finding["unit"], one.finding["first"]) for one in unanswered(revision)]


@pytest.mark.django_db
def test_nothing_is_saved_before_a_person_has_confirmed_the_guesses(edition: Any, client_of: Any) -> None:
    analyst, names = client_of("analyst"), edition.festival.slug
    content = figures().replace("Jönköping".encode(), b"Jonkopinng").replace("Norrköping".encode(), b"Atlantis")
    data = {
        "name": "Population",
        "outcome": "population",
        "unit_of_measure": "persons",
        "place_kind": "municipality",
        "source_title": "Folkmängd",
        "source_publisher": "SCB",
        "source_licence": "CC0",
    }
    before = dump("effects")
    went = analyst.post(address("load-series", names), {**data, "file": SimpleUploadedFile("p.csv", content)})
    page = analyst.get(went["Location"]).content.decode()
    assert dump("effects") == before
    assert 'name="place-3" list="known" value="Jönköping"' in page
    assert 'name="place-2" list="known" value=""' in page
    wrong = analyst.post(went["Location"], {"place-2": "Nowhere", "place-3": "Örebro"})
    assert wrong.status_code == 422
    assert "is not known as “Nowhere”." in wrong.content.decode()
    assert "is said to be Örebro, as another row is." in wrong.content.decode()
    assert dump("effects") == before
    done = analyst.post(went["Location"], {"place-2": "", "place-3": "Jönköping"})
    revision = Revision.objects.get()
    assert done["Location"] == address("series", names, "population")
    assert (revision.keys, revision.retrieved_by.email) == (["1880", "0580", "", "0680"], "analyst@example.org")
    assert analyst.get(went["Location"]).status_code == 404


@pytest.mark.django_db
def test_a_study_waits_until_everything_odd_is_answered(edition: Any, client_of: Any) -> None:
    revision = loaded(edition, figures(Örebro_2003=None))
    assert waiting_codes(revision) == [("gap", "Örebro", "2003")]
    registration = replace(
        shipped("orebro-growth"),
        donors=UNITS[1:],
        first_period="2004",
        last_period="2011",
        first_treated="2009",
        backdated="",
        base_period="2004",
    )
    study = register(festival=edition.festival, slug="growth", registration=registration, who=None)
    with pytest.raises(Unanswered, match="1 question about the figures of “Population” must be answered first"):
        use_series(study=study, series=revision.series, who=None)
    (concern,) = unanswered(revision)
    analyst, names = client_of("analyst"), (edition.festival.slug, "population")
    answer, this = address("answer-concerns", *names), {"concern": concern.pk}
    assert analyst.post(answer, {"choice": "explain", "text": "x", **this}).status_code == 409
    assert analyst.post(answer, {"choice": "explain", "text": WHY}).status_code == 409
    assert analyst.post(answer, {"choice": "explain", "text": WHY, **this})["Location"] == address("series", *names)
    page = analyst.get(address("series", *names)).content.decode()
    assert (WHY in page, "A figure is missing for 2003: Örebro." in page) == (True, True)
    assert analyst.post(address("use-series", *names), {"study": "growth"}).status_code == 302
    panel = study.panels.get()
    assert (panel.revision, panel.digest, panel.periods[0]) == (revision, revision.digest, "2004")
    assert request_study(study=study, who=None).problem["outcomes"] == panel.values
    told = f"A figure is missing for 2003: Örebro. There is no figure, and the study says why: {WHY}"
    assert answers_told(panel.revision) == [told]
    assert told in analyst.get(address("office-study", names[0], "growth")).content.decode()
    said = Entry.objects.filter(verb="series.answer").values_list("details__choice", flat=True)
    assert list(said) == ["explain"]


@pytest.mark.django_db
def test_a_revision_asks_only_for_what_is_new_and_shows_what_changed(edition: Any) -> None:
    first = loaded(edition, figures(Örebro_2003=None))
    answer_concern(concern=unanswered(first).get(), choice=Choice.KEEP, text=WHY, who=None)
    assert loaded(edition, figures(Örebro_2003=None)) == first
    odd = {"Örebro_2003": None, "Linköping_2005": None, "Jönköping_2001": 2560}
    later = loaded(edition, figures(years=range(2000, 2014), **odd))
    assert waiting_codes(later) == [("gap", "Linköping", "2005")]
    assert (later.number, later.changes["periods_added"], later.changes["count"]) == (2, ["2012", "2013"], 2)
    assert [cell[:2] + cell[3:] for cell in later.changes["cells"]] == [
        ["Linköping", "2005", None],
        ["Jönköping", "2001", 2560.0],
    ]
    assert Series.objects.count() == 1


@pytest.mark.django_db
def test_what_is_left_out_is_left_out_of_the_study(edition: Any) -> None:
    revision = loaded(edition, figures(Linköping_2005=-3))
    concern = unanswered(revision).get()
    assert concern.code == "negative"
    registration = replace(
        shipped("orebro-growth"),
        donors=UNITS[1:],
        first_period="2000",
        last_period="2011",
        first_treated="2009",
        backdated="",
        base_period="2000",
    )
    study = register(festival=edition.festival, slug="growth", registration=registration, who=None)
    answer_concern(concern=concern, choice=Choice.KEEP, text=WHY, who=None)
    use_series(study=study, series=revision.series, who=None)
    answer_concern(concern=concern, choice=Choice.LEAVE_OUT, text=WHY, who=None)
    with pytest.raises(BadInput, match="“Linköping” has no figure for 2005"):
        use_series(study=study, series=revision.series, who=None)
    # A study that lets figures be hidden takes none that somebody left out for one of them.
    hiding = replace(registration, transform=Transform.LEVEL, base_period="", hidden=Hidden(0.0, 4.0))
    study = register(festival=edition.festival, slug="hiding", registration=hiding, who=None)
    with pytest.raises(Refused, match="hidden is only what its source hides"):
        use_series(study=study, series=revision.series, who=None)


@pytest.mark.django_db
def test_a_place_that_is_merely_guessed_stops_a_command(edition: Any) -> None:
    content = figures().replace("Jönköping".encode(), b"Jonkopinng")
    with pytest.raises(Refused, match=r"Say what these places are .*: Jonkopinng → Jönköping"):
        loaded(edition, content)
    assert loaded(edition, content, said={"Jonkopinng": "Jönköping"}).keys[-1] == "0680"


@pytest.mark.django_db
def test_periods_of_another_kind_are_another_series(edition: Any) -> None:
    loaded(edition, figures())
    other = b"kommun;2024M01;2024M02;2024M03\n\xc3\x96rebro;1;2;3\n"
    with pytest.raises(Refused, match=r"The periods of this file \(2024M01 …\) are of another kind"):
        loaded(edition, other)
    with pytest.raises(Refused, match="is a series of population on 31 December in persons"):
        loaded(edition, other, about=replace(ABOUT, unit="per cent"))


HOURS = [dt.datetime.fromisoformat("2026-08-31 00:00") + dt.timedelta(hours=hour) for hour in range(28 * 24)]


def counts(*, broken: range = range(0)) -> bytes:
    """Return hourly counts of three streets; one is at ten times its level in the hours that are broken."""
    rows = ["gata;tid;antal"]
    for number, street in enumerate(("Storgatan", "Drottninggatan", "Kungsgatan")):
        for place, hour in enumerate(HOURS):
            usual = 40 + 10 * number + (hour.hour * 7 + place // 24 * 3 + number) % 13
            value = usual * 10 if number == 0 and place in broken else usual
            rows.append(f"{street};{hour:%Y-%m-%d %H:%M};{value}")
    return "\n".join(rows).encode()


STREETS = replace(ABOUT, name="Footfall", outcome="passages", unit="passages an hour", place_kind=PlaceKind.OTHER)


@pytest.mark.django_db
def test_a_street_at_ten_times_its_level_is_asked_about_and_drawn(edition: Any, client_of: Any) -> None:
    revision = loaded(edition, counts(broken=range(240, 312)), about=STREETS, slug="footfall")
    (question,) = [one for one in questions(revision) if one.concern.code == "fault_high"]
    assert question.sentence.startswith("Storgatan is at ")
    assert " from 2026-09-10 00:00 to 2026-09-12 23:00 (" in question.sentence
    assert question.drawing.svg.startswith("<svg")
    page = client_of("viewer").get(address("series", edition.festival.slug, "footfall")).content.decode()
    assert (question.sentence in page, "<textarea" in page) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_hours_become_nights_by_a_run(edition: Any, client_of: Any) -> None:
    revision = loaded(edition, counts(), about=STREETS, slug="footfall")
    for concern in unanswered(revision):
        answer_concern(concern=concern, choice=Choice.KEEP, text=WHY, who=None)
    analyst, names = client_of("analyst"), (edition.festival.slug, "footfall")
    asked = {
        "name": "Nights",
        "period": "night",
        "begins_hour": 17,
        "ends_hour": 6,
        "filed_until_hour": 0,
        "total": "sum",
    }
    assert analyst.post(address("build-panel", *names), asked)["Location"] == address("series", *names)
    assert work(once=True) == 1
    run = Run.objects.get(kind="panel")
    assert "Take into use" in analyst.get(address("series", *names)).content.decode()
    made = analyst.post(address("apply-panel", *names), {"run": str(run.pk)})["Location"]
    assert made == address("series", edition.festival.slug, "nights")
    nights = Series.objects.get(slug="nights")
    newest = nights.revisions.get()
    assert (nights.period_kind, len(newest.periods), newest.coverage[0][1], newest.run) == ("night", 29, 1.0, run)
    rows = [line.split(";") for line in counts().decode().splitlines() if line.startswith("Storgatan")]
    night = [f"2026-09-01 {hour}:00" for hour in range(17, 24)] + [f"2026-09-02 0{hour}:00" for hour in range(6)]
    assert newest.periods[2] == "2026-09-01"
    assert newest.values[newest.units.index("Storgatan")][2] == sum(int(row[2]) for row in rows if row[1] in night)


@pytest.mark.django_db(transaction=True)
def test_a_command_builds_weeks_from_files_and_another_loads_them(edition: Any, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("street,at,n\n" + "\n".join(f"A,{hour:%Y-%m-%d %H:%M},2" for hour in HOURS))
    told = {"outcome": "passages", "measure": "passages", "source_title": "Sensors", "source_publisher": "Town"}
    told |= {"source_licence": "CC0", "name": "Weeks"}
    columns = ["place=street", "time=at", "value=n"]
    call_command("panel_build", edition.festival.slug, "weeks", str(file), column=columns, by="week", **told)
    weeks = Revision.objects.get()
    assert (weeks.periods, weeks.values) == (["2026V36", "2026V37", "2026V38", "2026V39"], [[336.0] * 4])
    assert "Weeks: revision 1, 1 units, 4 periods" in capsys.readouterr().out
    again = tmp_path / "weeks.csv"
    again.write_text("unit;2026V36;2026V37;2026V38;2026V39\nA;336;336;336;335\n")
    call_command("series_load", edition.festival.slug, "weeks", str(again))
    assert Series.objects.get().revisions.first().changes["cells"] == [["A", "2026V39", 336.0, 335.0]]
    with pytest.raises(Refused, match="“new” is a new series: say what it is with --name, --outcome"):
        call_command("series_load", edition.festival.slug, "new", str(again))


@pytest.mark.django_db
def test_what_concerns_years_of_hours_is_drawn_by_a_few_hundred_points(edition: Any, client_of: Any) -> None:
    first = dt.datetime.fromisoformat("2023-01-01 00:00")
    rows = ["gata;tid;antal"]
    rows += [f"Storgatan;{first + dt.timedelta(hours=hour):%Y-%m-%d %H:%M};40" for hour in range(17_760)]
    revision = loaded(edition, "\n".join(rows).encode(), about=STREETS, slug="footfall")
    question = next(one for one in questions(revision) if one.concern.code == "constant")
    assert question.drawing is not None
    assert (question.drawing.first, question.drawing.last) == ("2023-01-01 00:00", "2025-01-09 23:00")
    assert question.drawing.svg.count("L") < 2 * MOST_POINTS
    assert client_of("analyst").get(address("series", edition.festival.slug, "footfall")).status_code == 200


def test_one_odd_hour_of_years_is_still_to_be_seen() -> None:
    table = Table(("A",), tuple(f"{at:05d}" for at in range(9_000)), (tuple(float(at % 7) for at in range(9_000)),))
    whole = {"unit": "A", "first": "00000", "last": "08999"}
    drawn = strip(table, whole, key="c1", text="All of it")
    assert drawn is not None
    assert (drawn.first, drawn.last, drawn.lowest, drawn.highest) == ("00000", "08999", "0", "6")
    one = strip(table, {"unit": "A", "first": "04000", "last": "04000"}, key="c2", text="One")
    assert one is not None
    # A dot and a band of its own, with the hours around it.
    assert (one.first, one.last, one.svg.count("h0"), one.svg.count("h3.0v")) == ("03751", "04249", 1, 1)


@pytest.mark.django_db
def test_questions_of_one_kind_are_answered_alike(edition: Any, client_of: Any) -> None:
    odd = {"Örebro_2003": None, "Linköping_2005": None, "Norrköping_2006": None, "Jönköping_2005": -3}
    revision = loaded(edition, figures(**odd))
    analyst, names = client_of("analyst"), (edition.festival.slug, "population")
    gaps = [one for one in unanswered(revision) if one.code == "gap"]
    negative = unanswered(revision).get(code="negative")
    page = analyst.get(address("series", *names)).content.decode()
    assert (page.count("<textarea"), page.count('name="every"'), page.count('name="concern"')) == (2, 1, 4)
    answer, said = address("answer-concerns", *names), {"choice": "explain", "text": WHY}
    assert analyst.post(answer, {**said, "concern": [gaps[0].pk, gaps[1].pk]}).status_code == 302
    assert set(unanswered(revision)) == {gaps[2], negative}
    every = {"every": "on", "concern": [], "among": [gaps[2].pk, negative.pk]}
    assert analyst.post(answer, {**said, **every}).status_code == 302
    assert list(unanswered(revision)) == []
    assert list(revision.series.concerns.values_list("text", flat=True)) == [WHY] * 4
    assert Entry.objects.filter(verb="series.answer").count() == 4


@pytest.mark.django_db
def test_what_a_registered_study_calls_hidden_is_asked_about_as_hidden(edition: Any, client_of: Any) -> None:
    registration = replace(
        shipped("orebro-growth"),
        donors=UNITS[1:],
        unit=Words("personer", "persons"),
        first_period="2002",
        last_period="2011",
        first_treated="2009",
        backdated="",
        base_period="",
        transform=Transform.LEVEL,
        hidden=Hidden(0.0, 4.0),
    )
    register(festival=edition.festival, slug="hiding", registration=registration, who=None)
    # One inside the study's years, one before them, and one figure that is there and odd.
    odd = {"Linköping_2005": None, "Linköping_2001": None, "Norrköping_2006": -3}
    revision = loaded(edition, figures(**odd))
    asked = {one.concern.finding["first"]: one for one in questions(revision)}
    hidden, gap, negative = asked["2005"], asked["2001"], asked["2006"]
    assert (hidden.heading, gap.heading) == ("Hidden by its source", "A gap")
    title = registration.title.en
    assert hidden.advice.startswith(f"“{title}” is registered as one whose source hides such figures")
    assert hidden.choices == gap.choices == (("explain", "There is no figure, and the study says why"),)
    assert [value for value, _label in negative.choices] == ["keep", "leave-out", "explain"]
    answer = address("answer-concerns", edition.festival.slug, "population")
    said = {"concern": hidden.concern.pk, "text": WHY}
    assert client_of("analyst").post(answer, {**said, "choice": "keep"}).status_code == 409
    assert client_of("analyst").post(answer, {**said, "choice": "explain"}).status_code == 302
    assert [one.pk for one in unanswered(revision)] == sorted([gap.concern.pk, negative.concern.pk])
