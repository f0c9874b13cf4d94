"""The front page, the accent colour of a festival, and whether the server is well."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from vl_convert import svg_to_png

from samspel.access import nothing, public, ruled
from samspel.colours import icon_drawing, style_sheet
from samspel.effects.queries import published_studies
from samspel.errors import NotFound
from samspel.places.models import Edition, Festival
from samspel.places.queries import edition as find_edition
from samspel.places.queries import festival as find_festival
from samspel.places.rules import may_run_office
from samspel.programme.queries.publication import everything_shown, shown_editions
from samspel.records.queries import came_from_any
from samspel.report.queries import published_reports
from samspel.site.copy.write import copy_of, mark_of, zipped


@public(nothing)
def in_my_language(request: HttpRequest, subject: None) -> HttpResponse:
    """Send a visitor to the pages in the language their browser asks for."""
    language = translation.get_language_from_request(request)
    known = {code for code, _ in settings.LANGUAGES}
    return redirect(f"/{language if language in known else settings.LANGUAGE_CODE}/")


@public(nothing)
def front(request: HttpRequest, subject: None) -> HttpResponse:
    """Show what this installation has published."""
    context = {
        "programmes": everything_shown(),
        "studies": published_studies(),
        "reports": published_reports(),
    }
    return render(request, "site/front.html", context)


@public(find_festival)
def of_festival(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Show what one festival has published."""
    context = {
        "festival": festival,
        "programmes": shown_editions(festival),
        "studies": published_studies().filter(festival=festival),
        "reports": published_reports().filter(edition__festival=festival),
        "before": came_from_any(festival.editions.all(), public_only=True),
    }
    return render(request, "site/of_festival.html", context)


def _colour(colour: str) -> str:
    return colour


@public(_colour)
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """Return the style sheet that sets one festival's accent, in shades that can be read."""
    return cache_control(public=True, max_age=31536000, immutable=True)(
        lambda _request: HttpResponse(style_sheet(colour), content_type="text/css; charset=utf-8")
    )(request)


ICONS = (180, 192, 512)
"""Sides in pixels: for Apple's home screens and for the others."""


def _icon(colour: str, size: int) -> tuple[str, int]:
    if size not in ICONS:
        raise NotFound(_("There is no page at this address."))
    return colour, size


@cache_control(public=True, max_age=31536000, immutable=True)
@public(_icon)
def icon(request: HttpRequest, subject: tuple[str, int]) -> HttpResponse:
    """Return the icon of an installed programme in a festival's colour."""
    return HttpResponse(_drawn(*subject), content_type="image/png")


@lru_cache(maxsize=64)
def _drawn(colour: str, size: int) -> bytes:
    return svg_to_png(icon_drawing(colour), scale=size / 512)


@ruled(may_run_office, find_edition)
def copy(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Return a static copy of an edition's public pages as one file; `?paper=yes` with the prints."""
    files = copy_of(edition=edition, with_paper=request.GET.get("paper") == "yes")
    response = HttpResponse(zipped(files), content_type="application/zip")
    version = mark_of(files)["version"]
    name = f"{edition.festival.slug}-{edition.slug}-version-{version}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public(nothing)
def healthy(request: HttpRequest, subject: None) -> HttpResponse:
    """Answer `ok` when the database answers: for whatever watches the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
