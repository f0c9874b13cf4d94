"""In a real Chromium: from a file to the public by keyboard, no WCAG violations, complete without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, Page, sync_playwright

from samspel.programme.services.planning import apply_plan, request_plan
from samspel.programme.services.publication import publish
from samspel.programme.types import PlanOptions
from samspel.records.worker import carry_out_now, work
from samspel.report.services import publish_report, request_report
from tests.rooms import names_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
FILE = "band;venue;date;time\nTallhamn;Kajen;2026-09-03;20.00-20.40\nNordljus;Torget;;\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: CI installs it")
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    settings.ADDRESS = live_server.url
    return str(live_server.url)


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/en/sign-in/")
    page.wait_for_function("document.activeElement.id === 'id_email'")  # the field has the focus by itself
    page.keyboard.type("office@example.org")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Look in your mail").wait_for()
    for _look in range(500):  # it is sent after the page, which therefore takes as long for any address
        if mail.outbox:
            break
        page.wait_for_timeout(20)
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith(site))
    page.goto(link)
    page.wait_for_function("document.activeElement.tagName === 'BUTTON'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")


def press(page: Page, name: str) -> None:
    """Press a button as people without a mouse do."""
    page.locator("main").get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_from_a_file_to_the_public_by_keyboard(
    browser: Browser, site: str, edition: Any, people: Any, tmp_path: Path
) -> None:
    page = browser.new_page()
    sign_in(page, site)
    office = f"{site}/en/office/{'/'.join(names_of(edition))}"
    path = tmp_path / "acts.csv"
    path.write_text(FILE, encoding="utf-8")
    page.goto(f"{office}/import/")
    page.get_by_label("File").set_input_files(str(path))
    press(page, "Look at it")
    page.get_by_role("heading", name="What the import does").wait_for()
    press(page, "Import")
    page.get_by_text("“acts.csv” is imported.").wait_for()
    page.goto(f"{office}/plan/")
    page.get_by_label("Seconds to search").fill("1")
    press(page, "Plan")
    page.get_by_text("Waiting for the worker").wait_for()
    assert work(once=True) == 1
    page.get_by_role("heading", name="A plan to look at").wait_for()  # the page looked again by itself
    press(page, "Apply the plan")
    page.get_by_text("The plan is in use.").wait_for()
    page.goto(f"{office}/publish/")
    press(page, "Publish")
    page.get_by_text("Version 1 is published").wait_for()
    visitor = browser.new_context(java_script_enabled=False).new_page()
    visitor.goto(f"{site}/en/{'/'.join(names_of(edition))}/acts/")
    visitor.get_by_role("link", name="Tallhamn").click()
    assert visitor.get_by_role("heading", level=1).inner_text() == "Tallhamn"
    assert (
        visitor.get_by_text("Kajen").or_(visitor.get_by_text("Torget")).or_(visitor.get_by_text("Kyrkan")).count() > 0
    )
    assert visitor.context.cookies() == []


PUBLIC = ("", "now/", "venues/", "venues/kajen/", "acts/", "acts/tallhamn/", "changes/", "report/")
OFFICE = ("", "import/", "stages/", "timetable/", "timetable/problems/", "plan/", "publish/", "report/")


def look_at(page: Page, address: str, width: int) -> list[str]:
    """Return what is wrong with a page: WCAG violations, and being wider than the screen."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    found = [
        f"{address} {one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in Axe().run(page, options=WCAG).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{address} is {wide} wide on {width}"] if wide > width else [])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_wcag_or_is_wider_than_a_phone(
    browser: Browser, site: str, edition: Any, people: Any, scheme: Any
) -> None:
    plan = carry_out_now(request_plan(edition=edition, options=PlanOptions(seconds=1), who=None))
    apply_plan(run=plan, edition=edition, who=None)
    publish(edition=edition, who=None)
    report = carry_out_now(request_report(edition=edition, who=None))
    publish_report(run=report, edition=edition, who=None)
    page = browser.new_context(color_scheme=scheme).new_page()
    names = "/".join(names_of(edition))
    addresses = [f"{site}/en/", f"{site}/en/sign-in/", f"{site}/en/runs/{report.short}/"]
    addresses += [f"{site}/sv/{names}/{part}" for part in PUBLIC]
    wrong = [line for address in addresses for line in look_at(page, address, 360)]
    sign_in(page, site)
    festival = edition.festival.slug
    inside = [f"{site}/en/office/", f"{site}/en/sign-in/account/", f"{site}/en/office/{festival}/team/"]
    inside += [f"{site}/en/office/{festival}/studies/", f"{site}/en/office/{festival}/look/"]
    inside += [f"{site}/en/office/{names}/{part}" for part in (*OFFICE, f"plan/{plan.pk}/")]
    wrong += [line for address in inside for line in look_at(page, address, 1280 if scheme == "light" else 360)]
    assert wrong == []
