"""Plan my night in a real Chromium, on one core: 300 sets of which everything is starred, and what people really star.

``python -m benchmarks.visitors``. Each festival is planned on a fresh page, so that nothing has been compiled before:
that is how a phone meets it. Worst and median of twenty festivals, in milliseconds.
"""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Route, sync_playwright

SCRIPTS = Path(__file__).parent.parent / "src/samspel/site/static/samspel/visitors"
SIZES = {"30 acts starred": (50, 30), "300 sets of 180 acts": (300, 180), "300 sets of 120 acts": (300, 120)}
FESTIVALS = 20
TIMED = """async (one) => {
  const { plan } = await import("/plan.js");
  const began = performance.now();
  plan(one.sets, (from, to) => one.walks[from][to]);
  return performance.now() - began;
}"""


def festival(seed: int, sets: int, acts: int) -> dict[str, Any]:
    """Four nights on 25 venues within 900 metres; three in ten acts are musts, the rest maybes."""
    random = np.random.default_rng(seed)
    at = random.random((25, 2)) * 900
    walks = np.ceil(np.linalg.norm(at[:, None] - at[None], axis=2) * 1.3 / 75).astype(int)
    worth = np.where(random.random(acts) < 0.3, 3, 1)
    plain = []
    for act in [*range(acts), *random.integers(0, acts, sets - acts).tolist()]:
        night = int(random.integers(4))
        begins = night * 1440 + int(random.integers(16 * 4, 25 * 4)) * 15
        ends = begins + int(random.choice([30, 40, 45]))
        where = {"night": night, "venue": int(random.integers(25))}
        plain.append({"act": act, **where, "from": begins, "to": ends, "worth": int(worth[act])})
    return {"sets": plain, "walks": walks.tolist()}


def _serve(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    if name:
        route.fulfill(body=(SCRIPTS / name).read_text(encoding="utf-8"), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>plan</title>", content_type="text/html")


def main() -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, (sets, acts) in SIZES.items():
            took = []
            for seed in range(FESTIVALS):
                page = browser.new_page()
                page.route("http://bench.test/**", _serve)
                page.goto("http://bench.test/")
                took.append(page.evaluate(TIMED, festival(seed, sets, acts)))
                page.close()
            print(f"plan my night, {name}: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
