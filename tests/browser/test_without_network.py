"""What a phone shows in a real Chromium without a network, where the server fails, and after a withdrawal."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, expect

from samspel.programme.services.publication import withdraw
from tests.browser.test_journey import browser, look_here, site
from tests.browser.test_phone import swedish
from tests.browser.test_visitors import home, kept, phone

__all__ = ["browser", "home", "phone", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_walk_to_venues_is_told_without_a_network(phone: BrowserContext, home: str) -> None:
    page = phone.new_page()
    page.goto(home)
    kept(page, 1)
    walks = []
    for is_offline in (False, True):
        phone.set_offline(is_offline)
        page.goto(f"{home}venues/?near=kyrkan")
        expect(page.locator(".places .walk")).to_have_count(3)
        walks.append(
            list(zip(*(page.locator(f".places {one}").all_inner_texts() for one in (".name", ".walk")), strict=True))
        )
    assert walks[0] == walks[1]
    assert [name for name, _walk in walks[0]] == ["Kyrkan", "Torget", "Kajen"]


FORGOTTEN = """async () => {
  for (let look = 0; look < 1000; look += 1) {
    if (!(await caches.keys()).some((name) => name.startsWith("samspel-kept"))) return true;
    await new Promise(requestAnimationFrame);
  }
}"""


def test_what_is_withdrawn_is_gone_from_the_phone_in_every_language(
    phone: BrowserContext, home: str, edition: Any
) -> None:
    page = phone.new_page()
    for one in (swedish(home), home):
        page.goto(one)
        kept(page, 1)
    assert page.goto(f"{home}acts/nonesuch/").status == 404
    page.goto(f"{home}acts/tallhamn/")
    kept(page, 1)
    phone.set_offline(True)
    page.goto(f"{swedish(home)}acts/tallhamn/")  # one page that never was is no withdrawal
    phone.set_offline(False)
    page.goto(home)
    kept(page, 1)
    withdraw(edition=edition, who=None)
    assert page.goto(home).status == 410
    assert page.evaluate(FORGOTTEN)
    phone.set_offline(True)
    for one in (home, f"{home}acts/tallhamn/", swedish(home)):
        with pytest.raises(Error, match="ERR_"):
            page.goto(one)


FAILING = "self.fetch = () => Promise.resolve(new Response('Bad gateway', { status: 502 }))"


def test_what_is_kept_holds_while_the_server_fails(phone: BrowserContext, home: str) -> None:
    page = phone.new_page()
    page.goto(home)
    kept(page, 1)
    phone.service_workers[0].evaluate(FAILING)
    page.goto(f"{home}acts/tallhamn/")
    page.get_by_role("heading", level=1, name="Tallhamn").wait_for()
    expect(page.locator(".offline")).to_contain_text("Without network")


NOT_KEPT = ("acts/nonesuch/", "nope/", "1999-12-31/", "changed/1/", "my-night.ics", "paper/pocket.pdf")


def test_a_page_that_is_not_kept_leads_to_what_is(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    page.goto(swedish(home))
    kept(page, 1)
    phone.set_offline(True)
    for rest in NOT_KEPT:
        page.goto(swedish(home) + rest)
        expect(page.locator("h1")).to_have_text("Finns inte i den här telefonen")
        expect(page.locator(".offline")).to_contain_text("Utan nät")
    assert page.title() == "Finns inte i den här telefonen"
    assert look_here(page, "not kept", 360) == []
    page.locator("main").get_by_role("link", name="Akter").click()
    page.get_by_role("heading", level=1, name="Akter").wait_for()
    # What cannot be had says so where it is led to; a language that is kept too can.
    other = page.get_by_role("link", name="English")
    expect(other).to_have_text("English (behöver nät)")
    phone.set_offline(False)
    expect(other).to_have_text("English")
    other.click()
    kept(page, 1)
    phone.set_offline(True)
    page.reload()
    page.get_by_role("heading", level=1, name="Acts").wait_for()
    expect(page.get_by_role("link", name="Samspel", exact=False).last).to_have_text("Samspel (needs a network)")
    expect(page.get_by_role("link", name="Svenska")).to_have_text("Svenska")
    page.get_by_role("link", name="Svenska").click()
    page.get_by_role("heading", level=1, name="Akter").wait_for()
