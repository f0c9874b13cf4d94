"""What pages by a secret link have in common that a device keeps without a network: a door's phone, a survey's tablet.

The scripts are `static/samspel/kept/`; here are the answers they ask for, and what they send read back.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import override

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between them a device's clock may be wrong, and can still be reckoned with."""


def homes(name: str, token: str) -> list[str]:
    """Return a page's address in each language: a device changes hands in the middle of a night."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(reverse(name, args=[token]))
    return found


def private(response: HttpResponse) -> HttpResponse:
    """Let nobody be led to a page by a secret link, nor hear of its address."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def worker() -> HttpResponse:
    """Return the script that opens a page without a network; its scope is the page's address."""
    path = finders.find("samspel/kept/worker.js")
    assert isinstance(path, str)  # noqa: S101 - it is shipped
    return HttpResponse(Path(path).read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")


def manifest(*, home: str, name: str, short_name: str, colour: str) -> HttpResponse:
    """Return what makes a page an app on a home screen."""
    sizes = (192, 512)
    values = {
        "name": name,
        "short_name": short_name[:30],
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "theme_color": colour,
        "background_color": "#fbfbf9",
        "icons": [
            {"src": reverse("icon", args=[colour[1:], size]), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in sizes
        ],
    }
    return HttpResponse(json.dumps(values, ensure_ascii=False), content_type="application/manifest+json")


def fields(form: object, most: int) -> QueryDict:
    """Return a form as a device sends it; none where it has more fields than any form of ours."""
    try:
        return QueryDict(str(form or "")[:most])
    except TooManyFieldsSent:
        return QueryDict()


def moment(given: object) -> datetime | None:
    """Return when a device says something was; None where that cannot be read or cannot be."""
    try:
        at = datetime.fromisoformat(str(given)[:40])
    except ValueError:
        return None
    return at if at.tzinfo is not None and FIRST < at < LAST else None
