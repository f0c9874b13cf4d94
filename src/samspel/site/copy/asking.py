"""Ask the site for a page as a browser would, in this process and without a network."""

from __future__ import annotations

import io
import mimetypes
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.html import format_html

from samspel.programme.types import COPIED_AT


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answers."""

    address: str
    status: int
    media_type: str
    body: bytes


class Site:
    """The site's own front door: middleware, views and templates, everything but the server."""

    def __init__(self, *, copied_at: datetime) -> None:
        self.handler = WSGIHandler()
        self.copied_at = copied_at

    def get(self, address: str) -> Answer:
        """Return what an address answers a stranger; a redirect becomes a page that leads on."""
        if address.startswith(settings.STATIC_URL):
            return _static(address)
        response = self.handler.get_response(WSGIRequest(self._environment(address)))
        if response.has_header("Location"):
            return Answer(address, 200, "text/html", _leads_to(response["Location"]))
        media_type = response.get("Content-Type", "").partition(";")[0]
        return Answer(address, response.status_code, media_type, response.getvalue())

    def _environment(self, address: str) -> dict[str, object]:
        own, wanted = urlsplit(settings.ADDRESS), urlsplit(address)
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(wanted.path, "latin-1"),
            "QUERY_STRING": wanted.query,
            "SERVER_NAME": own.hostname or "localhost",
            "SERVER_PORT": str(own.port or (443 if settings.IS_SECURE else 80)),
            "HTTP_HOST": own.netloc,
            "wsgi.url_scheme": own.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            COPIED_AT: self.copied_at,
        }


def _leads_to(address: str) -> bytes:
    page = '<!doctype html><meta charset="utf-8"><title>{0}</title><meta http-equiv="refresh" content="0; url={0}">'
    return format_html(page + '<p><a href="{0}">{0}</a></p>\n', address).encode()


def _static(address: str) -> Answer:
    """Return a static file as it was collected, or where nothing is collected from the source."""
    name = unquote(urlsplit(address).path).removeprefix(settings.STATIC_URL)
    media_type = mimetypes.guess_type(name)[0] or ""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return Answer(address, 200, media_type, file.read())
    found = finders.find(name)
    return Answer(address, 200 if found else 404, media_type, Path(str(found)).read_bytes() if found else b"")
