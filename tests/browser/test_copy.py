"""In a real Chromium: the static copy works from a subfolder of a plain web host, in both languages."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, expect, sync_playwright

from samspel.site.collecting import collect
from samspel.site.copy.write import write_copy
from tests.rooms import publish_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Quiet(SimpleHTTPRequestHandler):
    """A web host that serves plain files and knows nothing else."""

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Serve a folder; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module", autouse=True)
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Collect the static files as a server does: named by what is in them, lean, packed."""
    folder = tmp_path_factory.mktemp("static")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "samspel.site.storage.Storage"},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=folder):
        collect()
        yield folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: CI installs it")
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_the_copy_works_in_a_subfolder_of_any_host(edition: Any, host: str, browser: Browser, tmp_path: Path) -> None:
    publish_all(edition)
    write_copy(edition=edition, folder=tmp_path / "town" / "music", with_paper=False)
    page = browser.new_page(locale="en")
    bad, elsewhere = list[str](), set[str]()
    page.on("response", lambda answer: bad.append(answer.url) if answer.status >= 400 else None)
    page.on("request", lambda request: elsewhere.add(request.url) if not request.url.startswith(host) else None)
    page.goto(f"{host}/town/music/")
    page.wait_for_url("**/town/music/sv/testfest/2026/")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/town/music/en/testfest/2026/")
    page.get_by_role("link", name="Acts", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Tallhamn").click()
    page.get_by_role("heading", level=1, name="Tallhamn").wait_for()
    expect(page).to_have_url(f"{host}/town/music/en/testfest/2026/acts/tallhamn/")
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "system-ui" in font  # the style sheet was found
    page.get_by_role("button", name="Star Tallhamn").first.click()
    page.get_by_role("main").get_by_role("link", name="Kajen").click()
    page.get_by_role("heading", level=1, name="Kajen").wait_for()
    page.get_by_role("link", name="Svenska").click()
    page.wait_for_url("**/town/music/sv/testfest/2026/venues/kajen/")
    expect(page.locator("body")).to_contain_text("En kopia, skriven")
    page.get_by_role("button", name="Tallhamn: måste").first.wait_for()  # starred in English
    assert (bad, elsewhere) == ([], set())


def test_the_copy_works_without_a_network_after_the_first_visit(
    edition: Any, host: str, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_all(edition)
    with monkeypatch.context() as week_ago:
        then = timezone.now() - timedelta(days=7)
        week_ago.setattr(timezone, "now", lambda: then)
        write_copy(edition=edition, folder=tmp_path / "town" / "music", with_paper=False)
    for path in (tmp_path / "town").rglob("*.html"):
        os.utime(path, (1e9, 1e9))  # of such a page a browser thinks that it holds for long, and asks no more
    context = browser.new_context()
    page = context.new_page()
    home = f"{host}/town/music/en/testfest/2026/"
    page.goto(home)
    page.get_by_role("button", name="Star Östanvind").first.click()
    page.locator('html[data-kept="1"]').wait_for(state="attached")
    context.set_offline(True)
    for rest, title in (("acts/tallhamn/", "Tallhamn"), ("venues/kajen/", "Kajen"), ("my-night/", "My night")):
        page.goto(home + rest)
        page.get_by_role("heading", level=1, name=title).wait_for()
        at = timezone.localtime(then)  # it is as old as the copy, whenever it came
        said = rf"Without network: the programme as it was {at.day} \w+ {at.year}, {at:%H:%M}, version 1\."
        expect(page.locator(".offline")).to_have_text(re.compile(said))
    page.get_by_role("button", name="Take along").click()
    page.get_by_role("img", name="QR code of the link").wait_for()
    with page.expect_download() as file:
        page.get_by_role("button", name="As a calendar file").click()
    theirs = tmp_path / "town/music/en/testfest/2026/acts/ostanvind.ics"
    assert file.value.path().read_bytes() == theirs.read_bytes()
    page.get_by_role("main").get_by_role("link", name="Östanvind").click()
    page.wait_for_url(f"{home}acts/ostanvind/")
    context.close()


RULES = r"""(texts) => texts.map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText.replace(/\s+/g, " "));
})"""


def test_a_lean_style_sheet_says_what_its_source_says(collected: Path, browser: Browser) -> None:
    page, before = browser.new_page(), (collected / "collected").stat().st_mtime_ns
    named = re.compile(r"\.[0-9a-f]{12}(?=\.)")  # by what is in it
    for path in (collected / "samspel").glob("*.css"):
        source = finders.find(f"samspel/{named.sub('', path.name)}")
        lean, full = page.evaluate(RULES, [named.sub("", path.read_text()), Path(str(source)).read_text()])
        assert lean == full != []
    collect()  # nothing is new, so nothing is done
    assert (collected / "collected").stat().st_mtime_ns == before
