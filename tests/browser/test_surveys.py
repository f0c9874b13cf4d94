"""The visitors' survey in a real Chromium: a phone without scripts, a tablet without a network; no page breaks WCAG."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from samspel.surveys.models import Survey
from samspel.surveys.services.results import compute_now
from samspel.surveys.services.tablets import make_tablet
from tests.browser.test_journey import WCAG, browser, sign_in, site
from tests.rooms import names_of
from tests.surveys.surveys import TEXT, VISITOR, a_spot, a_survey, an_answer

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page: Page) -> None:
    """Answer what must be answered of the short survey, by keyboard and touch."""
    page.get_by_role("radio", name="In another country").check()
    page.get_by_label("On how many of the festival’s nights").fill("2")
    page.get_by_role("group", name="Is the festival your main reason").get_by_role("radio", name="Yes").check()
    page.get_by_role("group", name="Would you have been in town anyway").get_by_role("radio", name="No").check()


def test_a_phone_without_scripts_answers_and_takes_it_back(browser: Browser, site: str, edition: Any) -> None:
    survey = a_survey(edition, slug="short")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/ask/{a_spot(survey).code}/")
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Something is missing").wait_for()
    fill(page)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert survey.responses.get().answers == {"origin": "abroad", "nights": 2.0, "reason": "yes", "anyway": "no"}
    page.get_by_role("link", name="Take them back").click()
    page.get_by_role("button", name="Erase my answers").click()
    page.get_by_text("Your answers are erased.").wait_for()
    assert survey.responses.get().answers == {}
    assert context.cookies() == []
    context.close()


def test_a_tablet_keeps_answers_without_a_network_and_sends_each_once(
    browser: Browser, site: str, edition: Any
) -> None:
    survey = a_survey(edition, slug="short")
    token = make_tablet(survey=survey, name="Tablet 1", who=None)
    context = browser.new_context(viewport={"width": 800, "height": 1100}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/en/tablet/{token}/")
    page.locator("html[data-kept]").wait_for(state="attached")
    context.set_offline(True)
    page.reload()
    page.get_by_label("Where and when").select_option(str(a_spot(survey).pk))
    for waiting in ("1 answer waits on this tablet.", "2 answers wait on this tablet."):
        fill(page)
        page.get_by_role("button", name="Save the answers").click()
        page.get_by_text(waiting).wait_for()
    assert survey.responses.count() == 0
    context.set_offline(False)
    page.get_by_text("Everything is sent.").wait_for()
    page.reload()
    page.get_by_text("Everything is sent.").wait_for()
    assert [(one.spot, one.door) for one in survey.responses.select_related("spot")] == [(a_spot(survey), "tablet")] * 2
    context.close()


def addresses(survey: Survey, token: str) -> list[str]:
    office = f"office/{'/'.join(names_of(survey.edition))}/surveys"
    pages = ("", "words/", "preview/", "questions/", "questions/new/", "questions/origin/", "plan/", "plan/print/")
    more = ("tablets/", "margins/", "answers/", "results/", "assumptions/")
    return [
        *(f"ask/{a_spot(survey).code}/", f"ask/{a_spot(survey).code}/thanks/?receipt=abc", "ask/withdraw/"),
        *(f"tablet/{token}/", f"{office}/"),
        *(f"{office}/{survey.pk}/{page}" for page in (*pages, *more)),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_surveys_breaks_wcag(browser: Browser, site: str, edition: Any, people: Any, scheme: Any) -> None:
    survey = a_survey(edition)
    an_answer(survey, {**VISITOR, **TEXT}, spot=a_spot(survey))
    token = make_tablet(survey=survey, name="Tablet 1", who=None)
    compute_now(survey=survey, who=None)
    page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    sign_in(page, site)
    found = addresses(survey, token)
    for address in found if scheme == "light" else found[::3]:  # one style sheet colours them all
        page.goto(f"{site}/en/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        broken = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
        assert broken == [], address
    page.context.close()
