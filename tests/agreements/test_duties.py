"""Duties: the shipped rules, a place's own, what a venue's facts make of them, settling, dates, mails."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from samspel.agreements import duties as rules
from samspel.agreements.models import SettledDuty
from samspel.agreements.queries.duties import by_day, by_venue, duties, find_duty
from samspel.agreements.services.ledger import add_promise
from samspel.agreements.services.reminding import remind_owners
from samspel.agreements.services.settling import settle, write_rules
from samspel.errors import BadInput, Refused
from samspel.places.models import Edition, Venue
from samspel.places.services import set_nights
from samspel.places.services.facts import set_duty_facts
from tests.agreements.agreements import a_draft, a_register

FIRST, LAST = date(2026, 9, 3), date(2026, 9, 4)
ALWAYS = {"music-licence", "music-report"}
BAR = {"public_place": False, "alcohol": True, "children": False, "guests": 120, "closes": 1500, "serves_until": 1560}


def applying(**facts: Any) -> set[str]:
    return {one.key for one in rules.shipped() if one.unknown({**dict.fromkeys(BAR), **facts}) == ()}


def test_every_shipped_rule_has_words_in_both_languages_and_sources_that_were_read() -> None:
    for one in rules.shipped():
        with translation.override("sv"):
            swedish = (one.what, one.to, one.note)
        with translation.override("en"):
            assert (one.what, one.to, one.note) != swedish
        assert all(source.retrieved <= timezone.localdate() for source in one.sources)


@pytest.mark.parametrize(
    ("facts", "keys"),
    [
        ({}, ALWAYS),
        ({"public_place": True}, ALWAYS | {"police-permit", "public-place"}),
        ({"public_place": False}, ALWAYS | {"police-notice", "sound-neighbours", "fire-number"}),
        ({"alcohol": True, "serves_until": 1500}, ALWAYS | {"alcohol-permit", "age-at-bar"}),
        ({"alcohol": True, "serves_until": 1501}, ALWAYS | {"alcohol-permit", "age-at-bar", "late-serving"}),
        ({"alcohol": False, "serves_until": 1560}, ALWAYS),
        ({"children": True}, ALWAYS | {"sound-children"}),
        ({"children": False}, ALWAYS | {"sound-adults"}),
    ],
)
def test_what_is_known_decides_which_rules_apply(facts: dict[str, Any], keys: set[str]) -> None:
    assert applying(**facts) == keys


def test_the_last_dates() -> None:
    found = {one.key: one.last_date(FIRST, LAST) for one in rules.shipped()}
    assert found == {
        "police-permit": date(2026, 6, 11),
        "public-place": date(2026, 6, 11),
        "police-notice": None,
        "alcohol-permit": date(2026, 7, 23),
        "late-serving": None,
        "age-at-bar": None,
        "sound-children": None,
        "sound-adults": None,
        "sound-neighbours": None,
        "fire-number": None,
        "music-licence": date(2026, 8, 27),
        "music-report": date(2027, 12, 31),
    }
    assert {one.key for one in rules.shipped() if one.is_asked} == {"police-notice", "late-serving", "fire-number"}


@given(st.sets(st.sampled_from(sorted(BAR))))
def test_what_nobody_has_said_makes_a_rule_unsure_and_never_silent(hidden: set[str]) -> None:
    known = {name: None if name in hidden else value for name, value in BAR.items()}
    for one in rules.shipped():
        full, partial = one.unknown(BAR), one.unknown(known)
        asked = {condition.fact for condition in one.conditions} & hidden
        if full == ():
            assert set(partial or ()) == asked
        elif partial is not None:
            assert set(partial) == asked != set()


OWN = """
[[duty]]
key = "police-permit"
off = true
[[duty]]
key = "large"
kind = "fire"
when = { guests_least = 150 }
last = { days_after = 3 }
sv = { what = "Vakter", to = "oss", note = "Fråga." }
en = { what = "Stewards", to = "us", note = "Ask." }
[[duty.source]]
title = "Our own"
address = "https://example.org/own"
retrieved = 2026-01-01
"""


def test_a_place_changes_adds_and_takes_out() -> None:
    mine = rules.rules_for(OWN)
    assert [one.key for one in mine] == [
        *(one.key for one in rules.shipped() if one.key != "police-permit"),
        "large",
    ]
    large = mine[-1]
    assert [large.unknown({"guests": one}) for one in (149, 150, None)] == [None, (), ("guests",)]
    assert large.last_date(FIRST, LAST) == LAST + timedelta(days=3)


@pytest.mark.parametrize(
    ("was", "wrong", "problems"),
    [
        ('kind = "fire"', 'kind = "blue"', 1),
        ("guests_least = 150", "guests = true", 1),
        ("guests_least = 150", 'guests_least = "150"', 1),
        ("days_after = 3", "months = 3", 1),
        ("days_after = 3", "ask = 3", 1),
        ("days_after = 3", "days_after = -3", 1),
        ('note = "Ask."', 'note = ""', 1),
        ("https://example.org", "javascript:alert(1)", 1),
        ("retrieved = 2026-01-01", "", 1),
        ('key = "large"', "key = 3", 1),
        ('key = "large"', 'key = "large', 1),
        (OWN, OWN + OWN.replace("police-permit", "other"), 1),
        (OWN, "duty = 3", 1),
        (OWN, "other = 3", 1),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(was: str, wrong: str, problems: int) -> None:
    with pytest.raises(BadInput) as found:
        rules.rules_for(OWN.replace(was, wrong))
    assert len(found.value.problems) == problems


@given(st.text(max_size=200))
def test_any_text_is_rules_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert {one.key for one in rules.rules_for(text)} == {one.key for one in rules.shipped()}


def venue_of(edition: Edition) -> Venue:
    return edition.festival.venues.get(name="Kajen")


def standing(edition: Edition, today: date) -> dict[str, str]:
    return {one.rule.key: one.standing for one in duties(edition, today=today) if one.venue == venue_of(edition)}


def test_the_office_settles_a_duty_with_who_and_why(edition: Edition, client_of: Any) -> None:
    set_duty_facts(venue=venue_of(edition), is_public_place=True, who=None)
    page = f"/en/office/{edition.festival.slug}/{edition.slug}/duties/"
    office = client_of("office")
    answer = office.get(page)
    venues = answer.content.decode().partition("Venue by venue")[2]
    assert (answer.status_code, venues.count("<strong>Permit for a public gathering")) == (200, 3)
    one = f"{page}{venue_of(edition).pk}/police-permit/"
    assert office.post(one, {"how": "irrelevant", "reason": " "}).status_code == 409
    assert office.post(one, {"how": "done", "reason": "Case 7"}).status_code == 302
    settled = SettledDuty.objects.get()
    assert (settled.key, settled.how, settled.reason, settled.who.email) == (
        "police-permit",
        "done",
        "Case 7",
        "office@example.org",
    )
    assert standing(edition, FIRST)["police-permit"] == "kept"
    assert client_of("viewer").post(one, {"how": "done"}).status_code == 403
    assert office.post(one, {"again": "1"}).status_code == 302
    assert not SettledDuty.objects.exists()
    assert office.post(one, {"again": "1"}).status_code == 409
    assert office.post(f"{page}{venue_of(edition).pk}/alcohol-permit/", {"how": "done"}).status_code == 302
    assert office.post(f"{page}{venue_of(edition).pk}/nothing/", {"how": "done"}).status_code == 404


def test_the_page_takes_the_same_queries_however_many_venues(
    edition: Edition, client_of: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        duties(edition, today=FIRST)
    Venue.objects.filter(festival=edition.festival).first().delete()  # type: ignore[union-attr]
    with django_assert_num_queries(4):
        duties(edition, today=FIRST)


def test_a_venue_says_its_facts_in_a_form(edition: Edition, client_of: Any) -> None:
    venue = venue_of(edition)
    page = f"/en/office/{edition.festival.slug}/{edition.slug}/venues/{venue.pk}/"
    given = {"serves_alcohol": "true", "serves_until_minute": "01:30", "is_public_place": "false"}
    assert client_of("office").post(page, {**given, "fire_limit_persons": "120"}).status_code == 302
    venue.refresh_from_db()
    assert (venue.serves_alcohol, venue.serves_until_minute, venue.is_public_place, venue.fire_limit_persons) == (
        True,
        1530,
        False,
        120,
    )
    assert set(standing(edition, FIRST)) == {
        *("police-notice", "alcohol-permit", "late-serving", "age-at-bar", "fire-number"),
        *("sound-children", "sound-adults", "sound-neighbours", "music-licence", "music-report"),
    }


def test_what_presses_is_told_once_a_day_with_all_its_venues(edition: Edition) -> None:
    for venue in edition.festival.venues.exclude(name="Kyrkan"):
        set_duty_facts(venue=venue, is_public_place=True, serves_alcohol=False, who=None)
    settle_all = [one for one in duties(edition, today=FIRST) if one.rule.key == "music-licence"]
    for one in settle_all[1:]:
        settle(edition=edition, venue=one.venue, rule=one.rule, how="done", reason="", who=None)
    told = [(rows[0].rule.key, [str(one.venue) for one in rows]) for rows in by_day(duties(edition, today=FIRST))]
    assert told == [
        ("police-permit", ["Kajen", "Torget"]),
        ("public-place", ["Kajen", "Torget"]),
        ("music-licence", [str(settle_all[0].venue)]),
    ]
    counts = {str(one.venue): (one.pressing, one.unsure, one.settled) for one in by_venue(duties(edition, today=FIRST))}
    assert counts == {"Kajen": (3, 2, 0), "Kyrkan": (0, 10, 1), "Torget": (2, 2, 1)}


def test_dates_as_a_calendar_with_stable_names(edition: Edition, client_of: Any) -> None:
    for venue in edition.festival.venues.all():
        set_duty_facts(venue=venue, is_public_place=False, serves_alcohol=False, who=None)
    venue = venue_of(edition)
    settle(
        edition=edition,
        venue=venue,
        rule=find_duty(edition.festival.slug, edition.slug, venue.pk, "music-licence")[2],
        how="done",
        reason="",
        who=None,
    )
    page = f"/en/office/{edition.festival.slug}/{edition.slug}/duties/duties.ics"
    found = Calendar.from_ical(client_of("viewer").get(page).content)
    events = {str(one["uid"]): one["dtstart"].dt for one in found.walk("VEVENT")}
    assert all("not legal advice" in str(one["description"]) for one in found.walk("VEVENT"))
    dates = {"music-report": date(2027, 12, 31)}
    assert events == {
        f"duty-{edition.pk}-{one.pk}-{key}@testserver": day
        for one in edition.festival.venues.all()
        for key, day in {**dates, **({} if one == venue else {"music-licence": date(2026, 8, 27)})}.items()
    }


def test_one_mail_a_week_of_what_presses_until_it_is_settled(edition: Edition, people: dict[str, Any]) -> None:
    set_nights(edition=edition, first_date=timezone.localdate() + timedelta(days=20), count=1, who=None)
    from samspel.places.services import open_all

    open_all(edition=edition, opens_minute=18 * 60, closes_minute=25 * 60, who=None)
    for venue in edition.festival.venues.exclude(name="Kajen"):
        for key in ("music-licence",):
            rule = find_duty(edition.festival.slug, edition.slug, venue.pk, key)[2]
            settle(edition=edition, venue=venue, rule=rule, how="irrelevant", reason="free music", who=None)
    remind_owners()
    assert [(one.to, one.subject) for one in mail.outbox] == [(["office@example.org"], mail.outbox[0].subject)]
    assert mail.outbox[0].body.count("* ") == 1
    assert f"/office/{edition.festival.slug}/{edition.slug}/duties/#venue-{venue_of(edition).pk}" in mail.outbox[0].body
    remind_owners()
    assert len(mail.outbox) == 1


def test_parties_see_the_duties_of_the_venues_they_agree_about(edition: Edition, client_of: Any) -> None:
    agreement = a_draft(edition=edition)
    one, other = agreement.parties.all()
    add_promise(
        agreement=agreement,
        debtor=one,
        creditor=other,
        kind="premises",
        what="Three nights",
        rule="nights",
        venue=venue_of(edition),
        who=None,
    )
    page = client_of("host").get(f"/en/office/agreements/{agreement.register.slug}/{agreement.number}/promises/")
    assert page.content.decode().count("<h3>Kajen</h3>") == 1
    assert page.content.decode().count("<h3>Torget</h3>") == 0


def test_a_places_own_rules_hold_for_its_festivals(edition: Edition, client_of: Any) -> None:
    register = a_register("Örebro")
    set_duty_facts(venue=venue_of(edition), is_public_place=True, fire_limit_persons=200, who=None)
    page = f"/en/office/agreements/{register.slug}/duties/"
    assert client_of("host").post(page, {"text": "[[duty]]"}).status_code == 422
    assert client_of("host").post(page, {"text": OWN}).status_code == 302
    assert OWN.strip().splitlines()[0] in client_of("host").get(page).content.decode()
    found = standing(edition, FIRST)
    assert ("police-permit" in found, found["large"]) == (False, "soon")
    write_rules(register=register, text="", who=None)
    assert "police-permit" in standing(edition, FIRST)


def test_not_relevant_needs_a_why(edition: Edition) -> None:
    venue = venue_of(edition)
    rule = find_duty(edition.festival.slug, edition.slug, venue.pk, "music-licence")[2]
    with pytest.raises(Refused):
        settle(edition=edition, venue=venue, rule=rule, how="irrelevant", reason="", who=None)


def test_the_shipped_file_says_how_it_is_written() -> None:
    assert Path(rules.SHIPPED).read_text(encoding="utf-8").startswith("#")
