"""Asking and answering: the questions' life, phones, tablets, receipts, and what hostile input comes to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import event, given
from hypothesis import strategies as st

from samspel.errors import BadInput, NotFound, Refused
from samspel.night.types import Mark
from samspel.people.models import Attempt
from samspel.places.services import set_nights
from samspel.records.models import Entry
from samspel.surveys.instances.problems import plain_problem
from samspel.surveys.models import Response, Survey
from samspel.surveys.queries.surveys import questionnaire, receipt_of, standing, template, written
from samspel.surveys.readers import checked, templates
from samspel.surveys.services import answering, plan, surveys, tablets, taking
from samspel.surveys.types import Question
from tests.night.nights import a_device, at, tap
from tests.rooms import address, names_of, place
from tests.surveys.surveys import LOCAL, TEXT, VISITOR, a_spot, a_survey, an_answer, sent

pytestmark = pytest.mark.django_db


def office(survey: Survey, name: str, *more: Any) -> str:
    return address(name, *names_of(survey.edition), survey.pk, *more)


def keys(survey: Survey) -> list[str]:
    return [one.key for one in questionnaire(survey).questions]


def test_questions_are_changed_in_place_until_the_first_answer_and_in_a_new_version_after_it(edition: Any) -> None:
    survey = a_survey(edition, slug="short")
    surveys.move_question(survey=survey, key="recommend", by=-1, who=None)
    surveys.remove_question(survey=survey, key="spend_all", who=None)
    first = questionnaire(survey)
    assert (first.number, keys(survey)) == (1, ["origin", "nights", "reason", "anyway", "recommend"])
    given_to_first = {"origin": "abroad", "nights": "3", "reason": "yes", "anyway": "no"}
    an_answer(survey, given_to_first)
    surveys.remove_question(survey=survey, key="recommend", who=None)
    second = questionnaire(survey)
    first.refresh_from_db()
    assert (second.number, second.frozen_at, first.frozen_at is None) == (2, None, False)
    assert [one["key"] for one in first.content] == ["origin", "nights", "reason", "anyway", "recommend"]
    assert survey.responses.get().questionnaire == first
    surveys.move_question(survey=survey, key="anyway", by=-1, who=None)
    assert (questionnaire(survey).number, keys(survey)) == (2, ["origin", "nights", "anyway", "reason"])


def test_a_question_that_was_answered_keeps_its_kind_and_its_texts_can_be_read_for_good(edition: Any) -> None:
    survey = a_survey(edition)
    an_answer(survey, {**VISITOR, **TEXT})
    number = Question("comment", "number", "Hur många?", "Comment")
    with pytest.raises(BadInput, match="add a new question"):
        surveys.write_question(survey=survey, question=number, was="comment", who=None)
    surveys.remove_question(survey=survey, key="comment", who=None)
    assert [one.text for one in written(survey)] == [TEXT["comment"]]
    surveys.write_question(survey=survey, question=number, was="", who=None)
    assert (keys(survey)[-1], len(plain_problem(survey)["answers"])) == ("comment_2", 1)


def test_a_question_is_written_in_both_languages_and_keeps_its_key(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition, is_open=False), client_of("office")
    values = {
        "kind": "choice",
        "use": "",
        "sv": "Hur kom du hit?",
        "en": "How did you get here?",
        "least": 0,
        "most": 9,
        "choices": "Till fots | On foot | 0\nMed buss | By bus | 0\n",
    }
    assert client.post(office(survey, "add-question"), values).status_code == 302
    made = questionnaire(survey).questions[-1]
    assert (made.key, [one.key for one in made.choices]) == ("how_did_you_get_here", ["on-foot", "by-bus"])
    path = office(survey, "survey-question", made.key)
    assert client.post(path, {**values, "en": "How did you come?", "use": "casual"}).status_code == 422  # used already
    assert client.post(path, {**values, "en": "How did you come?"}).status_code == 302
    again = questionnaire(survey).questions[-1]
    assert (again.key, again.en, again.sv) == ("how_did_you_get_here", "How did you come?", "Hur kom du hit?")


def test_questions_that_cannot_be_asked_are_all_named(edition: Any) -> None:
    survey = a_survey(edition, is_open=False)
    wrong = [
        Question("a", "choice", "A", "A", choices=()),
        Question("a", "number", "B", "B", least=5, most=5),
        Question("c", "text", "", "C", use="spend"),
        Question("d", "scale", "D", "D", least=0, most=100),
    ]
    with pytest.raises(BadInput) as refused:
        surveys.set_questions(survey=survey, questions=wrong, who=None)
    assert [problem.row for problem in refused.value.problems] == [1, 1, 2, 2, 3, 3, 4]
    assert len(questionnaire(survey).questions) == len(template("visitors").questions)


def test_a_visitor_answers_by_short_link_and_takes_the_answer_back_by_its_receipt(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    spot = a_spot(survey)
    on = client.get(f"/ask/{spot.code.upper()}/", headers={"accept-language": "en"})
    assert on["Location"] == address("ask", spot.code)
    page = client.get(on["Location"])
    assert (page.status_code, page["X-Robots-Tag"], "Set-Cookie" in page) == (200, "noindex, nofollow", False)
    answer = sent(survey, {**VISITOR, **TEXT})
    done = client.post(on["Location"], answer)
    again = client.post(on["Location"], answer)
    assert (done.status_code, done["Location"]) == (302, again["Location"])
    kept = survey.responses.get()
    assert (kept.spot, kept.door, kept.answers["spend_bed"], kept.answers["comment"]) == (
        *(spot, "phone", 1200.5),
        "The queue was long.",
    )
    assert (kept.at.minute, kept.at.second, kept.tablet) == (0, 0, None)
    receipt = receipt_of(answer["key"])
    assert "-".join((receipt[:4], receipt[4:8], receipt[8:])) in client.get(done["Location"]).text
    assert client.post(address("withdraw-answer"), {"receipt": "nothing"}).status_code == 422
    assert (
        client.post(address("withdraw-answer"), {"receipt": f" {receipt[:4]}-{receipt[4:]} ".upper()}).status_code
        == 200
    )
    kept.refresh_from_db()
    assert (kept.answers, kept.spot, kept.receipt_hash, standing(survey).answered) == ({}, None, "", 0)
    assert client.post(on["Location"], answer).status_code == 302  # a phone that sends again brings nothing back
    assert standing(survey).answered == 0


def test_nothing_of_whoever_answers_is_stored(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    client.post(
        address("ask", a_spot(survey).code), sent(survey), REMOTE_ADDR="203.0.113.7", headers={"user-agent": "Me/1"}
    )
    rows = [*Response.objects.values(), *Entry.objects.values(), *Attempt.objects.values()]
    assert [row for row in rows if "203.0.113.7" in str(row) or "Me/1" in str(row)] == []
    assert survey.responses.count() == 1


def test_a_form_says_what_is_missing_and_keeps_what_was_written(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    path = address("ask", a_spot(survey).code)
    page = client.post(path, sent(survey, {**VISITOR, "origin": "", "spend_food": "a lot"}))
    assert (page.status_code, 'value="a lot"' in page.text, survey.responses.count()) == (422, True, 0)
    assert client.post(path, sent(survey, website="http://spam")).status_code == 302
    old = sent(survey)
    surveys.remove_question(survey=survey, key="comment", who=None)
    page = client.post(path, old)
    assert (page.status_code, "The questions were changed" in page.text, survey.responses.count()) == (422, True, 0)
    assert client.post(path, {**old, "digest": questionnaire(survey).digest}).status_code == 302


def test_a_closed_survey_and_a_wrong_code_take_nothing(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    path, answer = address("ask", a_spot(survey).code), sent(survey)
    surveys.close_survey(survey=survey, who=None)
    assert (client.get(path).status_code, client.post(path, answer).status_code) == (410, 410)
    assert client.get(address("ask", "zzzzzzz")).status_code == 404
    assert {client.get(address("ask", "zzzzzzz")).status_code for _try in range(70)} == {404, 429}
    with pytest.raises(Refused, match="takes no answers now"):
        an_answer(survey)


def line(survey: Survey, given: dict[str, str] = VISITOR, **more: Any) -> dict[str, str]:
    values = sent(survey, given, spot=str(a_spot(survey).pk), **more)
    return {"id": values["key"], "at": "2026-09-03T21:40:00+02:00", "form": urlencode(values)}


def test_a_tablet_sends_what_it_kept_and_each_is_taken_once(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    token = tablets.make_tablet(survey=survey, name="Tablet 1", who=None)
    assert (client.get(address("tablet", token)).status_code, questionnaire(survey).frozen_at is None) == (200, False)
    assert token not in str(list(survey.tablets.values()))
    lines = [line(survey), line(survey, LOCAL), line(survey, {**LOCAL, "nights": "99"}), line(survey, digest="other")]
    first = post(client, token, lines).json()
    again = post(client, token, lines[:2]).json()
    assert (first["taken"], again) == ([one["id"] for one in lines[:2]], {"taken": first["taken"], "refused": []})
    assert [one["id"] for one in first["refused"]] == [one["id"] for one in lines[2:]]
    assert "is not between 1 and 14" in first["refused"][0]["why"]
    assert [one["fields"] for one in first["refused"]] == [{"q-nights": "“99” is not between 1 and 14."}, {}]
    assert post(client, token, []).json() == {"taken": [], "refused": []}  # the link works, there is a network
    assert set(survey.responses.values_list("door", "spot", "tablet__name")) == {
        ("tablet", a_spot(survey).pk, "Tablet 1")
    }
    surveys.remove_question(survey=survey, key="comment", who=None)
    surveys.close_survey(survey=survey, who=None)
    late = {**lines[0], "id": str(uuid4())}
    late["form"] = late["form"].replace(lines[0]["id"], late["id"])
    assert post(client, token, [late]).json()["taken"] == [late["id"]]  # to the version it carries, though closed
    assert survey.responses.get(key=late["id"]).questionnaire.number == 1


def post(client: Any, token: str, lines: Any) -> Any:
    body = lines if isinstance(lines, bytes) else json.dumps({"answers": lines})
    return client.post(address("tablet-sync", token), body, content_type="application/json")


def test_an_answer_comes_once_by_a_tablet_s_file_and_its_network(edition: Any, client_of: Any) -> None:
    survey, office_client = a_survey(edition, slug="short"), client_of("office")
    token = tablets.make_tablet(survey=survey, name="Tablet 1", who=None)
    given = {"origin": "abroad", "nights": "2", "reason": "yes", "anyway": "no"}
    client_of(None).get(address("tablet", token))
    answers = [line(survey, given) for _answer in range(3)]
    assert post(client_of(None), token, answers[:1]).json()["refused"] == []
    spot = a_spot(survey)
    rows = [[one["id"], f"{spot.night.date}", spot.venue.name, *given.values()] for one in answers]
    file = "\n".join(",".join(row) for row in [["tablet id", "night", "venue", *given], *rows, rows[1]])
    held = taking.hold(survey=survey, name="tablet.csv", content=file.encode(), who=None)
    page = office_client.get(office(survey, "survey-taking", held.pk)).text
    assert ("<p>2 answers.</p>" in page, "2 more came from their tablet before" in page) == (True, True)
    assert taking.apply(intake=held, survey=survey, who=None) == 2
    assert post(client_of(None), token, answers).json()["taken"] == [one["id"] for one in answers]
    assert {str(one.key) for one in survey.responses.all()} == {one["id"] for one in answers}
    assert set(survey.responses.values_list("door", "spot")) == {("tablet", spot.pk)}


def test_a_tablet_s_file_whose_ids_were_written_over_is_refused_by_row(edition: Any) -> None:
    survey = a_survey(edition, slug="short")
    file = b"tablet id,origin,nights,reason,anyway\n7.1E+30,abroad,2,yes,no\n,abroad,2,yes,no\n"
    held = taking.hold(survey=survey, name="tablet.csv", content=file, who=None)
    outcome = taking.preview(intake=held, survey=survey)
    assert [(one.row, one.value, one.reason) for one in outcome.problems] == [(2, "7.1E+30", "is no answer's id.")]
    with pytest.raises(BadInput, match="is no answer's id"):
        taking.apply(intake=held, survey=survey, who=None)
    assert survey.responses.count() == 0


def test_a_tablet_s_link_ends_when_it_is_taken_back_or_too_old(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    tokens = [tablets.make_tablet(survey=survey, name=name, who=None) for name in ("One", "Two")]
    tablets.revoke_tablet(tablet=survey.tablets.get(name="One"), who=None)
    survey.tablets.filter(name="Two").update(expires_at=timezone.now() - timedelta(minutes=1))
    for token in tokens:
        pages = ("tablet", "tablet-worker", "tablet-manifest")
        assert [client.get(address(name, token)).status_code for name in pages] == [404] * 3
        assert post(client, token, [line(survey)]).status_code == 404
    assert survey.responses.count() == 0


def test_a_tablet_without_scripts_is_a_plain_form(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of(None)
    token = tablets.make_tablet(survey=survey, name="Tablet 1", who=None)
    answer = sent(survey, spot=str(a_spot(survey).pk))
    assert client.post(address("tablet", token), {**answer, "spot": ""}).status_code == 422
    assert client.post(address("tablet", token), answer)["Location"] == address("tablet", token) + "?taken"
    assert survey.responses.get().door == "tablet"


def test_practice_on_a_tablet_before_the_survey_is_open_counts_for_nothing(edition: Any, client_of: Any) -> None:
    survey = a_survey(edition, is_open=False)
    token = tablets.make_tablet(survey=survey, name="Tablet 1", who=None)
    client = client_of(None)
    assert client.get(address("tablet", token)).status_code == 200
    practice = line(survey)
    assert post(client, token, [practice]).json()["refused"][0]["why"] == "Visitors’ survey takes no answers now."
    surveys.open_survey(survey=survey, who=None)
    assert post(client, token, [line(survey)]).json()["refused"] == []
    assert survey.responses.count() == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"answers": 1}', b'{"answers": [1]}', b"\xff\xfe", b"[" * 5000])
def test_what_holds_no_answers_is_refused_in_words(edition: Any, client_of: Any, body: bytes) -> None:
    survey = a_survey(edition)
    token = tablets.make_tablet(survey=survey, name="Tablet 1", who=None)
    answer = post(client_of(None), token, body)
    assert (answer.status_code, survey.responses.count()) == (422, 0)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.lists(st.text(max_size=9))
)
QUESTIONS = templates()[0].questions


@given(st.dictionaries(st.sampled_from([one.key for one in QUESTIONS] + ["other"]), JUNK))
def test_whatever_is_sent_either_is_an_answer_or_is_named(given_values: dict[str, Any]) -> None:
    try:
        answers = checked(QUESTIONS, given_values)
    except BadInput as refused:
        event(f"{len(refused.problems)} named")
        return
    assert checked(QUESTIONS, answers) == answers
    assert set(answers) <= {one.key for one in QUESTIONS}
    assert json.loads(json.dumps(answers, allow_nan=False)) == answers


def test_the_plan_shares_the_sample_out_and_says_every_which(edition: Any, client_of: Any) -> None:
    survey, client = a_survey(edition), client_of("office")
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    place(edition, "Nordljus", "Kajen", 20 * 60)
    place(edition, "Östanvind", "Kyrkan", 19 * 60, night=1)
    assert client.post(office(survey, "survey-sets"), {"visits": 3000}).status_code == 302
    found = {str(one): (one.expected_persons, one.ask_count, one.every) for one in survey.spots.exclude(ask_count=None)}
    asked = [count for _expected, count, _every in found.values()]
    assert [expected for expected, _count, _every in found.values()] == [2000, 1000]
    assert (asked[0] == 2 * asked[1] or abs(asked[0] - 2 * asked[1]) == 1, 300 < sum(asked) < 600) == (True, True)
    assert [every for _expected, _count, every in found.values()] == [2000 // asked[0], 1000 // asked[1]]
    names = [str(one) for one in survey.spots.exclude(ask_count=None)]
    assert [name in client.get(office(survey, "survey-plan-print")).text for name in names] == [True, True]
    assert client.get(office(survey, "survey-posters")).content[:5] == b"%PDF-"


def test_spots_that_people_answered_at_stay(edition: Any) -> None:
    survey = a_survey(edition)
    an_answer(survey, spot=a_spot(survey))
    plan.set_spots(survey=survey, nights=[], venues=[], who=None)
    assert {(one.night, one.venue) for one in survey.spots.all()} == {
        (None, None),
        (a_spot(survey).night, a_spot(survey).venue),
    }


def test_a_night_at_which_a_survey_is_asked_is_not_lost_from_under_its_posters(edition: Any) -> None:
    survey = a_survey(edition)
    before = survey.spots.count()
    with pytest.raises(Refused, match="in use"):
        set_nights(edition=edition, first_date=edition.nights.first().date, count=1, who=None)
    assert survey.spots.count() == before
    edition.festival.delete()
    assert Survey.objects.count() == 0


def test_answers_are_erased_when_their_time_is_over(edition: Any, client_of: Any) -> None:
    survey = a_survey(edition)
    an_answer(survey)
    token = tablets.make_tablet(survey=survey, name="Tablet 1", who=None)
    answering.forget_answers()
    assert survey.responses.count() == 1
    Survey.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
    answering.forget_answers()
    survey.refresh_from_db()
    assert (survey.responses.count(), survey.tablets.count(), survey.state) == (0, 0, "closed")
    assert client_of(None).get(address("tablet", token)).status_code == 404
    with pytest.raises(Refused, match="to be erased by now"):
        surveys.open_survey(survey=survey, who=None)


def test_the_promise_of_when_answers_go_is_not_made_longer_afterwards(edition: Any) -> None:
    survey = a_survey(edition)
    later = survey.keep_until + timedelta(days=1)
    surveys.set_survey(survey=survey, values={"keep_until": later}, who=None)
    an_answer(survey)
    with pytest.raises(Refused, match="on the promise"):
        surveys.set_survey(survey=survey, values={"keep_until": later + timedelta(days=1)}, who=None)


@pytest.mark.parametrize(
    ("name", "viewer"),
    {"survey": 200, "survey-questions": 200, "survey-plan": 200, "survey-answers": 403, "survey-csv": 403}.items(),
)
def test_who_sees_a_survey(edition: Any, client_of: Any, name: str, viewer: int) -> None:
    path = office(a_survey(edition), name)
    people = (None, "stranger", "venue", "viewer", "analyst", "office")
    assert [client_of(who).get(path).status_code for who in people] == [302, 403, 403, viewer, 200, 200]


def test_a_receipt_is_nobody_else_s(edition: Any) -> None:
    survey = a_survey(edition)
    receipts = {an_answer(survey) for _one in range(20)}
    assert (len(receipts), {len(one) for one in receipts}) == (20, {12})
    with pytest.raises(NotFound):
        answering.withdraw_answer(receipt="")
    assert survey.responses.filter(withdrawn_at=None).count() == 20


def test_what_came_through_the_doors_is_taken_in_and_what_was_typed_stays_unless_asked(
    edition: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = edition.nights.order_by("date")[0].date
    monkeypatch.setattr(timezone, "now", lambda: at("36:00", night))
    survey, client = a_survey(edition), client_of("office")
    refused = client.post(office(survey, "survey-doors"), follow=True)
    assert "At none of these places was a whole night counted at every door." in refused.text
    for venue, persons in (("Kajen", 40), ("Kyrkan", 30)):
        tap(a_device(edition, venue), night, (Mark.OPENS, "18:00"), (Mark.IN, "18:30", persons), (Mark.CLOSES, "23:00"))
    tap(a_device(edition, "Torget"), night, (Mark.STARTS, "18:00"), (Mark.IN, "18:30", 9))
    survey.spots.filter(venue__name="Kyrkan", night__date=night).update(counted_persons=31)
    said = client.post(office(survey, "survey-doors"), follow=True).text
    assert "1 place has its doors’ count." in said
    assert "What was typed stays, and the doors say something else: Thu 3 Sep, Kyrkan (31 – 30)." in said
    assert "Not counted from opening to closing at every door: 4 places (Thu 3 Sep, Torget;" in said
    counted = survey.spots.filter(night__date=night).order_by("venue__name")
    assert list(counted.values_list("counted_persons", flat=True)) == [40, 31, None]
    client.post(office(survey, "survey-doors"), {"replace": "on"})
    assert list(counted.values_list("counted_persons", flat=True)) == [40, 30, None]
