"""What frames a page: a way back from a refusal, links that lead somewhere, a festival's own page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from samspel.people.models import User
from samspel.places.models import Edition, Festival
from samspel.places.services.roles import give_role
from samspel.places.types import Role
from tests.rooms import address, names_of, place, publish_all

pytestmark = pytest.mark.once

Clients = Callable[[str | None], Client]


@pytest.mark.django_db
def test_a_refusal_keeps_the_festival_s_navigation_and_a_way_back(edition: Edition, client_of: Clients) -> None:
    names = names_of(edition)
    came_from = f"http://testserver{address('publish', *names)}"
    page = client_of("office").post(address("publish", *names), headers={"referer": came_from})
    shown = page.content.decode()
    assert page.status_code == 409
    assert address("timetable", *names) in shown
    assert f'href="{came_from}"' in shown
    elsewhere = client_of("office").post(address("publish", *names), headers={"referer": "https://example.org/"})
    assert "example.org/" not in elsewhere.content.decode()


@pytest.mark.django_db
def test_people_see_only_links_that_they_may_follow(edition: Edition, client_of: Clients) -> None:
    names = names_of(edition)
    for who in ("office", "viewer"):
        person = client_of(who)
        page = person.get(address("edition", *names)).content.decode()
        links = {link.split('"')[0] for link in page.split('href="')[1:] if link.startswith("/en/office/")}
        assert {link: person.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.django_db
def test_a_juror_is_told_what_there_is_to_do(edition: Edition, client: Client) -> None:
    membership = give_role(festival=edition.festival, email="juror@example.org", role=Role.JUROR, who=None)
    client.force_login(User.objects.get(pk=membership.user_id))
    page = client.get(address("office")).content.decode()
    assert ("little to do here" in page, address("festival", edition.festival.slug) in page) == (True, True)
    assert address("edition", *names_of(edition)) not in page


@pytest.mark.django_db
def test_a_festival_has_a_page_of_what_it_has_published(edition: Edition, client: Client) -> None:
    page = address("festival", edition.festival.slug)
    assert "has published nothing yet" in client.get(page).content.decode()
    publish_all(edition)
    assert address("programme", *names_of(edition)) in client.get(page).content.decode()
    assert (
        "No study of this festival" in client.get(address("festival-studies", edition.festival.slug)).content.decode()
    )


@pytest.mark.django_db
def test_what_is_folded_away_in_the_menu_says_so_when_we_are_there(edition: Edition, client_of: Clients) -> None:
    office, names = client_of("office"), names_of(edition)
    assert "<summary>More: <b>Import</b></summary>" in office.get(address("import", *names)).content.decode()
    page = office.get(address("lineup", *names)).content.decode()
    here = f'href="{address("lineup", *names)}" aria-current="page"'
    assert ("<summary>More</summary>" in page, here in page) == (True, True)


@pytest.mark.django_db
def test_the_front_page_says_when_and_where_in_each_festival_s_own_colour(edition: Edition, client: Client) -> None:
    publish_all(edition)
    for accent, ink in (("#9c2f63", "white"), ("#f5c518", "black")):
        Festival.objects.update(accent=accent)
        page = client.get(address("front")).content.decode()
        assert (f'fill="{accent}"' in page, f"on-{ink}" in page) == (True, True)
        assert f"3–4 September 2026<br>{edition.festival.place.name}" in page


@pytest.mark.django_db
def test_a_set_past_midnight_says_towards_which_day(edition: Edition, client: Client) -> None:
    publish_all(edition)
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    for page, told in (("act", "askvader"), ("night", "2026-09-03")):
        for language, words in (("en", "night towards Friday"), ("sv", "natten mot fredag")):
            shown = client.get(address(page, *names_of(edition), told, language=language)).content.decode()
            assert shown.count(words) == 1
