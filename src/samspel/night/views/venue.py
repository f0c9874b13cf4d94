"""A venue's nights: what its doors counted, its doors and links, what is set aside, and what its host took."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import Problem
from samspel.night import charts
from samspel.night.counting import standing
from samspel.night.forms.office import AsideForm, DoorForm, LinkForm
from samspel.night.models import Device, Door, Tap
from samspel.night.queries import doors as queries
from samspel.night.queries.counts import count_of, log_of, zone_of
from samspel.night.rules import may_host, may_run_office, may_see_venue
from samspel.night.sentences import known, missed
from samspel.night.services import doors as services
from samspel.night.services import tapping
from samspel.night.types import Mark, Tapped
from samspel.night.views.framing import Subject, asked_night, page, said_night, to_venue, tonight_of, venue_in
from samspel.night.views.takings import problems_in, takings_form
from samspel.people.views import signed_in
from samspel.places.models import Edition, Venue


@ruled(may_see_venue, queries.venue_here, of=venue_in)
def venue(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show what a venue's doors counted on a night."""
    return page(request, subject, "venue", _of_night(request, *subject))


def _of_night(request: HttpRequest, edition: Edition, venue: Venue, **more: Any) -> dict[str, Any]:
    night = asked_night(request, edition)
    count, log = count_of(venue, night), log_of(venue, night)
    doors = list(venue.doors.all())
    tapped_at = {one.door_id for one in log if one.set_aside_at is None}
    uncounted = [one for one in doors if one.pk in count.uncounted]
    is_set_aside = bool(log) and not count.is_begun
    bars = charts.bars_of(count.hours, zone_of(venue.festival))
    return {
        "count": count,
        "known": known(count, uncounted, is_tonight=night == tonight_of(edition), is_set_aside=is_set_aside),
        "uncounted": uncounted,
        "is_set_aside": is_set_aside,
        "has_log": bool(log),
        "may_be_shut": [one for one in uncounted if one.pk not in tapped_at and night <= tonight_of(edition)],
        "checks": [(one, missed(one)) for one in count.checks],
        "bars": bars,
        "chart": charts.chart_of(bars, "arrivals"),
        "chart_text": charts.text_of(bars),
        "doors": [one for one in doors if one.walled_up_at is None],
        "links": venue.devices.filter(revoked_at=None).count(),
        "takings": takings_form(venue, night),
        "aside_form": AsideForm(),
        "is_on": night == tonight_of(edition) and count.is_on,
        **more,
    }


@ruled(may_see_venue, queries.venue_here, of=venue_in)
def log(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show the log of a venue's night to be read or printed, with what was taken back and by what."""
    edition, venue = subject
    night = asked_night(request, edition)
    entries = log_of(venue, night)
    stands = {one.key for one in standing(_tapped(entries))}
    context = {
        "entries": [(one, one.key in stands) for one in entries if one.mark != Mark.UNDOES],
        "count": count_of(venue, night),
    }
    return page(request, subject, "log", context)


def _tapped(entries: list[Tap]) -> list[Tapped]:
    return [Tapped(one.key, one.door_id, Mark(one.mark), one.at, one.persons, one.undoes) for one in entries]


@ruled(may_host, queries.venue_here, of=venue_in)
def takings(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Let a host write what was taken on a night."""
    edition, venue = subject
    if request.method != "POST":
        shown = takings_form(venue, asked_night(request, edition))
        return page(request, subject, "takings", {"takings": shown, "problems": ()})
    night = said_night(request, edition)
    asked = takings_form(venue, night, request.POST)
    problems: tuple[Problem, ...] = problems_in(asked, venue=venue, night=night, who=signed_in(request))
    if asked.is_valid() and not problems:
        messages.success(request, _("Saved."))
        return to_venue(request, edition, venue)
    return page(request, subject, "takings", {"takings": asked, "problems": problems}, status=422)


@require_POST
@ruled(may_run_office, queries.venue_here, of=first)
def set_aside(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Leave a night's counts of a venue out of all figures."""
    edition, venue = subject
    form, night = AsideForm(request.POST), said_night(request, edition)
    if not form.is_valid():
        return page(request, subject, "venue", _of_night(request, edition, venue, aside_form=form), status=422)
    count = tapping.set_aside(venue=venue, night=night, why=form.cleaned_data["why"], who=signed_in(request))
    said = ngettext("%(n)d entry is set aside.", "%(n)d entries are set aside.", count)
    messages.success(request, said % {"n": count})
    return to_venue(request, edition, venue)


@require_POST
@ruled(may_run_office, queries.venue_here, of=first)
def bring_back(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Count a night again that was set aside."""
    edition, venue = subject
    count = tapping.bring_back(venue=venue, night=said_night(request, edition), who=signed_in(request))
    said = ngettext("%(n)d entry counts again.", "%(n)d entries count again.", count)
    messages.success(request, said % {"n": count})
    return to_venue(request, edition, venue)


@ruled(may_run_office, queries.venue_here, of=first)
def links(request: HttpRequest, subject: Subject) -> HttpResponse:
    """List a venue's doors and links; make a link, which is shown once with its code."""
    edition, venue = subject
    form, more = LinkForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid():
        token = services.make_device(
            edition=edition, venue=venue, name=form.cleaned_data["name"], who=signed_in(request)
        )
        link = settings.ADDRESS + reverse("door", args=[token])
        form, more = LinkForm(), {"link": link, "square": _square(link)}
    context = _links(venue) | {"form": form, **more}
    return page(request, subject, "links", context, status=422 if form.is_bound else 200)


def _links(venue: Venue) -> dict[str, Any]:
    doors = queries.doors_of(venue)
    return {
        "form": LinkForm(),
        "door_form": DoorForm(),
        "doors": [(one, DoorForm(initial={"name": one.name}, prefix=f"door-{one.pk}")) for one in doors],
        "links": queries.devices_of(venue),
    }


def _square(link: str) -> str:
    """Return a link's code as SVG, to be held before a phone's camera."""
    image = BytesIO()
    segno.make_qr(link, error="m").save(image, kind="svg", border=4, light="#fff", scale=5, xmldecl=False)
    return image.getvalue().decode()


@require_POST
@ruled(may_run_office, queries.device_here, of=first)
def revoke(request: HttpRequest, subject: tuple[Edition, Device]) -> HttpResponse:
    """End a link."""
    edition, device = subject
    services.revoke_device(device=device, who=signed_in(request))
    messages.success(request, _("The link works no more."))
    return _to_links(request, edition, device.venue)


def _to_links(request: HttpRequest, edition: Edition, venue: Venue) -> HttpResponse:
    """Go back to a venue's doors and links."""
    return redirect("door-links", edition.festival.slug, edition.slug, venue.pk)


@require_POST
@ruled(may_run_office, queries.venue_here, of=first)
def add_door(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Add a door."""
    edition, venue = subject
    form = DoorForm(request.POST)
    if not form.is_valid():
        return page(request, subject, "links", _links(venue) | {"door_form": form}, status=422)
    services.add_door(venue=venue, name=form.cleaned_data["name"], who=signed_in(request))
    return _to_links(request, edition, venue)


@require_POST
@ruled(may_run_office, queries.door_here, of=first)
def rename_door(request: HttpRequest, subject: tuple[Edition, Door]) -> HttpResponse:
    """Give a door another name."""
    edition, door = subject
    form = DoorForm(request.POST, prefix=f"door-{door.pk}")
    if form.is_valid():
        services.rename_door(door=door, name=form.cleaned_data["name"], who=signed_in(request))
    return _to_links(request, edition, door.venue)


@require_POST
@ruled(may_run_office, queries.door_here, of=first)
def wall_up_door(request: HttpRequest, subject: tuple[Edition, Door]) -> HttpResponse:
    """Count a door no more."""
    edition, door = subject
    services.wall_up_door(door=door, who=signed_in(request))
    return _to_links(request, edition, door.venue)


@require_POST
@ruled(may_host, queries.door_here, of=venue_in)
def leave_shut(request: HttpRequest, subject: tuple[Edition, Door]) -> HttpResponse:
    """Say that a door was not used on a night."""
    edition, door = subject
    tapping.leave_shut(door=door, night=said_night(request, edition), who=signed_in(request))
    messages.success(request, _("“%(door)s” was shut that night: nobody came through it.") % {"door": door})
    return to_venue(request, edition, door.venue)
