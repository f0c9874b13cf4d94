"""Keep what a published version looks like: made once, packed once, and not sent again to whoever has it.

`kept` does so for pages, which are known by what they hold; `conditional` for files and answers of the interface, which
are known by what they are made of, so that not even a kept one is looked for where nothing has changed.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import blake2b, sha256
from importlib.metadata import version
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date

from samspel.programme.models import Publication
from samspel.programme.queries.publication import Shown
from samspel.programme.types import COPIED_AT

Subject = TypeVar("Subject", bound="Shown | tuple[Shown, *tuple[Hashable, ...]]")
View = Callable[[HttpRequest, Subject], HttpResponse]

MOST_BYTES = 48 * 1024 * 1024
"""What all that is kept may weigh together; what was not asked for longest goes first."""
RELEASE = version("samspel")
WORTH_PACKING = ("text/", "image/svg+xml", "application/")


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer; its ETag is among the headers. `packed` is empty where packing does not pay."""

    body: bytes
    packed: bytes
    headers: dict[str, str]

    @classmethod
    def of(cls, body: bytes, headers: dict[str, str]) -> Page:
        """Pack a body, if that makes it smaller."""
        packed = gzip.compress(body, 6, mtime=0) if headers["Content-Type"].startswith(WORTH_PACKING) else b""
        return cls(body, packed if len(packed) < len(body) else b"", headers)

    @property
    def weight(self) -> int:
        return len(self.body) + len(self.packed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return it for one request: packed if the browser can."""
        packs = bool(self.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(self.packed if packs else self.body, headers=self.headers)
        if packs:
            response["Content-Encoding"] = "gzip"
        if self.packed:
            patch_vary_headers(response, ("Accept-Encoding",))
        return response


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
        found, *more = subject if isinstance(subject, tuple) else (subject,)
        asked = (view.__qualname__, request.get_full_path(), translation.get_language(), settings.ADDRESS)
        key = (*asked, *state_of(found), *more)
        page = shelf.get(key)
        if page is None:
            response = view(request, subject)
            if not _is_for_all(request, response):
                return response
            tag = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
            page = Page.of(response.content, {**dict(response.items()), "ETag": tag})
            shelf.put(key, page)
        answer = page.answer(request)
        again = get_conditional_response(request, etag=page.headers["ETag"], response=answer)
        return answer if again is None else again

    return keeping


def conditional(
    request: HttpRequest,
    make: Callable[[], bytes],
    *,
    media_type: str,
    of: tuple[object, ...],
    modified_at: datetime | None,
    name: str = "",
) -> HttpResponse:
    """Answer with what `make` returns, or 304 where the asker has it: `of` is all that it depends on."""
    tag, modified = tag_of(*of), int(modified_at.timestamp()) if modified_at else None
    response = get_conditional_response(request, tag, modified)
    if response is None:
        headers = {"Content-Type": media_type, "ETag": tag}
        if name:
            headers["Content-Disposition"] = f'inline; filename="{name}"'
        response = _made(request, make, headers)
    response.headers.setdefault("ETag", tag)
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    patch_cache_control(response, public=True, max_age=60)
    return response


def _made(request: HttpRequest, make: Callable[[], bytes], headers: dict[str, str]) -> HttpResponse:
    if COPIED_AT in request.META:  # nobody asks for it a second time
        return HttpResponse(make(), headers=headers)
    key = (request.get_full_path(), headers["ETag"])
    page = shelf.get(key)
    if page is None:
        page = Page.of(make(), headers)
        shelf.put(key, page)
    return page.answer(request)


def tag_of(*parts: object) -> str:
    """Return an ETag of what a body is made of: the values, the language, and this release of the formats.

    It is a weak one, as it is of the body however packed.
    """
    text = "|".join(str(part) for part in (*parts, translation.get_language(), RELEASE))
    return f'W/"{sha256(text.encode()).hexdigest()[:32]}"'


def frozen(publication: Publication) -> tuple[Hashable, ...]:
    """Return what names a version: its digest changes where an act is erased from it."""
    return publication.pk, publication.digest, publication.withdrawn_at, publication.modified_at


def state_of(found: Shown) -> tuple[Hashable, ...]:
    """Return all that what is shown can depend on: the version, and the rows of edition, festival and place."""
    edition = found.edition
    rows = (_values(edition), _values(edition.festival), _values(edition.festival.place))
    return (*frozen(found.publication), *rows)


def _values(row: Model) -> tuple[Hashable, ...]:
    return tuple(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    session = getattr(request, "session", None)
    is_personal = (session is not None and session.accessed) or "CSRF_COOKIE" in request.META
    return response.status_code == 200 and not response.streaming and not response.cookies and not is_personal
