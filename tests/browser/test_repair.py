"""An act cancels while its manager is on the phone: choose a repair, see it applied and the notices drafted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from samspel.lineup.models import Act
from samspel.places.services import open_all
from samspel.programme.models import Notice
from samspel.programme.queries.planning import timetable_in_use
from tests.browser.test_journey import browser, look_here, sign_in, site
from tests.rooms import names_of, publish_all

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_cancellation_is_mended_without_a_script(browser: Browser, site: str, edition: Any, people: Any) -> None:
    open_all(edition=edition, opens_minute=18 * 60, closes_minute=26 * 60, who=None)
    publish_all(edition)
    Notice.objects.update(state="sent")
    page = browser.new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    sign_in(page, site)
    page.goto(f"{site}/en/office/{'/'.join(names_of(edition))}/timetable/")
    page.get_by_role("link", name="Something has happened").first.click()
    cancels = page.locator("#cancel")
    cancels.get_by_label("Act").select_option("Tallhamn")
    cancels.get_by_role("button", name="Show repairs").click()
    page.get_by_role("heading", name="Tallhamn has cancelled").wait_for()
    page.get_by_role("button", name=re.compile("Use this repair.*Fewest moves")).click()
    page.get_by_text("The repair is in use.").wait_for()
    page.get_by_role("link", name="Look at them and send them").click()
    expect(page.get_by_role("link", name="Tallhamn")).to_have_count(1)
    page.context.close()
    timetable = timetable_in_use(edition)
    assert timetable is not None
    assert not timetable.placements.filter(performance__act__name="Tallhamn").exists()
    assert Act.objects.get(name="Tallhamn").cancelled_at is not None


def test_the_repairs_are_accessible_wide_and_narrow(browser: Browser, site: str, edition: Any, people: Any) -> None:
    open_all(edition=edition, opens_minute=18 * 60, closes_minute=26 * 60, who=None)
    publish_all(edition)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, site)
    act = Act.objects.get(name="Tallhamn").pk
    page.goto(f"{site}/sv/office/{'/'.join(names_of(edition))}/timetable/repair/?what=cancel&act={act}")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert look_here(page, "repair", width) == []
    page.context.close()
