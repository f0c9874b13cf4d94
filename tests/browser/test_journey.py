"""In a real Chromium: from a file to the public by keyboard, no WCAG violations, complete without JavaScript."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from samspel.lineup.queries import standing
from samspel.lineup.services.asking import make_link
from samspel.people.models import User
from samspel.places.services import set_nights
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
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # to tell of all that is well takes most of the time
}
COLOURS = WCAG | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
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
    """Let a page be the office's; the way in by mail is tried once."""
    client = Client()
    client.force_login(User.objects.get(email="office@example.org"), backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])


def sign_in_by_mail(page: Page, site: str) -> None:
    page.goto(f"{site}/en/sign-in/")
    page.wait_for_function("document.activeElement.id === 'id_email'")  # the field has the focus by itself
    page.keyboard.type("office@example.org")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Look in your mail").wait_for()
    for _look in range(1500):  # it is sent after the page, which therefore takes as long for any address
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
    sign_in_by_mail(page, site)
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
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Tallhamn")
    expect(visitor.get_by_text(re.compile("Kajen|Torget|Kyrkan")).first).to_be_attached()
    assert visitor.context.cookies() == []


PUBLIC = ("", "now/", "venues/", "venues/kajen/", "acts/", "acts/tallhamn/", "changes/", "report/")
OFFICE = (
    "",
    "import/",
    "acts/",
    "stages/",
    "timetable/",
    "timetable/problems/",
    "plan/",
    "publish/",
    "notices/",
    "report/",
)


def look_at(page: Page, address: str, width: int) -> list[str]:
    """Return what is wrong with a page: WCAG violations, and being wider than the screen."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    return look_here(page, address, width)


def look_here(page: Page, address: str, width: int) -> list[str]:
    """Return what is wrong with the page as it stands."""
    found = [f"{address} {line}" for line in violations(page)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{address} is {wide} wide on {width}"] if wide > width else [])]


IN_BOTH = {"dark": COLOURS, "light": WCAG}
"""What is looked for in which scheme: dark changes nothing but colours."""


def violations(page: Page, schemes: dict[str, Any] = IN_BOTH) -> list[str]:
    """Return what of the page as it stands breaks WCAG."""
    found: list[dict[str, Any]] = []
    for scheme, options in schemes.items():
        page.emulate_media(color_scheme=scheme)
        found += Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_no_page_breaks_wcag_or_is_wider_than_a_phone(browser: Browser, site: str, edition: Any, people: Any) -> None:
    plan = carry_out_now(request_plan(edition=edition, options=PlanOptions(seconds=1), who=None))
    apply_plan(run=plan, edition=edition, who=None)
    publish(edition=edition, who=None)
    report = carry_out_now(request_report(edition=edition, who=None))
    publish_report(run=report, edition=edition, who=None)
    page = browser.new_page()
    names = "/".join(names_of(edition))
    addresses = [f"{site}/en/", f"{site}/en/sign-in/", f"{site}/en/runs/{report.short}/"]
    addresses += [f"{site}/sv/{names}/{part}" for part in PUBLIC]
    wrong = [line for address in addresses for line in look_at(page, address, 360)]
    sign_in(page, site)
    festival = edition.festival.slug
    inside = [f"{site}/en/office/", f"{site}/en/sign-in/account/", f"{site}/en/office/{festival}/team/"]
    inside += [f"{site}/en/office/{festival}/studies/", f"{site}/en/office/{festival}/look/"]
    act, venue, notice = edition.acts.first(), edition.festival.venues.first(), edition.notices.first()
    of_one = (f"plan/{plan.pk}/", f"acts/{act.pk}/", f"acts/{act.pk}/availability/?when", f"venues/{venue.pk}/")
    inside += [f"{site}/en/office/{names}/{part}" for part in (*OFFICE, *of_one, f"notices/{notice.pk}/")]
    for address in inside:
        wrong += look_at(page, address, 360)
        page.set_viewport_size({"width": 1280, "height": 900})
        wrong += violations(page, schemes={"light": WCAG})
    assert wrong == []


@pytest.mark.parametrize("script", [True, False])
def test_an_act_answers_by_keyboard_on_a_phone(browser: Browser, site: str, edition: Any, script: bool) -> None:
    set_nights(edition=edition, first_date=timezone.localdate() + timedelta(days=30), count=2, who=None)
    act = edition.acts.get(name="Tallhamn")
    address = f"{site}/sv/answer/{make_link(act=act, who=None)}/"
    phone = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 780}).new_page()
    wrong: list[str] = []

    def look(step: str) -> None:
        if script:  # axe is a script itself
            wrong.extend(look_here(phone, step, 360))

    def tab_to(locator: Any) -> None:
        for _press in range(40):
            phone.keyboard.press("Tab")
            if locator.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"{locator} cannot be reached by keyboard")

    phone.goto(address)
    look("first")
    tab_to(phone.get_by_role("link", name="Nej, bara vissa tider"))
    phone.keyboard.press("Enter")
    phone.get_by_text("En kväll hör till det datum den börjar").wait_for()
    look("nights")
    first, second = (phone.get_by_role("group").filter(has=phone.locator("legend")).nth(row) for row in (0, 1))
    expect(first.get_by_label("sen kväll")).to_be_hidden()
    tab_to(first.get_by_label("När som helst"))
    phone.keyboard.press("ArrowUp")  # round to the last of the three
    expect(first.get_by_label("Bara en del")).to_be_checked()
    for part in ("sen kväll", "efter midnatt"):
        tab_to(first.get_by_label(part))
        phone.keyboard.press("Space")
    look("parts")
    tab_to(second.get_by_label("När som helst"))
    phone.keyboard.press("Space")
    tab_to(phone.get_by_role("button", name="Se svaret"))
    phone.keyboard.press("Enter")
    phone.get_by_role("heading", name="Stämmer det här?").wait_for()
    look("check")
    said = phone.locator("p.lead.strong").inner_text()
    tab_to(phone.get_by_role("button", name="Ja, skicka"))
    phone.keyboard.press("Enter")
    phone.get_by_text("Tack. Festivalen har ert svar").wait_for()
    look("thanks")
    assert (said in phone.content(), "sen kväll och efter midnatt" in said) == (True, True)
    assert [windows for _night, windows in standing(act).answer.nights or ()] == [((1200, 1800),), ((0, 2160),)]
    assert (phone.context.cookies(), wrong) == ([], [])
