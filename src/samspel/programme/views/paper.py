"""The programme on paper, and the page that a print's QR code leads to: has anything changed?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samspel.access import public
from samspel.programme import pdf
from samspel.programme.queries.publication import Shown, Since, shown, since
from samspel.programme.queries.visitors import PAPERS, shown_door, shown_paper
from samspel.programme.sentences import after_sentence, change_sentence
from samspel.programme.snapshot import changes
from samspel.programme.views.keeping import kept
from samspel.programme.views.visitors import fresh, page_of


@fresh
@public(shown)
def paper(request: HttpRequest, found: Shown) -> HttpResponse:
    """List what can be printed."""
    return page_of(request, "paper", found, {"papers": PAPERS})


@fresh
@public(shown)
@kept
def pocket(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return the pocket timetable as a PDF."""
    return _pdf(pdf.pocket(found.programme, _frame(found)), found, "pocket")


@fresh
@public(shown)
@kept
def large_print(request: HttpRequest, found: Shown) -> HttpResponse:
    """Return the large-print list as a PDF."""
    return _pdf(pdf.large_print(found.programme, _frame(found)), found, "list")


@fresh
@public(shown_paper)
@kept
def doors(request: HttpRequest, subject: tuple[Shown, str]) -> HttpResponse:
    """Return the door posters of every stage and night as a PDF."""
    found, size = subject
    return _pdf(pdf.doors(found.programme, _frame(found), paper=size), found, f"doors-{size}")


@fresh
@public(shown_door)
@kept
def door(request: HttpRequest, subject: tuple[Shown, str, str]) -> HttpResponse:
    """Return one venue's door posters as a PDF."""
    found, size, venue = subject
    return _pdf(pdf.doors(found.programme, _frame(found), paper=size, venue=venue), found, f"doors-{size}-{venue}")


@fresh
@public(since)
def changed(request: HttpRequest, found: Since) -> HttpResponse:
    """Say what has changed since a version that somebody has on paper; also when it was withdrawn."""
    festival, now, is_withdrawn = found.edition.festival, found.now, found.is_withdrawn
    context: dict[str, Any] = {"version": found.version, "page": "changed"}
    if now is None:
        context |= {"edition": found.edition, "festival": festival, "frame": "site/festival.html"}
        return render(request, "programme/visitors/changed.html", context)
    said = changes(found.version.snapshot, now.publication.snapshot)
    # What a withdrawn version said is nobody's business any more: only what holds now is told of it.
    context |= {
        "now": now.publication,
        "is_same": now.publication.digest == found.version.digest,
        "sentences": [after_sentence(one) for one in said if one["after"]]
        if is_withdrawn
        else [change_sentence(one) for one in said],
        "gone": sum(not one["after"] for one in said) if is_withdrawn else 0,
    }
    return page_of(request, "changed", now, context)


def _frame(found: Shown) -> pdf.Frame:
    festival, edition = found.edition.festival, found.edition
    address = reverse("changed", args=[festival.slug, edition.slug, found.programme.version])
    return pdf.Frame(festival.accent, settings.ADDRESS + address)


def _pdf(content: bytes, found: Shown, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    file = f"{found.edition.festival.slug}-{found.edition.slug}-{name}.pdf"
    response["Content-Disposition"] = f'inline; filename="{file}"'
    return response
