"""The report: frozen figures, the same bytes, accessible, every figure with its run, seen by those who may."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from samspel.agreements.queries.interplay import interplay
from samspel.agreements.services import drafting
from samspel.agreements.services.ledger import fulfil
from samspel.effects.services import publish_study, request_study, withdraw_study
from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.night.services.takings import save_takings
from samspel.night.types import Amount, Mark, Sold
from samspel.programme.services.planning import apply_plan, request_plan
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.types import PlanOptions
from samspel.records.models import Run
from samspel.records.worker import carry_out_now
from samspel.report.figures import by_hour, most_at_once
from samspel.report.services import execute_report, publish_report, request_report, withdraw_report
from samspel.site.commandline import main
from samspel.wording import percent, sek
from tests.agreements.agreements import a_draft, sign_all
from tests.effects.test_reconciling import a_study
from tests.night.nights import a_device, at, tap
from tests.rooms import address, carried_out, names_of, place, publish_all

RUN = re.compile(r"[0-9a-f]{8}")


@pytest.fixture
def finished(edition: Any) -> Run:
    """Return a finished report of a planned and published edition."""
    plan = carry_out_now(request_plan(edition=edition, options=PlanOptions(seconds=1), who=None))
    apply_plan(run=plan, edition=edition, who=None)
    publish(edition=edition, who=None)
    return carry_out_now(request_report(edition=edition, who=None))


@pytest.mark.once
@pytest.mark.django_db
def test_a_report_in_both_languages_as_pdf_that_readers_and_archives_accept(edition: Any, finished: Run) -> None:
    files = {file.name: bytes(file.content) for file in finished.artefacts.all()}
    assert sorted(files) == ["report-en.pdf", "report-sv.pdf"]
    for name, language in (("report-en.pdf", "en"), ("report-sv.pdf", "sv")):
        reader = PdfReader(io.BytesIO(files[name]))
        root = reader.trailer["/Root"]
        xmp = root["/Metadata"].get_data().decode()
        assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (language, True)
        assert re.findall(r"<pdfaid:(part|conformance)>(\w)<", xmp) == [("part", "2"), ("conformance", "A")]
        assert re.findall(r"<pdfuaid:part>(\d)<", xmp) == ["1"]
    again = execute_report(finished.problem, finished.seed, lambda *_args: False)
    assert {file.name: file.content for file in again.attachments} == files


@pytest.mark.django_db
def test_the_interplay_of_a_report_is_that_of_the_public_register(edition: Any) -> None:
    shown, _hidden = a_draft(town="Örebro"), sign_all(a_draft("Hidden", town="Örebro"))
    debtor, creditor = shown.parties.all()
    promise = shown.commitments.create(
        debtor=debtor, creditor=creditor, kind="hours", what="Guards", amount=4, unit="hours", value_sek=10_000
    )
    drafting.show_agreement(agreement=shown, is_public=True, public_sections=[], are_promises_public=True, who=None)
    sign_all(shown)
    fulfil(promise=promise, amount=Decimal(1), on_date=timezone.localdate(), remark="", who=None)
    publish_all(edition)
    answer = carry_out_now(request_report(edition=edition, who=None)).answer
    assert answer is not None
    section = next(one for one in answer["en"]["sections"] if one["key"] == "interplay")
    found = interplay(shown.register, today=timezone.localdate(), public_only=True)
    (side,) = found.sides
    assert (side.promised_sek, side.kept_sek, len(found.ties)) == (10_000, 2_500, 1)
    with translation.override("en"):
        assert [(one["value"], one["note"]) for one in section["figures"]] == [
            (str(len(found.actors)), ""),
            (str(len(found.ties)), ""),
            (percent(found.density), "of all pairs there could be"),
            (percent(found.across), "of all pairs"),
            (sek(side.promised_sek), f"{side.kept} of {side.promises} promises kept, worth {sek(side.kept_sek)}"),
        ]


@pytest.mark.django_db
def test_the_nights_of_a_report_are_what_is_known_of_them_and_no_hosts_own_takings(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (night.date for night in edition.nights.order_by("date"))
    publish_all(edition)
    monkeypatch.setattr(timezone, "now", lambda: at("36:00", second))
    whole = ((Mark.OPENS, "18:00"), (Mark.IN, "18:30", 44), (Mark.CLOSES, "23:00"))
    tap(a_device(edition, "Kajen"), first, *whole)
    tap(a_device(edition, "Torget"), first, (Mark.STARTS, "18:00"), (Mark.IN, "18:30", 9))  # not to its end
    tap(a_device(edition, "Kyrkan"), first, *whole)  # no music there that night
    tap(a_device(edition, "Kyrkan", "Another"), second, *whole)
    for number, venue in enumerate(edition.festival.venues.order_by("name"), 1):
        took = [Amount(Sold.ALL, None, Decimal(1000 * number))]
        save_takings(venue=venue, night=first, amounts=took, source="the till", who=None)
    answer = carry_out_now(request_report(edition=edition, who=None)).answer
    assert answer is not None
    section = next(one for one in answer["en"]["sections"] if one["key"] == "night")
    assert [(one["label"], one["value"]) for one in section["figures"]] == [
        ("came in through the doors", "88"),
        ("taken by the hosts, with VAT", "SEK\u00a06,000"),
    ]
    assert section["paragraphs"][0] == (
        "On 2 of 3 evenings at a venue with music, every door was counted from opening to closing; of the others "
        "nothing is said."
    )
    assert section["charts"][0]["table"]["rows"] == [["Thu 3 Sep", "44", "1/2"], ["Fri 4 Sep", "44", "1/1"]]


@pytest.mark.django_db
def test_what_two_hosts_took_is_not_told(edition: Any) -> None:
    publish_all(edition)
    night = edition.nights.order_by("date")[0].date
    for venue in edition.festival.venues.order_by("name")[:2]:
        took = [Amount(Sold.ALL, None, Decimal(1000))]
        save_takings(venue=venue, night=night, amounts=took, source="the till", who=None)
    assert request_report(edition=edition, who=None).problem["night"] is None


@pytest.mark.once
@pytest.mark.django_db
def test_every_figure_names_its_run_and_the_pdf_leads_there(edition: Any, finished: Run) -> None:
    assert finished.answer is not None
    sections = finished.answer["en"]["sections"]
    runs = {one["run"] for section in sections for one in (*section["figures"], *section["charts"])}
    runs |= {run for section in sections for run in section["runs"]}
    assert (runs, all(RUN.fullmatch(run) for run in runs)) == (set(finished.answer["runs"]), True)
    reader = PdfReader(io.BytesIO(bytes(finished.artefacts.get(name="report-en.pdf").content)))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", ())]
    links = {note["/A"]["/URI"] for note in notes if "/A" in note}
    assert links == {f"http://localhost:8000/en/runs/{run}/" for run in runs}


@pytest.mark.once
@pytest.mark.django_db
def test_the_figures_are_those_of_the_programme(edition: Any, finished: Run) -> None:
    assert finished.answer is not None
    numbers = finished.answer["numbers"]
    assert {name: numbers[name] for name in ("acts", "sets", "hours", "twice")} == {
        "acts": 4,
        "sets": 4,
        "hours": 2.7,
        "twice": 0,
    }


@pytest.mark.django_db
def test_who_may_read_it_and_its_runs(edition: Any, finished: Run, client_of: Any) -> None:
    names = names_of(edition)
    pages = [address("report", *names), address("report-pdf", *names), address("run", finished.short)]
    assert [client_of(None).get(page).status_code for page in pages] == [404, 404, 302]
    assert [client_of("stranger").get(page).status_code for page in pages] == [404, 404, 403]
    assert f"No report of {edition.name} is published." in client_of(None).get(pages[0]).content.decode()
    draft = address("draft-report", *names_of(edition), finished.short)
    assert [client_of(who).get(draft).status_code for who in (None, "stranger", "viewer")] == [302, 403, 200]
    publish_report(run=finished, edition=edition, who=None)
    assert [client_of(None).get(page).status_code for page in pages] == [200, 200, 200]
    withdraw_report(edition=edition, who=None)
    assert [client_of(None).get(page).status_code for page in pages] == [404, 404, 302]


@pytest.mark.django_db(transaction=True)  # a command closes its connections when it ends
def test_the_command_makes_the_folder_or_refuses_before_anything_is_done(
    edition: Any, tmp_path: Path, capsys: Any
) -> None:
    publish_all(edition)
    names = names_of(edition)
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit):
        main(["report", *names, "--publish", "--to", str(tmp_path / "file")])
    assert "cannot be made" in capsys.readouterr().err
    assert (Run.objects.filter(kind="report").count(), edition.reports.count()) == (0, 0)
    main(["report", *names, "--publish", "--to", str(tmp_path / "new" / "folder")])
    assert len(list((tmp_path / "new" / "folder").glob("*.pdf"))) == 2
    assert edition.reports.count() == 1


@pytest.mark.once
@pytest.mark.django_db
def test_the_page_of_a_run_is_in_the_reader_s_language(edition: Any, finished: Run, client_of: Any) -> None:
    plan = Run.objects.get(kind="plan")
    page = client_of("viewer").get(address("run", plan.short, language="sv")).content.decode()
    assert f"Plan för {edition.name}" in page
    assert all(
        text in page for text in ("plan för ett spelschema", "söktid i sekunder: 1", "regel: en akt i taget: ja")
    )
    assert "one_at_a_time" not in page.split("<pre")[0]


@pytest.mark.django_db
def test_a_report_says_when_visitors_see_a_newer_programme(edition: Any, finished: Run, client: Any) -> None:
    publish_report(run=finished, edition=edition, who=None)
    page = address("report", *names_of(edition))
    assert "visitors now see version" not in client.get(page).content.decode()
    Act.objects.filter(name="Tallhamn").update(description="Ny text")
    publish(edition=edition, who=None)
    assert "about version 1 of the programme; visitors now see version 2" in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_published_report_leaves_a_plan_s_problem_with_the_office(
    edition: Any, finished: Run, client_of: Any
) -> None:
    plan = Run.objects.get(kind="plan")
    publish_report(run=finished, edition=edition, who=None)
    page = address("run", plan.short)
    body = client_of(None).get(page).content.decode()
    assert (plan.digest in body, "unplaced" in body, "placements" in body) == (True, True, False)
    files = [address("run-file", run.short) for run in (plan, finished)]
    assert {who: [client_of(who).get(file).status_code for file in files] for who in (None, "stranger", "viewer")} == {
        None: [302, 200],
        "stranger": [403, 200],
        "viewer": [200, 200],
    }
    assert '"windows"' in client_of("viewer").get(files[0]).content.decode()
    assert "windows" not in client_of(None).get(files[1]).content.decode()


@pytest.mark.django_db
def test_a_run_is_public_by_its_whole_name_not_by_eight_letters(edition: Any, finished: Run, client_of: Any) -> None:
    plan = Run.objects.get(kind="plan")
    double = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    Run.objects.filter(pk=double.pk).delete()
    double.pk = UUID(plan.pk.hex[:8] + "f" * 24)
    double.save(force_insert=True)
    publish_report(run=finished, edition=edition, who=None)
    pages = [address("run", name) for name in (plan.pk, double.pk)]
    assert [client_of(None).get(page).status_code for page in pages] == [200, 302]
    assert set(finished.problem["cites"]) == {str(plan.pk), str(finished.pk)}


def timetable_of(report: Run) -> dict[str, Any]:
    assert report.answer is not None
    return next(section for section in report.answer["en"]["sections"] if section["key"] == "timetable")


@pytest.mark.django_db
def test_the_quality_is_that_of_the_version_visitors_see(edition: Any, finished: Run) -> None:
    published, plan = timetable_of(finished), Run.objects.get(kind="plan")
    assert {figure["run"] for figure in published["figures"]} == {finished.short}
    assert published["paragraphs"][0] == (
        f"The timetable was proposed by a search, run {plan.short}, and applied by the office."
    )
    # The office goes on working: two sets on top of each other, which no visitor has seen.
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    place(edition, "Nordljus", "Kajen", 18 * 60)
    before = timetable_of(carry_out_now(request_report(edition=edition, who=None)))
    assert values_of(before) == values_of(published)
    publish(edition=edition, who=None)
    after = timetable_of(carry_out_now(request_report(edition=edition, who=None)))
    assert (values_of(published)["problems"], values_of(after)["problems"]) == ("0", "1")
    assert re.search(r"(1 set has|2 sets have) been changed by hand since\.", after["paragraphs"][0])


def values_of(section: dict[str, Any]) -> dict[str, str]:
    return {figure["label"]: figure["value"] for figure in section["figures"]}


@pytest.mark.django_db
def test_a_report_is_not_made_or_published_out_of_turn(edition: Any, finished: Run) -> None:
    plan = Run.objects.get(kind="plan")
    with pytest.raises(Refused, match="has no finished report"):
        publish_report(run=plan, edition=edition, who=None)
    assert publish_report(run=finished, edition=edition, who=None).version == 1
    with pytest.raises(Refused, match="published already"):
        publish_report(run=finished, edition=edition, who=None)
    withdraw_report(edition=edition, who=None)
    with pytest.raises(Refused, match="No report is published"):
        withdraw_report(edition=edition, who=None)
    withdraw(edition=edition, who=None)
    with pytest.raises(Refused, match="Publish the programme first"):
        request_report(edition=edition, who=None)


SETS = st.lists(st.tuples(st.integers(0, 1), st.integers(1000, 1400), st.integers(1, 200)), max_size=30)


@given(SETS)
def test_counts_agree_with_counting_every_minute(rows: list[tuple[int, int, int]]) -> None:
    sets = [{"night": str(night), "start": start, "end": start + length} for night, start, length in rows]
    minutes = {
        (night, minute): sum(night == str(n) and s <= minute < s + long for n, s, long in rows)
        for night in ("0", "1")
        for minute in range(1000, 1600)
    }
    assert most_at_once(sets) == max(minutes.values())
    hours = {(night, minute): number for night, found in by_hour(sets).items() for minute, number in found}
    expected = {
        (str(night), hour): sum(n == night and s < hour + 60 and hour < s + long for n, s, long in rows)
        for night in (0, 1)
        for hour in range(960, 1620, 60)
    }
    assert hours == {key: number for key, number in expected.items() if number}


@pytest.mark.django_db
def test_a_draft_does_not_show_a_study_withdrawn_since_and_a_report_says_so(edition: Any, client_of: Any) -> None:
    study = a_study(edition)
    publish_all(edition)
    made = carried_out(request_report(edition=edition, who=None))
    names, section = names_of(edition), f">{study.shown_title}</h2>"
    draft, page = address("draft-report", *names, made.short), address("report", *names)
    publish_report(run=made, edition=edition, who=None)
    assert section in client_of("viewer").get(page).text
    withdraw_study(study=study, who=None)
    shown = client_of(None).get(page).text
    assert (section in shown, "has been withdrawn since" in shown) == (True, True)
    withdraw_report(edition=edition, who=None)
    assert section not in client_of("viewer").get(draft).text
    with pytest.raises(Refused, match="make the report anew"):
        publish_report(run=made, edition=edition, who=None)
    publish_study(study=study, who=None)
    publish_report(run=made, edition=edition, who=None)
    carried_out(request_study(study=study, who=None))
    publish_study(study=study, who=None)
    assert "has been published with a new estimate since" in client_of(None).get(page).text
