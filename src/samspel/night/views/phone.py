"""The phone at a door: two large buttons by a link of its own, taps kept without a network and taken once each."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samspel import kept
from samspel.access import public
from samspel.errors import BadInput, NotFound, Problem
from samspel.night.counting import night_of
from samspel.night.forms.tapping import TapForm
from samspel.night.models import Device
from samspel.night.queries import doors as queries
from samspel.night.queries.counts import zone_of
from samspel.night.queries.tonight import Tonight, edition_of, playing, tonight
from samspel.night.services.tapping import take_taps
from samspel.night.types import Tapped, Watch
from samspel.night.views.takings import blank_form, problems_in
from samspel.people.services import limit
from samspel.people.views import caller

GUESSES_PER_CALLER = 60
MOST_TAPS, MOST_BYTES = 500, 1024 * 1024
MOST_OF_A_PARTY = 10
NIGHTS_BACK = 3
"""For how many nights before this one a host may write what was taken: the register is closed the day after."""


def _token(token: str) -> str:
    return token


def _device(request: HttpRequest, token: str) -> Device:
    try:
        return queries.device(token)
    except NotFound:
        limit(kind="door-guess", key=caller(request), most=GUESSES_PER_CALLER)
        raise


@csrf_exempt  # the secret is in the address: no cookie acts for anybody here
@never_cache
@public(_token)
def form(request: HttpRequest, token: str) -> HttpResponse:
    """Show the buttons; without scripts each is a form that is sent, with them a tap that is kept first."""
    device = _device(request, token)
    now, refusal = timezone.now(), ""
    if request.method == "POST":
        asked = TapForm(request.POST)
        refusal = _refusal(device, asked, now)
        if not refusal:
            return redirect(f"{reverse('door', args=[token])}?door={asked.cleaned_data['door']}")
    context = _around(device, token, now) | {"refusal": refusal}
    doors, stand = context["doors"], context["stand"]
    door = next((one for one in doors if str(one.pk) == request.GET.get("door")), doors[0] if doors else None)
    context |= {
        "door": door,
        "watch": stand.doors[door.pk] if door else Watch.NEVER,
        "takings": blank_form(stand.night),
        "is_said": device.venue.takings.filter(date=stand.night).exists(),
        "takings_address": reverse("door-takings", args=[token]),
    }
    return kept.private(render(request, "night/phone.html", context, status=422 if refusal else 200))


def _refusal(device: Device, asked: TapForm, now: datetime) -> str:
    if not asked.is_valid():
        return _("This could not be read. Press the button once more.")
    return next((why for _key, why in take_taps(device=device, taps=[asked.tapped(now)]).refused), "")


def _around(device: Device, token: str, now: datetime) -> dict[str, Any]:
    stand = tonight(device.venue, now=now, device=device)
    edition = edition_of(device.venue, stand.night)
    doors = queries.doors_of(device.venue)
    return {
        "device": device,
        "venue": device.venue,
        "festival": device.festival,
        "edition": edition,
        "token": token,
        "homes": " ".join(kept.homes("door", token)),
        "stand": stand,
        "state": _state(device, stand, now),
        "doors": doors,
        "names": {one.pk: str(one) for one in doors},
        "sets": playing(device.venue, edition, stand.night),
        "key": uuid4(),
        "party": range(1, MOST_OF_A_PARTY + 1),
    }


def _night(device: Device, now: datetime) -> date:
    return night_of(now, zone_of(device.festival))


def _state(device: Device, stand: Tonight, now: datetime) -> dict[str, Any]:
    """Return how the venue stands, for the script: what waits on the phone is put on top of it."""
    count = stand.count
    return {
        "at": now.isoformat(),
        "begins": stand.span[0].isoformat(),
        "ends": stand.span[1].isoformat(),
        "limit": device.venue.guests_persons,
        "inside": count.inside,
        "arrivals": count.arrivals,
        "departures": count.departures,
        "begun": stand.is_begun,
        "last": count.last_at.isoformat() if count.last_at else None,
        "whole": count.is_whole,
        "doors": stand.doors,
    }


@csrf_exempt  # the secret is in the address
@never_cache
@require_POST
@public(_token)
def sync(request: HttpRequest, token: str) -> HttpResponse:
    """Take the taps a phone has kept, each once, and say how the venue stands with those of the other phones.

    A phone that sends none learns what others counted, that its link works and that there is a network.
    """
    device = _device(request, token)
    sent, clock = _sent(request)
    taps: list[Tapped] = []
    refused: list[dict[str, str]] = []
    for one in sent:
        asked, at = TapForm(kept.fields(one.get("form"), 1000)), kept.moment(one.get("at"))
        if at is None or not asked.is_valid() or str(asked.cleaned_data["key"]) != one.get("id"):
            refused.append({"id": str(one.get("id", ""))[:60], "why": _("This could not be read.")})
        else:
            taps.append(asked.tapped(at))
    taken = take_taps(device=device, taps=taps, clock=clock)
    refused += [{"id": str(key), "why": why} for key, why in taken.refused]
    now = timezone.now()
    state = _state(device, tonight(device.venue, now=now, device=device), now)
    return JsonResponse({"taken": list(map(str, taken.taken)), "refused": refused, "state": state})


def _sent(request: HttpRequest) -> tuple[list[dict[str, Any]], datetime | None]:
    try:
        said = json.loads(request.body[:MOST_BYTES])
        sent = said["answers"]
        if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        advice = _("Load the page again.")
        raise BadInput([Problem(None, "", _("What was sent holds no taps."), advice)]) from None
    return sent[:MOST_TAPS], kept.moment(said.get("clock"))


@csrf_exempt  # the secret is in the address
@never_cache
@public(_token)
def takings(request: HttpRequest, token: str) -> HttpResponse:
    """Let a host write what was taken tonight, or on one of the last nights."""
    device = _device(request, token)
    last = _night(device, timezone.now())
    nights = [last - timedelta(days=back) for back in range(NIGHTS_BACK + 1)]
    wish = request.POST.get("night") or request.GET.get("night", "")
    night = next((one for one in nights if one.isoformat() == wish), None)
    if night is None and request.method == "POST":
        advice = _("Open the page again: it was about another night. Older ones are written in the office.")
        raise BadInput([Problem(None, wish[:40], _("is none of the last nights."), advice)])
    night = night or last
    asked = blank_form(night, request.POST if request.method == "POST" else None)
    problems: tuple[Problem, ...] = ()
    if asked.is_bound:
        problems = problems_in(asked, venue=device.venue, night=night, who=None, device=device)
        if asked.is_valid() and not problems:
            return redirect(f"{reverse('door-takings', args=[token])}?night={night}&kept")
    context = _around(device, token, timezone.now()) | {
        "takings": asked,
        "problems": problems,
        "night": night,
        "nights": nights,
        "is_said": device.venue.takings.filter(date=night).exists(),
        "is_kept": "kept" in request.GET,
    }
    return kept.private(render(request, "night/takings.html", context, status=422 if asked.is_bound else 200))


@never_cache
@public(_token)
def worker(request: HttpRequest, token: str) -> HttpResponse:
    """Return the script that opens the page without a network; its scope is the page's address."""
    _device(request, token)
    return kept.worker()


@never_cache
@public(_token)
def manifest(request: HttpRequest, token: str) -> HttpResponse:
    """Return what makes the page an app on the phone's home screen."""
    device = _device(request, token)
    name = f"{device.venue} · {device}"
    home, colour = reverse("door", args=[token]), device.festival.accent
    return kept.manifest(home=home, name=name, short_name=device.venue.name, colour=colour)
