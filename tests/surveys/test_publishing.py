"""What everybody is shown of a survey: nothing that could tell who somebody is, on its page and in the report."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from samspel.errors import Refused
from samspel.places.models import Edition
from samspel.places.services import start_edition
from samspel.records.models import Entry
from samspel.records.queries import came_of
from samspel.report.services import publish_report, request_report, withdraw_report
from samspel.site.copy.write import copy_of
from samspel.surveys.charts import charts_of
from samspel.surveys.disclosure import disclosed, is_few
from samspel.surveys.models import Survey
from samspel.surveys.queries.publishing import computed_surveys, run_in_use, shown_to_all
from samspel.surveys.queries.results import shown
from samspel.surveys.services.publishing import publish_survey, withdraw_survey
from samspel.surveys.services.results import request_survey
from tests.rooms import address, carried_out, names_of, publish_all
from tests.surveys.surveys import LOCAL, VISITOR, a_survey, an_answer

pytestmark = pytest.mark.django_db

GUEST = {**VISITOR, "switch": "no", "casual": "no"}


def answered(edition: Any, *, guests: int = 24, locals_: int = 12, others: int = 3) -> Survey:
    """Return a survey that many guests and locals have answered, and a few who came for something else."""
    survey = a_survey(edition)
    said = [GUEST] * guests + [{**LOCAL, "spend_food": "80"}] * locals_
    said += [{**GUEST, "origin": "abroad", "reason": "other", "spend_food": "70000"}] * others
    for number, one in enumerate(said):
        an_answer(survey, {**one, "recommend": str(number % 11)})
    return survey


def computed(survey: Survey) -> Any:
    return carried_out(request_survey(survey=survey, who=None))


def page_of(survey: Survey) -> str:
    return address("public-survey", *names_of(survey.edition), survey.pk)


def test_results_are_published_and_withdrawn(edition: Any, client_of: Any) -> None:
    survey = answered(edition)
    run, page = computed(survey), page_of(survey)
    assert client_of(None).get(page).status_code == 404
    office = client_of("analyst")
    names = *names_of(edition), survey.pk
    assert "not published" in office.get(address("preview-results", *names)).text
    assert office.post(address("publish-survey", *names)).status_code == 302
    shown = client_of(None).get(page)
    assert (shown.status_code, run.short in shown.text, "not published" in shown.text) == (200, True, False)
    assert client_of(None).get(address("run", run.short)).status_code == 200
    assert client_of(None).get(address("run-file", run.short)).status_code == 302  # answers stay with the analysts
    assert page in client_of(None).get(address("festival", edition.festival.slug)).text
    assert [link.view for link in came_of(edition, public_only=True)] == ["public-survey"]
    office.post(address("withdraw-survey", *names))
    assert [client_of(None).get(one).status_code for one in (page, address("run", run.short))] == [404, 302]
    assert list(came_of(edition, public_only=True)) == []
    assert [one.verb for one in Entry.objects.order_by("number")][-2:] == ["survey.publish", "survey.withdraw"]
    with pytest.raises(Refused, match="is not published"):
        withdraw_survey(survey=survey, who=None)


def test_few_are_never_shown(edition: Any, client_of: Any) -> None:
    survey = answered(edition)
    run = computed(survey)
    values = disclosed(run.answer)
    origin = next(one["shares"] for one in values["questions"] if one["key"] == "origin")
    # Three from abroad, and with them the next rarest: the rest would tell their share.
    assert [one["key"] for one in origin if one["share"] is None] == ["here", "abroad"]
    assert (origin[-1]["yes"], "touched" in values["ledger"]) == (None, False)
    told = {one["name"]: one for one in values["ledger"]["money"]}
    kept = {one["name"]: one for one in run.answer["ledger"]["money"]}
    assert (values["ledger"]["folded"], "local" in told) == ({"other_reason": ["local"]}, False)
    both = kept["local"]["change"] + kept["other_reason"]["change"]
    assert told["other_reason"]["change"] == pytest.approx(both)
    call_command("survey_publish", *names_of(edition), str(survey.pk))
    page = client_of(None).get(page_of(survey)).text
    assert "Live in the area; Came mainly for something else" in page
    few = [f"{one.name}" for one in charts_of(run.problem, run.answer) if one.name.startswith("public-ledger")]
    assert few == ["public-ledger-sv.svg", "public-ledger-en.svg"]
    alone, office_page = f"{kept['local']['value']:,.0f}", address("survey-results", *names_of(edition), survey.pk)
    assert (alone in page, alone in client_of("viewer").get(office_page).text) == (False, True)


def test_too_few_answers_and_a_line_of_few_alone_are_not_published(edition: Any) -> None:
    survey = answered(edition, guests=20, locals_=4, others=0)
    with pytest.raises(Refused, match="compute it first"):
        publish_survey(survey=survey, who=None)
    computed(survey)
    with pytest.raises(Refused, match="Only 24 people"):
        publish_survey(survey=survey, who=None)
    for _one in range(10):
        an_answer(survey, GUEST)
    assert disclosed(computed(survey).answer)["no_ledger"]["code"] == "few_told"


def test_the_report_cites_a_published_survey(edition: Any) -> None:
    survey = answered(edition)
    computed(survey)
    publish_all(edition)
    run = publish_survey(survey=survey, who=None)
    asked = carried_out(request_report(edition=edition, who=None))
    values = asked.answer
    section = next(one for one in values["en"]["sections"] if one["key"] == "survey")
    assert section["paragraphs"][0].startswith("Of what visitors spent")
    assert {one["run"] for one in (*section["figures"], *section["charts"])} == {run.short}
    assert (run.short in values["runs"], str(run.pk) in asked.problem["cites"]) == (True, True)
    assert section["points_title"] == "What is assumed"
    assert next(one["value"] for one in section["figures"] if one["label"].startswith("visitors")).count(" to ") == 1
    withdraw_survey(survey=survey, who=None)
    with pytest.raises(Refused, match="make the report anew"):
        publish_report(run=asked, edition=edition, who=None)
    again = request_report(edition=edition, who=None)
    assert again.problem["surveys"] == {"sv": [], "en": []}


def test_a_published_survey_is_told_of_beside_the_programme_and_comes_along_in_a_copy(
    edition: Any, client_of: Any
) -> None:
    survey = answered(edition)
    computed(survey)
    publish_all(edition)
    names, page = names_of(edition), page_of(survey)

    def told() -> list[bool]:
        kept = client_of(None).get(address("pages", *names)).json()["pages"]["data/"][2]  # what a phone keeps of it
        return [page in client_of(None).get(address("data", *names)).text, page in kept]

    assert told() == [False, False]
    publish_survey(survey=survey, who=None)
    assert told() == [True, True]
    copied = {name for name in copy_of(edition=edition, with_paper=False) if "/survey/" in name}
    assert copied == {f"{language}/testfest/2026/survey/{survey.pk}/index.html" for language in ("sv", "en")}


def test_a_draft_does_not_show_what_was_withdrawn_and_a_report_says_so(edition: Any, client_of: Any) -> None:
    first = answered(start_edition(festival=edition.festival, name="Testfest 2025", slug="2025", who=None))
    computed(first)
    publish_survey(survey=first, who=None)
    survey = answered(edition)
    computed(survey)
    publish_survey(survey=survey, who=None)
    publish_all(edition)
    asked = carried_out(request_report(edition=edition, who=None))
    report = publish_report(run=asked, edition=edition, who=None)
    names, title = names_of(edition), asked.problem["surveys"]["en"][0]["title"]
    page, office = address("report", *names), client_of("viewer")
    draft, opened = address("draft-report", *names, asked.short), address("run-file", asked.short)
    section, earlier = f">{title}</h2>", "The survey results of “Testfest 2025” have been withdrawn since."
    shown = client_of(None).get(page).text
    assert (section in shown, "withdrawn since" in shown) == (True, False)
    withdraw_survey(survey=first, who=None)
    shown = client_of(None).get(page).text
    assert (section in shown, earlier in shown) == (True, True)
    withdraw_report(edition=edition, who=None)
    shown = office.get(draft).text
    assert (section in shown, f"{earlier} They are left out" in " ".join(shown.split())) == (False, True)
    assert office.get(opened).status_code == 403  # nor do its files
    with pytest.raises(Refused, match="make the report anew"):
        publish_report(run=report.run, edition=edition, who=None)
    publish_survey(survey=first, who=None)
    assert (section in office.get(draft).text, office.get(opened).status_code) == (True, 200)
    computed(survey)
    publish_survey(survey=survey, who=None)
    assert f"“{title}” have been published anew since." in office.get(draft).text


def test_an_earlier_year_is_shown_to_all_while_it_is_published_itself(edition: Any) -> None:
    first = answered(edition)
    computed(first)
    publish_survey(survey=first, who=None)
    festival = edition.festival
    made_up = start_edition(festival=festival, name="Made up", slug="2025", who=None)
    Edition.objects.filter(pk=made_up.pk).update(is_synthetic=True)
    computed(answered(made_up))
    later = answered(start_edition(festival=festival, name="Testfest 2027", slug="2027", who=None))
    run = computed(later)

    def years(shown: Any) -> tuple[set[str], bool, list[str]]:
        told = {name[-4:] for name, *_rest in shown.marketing}
        return told, "marketing" in shown.drawings, [name for name, _run in shown.earlier]

    assert years(shown_to_all(run)) == ({"2026", "2027"}, True, [edition.name])
    withdraw_survey(survey=first, who=None)
    assert years(shown_to_all(run)) == ({"2027"}, False, [])
    office = shown(later)
    assert office is not None
    assert years(office) == ({"2026", "2027"}, True, [edition.name])
    anew = shown_to_all(computed(later))
    assert years(anew) == ({"2027"}, True, [])
    assert "2026" not in anew.drawings["marketing"].text + anew.drawings["marketing"].svg


def test_a_mean_of_few_who_have_any_is_hidden_and_no_mean_is_below_what_can_be_answered(edition: Any) -> None:
    survey = answered(edition, guests=0, locals_=39, others=1)
    run = computed(survey)
    whole, told = ({one["key"]: one for one in values["questions"]} for values in (run.answer, disclosed(run.answer)))
    bed = whole["spend_bed"]
    assert (whole["spend_food"]["low"] >= 0, told["spend_food"]["mean"] == whole["spend_food"]["mean"]) == (True, True)
    assert (bed["some"], told["spend_bed"]["mean"], told["spend_bed"]["high"]) == (1, None, None)


def test_an_estimate_of_an_older_version_is_to_be_computed_anew(edition: Any, client_of: Any) -> None:
    survey = answered(edition)
    run = computed(survey)
    run.problem.pop("earlier")
    for one in run.answer["questions"]:
        one.pop("yes", None)
        one["shares"] = [{"share": 0.5, "low": 0.4, "high": 0.6, "n": 39, "key": row["key"]} for row in one["shares"]]
    run.save()
    assert (run_in_use(survey), computed_surveys(survey.festival)) == (None, [])
    page = client_of("analyst").get(address("preview-results", *names_of(edition), survey.pk), follow=True)
    assert "compute anew" in page.text


@given(st.lists(st.integers(0, 40), min_size=2, max_size=7))
def test_what_is_hidden_cannot_be_reckoned_from_what_is_shown(counts: list[int]) -> None:
    many = sum(counts)
    rows = [
        {"key": str(at), "share": count / (many or 1), "n": many, "yes": count, "no": many - count}
        for at, count in enumerate(counts)
    ]
    shown = disclosed({"questions": [{"kind": "choice", "shares": rows}]})["questions"][0]["shares"]
    hidden = [count for count, row in zip(counts, shown, strict=True) if row["share"] is None]
    assert not any(is_few(count) for count, row in zip(counts, shown, strict=True) if row["share"] is not None)
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= 5) or sum(hidden) == many
