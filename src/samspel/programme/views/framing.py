"""What every page for visitors stands in: its frame, its address and how long a phone may show it unasked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from samspel.programme import feeds
from samspel.programme.queries.publication import Shown
from samspel.programme.sentences import visitor_words
from samspel.programme.types import ShownSet

fresh = cache_control(public=True, max_age=60)
"""A phone may show a page for a minute without asking again; after a change that is how late it can be."""


def home_of(found: Shown) -> str:
    """Return the address of a programme in the reader's language; all its pages lie under it."""
    return reverse("programme", args=[found.edition.festival.slug, found.edition.slug])


WAYS = {"venue": "venues", "acts": "search", "act": "search", "genre": "search"}
"""Which link of the navigation a page belongs to, where it is not its own."""


def page_of(request: HttpRequest, name: str, found: Shown, context: dict[str, Any]) -> HttpResponse:
    """Render a page; for a device that keeps all of them, only what is inside (`views/pages.py`)."""
    shared = {
        "edition": found.edition,
        "festival": found.edition.festival,
        "programme": found.programme,
        "home": home_of(found),
        "way": WAYS.get(name, name),
        "words": _words(get_language() or ""),
        "frame": f"programme/visitors/{getattr(request, 'frame', 'base')}.html",
    }
    return render(request, f"programme/visitors/{name}.html", {**shared, **context})


@lru_cache(maxsize=len(settings.LANGUAGES))
def _words(_language: str) -> SafeString:
    return json_script(visitor_words(), "words")


def data_of(request: HttpRequest, found: Shown, sets: Iterable[ShownSet], *, is_brief: bool = False) -> SafeString:
    """Return schema.org data for a script element; `<` cannot end the element early."""
    address = settings.ADDRESS + request.path
    data = feeds.structured(found.programme, sets, address=address, is_brief=is_brief)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c"))  # noqa: S308 - `<` is escaped, the rest is JSON
