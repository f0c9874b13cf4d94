"""Whom to write to: brought in by a file, erased wherever it stands, forgotten when it is long enough ago."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from samspel.errors import Refused
from samspel.lineup.models import AnswerLink
from samspel.lineup.services.asking import make_link
from samspel.programme.models import Notice
from samspel.programme.services.forgetting import erase_act_contact, erase_venue_contact
from samspel.programme.services.intake import apply
from samspel.programme.services.sending import send_notices
from samspel.programme.types import NoticeState
from samspel.records.models import Entry, Intake
from samspel.records.services import undo_intake
from samspel.records.worker import work
from tests.rooms import address, dump, names_of, publish_all, take

pytestmark = pytest.mark.django_db

FILE = (
    "act;contact;venue;venue e-mail\n"
    "Tallhamn;tall@example.org;Kajen;kajen@example.org\n"
    "Nykomling;ny@example.org;;\n"
    "Nordljus;nord@@example.org;;\n"
)


@pytest.fixture(autouse=True)
def in_august(monkeypatch: Any) -> None:
    """A month before the first night of the `edition` fixture, whenever the tests run."""
    set_clock(monkeypatch, 2026, 8, 1)


def set_clock(monkeypatch: Any, *date: int) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(*date, 12, tzinfo=UTC))  # type: ignore[misc, arg-type]


def contacts(edition: Any) -> dict[str, str]:
    rows = [*edition.acts.all(), *edition.festival.venues.all()]
    return {row.name: row.contact_email for row in rows if row.contact_email}


def everything(*models: type) -> str:
    """Return all that is stored in some tables as one text, to look for an address in."""
    return repr([list(model._default_manager.values()) for model in models])  # type: ignore[attr-defined]


def test_a_file_brings_addresses_and_its_undo_takes_them_back(edition: Any) -> None:
    intake = take(edition, FILE)
    outcome = apply(intake=intake, edition=edition, who=None)
    assert [(one.what, one.before, one.after) for one in outcome.changes] == [
        ("Kajen", "–", "kajen@example.org"),
        ("Tallhamn", "–", "tall@example.org"),
    ]
    assert contacts(edition) == {
        "Tallhamn": "tall@example.org",
        "Nykomling": "ny@example.org",
        "Kajen": "kajen@example.org",
    }
    assert [row[:2] for row in intake.refused] == [[4, ""]]  # which row, but not the address that was none
    undo_intake(intake=intake, who=None)
    assert contacts(edition) == {}


def test_erasing_a_contact_leaves_no_trace_of_it(edition: Any, people: Any) -> None:
    apply(intake=take(edition, FILE), edition=edition, who=None)
    publish_all(edition)
    assert send_notices(edition=edition, notices=edition.notices.all(), who=people["office"]).sent == 2
    act, venue = edition.acts.get(name="Tallhamn"), edition.festival.venues.get(name="Kajen")
    make_link(act=act, who=None)
    erase_act_contact(act=act, who=people["office"])
    erase_venue_contact(venue=venue, who=people["office"])
    stored = everything(type(act), type(venue), Notice, Intake, Entry)
    assert {email: email in stored for email in ("tall@example.org", "kajen@example.org", "ny@example.org")} == {
        "tall@example.org": False,
        "kajen@example.org": False,
        "ny@example.org": True,
    }
    told = Notice.objects.filter(state=NoticeState.SENT).values_list("name", "text", "subject")
    assert sorted(told) == [("Kajen", "", ""), ("Tallhamn", "", "")]
    assert AnswerLink.objects.count() == 0
    assert sorted(Entry.objects.filter(verb__endswith="contact.erase").values_list("verb", flat=True)) == [
        "act.contact.erase",
        "venue.contact.erase",
    ]
    undo_intake(intake=Intake.objects.get(), who=None)  # what was erased does not come back, and is in nobody's way
    assert contacts(edition) == {}


def test_an_import_can_be_undone_after_what_it_brought_was_erased(edition: Any) -> None:
    before = dump("lineup")
    intake = take(edition, FILE)
    apply(intake=intake, edition=edition, who=None)
    act = edition.acts.get(name="Nykomling")
    erase_act_contact(act=act, who=None)
    act.genre = "visa"
    act.save()
    with pytest.raises(Refused, match="“Nykomling” has been changed by hand"):
        undo_intake(intake=intake, who=None)
    act.genre = ""
    act.save()
    undo_intake(intake=intake, who=None)
    assert dump("lineup") == before


@pytest.mark.django_db(transaction=True)
def test_the_worker_forgets_half_a_year_after_the_last_night(edition: Any, people: Any, monkeypatch: Any) -> None:
    apply(intake=take(edition, FILE), edition=edition, who=None)
    publish_all(edition)
    send_notices(edition=edition, notices=edition.notices.all(), who=people["office"])
    sent = len(mail.outbox)
    set_clock(monkeypatch, 2027, 3, 3)  # 180 days after 4 September 2026
    work(once=True)
    assert (len(contacts(edition)), Notice.objects.filter(text="").count()) == (3, 0)
    set_clock(monkeypatch, 2027, 3, 4)
    work(once=True)
    work(once=True)
    assert (contacts(edition), Notice.objects.exclude(text="", email="").count()) == ({}, 0)
    stored = everything(Notice, Intake, Entry)
    kept = [name for name in ("tall", "ny", "nord", "kajen") if f"{name}@" in stored]
    assert (kept, len(mail.outbox)) == ([], sent)
    forgotten = Entry.objects.filter(verb__endswith="forget").values_list("verb", flat=True)
    assert sorted(forgotten) == ["acts.contacts.forget", "notices.forget", "venues.contacts.forget"]


def test_a_venue_s_contact_is_the_office_s(edition: Any, client_of: Any) -> None:
    venue = edition.festival.venues.get(name="Kajen")
    page = address("office-venue", *names_of(edition), venue.pk)
    people = (None, "stranger", "venue", "viewer", "office")
    assert [client_of(who).get(page).status_code for who in people] == [302, 403, 403, 403, 200]
    assert client_of("office").post(page, {"contact_email": "kajen@example.org"}).status_code == 302
    assert contacts(edition) == {"Kajen": "kajen@example.org"}
    stages = address("stages", *names_of(edition))
    seen = {who: "kajen@example.org" in client_of(who).get(stages).content.decode() for who in ("viewer", "office")}
    assert seen == {"viewer": False, "office": True}
    erase = address("erase-venue-contact", *names_of(edition), venue.pk)
    assert [client_of(who).post(erase).status_code for who in people] == [302, 403, 403, 403, 302]
    assert (contacts(edition), client_of("office").get(erase).status_code) == ({}, 405)
