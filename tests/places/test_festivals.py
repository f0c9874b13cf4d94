"""Festivals, roles and the accent colour."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from samspel.colours import contrast, style_sheet
from samspel.errors import Refused
from samspel.lineup.models import Availability
from samspel.places.models import Membership, Place
from samspel.places.services import RESERVED, set_nights, start_edition, start_festival
from samspel.places.services.roles import give_role, take_role
from samspel.places.types import Role
from tests.rooms import address, names_of, place

PAPERS = ((0xFB, 0xFB, 0xF9), (0x14, 0x17, 0x1A))
"""The design's light and dark paper, as in the style sheet."""


@pytest.mark.django_db
@pytest.mark.parametrize("word", sorted(RESERVED))
def test_the_words_of_our_own_addresses_are_nobodys_name(edition: Any, word: str) -> None:
    with pytest.raises(Refused, match="another page"):
        start_festival(name="X", slug=word, place="Örebro", who=None)
    with pytest.raises(Refused, match="another page"):
        start_edition(festival=edition.festival, name="X", slug=word, who=None)


@pytest.mark.django_db
def test_an_address_is_given_once(edition: Any) -> None:
    with pytest.raises(Refused, match="already a festival"):
        start_festival(name="Testfest", place="Karlstad", who=None)
    with pytest.raises(Refused, match="already has an edition"):
        start_edition(festival=edition.festival, name="X", slug="2026", who=None)


@pytest.mark.django_db
def test_the_last_of_the_office_stays(edition: Any, people: dict[str, Any]) -> None:
    last = Membership.objects.get(festival=edition.festival, role=Role.OFFICE)
    with pytest.raises(Refused, match="last one in the office"):
        take_role(membership=last, who=None)
    give_role(festival=edition.festival, email="second@example.org", role=Role.OFFICE, who=None)
    take_role(membership=last, who=None)
    offices = Membership.objects.filter(festival=edition.festival, role=Role.OFFICE)
    assert [one.user.email for one in offices] == ["second@example.org"]


@pytest.mark.django_db
def test_only_a_host_venue_s_person_has_a_venue(edition: Any) -> None:
    venue = edition.festival.venues.first()
    for role, where in ((Role.VENUE, None), (Role.OFFICE, venue)):
        with pytest.raises(Refused, match="needs a venue"):
            give_role(festival=edition.festival, email="a@example.org", role=role, venue=where, who=None)


@pytest.mark.django_db
def test_a_night_with_sets_is_not_taken_away(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 1200)
    with pytest.raises(Refused, match="in use: “Tallhamn Kajen”"):
        set_nights(edition=edition, first_date=date(2026, 10, 1), count=1, who=None)
    assert [night.date.day for night in edition.nights.all()] == [3, 4]


@pytest.mark.django_db
def test_only_thursday_does_not_become_always(edition: Any) -> None:
    act, thursday = edition.acts.get(name="Tallhamn"), edition.nights.first()
    Availability.objects.create(act=act, night=thursday, from_minute=0, until_minute=1800)
    with pytest.raises(Refused, match="in use: “Tallhamn 2026-09-03”"):
        set_nights(edition=edition, first_date=date(2026, 9, 4), count=2, who=None)
    assert [one.night for one in act.availabilities.all()] == [thursday]
    edition.delete()  # the whole of it may go
    assert Availability.objects.count() == 0


@pytest.mark.django_db
def test_hours_that_go_with_a_night_are_told(edition: Any, client_of: Any) -> None:
    values = {"first_date": "2026-09-03", "count": "1"}
    page = client_of("office").post(address("set-nights", *names_of(edition)), values, follow=True)
    assert "3 openings went with nights that are no more." in page.content.decode()


@pytest.mark.django_db
def test_hours_typed_on_the_page_go_past_midnight(edition: Any, client_of: Any) -> None:
    stage = edition.festival.venues.get(name="Kajen").stages.get()
    first = edition.nights.first()
    values = {"capacity_persons": "120", "changeover_minutes": "20", f"opens_{first.pk}": "19:00"}
    page, office = address("stage", *names_of(edition), stage.pk), client_of("office")
    assert office.post(page, values).status_code == 200  # half a pair of times is asked about, not guessed
    answer = office.post(page, {**values, f"closes_{first.pk}": "1:30"})
    assert answer.status_code == 302
    hours = list(stage.openings.values_list("night", "opens_minute", "closes_minute"))
    assert hours == [(first.pk, 1140, 1530)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opens", "closes"),
    [(1080, 1500), (1500, 1680), (1080, 1440), (1600, 1920), (1830, 2010), (1080, 2160), (360, 720), (1080, 2159)],
)
def test_hours_saved_untouched_are_the_hours_there_were(edition: Any, client_of: Any, opens: int, closes: int) -> None:
    stage, night = edition.festival.venues.get(name="Kajen").stages.get(), edition.nights.first()
    stage.openings.all().delete()
    stage.openings.create(night=night, opens_minute=opens, closes_minute=closes)
    page, office = address("stage", *names_of(edition), stage.pk), client_of("office")
    form = office.get(page).context["form"]
    shown = {field.html_name: value for field in form if (value := field.value()) is not None}
    assert office.post(page, shown).status_code == 302
    assert list(stage.openings.values_list("opens_minute", "closes_minute")) == [(opens, closes)]


@pytest.mark.django_db
def test_hours_longer_than_a_night_are_refused_in_words(edition: Any, client_of: Any) -> None:
    stage, night, office = edition.festival.venues.first().stages.get(), edition.nights.first(), client_of("office")
    hours = list(stage.openings.values())
    values = {"changeover_minutes": "15", f"opens_{night.pk}": "18:00", f"closes_{night.pk}": "18:00"}
    page = office.post(address("stage", *names_of(edition), stage.pk), values)
    assert (page.status_code, list(stage.openings.values())) == (200, hours)
    assert "ends at noon of the next day" in page.content.decode()
    page = office.post(address("open-all", *names_of(edition)), {"opens": "18:00", "closes": "18:00"}, follow=True)
    assert "ends at noon of the next day" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("accent", ["#", "#a/b", "red", "#0B6070;"])
def test_what_is_no_colour_is_asked_about_on_a_page_that_still_works(edition: Any, client_of: Any, accent: str) -> None:
    values = {"name": "Testfest", "accent": accent, "typeface": "poster", "time_zone": "Europe/Stockholm"}
    page = client_of("office").post(address("look", edition.festival.slug), values)
    assert page.status_code == 200
    assert "Write the colour as #rrggbb" in page.content.decode()
    assert type(edition.festival).objects.get(pk=edition.festival.pk).accent == "#0b6070"


@pytest.mark.django_db
def test_a_festival_s_times_are_its_town_s(edition: Any, client_of: Any) -> None:
    client = client_of("stranger")
    values = {"name": "Polarfest", "place": "Vasa", "edition": "2027", "time_zone": "Europe/Helsinki"}
    assert client.post(address("office"), values).status_code == 302
    town = Place.objects.get(name="Vasa")
    assert (town.time_zone, edition.festival.place.time_zone) == ("Europe/Helsinki", "Europe/Stockholm")
    start_festival(name="Andra", place="Vasa", who=None)
    with pytest.raises(Refused, match="known with the time zone Europe/Helsinki"):
        start_festival(name="Tredje", place="Vasa", time_zone="Europe/Stockholm", who=None)
    with pytest.raises(Refused, match="“Vasa time” is no time zone"):
        start_festival(name="Tredje", place="Korsnäs", time_zone="Vasa time", who=None)
    look, office = address("look", edition.festival.slug), client_of("office")
    changed = {"name": "Testfest", "accent": "#0b6070", "typeface": "poster", "time_zone": "Europe/Oslo"}
    assert office.post(look, changed).status_code == 302
    assert Place.objects.get(name="Örebro").time_zone == "Europe/Oslo"
    start_festival(name="Fjärde", place="Örebro", who=None)
    page = office.post(look, {**changed, "time_zone": "Europe/Stockholm"})
    assert (page.status_code, Place.objects.get(name="Örebro").time_zone) == (409, "Europe/Oslo")


@given(st.from_regex(r"[0-9a-f]{6}", fullmatch=True))
def test_any_accent_can_be_read_on_both_papers(colour: str) -> None:
    light, dark = re.findall(r"--accent:#(\w{6});", style_sheet(colour))
    inks = re.findall(r"--accent-ink:#(\w{6});", style_sheet(colour))
    for accent, ink, paper in zip((light, dark), inks, PAPERS, strict=True):
        assert contrast(parts(accent), tuple(part / 255 for part in paper)) >= 4.5  # type: ignore[arg-type]
        assert contrast(parts(accent), parts(ink)) >= 4.5


def parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


@pytest.mark.django_db
def test_what_is_no_colour_is_not_found() -> None:
    statuses = [Client().get(f"/accent/{colour}.css").status_code for colour in ("0b6070", "red", "0b6070;}", "0B60")]
    assert statuses == [200, 404, 404, 404]
