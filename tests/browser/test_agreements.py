"""Agreements in a real Chromium: drafted, sent out, read and signed by keyboard, verified; no page breaks WCAG."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, expect

from samspel.agreements.queries.signing import token_of
from samspel.agreements.services import changing, drafting, registers, sealing, signing
from samspel.agreements.types import Change
from samspel.ideas.queries import following
from samspel.ideas.services import inboxes, tending
from samspel.places.services import open_all, set_nights
from tests.agreements.agreements import a_draft, a_register, fill_in, first_signatory, sign_all
from tests.browser.test_journey import browser, look_here, sign_in, site
from tests.ideas.ideas import an_idea
from tests.rooms import publish_all

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_agreement_is_sent_out_signed_by_keyboard_and_verified(
    browser: Browser, site: str, edition: Any, people: Any
) -> None:
    agreement = a_draft()
    registers.name_keeper(register=agreement.register, email="office@example.org", who=None)
    office = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(office, site)
    mail.outbox.clear()
    office.goto(f"{site}/en/office/agreements/tallkoping/{agreement.number}/")
    office.get_by_role("button", name="Freeze and ask to sign").click()
    office.get_by_text("Those whose turn it is have been asked.").wait_for()
    signer = browser.new_page(viewport={"width": 360, "height": 740})
    for letter in list(mail.outbox):
        link = re.search(r"http://\S+?(/\S+)", letter.body)
        assert link is not None
        signer.goto(site + link[1])
        signer.get_by_text("Each bears their own costs unless the list says otherwise.").wait_for()
        signer.get_by_role("button", name="I sign").focus()
        signer.keyboard.press("Enter")
        signer.get_by_text("You signed this text on").wait_for()
    signer.get_by_text("All have signed: it is in force.").wait_for()
    with signer.expect_download() as given:
        signer.get_by_role("link", name="The sealed PDF").click()
    signer.goto(f"{site}/en/agreements/verify/")
    signer.get_by_label("Or the PDF").set_input_files(given.value.path())
    signer.get_by_role("button", name="Verify").click()
    signer.get_by_text("The file is what was signed, to the byte.").wait_for()
    for page in (signer, office):
        page.context.close()


def test_whoever_had_an_idea_follows_it_by_link_to_decision_agreement_and_programme(
    browser: Browser, site: str, edition: Any, people: Any
) -> None:
    idea = an_idea(town="Örebro")
    inboxes.give_inbox_role(inbox=idea.inbox, email="office@example.org", role="caretaker", who=None)
    tending.show_idea(idea=idea, is_public=True, who=None)
    register = a_register("Örebro")
    registers.name_keeper(register=register, email="office@example.org", who=None)
    publish_all(edition)
    office = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(office, site)
    office.goto(f"{site}/en/office/ideas/{idea.inbox.slug}/decisions/new/")
    office.get_by_label("Ideas, by number").fill(str(idea.number))
    office.locator("[name=body]").fill("Culture committee")
    office.locator("[name=date]").fill("2026-03-05")
    office.locator("[name=outcome]").select_option("yes")
    office.locator("[name=text]").fill("Two nights in September.")
    office.locator("[name=is_public]").check()
    office.get_by_role("button", name="Write it down").click()
    expect(office.get_by_text("Written down.")).to_be_visible()
    office.goto(f"{site}/en/office/agreements/{register.slug}/new/")
    office.get_by_label("Title").fill("The churches open late")
    office.get_by_label("Kind").select_option("cooperation")
    office.get_by_label("Language of the text").select_option("en")
    office.get_by_label("Edition it concerns").select_option(label="Testfest 2026")
    office.get_by_label("Decision it came from").select_option(index=1)
    office.locator("main form button.primary").click()
    expect(office.get_by_role("heading", name="The churches open late")).to_be_visible()
    agreement = register.agreements.get()
    sign_all(fill_in(agreement))
    drafting.show_agreement(agreement=agreement, is_public=True, public_sections=[], are_promises_public=True, who=None)
    visitor = browser.new_page(viewport={"width": 360, "height": 740})
    follower = idea.followers.first()
    assert follower is not None
    follow = f"{site}/en/ideas/follow/{following.token_of(follower)}/"
    ours = f"{site}/en/agreements/{register.slug}/{agreement.number}/"
    for name, there in (
        ("Culture committee", f"{site}/en/ideas/{idea.inbox.slug}/decisions/{idea.decisions.get().pk}/"),
        ("The churches open late", ours),
        ("Testfest 2026", f"{site}/en/{edition.festival.slug}/{edition.slug}/"),
    ):
        visitor.goto(follow)
        visitor.get_by_role("region", name="The thread").get_by_role("link", name=name).last.click()
        expect(visitor).to_have_url(there)
    expect(visitor.get_by_role("link", name="Östanvind", exact=True)).to_be_visible()
    for page in (visitor, office):
        page.context.close()


def test_promises_are_written_kept_and_late_on_the_same_page_for_all(
    browser: Browser, site: str, edition: Any, people: Any
) -> None:
    agreement = a_draft(town="Örebro", edition=edition)
    registers.name_keeper(register=agreement.register, email="office@example.org", who=None)
    address = f"agreements/{agreement.register.slug}/{agreement.number}/promises/"
    office = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(office, site)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    for kind, what, amount in (("hours", "Guards at the gates", "4"), ("money", "A grant", "5000")):
        office.goto(f"{site}/en/office/{address}")
        office.get_by_role("link", name="Add a promise").click()
        office.get_by_label("Who promises").select_option(label="Tallköping Municipality")
        office.get_by_label("to whom").select_option(label="Tallköping Festival")
        office.locator("[name=kind]").select_option(kind)
        office.locator("[name=what]").fill(what)
        office.locator("[name=amount]").fill(amount)
        office.locator("[name=value_sek]").fill("5000")
        office.locator("[name=due_date]").fill(yesterday)
        office.get_by_role("button", name="Save").click()
        expect(office.get_by_role("row", name=what)).to_be_visible()
    drafting.show_agreement(agreement=agreement, is_public=True, public_sections=[], are_promises_public=True, who=None)
    sign_all(agreement)
    office.goto(f"{site}/en/office/{address}")
    expect(office.get_by_role("row").filter(has_text="late")).to_have_count(2)
    office.get_by_role("link", name="A grant").click()
    office.locator("[name=amount]").fill("5000")
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_text("5,000 of 5,000")).to_be_visible()
    visitor = browser.new_page(viewport={"width": 360, "height": 740})
    for page, where in ((office, f"office/{address}"), (visitor, address)):
        page.goto(f"{site}/en/{where}")
        expect(page.get_by_role("row", name="A grant").get_by_text("kept", exact=True)).to_be_visible()
        expect(page.get_by_role("row", name="Guards at the gates").get_by_text("late", exact=True)).to_be_visible()
        expect(page.get_by_role("row", name="Tallköping Municipality").last).to_contain_text("50 %")
        page.context.close()


def test_what_presses_leads_to_a_venues_own_duties_where_they_are_settled(
    browser: Browser, site: str, edition: Any, people: Any
) -> None:
    set_nights(edition=edition, first_date=timezone.localdate() + timedelta(days=10), count=1, who=None)
    open_all(edition=edition, opens_minute=18 * 60, closes_minute=25 * 60, who=None)
    page = browser.new_page(viewport={"width": 360, "height": 740})
    sign_in(page, site)
    page.goto(f"{site}/en/office/{edition.festival.slug}/{edition.slug}/duties/")
    settle = page.get_by_text("Done or not relevant").locator("visible=true")
    expect(settle).to_have_count(0)
    page.get_by_role("region", name="Next").get_by_role("link", name="Kyrkan").click()
    expect(page.get_by_role("link", name="What is known of Kyrkan")).to_be_in_viewport()
    kyrkan = page.locator("details", has=page.get_by_role("link", name="What is known of Kyrkan"))
    licence = kyrkan.get_by_role("listitem").filter(has_text="Stim licence").first
    licence.get_by_text("Done or not relevant").click()
    licence.get_by_label("How, or why").fill("The association has one")
    licence.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("region", name="Next").get_by_role("link", name="Kyrkan")).to_have_count(0)
    expect(page.get_by_text("The association has one")).to_be_visible()
    page.context.close()


def test_no_page_of_agreements_breaks_wcag(browser: Browser, site: str, edition: Any, people: Any) -> None:
    signed, draft, waits = a_draft(), a_draft("A draft [of what]"), a_draft("Being signed")
    registers.name_keeper(register=signed.register, email="office@example.org", who=None)
    shown = {"is_public": True, "public_sections": ["economy"], "are_promises_public": True}
    drafting.show_agreement(agreement=signed, who=None, **shown)
    debtor, creditor = signed.parties.all()
    signed.commitments.create(debtor=debtor, creditor=creditor, kind="hours", what="Guards", amount=4, unit="hours")
    version = sealing.seal_version(version=sign_all(signed))
    changing.follow_up(agreement=signed, change=Change.RENEWAL, title="Another summer", who=None)
    signing.freeze(agreement=waits, who=None)
    page = browser.new_page(viewport={"width": 360, "height": 740})
    sign_in(page, site)
    ours, office = "agreements/tallkoping/", "office/agreements/tallkoping/"
    addresses = [
        *("agreements/", ours, f"{ours}{signed.number}/", f"agreements/verify/{version.digest}/", "agreements/verify/"),
        *("agreements/weigh/", "agreements/weigh/?" + "&".join(f"{key}=yes" for key in ("orders", "claims", "market"))),
        *(f"agreements/sign/{token_of(first_signatory(one))}/" for one in (signed, waits, draft)),
        *("office/agreements/", office, f"{office}new/", f"{office}import/"),
        *(f"{office}settings/", f"{office}templates/iop/sv/"),
        *(f"{office}{one.number}/" for one in (signed, draft, waits)),
        *(f"{office}{draft.number}/{page}/" for page in ("words", "terms")),
        *(
            f"{office}{signed.number}/versions/1/",
            f"{office}{signed.number}/promises/",
            f"{ours}{signed.number}/promises/",
        ),
        *(f"{office}duties/", f"office/{edition.festival.slug}/{edition.slug}/duties/"),
    ]
    for address in addresses:
        page.goto(f"{site}/en/{address}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert look_here(page, address, 360) == []
    page.context.close()
