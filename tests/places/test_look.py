"""A festival's name, colour and typeface reach every page of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from samspel.records.models import Entry
from tests.rooms import address, names_of, publish_all

LOOK = {"name": "Nattfest", "typeface": "book", "time_zone": "Europe/Stockholm"}


@pytest.mark.django_db
def test_a_new_name_and_colour_are_on_visitors_pages(edition: Any, client_of: Any) -> None:
    publish_all(edition)
    page, slug = address("look", edition.festival.slug), edition.festival.slug
    assert client_of("office").post(page, {**LOOK, "accent": "#9c2f63"})["Location"] == page
    edition.festival.refresh_from_db()
    assert (edition.festival.name, edition.festival.accent, edition.festival.slug) == ("Nattfest", "#9c2f63", slug)
    seen = Client().get(address("programme", *names_of(edition))).content.decode()
    assert ("/look/9c2f63-" in seen, "type-book" in seen, "poster.woff2" in seen) == (True, True, False)
    assert Entry.objects.filter(verb="festival.look").get().details["accent"] == "#9c2f63"


@pytest.mark.django_db
def test_what_is_no_colour_is_refused_and_changes_nothing(edition: Any, client_of: Any) -> None:
    page = address("look", edition.festival.slug)
    answer = client_of("office").post(page, {**LOOK, "accent": "red"})
    edition.festival.refresh_from_db()
    assert (answer.status_code in (200, 422), edition.festival.name) == (True, "Testfest")
