"""What is computed from answers: weights by hand, the ledger by hand, refusals, erasure, files, paper."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samspel.engines.survey import Asked, Cell, Design, Wave, marketing, plan
from samspel.errors import BadInput, Refused
from samspel.places.services import start_edition
from samspel.records.models import Run
from samspel.surveys.models import Response, Survey
from samspel.surveys.queries.surveys import planned, questionnaire
from samspel.surveys.readers import read_margins
from samspel.surveys.sentences import change_sentence
from samspel.surveys.services import assumptions, margins, taking
from samspel.surveys.services.answering import forget_answers, withdraw_answer
from samspel.surveys.services.plan import set_counts
from samspel.surveys.services.results import execute_survey, request_survey
from samspel.surveys.services.surveys import set_questions
from tests.rooms import address, names_of
from tests.surveys.surveys import LOCAL, TEXT, VISITOR, a_spot, a_survey, an_answer

pytestmark = pytest.mark.django_db

SURE = {"switch": "no", "casual": "no"}
BOTH = {
    "origin": "county",
    "nights": "1",
    "stay": "2",
    "reason": "both",
    "anyway": "perhaps",
    "spend_food": "400",
    **SURE,
}


def office(survey: Survey, name: str, *more: Any) -> str:
    return address(name, *names_of(survey.edition), survey.pk, *more)


def compute(survey: Survey) -> dict[str, Any]:
    run = request_survey(survey=survey, who=None)
    answer = execute_survey(run.problem, run.seed, lambda *_told, **_more: False)
    Run.objects.filter(pk=run.pk).update(state="done", answer=answer.values)
    return dict(answer.values)


def asked_at_two_places(edition: Any) -> Survey:
    """100 visits at the first place, with a local twice and a visitor once; 60 at the second, one of each."""
    survey = a_survey(edition)
    first, second = a_spot(survey, 1), a_spot(survey, 2)
    set_counts(survey=survey, counts={first.pk: (None, 100, ""), second.pk: (None, 60, "")}, who=None)
    for spot, said in ((first, LOCAL), (first, LOCAL), (first, VISITOR), (second, BOTH), (second, VISITOR)):
        an_answer(survey, {"spend_food": "100", **said}, spot=spot)
    return survey


def step(values: dict[str, Any], name: str, chain: str = "money") -> dict[str, float]:
    return next(one for one in values["ledger"][chain] if one["name"] == name)


def suppose(survey: Survey, kind: str, value: float, **more: Any) -> None:
    numbers = {"low": value, "value": value, "high": value, "source": "made up", "who": None}
    assumptions.assume(survey=survey, kind=kind, **{**numbers, **more})


def share(values: dict[str, Any], question: str, choice: str) -> float:
    shares = next(one["shares"] for one in values["questions"] if one["key"] == question)
    return next(float(one["share"]) for one in shares if one["key"] == choice)


def test_an_answer_stands_for_the_visits_counted_there_over_the_nights_it_comes(edition: Any) -> None:
    values = compute(asked_at_two_places(edition))
    # 100/3 visits each at the first place, locals come twice; 60/2 each at the second.
    persons = 2 * (100 / 3 / 2) + 100 / 3 + 2 * 30
    assert values["persons"] == pytest.approx(persons)
    assert share(values, "origin", "here") == pytest.approx(2 * (100 / 3 / 2) / persons)
    assert share(values, "origin", "county") == pytest.approx(30 / persons)


def test_the_ledger_takes_each_krona_once(edition: Any) -> None:
    survey = asked_at_two_places(edition)
    suppose(survey, "vat", 0.25)
    suppose(survey, "vat", 0.12, about="spend_bed")
    suppose(survey, "leakage", 0.1)
    suppose(survey, "inflow", 500.0, about="Stages hired here")
    values = compute(survey)
    assert [step(values, name, "persons")["value"] for name in ("visits", "unique")] == pytest.approx([160, 380 / 3])
    visitors, food, bed = 100 / 3 + 30, 900 / 2, 1200.5 / 2
    gross = 2 * (100 / 6) * 100 + visitors * (food + bed) + 30 * 400
    assert step(values, "gross")["value"] == pytest.approx(gross)
    changes = [step(values, name)["change"] for name in ("local", "other_reason", "anyway")]
    assert changes == pytest.approx([-2 * (100 / 6) * 100, -30 * 200, -30 * 100])
    net = 0.9 * ((visitors * food + 30 * 100) / 1.25 + visitors * bed / 1.12) + 500
    assert step(values, "net")["value"] == pytest.approx(net)
    assert values["ledger"]["net_to_gross"]["value"] == pytest.approx(net / gross)
    assert (values["ledger"]["multiplied"], values["ledger"]["unstated"]) == (None, ["displaced"])
    assert compute(survey) == values  # the same seed, the same digits


def test_who_says_too_little_is_stood_for_by_others_of_the_place_and_named(edition: Any) -> None:
    survey = asked_at_two_places(edition)
    whole = compute(survey)["ledger"]
    silent = {name: said for name, said in VISITOR.items() if not name.startswith("spend")}
    an_answer(survey, silent, spot=a_spot(survey, 2))
    found = compute(survey)["ledger"]
    # Locals are out whatever else they leave unsaid.
    assert (whole["answers"], whole["left_out"], found["answers"], found["left_out"]) == (5, 0, 5, 1)
    assert found["money"][0]["value"] == pytest.approx(whole["money"][0]["value"])


def test_nothing_is_counted_twice_and_rooms_are_whole(edition: Any) -> None:
    survey = asked_at_two_places(edition)
    for kind, more, named in (
        ("casual", {}, "asked in the survey and stated as well"),
        ("vat", {"value": 12.0}, "a share lies between 0 and 1"),
        (
            "inflow",
            {"about": "Tickets", "counted_in": "spend_food"},
            "Food and drink.* and “Tickets” are the same money",
        ),
        ("inflow", {}, "Say what the organiser paid"),
    ):
        with pytest.raises(Refused, match=named):
            suppose(survey, kind, **{"value": 0.5, **more})
    suppose(survey, "capacity", 100)
    with pytest.raises(Refused, match="Finite rooms need three numbers"):
        request_survey(survey=survey, who=None)
    suppose(survey, "baseline", 90)
    suppose(survey, "room_spend", 800)
    with pytest.raises(Refused, match="both as a share and as finite rooms"):
        suppose(survey, "displaced", 0.1)
    found = compute(survey)["ledger"]
    # What is kept of the nights: all of one night for two, a quarter of two nights alone. Ten rooms are free.
    nights = (100 / 3 + 30) / 2 + 30 * 2 / 4
    assert found["displaced_room_nights"]["value"] == pytest.approx(nights - 10)
    assert found["money"][-2]["change"] == pytest.approx(-800 * (nights - 10))
    assert [one.kind for one in survey.assumptions.all()] == ["capacity", "baseline", "room_spend"]


def test_the_ledger_s_interval_covers_what_it_should(edition: Any) -> None:
    """Two of every three visitors spend 300, one nothing: the mean of 60 answers spreads as the formula says."""
    survey = a_survey(edition, slug="short")
    spot = a_spot(survey)
    set_counts(survey=survey, counts={spot.pk: (None, 6000, "")}, who=None)
    for number in range(60):
        spent = "0" if number % 3 == 0 else "300"
        an_answer(
            survey, {"origin": "abroad", "nights": "1", "reason": "yes", "anyway": "no", "spend_all": spent}, spot=spot
        )
    gross = step(compute(survey), "gross")
    error = 6000 * math.sqrt(300**2 * (2 / 3) * (1 / 3) / 59)
    assert gross["value"] == pytest.approx(6000 * 200)
    assert (gross["high"] - gross["low"]) / 2 == pytest.approx(2.0 * error, rel=0.12)


def test_known_counts_are_reached_and_contradictions_are_refused(edition: Any) -> None:
    survey = asked_at_two_places(edition)
    margins.set_margins(
        survey=survey, counts=read_margins(b"origin;here;60\norigin;county;30\norigin;sweden;30;scans"), who=None
    )
    values = compute(survey)
    assert [share(values, "origin", key) for key in ("here", "county", "sweden")] == pytest.approx([0.5, 0.25, 0.25])
    assert values["persons"] == pytest.approx(120)
    margins.set_margins(survey=survey, counts=read_margins(b"anyway;yes;10\nanyway;perhaps;10\nanyway;no;10"), who=None)
    with pytest.raises(Refused, match="do not add up"):
        request_survey(survey=survey, who=None)
    margins.clear_margins(survey=survey, who=None)
    margins.set_margins(
        survey=survey,
        counts=read_margins(b"origin;here;60\norigin;abroad;5\norigin;county;5\norigin;sweden;5"),
        who=None,
    )
    with pytest.raises(Refused, match="nobody from one of the groups"):
        request_survey(survey=survey, who=None)


def test_counts_and_assumptions_that_say_nothing_are_named(edition: Any) -> None:
    survey = a_survey(edition)
    with pytest.raises(BadInput) as refused:
        margins.set_margins(survey=survey, counts=read_margins(b"origin;mars;5\nvenue;Kajen;9\ncomment;x;1"), who=None)
    assert [problem.value for problem in refused.value.problems] == ["origin; mars", "comment; x"]
    for more in ({"source": ""}, {"low": 2.0}, {"kind": "multiplier"}, {"kind": "multiplier", "region": "Örebro"}):
        with pytest.raises(Refused):
            suppose(**{"survey": survey, "kind": "leakage", "value": 0.2, **more})
    assert (survey.margins.count(), survey.assumptions.count()) == (0, 0)
    with pytest.raises(Refused, match="Nobody has answered"):
        request_survey(survey=survey, who=None)


def test_an_answer_taken_back_and_answers_whose_time_is_over_leave_the_runs_too(edition: Any) -> None:
    survey = asked_at_two_places(edition)
    receipt = an_answer(survey, {**VISITOR, **TEXT}, spot=a_spot(survey))
    run = request_survey(survey=survey, who=None)
    assert (len(run.problem["answers"]), TEXT["comment"] in str(run.problem)) == (6, False)
    withdraw_answer(receipt=receipt)
    before = run.digest
    run.refresh_from_db()
    assert (len(run.problem["answers"]), run.problem["taken_out"], run.digest == before) == (5, 1, False)
    Survey.objects.update(keep_until="2020-01-01")
    forget_answers()
    run.refresh_from_db()
    assert (run.problem["answers"], run.problem["taken_out"], survey.responses.count()) == ([], 6, 0)


def test_the_results_page_says_what_was_new_in_a_fixed_number_of_queries(edition: Any, client_of: Any) -> None:
    survey, client = asked_at_two_places(edition), client_of("office")
    assert "Nothing has been computed yet." in client.get(office(survey, "survey-results")).text
    assert client.post(office(survey, "compute-survey")).status_code == 302
    compute(survey)
    pages = ("survey-results", "survey", "survey-plan", "survey-answers")

    def count() -> list[int]:
        found = []
        for name in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(office(survey, name)).status_code == 200
            found.append(len(queries))
        return found

    before = count()
    for _one in range(12):
        an_answer(survey, {**VISITOR, **TEXT}, spot=a_spot(survey))
    compute(survey)
    assert count() == before
    page = client.get(office(survey, "survey-results")).text
    assert "too few to tell what was new" in page
    assert client_of("viewer").get(office(survey, "survey-results")).status_code == 200
    run = Run.objects.filter(kind="survey").latest("requested_at")
    assert address("run", run.short) in page


def test_files_of_answers_have_no_texts_unless_asked_and_come_in_again(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of("analyst")
    an_answer(survey, {**VISITOR, "comment": "=1+1", "municipality": "Kumla"}, spot=a_spot(survey))
    an_answer(survey, LOCAL)
    plain, whole = (client.get(office(survey, "survey-csv") + more).content.decode() for more in ("", "?texts=yes"))
    assert ("Kumla" in plain, "Kumla" in whole, ",'=1+1" in whole) == (False, True, True)
    book = openpyxl.load_workbook(io.BytesIO(client.get(office(survey, "survey-xlsx")).content))
    assert [len(list(sheet.rows)) > 2 for sheet in book] == [True, True]
    before = [one.answers for one in survey.responses.all()]
    held = taking.hold(survey=survey, name="again.csv", content=whole.encode(), who=None)
    assert client.get(office(survey, "survey-taking", held.pk)).status_code == 200
    assert taking.apply(intake=held, survey=survey, who=None) == 2
    assert [one.answers for one in survey.responses.filter(door="file")] == before
    assert survey.responses.filter(door="file").first().spot == a_spot(survey)
    run = request_survey(survey=survey, who=None)
    taking.undo(intake=held, survey=survey, who=None)
    run.refresh_from_db()
    assert (survey.responses.count(), len(run.problem["answers"]), run.problem["taken_out"]) == (2, 2, 2)


def test_a_file_with_a_wrong_row_is_taken_in_not_at_all_and_every_row_is_named(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of("office")
    rows = ("origin;nights;reason;anyway;night;venue", "here;1;live;yes;2026-09-03;Kajen", "moon;1;live;yes;;")
    content = "\n".join((*rows, "here;1;live;yes;2020-01-01;Kajen\n"))
    held = taking.hold(survey=survey, name="paper.csv", content=content.encode(), who=None)
    page = client.get(office(survey, "survey-taking", held.pk)).text
    assert ("Row 3:" in page, "Row 4:" in page, client.post(office(survey, "survey-taking", held.pk)).status_code) == (
        True,
        True,
        422,
    )
    assert survey.responses.count() == 0
    for bad in (b"", b"PK\x03\x04junk", b"a;b\n1;2\n", b"\x00\x01\x02", b"origin;origin\nhere;here\n"):
        with pytest.raises(BadInput):
            taking.hold(survey=survey, name="bad", content=bad, who=None)


def test_a_synthetic_edition_s_survey_says_so_everywhere(edition: Any, client_of: Any) -> None:
    edition.is_synthetic = True
    edition.save()
    survey, client = a_survey(edition), client_of("office")
    an_answer(survey, spot=a_spot(survey))
    compute(survey)
    run = Run.objects.get(kind="survey")
    addresses = [address("ask", a_spot(survey).code), address("run", run.short)]
    addresses += [office(survey, name) for name in ("survey", "survey-results", "survey-plan-print", "preview-survey")]
    assert [path for path in addresses if "ynthetic" not in client.get(path).text] == []
    files = [client.get(office(survey, name)) for name in ("survey-csv", "survey-codebook")]
    assert [("synthetic" in one.content.decode(), "synthetic" in one["Content-Disposition"]) for one in files] == [
        (True, True)
    ] * 2


def test_single_answers_of_a_run_are_for_those_who_analyse(edition: Any, client_of: Any) -> None:
    survey = asked_at_two_places(edition)
    compute(survey)
    run = Run.objects.get(kind="survey")
    people = (None, "stranger", "viewer", "analyst", "office")
    whole = [client_of(who).get(address("run-file", run.short)).status_code for who in people]
    seen = [client_of(who).get(address("run", run.short)).status_code for who in people]
    assert (whole, seen) == ([302, 403, 403, 200, 200], [302, 403, 200, 200, 200])


def test_commands_write_what_the_pages_say(edition: Any, tmp_path: Any, capsys: Any) -> None:
    survey = a_survey(edition)
    an_answer(survey, {**VISITOR, **TEXT})
    words = (*names_of(edition), str(survey.pk))
    call_command("survey_export", *words, str(tmp_path / "a.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].max_row == 2
    assert "1 answers" in capsys.readouterr().out


def test_a_sample_is_the_engine_s_smallest_and_everybody_where_none_is_large_enough(edition: Any) -> None:
    survey = a_survey(edition)
    first, second = a_spot(survey, 1), a_spot(survey, 2)
    Survey.objects.update(response_percent=50.0)
    survey.refresh_from_db()
    set_counts(survey=survey, counts={first.pk: (6000, None, ""), second.pk: (4000, None, "")}, who=None)
    planned, spots = planned_of(survey)
    cells = [Cell("a", 6000), Cell("b", 4000)]
    best = plan(cells, margin=0.05, design_effect=1.3, response=0.5)
    assert [(one.ask_count, one.wanted_count) for one in spots] == [(one.asked, one.answers) for one in best.cells]
    assert (planned.asked, planned.margin) == (best.asked, pytest.approx(100 * best.margin))
    set_counts(survey=survey, counts={first.pk: (40, None, ""), second.pk: (20, None, "")}, who=None)
    planned, spots = planned_of(survey)
    assert ([one.ask_count for one in spots], planned.refused) == ([40, 20], "too_wide")


def planned_of(survey: Survey) -> Any:
    spots = list(survey.spots.exclude(expected_persons=None).order_by("-expected_persons"))
    return planned(survey, spots), spots


def test_place_marketing_is_compared_with_what_is_kept_of_earlier_years(edition: Any, client_of: Any) -> None:
    later = start_edition(festival=edition.festival, name="Testfest 2027", slug="2027", who=None)
    for one, many in ((edition, 4), (later, 12)):
        survey = a_survey(one)
        for number in range(15):
            an_answer(survey, {**VISITOR, "move": "yes" if number < many else "no", "recommend": "3"})
        values = compute(survey)
        Response.objects.filter(survey=survey).delete()  # the time of answers is over before the next year's
    shares = [(one["year"], one["share"]) for one in values["marketing"]["shares"] if one["name"] == "move"]
    assert shares == [(2026, pytest.approx(4 / 15)), (2027, pytest.approx(12 / 15))]
    change = next(one for one in values["marketing"]["changes"] if one["name"] == "move")
    by_hand = marketing([Wave(year, *alike(many)) for year, many in ((2026, 4), (2027, 12))], level=1 - 0.05 / 3)
    assert (change["value"], change["low"]) == (pytest.approx(8 / 15), pytest.approx(by_hand.changes[0].low))
    page = client_of("viewer").get(office(survey, "survey-results")).text
    assert "53.3 percentage points more in 2027 than in 2026" in page
    assert "no change can be told apart from chance" in page
    assert [run.short in page for run in Run.objects.filter(kind="survey")] == [True, True]
    questions = [replace(one, sv="Annat?") if one.key == "move" else one for one in questionnaire(survey).questions]
    set_questions(survey=survey, questions=questions, who=None)
    an_answer(survey)
    an_answer(survey)
    assert [one["name"] for one in compute(survey)["marketing"]["other_words"]] == ["move"]


def test_fewer_is_told_with_an_interval_of_how_many_fewer() -> None:
    fall = {"name": "move", "before": 2026, "after": 2027, "value": -0.05, "low": -0.08, "high": -0.02}
    said = change_sentence({**fall, "is_told_apart": True})
    assert said.endswith("5.0 percentage points fewer in 2027 than in 2026 (2.0 to 8.0).")


def test_a_door_where_nobody_is_counted_but_people_answered_is_named(edition: Any) -> None:
    survey = asked_at_two_places(edition)
    empty = a_spot(survey, 2)
    set_counts(survey=survey, counts={empty.pk: (None, 0, "")}, who=None)
    with pytest.raises(Refused, match=f"People answered at {empty}, where 0 persons"):
        request_survey(survey=survey, who=None)


def alike(many: int) -> Any:
    design = Design(np.ones(15), ["x"] * 15, np.arange(15).astype(str))
    return design, np.ones(15), [Asked("move", np.arange(15) < many, np.ones(15))]
