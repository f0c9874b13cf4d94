"""Every ruled view, found in the addresses themselves: whom it refuses, and that it gives out nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from samspel.agreements.models import Fulfilment
from samspel.agreements.services.ledger import add_promise
from samspel.agreements.services.registers import name_deputy, name_keeper
from samspel.agreements.services.signing import freeze
from samspel.agreements.services.taking import hold
from samspel.effects.models import Concern
from samspel.effects.readers import read_registration
from samspel.effects.services import register
from samspel.effects.services.loading import hold_series, load_answers
from samspel.effects.services.series import About
from samspel.effects.types import Reading, Source
from samspel.ideas.services.inboxes import give_inbox_role
from samspel.night.queries.doors import doors_of
from samspel.places.services import start_edition
from samspel.programme.models import OwnRule
from samspel.programme.services.costing import request_cost
from samspel.programme.services.planning import request_plan
from samspel.programme.services.scenarios import copy_timetable
from samspel.programme.types import PlanOptions
from samspel.records.models import Artefact, Entry, Intake, Run
from samspel.records.services.documents import keep_document
from samspel.report.services import request_report
from samspel.surveys.services import taking as survey_taking
from samspel.surveys.services.assumptions import assume
from samspel.surveys.services.tablets import make_tablet
from tests.agreements.agreements import a_draft
from tests.ideas.ideas import some_idea
from tests.night.nights import a_device
from tests.rooms import address, dump, publish_all, take
from tests.surveys.surveys import TEXT, VISITOR, a_spot, a_survey, an_answer

pytestmark = [pytest.mark.once, pytest.mark.no_cover]  # what a view does is tried where it belongs

REGISTER = b"title,parties\nIce,A (public); B (civil)\n"
PAPER = b"origin,nights,reason,anyway\nhere,1,live,yes\n"
REGISTRATION = Path(__file__).parents[2] / "src/samspel/effects/registrations/orebro-growth.toml"

OFFICE, ANALYSTS = {"office", "host"}, {"office", "analyst", "host"}
VIEWERS = {"office", "analyst", "viewer", "host"}
PEOPLE = {
    # Who passes a rule while nothing but the programme is published.
    "is_signed_in": {"office", "juror", "venue", "analyst", "viewer", "host", "stranger"},
    "may_run_office": OFFICE,
    "may_analyse": ANALYSTS,
    "may_look": VIEWERS,
    "may_see_study": VIEWERS,
    "may_see_run": VIEWERS,
    "may_open_run": VIEWERS,
    "may_read": VIEWERS,
    "may_see_idea": VIEWERS,
    "may_assess": ANALYSTS,
    "may_tend": OFFICE,
    "may_keep": OFFICE,
    "may_take_part": VIEWERS,
    "may_see_agreement": VIEWERS,
    "may_see_promises": VIEWERS,
    "may_host": OFFICE | {"venue"},
    "may_see_venue": VIEWERS | {"venue"},
}


def ruled_views(resolver: URLResolver, converters: dict[str, Any]) -> Iterator[tuple[URLPattern, dict[str, Any]]]:
    for one in resolver.url_patterns:
        known = converters | one.pattern.converters
        if isinstance(one, URLResolver):
            yield from ruled_views(one, known)
        elif one.callback.access != "public":
            yield one, known


VIEWS = {one.name: (one.callback, known) for one, known in ruled_views(get_resolver(), {})}


@pytest.fixture
def things(edition: Any, people: dict[str, Any]) -> dict[str, Any]:
    """Return something for every word in an address, all of one festival."""
    timetable = publish_all(edition).edition.timetables.get()
    plan = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    report = request_report(edition=edition, who=None)
    cost = request_cost(edition=edition, knob="flow", seconds=5, who=None)
    Artefact.objects.create(run=report, name="a.pdf", media_type="application/pdf", content=b"%PDF", digest="")
    registration = read_registration(REGISTRATION.read_bytes())
    study = register(festival=edition.festival, slug="population", registration=registration, who=None)
    figures = load_answers(
        festival=edition.festival,
        slug="population",
        name="p.csv",
        about=About("Population", "population", "persons"),
        source=Source("Folkmängd", "SCB", "CC0"),
        answers=(b"kommun;2001;2002\nA;1;1\nB;2;3\n",),
        reading=Reading(),
        said={},
        who=None,
    )
    asked = {"series": "population", "about": {"place_kind": "other"}, "reading": {"only": []}}
    act = edition.acts.get(slug="tallhamn")
    stage = timetable.placements.first().stage
    idea = some_idea()
    for email, role in (("office", "caretaker"), ("analyst", "assessor"), ("viewer", "reader")):
        give_inbox_role(inbox=idea.inbox, email=f"{email}@example.org", role=role, who=None)
    agreement = a_draft()
    party, other_party = agreement.parties.all()
    promise = add_promise(
        agreement=agreement,
        debtor=party,
        creditor=other_party,
        kind="equipment",
        what="Chairs",
        due_date=date(2026, 9, 1),
        who=None,
    )
    fulfilment = Fulfilment.objects.create(
        commitment=promise,
        amount=1,
        on_date=date(2026, 9, 1),
        evidence=keep_document(name="a.pdf", content=b"%PDF-1.7 proof", who=None),
    )
    keeper = name_keeper(register=agreement.register, email="office@example.org", who=None)
    for email, one in (("analyst", party), ("viewer", other_party)):
        organisation = one.organisation
        deputy = name_deputy(
            register=agreement.register, organisation=organisation, email=f"{email}@example.org", who=None
        )
    survey = a_survey(edition)
    an_answer(survey, {**VISITOR, **TEXT}, spot=a_spot(survey))
    assume(survey=survey, kind="leakage", low=0, value=0.1, high=0.2, source="A study", who=None)
    make_tablet(survey=survey, name="Tablet 1", who=None)
    device = a_device(edition, venue=stage.venue.name)
    return {
        "survey": survey.pk,
        "assumption": survey.assumptions.get().pk,
        "question": "comment",
        "spot": a_spot(survey).pk,
        "tablet": survey.tablets.get().pk,
        "paper": survey_taking.hold(survey=survey, name="a.csv", content=PAPER, who=None).pk,
        "response": survey.responses.get().pk,
        "door": doors_of(device.venue)[0].pk,
        "device": device.pk,
        "register": agreement.register.slug,
        "agreement": agreement.number,
        "version": freeze(agreement=agreement, who=None).number,
        "party": party.pk,
        "signatory": party.signatories.get().pk,
        "promise": promise.pk,
        "fulfilment": fulfilment.pk,
        "keeper": keeper.pk,
        "deputy": deputy.pk,
        "kind": agreement.kind,
        "code": agreement.language,
        "taking": hold(register=agreement.register, name="a.csv", content=REGISTER, who=None).pk,
        "festival": edition.festival.slug,
        "edition": edition.slug,
        "study": study.slug,
        "series": figures.series.slug,
        "concern": Concern.objects.filter(series=figures.series).first().pk,
        "upload": hold_series(
            festival=edition.festival, name="p.csv", content=b"kommun;2001;2002\nA;1;2\n", asked=asked, who=None
        ).pk,
        "stage": stage.pk,
        "venue": stage.venue.pk,
        "act": act.pk,
        "performance": act.performances.get().pk,
        "timetable": timetable.pk,
        "other": copy_timetable(timetable=timetable, name="Regn", who=None).pk,
        "key": "music-licence",
        "number": timetable.changes.latest("number").number,
        "notice": edition.notices.get(slug=act.slug).pk,
        "intake": take(edition, "act\nAlba\n").pk,
        "run": {"uuid": plan.pk, "slug": report.short},
        "name": "a.pdf",
        "rule": OwnRule.objects.create(edition=edition, name="Egen", kind="apart", terms={}).pk,
        "cost": cost.pk,
        "inbox": idea.inbox.slug,
        "idea": idea.number,
        "step": idea.steps.get().pk,
        "decision": idea.decisions.get().pk,
        "dialogue": idea.dialogues.get().pk,
        "criterion": idea.inbox.criteria.get().pk,
        "member": idea.inbox.members.get(role="reader").pk,
    }


def path_of(view: str, things: dict[str, Any]) -> str:
    """Return the address of a view; a word that is new in the addresses needs its thing above."""
    words = {}
    for word, converter in VIEWS[view][1].items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        words[word] = things[word][kind] if isinstance(things[word], dict) else things[word]
    return address(view, **words)


def is_refused(answer: HttpResponse) -> bool:
    return answer.status_code in (403, 404) or (answer.status_code == 302 and "/sign-in/?" in answer["Location"])


@pytest.mark.django_db
@pytest.mark.parametrize("who", [None, "stranger", "juror", "venue", "viewer", "analyst", "office", "host"])
def test_a_view_refuses_whom_its_rule_refuses(who: str | None, things: dict[str, Any], client_of: Any) -> None:
    client, wrong = client_of(who), []
    for view, (callback, _known) in VIEWS.items():
        path = path_of(view, things)
        answer = client.get(path)
        if answer.status_code != 405:
            may_see = who in PEOPLE[callback.access]
            if is_refused(answer) is may_see and not (may_see and view in NOT_YET):
                wrong.append((view, "get", answer.status_code))
        if who not in PEOPLE[callback.posts]:
            answer = client.post(path)
            if answer.status_code != 405 and not is_refused(answer):
                wrong.append((view, "post", answer.status_code))
    assert wrong == []


NOT_YET = {"draft-report"}
"""A view that says 404 also to those who may see it, as nothing is finished."""


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["venue", "juror", "viewer"])
def test_who_may_only_look_changes_nothing_wherever_they_send_something(
    who: str, things: dict[str, Any], client_of: Any
) -> None:
    def rows() -> list[Any]:
        rooms = dump("places", "lineup", "programme", "night", "surveys", "effects", "report")
        return [rooms, *(list(model.objects.values()) for model in (Run, Intake, Entry))]

    client, before = client_of(who), rows()
    for view, (_callback, known) in VIEWS.items():
        if "festival" in known:
            client.post(path_of(view, things))
    assert rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize("is_own", [True, False])
def test_an_office_reaches_nothing_of_another_festival(
    things: dict[str, Any], people: dict[str, Any], client_of: Any, *, is_own: bool
) -> None:
    own = people["stranger"].memberships.get().festival
    start_edition(festival=own, name="Annanfest 2026", slug="2026", who=None)
    client, festival, wrong = client_of("stranger"), own.slug if is_own else things["festival"], []
    for view, (_callback, known) in VIEWS.items():
        if "festival" not in known or (is_own and not set(known) - {"festival", "edition"}):
            continue  # that is the office's own page
        path = path_of(view, {**things, "festival": festival})
        answers = {client.get(path).status_code, client.post(path).status_code}
        if not answers <= {404 if is_own else 403, 405}:
            wrong.append((view, answers))
    assert wrong == []
