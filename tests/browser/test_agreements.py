"""Agreements in a real Chromium: drafted, sent out, read and signed by keyboard, verified; no page breaks WCAG."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser

from samspel.agreements.queries.signing import token_of
from samspel.agreements.services import changing, drafting, registers, sealing, signing
from samspel.agreements.types import Change
from tests.agreements.agreements import a_draft, first_signatory, sign_all
from tests.browser.test_journey import WCAG, browser, sign_in, site

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_agreements_breaks_wcag(browser: Browser, site: str, edition: Any, people: Any, scheme: Any) -> None:
    signed, draft, waits = a_draft(), a_draft("A draft [of what]"), a_draft("Being signed")
    registers.name_keeper(register=signed.register, email="office@example.org", who=None)
    shown = {"is_public": True, "public_sections": ["economy"], "are_promises_public": True}
    drafting.show_agreement(agreement=signed, who=None, **shown)
    debtor, creditor = signed.parties.all()
    signed.commitments.create(debtor=debtor, creditor=creditor, kind="hours", what="Guards", amount=4, unit="hours")
    version = sealing.seal_version(version=sign_all(signed))
    changing.follow_up(agreement=signed, change=Change.RENEWAL, title="Another summer", who=None)
    signing.freeze(agreement=waits, who=None)
    page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
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
        f"{office}{signed.number}/versions/1/",
    ]
    for address in addresses:
        page.goto(f"{site}/en/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        broken = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
        assert broken == [], address
    page.context.close()
