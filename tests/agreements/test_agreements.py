"""Agreements: drafted from a template, signed by link exactly as shown, sealed, verified, changed, ended."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from hashlib import sha256
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
from django.utils.formats import date_format
from pypdf import PdfReader

from samspel.agreements.models import Agreement, Signatory, Version
from samspel.agreements.queries.agreements import chain, earliest_end, history, signatories
from samspel.agreements.queries.registers import Filter, agreements, shipped_template, template
from samspel.agreements.queries.signing import token_of
from samspel.agreements.services import asking, changing, drafting, registers, sealing, signing
from samspel.agreements.snapshot import blanks
from samspel.agreements.types import Change, Kind, State
from samspel.agreements.weighing import QUESTIONS, Form, weigh
from samspel.errors import BadInput, NotFound, Refused
from samspel.ideas.services import tending
from samspel.people.models import User
from samspel.people.services import erase, know_organisation
from samspel.people.types import Sector
from samspel.records.digests import digest_of
from samspel.records.models import Document
from samspel.records.queries import broken_link, came_of
from samspel.records.services.documents import keep_document
from tests.agreements.agreements import PDF, a_draft, a_register, first_signatory, sign_all
from tests.ideas.ideas import an_idea
from tests.rooms import address

pytestmark = pytest.mark.django_db


def now(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def keeper(db: None) -> Any:
    return registers.name_keeper(register=a_register(), email="keeper@example.org", who=None).user


def page_of(agreement: Agreement, view: str = "office-agreement", **words: Any) -> str:
    return address(view, register=agreement.register.slug, agreement=agreement.number, **words)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_agreement_is_drafted_sent_signed_and_in_force(keeper: Any) -> None:
    office, register = client_of(keeper), a_register()
    given = {"title": "Summer of music", "kind": "cooperation", "language": "en"}
    answer = office.post(address("draft-agreement", register.slug), given)
    agreement = Agreement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(agreement))
    words = page_of(agreement, "agreement-words")
    assert "3 words are still to be filled in" not in body(office.get(words))
    sent = {f"heading{n}": one["heading"] for n, one in enumerate(agreement.sections)}
    sent |= {f"text{n}": f"We agree on point {n}." for n in range(len(agreement.sections))}
    office.post(words, sent)
    office.post(
        page_of(agreement, "agreement-terms"),
        {"title": "Summer of music", "starts_on": "2026-12-01", "notice_months": "3"},
    )
    for name, sector in (("Tallköping Municipality", "public"), ("Tallköping Festival", "civil")):
        office.post(page_of(agreement, "add-party"), {"party-organisation": name, "party-sector": sector})
    for number, party in enumerate(now(agreement).parties.all(), start=1):
        values = {
            "name": f"Person {number}",
            "role": "chair",
            "mandate": "§ 4",
            "email": f"p{number}@example.org",
            "position": "1",
        }
        office.post(
            page_of(agreement, "add-signatory", party=party.pk),
            {f"party{party.pk}-{name}": value for name, value in values.items()},
        )
    assert office.post(page_of(agreement, "agreement-freeze")).status_code == 302
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["p1@example.org"], "To sign: Summer of music"),
        (["p2@example.org"], "To sign: Summer of music"),
    ]
    assert now(agreement).state == State.SIGNING
    version = Version.objects.get()
    for letter in mail.outbox[:2]:
        link = re.search(r"http\S+", letter.body)
        assert link is not None
        own, visitor = link[0].removeprefix("http://localhost:8000"), Client()
        page = body(visitor.get(own))
        assert "We agree on point 0." in page
        assert version.digest in page
        assert visitor.post(own, {"digest": version.digest}).status_code == 302
        assert "You signed this text" in body(visitor.get(own))
        assert visitor.post(own, {"digest": version.digest}).status_code == 409
        assert not visitor.cookies
    assert now(agreement).state == State.IN_FORCE
    assert [one.subject for one in mail.outbox[2:]] == ["In force: Summer of music"] * 2
    assert "All have signed: it is in force." in body(Client().get(own))
    assert Client().get(own + "text.pdf").content == bytes(Version.objects.get().sealed.content)
    assert "In force: all have signed." in body(office.get(page_of(agreement)))
    assert broken_link() is None


def test_what_lacks_a_word_a_party_or_a_name_is_not_sent_out() -> None:
    made = drafting.draft_agreement(register=a_register(), title="Late [what]", kind="host", language="en", who=None)
    with pytest.raises(Refused, match="between two parties at least"):
        signing.freeze(agreement=made, who=None)
    for name in ("Church", "Festival"):
        drafting.add_party(agreement=made, organisation=know_organisation(name=name, sector=Sector.CIVIL), who=None)
    with pytest.raises(BadInput) as refused:
        signing.freeze(agreement=made, who=None)
    said = [(one.value, one.reason) for one in refused.value.problems]
    assert said == [
        ("[what]", "is to be filled in, under “Title”."),
        ("[premises]", "is to be filled in, under “Premises and hours”."),
        ("[power, stage, sound]", "is to be filled in, under “Sound, power and stage”."),
        ("[permits]", "is to be filled in, under “Permits and responsibility”."),
        ("[Entry, compensation]", "is to be filled in, under “Economy”."),
        ("Church", "has nobody who signs."),
        ("Festival", "has nobody who signs."),
    ]
    assert (now(made).state, Version.objects.count()) == (State.DRAFT, 0)
    drafting.set_sections(agreement=made, sections=[], who=None)
    with pytest.raises(BadInput, match="has no text yet"):
        signing.freeze(agreement=made, who=None)


def test_it_is_signed_in_order_where_that_was_said() -> None:
    agreement = a_draft(is_signing_in_order=True)
    version = signing.freeze(agreement=agreement, who=None)
    asking.ask(version=version, who=None)
    assert [one.to for one in mail.outbox] == [["ada@example.org"]]
    ada, bo = signatories(agreement)
    with pytest.raises(Refused, match="first comes Ada Ek"):
        signing.sign(version=version, signatory=bo, digest=version.digest)
    assert "Before you: Ada Ek" in body(Client().get(address("sign", token_of(bo)))).replace("\n", " ")
    asking.sign_and_tell(version=version, signatory=ada, digest=version.digest)
    assert [one.to for one in mail.outbox] == [["ada@example.org"], ["bo@example.org"]]
    asking.remind(version=version, who=None)
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (["bo@example.org"], "Reminder, to sign: Summer of music")


def test_a_page_that_is_out_of_date_signs_nothing(keeper: Any) -> None:
    agreement = a_draft()
    old = signing.freeze(agreement=agreement, who=None)
    ada, bo = signatories(agreement)
    signing.sign(version=old, signatory=ada, digest=old.digest)
    office = client_of(keeper)
    withdraw = page_of(agreement, "version-withdraw", version=1)
    assert office.post(withdraw, {"withdraw-reason": ""}).status_code == 422
    assert office.post(withdraw, {"withdraw-reason": "A wrong date"}).status_code == 302
    link = address("sign", token_of(bo))
    assert "There is nothing to sign now" in body(Client().get(link))
    assert Client().get(link + "text.pdf").status_code == 404
    drafting.set_terms(agreement=agreement, title="Autumn of music", who=None)
    new = signing.freeze(agreement=agreement, who=None)
    assert Client().post(link, {"digest": old.digest}).status_code == 409
    assert not new.signatures.exists()
    assert "withdrawn" in body(office.get(page_of(agreement)))
    assert "it never came into force" in body(office.get(page_of(agreement, "agreement-version", version=1)))
    assert [one.name for one in old.signatures.all()] == ["Ada Ek"]


def test_a_new_address_gets_a_link_of_its_own() -> None:
    agreement = a_draft()
    ada = first_signatory(agreement)
    old = token_of(ada)
    drafting.set_signatory(party=ada.party, signatory=ada, email="eva@example.org", who=None)
    assert Client().get(address("sign", old)).status_code == 404
    assert Client().get(address("sign", token_of(ada))).status_code == 200
    for token in ("x", f"{ada.pk}-0", "9" * 30 + "-a"):
        assert Client().get(address("sign", token)).status_code == 404


def test_the_sealed_pdf_holds_text_and_record_and_shows_any_change() -> None:
    version = sealing.seal_version(version=sign_all(a_draft()))
    assert sealing.seal_version(version=version) == version
    content = bytes(version.sealed.content)
    reader = PdfReader(BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages).replace("\n", " ")
    for words in (
        "Summer of music",
        "Each bears their own costs",
        "Ada Ek",
        "Record of signatures",
        version.digest[:20],
    ):
        assert words in text
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    good = sealing.verify_file(content)
    assert (good.is_good, good.is_same, good.seal and good.seal.is_ours, good.version) == (True, True, True, version)
    page, verifier = address("verify"), Client()
    same = verifier.post(page, {"file": SimpleUploadedFile("a.pdf", content)})
    assert "The file is what was signed, to the byte." in body(same)
    place = content.index(b"/Title")
    for changed in (content + b"\n", content[:place] + b"/Tital" + content[place + 6 :]):
        found = sealing.verify_file(changed)
        assert (found.is_good, found.is_same, found.version) == (False, False, version)
        assert "not, byte for byte" in body(verifier.post(page, {"file": SimpleUploadedFile("a.pdf", changed)}))
    broken = sealing.verify_file(content[:place] + b"/Tital" + content[place + 6 :])
    assert broken.seal is not None
    assert not broken.seal.is_intact


def test_verifying_says_what_is_known_and_what_is_not() -> None:
    agreement = a_draft()
    version = signing.freeze(agreement=agreement, who=None)
    page = Client().get(address("verify-digest", version.digest))
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert "Nobody has signed it yet" in body(page)
    assert "ada@example.org" not in body(page)
    assert Client().get(address("verify-digest", "0" * 64)).status_code == 404
    assert Client().post(address("verify"), {"digest": version.digest}).status_code == 302
    for wrong in ({}, {"digest": "abc"}):
        assert Client().post(address("verify"), wrong).status_code == 422
    unknown = Client().post(address("verify"), {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert (unknown.status_code, "no agreement that was signed here" in body(unknown)) == (404, True)
    with pytest.raises(BadInput, match="larger than 10 MB"):
        sealing.verify_file(b"x" * (10 * 2**20 + 1))
    with pytest.raises(NotFound):
        sealing.verify_file(b"")


def test_a_row_altered_behind_its_back_shows() -> None:
    version = sealing.seal_version(version=sign_all(a_draft()))
    content = {**version.content, "title": "Winter of music"}
    Version.objects.filter(pk=version.pk).update(content=content)
    found = sealing.verify_digest(version.digest)
    assert (found.is_good, found.is_text_whole, found.is_kept_whole) == (False, False, True)
    Version.objects.filter(pk=version.pk).update(content=version.content)
    Document.objects.filter(pk=version.sealed_id).update(content=PDF)
    found = sealing.verify_digest(version.digest)
    assert (found.is_good, found.is_text_whole, found.is_kept_whole) == (False, True, False)


def test_what_was_signed_elsewhere_is_kept(keeper: Any) -> None:
    agreement, office = a_draft(), client_of(keeper)
    page = page_of(agreement, "agreement-elsewhere")
    png = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")
    assert office.post(page, {"elsewhere-file": png}).status_code == 409
    assert office.post(page, {"elsewhere-file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    version = Version.objects.get()
    assert (now(agreement).state, version.is_signed_elsewhere, bytes(version.sealed.content)) == (
        State.IN_FORCE,
        True,
        PDF,
    )
    assert sealing.verify_file(PDF).is_good
    assert "outside this service" in body(Client().get(address("verify-digest", version.digest)))
    assert office.get(page_of(agreement, "version-file", version=1)).content == PDF
    assert office.post(page, {"elsewhere-file": SimpleUploadedFile("a.pdf", PDF + b"2")}).status_code == 409


def test_nothing_is_sealed_before_all_have_signed_and_what_failed_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agreement = a_draft()
    version = signing.freeze(agreement=agreement, who=None)
    with pytest.raises(Refused, match="Only what all have signed"):
        sealing.seal_version(version=version)
    with monkeypatch.context() as broken:
        broken.setattr("django.conf.settings.SEAL", "/nowhere.p12")
        for one in signatories(agreement):
            asking.sign_and_tell(version=version, signatory=one, digest=version.digest)
    assert (now(agreement).state, Version.objects.get().sealed) == (State.IN_FORCE, None)
    asking.see_to_agreements()
    assert sealing.verify_digest(version.digest).is_good


def test_amendments_and_renewals_keep_their_history(keeper: Any) -> None:
    first = a_draft(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), notice_months=3)
    with pytest.raises(Refused, match="only what is in force is amended"):
        changing.follow_up(agreement=first, change=Change.AMENDMENT, title="More", who=None)
    sign_all(first)
    office = client_of(keeper)
    office.post(page_of(first, "agreement-follow"), {"follow-change": "renews", "follow-title": "Another summer"})
    later = Agreement.objects.get(follows=first)
    assert (later.title, later.starts_on, later.ends_on, later.change) == (
        "Another summer",
        date(2027, 1, 1),
        None,
        "renews",
    )
    assert [one.name for one in signatories(later)] == ["Ada Ek", "Bo Alm"]
    assert office.post(page_of(first, "agreement-follow"), {"follow-change": "x"}).status_code == 422
    more = changing.follow_up(agreement=now(first), change=Change.AMENDMENT, title="", who=None)
    assert [one.number for one in chain(now(first))] == [first.number, later.number, more.number]
    assert [one.number for one in chain(Agreement.objects.get(pk=more.pk))] == [first.number, more.number]
    assert sign_all(more).content["follows"] == {"number": first.number, "how": "amends"}
    assert "Amendment of number 1" in body(office.get(page_of(more)))
    assert now(first).state == State.IN_FORCE


def test_an_agreement_ends_by_notice_or_when_its_term_is_over(keeper: Any) -> None:
    agreement, office, today = a_draft(notice_months=3), client_of(keeper), timezone.localdate()
    sign_all(agreement)
    page, soon = page_of(agreement, "agreement-notice"), today + timedelta(days=10)
    given = {"notice-ends_on": soon.isoformat(), "notice-reason": "The square is rebuilt."}
    early = office.post(page, given)
    assert (early.status_code, "Notice is 3 months" in body(early)) == (409, True)
    assert office.post(page, {**given, "notice-is_agreed": "on"}).status_code == 302
    assert (now(agreement).state, now(agreement).ends_on) == (State.IN_FORCE, soon)
    assert f"Notice was given: it ends {date_format(soon, 'j F Y')}. The square is rebuilt." in body(
        office.get(page_of(agreement))
    )
    Agreement.objects.update(ends_on=today - timedelta(days=1))
    asking.see_to_agreements()
    assert now(agreement).state == State.ENDED
    with pytest.raises(Refused, match="Only an agreement that is in force"):
        changing.give_notice(agreement=agreement, ends_on=today, is_agreed=True, reason="Again", who=None)


@pytest.mark.parametrize(
    ("months", "today", "earliest"),
    [
        (0, date(2026, 1, 31), date(2026, 1, 31)),
        (1, date(2026, 1, 31), date(2026, 2, 28)),
        (14, date(2026, 11, 30), date(2028, 1, 30)),
    ],
)
def test_notice_is_counted_in_months(months: int, today: date, earliest: date) -> None:
    assert earliest_end(Agreement(notice_months=months), today=today) == earliest


def test_a_party_sees_its_own_and_everybody_what_is_public(keeper: Any) -> None:
    agreement = a_draft()
    church = know_organisation(name="Parish", sector=Sector.CIVIL)
    mine = agreement.parties.first().organisation  # type: ignore[union-attr]
    deputy = registers.name_deputy(register=agreement.register, organisation=mine, email="d@example.org", who=None).user
    other = registers.name_deputy(
        register=agreement.register, organisation=church, email="o@example.org", who=None
    ).user
    assert client_of(other).get(page_of(agreement)).status_code == 403
    assert client_of(deputy).get(page_of(agreement)).status_code == 200
    assert client_of(deputy).post(page_of(agreement, "agreement-freeze")).status_code == 403
    assert "Summer of music" in body(client_of(deputy).get(address("registers")))
    assert "Summer of music" not in body(client_of(other).get(address("registers")))
    form = {"show-is_public": "on", "show-public_sections": ["economy"]}
    client_of(keeper).post(page_of(agreement, "agreement-show"), form)
    public = page_of(agreement, "agreement")
    assert Client().get(public).status_code == 302  # a draft is nobody's but the parties'
    sign_all(agreement)
    shown = body(Client().get(public))
    assert "Each bears their own costs" in shown
    for hidden in ("The parties meet after every edition", "Ada Ek", "ada@example.org"):
        assert hidden not in shown
    assert "Summer of music" in body(Client().get(address("agreements", agreement.register.slug)))
    assert "Tallköping" in body(Client().get(address("agreement-places")))
    client_of(keeper).post(page_of(agreement, "agreement-show"), {})
    assert Client().get(public).status_code == 302


def test_the_register_is_searched_by_state_kind_sector_and_words() -> None:
    first, second = a_draft(), a_draft("Winter lights", kind=Kind.SPONSORSHIP, case_number="KS 2026/7")
    register, everything = first.register, [second, first]
    found = {
        "": Filter(),
        "draft": Filter(state="draft"),
        "sector": Filter(sector="civil"),
        "party": Filter(words="municipality"),
    }
    assert {name: list(agreements(register, show, public_only=False)) for name, show in found.items()} == dict.fromkeys(
        found, everything
    )
    assert list(agreements(register, Filter(kind="sponsor"), public_only=False)) == [second]
    assert list(agreements(register, Filter(words="KS lights"), public_only=False)) == [second]
    assert list(agreements(register, Filter(sector="academia"), public_only=False)) == []
    assert list(agreements(register, Filter(), public_only=True)) == []


def test_pages_of_the_register_ask_as_much_whatever_it_holds(keeper: Any) -> None:
    office, page = client_of(keeper), address("register", a_register().slug)
    a_draft()
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            office.get(page)
        counts.append(len(asked))
        for number in range(4):
            a_draft(f"Number {number}")
    assert counts[0] == counts[1]


def test_a_place_makes_templates_its_own(keeper: Any) -> None:
    register, office = a_register(), client_of(keeper)
    page = address("agreement-template", register=register.slug, kind="lease", code="en")
    shipped = shipped_template("lease", "en")
    sent = {f"heading{n}": one["heading"] for n, one in enumerate(shipped)} | {"text0": "A square."}
    sent |= {"heading1": "", f"heading{len(shipped)}": "Snow", f"text{len(shipped)}": "Cleared by [whom]."}
    assert office.post(page, sent).status_code == 302
    ours = template(register, "lease", "en")
    assert [one["key"] for one in ours] == [*(one["key"] for one in shipped if one != shipped[1]), "own-1"]
    assert ours[-1] == {"key": "own-1", "heading": "Snow", "text": "Cleared by [whom]."}
    made = drafting.draft_agreement(register=register, title="Ice", kind="lease", language="en", who=None)
    assert blanks(made) == [("Snow", "[whom]")]
    assert office.post(page, {"text0": "No heading"}).status_code == 422
    assert "own" in body(office.get(address("register-settings", register.slug)))
    office.post(page, {"reset": "1"})
    assert template(register, "lease", "en") == shipped
    assert office.get(page.replace("lease", "love")).status_code == 404


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_a_template_in_both_languages(kind: str) -> None:
    swedish, english = shipped_template(kind, "sv"), shipped_template(kind, "en")
    assert [one["key"] for one in swedish] == [one["key"] for one in english]
    assert all(one["heading"] and one["text"] for one in swedish + english)


def test_the_thread_leads_from_an_idea_to_the_agreement_and_its_edition(edition: Any, keeper: Any) -> None:
    idea = an_idea()
    tending.show_idea(idea=idea, is_public=True, who=None)
    made = drafting.draft_agreement(
        register=a_register(),
        title="Late concerts",
        kind="host",
        language="en",
        came_from=idea,
        edition=edition,
        who=None,
    )
    assert [(one.title, one.is_target_public) for one in came_of(idea, public_only=False)] == [("Late concerts", False)]
    page = body(client_of(keeper).get(page_of(made)))
    assert idea.sentence in page
    assert edition.name in page


def test_the_people_of_a_register(keeper: Any) -> None:
    register, office = a_register(), client_of(keeper)
    page = address("register-settings", register.slug)
    assert office.post(page, {"what": "keeper", "keeper-email": "x"}).status_code == 422
    office.post(page, {"what": "keeper", "keeper-email": "eva@example.org"})
    deputy = {
        "what": "deputy",
        "deputy-organisation": "Parish",
        "deputy-sector": "civil",
        "deputy-email": "p@example.org",
    }
    office.post(page, deputy)
    office.post(page, deputy)
    assert [one.user.email for one in register.keepers.order_by("pk")] == ["keeper@example.org", "eva@example.org"]
    assert [str(one) for one in register.deputies.all()] == ["p@example.org Parish"]
    office.post(address("take-deputy", register=register.slug, deputy=register.deputies.get().pk))
    eva = register.keepers.get(user__email="eva@example.org")
    erase(user=eva.user, who=None)
    last = register.keepers.get()
    assert office.post(address("take-keeper", register=register.slug, keeper=last.pk)).status_code == 409
    with pytest.raises(Refused, match="is the last who keeps"):
        erase(user=keeper, who=None)
    assert register.deputies.count() == 0


def test_the_host_opens_a_register_and_nobody_else(keeper: Any) -> None:
    page, host = address("registers"), User.objects.create(email="host@example.org", is_host=True)
    assert client_of(keeper).post(page, {"place": "Granstad"}).status_code == 403
    assert client_of(host).post(page, {"place": "Granstad"})["Location"] == address("register", "granstad")
    assert client_of(host).post(page, {"place": "Granstad"}).status_code == 409
    assert registers.open_register(place="Sign", who=None).slug.startswith("sign-")


def test_a_draft_is_put_aside_and_a_party_that_owes_stays(keeper: Any) -> None:
    agreement, office = a_draft(), client_of(keeper)
    debtor, creditor = agreement.parties.all()
    agreement.commitments.create(debtor=debtor, creditor=creditor, kind="hours", what="Guards", amount=4, unit="hours")
    assert office.post(page_of(agreement, "drop-party", party=debtor.pk)).status_code == 409
    agreement.commitments.all().delete()
    office.post(page_of(agreement, "drop-party", party=debtor.pk))
    one = first_signatory(agreement)
    office.post(page_of(agreement, "drop-signatory", signatory=one.pk))
    assert (agreement.parties.count(), signatories(agreement).count()) == (1, 0)
    assert office.post(page_of(agreement, "agreement-aside"), {"aside-reason": " "}).status_code == 422
    assert office.post(page_of(agreement, "agreement-aside"), {"aside-reason": "No money"}).status_code == 302
    assert now(agreement).state == State.WITHDRAWN
    assert "Put aside. No money" in body(office.get(page_of(agreement)))
    assert office.post(page_of(agreement, "agreement-freeze")).status_code == 409


def test_late_signatories_are_reminded_and_addresses_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = a_draft(ends_on=timezone.localdate() + timedelta(days=60))
    version = signing.freeze(agreement=agreement, who=None)
    asking.see_to_agreements()
    asking.see_to_agreements()
    assert len(mail.outbox) == 2
    for days, mails in ((8, 4), (9, 4)):
        later = timezone.now() + timedelta(days=days if days == 8 else 1)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        asking.see_to_agreements()
        assert len(mail.outbox) == mails
    for one in signatories(agreement):
        signing.sign(version=version, signatory=one, digest=version.digest)
    long_after = timezone.now() + timedelta(days=460)
    monkeypatch.setattr(timezone, "now", lambda: long_after)
    asking.see_to_agreements()
    assert now(agreement).state == State.ENDED
    assert [one.email for one in Signatory.objects.all()] == ["", ""]
    assert [one.name for one in version.signatures.all()] == ["Ada Ek", "Bo Alm"]


def test_who_cannot_be_reached_is_named(keeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any) -> None:
        raise OSError("the server said no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = client_of(keeper).post(page_of(a_draft(), "agreement-freeze"), follow=True)
    assert "Not reached: Ada Ek: the server said no" in body(answer)
    assert [one.asked_at for one in Signatory.objects.all()] == [None, None]


SAID = {question.key: "no" for question in QUESTIONS}
TOGETHER = {"initiative": "yes", "both": "yes", "steer": "yes", "idle": "yes"}


@pytest.mark.parametrize(
    ("answers", "form"),
    [
        ({**SAID, **TOGETHER}, Form.PARTNERSHIP),
        ({**SAID, "orders": "yes", "market": "yes", **TOGETHER}, Form.PURCHASE),
        ({**SAID, "orders": "yes", "claims": "yes"}, Form.PURCHASE),
        ({**SAID, "initiative": "yes"}, Form.GRANT),
        ({**SAID, **TOGETHER, "market": "yes"}, Form.UNCLEAR),
        ({}, Form.UNCLEAR),
    ],
)
def test_partnership_grant_or_purchase(answers: dict[str, str], form: Form) -> None:
    weighed = weigh(answers)
    assert weighed.form == form
    assert len(weighed.reasons) + len(weighed.against) <= len(QUESTIONS)
    page = body(Client().get(address("weigh"), {"orders": "unsure", **dict.fromkeys(SAID, "unsure"), **answers}))
    assert f"It looks like {form.label}" in page
    assert "no legal advice" in page


def test_the_history_reads_as_sentences(keeper: Any) -> None:
    agreement = a_draft()
    sign_all(agreement)
    page = body(client_of(keeper).get(page_of(agreement)))
    verbs = {one.verb for one in history(agreement)}
    assert not [verb for verb in verbs if f"<p>{verb}</p>" in page]
    assert keep_document(name="a.pdf", content=PDF, who=None).media_type == "application/pdf"


def test_an_agreement_is_given_out_with_all_that_is_needed_to_check_it(keeper: Any) -> None:
    agreement = a_draft()
    old = signing.freeze(agreement=agreement, who=None)
    signing.withdraw(version=old, reason="A wrong date", who=None)
    version = sealing.seal_version(version=sign_all(agreement))
    answer = client_of(keeper).get(page_of(agreement, "agreement-export"))
    bundle = ZipFile(BytesIO(answer.content))
    names = ["version-2.json", "version-2.pdf", "version-1.json", "version-1.pdf", "agreement.json", "journal.json"]
    assert bundle.namelist() == names
    assert sha256(bundle.read("version-2.json")).hexdigest() == version.digest
    assert bundle.read("version-2.pdf") == bytes(version.sealed.content)
    said = json.loads(bundle.read("agreement.json"))
    signed = [(one["number"], [each["name"] for each in one["signatures"]]) for one in said["versions"]]
    assert (said["state"], signed) == ("force", [(2, ["Ada Ek", "Bo Alm"]), (1, [])])
    for line in json.loads(bundle.read("journal.json")):
        told = [line[name] for name in ("previous", "number", "at", "who", "verb", "subject", "details")]
        assert digest_of(told) == line["digest"]
    assert b"example.org" not in b"".join(bundle.read(name) for name in names if name.endswith("json"))
