"""What a visitor's device gets and sends besides pages: facts, all pages at once, what makes it an app, and stars."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samspel import colours
from samspel.access import public
from samspel.errors import BadInput, NotFound, Problem
from samspel.people.services import limit
from samspel.people.views import caller
from samspel.programme import device, grid, picks
from samspel.programme.queries.publication import Shown, shown
from samspel.programme.sentences import worker_words
from samspel.programme.services.stars import recount_stars
from samspel.programme.types import CODE_LENGTH, COPIED_AT, code_of
from samspel.programme.views.framing import home_of
from samspel.programme.views.keeping import kept
from samspel.programme.views.pages import all_pages, changed_pages, listed_pages

fresh = cache_control(public=True, max_age=60)
for_ever = cache_control(public=True, max_age=31536000, immutable=True)

LARGEST = (500, 400)
"""Columns and rows of a grid: forty hours on more stages than a town has."""
COUNTS_PER_CALLER = 300
"""How often an hour stars are counted from one address: a whole festival may share one network's."""
SCRIPTS = ("along", "counting", "ics", "list", "mynight", "news", "night", "now", "offline", "page", "plan",
           "programme", "qr", "route", "search", "searching", "start", "venues")  # fmt: skip


def _look(colour: str, columns: int, rows: int) -> str:
    if columns > LARGEST[0] or rows > LARGEST[1]:
        raise NotFound(_("There is no page at this address."))
    return colours.style_sheet(colour) + grid.style_sheet(columns, rows)


@for_ever
@public(_look)
def look(request: HttpRequest, text: str) -> HttpResponse:
    """Return what styles know of one programme: its festival's accent, and how large a grid its nights need."""
    return HttpResponse(text, content_type="text/css; charset=utf-8")


@cache_control(public=True, no_cache=True)
@public(shown)
@kept
def facts(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return the programme's facts for scripts, in few bytes."""
    return _json(device.compact(found.programme))


@cache_control(public=True, no_cache=True)
@public(shown)
def pages(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return all pages for a device to keep; `?since=` what it has: only what differs. In a copy, where they are."""
    if COPIED_AT in request.META:
        return _json(listed_pages(found, request.META[COPIED_AT]))
    whole = all_pages(request, found, home_of(found))
    since = request.GET.get("since", "")
    if since == whole["digest"]:
        return HttpResponse(status=204)
    return _json(changed_pages(whole, since))


@cache_control(public=True, no_cache=True)
@public(shown)
def worker(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return the script that serves kept pages where there is no network; it minds what lies beside it."""
    names = ("samspel.css", "visitors.css", "poster.woff2", *(f"visitors/{name}.js" for name in SCRIPTS))
    known = {
        "home": home_of(found),
        "facts": f"{home_of(found)}programme.json",
        "calendar": f"{home_of(found)}calendar.ics",
        "pages": f"{home_of(found)}pages.json",
        "assets": [staticfiles_storage.url(f"samspel/{name}") for name in names],
        "words": worker_words(),
        # In one order: the library's changes from process to process, and phones would take that for a new script.
        "policy": "; ".join(sorted(build_policy().split("; "))),
        "language": get_language(),
    }
    text = f"const KNOWN = {json.dumps(known, ensure_ascii=False)};\n{_worker_text()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _worker_text() -> str:
    path = finders.find("samspel/visitors/worker.js")
    assert isinstance(path, str)  # noqa: S101 - it is shipped
    return Path(path).read_text(encoding="utf-8")


@fresh
@public(shown)
def manifest(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return what makes the pages an app on a home screen."""
    festival = found.edition.festival
    values = device.manifest(
        name=found.edition.name,
        short_name=festival.name[:30],
        home=home_of(found),
        language=get_language() or "",
        colour=festival.accent,
        icons={size: reverse("icon", args=[festival.accent[1:], size]) for size in (192, 512)},
    )
    return _json(values, "application/manifest+json")


@csrf_exempt  # no cookie acts for anybody here, so none is set
@require_POST
@public(shown)
def stars(request: HttpRequest, found: Shown) -> HttpResponse:
    """Take a device's list into the count, and the one it had out of it. Nothing of who it is comes along."""
    limit(kind="stars", key=caller(request), most=COUNTS_PER_CALLER)
    keys = {code_of(slug): pk for pk, slug in found.edition.acts.values_list("pk", "slug")}
    lists = [_keys(request.POST.get(name, ""), keys) for name in ("before", "after")]
    tickets = [request.POST.get(name, "") for name in ("ticket", "next")]
    if any(len(one) > 64 for one in tickets) or len(tickets[1]) < 16:
        raise BadInput([Problem(None, "", _("The stars came without a ticket."), _("Load the page again."))])
    recount_stars(edition=found.edition, before=lists[0], after=lists[1], ticket=tickets[0], next_ticket=tickets[1])
    return HttpResponse(status=204)


def _keys(text: str, keys: Mapping[str, int]) -> list[int]:
    if len(text) > picks.MOST * CODE_LENGTH:
        reason = _("These are more than %(most)d stars.") % {"most": picks.MOST}
        raise BadInput([Problem(None, "", reason, _("Leave some of them."))])
    codes = re.findall(f".{{{CODE_LENGTH}}}", text)
    return sorted({keys[code] for code in codes if code in keys})


def _json(values: Mapping[str, Any], content_type: str = "application/json") -> HttpResponse:
    return HttpResponse(json.dumps(values, ensure_ascii=False, separators=(",", ":")), content_type=content_type)
