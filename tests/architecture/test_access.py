"""Who gets in: nobody, somebody with another festival's account, a host venue, a viewer, the office."""

from __future__ import annotations

from typing import Any

import pytest

from samspel.programme.services.planning import request_plan
from samspel.programme.types import PlanOptions
from tests.rooms import address, names_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SEEN_BY_VIEWERS = ("edition", "import", "timetable", "problems", "plans", "publish", "stages", "reports")
OFFICE_ONLY = ("publish",)
FESTIVAL_PAGES = {"studies": 200, "team": 403, "look": 403, "start-edition": 403, "register-study": 403}
CHANGES = ("set-nights", "open-all", "add-sets", "withdraw", "withdraw-report")
VISITORS = ("programme", "now", "venues", "acts", "changes", "calendar")


def statuses(client_of: Any, path: str, *, post: bool = False) -> list[int]:
    """Return what nobody, a stranger, a host venue's person, a viewer and the office get."""
    people = (None, "stranger", "venue", "viewer", "office")
    return [getattr(client_of(who), "post" if post else "get")(path).status_code for who in people]


@pytest.mark.parametrize("name", SEEN_BY_VIEWERS)
def test_pages_of_an_edition(edition: Any, client_of: Any, name: str) -> None:
    viewer = 403 if name in OFFICE_ONLY else 200
    assert statuses(client_of, address(name, *names_of(edition))) == [302, 403, 403, viewer, 200]


@pytest.mark.parametrize(("name", "viewer"), FESTIVAL_PAGES.items())
def test_pages_of_a_festival(edition: Any, client_of: Any, name: str, viewer: int) -> None:
    assert statuses(client_of, address(name, edition.festival.slug)) == [302, 403, 403, viewer, 200]


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_the_office_s_and_are_posted(edition: Any, client_of: Any, name: str) -> None:
    path = address(name, *names_of(edition))
    got = statuses(client_of, path, post=True)
    assert (got[:4], got[4] in (302, 409)) == ([302, 403, 403, 403], True)
    assert client_of("office").get(path).status_code == 405


def test_a_plan_is_seen_by_viewers_and_applied_by_the_office(edition: Any, client_of: Any) -> None:
    run = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    assert statuses(client_of, address("plan", *names_of(edition), run.pk)) == [302, 403, 403, 200, 200]
    assert statuses(client_of, address("run", run.short)) == [302, 403, 403, 200, 200]
    assert statuses(client_of, address("stop-plan", *names_of(edition), run.pk), post=True) == [302, 403, 403, 403, 302]


@pytest.mark.parametrize("name", VISITORS)
def test_visitors_pages_do_not_exist_before_publication_not_even_for_the_office(
    edition: Any, client_of: Any, name: str
) -> None:
    assert statuses(client_of, address(name, *names_of(edition))) == [404, 404, 404, 404, 404]


def test_a_stranger_learns_nothing_of_what_exists(edition: Any, client_of: Any) -> None:
    nobody = client_of(None)
    there, not_there = (nobody.get(address("edition", slug, "2026")) for slug in (edition.festival.slug, "no-such"))
    assert (there.status_code, not_there.status_code) == (302, 302)
