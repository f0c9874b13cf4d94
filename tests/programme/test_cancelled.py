"""What is cancelled stays where visitors look for it: in its slot, under what they need, on the page of its act."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from samspel.places.models import Stage, Venue
from samspel.programme.models import Performance
from samspel.programme.services.planning import place_set, unplace_set
from samspel.programme.services.publication import publish
from tests.rooms import address, names_of, publish_all

pytestmark = pytest.mark.once  # all is made from a frozen version, whatever keeps it


def text_of(edition: Any, name: str, *more: Any, query: str = "") -> str:
    response = Client().get(address(name, *names_of(edition), *more) + query)
    assert response.status_code == 200
    return response.content.decode()


def names_on(page: str) -> list[str]:
    return re.findall(r'class="name"[^>]*>(?:<s>)?([^<]*)<', page)


def take_out(edition: Any, name: str) -> None:
    unplace_set(performance=edition.acts.get(name=name).performances.get(), edition=edition, who=None)


@pytest.mark.django_db
def test_what_is_cancelled_stays_where_it_matters(edition: Any) -> None:
    Venue.objects.filter(slug="kajen").update(step_free=True)
    publish_all(edition)
    take_out(edition, "Tallhamn")
    publish(edition=edition, who=None)
    night = text_of(edition, "night", "2026-09-03", query="?need=step-free")
    assert names_on(night) == ["Tallhamn", "Åskväder"]
    assert 'class="sum">1 set ·' in night
    assert 'class="sum">2 sets ·' in text_of(edition, "night", "2026-09-03")
    assert "<li>Step-free</li>" in text_of(edition, "act", "tallhamn")
    page = text_of(edition, "now", query="?at=2026-09-03T18:20")
    assert names_on(page.split("Next")[0]) == ["Tallhamn"]
    assert 'nothing">Nothing is on' in page
    page = text_of(edition, "now", query="?at=2026-09-03T10:00")
    assert names_on(page)[:2] == ["Tallhamn", "Nordljus"]  # what would be first, and what now is


@pytest.mark.django_db
def test_an_act_of_which_one_set_is_cancelled_keeps_what_is_known_of_the_other(edition: Any) -> None:
    Venue.objects.filter(slug="kajen").update(step_free=True)
    again = Performance.objects.create(act=edition.acts.get(name="Tallhamn"), number=2, length_minutes=40)
    stage = Stage.objects.get(venue__slug="torget")
    night = edition.nights.order_by("date")[1]
    place_set(performance=again, stage=stage, night=night, start_minute=1200, minutes=40, is_pinned=False, who=None)
    publish_all(edition)
    assert "<li>Step-free</li>" not in text_of(edition, "act", "tallhamn")
    unplace_set(performance=again, edition=edition, who=None)
    publish(edition=edition, who=None)
    assert "<li>Step-free</li>" in text_of(edition, "act", "tallhamn")


@pytest.mark.django_db
def test_a_night_of_which_everything_is_cancelled_breaks_nothing(edition: Any) -> None:
    publish_all(edition)
    take_out(edition, "Östanvind")
    publish(edition=edition, who=None)
    for name, more in (("facts", ()), ("pages", ()), ("programme", ()), ("act", ("ostanvind",)), ("my-night", ())):
        text_of(edition, name, *more)
    assert names_on(text_of(edition, "night", "2026-09-04")) == ["Östanvind"]
