"""``python -m benchmarks.pretalx``"""

from __future__ import annotations

import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pretalx import festival, houses
from benchmarks.pretalx.asking import milliseconds, per_second, settle, tag_of, work_milliseconds
from benchmarks.pretalx.browser import Visit, visit
from benchmarks.pretalx.houses import House

PORTS = {"samspel": 8771, "pretalx": 8772, "redis": 8773, "grown": 8774}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one house costs. A view is all that a first visit asks the server for; work is processor time."""

    page_ms: float
    page_work_ms: float
    again_ms: float
    view_ms: float
    view_work_ms: float
    page_per_second: float
    views_per_second: float
    visit: Visit
    export_seconds: float
    export_work_seconds: float


def measured(house: House) -> Figures:
    """Measure one house, served and warm."""
    with house.served() as (connection, server):
        seen = visit(house.origin + house.night, reads=house.reads)
        settle(server)
        works = {path: work_milliseconds(connection, server, path) for path in seen.addresses}
        costs = {path: milliseconds(connection, path) for path in seen.addresses}
        made = [path for path in seen.addresses if not path.startswith("/static/")]
        rates = {path: per_second(house.port, path) for path in made}
        tag = tag_of(connection, house.night)
        again = milliseconds(connection, house.night, **({"If-None-Match": tag} if tag else {}))
    began, worked = time.perf_counter(), _work_of_children()
    house.copy()
    return Figures(
        page_ms=costs[house.night],
        page_work_ms=works[house.night],
        again_ms=again,
        view_ms=sum(costs.values()),
        view_work_ms=sum(works.values()),
        page_per_second=rates[house.night],
        views_per_second=1 / sum(1 / rate for rate in rates.values()),
        visit=seen,
        export_seconds=time.perf_counter() - began,
        export_work_seconds=_work_of_children() - worked,
    )


def _work_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


ROWS = (
    ("work of the night page, ms of a processor", lambda it: it.page_work_ms, 1),
    ("work of all a first visit loads, ms of a processor", lambda it: it.view_work_ms, 1),
    ("server time of the night page, ms", lambda it: it.page_ms, 1),
    ("  the same, asked again with its ETag, ms", lambda it: it.again_ms, 1),
    ("server time of all a first visit loads, ms", lambda it: it.view_ms, 1),
    ("night pages a second, 8 connections", lambda it: it.page_per_second, 0),
    ("first visits a second, static files left out", lambda it: it.views_per_second, 0),
    ("requests of a first visit", lambda it: it.visit.requests, 0),
    ("requests until the text can be read", lambda it: it.visit.requests_until_text, 0),
    ("KiB over the wire", lambda it: it.visit.wire_bytes / 1024, 0),
    ("KiB unpacked", lambda it: it.visit.plain_bytes / 1024, 0),
    ("text can be read, slow phone, ms", lambda it: it.visit.text_ms, 0),
    ("largest contentful paint, slow phone, ms", lambda it: it.visit.lcp_ms, 0),
    ("layout shift (CLS)", lambda it: it.visit.cls, 3),
    ("main thread blocked (TBT), slow phone, ms", lambda it: it.visit.blocked_ms, 0),
    ("width of the page on a screen of 360 px", lambda it: it.visit.scroll_px, 0),
    ("static copy by command, s", lambda it: it.export_seconds, 1),
    ("work of the static copy, s of a processor", lambda it: it.export_work_seconds, 1),
)


def table(names: tuple[str, str], one: Figures, other: Figures) -> None:
    """Print two houses side by side and how many times better the first is: less time, fewer bytes, more a second."""
    print(f"\n| | {names[0]} | {names[1]} | ratio |\n|---|---:|---:|---:|")
    for label, figure, digits in ROWS:
        mine, theirs = figure(one), figure(other)
        ratio = mine / theirs if "a second" in label and theirs else theirs / mine if mine else None
        print(f"| {label.strip()} | {mine:,.{digits}f} | {theirs:,.{digits}f} | {f'{ratio:.1f}' if ratio else '–'} |")


def main() -> None:
    with tempfile.TemporaryDirectory() as name, houses.redis(PORTS["redis"]) as redis:
        ours = houses.samspel(Path(name) / "samspel", festival.USUAL, PORTS["samspel"])
        theirs = houses.pretalx(Path(name) / "pretalx", festival.USUAL, PORTS["pretalx"], redis_address=redis)
        grown = houses.samspel(Path(name) / "grown", festival.GROWN, PORTS["grown"])
        print(f"{theirs.name} {houses.version(theirs)}, Redis {'on' if redis else 'not installed'}; {festival.USUAL}")
        usual = measured(ours)
        table(("Samspel", "pretalx"), usual, measured(theirs))
        print(f"\nSamspel alone as the festival grows: {festival.GROWN}")
        table(("usual", "grown"), usual, measured(grown))


if __name__ == "__main__":
    main()
