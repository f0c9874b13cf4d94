"""A study in a real Chromium on a phone's width: register, ask what could be seen, load, estimate, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from samspel.records.worker import work
from tests.browser.test_journey import browser, look_here, press, site
from tests.effects.test_checked_studies import START, UNITS, YEARS, figures
from tests.rooms import address

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TYPED = {
    "slug": "grew",
    "treated": UNITS[0],
    "donors": "\n".join(UNITS[1:]),
    "first_period": YEARS[0],
    "last_period": YEARS[-1],
    "first_treated": YEARS[START],
    "backdated": "2002",
    "base_period": YEARS[0],
}


def look(page: Page) -> None:
    """Expect nothing that keeps anybody out, and nothing beyond a phone's edge."""
    assert look_here(page, page.url, 360) == []


def test_from_a_question_to_a_public_sentence(
    browser: Browser, site: str, edition: Any, client_of: Any, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    cookie = client_of("analyst").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page, names = context.new_page(), (edition.festival.slug, "grew")
    page.goto(site + address("register-study", edition.festival.slug))
    page.get_by_role("link", name="Did the municipality grow more than expected?").click()
    for name, text in TYPED.items():
        page.locator(f"[name={name}]").fill(text)
    look(page)
    press(page, "Register")
    page.get_by_text("The study is registered and can no longer be changed.").wait_for()
    page.get_by_role("link", name="Ask before you look").click()
    before = tmp_path / "before.csv"
    before.write_bytes(figures(until=START))
    page.get_by_label("File with the figures").set_input_files(str(before))
    press(page, "Load")
    page.get_by_text("The figures are loaded.").wait_for()
    press(page, "What could be seen?")
    page.get_by_text("Waiting for the worker").wait_for()
    assert work(once=True) == 1
    page.get_by_role("heading", name="Advice").wait_for()  # the page looked again by itself
    look(page)
    page.goto(site + address("office-study", *names))
    after = tmp_path / "after.csv"
    after.write_bytes(figures(rise=20.0))
    page.get_by_label("File with the figures").set_input_files(str(after))
    press(page, "Load")
    page.get_by_text("Loaded: 25 units, 22 periods.").wait_for()
    press(page, "Estimate")
    page.get_by_text("Waiting for the worker").wait_for()
    assert work(once=True) == 1
    page.get_by_role("heading", name="Answer").wait_for()
    press(page, "Publish")
    page.get_by_text("Everybody can see the study now.").wait_for()
    visitor = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    visitor.goto(site + address("study", *names))
    visitor.get_by_text("A gap of this size is unusual where nothing happened: p = 1/25").wait_for()
    visitor.context.close()
    page.goto(site + address("study", *names))
    look(page)
    context.close()
