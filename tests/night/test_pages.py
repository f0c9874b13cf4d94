"""The pages of a night: the phone at the door, the office, a venue's own people; files; who may what."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from samspel.night.models import Device, Tap
from samspel.night.queries.counts import count_of
from samspel.night.queries.doors import device, doors_of
from samspel.night.queries.overview import hours_of, overview
from samspel.night.queries.takings import takings_of
from samspel.night.services.doors import add_door, make_device
from samspel.night.types import Amount, Mark, Sold
from samspel.people.models import Attempt
from samspel.records.models import Entry
from tests.night.nights import a_device, at, tap
from tests.rooms import address, names_of, publish_all

pytestmark = pytest.mark.django_db

NIGHT = date(2026, 9, 3)


class Clock:
    """Stands still but where a button is pressed: a quarter past eleven on the edition's first night."""

    now = at("23:15", NIGHT)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(timezone, "now", one)
    return one


@pytest.fixture
def token(edition: Any) -> str:
    """Return a link to count at Kajen, which holds twelve guests."""
    venue = edition.festival.venues.get(name="Kajen")
    venue.fire_limit_persons, venue.staff_persons = 15, 3
    venue.save()
    return make_device(edition=edition, venue=venue, name="Front", who=None)


def press(client: Client, token: str, mark: str, **more: Any) -> Any:
    """Press a button of the page, as a browser without scripts does."""
    timezone.now.now += timedelta(seconds=1)  # type: ignore[attr-defined]  # it is the clock above
    door = doors_of(device(token).venue)[0].pk
    return client.post(address("door", token), {"key": uuid4(), "door": door, "mark": mark, **more})


def sync(client: Client, token: str, *taps: dict[str, Any], **more: Any) -> Any:
    body = json.dumps({"answers": taps, **more})
    return client.post(address("door-sync", token), body, content_type="application/json")


def kept(token: str, mark: str, clock: str, **more: Any) -> dict[str, Any]:
    """Return a tap as a phone keeps it."""
    key = str(more.pop("key", uuid4()))
    form = {"key": key, "door": doors_of(device(token).venue)[0].pk, "mark": mark, **more}
    return {"id": key, "at": at(clock, NIGHT).isoformat(), "form": urlencode(form)}


def page(client: Client, name: str, *words: Any, **query: Any) -> str:
    return str(client.get(address(name, *words), query).content.decode())


def test_without_scripts_every_button_is_a_form_and_pressing_one_twice_counts_once(client: Client, token: str) -> None:
    assert "Before the first guest:" in page(client, "door", token)
    press(client, token, "opens")
    key = uuid4()
    for _time in range(2):
        answer = press(client, token, "in", persons=12, key=key)
        assert (answer.status_code, answer["Location"].startswith(address("door", token))) == (302, True)
    found = page(client, "door", token)
    assert ('<strong id="now">12</strong>' in found, "data-full" in found) == (True, True)
    press(client, token, "undoes", undoes=key)
    assert '<strong id="now">0</strong>' in page(client, "door", token)
    answer = press(client, token, "in", persons=51)
    assert (answer.status_code, "51 persons: at most 50 at once." in answer.content.decode()) == (422, True)
    press(client, token, "closes")
    assert "This door is closed." in page(client, "door", token)
    assert count_of(device(token).venue, NIGHT).arrivals == 0


def test_the_page_says_who_plays_tonight_and_is_nobody_s_to_find(client: Client, edition: Any, token: str) -> None:
    publish_all(edition)
    answer = client.get(address("door", token))
    found = answer.content.decode()
    assert ("18:00–18:40" in found, "Tallhamn" in found, "00:15–00:55" in found, "Nordljus" in found) == (
        *(True, True, True),
        False,  # it plays elsewhere
    )
    headers = (answer["X-Robots-Tag"], answer["Referrer-Policy"], "no-store" in answer["Cache-Control"])
    assert (*headers, answer.cookies) == ("noindex, nofollow", "no-referrer", True, {})


def test_whoever_guesses_links_is_stopped(client: Client, token: str) -> None:
    for name in ("door", "door-takings", "door-worker", "door-manifest"):
        assert client.get(address(name, "guessed")).status_code == 404
    Attempt.objects.bulk_create(
        Attempt(kind=one.kind, key_hash=one.key_hash, at=one.at) for one in list(Attempt.objects.all()) * 20
    )
    assert client.get(address("door", "guessed")).status_code == 429
    assert client.get(address("door", token)).status_code == 200


def test_what_a_phone_kept_is_taken_once_and_it_hears_what_the_others_counted(
    client: Client, edition: Any, token: str
) -> None:
    other = make_device(edition=edition, venue=device(token).venue, name="Back", who=None)
    one, two = kept(token, "opens", "18:00"), kept(token, "in", "18:05", persons=3)
    wrong, lost = kept(token, "in", "18:06", persons=99), {"id": "x", "at": "never", "form": "mark=in"}
    sync(client, other, kept(token, "in", "18:10", persons=2))
    said = sync(client, token, one, two, two, wrong, lost).json()
    assert said["taken"] == [one["id"], two["id"]]
    assert {each["id"]: each["why"] for each in said["refused"]} == {
        wrong["id"]: "99 persons: at most 50 at once.",
        "x": "This could not be read.",
    }
    state = said["state"]
    door = str(doors_of(device(token).venue)[0].pk)
    assert (state["inside"], state["arrivals"], state["limit"], state["begun"]) == (5, 5, 12, True)
    assert (state["doors"], state["last"], state["whole"]) == ({door: "on"}, at("18:10", NIGHT).isoformat(), False)
    assert sync(client, other).json()["state"]["inside"] == 5
    assert Tap.objects.count() == 3


def test_a_phone_whose_clock_is_wrong_says_so_as_it_sends(client: Client, token: str, clock: Clock) -> None:
    one = kept(token, "in", "23:10")
    one["at"] = (at("23:10", NIGHT) - timedelta(hours=5)).isoformat()
    sync(client, token, one, clock=(clock.now - timedelta(hours=5)).isoformat())
    assert Tap.objects.get().at == at("23:10", NIGHT)
    answer = client.post(address("door-sync", token), b"nothing", content_type="application/json")
    assert (answer.status_code, "holds no taps" in answer.content.decode()) == (422, True)


def test_before_six_it_is_still_last_night(client: Client, token: str, clock: Clock) -> None:
    press(client, token, "opens")
    for moment, begun in (("29:59", True), ("30:00", False)):
        clock.now = at(moment, NIGHT)
        assert sync(client, token).json()["state"]["begun"] is begun


def test_a_venue_with_two_doors_lets_one_choose_and_says_of_which_nobody_counts(client: Client, token: str) -> None:
    venue = device(token).venue
    yard = add_door(venue=venue, name="The yard", who=None)
    client.post(address("door", token), {"key": uuid4(), "door": yard.pk, "mark": "starts"})
    found = page(client, "door", token, door=yard.pk)
    assert f'<option value="{yard.pk}" selected>The yard</option>' in found
    front = doors_of(venue)[0].pk
    assert sync(client, token).json()["state"]["doors"] == {str(front): "never", str(yard.pk): "on"}


def test_a_host_says_on_the_phone_what_it_took_in_all_or_by_the_hour(client: Client, token: str) -> None:
    path, venue = address("door-takings", token), device(token).venue
    last = NIGHT - timedelta(days=1)
    said = {"night": last.isoformat(), "bar-21": "9 100,50", "bar-0": "0", "source": "the till"}
    assert client.post(path, said).status_code == 302
    assert takings_of(venue, last) == [Amount(Sold.BAR, 0, Decimal(0)), Amount(Sold.BAR, 21, Decimal("9100.50"))]
    shown = page(client, "door-takings", token, night=last.isoformat())
    assert ("9100" in shown, "Something has been said of this night" in shown) == (False, True)
    for wrong, sentence in (
        ({"all": "100", "bar": "50", "source": "x"}, "would count twice"),
        ({"all": "much", "source": "x"}, "Enter a number."),
        ({"all": "100"}, "It is not said where the numbers come from."),
        ({}, "No amount is written."),
    ):
        answer = client.post(path, {"night": last.isoformat(), **wrong})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert len(takings_of(venue, last)) == 2
    client.post(path, {"night": last.isoformat(), "nothing": "on"})
    assert takings_of(venue, last) == []


def counted(edition: Any, token: str) -> Any:
    link = device(token)
    said = ((Mark.OPENS, "18:10"), (Mark.IN, "18:15", 9), (Mark.HEADS, "19:00", 11), (Mark.OUT, "20:30", 2))
    tap(link, NIGHT, *said)
    return link.venue


def office(name: str, edition: Any, *words: Any) -> str:
    return address(name, *names_of(edition), *words)


def test_the_office_sees_how_the_night_stands_at_every_venue(edition: Any, client_of: Any, token: str) -> None:
    venue, client = counted(edition, token), client_of("office")
    found = page(client, "night", *names_of(edition))
    assert 'hx-trigger="every 10s"' in found
    assert "Counting is on. Still open or not counted the whole night: the door." in found
    assert "Most came between 18:00 and 19:00: 9." in found
    tap(device(token), NIGHT, (Mark.CLOSES, "23:00"))
    found = page(client, "night", *names_of(edition))
    assert ("hx-trigger" in found, "Known in whole: every door was counted or shut." in found) == (False, True)
    one = page(client, "night-venue", *names_of(edition), venue.pk)
    assert "2 more than the taps said" in one
    other = page(client, "night", *names_of(edition), night="2026-09-04")
    assert "Nobody has counted on this night." in other


def test_an_hour_over_all_venues_is_known_where_it_is_at_each_of_them(edition: Any, token: str) -> None:
    tap(device(token), NIGHT, (Mark.OPENS, "18:10"), (Mark.IN, "18:15", 3), (Mark.IN, "21:10"), (Mark.CLOSES, "21:30"))
    silent = a_device(edition, "Torget")
    tap(silent, NIGHT, (Mark.OPENS, "19:00"), (Mark.IN, "19:30", 2), (Mark.IN, "20:30"))
    found = [(one.arrivals, one.is_whole) for one in hours_of(overview(edition.festival, NIGHT))]
    assert found == [(3, True), (2, True), (1, False), (1, False)]  # 18, 19, 20, 21


def test_the_night_s_log_is_a_list_with_what_was_taken_back(edition: Any, client_of: Any, token: str) -> None:
    venue = counted(edition, token)
    key = Tap.objects.get(mark="out").key
    press(Client(), token, "undoes", undoes=key)
    found = page(client_of("office"), "night-log", *names_of(edition), venue.pk)
    assert ("4 entries." in found, found.count('class="undone"'), "9 in, 0 out." in found) == (True, 1, True)


def test_counts_are_files_by_hour_and_night(edition: Any, client_of: Any, token: str) -> None:
    from openpyxl import load_workbook

    counted(edition, token)
    tap(device(token), NIGHT, (Mark.CLOSES, "20:45"))
    client = client_of("viewer")
    answer = client.get(office("night-csv", edition))
    assert answer["Content-Disposition"] == 'attachment; filename="testfest-2026-door-counts.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows == [
        ["night", "venue", "hour", "arrivals", "departures", "known in whole", "most inside"],
        ["2026-09-03", "Kajen", "", "9", "2", "yes", "11"],
        ["2026-09-03", "Kajen", "2026-09-03 18:00", "9", "0", "yes", ""],
        ["2026-09-03", "Kajen", "2026-09-03 19:00", "0", "0", "yes", ""],
        ["2026-09-03", "Kajen", "2026-09-03 20:00", "0", "2", "yes", ""],
    ]
    edition.is_synthetic = True
    edition.save()
    answer = client.get(office("night-xlsx", edition))
    assert answer["Content-Disposition"] == 'attachment; filename="testfest-2026-door-counts-synthetic.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert (sheet.title, [one.value for one in sheet[2]]) == (
        "counts (synthetic)",
        ["2026-09-03", "Kajen", None, 9, 2, "yes", 11, "yes"],
    )


def test_the_office_makes_a_link_that_is_shown_once_and_takes_it_back(edition: Any, client_of: Any) -> None:
    venue, client = edition.festival.venues.get(name="Torget"), client_of("office")
    path = office("door-links", edition, venue.pk)
    made = client.post(path, {"name": "Anna's door"}).content.decode()
    link = made.split('id="link" value="')[1].split('"')[0]
    assert ("<svg" in made, client.get(link).status_code, link in client.get(path).content.decode()) == (
        *(True, 200),
        False,
    )
    one = Device.objects.get()
    client.post(office("revoke-door-link", edition, venue.pk, one.pk))
    assert client.get(link).status_code == 404
    assert client.post(path, {"name": ""}).status_code == 422


def test_the_office_names_doors_adds_them_and_walls_them_up(edition: Any, client_of: Any, token: str) -> None:
    venue, client = device(token).venue, client_of("office")
    door = doors_of(venue)[0]
    client.post(office("rename-door", edition, venue.pk, door.pk), {f"door-{door.pk}-name": "Front"})
    client.post(office("add-door", edition, venue.pk), {"name": "The yard"})
    assert [one.name for one in doors_of(venue)] == ["Front", "The yard"]
    yard = doors_of(venue)[1]
    client.post(office("wall-up-door", edition, venue.pk, yard.pk))
    assert [one.name for one in doors_of(venue)] == ["Front"]
    assert client.post(office("add-door", edition, venue.pk), {"name": "Front"}).status_code == 409
    assert client.post(office("add-door", edition, venue.pk), {"name": ""}).status_code == 422


def test_a_night_is_set_aside_with_a_reason_and_brought_back(edition: Any, client_of: Any, token: str) -> None:
    venue, client = counted(edition, token), client_of("office")
    aside, night = office("night-set-aside", edition, venue.pk), {"night": NIGHT.isoformat()}
    assert client.post(aside, night).status_code == 422  # without a reason
    assert client.post(aside, {"why": "a trial"}).status_code == 422  # of no night
    client.post(aside, {**night, "why": "a trial"})
    found = page(client, "night", *names_of(edition), **night)
    assert "Set aside: the office leaves these counts out." in found
    client.post(office("night-bring-back", edition, venue.pk), night)
    assert count_of(venue, NIGHT).arrivals == 9


def test_a_venue_s_own_people_see_their_venue_say_what_it_took_and_that_a_door_was_shut(
    edition: Any, client_of: Any, token: str
) -> None:
    venue, client, night = counted(edition, token), client_of("venue"), {"night": NIGHT.isoformat()}
    yard = add_door(venue=venue, name="The yard", who=None)
    own = office("night-venue", edition, venue.pk)
    assert own in client.get(address("office")).content.decode()
    found = client.get(own, night).content.decode()
    assert ("“The yard” was shut Thu 3 Sep" in found, "Set these counts aside" in found) == (True, False)
    client.post(office("door-was-shut", edition, venue.pk, yard.pk), night)
    client.post(office("night-takings", edition, venue.pk), {**night, "all": "48200", "source": "the till"})
    assert count_of(venue, NIGHT).uncounted == (doors_of(venue)[0].pk,)
    assert takings_of(venue, NIGHT) == [Amount(Sold.ALL, None, Decimal(48200))]
    assert set(Entry.objects.filter(who__email="venue@example.org").values_list("verb", flat=True)) == {
        *("door.shut", "takings.say")
    }
    other = edition.festival.venues.get(name="Torget")
    for name in ("night-venue", "night-takings", "night-log"):
        assert client.get(office(name, edition, other.pk)).status_code == 403
    assert client.get(office("night", edition)).status_code == 403
    looks = client_of("viewer")
    assert looks.get(own).status_code == 200
    assert looks.post(office("night-takings", edition, venue.pk), night).status_code == 403
