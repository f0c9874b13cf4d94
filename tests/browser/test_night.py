"""Counting at doors in a real Chromium: without a network, by two at once, by keyboard; no page breaks WCAG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from samspel.night.counting import WATCHED, count, night_of, standing
from samspel.night.models import Tap
from samspel.night.queries.counts import count_of, zone_of
from samspel.night.queries.doors import device
from samspel.night.services.doors import add_door, make_device, revoke_device
from samspel.night.types import Count, Mark, Tapped
from samspel.places.models import Venue
from samspel.places.services import set_nights
from tests.browser.line import Line, line_to
from tests.browser.test_journey import WCAG, browser, look_here, sign_in, site
from tests.rooms import address, names_of

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 640}


@dataclass
class Post:
    """A phone at a door on a line that can be cut."""

    venue: Venue
    line: Line
    token: str
    context: BrowserContext

    def window(self) -> Page:
        """Open the page where there is a network, and wait until it opens without one."""
        page = self.context.new_page()
        page.goto(self.line.address + address("door", self.token))
        expect(page.locator("#readiness")).to_have_text("Ready without network")
        return page

    @property
    def count(self) -> Count:
        """What has come in."""
        return count_of(self.venue, night_of(timezone.now(), zone_of(self.venue.festival)))


@pytest.fixture
def post(browser: Browser, site: str, edition: Any) -> Iterator[Post]:
    set_nights(edition=edition, first_date=timezone.localdate(), count=2, who=None)
    venue = edition.festival.venues.get(name="Kajen")
    venue.fire_limit_persons, venue.staff_persons = 8, 3
    venue.save()
    token = make_device(edition=edition, venue=venue, name="Front", who=None)
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)
    with line_to(site) as line:
        yield Post(venue, line, token, context)
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page) -> None:
    page.get_by_role("button", name="The door opens").click()
    expect(page.locator("#now")).to_have_text("0")


def is_shared(page: Page) -> None:
    """Wait until all that was tapped has come to the server."""
    expect(page.locator("#waiting")).to_have_text("")
    expect(page.locator("#outcome")).to_have_text("All phones at this venue see this number.")


def test_a_phone_counts_on_without_a_network_and_each_tap_comes_in_once(post: Post) -> None:
    page = post.window()
    begin(page)
    press(page, "In")
    press(page, "In")
    press(page, "Out")
    expect(page.locator("#now")).to_have_text("1")
    is_shared(page)
    assert (post.count.arrivals, post.count.departures, post.count.inside) == (2, 1, 1)
    post.line.cut()
    page.get_by_role("group", name="Persons at once").get_by_text("3", exact=True).click()
    press(page, "In")
    expect(page.locator("#now")).to_have_text("4")
    expect(page.locator("#waiting")).to_have_text("1 tap waits here.")
    page.reload()
    expect(page.locator("#now")).to_have_text("4")
    expect(page.locator("#outcome")).to_have_text("No network. Counting goes on; what you tap is kept here.")
    press(page, "In")
    press(page, "Undo")
    press(page, "Out")
    expect(page.locator("#now")).to_have_text("3")
    expect(page.locator("#last")).to_contain_text("1 out at")
    expect(page.locator("#waiting")).to_have_text("4 taps wait here.")
    page.get_by_role("link", name="Svenska").click()  # somebody else takes over
    expect(page.locator("#waiting")).to_have_text("4 tryck väntar här.")
    expect(page.locator("#now")).to_have_text("3")
    post.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("")
    expect(page.locator("#now")).to_have_text("3")
    assert (post.count.arrivals, post.count.departures, post.count.inside) == (5, 2, 3)
    assert Tap.objects.count() == 8


def test_two_phones_see_one_number_and_what_one_takes_back_both_lose(
    post: Post, edition: Any, browser: Browser
) -> None:
    other = make_device(edition=edition, venue=post.venue, name="Back", who=None)
    page, there = post.window(), browser.new_context(viewport=PHONE, locale="en-GB")
    second = there.new_page()
    second.goto(post.line.address + address("door", other))
    begin(page)
    press(page, "In")
    is_shared(page)
    second.evaluate("dispatchEvent(new Event('online'))")
    expect(second.locator("#now")).to_have_text("1")
    press(second, "In")
    is_shared(second)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#now")).to_have_text("2")
    post.line.cut()
    press(page, "Undo")  # the first guest: the server has that tap already
    expect(page.locator("#now")).to_have_text("1")
    expect(page.locator("#last")).to_contain_text("The door opened at")
    post.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    is_shared(page)
    expect(page.locator("#now")).to_have_text("1")
    assert (post.count.arrivals, post.count.inside) == (1, 1)
    there.close()


def test_a_full_house_says_so_in_words_and_shape_and_still_counts(post: Post) -> None:
    page = post.window()
    begin(page)
    page.get_by_role("group", name="Persons at once").get_by_text("5", exact=True).click()
    expect(page.get_by_text("5 places left")).to_be_visible()
    expect(page.get_by_role("alert").get_by_text("FULL")).to_be_hidden()
    press(page, "In")
    expect(page.get_by_text("FULL")).to_be_visible()
    expect(page.get_by_text("Nobody more may come in.")).to_be_visible()
    assert look_here(page, "full", 360) == []
    press(page, "In")
    expect(page.get_by_text("1 too many inside")).to_be_visible()
    press(page, "Out")
    press(page, "Out")
    expect(page.get_by_text("1 place left")).to_be_visible()
    for name in ("In", "Out"):  # a third of the screen each
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["height"] >= PHONE["height"] / 3
        assert box["y"] + box["height"] <= PHONE["height"]
    is_shared(page)


def test_all_of_a_night_goes_by_keyboard(post: Post) -> None:
    page = post.window()
    page.get_by_role("button", name="Counting starts").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_have_text("0 in, 0 out: count heads to know how many are inside")
    page.get_by_text("Count heads", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("#now")).to_have_text("2")
    page.get_by_role("radio", name="1", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="In", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#now")).to_have_text("4")
    page.get_by_text("Stop or close", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="The door opens")).to_be_visible()
    is_shared(page)
    marks = ["starts", "heads", "in", "closes"]
    assert list(Tap.objects.values_list("mark", flat=True)) == marks


def test_what_is_refused_is_named_and_what_waits_under_an_ended_link_goes_by_the_next(post: Post, edition: Any) -> None:
    yard = add_door(venue=post.venue, name="The yard", who=None)
    page = post.window()
    page.get_by_label("Door").select_option("The yard")
    begin(page)
    is_shared(page)
    expect(page.get_by_text("Nobody counts at: the door")).to_be_visible()
    post.line.cut()
    press(page, "In")
    expect(page.locator("#waiting")).to_have_text("1 tap waits here.")
    yard.venue = edition.festival.venues.get(name="Torget")
    yard.save()
    post.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    refused = page.get_by_text("This door is not of this venue.")
    expect(refused).to_be_visible()
    assert look_here(page, "refused", 360) == []
    page.get_by_role("button", name="Drop it").click()
    expect(refused).to_be_hidden()
    page.reload()
    begin(page)
    is_shared(page)
    post.line.cut()
    press(page, "In")
    revoke_device(device=device(post.token), who=None)
    post.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#outcome")).to_contain_text("This link works no more.")
    fresh = make_device(edition=edition, venue=post.venue, name="New", who=None)
    page.goto(post.line.address + address("door", fresh))
    is_shared(page)
    assert post.count.arrivals == 1


CHOICES = (Mark.OPENS, Mark.STARTS, Mark.HEADS, Mark.STOPS, Mark.CLOSES, *(Mark.IN, Mark.OUT) * 4, *[Mark.UNDOES] * 3)


def a_case(random: Random) -> dict[str, Any]:
    """Return a night of one phone: what the server has of it, what waits, and how it stands with all of it.

    Whoever taps takes back the last that stands, also where the server has it already.
    """
    begins = datetime(2026, 9, 3, 4, tzinfo=UTC)
    taps: list[Tapped] = []
    was: dict[UUID, dict[str, Any]] = {}
    for minute in range(random.randrange(1, 14)):
        mark, at = random.choice(CHOICES), begins + timedelta(minutes=minute)
        stands = standing(taps)
        if mark == Mark.UNDOES and not stands:
            continue
        last = stands[-1].key if mark == Mark.UNDOES else None
        one = Tapped(UUID(int=random.getrandbits(128)), 1, mark, at, random.randrange(1, 6), last)
        before, after = said(taps), said([*taps, one])
        was[one.key] = {**plain(one), "begun": before["begun"], "before": before["inside"], "after": after["inside"]}
        taps.append(one)
    here = random.randrange(len(taps) + 1)
    waits = [plain(one) | ({"was": was[one.undoes]} if one.undoes else {}) for one in taps[here:]]
    return {"state": said(taps[:here]), "waits": waits, "stands": said(taps)}


def plain(one: Tapped) -> dict[str, Any]:
    """Return a tap as a phone reads it."""
    at, undoes = one.at, str(one.undoes) if one.undoes else None
    times = {"at": at.isoformat(), "time": at.timestamp() * 1000}
    return {"id": str(one.key), "mark": one.mark, "door": "1", "persons": one.persons, "undoes": undoes, **times}


def said(taps: list[Tapped]) -> dict[str, Any]:
    """Return how a venue stands as the server counts it."""
    night, entries = (datetime(2026, 9, 3, 4, tzinfo=UTC), datetime(2026, 9, 4, 4, tzinfo=UTC)), standing(taps)
    found = count(taps, doors=[1], night=night)
    watch = {Mark.STOPS: "stopped", Mark.CLOSES: "shut"}.get(entries[-1].mark, "on") if entries else "never"
    return {
        "begins": night[0].isoformat(),
        "ends": night[1].isoformat(),
        "inside": found.inside,
        "arrivals": found.arrivals,
        "departures": found.departures,
        "begun": any(one.mark in WATCHED for one in entries),
        "doors": {"1": watch},
    }


def test_a_phone_counts_what_waits_as_the_server_does(post: Post) -> None:
    random = Random(7)  # noqa: S311 - the same each time
    cases = [a_case(random) for _case in range(300)]
    page = post.window()
    found = page.evaluate(
        """async ([address, cases]) => {
            const { folded } = await import(address);
            const now = Date.parse("2026-09-03T20:00Z");
            return cases.map(({ state, waits }) => folded(state, waits, now));
        }""",
        ["/static/samspel/night/folding.js", cases],
    )
    names = ("inside", "arrivals", "departures")
    for case, stands in zip(cases, found, strict=True):
        assert [stands[name] for name in names] == [case["stands"][name] for name in names], case
        is_counted_from_here = not any(one.get("was") for one in case["waits"])
        assert not is_counted_from_here or stands["doors"] == case["stands"]["doors"], case


def test_a_phone_without_scripts_counts_all_the_same(post: Post, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="en-GB")
    page = context.new_page()
    page.goto(post.line.address + address("door", post.token))
    begin(page)
    page.get_by_role("group", name="Persons at once").get_by_text("5", exact=True).click()
    press(page, "In")
    expect(page.get_by_text("FULL")).to_be_visible()
    press(page, "Undo")
    expect(page.locator("#now")).to_have_text("0")
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_night_breaks_wcag(browser: Browser, post: Post, edition: Any, people: Any, scheme: Any) -> None:
    phone = post.window()
    begin(phone)
    press(phone, "In")
    is_shared(phone)
    page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    sign_in(page, post.line.address)
    venue, names = post.venue.pk, names_of(edition)
    found = [
        address("door", post.token),
        address("door-takings", post.token),
        address("night", *names),
        *(address(name, *names, venue) for name in ("night-venue", "night-log", "night-takings", "door-links")),
    ]
    for path in found if scheme == "light" else found[::2]:  # one style sheet colours them all
        page.goto(post.line.address + path)
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        broken = [one["id"] for one in Axe().run(page, options=WCAG).response["violations"]]
        assert broken == [], path
    page.context.close()
