"""The unbroken thread: from an idea by link to the decision, the agreement, the edition and what came of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from samspel.agreements.models import Agreement
from samspel.agreements.services import drafting
from samspel.ideas.models import Decision, Idea
from samspel.ideas.queries.following import token_of
from samspel.ideas.services.anchoring import show_decision
from samspel.places.services import start_edition
from samspel.programme.services.publication import publish, withdraw
from samspel.records.models import Link
from samspel.records.queries import all_that_came
from samspel.records.services.thread import End, tie
from tests.agreements.agreements import a_draft, sign_all
from tests.ideas.ideas import some_idea
from tests.rooms import publish_all


def titles(idea: Idea, *, public_only: bool) -> list[tuple[str, str]]:
    return [(one.view, one.title) for one in all_that_came(idea, public_only=public_only)]


@pytest.fixture
def agreement(edition: Any) -> Agreement:
    """Return a signed, public agreement about an edition, which came of a decision about an idea."""
    decision = Decision.objects.get(ideas=some_idea())
    made = a_draft(edition=edition)
    drafting.come_from(agreement=made, row=decision, who=None)
    sign_all(made)
    drafting.show_agreement(agreement=made, is_public=True, public_sections=[], are_promises_public=False, who=None)
    return made


def test_whoever_had_the_idea_follows_it_to_the_programme_and_no_further_than_is_shown(
    edition: Any, agreement: Agreement, client: Client
) -> None:
    idea = Idea.objects.get()
    decision = idea.decisions.get()
    publish_all(edition)
    chain = [
        ("decision", str(decision)),
        ("agreement", "Summer of music"),
        ("festival", "Testfest 2026"),
        ("programme", "Testfest 2026"),
    ]
    assert titles(idea, public_only=False)[-4:] == chain
    show_decision(decision=decision, is_public=False, who=None)
    assert [one for one in titles(idea, public_only=True) if one in chain] == []
    show_decision(decision=decision, is_public=True, who=None)
    assert [one for one in titles(idea, public_only=True) if one in chain] == chain
    follower = idea.followers.first()
    assert follower is not None
    page = client.get(f"/en/ideas/follow/{token_of(follower)}/").content.decode()
    for address in (
        f"/en/agreements/{agreement.register.slug}/{agreement.number}/",
        f"/en/{edition.festival.slug}/",
        f"/en/{edition.festival.slug}/{edition.slug}/",
    ):
        assert (f'href="{address}"' in page, client.get(address).status_code) == (True, 200)
    back = client.get(f"/en/{edition.festival.slug}/").content.decode()
    assert f'href="/en/agreements/{agreement.register.slug}/{agreement.number}/"' in back


def test_the_thread_leads_to_the_version_that_visitors_see_and_to_none_once_withdrawn(
    edition: Any, agreement: Agreement
) -> None:
    publish_all(edition)
    publish(edition=edition, is_draft=True, who=None)
    shown = edition.publications.get(version=2)
    assert [one.target for one in Link.objects.filter(view="programme")] == [f"programme:publication:{shown.pk}"]
    withdraw(edition=edition, who=None)
    assert not Link.objects.filter(view="programme").exists()


def test_a_draft_about_another_edition_leads_there_alone(edition: Any) -> None:
    other = start_edition(festival=edition.festival, name="Testfest 2027", slug="2027", who=None)
    draft = a_draft(edition=edition)
    drafting.set_terms(agreement=draft, edition=other, who=None)
    assert [one.title for one in all_that_came(draft, public_only=False)] == ["Testfest 2027"]


@pytest.mark.django_db
def test_a_thread_that_comes_back_on_itself_ends() -> None:
    one, other = a_draft("One"), a_draft("Other")
    ends = [End(row, "agreement", [row.register.slug, row.number], is_public=False) for row in (one, other)]
    tie(source=ends[0], target=ends[1])
    tie(source=ends[1], target=ends[0])
    assert [link.title for link in all_that_came(one, public_only=False)] == ["Other"]
