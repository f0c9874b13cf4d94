"""Kept pages: the same bytes as made anew, gone with the version, sent once to whoever asks with an ETag."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from samspel.lineup.models import Act
from samspel.programme.queries.publication import shown
from samspel.programme.services.erasing import erase_act_copies
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.types import COPIED_AT
from samspel.programme.views.keeping import Page, Shelf, kept
from tests.rooms import address, names_of, place, publish_all


@pytest.mark.django_db
def test_a_browser_that_has_the_page_is_told_only_that(edition: Any) -> None:
    publish_all(edition)
    page = address("night", *names_of(edition), "2026-09-03")
    plain, packed = Client().get(page), Client().get(page, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert (packed["ETag"], "Accept-Encoding" in packed["Vary"]) == (plain["ETag"], True)
    again = Client().get(page, headers={"If-None-Match": plain["ETag"], "Accept-Encoding": "gzip"})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "public, max-age=60")
    other = Client().get(address("night", *names_of(edition), "2026-09-03", language="sv"))
    assert (other["ETag"] != plain["ETag"], 'lang="sv"' in other.content.decode()) == (True, True)


@pytest.mark.django_db
def test_what_is_kept_goes_with_its_version_its_names_and_its_erased(edition: Any) -> None:
    publish_all(edition)
    page = address("night", *names_of(edition), "2026-09-03")
    calendar = address("calendar", *names_of(edition))
    first = Client().get(page)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    publish(edition=edition, who=None)
    second = Client().get(page, headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, "19:00" in second.content.decode()) == (200, True)
    for name in ("Testfest, nytt namn", edition.name, "Testfest, ännu ett namn"):
        edition.name = name
        edition.save()
        assert f"{name}</" in Client().get(page).content.decode()
        assert f"\r\nNAME:{name}\r\n" in Client().get(calendar).content.decode()
    erase_act_copies(row=Act.objects.get(name="Tallhamn"), who=None)
    assert "Tallhamn" not in Client().get(page).content.decode()
    withdraw(edition=edition, who=None)
    assert Client().get(page, headers={"If-None-Match": second["ETag"]}).status_code != 304


def counted(made: list[str], **headers: str) -> Any:
    @kept
    def view(request: Any, found: Any) -> HttpResponse:
        made.append(request.path)
        return HttpResponse("seen", headers=headers, status=404 if "lost" in request.path else 200)

    return view


@pytest.mark.django_db
def test_what_is_for_one_person_or_wrong_is_made_each_time(edition: Any) -> None:
    publish_all(edition)
    found, made = shown(*names_of(edition)), list[str]()
    view = counted(made)
    for path, more in (("/a/", {}), ("/lost/", {}), ("/form/", {"CSRF_COOKIE": "x"}), ("/copy/", {COPIED_AT: "now"})):
        for _time in range(2):
            view(RequestFactory().get(path, **more), found)
    view(RequestFactory().post("/a/"), found)
    assert [made.count(path) for path in ("/a/", "/lost/", "/form/", "/copy/")] == [2, 2, 2, 2]


def test_the_shelf_lets_go_of_what_was_not_asked_for_longest() -> None:
    shelf, page = Shelf(250), Page(b"x" * 100, b"", {})
    for key in ("one", "two"):
        shelf.put(key, page)
    assert shelf.get("one") == page
    shelf.put("three", page)
    assert [key for key in ("one", "two", "three") if shelf.get(key)] == ["one", "three"]
    shelf.put("huge", Page(b"x" * 300, b"", {}))
    assert (shelf.get("huge"), shelf.weight) == (None, 200)
