"""The editor in a real Chromium: by keyboard, by drag, undone, with somebody else at it, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from samspel.programme.models import Performance, Placement, Timetable
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.services.editing import pin_set
from samspel.programme.services.scenarios import copy_timetable
from tests.browser.test_journey import browser, look_at, sign_in, site, violations
from tests.rooms import names_of, place

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def timetable(edition: Any, people: Any) -> Timetable:
    place(edition, "Tallhamn", "Kajen", 1200)
    place(edition, "Nordljus", "Kajen", 1260)
    place(edition, "Åskväder", "Torget", 1200)
    found = timetable_in_use(edition)
    assert found is not None
    return found


@pytest.fixture
def office(site: str, edition: Any) -> str:
    """Return the address of the editor."""
    return f"{site}/en/office/{'/'.join(names_of(edition))}/timetable/"


@pytest.fixture
def blank(browser: Browser, site: str, timetable: Timetable) -> Iterator[Page]:
    """Open nothing yet, as the office."""
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    sign_in(opened, site)
    yield opened
    opened.context.close()


@pytest.fixture
def page(blank: Page, office: str) -> Page:
    blank.goto(office)
    return blank


@pytest.fixture
def deaf(blank: Page, office: str) -> Page:
    """Open the editor where it hears of nothing: what a test then changes meets no question of the page's."""
    blank.route("**/state/*", lambda route: route.abort())
    blank.goto(office)
    return blank


def at(timetable: Timetable, name: str) -> tuple[str, int, int] | None:
    row = timetable.placements.select_related("stage__venue").filter(performance__act__name=name).first()
    return (row.stage.venue.name, row.start_minute, row.end_minute) if row else None


def mark(page: Page, name: str) -> Any:
    return page.locator(f'.set[data-name="{name}"]:visible')


def said(page: Page, text: str) -> None:
    page.get_by_role("status").filter(has_text=text).first.wait_for()


def test_every_verb_by_keyboard(page: Page, timetable: Timetable) -> None:
    keys = page.keyboard
    mark(page, "Tallhamn").focus()
    keys.press("Enter")
    said(page, "Tallhamn is picked up.")
    keys.press("ArrowRight")
    said(page, "Kajen 20:05–20:45")
    keys.press("ArrowDown")
    said(page, "Kyrkan 20:05–20:45")
    keys.press("Escape")
    said(page, "Tallhamn stays where it is.")
    assert at(timetable, "Tallhamn") == ("Kajen", 1200, 1240)
    keys.press("Enter")
    said(page, "is picked up")
    keys.press("ArrowDown")
    said(page, "Kyrkan 20:00–20:40")
    keys.press("Enter")
    said(page, "moved Tallhamn from Kajen, Thu 3 Sep 20:00 to Kyrkan, Thu 3 Sep 20:00.")
    assert at(timetable, "Tallhamn") == ("Kyrkan", 1200, 1240)
    keys.press("Control+z")
    said(page, "undid change 4")
    assert at(timetable, "Tallhamn") == ("Kajen", 1200, 1240)
    keys.press("Control+Shift+z")
    said(page, "did change 4 again")
    keys.press("+")
    said(page, "changed the length of Tallhamn from 40 to 45 minutes.")
    keys.press("p")
    said(page, "pinned Tallhamn")
    keys.press("u")
    said(page, "pencilled Tallhamn in")
    keys.press("s")
    said(page, "Tallhamn is to change places")
    keys.press("ArrowUp")
    said(page, "Change places with Nordljus.")
    keys.press("Enter")
    said(page, "let Tallhamn and Nordljus change places.")
    assert at(timetable, "Tallhamn") == ("Kajen", 1260, 1305)
    keys.press("Delete")
    said(page, "took Tallhamn out")
    assert at(timetable, "Tallhamn") is None
    page.wait_for_function("document.activeElement.dataset.name === 'Tallhamn'")  # among those without a place
    keys.press("Enter")
    said(page, "is picked up")
    keys.press("Enter")
    said(page, "placed Tallhamn")


def drag(page: Page, name: str, *, right: float, down: float, from_edge: bool = False, shift: bool = False) -> None:
    box = mark(page, name).bounding_box()
    assert box is not None
    x, y = (box["x"] + box["width"] - 3 if from_edge else box["x"] + 10), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    if not from_edge:
        page.locator(".overlay .same, .overlay .better, .overlay .dearer").first.wait_for(state="attached")
    page.mouse.move(x + right, y + down)
    if shift:
        page.keyboard.down("Shift")
    page.mouse.up()
    if shift:
        page.keyboard.up("Shift")


def pixels(page: Page, minutes: int) -> float:
    """Return how wide some minutes are in the grid."""
    box = mark(page, "Nordljus").bounding_box()
    assert box is not None
    return float(box["width"]) * minutes / 40


def test_verbs_by_drag(page: Page, timetable: Timetable) -> None:
    drag(page, "Nordljus", right=pixels(page, 30), down=28)  # one row down is Kyrkan
    said(page, "moved Nordljus from Kajen, Thu 3 Sep 21:00 to Kyrkan, Thu 3 Sep 21:30.")
    drag(page, "Nordljus", right=pixels(page, 10), down=0, from_edge=True)
    said(page, "changed the length of Nordljus from 40 to 50 minutes.")
    one, other = (mark(page, name).bounding_box() for name in ("Tallhamn", "Åskväder"))
    drag(page, "Tallhamn", right=other["x"] - one["x"] + 5, down=other["y"] - one["y"])
    said(page, "let Tallhamn and Åskväder change places.")
    assert (at(timetable, "Tallhamn"), at(timetable, "Åskväder")) == (("Torget", 1200, 1240), ("Kajen", 1200, 1240))
    drag(page, "Åskväder", right=pixels(page, 12), down=0, shift=True)  # Nordljus is 50 minutes wide by now
    said(page, "shifted Åskväder by 15 minutes.")
    drag(page, "Tallhamn", right=0, down=-2000)
    said(page, "Tallhamn stays where it is.")


def test_a_set_is_dropped_where_it_is_pinned_or_taken_out(page: Page, timetable: Timetable) -> None:
    for zone, sentence in (
        ("pin, or let go", "pinned Nordljus"),
        ("pencil in", "pencilled Nordljus in"),
        ("without a place", "took Nordljus out"),
    ):
        box = mark(page, "Nordljus").bounding_box()
        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 30, box["y"] + 10)
        goal = page.get_by_text(f"Drop here: {zone}")
        goal.hover(force=True)
        page.mouse.up()
        said(page, sentence)
    assert at(timetable, "Nordljus") is None


def test_a_finger_that_rests_on_a_set_drags_it(browser: Browser, page: Page, timetable: Timetable) -> None:
    state = page.context.storage_state()
    tablet = browser.new_context(
        has_touch=True, viewport={"width": 1024, "height": 768}, storage_state=state
    ).new_page()
    tablet.clock.install()
    tablet.goto(page.url)
    box = mark(tablet, "Nordljus").bounding_box()
    assert box is not None
    x, y, width = box["x"] + 10, box["y"] + box["height"] / 2, box["width"]
    hand = tablet.context.new_cdp_session(tablet)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": one, "y": other} for one, other in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    tablet.clock.pause_at(timezone.now() + timedelta(hours=1))
    touch("touchStart", (x, y))
    touch("touchMove", (x + 40, y + 28))  # at once: the page may scroll, the set stays
    touch("touchEnd")
    tablet.clock.resume()
    touch("touchStart", (x, y))
    tablet.locator(".overlay :is(.same, .better, .dearer)").first.wait_for(state="attached")
    touch("touchMove", (x + width * 30 / 40, y + 28))
    touch("touchEnd")
    said(tablet, "moved Nordljus from Kajen, Thu 3 Sep 21:00 to Kyrkan, Thu 3 Sep 21:30.")
    assert at(timetable, "Nordljus") == ("Kyrkan", 1290, 1330)


def test_what_somebody_else_does_is_said_and_shown(deaf: Page, timetable: Timetable, people: Any) -> None:
    people["host"].name = "Anna"
    people["host"].save()
    tallhamn = Performance.objects.get(act__name="Tallhamn")
    pin_set(timetable=timetable, performance=tallhamn, is_pinned=True, who=people["host"])
    deaf.unroute("**/state/*")
    said(deaf, "Anna pinned Tallhamn: Kajen, Thu 3 Sep 20:00.")
    expect(mark(deaf, "Tallhamn")).to_have_class(re.compile(r"\bpinned\b"))


def test_in_a_conflict_a_person_chooses(deaf: Page, timetable: Timetable, people: Any) -> None:
    page = deaf
    tallhamn = Performance.objects.get(act__name="Tallhamn")
    pin_set(timetable=timetable, performance=tallhamn, is_pinned=True, who=people["host"])
    mark(page, "Tallhamn").focus()
    page.keyboard.press("+")
    dialog = page.get_by_role("dialog", name="Somebody else was here first.")
    dialog.get_by_text("host@example.org pinned Tallhamn").wait_for()
    assert at(timetable, "Tallhamn") == ("Kajen", 1200, 1240)
    dialog.get_by_role("button", name="Apply mine").click()
    said(page, "changed the length of Tallhamn from 40 to 45 minutes.")
    assert at(timetable, "Tallhamn") == ("Kajen", 1200, 1245)


def test_without_a_script_the_same_by_form(browser: Browser, page: Page, site: str, timetable: Timetable) -> None:
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    plain.goto(page.url)
    plain.locator(".grid").get_by_role("link", name="Tallhamn").click()
    plain.get_by_role("button", name="Pin it").click()
    plain.get_by_text("pinned Tallhamn").first.wait_for()
    pinned = Placement.objects.filter(timetable=timetable, is_pinned=True)
    assert [one.performance.act.name for one in pinned] == ["Tallhamn"]
    plain.get_by_role("button", name="Undo").click()
    plain.get_by_text("undid change 4").first.wait_for()
    assert not pinned.all().exists()


def test_no_page_of_the_editor_breaks_wcag(blank: Page, office: str, edition: Any, timetable: Timetable) -> None:
    page = blank
    copy = copy_timetable(timetable=timetable, name="Regn", who=None)
    place(edition, "Nordljus", "Kajen", 1210)  # something is wrong, and something can be mended
    parts = ("", "?view=list", f"{timetable.pk}/history/", f"{copy.pk}/", "scenarios/", f"{copy.pk}/delete/")
    tallhamn = Performance.objects.get(act__name="Tallhamn").pk
    parts += (f"{timetable.pk}/compare/{copy.pk}/", f"{timetable.pk}/sets/{tallhamn}/")
    wrong = [line for part in parts for width in (1280, 360) for line in look_at(page, office + part, width)]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(office)
    page.get_by_text("Keys", exact=True).click()
    mark(page, "Tallhamn").focus()
    page.keyboard.press(" ")
    page.get_by_role("heading", name="Places that suit it").wait_for()
    mark(page, "Tallhamn").focus()
    page.keyboard.press("Enter")
    said(page, "is picked up")
    assert [*wrong, *violations(page)] == []
