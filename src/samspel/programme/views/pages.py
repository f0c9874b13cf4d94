"""All pages of a programme at once, for a device that keeps them: the inside of each, and one frame for them all."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import datetime
from threading import Lock
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import get_language

from samspel.programme.queries.publication import Shown, published_besides, reading_once
from samspel.records.digests import digest_of

Page = list[str]
"""Title, way (which link of the navigation leads to it) and what is inside `main`."""

FRAME = "search/?frame"
"""The page whose frame is taken for all. What stands here is replaced in the links to the other languages."""

CUT = "<!--cut-->"
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
MAIN = re.compile(r'(<main id="main"[^>]*>).*(</main>)', re.DOTALL)
FOR_MACHINES = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)
BETWEEN = re.compile(r">\s+<")
KEPT, REMEMBERED = 8, 100
"""How many whole programmes a process keeps, and of how many it knows what was in them."""

_making = Lock()
_kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
_hashes: OrderedDict[str, dict[str, str]] = OrderedDict()


def _look(found: Shown) -> list[str]:
    """Return what a page is made of besides its address and this program: version, language, what the office sets."""
    edition, festival = found.edition, found.edition.festival
    words = (
        found.publication.digest,
        edition.name,
        festival.name,
        festival.accent,
        festival.typeface,
        festival.place.name,
    )
    besides = published_besides(edition).values_list("view", "title")
    return [str(found.publication.pk), str(get_language()), str(edition.is_synthetic), *words, *map(str, besides)]


def all_pages(request: HttpRequest, found: Shown, home: str) -> dict[str, Any]:
    """Return every page by its address below `home`, the frame, and when each night is on, in minutes since 1970.

    `digest` names exactly these pages.
    """
    key = f"pages-{digest_of([*_look(found), _frame(request, home)])}"
    with _making:  # whoever comes first makes them; the others wait rather than make them too
        if key not in _kept:
            pages = _made(request, found, home)
            pages["digest"] = digest_of(pages)[:16]
            _keep(_kept, key, pages, KEPT)
            _keep(_hashes, pages["digest"], {rest: _hash(page) for rest, page in pages["pages"].items()}, REMEMBERED)
        _kept.move_to_end(key)
        return _kept[key]


def _keep(shelf: OrderedDict[str, dict[str, Any]], key: str, value: dict[str, Any], most: int) -> None:
    shelf[key] = value
    while len(shelf) > most:
        shelf.popitem(last=False)


def _hash(page: Page) -> str:
    return digest_of(page)[:12]


def changed_pages(pages: Mapping[str, Any], since: str) -> dict[str, Any]:
    """Return only what differs from what a device has; everything if it is not known what that is."""
    had = _hashes.get(since)
    if had is None:
        return {**pages, "gone": [], "whole": True}
    changed = {rest: page for rest, page in pages["pages"].items() if had.get(rest) != _hash(page)}
    return {**pages, "pages": changed, "gone": [rest for rest in had if rest not in pages["pages"]], "whole": False}


def listed_pages(found: Shown, copied_at: datetime) -> dict[str, Any]:
    """Return where the pages of a static copy are: a device fetches them one by one. They are as old as the copy."""
    listed = {**_facts(found), "addresses": list(_addresses(found)), "written": int(copied_at.timestamp() * 1000)}
    return {**listed, "digest": f"{found.publication.digest[:16]}"}


def _made(request: HttpRequest, found: Shown, home: str) -> dict[str, Any]:
    with reading_once():
        pages = {rest: _inside(request, home + rest) for rest in _addresses(found)}
    return {**_facts(found), "frame": _frame(request, home), "pages": pages}


def _facts(found: Shown) -> dict[str, Any]:
    programme = found.programme
    spans = [
        [night.isoformat(), *(int(moment.timestamp()) // 60 for moment in programme.span(night))]
        for night in programme.nights
    ]
    return {"version": programme.version, "zone": programme.zone.key, "spans": spans}


def _addresses(found: Shown) -> Iterator[str]:
    programme = found.programme
    yield from ("now/", "venues/", "acts/", "search/", "my-night/", "changes/", "paper/", "data/")
    yield from (f"{night.isoformat()}/" for night in programme.nights)
    yield from (f"venues/{slug}/" for slug in programme.venues)
    yield from (f"genres/{slug}/" for slug in programme.genres)
    yield from (f"acts/{slug}/" for slug in programme.acts_told)


def _frame(request: HttpRequest, home: str) -> str:
    text = _text(request, home + FRAME, "base")
    text = TITLE.sub("<title><!--title--></title>", text, count=1)
    return MAIN.sub(r"\1<!--main-->\2", text, count=1).replace(
        'data-way="search" aria-current="page"', 'data-way="search"'
    )


def _inside(request: HttpRequest, address: str) -> Page:
    title, way, main = _text(request, address, "inside").split(CUT)
    return [title.strip(), way, BETWEEN.sub("> <", FOR_MACHINES.sub("", main)).strip()]


def _text(request: HttpRequest, address: str, frame: str) -> str:
    """Return a page of ours as a visitor without anything gets it, in this frame."""
    path, _mark, query = address.partition("?")
    plain = HttpRequest()
    plain.method, plain.path, plain.path_info, plain.GET = "GET", path, path, QueryDict(query)
    plain.META = {**request.META, "QUERY_STRING": query, "PATH_INFO": path}
    view, arguments, words = resolve(path)
    plain.frame = frame  # type: ignore[attr-defined]
    return str(view(plain, *arguments, **words).content.decode())
