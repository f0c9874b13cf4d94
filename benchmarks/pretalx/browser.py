"""What a phone goes through to read a night: requests, bytes, and the figures Lighthouse goes by, from Chromium."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Response, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SLOW = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "offline": False}
"""Lighthouse's mobile network: 150 ms there and back, 1.6 Mbit/s; and a processor four times slower."""
SLOWER = 4
WATCH = """
window.seen = {lcp: 0, cls: 0, blocked: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.lcp = one.startTime })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) seen.cls += one.value })
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.blocked += Math.max(0, one.duration - 50) })
  .observe({type: 'longtask', buffered: true});
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One first visit to a page, nothing cached. Times in milliseconds, sizes in bytes as they came over the wire."""

    requests: int
    requests_until_text: int
    wire_bytes: int
    plain_bytes: int
    text_ms: float
    lcp_ms: float
    cls: float
    blocked_ms: float
    scroll_px: int
    addresses: tuple[str, ...]


def visit(address: str, *, reads: str) -> Visit:
    """Open a page as a phone on a slow network does and wait until nothing is loaded any more."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            return _visit(browser, address, reads)
        finally:
            browser.close()


def _visit(browser: Browser, address: str, reads: str) -> Visit:
    page = browser.new_page(viewport={"width": 360, "height": 780}, locale="en")
    page.add_init_script(WATCH)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answers: list[Response] = []
    sizes: list[int] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks what it is given
    wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    page.goto(address, wait_until="commit")
    page.get_by_text(reads).first.wait_for(timeout=120_000)  # also looks into the shadow trees of custom elements
    until_text, text_ms = len(answers), float(page.evaluate("performance.now()"))
    page.wait_for_load_state("load", timeout=120_000)  # busy with a long page, a phone asks for nothing
    page.wait_for_load_state("networkidle", timeout=120_000)
    seen: dict[str, Any] = page.evaluate("({...seen, width: document.scrollingElement.scrollWidth})")
    plain = sum(len(answer.body()) for answer in answers if answer.status == 200)
    addresses = tuple(dict.fromkeys(_path(answer.url) for answer in answers if answer.status == 200))
    return Visit(
        requests=len(answers),
        requests_until_text=until_text,
        wire_bytes=sum(sizes),
        plain_bytes=plain,
        text_ms=text_ms,
        lcp_ms=seen["lcp"],
        cls=seen["cls"],
        blocked_ms=seen["blocked"],
        scroll_px=seen["width"],
        addresses=addresses,
    )


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
