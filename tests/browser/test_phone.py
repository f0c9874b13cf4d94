"""What a phone says by itself, in a real Chromium: news of stars, links, squares, calendar files, what is cancelled."""

from __future__ import annotations

from datetime import timedelta
from string import ascii_letters, digits
from typing import Any

import numpy as np
import pytest
import segno
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import BrowserContext, Page, expect
from segno import encoder

from samspel.places.models import Edition, Venue
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.types import code_of
from samspel.wording import day, short_day
from tests.browser.test_journey import browser, site
from tests.browser.test_visitors import home, kept, modules, phone
from tests.rooms import place

__all__ = ["browser", "home", "phone", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def star(page: Page, home: str, *names: str) -> None:
    """Star acts of the first night, each once, and look at my night."""
    page.goto(f"{home}nights/")
    for name in names:
        page.get_by_role("button", name=f"Star {name}").click()
    page.goto(f"{home}my-night/")
    page.get_by_text(f"{len(names)} must, 0 maybe").wait_for()


def scripted(page: Page) -> None:
    """Wait until what is now and next is the script's list."""
    page.locator("#on-next [data-is]").first.wait_for(state="attached")


def swedish(home: str) -> str:
    return home.replace("/en/", "/sv/")


# ——— news of what was starred

SEEN_BEFORE = """({ key, words }) => {
  const held = JSON.parse(localStorage.getItem(key));
  for (const [code, { sets }] of Object.entries(held.seen)) held.seen[code] = sets.map((one) => [one.key, words, ""]);
  localStorage.setItem(key, JSON.stringify(held));
}"""


def test_another_language_is_no_change(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    star(page, home, "Tallhamn", "Nordljus")
    page.goto(f"{swedish(home)}my-night/")
    page.get_by_text("2 måste, 0 kanske").wait_for()
    expect(page.locator("#news")).to_be_hidden()
    place(edition, "Nordljus", "Kajen", 20 * 60 + 30)
    publish(edition=edition, who=None)
    page.reload()
    night = edition.nights.order_by("date").first().date
    with translation.override("sv"):
        day = short_day(night)
    expect(page.locator("#news li")).to_have_text(
        [f"Nordljus: nu {day} 20:30–21:10, Kajen, förut {day} 20:30–21:10, Torget"]
    )


def test_what_an_earlier_version_kept_in_words_is_no_change_in_another_language(
    phone: BrowserContext, home: str, edition: Any
) -> None:
    page = phone.new_page()
    star(page, home, "Tallhamn")
    night = edition.nights.order_by("date").first().date
    words = f"{short_day(night)} 18:00–18:40, Kajen"
    page.evaluate(SEEN_BEFORE, {"key": "samspel:testfest/2026", "words": words})
    page.goto(f"{swedish(home)}my-night/")
    page.get_by_text("1 måste, 0 kanske").wait_for()
    expect(page.locator("#news")).to_be_hidden()
    page.evaluate(SEEN_BEFORE, {"key": "samspel:testfest/2026", "words": words})
    place(edition, "Tallhamn", "Kajen", 19 * 60)
    publish(edition=edition, who=None)
    page.goto(f"{home}my-night/")
    expect(page.locator("#news li")).to_have_text([f"Tallhamn: now {short_day(night)} 19:00–19:40, Kajen, was {words}"])


def test_cancelled_gone_and_back_are_told_with_the_act_s_name(phone: BrowserContext, home: str, edition: Any) -> None:
    page = phone.new_page()
    star(page, home, "Tallhamn")
    kept(page, 1)
    told = page.locator("#news li")
    unplace_set(performance=edition.acts.get(name="Tallhamn").performances.get(), edition=edition, who=None)
    publish(edition=edition, who=None)
    page.reload()
    expect(told).to_have_text(["Tallhamn: cancelled"])
    page.get_by_role("button", name="I have seen it").click()
    page.get_by_role("button", name="Plan my night").click()
    expect(page.locator("#route h2")).to_have_text("All that you starred is cancelled")
    expect(page.locator("#route .set-row")).to_contain_text("Tallhamn Cancelled")
    expect(page.locator("#route").get_by_role("button", name="calendar")).to_have_count(0)
    place(edition, "Tallhamn", "Kajen", 18 * 60)
    publish(edition=edition, who=None)
    page.reload()
    when = f"{short_day(edition.nights.order_by('date').first().date)} 18:00–18:40, Kajen"
    expect(told).to_have_text([f"Tallhamn: plays after all, {when}"])
    page.get_by_role("button", name="I have seen it").click()
    withdraw(edition=edition, who=None)  # what is published after that tells nothing of what was before
    unplace_set(performance=edition.acts.get(name="Tallhamn").performances.get(), edition=edition, who=None)
    publish(edition=edition, who=None)
    page.reload()
    expect(told).to_have_text([f"Tallhamn: no set {when} any more"])


def test_a_link_is_taken_where_there_is_nothing_to_lose_and_can_be_taken_off_again(
    phone: BrowserContext, home: str
) -> None:
    page = phone.new_page()
    tallhamn, nordljus = code_of("tallhamn"), code_of("nordljus")
    page.goto(f"{home}my-night/?s={tallhamn}nobod.{nordljus}nosuch"[:-1])
    box = page.locator("#arrived")
    expect(box.locator("p").first).to_have_text(
        "2 acts of the link are starred here now. 2 acts of the link are not in this programme."
    )
    page.get_by_text("1 must, 1 maybe").wait_for()
    expect(page).to_have_url(f"{home}my-night/")
    box.get_by_role("button", name="Take them off again").click()
    page.get_by_text("Nothing here yet").wait_for()
    page.goto(f"{home}my-night/?s=nobod")
    expect(box.locator("p").first).to_have_text("1 act of the link is not in this programme.")
    expect(page.locator("#my-sum")).to_have_text("")
    star(page, home, "Tallhamn")
    page.goto(f"{home}my-night/?s={nordljus}")
    expect(box.locator("p").first).to_have_text("The link holds 1 act that you have not starred.")
    box.get_by_role("button", name="Leave it").click()
    page.get_by_text("1 must, 0 maybe").wait_for()


CODES = """async ({ address, texts }) => {
  const { code } = await import(address);
  return texts.map((text) => code(text));
}"""


def test_a_square_is_the_one_that_a_library_of_qr_codes_makes(
    phone: BrowserContext, home: str, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = phone.new_page()
    modules(page, home)
    # The library puts a byte of nothing before what fills up; the standard (7.4.10) only fills up a byte that is begun.
    monkeypatch.setattr(encoder, "write_padding_bits", lambda bits, _version, length: bits.extend([0] * (-length % 8)))
    letters = [*ascii_letters, *digits, *"-_."]
    lengths = [*range(1, 667, 9), 14, 15, 84, 106, 213, 334, 360, 504, 624, 666]
    texts = [*("".join(np.random.default_rng(length).choice(letters, length)) for length in lengths), "åäö ★"]
    answers = page.evaluate(CODES, {"address": f"{site}/static/samspel/visitors/qr.js", "texts": texts})
    for text, one in zip(texts, answers, strict=True):
        same = segno.make_qr(text, error="m", mode="byte", mask=one["mask"], boost_error=False)
        assert (same.version, [list(row) for row in same.matrix]) == (one["version"], one["rows"])
    assert {one["version"] for one in answers} == set(range(1, 21))
    assert len({one["mask"] for one in answers}) == 8
    too_long = page.evaluate(CODES, {"address": f"{site}/static/samspel/visitors/qr.js", "texts": ["a" * 667]})
    assert too_long == [None]


@pytest.mark.parametrize(("language", "towards"), [("en", "night towards"), ("sv", "natten mot")])
def test_a_day_is_written_as_the_server_writes_it(
    phone: BrowserContext, home: str, edition: Any, language: str, towards: str
) -> None:
    here = home.replace("/en/", f"/{language}/")
    page = phone.new_page()
    page.goto(f"{here}nights/")
    page.locator(".set-row", has_text="Åskväder").get_by_role("button").click()
    page.goto(f"{here}my-night/")
    with translation.override(language):
        night = edition.nights.order_by("date").first().date
        late = f"{towards} {date_format(night + timedelta(days=1), 'l')}"
        expect(page.locator("#starred .set-row div > small").last).to_have_text(late)
        place(edition, "Åskväder", "Torget", 24 * 60 + 15)
        publish(edition=edition, who=None)
        page.reload()
        expect(page.locator("#news li")).to_contain_text(f"{short_day(night)} 00:15–00:55 ({late}), Torget")
        for query, shown in ((f"?at={night}T16:20", night), ("", timezone.localdate())):
            page.goto(f"{here}now/{query}")
            scripted(page)
            page.locator("#near").select_option("kajen")
            page.locator("#on-next .walk").first.wait_for()
            expect(page.locator(".now-day")).to_have_text(day(shown))
        expect(page.locator(".next-night")).to_have_text(day(night))
    assert f"00:15 ({late}), Kajen" in page.request.get(f"{here}changes/").text()
    assert f"({late})" in page.request.get(f"{here}acts/askvader/").text()


# ——— the calendar file


@pytest.mark.parametrize("is_draft", [False, True])
def test_the_calendar_file_of_a_phone_is_the_server_s(
    phone: BrowserContext, home: str, edition: Any, is_draft: bool
) -> None:
    place(edition, "Tallhamn", "Torget", 19 * 60)
    unplace_set(performance=edition.acts.get(name="Nordljus").performances.get(), edition=edition, who=None)
    Edition.objects.filter(pk=edition.pk).update(is_synthetic=True)
    edition.refresh_from_db()
    publish(edition=edition, who=None, is_draft=is_draft)
    page = phone.new_page()
    page.goto(f"{home}nights/")
    for name in ("Tallhamn", "Åskväder"):
        page.get_by_role("button", name=f"Star {name}").click()
    page.goto(f"{home}my-night/")
    kept(page, 2)
    text = "".join(code_of(slug) for slug in ("tallhamn", "askvader"))
    server = page.request.get(f"{home}my-night.ics?s={text}").body()
    assert server.count(b"TENTATIVE" if is_draft else b"CONFIRMED") == 2
    for is_offline in (False, True):
        phone.set_offline(is_offline)
        page.reload()
        page.get_by_role("button", name="Take along").click()
        page.get_by_role("img", name="QR code of the link").wait_for()
        with page.expect_download() as file:
            page.get_by_role("button", name="As a calendar file").click()
        assert file.value.path().read_bytes() == server
    page.get_by_role("button", name="Plan my night").click()
    with page.expect_download() as file:
        page.get_by_role("button", name="The route as a calendar file").click()
    assert file.value.path().read_bytes() == server


def test_what_is_cancelled_stays_in_its_slot_and_under_what_people_need(
    phone: BrowserContext, home: str, edition: Any
) -> None:
    Venue.objects.filter(slug="kajen").update(step_free=True)
    place(edition, "Nordljus", "Torget", 20 * 60 + 35)
    publish(edition=edition, who=None)
    unplace_set(performance=edition.acts.get(name="Tallhamn").performances.get(), edition=edition, who=None)
    publish(edition=edition, who=None)
    page = phone.new_page()
    night = edition.nights.order_by("date").first().date
    page.goto(f"{home}now/?at={night}T18:20")
    scripted(page)
    page.locator("#near").select_option("kajen")  # from here on it is the script's list
    expect(page.locator("#on-now .walk")).to_have_text("same place")
    expect(page.locator("#on-now .set-row")).to_contain_text("Tallhamn Cancelled")
    page.get_by_text("Nothing is on at this moment.").wait_for()
    page.goto(f"{home}nights/")
    page.locator(".filter summary").click()
    page.get_by_label("Step-free").check()
    expect(page.locator(".set-row:not([hidden]) .name")).to_have_text(["Tallhamn", "Åskväder"])
