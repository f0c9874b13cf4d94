"""The visitors' survey in a real Chromium: a phone without scripts, a tablet without a network; no page breaks WCAG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from samspel.surveys.models import Survey
from samspel.surveys.services.plan import set_spots
from samspel.surveys.services.results import compute_now
from samspel.surveys.services.tablets import make_tablet, revoke_tablet
from samspel.surveys.services.taking import apply, hold
from tests.browser.line import Line, line_to
from tests.browser.test_journey import WCAG, browser, sign_in, site
from tests.rooms import address, names_of
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


def save(page: Page) -> None:
    """Answer and save; the form is empty again when the answer is kept."""
    fill(page)
    page.get_by_role("button", name="Save the answers").click()
    expect(page.get_by_text(re.compile("0 of . answered"))).to_be_visible()


def mend(interview: Interview, page: Page) -> None:
    """Let the network be back, and the page hear of it; it may have tried again by itself already."""
    interview.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")


@dataclass
class Interview:
    """An interviewer's tablet on a line that can be cut."""

    survey: Survey
    line: Line
    address: str
    context: BrowserContext

    def window(self) -> Page:
        """Open the tablet's page where there is a network, and wait until it opens without one."""
        page = self.context.new_page()
        page.goto(self.line.address + self.address)
        page.get_by_text("Ready without network", exact=True).wait_for()
        page.get_by_label("Where and when").select_option(str(a_spot(self.survey).pk))
        return page

    @property
    def nights(self) -> list[float]:
        """How many nights each answer that came in says."""
        return [one.answers["nights"] for one in self.survey.responses.order_by("pk")]


@pytest.fixture
def interview(browser: Browser, site: str, edition: Any) -> Iterator[Interview]:
    survey = a_survey(edition, slug="short")
    token = make_tablet(survey=survey, name="Tablet 1", who=None)
    context = browser.new_context(viewport={"width": 800, "height": 1100}, locale="en-GB", accept_downloads=True)
    with line_to(site) as line:
        yield Interview(survey, line, address("tablet", token), context)
        context.close()


def test_a_tablet_keeps_answers_without_a_network_and_sends_each_once(interview: Interview) -> None:
    page = interview.window()
    interview.line.cut()
    page.reload()
    for waiting in ("1 answer waits on this tablet.", "2 answers wait on this tablet."):
        save(page)
        expect(page.locator("#waiting")).to_have_text(waiting)
    page.reload()
    expect(page.locator("#waiting")).to_have_text("2 answers wait on this tablet.")
    expect(page.locator("#said")).to_have_text("No network: answers stay here until it is back.")
    page.get_by_role("radio", name="In another country").check()
    page.get_by_role("link", name="Svenska").click()  # a talk goes on in the other language
    expect(page.get_by_text("1 av 6 besvarade")).to_be_visible()
    expect(page.get_by_role("radio", name="I ett annat land")).to_be_checked()
    assert interview.nights == []
    page.get_by_role("button", name="Skicka nu").click()  # while there is no network: what waits is kept
    expect(page.locator("#waiting")).to_have_text("2 svar väntar på den här plattan.")
    mend(interview, page)
    expect(page.locator("#waiting")).to_have_text("Allt är skickat.")
    assert interview.nights == [2, 2]
    assert set(interview.survey.responses.values_list("spot", "door")) == {(a_spot(interview.survey).pk, "tablet")}


def test_two_windows_of_a_tablet_lose_nothing_and_send_each_answer_once(interview: Interview) -> None:
    windows = [interview.window(), interview.window()]
    interview.line.cut()
    for page in windows * 2:
        page.bring_to_front()
        save(page)
    for page in windows:
        expect(page.locator("#waiting")).to_have_text("4 answers wait on this tablet.")
    interview.line.mend()
    for page in windows:
        page.evaluate("dispatchEvent(new Event('online'))")  # both at once
    for page in windows:
        expect(page.locator("#waiting")).to_have_text("Everything is sent.")
    assert interview.nights == [2] * 4


def test_an_answer_that_is_refused_is_corrected_or_dropped_by_name(interview: Interview) -> None:
    page, survey = interview.window(), interview.survey
    nights = page.get_by_label("On how many of the festival’s nights")
    fill(page)
    nights.fill("99")
    page.keyboard.press("Control+Enter")
    page.get_by_text("“99” is not between 1 and 14.").wait_for()  # while who answers is still there
    expect(nights).to_be_focused()
    for _visitor in range(2):
        interview.line.cut()
        save(page)
    set_spots(survey=survey, nights=survey.edition.nights.all()[1:], venues=survey.festival.venues.all(), who=None)
    mend(interview, page)
    page.get_by_role("link", name="2 not taken in").click()
    page.reload()
    refused = page.get_by_role("region", name="On this tablet").get_by_role("listitem")
    expect(refused.get_by_text("Where and when: Select a valid choice.")).to_have_count(2)
    assert Axe().run(page, options=WCAG).response["violations"] == []
    refused.first.get_by_role("button", name="Open and correct").click()
    expect(page.get_by_label("Where and when")).to_be_focused()
    expect(nights).to_have_value("2")
    page.get_by_label("Where and when").select_option(str(a_spot(survey).pk))
    page.get_by_role("button", name="Save the answers").click()
    expect(page.locator("#waiting")).to_have_text("Everything else is sent.")
    expect(refused).to_have_count(1)
    assert interview.nights == [2]
    refused.get_by_role("button", name="Drop it").click()
    page.get_by_role("dialog").get_by_text("Drop the answer from").wait_for()
    assert Axe().run(page, options=WCAG).response["violations"] == []
    page.get_by_role("button", name="Keep it").click()
    expect(refused).to_have_count(1)
    refused.get_by_role("button", name="Drop it").click()
    page.get_by_role("dialog").get_by_role("button", name="Drop it").click()
    expect(refused).to_have_count(0)
    expect(page.locator("#waiting")).to_have_text("Everything is sent.")
    assert interview.nights == [2]


def test_what_a_tablet_cannot_read_or_keep_is_said_and_not_lost(interview: Interview) -> None:
    page = interview.window()
    page.evaluate("n => localStorage.setItem(`samspel-tablet:${n}:broken`, '{half an ans')", interview.survey.pk)
    page.reload()
    page.get_by_text("Something that this tablet had kept cannot be read.").wait_for()
    with page.expect_download() as found:
        page.get_by_role("button", name="Save what cannot be read").click()
    assert "{half an ans" in found.value.path().read_text()
    page.evaluate(FULL)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("This browser has no room to keep answers").wait_for()
    interview.line.cut()
    fill(page)
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_text("This answer is still in the form and nowhere else.").wait_for()
    interview.line.mend()
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_text("Taken in. Ready for the next person.").wait_for()
    assert interview.nights == [2]


FULL = """() => {
    for (let size = 1 << 22; size > 1; size >>= 1)
        for (let n = 0; n < 9; n += 1)
            try { localStorage.setItem(`full ${size} ${n}`, "x".repeat(size)); } catch { break; }
}"""


def test_a_tablet_whose_link_was_taken_back_saves_a_file_that_the_office_takes_in(interview: Interview) -> None:
    page, survey = interview.window(), interview.survey
    interview.line.cut()
    save(page)
    revoke_tablet(tablet=survey.tablets.get(), who=None)
    interview.line.mend()
    page.reload()
    page.get_by_text("Open a new link from the festival office on this tablet").wait_for()
    expect(page.locator("#waiting")).to_have_text("1 answer waits on this tablet.")
    with page.expect_download() as found:
        page.get_by_role("button", name="Save as a file").click()
    assert found.value.suggested_filename == "testfest-2026-tablet-1.csv"
    held = hold(survey=survey, name="tablet.csv", content=found.value.path().read_bytes(), who=None)
    assert apply(intake=held, survey=survey, who=None) == 1
    assert set(survey.responses.values_list("spot", "door")) == {(a_spot(survey).pk, "tablet")}
    page.goto(interview.line.address + address("tablet", make_tablet(survey=survey, name="Tablet 2", who=None)))
    expect(page.locator("#waiting")).to_have_text("Everything is sent.")  # by the new link, and known again
    assert interview.nights == [2]


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
    for path in found if scheme == "light" else found[::3]:  # one style sheet colours them all
        page.goto(f"{site}/en/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        broken = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
        assert broken == [], path
    page.context.close()
