"""Taps from phones: taken once, wrong ones named, clocks put right; a night's counts set aside; doors and links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from samspel.errors import NotFound, Refused
from samspel.night.models import Device, Tap
from samspel.night.queries.counts import arrivals_by_hour, arrivals_by_night, arrivals_of, count_of, nights_counted
from samspel.night.queries.doors import device, doors_of
from samspel.night.services import doors, tapping
from samspel.night.services.tapping import bring_back, leave_shut, set_aside, take_taps
from samspel.night.types import Arrivals, Mark
from samspel.records.models import Entry
from tests.night.nights import a_device, at, tap, tapped

pytestmark = pytest.mark.django_db

NIGHT = date(2026, 11, 20)
WHOLE = (
    (Mark.OPENS, "18:10"),
    (Mark.IN, "18:15", 3),
    (Mark.IN, "19:20", 2),
    (Mark.OUT, "19:30"),
    (Mark.CLOSES, "20:05"),
)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let it be the noon after the night."""
    moment = at("36:00", NIGHT)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.mark.usefixtures("now")
def test_a_tap_is_taken_once_however_often_it_is_sent(edition: Any) -> None:
    link = a_device(edition)
    one = tapped(Mark.IN, at("21:00", NIGHT), door=doors_of(link.venue)[0].pk)
    for taps in ([one, one], [one]):
        assert take_taps(device=link, taps=taps).taken == (one.key,)
    assert list(Tap.objects.values_list("key", "date", "mark", "persons", "device")) == [
        (one.key, NIGHT, "in", 1, link.pk)
    ]


def test_a_wrong_tap_is_refused_with_its_reason_and_holds_up_no_other(edition: Any, now: Any) -> None:
    link, other = a_device(edition), a_device(edition, "Torget")
    good = tapped(Mark.HEADS, at("21:00", NIGHT), door=doors_of(link.venue)[0].pk, persons=0)
    elsewhere = replace(good, key=uuid4(), door=doors_of(other.venue)[0].pk)
    crowd = replace(good, key=uuid4(), mark=Mark.IN, persons=51)
    old = replace(good, key=uuid4(), at=now - timedelta(days=61))
    empty = replace(good, key=uuid4(), mark=Mark.UNDOES)
    found = take_taps(device=link, taps=[elsewhere, crowd, good, old, empty])
    assert found.taken == (good.key,)
    assert dict(found.refused) == {
        elsewhere.key: "This door is not of this venue. Load the page again and choose a door.",
        crowd.key: "51 persons: at most 50 at once.",
        old.key: "This was tapped more than 60 days ago, which is too late to be counted.",
        empty.key: "It does not say what it takes back.",
    }


def test_a_phone_whose_clock_is_wrong_is_put_right_by_what_it_says_as_it_sends(edition: Any, now: Any) -> None:
    link = a_device(edition)
    door = doors_of(link.venue)[0].pk
    fast = timedelta(hours=3)
    take_taps(device=link, taps=[tapped(Mark.IN, at("21:00", NIGHT) + fast, door=door)], clock=now + fast)
    take_taps(device=link, taps=[tapped(Mark.OUT, at("21:30", NIGHT), door=door)], clock=now + timedelta(minutes=1))
    take_taps(device=link, taps=[tapped(Mark.OUT, now + timedelta(minutes=5), door=door)])
    assert list(Tap.objects.values_list("at", flat=True)) == [at("21:00", NIGHT), at("21:30", NIGHT), now]


def test_taps_of_a_phone_whose_clock_is_a_little_fast_keep_their_order(edition: Any, now: Any) -> None:
    link = a_device(edition)
    door = doors_of(link.venue)[0].pk
    seconds = [
        tapped(mark, now + timedelta(seconds=n), door=door) for n, mark in enumerate((Mark.OPENS, *[Mark.IN] * 9))
    ]
    take_taps(device=link, taps=list(reversed(seconds)), clock=now + timedelta(seconds=30))
    night = Tap.objects.get(mark="opens").date
    assert (count_of(link.venue, night).inside, Tap.objects.latest("at").at) == (9, now)


@pytest.mark.usefixtures("now")
def test_what_came_is_known_by_hour_and_night_only_where_all_of_it_is(edition: Any) -> None:
    tap(a_device(edition), NIGHT, *WHOLE)
    tap(a_device(edition, "Torget"), NIGHT, (Mark.STARTS, "18:30"), (Mark.IN, "18:40"), (Mark.IN, "20:00"))
    festival = edition.festival
    assert arrivals_by_night(festival) == [
        Arrivals("kajen", "Kajen", NIGHT, None, 5),
        Arrivals("torget", "Torget", NIGHT, None, None),
    ]
    assert [(one.venue, one.starts_at, one.persons) for one in arrivals_by_hour(festival)] == [
        ("kajen", at("18:00", NIGHT), 3),
        ("torget", at("18:00", NIGHT), None),
        ("kajen", at("19:00", NIGHT), 2),
        ("torget", at("19:00", NIGHT), 1 - 1),
        ("kajen", at("20:00", NIGHT), 0),
        ("torget", at("20:00", NIGHT), None),
    ]
    assert (nights_counted(festival), arrivals_of(edition)) == ([NIGHT], {})


@pytest.mark.usefixtures("now")
def test_counts_of_an_editions_nights_are_by_venue_and_night(edition: Any) -> None:
    from samspel.places.services import set_nights

    set_nights(edition=edition, first_date=NIGHT, count=2, who=None)
    link = a_device(edition)
    tap(link, NIGHT, *WHOLE)
    assert arrivals_of(edition) == {(link.venue_id, NIGHT): 5}


@pytest.mark.usefixtures("now")
def test_a_night_that_is_set_aside_counts_for_nothing_until_it_is_brought_back(edition: Any) -> None:
    link = a_device(edition)
    tap(link, NIGHT, *WHOLE)
    assert set_aside(venue=link.venue, night=NIGHT, why="a trial", who=None) == 5
    assert (arrivals_by_night(edition.festival), count_of(link.venue, NIGHT).is_begun) == ([], False)
    with pytest.raises(Refused, match=r"^Kajen has no counts of 2026-11-20 for that\.$"):
        set_aside(venue=link.venue, night=NIGHT, why="again", who=None)
    assert bring_back(venue=link.venue, night=NIGHT, who=None) == 5
    assert count_of(link.venue, NIGHT).arrivals == 5
    said = Entry.objects.filter(verb__in=("door.set-aside", "door.bring-back")).order_by("pk")
    assert [one.details for one in said] == [
        {"night": "2026-11-20", "taps": 5, "why": "a trial"},
        {"night": "2026-11-20", "taps": 5},
    ]


@pytest.mark.usefixtures("now")
def test_what_comes_late_of_a_night_that_was_set_aside_is_set_aside_with_it(edition: Any) -> None:
    link = a_device(edition)
    tap(link, NIGHT, *WHOLE[:-1])
    set_aside(venue=link.venue, night=NIGHT, why="a trial", who=None)
    tap(link, NIGHT, *WHOLE[-1:])
    assert arrivals_by_night(edition.festival) == []
    assert bring_back(venue=link.venue, night=NIGHT, who=None) == 5
    assert count_of(link.venue, NIGHT).is_whole is True


@pytest.mark.usefixtures("now")
def test_a_link_takes_no_more_in_a_day_than_a_door_can_count(edition: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tapping, "MOST_A_DAY", 3)
    link = a_device(edition)
    door = doors_of(link.venue)[0].pk
    sent = [tapped(Mark.IN, at(f"21:0{minute}", NIGHT), door=door) for minute in range(5)]
    found = take_taps(device=link, taps=sent)
    assert found.taken == tuple(one.key for one in sent[:3])
    assert [why[:44] for _key, why in found.refused] == ["This link has sent more than a door can count"[:44]] * 2
    assert take_taps(device=link, taps=sent[:1]).taken == (sent[0].key,)  # what is here already


@pytest.mark.usefixtures("now")
def test_a_second_door_must_be_counted_too_or_said_to_have_been_shut(edition: Any) -> None:
    link = a_device(edition)
    front = doors_of(link.venue)[0]
    back = doors.add_door(venue=link.venue, name="The yard", who=None)
    link.venue.doors.update(made_at=at("12:00", NIGHT))
    tap(link, NIGHT, *WHOLE, door=front)
    assert count_of(link.venue, NIGHT).uncounted == (back.pk,)
    leave_shut(door=back, night=NIGHT, who=None)
    assert count_of(link.venue, NIGHT).is_whole is True
    with pytest.raises(Refused, match=r"^Somebody counted at “The yard” on 2026-11-20: it was not shut\.$"):
        leave_shut(door=back, night=NIGHT, who=None)


@pytest.mark.usefixtures("now")
def test_nights_before_a_door_was_made_or_after_it_was_walled_up_need_no_count_of_it(edition: Any) -> None:
    link = a_device(edition)
    tap(link, NIGHT, *WHOLE)
    back = doors.add_door(venue=link.venue, name="The yard", who=None)  # at noon of the day after
    assert count_of(link.venue, NIGHT).is_whole is True
    doors.wall_up_door(door=back, who=None)
    assert [one.name for one in doors_of(link.venue)] == [""]
    with pytest.raises(Refused, match=r"^Kajen has no other door: rename this one\.$"):
        doors.wall_up_door(door=doors_of(link.venue)[0], who=None)
    assert doors.add_door(venue=link.venue, name="The yard", who=None).pk != back.pk
    assert count_of(link.venue, NIGHT).is_whole is True  # nights of before are as they were
    with pytest.raises(Refused, match=r"^Kajen has a door called “The yard” already\.$"):
        doors.add_door(venue=link.venue, name="The yard", who=None)


def test_a_link_ends_when_it_is_taken_back_or_a_week_after_the_last_night(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("12:00", date(2026, 9, 3)))
    where = edition.festival.venues.get(name="Kajen")
    token = doors.make_device(edition=edition, venue=where, name="Till", who=None)
    assert token not in str(list(Device.objects.values_list("token_hash", flat=True)))
    assert device(token).expires_at == at("12:00", date(2026, 9, 12))
    monkeypatch.setattr(timezone, "now", lambda: at("12:01", date(2026, 9, 12)))
    with pytest.raises(NotFound, match=r"^This link does not work any more\."):
        device(token)
    fresh = doors.make_device(edition=edition, venue=where, name="Till", who=None)
    doors.revoke_device(device=device(fresh), who=None)
    with pytest.raises(NotFound):
        device(fresh)


def test_a_link_of_long_ago_is_forgotten_and_its_taps_stay_as_nobodys(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("36:00", NIGHT))
    tap(a_device(edition), NIGHT, *WHOLE)
    monkeypatch.setattr(timezone, "now", lambda: at("12:00", date(2027, 11, 26)))
    doors.forget_devices()
    assert Device.objects.count() == 1
    monkeypatch.setattr(timezone, "now", lambda: at("12:00", date(2027, 11, 29)))
    doors.forget_devices()
    assert (Device.objects.count(), Tap.objects.filter(device=None).count()) == (0, 5)
