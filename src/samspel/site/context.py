"""What every page needs: the same page in the other languages, and whether it goes into a static copy."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from samspel.programme.types import COPIED_AT


def languages(request: HttpRequest) -> dict[str, object]:
    """Return this page's address in each language, which one is shown, and when the copy it goes into was begun."""
    path, shown = request.get_full_path(), translation.get_language()
    own = f"/{shown}/"
    return {
        "here": path,
        "translations": [
            {
                "code": code,
                "name": name,
                "address": f"/{code}/{path.removeprefix(own)}" if path.startswith(own) else path,
                "current": code == shown,
            }
            for code, name in settings.LANGUAGES
        ],
        "origin": settings.ADDRESS,
        "copied_at": request.META.get(COPIED_AT),
    }
