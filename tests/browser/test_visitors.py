"""Visitors' pages in a real Chromium: star, plan, reload without a network, take along, by keyboard, half broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Page, expect
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from samspel.engines.timetable import evenings
from samspel.places.models import Venue
from samspel.places.services import set_nights
from samspel.programme.queries.publication import shown
from samspel.programme.search import entries, found
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish
from tests.browser.test_journey import browser, look_here, site
from tests.rooms import names_of, place, publish_all

__all__ = ["browser", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(site: str, edition: Any) -> str:
    """Return the address of a published programme whose nights are still to come."""
    set_nights(edition=edition, first_date=timezone.localdate() + timedelta(days=10), count=2, who=None)
    publish_all(edition)
    return f"{site}/en/{'/'.join(names_of(edition))}/"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 780})
    yield context
    context.close()


def modules(page: Page, home: str) -> None:
    page.goto(f"{home}changes/")
    page.locator("html.scripted").wait_for(state="attached")


# ——— the same answers in the browser as in Python


def instance(seed: int, sets: int, acts: int) -> dict[str, Any]:
    """A festival of four nights on 25 venues as plain values, everything starred."""
    random = np.random.default_rng(seed)
    at = random.random((25, 2)) * 900
    walks = np.ceil(np.linalg.norm(at[:, None] - at[None], axis=2) * 1.3 / 75).astype(int)
    of_act = [*range(acts), *random.integers(0, acts, sets - acts).tolist()]
    worth = np.where(random.random(acts) < 0.3, 3, 1)
    plain = []
    for act in of_act:
        night, start = int(random.integers(4)), int(random.integers(16 * 12, 25 * 12)) * 5
        begins = night * 1440 + start
        minutes = int(random.choice([30, 40, 45]))
        plain.append(
            {"act": act, "night": night, "venue": int(random.integers(25)), "from": begins, "to": begins + minutes,
             "worth": int(worth[act])}
        )  # fmt: skip
    return {"sets": plain, "walks": walks.tolist()}


def clash(one: dict[str, Any]) -> NDArray[np.bool_]:
    """Tell which sets nobody can see both of: too close in time for the walk, or of one act."""
    sets, walks = one["sets"], np.array(one["walks"])
    begins, ends, venue, act = (np.array([row[name] for row in sets]) for name in ("from", "to", "venue", "act"))
    reached = ends[:, None] + walks[np.ix_(venue, venue)] <= begins[None, :]
    found = ~(reached | reached.T) | (act[:, None] == act[None, :])
    np.fill_diagonal(found, val=False)
    return found


def by_recursion(one: dict[str, Any]) -> int:
    """Return the best evening as the timetable engine's own reference counts it."""
    sets: dict[int, list[int]] = {}
    for row, set_ in enumerate(one["sets"]):
        sets.setdefault(set_["act"], []).append(row)
    near = [sum(1 << int(other) for other in np.flatnonzero(line)) for line in clash(one)]
    return evenings._best([(one["sets"][rows[0]]["worth"], rows) for rows in sets.values()], near)


def by_solver(one: dict[str, Any]) -> int:
    """Return the same from a solver of integer programmes."""
    left, right = np.nonzero(np.triu(clash(one)))
    count, worth = len(one["sets"]), np.array([row["worth"] for row in one["sets"]])
    rows = np.tile(np.arange(len(left)), 2)
    pairs = coo_array((np.ones(2 * len(left)), (rows, np.concatenate([left, right]))), shape=(len(left), count))
    result = milp(
        -worth, constraints=LinearConstraint(pairs, -np.inf, 1), integrality=np.ones(count), bounds=Bounds(0, 1)
    )
    return round(-result.fun)


PLAN = """async ({ address, one }) => {
  const { plan } = await import(address);
  return plan(one.sets, (from, to) => one.walks[from][to]);
}"""


def test_the_planned_route_is_the_best_there_is(phone: BrowserContext, home: str, site: str) -> None:
    page = phone.new_page()
    modules(page, home)
    small = [instance(seed, 6 + seed, 4 + seed // 2) for seed in range(24)]
    large = [instance(100 + seed, 300, acts) for seed, acts in enumerate((180, 120))]
    best = [*map(by_recursion, small), *map(by_solver, large)]
    for one, worth in zip([*small, *large], best, strict=True):
        answer = page.evaluate(PLAN, {"address": f"{site}/static/samspel/visitors/plan.js", "one": one})
        route = answer["route"]
        assert (answer["worth"], sum(one["sets"][row]["worth"] for row in route)) == (worth, worth)
        assert not clash(one)[np.ix_(route, route)].any()
    # Of one act only the set that fits is seen: the second, where the first clashes.
    walk = {"walks": [[0, 5], [5, 0]]}
    base = {"night": 0, "venue": 0, "worth": 3}
    two = [{**base, "act": 1, "from": 0, "to": 40}, {**base, "act": 2, "from": 20, "to": 60}]
    again = {**base, "act": 1, "venue": 1, "from": 65, "to": 100}
    for sets, route in ((two, [0]), ([*two, again], [1, 2])):
        one = {"sets": sets, **walk}
        answer = page.evaluate(PLAN, {"address": f"{site}/static/samspel/visitors/plan.js", "one": one})
        assert len(answer["route"]) == len(route)
        assert len(route) == 1 or answer["route"] == route


QUERIES = (
    "tall",
    "nordjlus",
    "askvadr",
    "åsk",
    "ostanvind",
    "folk",
    "kyrkn",
    "torget",
    "o",
    "pop",
    "metal k",
    "",
    "zzz",
)
SEARCH = """async ({ folder, queries }) => {
  const { entries, found } = await import(`${folder}search.js`);
  const { programme } = await import(`${folder}programme.js`);
  const among = entries(await programme());
  return queries.map((query) => found(query, among).map((one) => `${one.kind}/${one.slug}`));
}"""


def test_a_phone_finds_what_the_server_finds(phone: BrowserContext, home: str, site: str, edition: Any) -> None:
    page = phone.new_page()
    modules(page, home)
    among = entries(shown(*names_of(edition)).programme)
    expected = [[f"{one.kind}/{one.slug}" for one in found(query, among)] for query in QUERIES]
    folder = f"{site}/static/samspel/visitors/"
    assert page.evaluate(SEARCH, {"folder": folder, "queries": list(QUERIES)}) == expected
    assert [bool(hits) for hits in expected] == [query not in ("", "zzz", "metal k") for query in QUERIES]


# ——— journeys


def tab_to(page: Page, name: str, role: Any = "button") -> None:
    """Go to something as people without a mouse do."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def kept(page: Page, version: int) -> None:
    page.locator(f'html[data-kept="{version}"]').wait_for(state="attached")


def test_star_plan_reload_without_network_and_take_along(
    browser: Browser, phone: BrowserContext, home: str, edition: Any
) -> None:
    page = phone.new_page()
    page.goto(f"{home}nights/")
    tab_to(page, "Star Tallhamn")
    page.keyboard.press("Enter")
    tab_to(page, "Star Nordljus")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Nordljus: maybe").wait_for()
    tab_to(page, "My night", "link")
    page.keyboard.press("Enter")
    page.get_by_text("1 must, 1 maybe").wait_for()
    tab_to(page, "Plan my night")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your route: all 2 acts").wait_for()
    expect(page.locator(".leg")).to_have_text(re.compile(r"(?<!\d)1 min walk · 109 min free"))
    tab_to(page, "Take along")
    page.keyboard.press("Enter")
    page.get_by_role("img", name="QR code of the link").wait_for()
    expect(page.get_by_label("Link")).not_to_have_value("")
    link = page.get_by_label("Link").input_value()
    with page.expect_download() as file:
        page.get_by_role("button", name="The route as a calendar file").click()
    calendar = file.value.path().read_text(encoding="utf-8")
    assert re.findall(r"SUMMARY:(.*)", calendar) == ["Tallhamn", "Nordljus"]
    kept(page, 1)

    phone.set_offline(True)
    page.reload()
    page.get_by_text("1 must, 1 maybe").wait_for()
    for rest, title in (
        ("", "Now and next|day 2|day 3|day 4|\\d{4}"),
        ("acts/ostanvind/", "Östanvind"),
        ("venues/kyrkan/", "Kyrkan"),
        ("genres/folk/", "folk"),
        ("now/?near=kajen", "Now and next"),
    ):
        page.goto(home + rest)
        expect(page.locator("h1")).to_have_text(re.compile(title))
        expect(page.locator(".offline")).to_contain_text("Without network: the programme as it was")
    page.goto(f"{home}search/")
    page.get_by_role("searchbox").fill("ostanvnd")
    page.get_by_role("link", name="Östanvind").click()
    page.get_by_role("heading", level=1, name="Östanvind").wait_for()

    other = browser.new_context(viewport={"width": 360, "height": 780})
    device = other.new_page()
    device.goto(f"{home}acts/ostanvind/")
    device.get_by_role("button", name="Star Östanvind").first.click()
    device.goto(link.replace("/en/", "/sv/"))
    device.get_by_text("2 akter som du inte har märkt").wait_for()
    device.get_by_role("button", name="Lägg till i mina").click()
    device.get_by_text("2 måste, 1 kanske").wait_for()
    expect(device).to_have_url(re.compile("/my-night/$"))
    other.close()


def test_a_night_is_narrowed_by_several_needs_and_the_address_says_so(
    browser: Browser, home: str, edition: Any
) -> None:
    night = edition.nights.order_by("date")[0].date.isoformat()
    Venue.objects.filter(slug="kajen").update(step_free=True, hearing_loop=True)
    Venue.objects.filter(slug="torget").update(step_free=True)
    publish(edition=edition, who=None)
    page = browser.new_context(viewport={"width": 360, "height": 780}).new_page()
    page.goto(f"{home}{night}/")
    page.locator("html.scripted").wait_for(state="attached")
    names = page.locator(".set-row:not([hidden]) .name")
    none = page.get_by_text("Nothing on this night is all of that.")
    page.get_by_text("Access", exact=True).click()
    page.get_by_label("Step-free").check()
    expect(names).to_have_text(["Tallhamn", "Nordljus", "Åskväder"])
    page.get_by_label("Hearing loop").check()
    expect(names).to_have_text(["Tallhamn", "Åskväder"])
    page.keyboard.press("Escape")
    expect(page.get_by_label("Step-free")).to_be_hidden()
    page.get_by_label("Genre").select_option("metal")
    expect(names).to_have_text(["Åskväder"])
    expect(page).to_have_url(f"{home}{night}/?genre=metal&need=step-free&need=loop")
    page.reload()  # now the server has sent that one and no more
    expect(names).to_have_text(["Åskväder"])
    page.get_by_label("Genre").select_option("")
    expect(names).to_have_text(["Tallhamn", "Åskväder"])
    page.goto(f"{home}{night}/?need=loop")
    page.get_by_label("Genre").select_option("folk")
    expect(names).to_have_text(["Tallhamn"])
    expect(none).to_be_hidden()
    page.goto(f"{home}{night}/?genre=folk&genre=metal")
    page.get_by_label("Genre").select_option("")
    expect(names).to_have_text(["Tallhamn", "Nordljus", "Åskväder"])
    page.get_by_text("Access", exact=True).click()
    page.get_by_label("Hearing loop").check()
    page.get_by_label("Genre").select_option("folk")
    expect(names).to_have_text(["Tallhamn"])
    page.context.close()


def test_what_changes_of_what_was_starred_is_told(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    page.goto(f"{home}nights/")
    for name in ("Tallhamn", "Nordljus"):
        page.get_by_role("button", name=f"Star {name}").click()
    page.goto(f"{home}my-night/")
    kept(page, 1)
    page.get_by_text("2 must, 0 maybe").wait_for()
    place(edition, "Tallhamn", "Torget", 19 * 60)
    unplace_set(performance=edition.acts.get(name="Nordljus").performances.get(), edition=edition, who=None)
    place(edition, "Östanvind", "Torget", 23 * 60, night=1)
    publish(edition=edition, who=None)
    # Where the network is slow the page comes from what is kept: by then that is of today too.
    page.evaluate("dispatchEvent(new Event('online'))")
    kept(page, 2)
    page.reload()
    told = page.locator("#news li")
    expect(told).to_have_count(2)
    lines = sorted(told.all_inner_texts())
    assert lines[0] == "Nordljus: cancelled"
    assert re.fullmatch(r"Tallhamn: now .* 19:00–19:40, Torget, was .* 18:00–18:40, Kajen", lines[1])
    page.get_by_role("button", name="I have seen it").click()
    kept(page, 2)
    page.reload()
    page.get_by_text("2 must, 0 maybe").wait_for()
    expect(page.locator("#news")).to_be_hidden()


def test_an_open_page_hears_of_a_newer_version(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    page.goto(f"{home}acts/tallhamn/")
    kept(page, 1)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    publish(edition=edition, who=None)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("There is a newer version of the programme.").wait_for()
    phone.set_offline(True)
    page.get_by_role("button", name="Look again").click()
    page.get_by_text("Without network").wait_for()
    expect(page.locator("main .set-row")).to_contain_text("Torget")


BROKEN_ONCE = """() => {
  const real = self.fetch;
  self.fetch = (...asked) => {
    self.fetch = real;
    self.brokenOnce = String(asked[0].url || asked[0]);
    return Promise.reject(new TypeError("one bar of signal"));
  };
}"""


def test_what_could_not_be_fetched_is_asked_for_again(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    page.goto(f"{home}acts/tallhamn/")
    kept(page, 1)
    place(edition, "Tallhamn", "Torget", 19 * 60)
    publish(edition=edition, who=None)
    phone.service_workers[0].evaluate(BROKEN_ONCE)
    page.evaluate("dispatchEvent(new Event('online'))")
    kept(page, 2)
    # It did fail, at the news of a version; a page that asks for anything else would prove nothing.
    assert phone.service_workers[0].evaluate("self.brokenOnce").split("?")[0] == "/en/testfest/2026/pages.json"


def test_stars_are_counted_only_where_somebody_says_so(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto(f"{home}acts/tallhamn/")
    page.get_by_role("button", name="Star Tallhamn").first.click()
    page.goto(f"{home}my-night/")
    page.get_by_text("1 must, 0 maybe").wait_for()
    assert (sent, edition.star_lists.count()) == ([], 0)
    page.get_by_label("Count my stars, without me").check()
    page.get_by_text("Your stars are counted. Thank you.").wait_for()
    assert [row.devices for row in edition.star_lists.all()] == [1]
    page.get_by_label("Count my stars, without me").uncheck()
    page.get_by_text("Your stars are not counted any more.").wait_for()
    assert (edition.star_lists.count(), len(sent), phone.cookies()) == (0, 2, [])


@pytest.mark.parametrize("broken", ["start.js", "page.js", "night.js", "programme.json", "list.js"])
def test_a_page_survives_scripts_that_fail_half_way(phone: BrowserContext, home: str, broken: str) -> None:
    page = phone.new_page()
    page.route(re.compile(rf"/{broken}"), lambda route: route.abort())
    page.goto(f"{home}nights/")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".set-row .name")).to_have_text(["Tallhamn", "Nordljus", "Åskväder"])
    expect(page.locator(".set-row .star")).to_have_count(3)
    page.goto(f"{home}now/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#on-next .name")).to_have_text(["Tallhamn"])


@pytest.mark.parametrize("broken", ["page.js", "plan.js"])
def test_my_night_without_its_scripts_is_a_form(browser: Browser, home: str, broken: str) -> None:
    page = browser.new_page(service_workers="block")  # one that works would bring scripts that work
    page.route(re.compile(rf"/{broken}"), lambda route: route.abort())
    page.goto(f"{home}my-night/")
    page.get_by_label("Act").fill("tall")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="must").click()
    expect(page.locator("#from-link .set-row .name")).to_have_text(["Tallhamn"])
    page.context.close()


def test_a_link_of_too_many_is_refused_politely(phone: BrowserContext, home: str) -> None:
    page = phone.new_page()
    page.goto(f"{home}my-night/")
    page.get_by_text("Nothing here yet").wait_for()
    page.goto(f"{home}my-night/?s={'abcde' * 401}")
    expect(page.locator("main")).to_contain_text("The link names 401 acts")


def test_visitors_pages_break_no_rule_of_wcag_on_any_screen(browser: Browser, home: str, edition: Any) -> None:
    place(edition, "Tallhamn", "Torget", 19 * 60)
    unplace_set(performance=edition.acts.get(name="Nordljus").performances.get(), edition=edition, who=None)
    publish(edition=edition, who=None)
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    wrong = []
    for rest in ("search/?q=tall", "venues/?near=kajen", "acts/tallhamn/", "genres/folk/", "my-night/", "paper/"):
        page.goto(home.replace("/en/", "/sv/") + rest)
        page.wait_for_load_state("networkidle")
        wrong += look_here(page, rest, 320)
    page.goto(f"{home}nights/")
    page.get_by_role("button", name="Star Tallhamn").click()
    wrong += look_here(page, "nights", 320)
    page.get_by_text("Whole night").click()
    wrong += look_here(page, "grid", 320)
    page.goto(f"{home}my-night/")
    page.get_by_role("button", name="Plan my night").click()
    page.get_by_role("button", name="Take along").click()
    page.get_by_role("img", name="QR code of the link").wait_for()
    wrong += look_here(page, "planned", 320)
    page.set_viewport_size({"width": 1440, "height": 900})
    wrong += look_here(page, "planned", 1440)
    assert wrong == []
    context.close()


def test_a_night_is_light(phone: BrowserContext, home: str) -> None:
    page = phone.new_page()
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(len(answer.body())) if answer.ok else None)
    page.goto(f"{home}nights/")
    page.wait_for_load_state("load")
    assert sum(weights) < 80 * 1024  # with three sets; benchmarks weigh a night of eighty
