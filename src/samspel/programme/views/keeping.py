"""Keep what a published version looks like: made once, packed once, and not sent again to whoever has it."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from samspel.programme.queries.publication import Shown
from samspel.programme.types import COPIED_AT

Subject = TypeVar("Subject", bound="Shown | tuple[Shown, *tuple[Hashable, ...]]")
View = Callable[[HttpRequest, Subject], HttpResponse]

MOST_BYTES = 48 * 1024 * 1024
"""What all kept pages may weigh together; who was not asked for longest goes first."""
WORTH_PACKING = ("text/", "image/svg+xml", "application/")


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer. `packed` is empty where packing does not pay."""

    body: bytes
    packed: bytes
    headers: dict[str, str]
    tag: str

    @property
    def weight(self) -> int:
        return len(self.body) + len(self.packed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it for one request: packed if the browser can, and only that nothing has changed if it has it."""
        packs = bool(self.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(self.packed if packs else self.body, headers=self.headers)
        response["ETag"] = self.tag
        if packs:
            response["Content-Encoding"] = "gzip"
        if self.packed:
            patch_vary_headers(response, ("Accept-Encoding",))
        again = get_conditional_response(request, etag=self.tag, response=response)
        return response if again is None else again


class Shelf:
    """The kept pages of this process, up to a weight."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.weight = most_bytes, 0
        self.pages: OrderedDict[Hashable, Page] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable) -> Page | None:
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def put(self, key: Hashable, page: Page) -> None:
        with self.lock:
            if key not in self.pages and page.weight <= self.most_bytes:
                self.pages[key] = page
                self.weight += page.weight
            while self.weight > self.most_bytes:
                self.weight -= self.pages.popitem(last=False)[1].weight


shelf = Shelf(MOST_BYTES)


def kept(view: View[Subject]) -> View[Subject]:
    """Keep the answers of a view that shows nothing but one published version: no clock, no other rows, no visitor.

    Stands below `@public`, so that what is withdrawn is not found before anything kept is looked for. An answer that
    is an error, sets a cookie or looked at who asks is not kept, nor a part of a page (`frame`).
    """

    @wraps(view)
    def keeping(request: HttpRequest, subject: Subject) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or COPIED_AT in request.META or hasattr(request, "frame"):
            return view(request, subject)
        key = (
            view.__qualname__,
            request.get_full_path(),
            translation.get_language(),
            settings.ADDRESS,
            *_state(subject),
        )
        page = shelf.get(key)
        if page is None:
            response = view(request, subject)
            if not _is_for_all(request, response):
                return response
            page = _page(response)
            shelf.put(key, page)
        return page.answer(request)

    return keeping


def _state(subject: Shown | tuple[Shown, *tuple[Hashable, ...]]) -> tuple[Hashable, ...]:
    """Return all that a page can depend on: the version, and the rows of the edition, its festival and its place."""
    found, *more = subject if isinstance(subject, tuple) else (subject,)
    version, edition = found.publication, found.edition
    rows = (_values(edition), _values(edition.festival), _values(edition.festival.place))
    return (version.pk, version.digest, version.version, version.published_at, *rows, *more)


def _values(row: Model) -> tuple[Hashable, ...]:
    return tuple(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    session = getattr(request, "session", None)
    is_personal = (session is not None and session.accessed) or "CSRF_COOKIE" in request.META
    return response.status_code == 200 and not response.streaming and not response.cookies and not is_personal


def _page(response: HttpResponse) -> Page:
    body, headers = response.content, dict(response.items())
    is_worth = headers.get("Content-Type", "").startswith(WORTH_PACKING)
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    return Page(body, gzip.compress(body, 6, mtime=0) if is_worth else b"", headers, tag)
