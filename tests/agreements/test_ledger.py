"""Promises: where each stands is worked out, nothing vanishes, the product checks what it sees, owners are told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from samspel.agreements.charts import bars_of, ring_of
from samspel.agreements.models import Agreement, Commitment, Fulfilment, Register
from samspel.agreements.queries import ledger as queries
from samspel.agreements.queries.interplay import Tie, interplay
from samspel.agreements.queries.ledger import Rows, Wanted, groups, register_promises, standing_of, totals
from samspel.agreements.queries.standing import stands, with_standing
from samspel.agreements.sentences import seen_in
from samspel.agreements.services import drafting, registers, seeing
from samspel.agreements.services import ledger as services
from samspel.agreements.services.exporting import export_agreement
from samspel.agreements.services.reminding import see_to_promises
from samspel.agreements.types import Promise, Rule, Seen, Standing, State
from samspel.errors import NotFound, Refused
from samspel.night.services.promises import see_counts
from samspel.night.services.tapping import set_aside
from samspel.night.types import Mark
from samspel.people.services import know_organisation
from samspel.people.types import Sector
from samspel.places.models import Edition, Festival, Night, Opening, Place, Stage, Venue
from samspel.programme.services.promises import see_published
from samspel.programme.services.publication import withdraw
from samspel.records.models import Entry
from samspel.records.queries import broken_link
from tests.agreements.agreements import PDF, a_draft, a_register, sign_all
from tests.night.nights import a_device, at, tap
from tests.rooms import address, publish_all

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def a_promise(agreement: Agreement, **values: Any) -> Commitment:
    """Write a promise of the first party to the second into a draft."""
    one, other = agreement.parties.all()
    given_values: dict[str, Any] = {
        "debtor": one,
        "creditor": other,
        "kind": Promise.HOURS,
        "what": "Help with the stage",
        "unit": "hours",
        "amount": Decimal(10),
        "value_sek": 5000,
        "rule": Rule.DATE,
        "due_date": date(2026, 7, 1),
        **values,
    }
    return services.add_promise(agreement=agreement, who=None, **given_values)


def signed(title: str = "Summer of music", *promises: dict[str, Any], **terms: Any) -> Agreement:
    """Return an agreement that all have signed, with promises."""
    draft = a_draft(title, **terms)
    for values in promises or ({},):
        a_promise(draft, **values)
    sign_all(draft)
    return Agreement.objects.get(pk=draft.pk)


def keep(promise: Commitment, amount: str, on: date = TODAY) -> Fulfilment:
    """Row of its own date: the service takes no day that is yet to come."""
    made = Fulfilment.objects.create(commitment=promise, amount=Decimal(amount), on_date=on)
    services.count_kept([promise.pk])
    return made


def standing(promise: Commitment, today: date = TODAY) -> tuple[str, Decimal, Decimal]:
    found: Any = standing_of(promise, today=today)
    return stands(found), found.kept, found.total


def an_edition(nights: Iterable[date]) -> Edition:
    place = Place.objects.get(name="Tallköping")
    festival = Festival.objects.create(place=place, slug="tallfest", name="Tallfest")
    edition = Edition.objects.create(festival=festival, slug="2026", name="Tallfest 2026")
    for night in nights:
        Night.objects.create(edition=edition, date=night)
    return edition


def client_of(email: str) -> Client:
    client = Client()
    user = registers.name_keeper(register=a_register(), email=email, who=None).user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(agreement: Agreement, view: str, **words: Any) -> str:
    return address(view, register=agreement.register.slug, agreement=agreement.number, **words)


@pytest.mark.parametrize(
    ("today", "kept", "expected"),
    [
        (date(2026, 6, 1), "0", Standing.AHEAD),
        (date(2026, 6, 1), "3", Standing.PARTLY),
        (date(2026, 6, 16), "0", Standing.AHEAD),
        (date(2026, 6, 17), "0", Standing.SOON),
        (date(2026, 7, 1), "9.99", Standing.SOON),
        (date(2026, 7, 2), "9.99", Standing.LATE),
        (date(2026, 7, 2), "10", Standing.KEPT),
        (date(2026, 6, 1), "12", Standing.KEPT),
    ],
)
def test_where_a_promise_stands_follows_from_its_date_and_what_was_kept(today: date, kept: str, expected: str) -> None:
    promise = signed().commitments.get()
    if Decimal(kept):
        keep(promise, kept)
    assert standing(promise, today) == (expected, Decimal(kept), 10)


def test_a_promise_for_each_night_is_late_as_soon_as_a_night_has_passed_without_it() -> None:
    a_register()
    edition = an_edition(date(2026, 7, day) for day in (1, 2, 3))
    agreement = signed("Nights", {"rule": Rule.EACH_NIGHT, "due_date": None, "amount": 2}, edition=edition)
    promise = agreement.commitments.get()
    assert standing(promise, date(2026, 6, 16)) == (Standing.AHEAD, 0, 6)
    assert standing(promise, date(2026, 6, 17))[0] == Standing.SOON
    assert standing(promise, date(2026, 7, 2))[0] == Standing.LATE
    keep(promise, "2", date(2026, 7, 1))
    assert standing(promise, date(2026, 7, 2))[0] == Standing.SOON
    keep(promise, "4", date(2026, 7, 3))
    assert standing(promise, date(2026, 7, 9)) == (Standing.KEPT, 6, 6)


def test_a_promise_for_each_month_falls_due_when_the_month_or_the_term_ends() -> None:
    terms = {"starts_on": date(2026, 3, 10), "ends_on": date(2026, 5, 20)}
    promise = signed("Months", {"rule": Rule.EACH_MONTH, "due_date": None, "amount": 1}, **terms).commitments.get()
    assert standing(promise, date(2026, 3, 16)) == (Standing.AHEAD, 0, 3)
    assert standing(promise, date(2026, 3, 17))[0] == Standing.SOON
    assert standing(promise, date(2026, 4, 1))[0] == Standing.LATE
    keep(promise, "2")
    assert standing(promise, date(2026, 5, 5))[0] == Standing.PARTLY
    assert standing(promise, date(2026, 5, 20))[0] == Standing.SOON
    assert standing(promise, date(2026, 5, 21)) == (Standing.LATE, 2, 3)


def test_months_of_an_agreement_without_an_end_are_counted_until_today() -> None:
    terms = {"starts_on": date(2025, 11, 10)}
    promise = signed("Months", {"rule": Rule.EACH_MONTH, "due_date": None, "amount": 1}, **terms).commitments.get()
    assert standing(promise, date(2025, 10, 1))[2] == 1
    assert standing(promise, date(2026, 2, 5)) == (Standing.LATE, 0, 4)
    keep(promise, "3")
    assert standing(promise, date(2026, 2, 5))[0] == Standing.PARTLY


class Ledger(TestCase):
    """Whatever is said, taken back and waived in whatever order."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.agreement = signed("Whole", {}, {"what": "Chairs", "amount": Decimal("0.8")})

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["keep", "take", "waive", "change", "drop"]),
                st.integers(0, 5),
                st.decimals(Decimal("0.01"), Decimal("9.99"), places=2),
            ),
            max_size=12,
        )
    )
    def test_no_promise_vanishes_and_sums_are_what_standing_says(self, steps: list[tuple[str, int, Decimal]]) -> None:
        known = list(self.agreement.commitments.order_by("pk"))
        kept: dict[int, list[Fulfilment]] = {one.pk: [] for one in known}
        made, waived = 0, set()
        for verb, pick, amount in steps:
            promise = known[pick % len(known)]
            if verb == "change":
                with pytest.raises(Refused):
                    services.change_promise(promise=promise, amount=amount, who=None)
            elif verb == "drop":
                with pytest.raises(Refused):
                    services.drop_promise(promise=promise, who=None)
            elif verb == "keep" and promise.pk not in waived:
                day = timezone.localdate()
                kept[promise.pk].append(services.fulfil(promise=promise, amount=amount, on_date=day, who=None))
                made += 1
            elif verb == "take" and kept[promise.pk]:
                services.take_back(fulfilment=kept[promise.pk].pop(), reason="It rained.", who=None)
            elif verb == "waive" and promise.pk not in waived:
                services.waive(promise=promise, reason="Agreed.", who=None)
                waived.add(promise.pk)
        assert list(self.agreement.commitments.order_by("pk")) == known
        assert Fulfilment.objects.count() == made
        for promise in known:
            total = sum((one.amount for one in kept[promise.pk]), Decimal(0))
            stands, said, owed = standing(promise)
            assert (said, owed) == (total, promise.amount)
            assert (stands == Standing.WAIVED) is (promise.pk in waived)
            assert (stands == Standing.KEPT) is (promise.pk not in waived and total >= promise.amount)


@pytest.mark.parametrize(
    "values",
    [
        {"due_date": None},
        {"rule": Rule.EACH_NIGHT},
        {"rule": Rule.EACH_MONTH},
        {"amount": Decimal(0)},
        {"seen": Seen.VENUE_NIGHTS},
        {"seen": Seen.COUNTED_NIGHTS},
        {"seen": Seen.STAGE_HOURS},
    ],
)
def test_what_could_never_be_kept_or_checked_is_not_promised(values: dict[str, Any]) -> None:
    draft = a_draft()
    with pytest.raises(Refused):
        a_promise(draft, **values)
    assert not draft.commitments.exists()


def test_only_two_different_parties_of_the_agreement_promise_each_other_something() -> None:
    draft, other = a_draft(), a_draft("Another")
    with pytest.raises(Refused, match="Nobody owes themselves"):
        a_promise(draft, creditor=draft.parties.first())
    with pytest.raises(Refused, match="Only the parties"):
        a_promise(draft, creditor=other.parties.last())


def test_a_draft_is_changed_and_what_is_signed_is_not() -> None:
    draft = a_draft()
    promise, gone = a_promise(draft), a_promise(draft, what="Chairs")
    services.change_promise(promise=promise, amount=Decimal(12), who=None)
    services.change_promise(promise=promise, amount=Decimal(12), who=None)
    services.drop_promise(promise=gone, who=None)
    assert [one.amount for one in draft.commitments.all()] == [12]
    assert Entry.objects.filter(verb="promise.change").count() == 1
    with pytest.raises(Refused, match="not everybody has signed"):
        services.fulfil(promise=promise, amount=Decimal(1), on_date=TODAY, who=None)
    with pytest.raises(Refused, match="not everybody has signed"):
        services.waive(promise=promise, reason="Why not", who=None)
    version = sign_all(draft)
    assert [one["amount"] for one in version.content["promises"]] == ["12.00"]
    with pytest.raises(Refused, match="amendment"):
        services.change_promise(promise=promise, amount=Decimal(1), who=None)


def test_what_is_said_of_a_promise_needs_sense_and_reasons() -> None:
    promise, today = signed().commitments.get(), timezone.localdate()
    with pytest.raises(Refused, match="more than nothing"):
        services.fulfil(promise=promise, amount=Decimal(0), on_date=today, who=None)
    with pytest.raises(Refused, match="yet to come"):
        services.fulfil(promise=promise, amount=Decimal(1), on_date=today + timedelta(days=1), who=None)
    said = services.fulfil(promise=promise, amount=Decimal(1), on_date=today, who=None)
    with pytest.raises(Refused, match="Write why"):
        services.take_back(fulfilment=said, reason=" ", who=None)
    services.take_back(fulfilment=said, reason="It rained.", who=None)
    with pytest.raises(Refused, match="already"):
        services.take_back(fulfilment=said, reason="It rained.", who=None)
    with pytest.raises(Refused, match="Write why"):
        services.waive(promise=promise, reason=" ", who=None)
    services.waive(promise=promise, reason="Agreed.", who=None)
    with pytest.raises(Refused, match="already"):
        services.waive(promise=promise, reason="Agreed.", who=None)
    with pytest.raises(Refused, match="waived"):
        services.fulfil(promise=promise, amount=Decimal(1), on_date=today, who=None)
    assert broken_link() is None


def test_a_publication_keeps_a_venues_promise_and_its_withdrawal_takes_that_back(edition: Any) -> None:
    venue = edition.festival.venues.get(slug="kajen")
    values = {"seen": Seen.VENUE_NIGHTS, "venue": venue, "amount": Decimal(3), "unit": "nights"}
    before = signed("Host venue", values, edition=edition).commitments.get()
    publication = publish_all(edition)
    nights = {one["night"] for one in publication.snapshot["sets"] if one["venue"] == venue.slug}
    assert nights == {"2026-09-03"}
    assert {one.on_date.isoformat() for one in before.fulfilments.filter(is_seen=True)} == nights
    assert standing(before)[1] == len(nights)
    with pytest.raises(Refused, match="read off the programme"):
        services.take_back(fulfilment=before.fulfilments.first(), reason="No", who=None)
    later = signed("Signed later", values, festival=edition.festival).commitments.get()
    assert standing(later)[1] == 0
    see_published()
    see_published()
    assert later.fulfilments.count() == before.fulfilments.count() == len(nights)
    withdraw(edition=edition, who=None)
    assert standing(before)[1] == standing(later)[1] == 0
    assert before.fulfilments.exclude(taken_back_at=None).count() == len(nights)


def test_a_promise_to_count_at_the_doors_is_kept_by_the_nights_counted_in_whole(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (night.date for night in edition.nights.order_by("date"))
    monkeypatch.setattr(timezone, "now", lambda: at("36:00", second))
    link = a_device(edition)
    values = {"seen": Seen.COUNTED_NIGHTS, "venue": link.venue, "amount": Decimal(2), "unit": "nights"}
    promise = signed("Host venue", values, edition=edition).commitments.get()
    tap(link, first, (Mark.OPENS, "18:00"), (Mark.IN, "18:30"), (Mark.CLOSES, "23:00"))
    tap(link, second, (Mark.STARTS, "19:00"), (Mark.IN, "19:30"))
    see_counts()
    see_counts()
    assert [(one.on_date, one.source) for one in promise.fulfilments.all()] == [(first, f"night:edition:{edition.pk}")]
    assert seen_in(promise.fulfilments.get().source) == "Seen in the counts at the doors"
    set_aside(venue=link.venue, night=first, why="a trial", who=None)
    see_counts()
    assert (standing(promise)[1], promise.fulfilments.get().taken_back_at) == (0, timezone.now())


def test_a_stages_promise_is_kept_by_the_hours_it_is_open() -> None:
    a_register()
    edition = an_edition([date(2026, 7, 1), date(2026, 8, 1)])
    venue = Venue.objects.create(festival=edition.festival, name="Torget", slug="torget", kind="square")
    stage = Stage.objects.create(venue=venue)
    first, second = edition.nights.all()
    for night, opens, closes in ((first, 720, 900), (first, 1080, 1350), (second, 600, 660)):
        Opening.objects.create(stage=stage, night=night, opens_minute=opens, closes_minute=closes)
    values = {"seen": Seen.STAGE_HOURS, "stage": stage, "amount": Decimal(8)}
    named = signed("Square", values, edition=edition).commitments.get()
    term = {"festival": edition.festival, "starts_on": date(2026, 6, 1), "ends_on": date(2026, 7, 20)}
    in_term = signed("July", values, **term).commitments.get()
    seeing.see_all_hours()
    assert (standing(named)[1], standing(in_term)[1]) == (Decimal("8.5"), Decimal("7.5"))
    Opening.objects.filter(opens_minute=1080).update(closes_minute=1100)
    seeing.see_all_hours()
    assert standing(named)[1] == Decimal("4.33")
    assert [one.source for one in named.fulfilments.filter(taken_back_at=None)] == [f"places:edition:{edition.pk}"] * 2


def test_owners_get_one_mail_a_week_of_what_is_late_and_soon_due() -> None:
    today = timezone.localdate()
    late, soon, ahead = (today + timedelta(days=days) for days in (-1, 14, 15))
    agreement = signed(
        "Summer", {"due_date": late}, {"what": "Chairs", "due_date": soon}, {"what": "Light", "due_date": ahead}
    )
    mail.outbox.clear()
    see_to_promises()
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ada@example.org"], "1 late promise and 1 promise that is soon due")
    ]
    assert "Chairs" in mail.outbox[0].body
    assert "Light" not in mail.outbox[0].body
    assert "http" not in mail.outbox[0].body
    agreement.commitments.filter(what="Light").update(due_date=soon)
    see_to_promises()
    assert len(mail.outbox) == 1
    municipality = agreement.parties.first().organisation  # type: ignore[union-attr]
    deputy = registers.name_deputy(
        register=agreement.register, organisation=municipality, email="deputy@example.org", who=None
    )
    see_to_promises()
    see_to_promises()
    assert [one.to for one in mail.outbox[1:]] == [["deputy@example.org"]]
    assert mail.outbox[1].subject == "1 försenat åtagande och 2 åtaganden som snart förfaller"
    assert f"/office/agreements/{agreement.register.slug}/{agreement.number}/promises/" in mail.outbox[1].body
    Entry.objects.filter(verb="promise.remind").update(at=timezone.now() - timedelta(days=8))
    see_to_promises()
    assert [one.to for one in mail.outbox[2:]] == [["deputy@example.org"]]
    deputy.delete()


def test_totals_count_half_a_promise_as_half_and_waived_ones_not_at_all() -> None:
    agreement = signed("Sums", {}, {"what": "Money", "kind": Promise.MONEY, "value_sek": 900}, {"what": "Van"})
    hours, money, van = agreement.commitments.order_by("pk")
    keep(hours, "5")
    keep(money, "20")
    services.waive(promise=van, reason="Agreed.", who=None)
    (one,) = totals(groups(with_standing(agreement.commitments.all(), today=TODAY)))
    assert (one.organisation, one.promises, one.kept) == ("Tallköping Municipality", 2, 1)
    assert (one.promised_sek, one.kept_sek) == (5900, 2500 + 900)
    assert one.kinds == ((Promise.MONEY, 1, 1), (Promise.HOURS, 1, 0))
    bars = bars_of([one])
    assert bars is not None
    assert bars.rows[0].kept / bars.rows[0].promised == pytest.approx(3400 / 5900)
    assert bars_of([]) is None


def test_a_register_lists_the_late_first_with_a_fixed_number_of_queries() -> None:
    client = client_of("keeper@example.org")
    early, late = timezone.localdate() - timedelta(days=3), timezone.localdate() + timedelta(days=90)
    signed("One", {"what": "Later", "due_date": late}, {"what": "Sooner", "due_date": early})
    register = a_register()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("ledger", register.slug)).status_code == 200
        return len(captured)

    asked()
    few = asked()
    for number in range(4):
        signed(f"More {number}", {"due_date": late}, {"kind": Promise.MONEY, "due_date": early})
    assert asked() == few
    page = body(client.get(address("ledger", register.slug)))
    assert page.index("Sooner") < page.index("Later")
    found = register_promises(register, today=timezone.localdate())
    known = groups(found)
    rows = Rows(found, known, Wanted("late", "hours", "munic"))
    assert (rows.count(), [one.what for one in rows[0:9]]) == (1, ["Sooner"])
    assert queries.tally(known) == {Standing.LATE: 5, Standing.AHEAD: 5}
    chosen = body(client.get(address("ledger", register.slug) + "?standing=late&kind=money&organisation=Tall"))
    assert "Sooner" not in chosen


def test_keepers_write_promises_and_parties_say_what_was_kept() -> None:
    office, draft = client_of("keeper@example.org"), a_draft()
    one, other = draft.parties.all()
    given_values = {
        "debtor": one.pk,
        "creditor": other.pk,
        "kind": "hours",
        "what": "Help",
        "amount": "10",
        "unit": "hours",
        "rule": "date",
        "due_date": "2026-12-31",
        "value_sek": "5000",
        "seen": "",
    }
    wrong = office.post(page_of(draft, "add-promise"), {**given_values, "creditor": one.pk, "due_date": ""})
    assert wrong.status_code == 422
    assert "Nobody owes themselves" in body(wrong)
    assert "Say the last day" in body(wrong)
    checked = office.post(page_of(draft, "add-promise"), {**given_values, "seen": "venue-nights"})
    assert "Choose the venue" in body(checked)
    assert "Choose the stage" in body(
        office.post(page_of(draft, "add-promise"), {**given_values, "seen": "stage-hours"})
    )
    assert office.post(page_of(draft, "add-promise"), given_values).status_code == 302
    promise = Commitment.objects.get()
    words = {"promise": promise.pk}
    assert "Add a promise" in body(office.get(page_of(draft, "promises")))
    assert office.post(page_of(draft, "change-promise", **words), {**given_values, "amount": "0"}).status_code == 422
    office.post(page_of(draft, "change-promise", **words), {**given_values, "amount": "12"})
    office.post(page_of(draft, "add-promise"), {**given_values, "what": "Chairs"})
    office.post(page_of(draft, "drop-promise", promise=Commitment.objects.get(what="Chairs").pk))
    assert [one.amount for one in draft.commitments.all()] == [12]
    sign_all(draft)
    deputy = registers.name_deputy(
        register=draft.register, organisation=other.organisation, email="deputy@example.org", who=None
    )
    party = Client()
    party.force_login(deputy.user, backend="django.contrib.auth.backends.ModelBackend")
    kept = {"amount": "5", "on_date": "2026-01-05", "note": "In the rain"}
    file = SimpleUploadedFile("proof.pdf", PDF)
    assert party.post(page_of(draft, "keep-promise", **words), {**kept, "file": file}).status_code == 302
    assert party.post(page_of(draft, "keep-promise", **words), {**kept, "amount": "x"}).status_code == 422
    said = Fulfilment.objects.get()
    page = body(party.get(page_of(draft, "promise", **words)))
    assert "5 of 12" in page
    assert "In the rain" in page
    assert "Waive the promise" not in page
    got = party.get(page_of(draft, "evidence", fulfilment=said.pk, **words))
    assert (got.content, got["X-Content-Type-Options"]) == (PDF, "nosniff")
    party.post(page_of(draft, "keep-promise", **words), {**kept, "note": "Without proof"})
    bare = Fulfilment.objects.get(note="Without proof")
    assert party.get(page_of(draft, "evidence", fulfilment=bare.pk, **words)).status_code == 404
    party.post(page_of(draft, "take-back", fulfilment=bare.pk, **words), {f"kept{bare.pk}-reason": "Twice"})
    assert "taken back" in body(party.get(page_of(draft, "promise", **words)))
    assert party.post(page_of(draft, "waive-promise", **words), {"waive-reason": "No"}).status_code == 403
    office.post(page_of(draft, "waive-promise", **words), {"waive-reason": "Agreed by both"})
    assert "Agreed by both" in body(party.get(page_of(draft, "promises")))
    assert "Waived: Help." in body(office.get(page_of(draft, "office-agreement")))
    assert "Åtaganden" in body(party.get(page_of(draft, "promises", language="sv")))


def test_everybody_sees_promises_only_where_the_parties_show_them() -> None:
    agreement, visitor = signed(), Client()
    page = page_of(agreement, "agreement-promises")
    for shown, promises, expected in ((False, False, 302), (True, False, 302), (False, True, 302), (True, True, 200)):
        drafting.show_agreement(
            agreement=agreement, is_public=shown, public_sections=[], are_promises_public=promises, who=None
        )
        assert visitor.get(page).status_code == expected
    assert "Help with the stage" in body(visitor.get(page))
    assert "/office/" not in body(visitor.get(page)).split("<main")[1].split("</main")[0]
    assert "How the promises are kept" in body(visitor.get(page_of(agreement, "agreement")))
    assert client_of("keeper@example.org").get(page_of(agreement, "agreement-promises")).status_code == 200


def test_what_is_not_there_says_so() -> None:
    agreement = signed()
    promise = agreement.commitments.get()
    with pytest.raises(NotFound):
        queries.find_promise(agreement.register.slug, agreement.number, promise.pk + 1)
    with pytest.raises(NotFound):
        queries.find_fulfilment(agreement.register.slug, agreement.number, promise.pk, 1)


def third_party(agreement: Agreement, name: str, sector: Sector) -> None:
    drafting.add_party(agreement=agreement, organisation=know_organisation(name=name, sector=sector), who=None)


def test_a_tie_is_a_signed_agreement_that_two_share() -> None:
    register: Register = a_register()
    one = signed("One")
    signed("Two")
    Agreement.objects.filter(pk=one.pk).update(state=State.DRAFT)
    third_party(one, "University", Sector.ACADEMIA)
    third_party(one, "Choir", Sector.CIVIL)
    Agreement.objects.filter(pk=one.pk).update(state=State.IN_FORCE, is_public=True)
    a_draft("Not signed")
    found = interplay(register, today=TODAY, public_only=False)
    assert [(one.name, one.agreements, one.ties) for one in found.actors] == [
        *[("University", 1, 3), ("Choir", 1, 3), ("Tallköping Festival", 2, 3), ("Tallköping Municipality", 2, 3)]
    ]
    assert found.ties[0] == Tie("Tallköping Festival", "Tallköping Municipality", 2, is_across=True)
    assert (len(found.ties), found.density, found.across) == (6, 1.0, 5 / 6)
    assert [(side.sector, side.promises, side.promised_sek) for side in found.sides] == [("public", 2, 10_000)]
    shown = interplay(register, today=TODAY, public_only=True)
    assert (len(shown.ties), shown.ties[0].agreements, shown.sides) == (6, 1, ())
    ring = ring_of(found)
    assert ring is not None
    assert (len(ring.dots), len(ring.lines), ring.left_out) == (4, 6, 0)
    page = body(Client().get(address("interplay", register.slug)))
    assert "4 organisations, 6 ties between two of them, 83 % of the ties join two sectors." in page
    office = client_of("keeper@example.org").get(address("office-interplay", register.slug, language="sv"))
    assert "Tallköping Festival" in body(office)


def test_a_register_without_signed_agreements_has_no_network() -> None:
    found = interplay(a_register(), today=TODAY, public_only=True)
    assert (found.density, found.across, ring_of(found)) == (None, None, None)
    assert "No signed agreement" in body(Client().get(address("interplay", a_register().slug)))


def test_an_export_says_what_was_kept() -> None:
    agreement = signed()
    said = services.fulfil(
        promise=agreement.commitments.get(), amount=Decimal("2.5"), on_date=date(2026, 1, 5), remark="Rain", who=None
    )
    services.take_back(fulfilment=said, reason="Another day", who=None)
    with ZipFile(BytesIO(export_agreement(agreement=agreement))) as bundle:
        (promise,) = json.loads(bundle.read("agreement.json"))["promises"]
    (kept,) = promise["kept"]
    assert (promise["what"], promise["waived_why"], kept["amount"], kept["note"]) == (
        "Help with the stage",
        "",
        "2.50",
        "Rain",
    )
    assert kept["taken_back_at"]
