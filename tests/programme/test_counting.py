"""Visitors' stars are counted without knowing whose they are: taken in, replaced, taken back, summed up, let go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from samspel.errors import Refused
from samspel.people.models import Attempt
from samspel.places.services import set_nights
from samspel.programme.models import Favourites, StarList, StarTicket
from samspel.programme.queries.lineup import line_up
from samspel.programme.services.stars import count_stars, recount_stars, sum_up_stars
from samspel.programme.types import code_of
from tests.rooms import address, names_of, publish_all

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = ("0123456789abcdef" + letter for letter in "abc")


def lists(edition: Any) -> dict[tuple[str, ...], int]:
    names = dict(edition.acts.values_list("pk", "slug"))
    return {tuple(names[pk] for pk in row.acts): row.devices for row in edition.star_lists.all()}


def recount(edition: Any, before: str, after: str, ticket: str, next_ticket: str) -> None:
    keys = dict(edition.acts.values_list("slug", "pk"))
    acts = [sorted(keys[slug] for slug in slugs.split()) for slugs in (before, after)]
    recount_stars(edition=edition, before=acts[0], after=acts[1], ticket=ticket, next_ticket=next_ticket)


def test_a_list_is_replaced_and_taken_back(edition: Any) -> None:
    recount(edition, "", "tallhamn nordljus", "", FIRST)
    recount(edition, "", "nordljus tallhamn", "", SECOND)
    assert lists(edition) == {("tallhamn", "nordljus"): 2}
    recount(edition, "tallhamn nordljus", "tallhamn", FIRST, THIRD)
    assert lists(edition) == {("tallhamn", "nordljus"): 1, ("tallhamn",): 1}
    recount(edition, "tallhamn nordljus", "", SECOND, "x" * 16)
    assert (lists(edition), StarTicket.objects.count()) == ({("tallhamn",): 1}, 1)


def test_sending_again_what_was_counted_changes_nothing(edition: Any) -> None:
    for _try in range(3):
        recount(edition, "", "tallhamn", "", FIRST)
    for _try in range(3):
        recount(edition, "tallhamn", "nordljus", FIRST, SECOND)
    assert lists(edition) == {("nordljus",): 1}


def test_a_ticket_is_good_once_and_only_here(edition: Any) -> None:
    recount(edition, "", "tallhamn", "", FIRST)
    recount(edition, "tallhamn", "nordljus", FIRST, SECOND)
    for ticket in (FIRST, "made up"):
        with pytest.raises(Refused, match="taken back already"):
            recount(edition, "nordljus", "", ticket, THIRD)
    assert lists(edition) == {("nordljus",): 1}


def test_nothing_that_is_stored_tells_whose_a_list_is(edition: Any) -> None:
    recount(edition, "", "tallhamn", "", FIRST)
    rows = [*StarList.objects.values(), *StarTicket.objects.values()]
    assert [set(row) for row in rows] == [{"id", "edition_id", "acts", "devices"}, {"token_hash", "edition_id"}]
    assert FIRST not in str(rows)


def test_lists_become_favourites_by_the_hour_beside_what_was_imported(edition: Any) -> None:
    set_nights(edition=edition, first_date=timezone.localdate(), count=2, who=None)
    count_stars(edition=edition, content=b"person,act\na,Tallhamn\n", who=None)
    recount(edition, "", "nordljus", "", FIRST)
    assert sum_up_stars() == 1
    assert sorted(Favourites.objects.values_list("people", "from_visitors")) == [(1, False), (1, True)]
    assert {row.act.name: row.stars for row in line_up(edition) if row.stars} == {"Tallhamn": 1, "Nordljus": 1}
    known = set(Favourites.objects.values_list("pk", flat=True))
    assert sum_up_stars() == 0
    assert set(Favourites.objects.values_list("pk", flat=True)) == known  # lists that stay keep their keys
    count_stars(edition=edition, content=b"person,act\nb,Tallhamn\nc,Tallhamn\n", who=None)
    recount(edition, "nordljus", "", FIRST, SECOND)
    assert sum_up_stars() == 1
    assert list(Favourites.objects.values_list("people", "from_visitors")) == [(2, False)]


@pytest.mark.parametrize(("days_ago", "tickets"), [(1, 1), (4, 0)])
def test_tickets_go_when_the_festival_is_over(edition: Any, days_ago: int, tickets: int) -> None:
    last = timezone.localdate() - timedelta(days=days_ago)
    set_nights(edition=edition, first_date=last - timedelta(days=1), count=2, who=None)
    recount(edition, "", "tallhamn", "", FIRST)
    sum_up_stars()
    assert (StarTicket.objects.count(), lists(edition)) == (tickets, {("tallhamn",): 1})


def test_a_phone_sends_what_it_has_starred(edition: Any) -> None:
    publish_all(edition)
    page, visitor = address("stars", *names_of(edition)), Client(enforce_csrf_checks=True)
    sent = {"before": "", "after": code_of("tallhamn") + "unkno", "ticket": "", "next": FIRST}
    answer = visitor.post(page, sent)
    assert (answer.status_code, answer.cookies.output(), lists(edition)) == (204, "", {("tallhamn",): 1})
    assert (
        visitor.post(page, {**sent, "before": code_of("tallhamn"), "ticket": THIRD, "next": SECOND}).status_code == 409
    )
    assert visitor.post(page, {**sent, "after": "abcde" * 10_000, "next": SECOND}).status_code == 422
    assert visitor.post(page, {**sent, "next": "short"}).status_code == 422
    assert visitor.get(page).status_code == 405
    assert {row.kind for row in Attempt.objects.all()} == {"stars"}


def test_counting_is_limited_by_caller(edition: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_all(edition)
    monkeypatch.setattr("samspel.programme.views.device.COUNTS_PER_CALLER", 2)
    page = address("stars", *names_of(edition))
    sent = [Client().post(page, {"after": code_of("tallhamn"), "next": one}) for one in (FIRST, SECOND, THIRD)]
    assert [answer.status_code for answer in sent] == [204, 204, 429]
