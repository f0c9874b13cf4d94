"""Which night a page is about, and what the pages of a venue have around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.night.counting import night_of
from samspel.night.queries.counts import nights_counted, zone_of
from samspel.night.rules import may_host, may_look, may_run_office
from samspel.places.models import Edition, Venue

Subject = tuple[Edition, Venue]


def venue_in(subject: tuple[Any, Any]) -> Venue:
    """Say that a rule is about the venue of what was found."""
    found: Venue = getattr(subject[1], "venue", subject[1])
    return found


def tonight_of(edition: Edition) -> date:
    """Return the night that it is now."""
    return night_of(timezone.now(), zone_of(edition.festival))


def nights_of(edition: Edition) -> list[date]:
    """Return an edition's nights, and between them others on which somebody counted: a concert before, a trial."""
    nights = set(edition.nights.values_list("date", flat=True))
    if nights:
        nights |= {one for one in nights_counted(edition.festival) if min(nights) <= one <= max(nights)}
    return sorted(nights | {one for one in nights_counted(edition.festival) if one == tonight_of(edition)})


def asked_night(request: HttpRequest, edition: Edition) -> date:
    """Return the night a page is asked for: by its address, else the last that has begun, else the first."""
    nights, now = nights_of(edition), tonight_of(edition)
    wish = request.POST.get("night") or request.GET.get("night", "")
    for one in nights:
        if one.isoformat() == wish:
            return one
    past = [one for one in nights if one <= now]
    return past[-1] if past else nights[0] if nights else now


def said_night(request: HttpRequest, edition: Edition) -> date:
    """Return the night that a form is about. Raises `BadInput`: nothing is changed on a night that nobody named."""
    wish = request.POST.get("night", "")
    for one in nights_of(edition):
        if one.isoformat() == wish:
            return one
    advice = _("Choose a night on the venue's page and press the button there.")
    raise BadInput([Problem(None, wish[:40], _("is no night of this edition."), advice)])


def page(
    request: HttpRequest, subject: Subject, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return an office page about a venue's nights."""
    edition, venue = subject
    around = {
        "edition": edition,
        "festival": edition.festival,
        "venue": venue,
        "may_run": may_run_office(request.user, venue),
        "may_host": may_host(request.user, venue),
        "may_look": may_look(request.user, venue),
        "nights": nights_of(edition),
        "night": asked_night(request, edition),
    }
    return render(request, f"night/office/{name}.html", around | context, status=status)


def to_venue(request: HttpRequest, edition: Edition, venue: Venue) -> HttpResponse:
    """Go back to a venue's page, at the same night."""
    address = reverse("night-venue", args=[edition.festival.slug, edition.slug, venue.pk])
    return redirect(f"{address}?night={asked_night(request, edition)}")
