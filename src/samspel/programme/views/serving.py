"""What holds for all open data: everybody may read it from any page, within limits; errors are JSON (RFC 9457)."""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samspel.access import View
from samspel.errors import NotFound, SamspelError, TooMany
from samspel.people.views import caller
from samspel.programme.types import COPIED_AT

PER_MINUTE = 600
"""How often a caller may ask a server process for data in a minute: a hall of phones behind one address, no more."""

_METHODS = "GET, HEAD, OPTIONS"
_TITLES = {400: "Bad request", 404: "Not found", 405: "Method not allowed", 410: "Gone", 429: "Too many requests"}


def open_data(view: View) -> View:
    """Serve a view as open data. It stands outermost, so that what `find` raises is told in JSON too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(_language(request)):
            response = _answer(view, request, *args, **kwargs)
            response.headers.setdefault("Content-Language", translation.get_language())
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        return response

    return answer


def _language(request: HttpRequest) -> str:
    """Return the language of an answer: that of the address, or that asked for, or else English."""
    active = translation.get_language() or settings.LANGUAGE_CODE
    says_none = not translation.get_language_from_path(request.path) and "Accept-Language" not in request.headers
    return "en" if says_none else active


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        headers = {
            "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
            "Access-Control-Max-Age": "86400",
        }
        return HttpResponse(
            status=204, headers={"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS, **headers}
        )
    if request.method not in ("GET", "HEAD"):
        return problem(405, _("This can only be read."), headers={"Allow": _METHODS})
    try:
        if COPIED_AT not in request.META:
            _keep_within(request)
        if any("\0" in str(value) for value in kwargs.values()):
            raise NotFound(_("There is no page at this address."))
        return view(request, *args, **kwargs)
    except TooMany as error:
        return problem(error.status, str(error), headers={"Retry-After": "60"})
    except SamspelError as error:
        return problem(error.status, str(error))


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return an error as programs read it."""
    body = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status, "detail": detail}
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type="application/problem+json", headers=headers)


def _keep_within(request: HttpRequest) -> None:
    """Count a caller's minute in this process's memory, under an opaque key. Raises `TooMany`."""
    key = salted_hmac("samspel.programme.open-data", caller(request), algorithm="sha256").hexdigest()[:32]
    cache.add(key, 0, timeout=60)
    try:
        asked = cache.incr(key)
    except ValueError:  # the minute ended between the two lines
        asked = 1
    if asked > PER_MINUTE:
        raise TooMany(_("That is too much at once. Try again in a minute; ask with If-None-Match to ask less."))
