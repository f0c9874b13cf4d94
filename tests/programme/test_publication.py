"""What visitors see: nothing before the switch, exactly the version after it, in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.places.services import set_nights
from samspel.programme.models import Performance
from samspel.programme.sentences import change_sentence
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.snapshot import Programme, changes
from tests.rooms import address, names_of, place, publish_all

VISITORS = ("programme", "now", "venues", "acts", "changes", "calendar")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def statuses(edition: Any) -> set[int]:
    return {Client().get(address(name, *names_of(edition))).status_code for name in VISITORS}


def text_of(edition: Any, name: str, *more: Any, query: str = "", **options: Any) -> str:
    return str(Client().get(address(name, *names_of(edition), *more, **options) + query).content.decode())


@pytest.mark.django_db
def test_the_switch_tells_the_truth(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    assert statuses(edition) == {404}
    publish(edition=edition, who=None)
    assert statuses(edition) == {200}
    assert "Testfest 2026" in Client().get(address("front")).content.decode()
    place(edition, "Tallhamn", "Torget", 19 * 60)
    assert "18:00" in text_of(edition, "programme")
    assert "19:00" not in text_of(edition, "programme")
    publish(edition=edition, who=None)
    assert "19:00" in text_of(edition, "programme")
    with pytest.raises(Refused, match="already see exactly this: version 2"):
        publish(edition=edition, who=None)
    withdraw(edition=edition, who=None)
    assert statuses(edition) == {410, 200}  # the calendar takes its events back
    assert "has been withdrawn" in text_of(edition, "programme")
    assert "Testfest 2026" not in Client().get(address("front")).content.decode()
    with pytest.raises(Refused, match="Nothing is published"):
        withdraw(edition=edition, who=None)
    assert publish(edition=edition, who=None).version == 3
    assert statuses(edition) == {200}


@pytest.mark.django_db
def test_nothing_placed_is_nothing_to_publish(edition: Any) -> None:
    with pytest.raises(Refused, match="nothing to publish yet"):
        publish(edition=edition, who=None)


@pytest.mark.django_db
def test_every_change_is_a_sentence(edition: Any) -> None:
    publish_all(edition)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    place(edition, "Tallhamn", "Torget", 24 * 60 + 30, night=1)
    Performance.objects.create(act=Act.objects.get(name="Östanvind"), number=2)
    second = publish(edition=edition, who=None)
    assert [change_sentence(change) for change in second.changes] == [
        "Cancelled: Nordljus, Thu 3 Sep 20:30, Torget.",
        "Moved: Tallhamn, from Thu 3 Sep 18:00, Kajen to Fri 4 Sep 00:30 (night towards Saturday), Torget.",
    ]
    place(edition, "Nordljus", "Kyrkan", 21 * 60)
    third = publish(edition=edition, who=None)
    assert [change_sentence(change) for change in third.changes] == ["New: Nordljus, Thu 3 Sep 21:00, Kyrkan."]
    page = text_of(edition, "changes")
    assert [page.count(f"Version {number}<") for number in (1, 2, 3)] == [1, 1, 1]
    assert "Cancelled: Nordljus, Thu 3 Sep 20:30, Torget." in page


@pytest.mark.django_db
def test_a_version_that_is_hidden_and_shown_again_unchanged_says_so(edition: Any) -> None:
    publish_all(edition)
    withdraw(edition=edition, who=None)
    publish(edition=edition, who=None)
    page = text_of(edition, "changes")
    assert ("Shown again, nothing changed." in page, "names or descriptions" in page) == (True, False)
    Act.objects.filter(name="Tallhamn").update(description="Ny text")
    publish(edition=edition, who=None)
    assert "No set moved; names or descriptions did." in text_of(edition, "changes")


@pytest.mark.django_db
def test_after_midnight_is_still_the_same_night(edition: Any) -> None:
    publish_all(edition)
    assert "Åskväder" in text_of(edition, "night", date(2026, 9, 3))
    assert "Åskväder" not in text_of(edition, "night", date(2026, 9, 4))
    on_now = text_of(edition, "now", query="?at=2026-09-04T00:20").split("Next")[0]
    assert ("Åskväder" in on_now, "Tallhamn" in on_now) == (True, False)
    before, _, after = text_of(edition, "now", query="?at=2026-09-03T20:00").partition("Next")
    assert ("Nothing is on at this moment" in before, "Nordljus" in after) == (True, True)
    assert "The festival is over" in text_of(edition, "now", query="?at=2026-09-20T12:00")


@pytest.mark.django_db
def test_the_programme_opens_with_now_while_a_night_is_on_else_with_the_night(edition: Any) -> None:
    publish_all(edition)
    moments = (
        *("2026-09-03T16:59", "2026-09-03T17:00", "2026-09-04T00:20", "2026-09-04T00:55"),
        *("2026-09-04T05:59", "2026-09-04T06:00", "2026-09-09T12:00"),
    )
    heads = [re.findall("<h1>(.*?)</h1>", text_of(edition, "programme", query=f"?at={at}")) for at in moments]
    titles = [re.sub("<.*?>", "", head) for [head] in heads]
    thursday, friday = "Thursday 3 September 2026", "Friday 4 September 2026"
    now = ["17:00 Now and next", "00:20 Now and next"]
    assert titles == [thursday, *now, thursday, thursday, friday, friday]
    assert "Thursday 3" not in text_of(edition, "now", query="?at=2026-09-04T00:10").partition("Next")[2]


@pytest.mark.django_db
def test_what_was_withdrawn_is_not_told_of_again(edition: Any) -> None:
    place(edition, "Nordljus", "Torget", 20 * 60 + 30)
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    publish(edition=edition, who=None)
    unplace_set(performance=Performance.objects.get(act__name="Nordljus"), edition=edition, who=None)
    publish(edition=edition, who=None)
    withdraw(edition=edition, who=None)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    third = publish(edition=edition, who=None)
    assert (third.version, third.changes) == (3, [])
    page = text_of(edition, "changes")
    assert re.findall(r"Version (\d)</h2>", page) == ["3"]
    assert ("Nordljus" in page, "18:00" in page, "No earlier version is shown" in page) == (False, False, True)
    place(edition, "Tallhamn", "Torget", 20 * 60)
    assert len(publish(edition=edition, who=None).changes) == 1


@pytest.mark.django_db
def test_an_act_without_a_set_is_not_shown(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    published = publish(edition=edition, who=None)
    pages = [address("act", *names_of(edition), act) for act in ("tallhamn", "nordljus")]
    assert [Client().get(page).status_code for page in pages] == [200, 404]
    assert ("Nordljus" in json.dumps(published.snapshot), "Nordljus" in text_of(edition, "acts")) == (False, False)
    # A version published before this was so keeps its snapshot, but shows no more of it.
    published.snapshot["acts"].append({"slug": "nordljus", "name": "Nordljus", "genre": "folk", "country": ""})
    published.save()
    assert "Nordljus" not in text_of(edition, "acts")


def events(edition: Any) -> dict[str, Any]:
    feed = Calendar.from_ical(Client().get(address("calendar", *names_of(edition))).content)
    return {str(event["uid"]): event for event in feed.walk("VEVENT")}


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "hours"), [(date(2026, 9, 3), 2), (date(2026, 12, 30), 1)])
def test_the_calendar_is_right_in_summer_and_in_winter(edition: Any, first: date, hours: int) -> None:
    set_nights(edition=edition, first_date=first, count=2, who=None)
    publish_all(edition)
    found = events(edition)
    starts = {str(event["summary"]): event["dtstart"].dt for event in found.values()}
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    minutes = {name: (start - midnight).total_seconds() / 60 + 60 * hours for name, start in starts.items()}
    assert minutes == {"Tallhamn": 1080, "Nordljus": 1230, "Åskväder": 1455, "Östanvind": 1440 + 1140}
    assert {int(event["sequence"]) for event in found.values()} == {1}
    place(edition, "Tallhamn", "Kyrkan", 21 * 60)
    publish(edition=edition, who=None)
    again = events(edition)
    assert again.keys() == found.keys()
    assert {int(event["sequence"]) for event in again.values()} == {2}
    one_act = Client().get(address("act-calendar", *names_of(edition), "tallhamn")).content
    assert [str(event["location"]) for event in Calendar.from_ical(one_act).walk("VEVENT")] == ["Kyrkan"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("night", "start", "expected"),
    [
        # 02:00 becomes 03:00: half past two is half an hour after that, and the set lasts as long as any other.
        (date(2027, 3, 27), 26 * 60 + 30, ("01:30", "02:10")),
        (date(2027, 3, 27), 25 * 60 + 50, ("00:50", "01:30")),
        # 03:00 becomes 02:00: half past two is first shown an hour before it is shown again.
        (date(2027, 10, 30), 26 * 60 + 30, ("00:30", "01:10")),
        (date(2027, 10, 30), 27 * 60 + 10, ("02:10", "02:50")),
    ],
)
def test_a_set_lasts_as_long_as_it_is_when_the_clocks_change(
    edition: Any, night: date, start: int, expected: tuple[str, str]
) -> None:
    set_nights(edition=edition, first_date=night, count=1, who=None)
    place(edition, "Tallhamn", "Kajen", start)
    publish(edition=edition, who=None)
    (event,) = events(edition).values()
    assert tuple(f"{event[name].dt:%H:%M}" for name in ("dtstart", "dtend")) == expected
    data = re.findall(r'"(?:start|end)Date":"([^"]+)"', text_of(edition, "programme"))
    assert {datetime.fromisoformat(one).astimezone(UTC).strftime("%H:%M") for one in data} == set(expected)


@pytest.mark.django_db
def test_an_hour_that_comes_twice_is_two_hours(edition: Any) -> None:
    set_nights(edition=edition, first_date=date(2027, 10, 30), count=1, who=None)
    place(edition, "Tallhamn", "Kajen", 26 * 60 + 30)
    seen = publish(edition=edition, who=None)
    programme = Programme(seen.snapshot, seen.version, seen.published_at)
    half_past = [datetime(2027, 10, 31, hour, 35, tzinfo=UTC).astimezone(programme.zone) for hour in (0, 1)]
    assert [f"{one:%H:%M}" for one in half_past] == ["02:35", "02:35"]
    assert [len(programme.on_now(one)) for one in half_past] == [1, 0]


@pytest.mark.django_db
def test_structured_data_holds_the_sets_of_the_page_and_cannot_end_its_element(edition: Any) -> None:
    Act.objects.filter(name="Tallhamn").update(name="</script><b>Tallhamn")
    place(edition, "</script><b>Tallhamn", "Kajen", 18 * 60)
    place(edition, "Nordljus", "Torget", 25 * 60)
    place(edition, "Östanvind", "Kyrkan", 19 * 60, night=1)
    publish(edition=edition, who=None)
    page = text_of(edition, "night", date(2026, 9, 3))
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data = [json.loads(block) for block in blocks]
    assert [(one["@type"], len(one["subEvent"])) for one in data] == [("Festival", 2)]
    assert sorted((one["name"], one["startDate"]) for one in data[0]["subEvent"]) == [
        ("</script><b>Tallhamn", "2026-09-03T18:00+02:00"),
        ("Nordljus", "2026-09-04T01:00+02:00"),
    ]
    assert "<b>Tallhamn" not in page.replace("\\u003c", "")


@pytest.mark.django_db
def test_public_pages_set_no_cookie_and_say_their_language(edition: Any, client_of: Callable[..., Client]) -> None:
    publish_all(edition)
    pages = [address(name, *names_of(edition), language=code) for name in VISITORS for code in ("sv", "en")]
    answers = {page: Client().get(page) for page in [*pages, "/sv/", "/en/"]}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert [page for page, answer in answers.items() if answer.cookies or "Set-Cookie" in answer] == []
    spoken = {code: f'<html lang="{code}">' in answers[f"/{code}/"].content.decode() for code in ("sv", "en")}
    assert spoken == {"sv": True, "en": True}
    assert all("script src" not in answer.content.decode() for answer in answers.values())


@pytest.mark.django_db
def test_what_the_office_is_told_is_told_there_and_not_on_a_page_that_is_kept_for_everybody(
    edition: Any, client_of: Callable[..., Client]
) -> None:
    publish_all(edition)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    office = client_of("office")
    told = "Version 2 is published"
    office.post(address("publish", *names_of(edition)))
    pages = [office.get(address(name, *names_of(edition))) for name in VISITORS]
    assert [(told in page.content.decode(), "Set-Cookie" in page) for page in pages] == [(False, False)] * len(VISITORS)
    assert told in office.get(address("publish", *names_of(edition))).content.decode()


@pytest.mark.django_db
def test_a_night_of_seventy_five_sets_is_light(edition: Any) -> None:
    from django.contrib.staticfiles import finders

    acts = Act.objects.bulk_create(
        Act(edition=edition, name=f"Some act of number {n}", slug=f"act-{n}", genre="singer-songwriter", country="SE")
        for n in range(75)
    )
    Performance.objects.bulk_create(Performance(act=act) for act in acts)
    for number, act in enumerate(acts):
        place(edition, act.name, ("Kajen", "Torget", "Kyrkan")[number % 3], 1080 + 15 * (number // 3))
    publish(edition=edition, who=None)
    page = Client().get(address("programme", *names_of(edition))).content
    beside = [finders.find(f"samspel/{name}") for name in ("samspel.css", "visitors.css", "poster.woff2")]
    assert len(page) + sum(Path(str(file)).stat().st_size for file in beside) < 140 * 1024


VENUES = [{"slug": slug, "name": slug.title()} for slug in "ab"]
SETS = st.dictionaries(
    st.integers(0, 6),
    st.tuples(st.sampled_from(["2026-09-03", "2026-09-04"]), st.sampled_from("ab"), st.integers(1080, 1090)),
)


def snapshot(sets: dict[int, tuple[str, str, int]]) -> dict[str, Any]:
    return {
        "acts": [{"slug": f"act-{key}", "name": f"Act {key}"} for key in sets],
        "venues": VENUES,
        "sets": [
            {"key": key, "act": f"act-{key}", "night": night, "venue": venue, "stage": "", "start": at, "end": at + 40}
            for key, (night, venue, at) in sets.items()
        ],
    }


@given(SETS, SETS)
def test_changes_tell_all_that_differs_and_no_more(old: dict[int, Any], new: dict[int, Any]) -> None:
    found = changes(snapshot(old), snapshot(new))
    by_kind = {kind: {one["act"] for one in found if one["kind"] == kind} for kind in ("added", "removed", "moved")}
    assert by_kind == {
        "added": {f"Act {key}" for key in new.keys() - old.keys()},
        "removed": {f"Act {key}" for key in old.keys() - new.keys()},
        "moved": {f"Act {key}" for key in new.keys() & old.keys() if new[key] != old[key]},
    }
    assert len(found) == sum(map(len, by_kind.values()))
    assert changes(snapshot(new), snapshot(new)) == []
