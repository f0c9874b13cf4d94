"""Ideas in a real Chromium: left by keyboard, confirmed by the link, answered by a caretaker; no page breaks WCAG."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser

from samspel.ideas.services import inboxes, tending
from tests.browser.test_journey import browser, look_here, sign_in, site
from tests.ideas.ideas import some_idea

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_idea_is_left_followed_and_answered(browser: Browser, site: str, edition: Any, people: Any) -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=people["office"])
    visitor = browser.new_page(viewport={"width": 360, "height": 740})
    visitor.goto(f"{site}/en/ideas/{inbox.slug}/")
    visitor.get_by_label("Your idea in one sentence").focus()
    visitor.keyboard.type("Late concerts in the churches")
    visitor.get_by_label("Your e-mail address").focus()
    visitor.keyboard.type("bo@example.org")
    visitor.keyboard.press("Enter")
    visitor.get_by_text("Thank you. A link is on its way").wait_for()
    link = re.search(r"http://\S+?(/\S+)", mail.outbox[0].body)
    assert link is not None
    visitor.goto(site + link[1])
    visitor.get_by_role("button", name="Confirm").click()
    visitor.get_by_text("Nobody has read it yet.").wait_for()
    office = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(office, site)
    office.goto(f"{site}/en/office/ideas/{inbox.slug}/")
    office.get_by_role("link", name="Late concerts in the churches").click()
    office.get_by_role("button", name="Show it to everybody").click()
    office.get_by_role("button", name="Hide it from everybody").wait_for()
    office.get_by_label("Stage").select_option("looked")
    office.locator("#id_move-reason").fill("The dean has said yes to one night.")
    office.get_by_role("button", name="Move it on").click()
    office.get_by_text("The dean has said yes to one night.").first.wait_for()
    visitor.reload()
    visitor.get_by_text("From “new” to “being looked at”. The dean has said yes to one night.").wait_for()
    for page in (visitor, office):
        page.context.close()


def test_no_page_of_ideas_breaks_wcag(browser: Browser, site: str, edition: Any, people: Any) -> None:
    idea = some_idea()
    inboxes.give_inbox_role(inbox=idea.inbox, email="office@example.org", role="caretaker", who=None)
    tending.show_idea(idea=idea, is_public=True, who=None)
    page = browser.new_page(viewport={"width": 360, "height": 740})
    sign_in(page, site)
    ours = idea.inbox.slug
    decision, dialogue = idea.decisions.get(), idea.dialogues.get()
    addresses = [
        *("ideas/", f"ideas/{ours}/", f"ideas/{ours}/{idea.number}/", f"ideas/{ours}/timeline/"),
        *(f"ideas/{ours}/decisions/{decision.pk}/", f"ideas/{ours}/dialogues/{dialogue.pk}/"),
        *("office/ideas/", f"office/ideas/{ours}/", f"office/ideas/{ours}/?view=list"),
        *(f"office/ideas/{ours}/{idea.number}/", f"office/ideas/{ours}/settings/", f"office/ideas/{ours}/dialogues/"),
        *(f"office/ideas/{ours}/decisions/new/", f"office/ideas/{ours}/dialogues/new/"),
    ]
    for address in addresses:
        page.goto(f"{site}/en/{address}")
        assert look_here(page, address, 360) == []
    page.context.close()
