"""What every page needs: the same page in the other languages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation


def languages(request: HttpRequest) -> dict[str, object]:
    """Return this page's address in each language, and which one is shown."""
    path = request.get_full_path()
    return {
        "here": path,
        "translations": [
            {
                "code": code,
                "name": name,
                "address": translate_url(path, code),
                "current": code == translation.get_language(),
            }
            for code, name in settings.LANGUAGES
        ],
        "origin": settings.ADDRESS,
    }
