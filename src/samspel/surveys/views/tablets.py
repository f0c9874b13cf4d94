"""An interviewer's tablet: the questions by a link of its own, answers kept without a network and sent once each."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samspel import kept
from samspel.access import public
from samspel.errors import BadInput, NotFound, Problem, SamspelError
from samspel.people.services import limit
from samspel.people.views import caller
from samspel.surveys.forms.answering import AnswerForm
from samspel.surveys.models import Questionnaire, Spot, Tablet
from samspel.surveys.queries import surveys as queries
from samspel.surveys.services import answering as services
from samspel.surveys.types import Door

GUESSES_PER_CALLER = 60
MOST_AT_ONCE, MOST_BYTES = 200, 1024 * 1024


def _token(token: str) -> str:
    return token


def _tablet(request: HttpRequest, token: str) -> Tablet:
    try:
        return queries.tablet(token)
    except NotFound:
        limit(kind="tablet-guess", key=caller(request), most=GUESSES_PER_CALLER)
        raise


@csrf_exempt  # the secret is in the address: no cookie acts for anybody here
@never_cache
@public(_token)
def form(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions to an interviewer; without scripts a plain form, with them one that keeps answers."""
    tablet = _tablet(request, token)
    questionnaire = queries.questionnaire(tablet.survey)
    services.freeze(questionnaire=questionnaire)  # a tablet may answer this version for days
    asked = _form(tablet, questionnaire, request.POST or None)
    if request.method == "POST" and asked.is_valid():
        _take(tablet, questionnaire, asked, None)
        return redirect(reverse("tablet", args=[token]) + "?taken")
    context = {
        "tablet": tablet,
        "survey": tablet.survey,
        "edition": tablet.survey.edition,
        "festival": tablet.survey.festival,
        "form": asked,
        "token": token,
        "homes": " ".join(kept.homes("tablet", token)),
        "places": {pk: _place(spot) for pk, spot in asked.spots.items()},
        "file_name": _file_name(tablet),
        "was_taken": "taken" in request.GET,
    }
    return kept.private(render(request, "surveys/tablet.html", context, status=422 if asked.is_bound else 200))


def _file_name(tablet: Tablet) -> str:
    mark = "-synthetic" if tablet.survey.edition.is_synthetic else ""
    return f"{tablet.survey.festival.slug}-{tablet.survey.edition.slug}-{slugify(tablet.name) or 'tablet'}{mark}"


def _place(spot: Spot) -> tuple[str, str]:
    """Return the night and venue of a spot as a file of answers names them."""
    return spot.night.date.isoformat() if spot.night else "", spot.venue.name if spot.venue else ""


def _form(tablet: Tablet, questionnaire: Questionnaire, data: Any) -> AnswerForm:
    spots = list(queries.spots_of(tablet.survey))
    return AnswerForm(data, questions=questionnaire.questions, digest=questionnaire.digest, spots=spots)


def _take(tablet: Tablet, questionnaire: Questionnaire, asked: AnswerForm, at: datetime | None) -> None:
    services.take_answer(
        questionnaire=questionnaire,
        key=asked.answer_key,
        given=asked.given,
        door=Door.TABLET,
        language=get_language() or "sv",
        spot=asked.spot,
        tablet=tablet,
        at=at,
    )


@csrf_exempt  # the secret is in the address
@never_cache
@require_POST
@public(_token)
def sync(request: HttpRequest, token: str) -> HttpResponse:
    """Take the answers a tablet has kept, each once; say of each whether it is here now, or why not and at what field.

    A tablet that sends none learns that its link works and that there is a network.
    """
    tablet = _tablet(request, token)
    versions = {one.digest: one for one in tablet.survey.questionnaires.exclude(frozen_at=None)}
    spots = list(queries.spots_of(tablet.survey))
    taken: list[str] = []
    refused: list[dict[str, Any]] = []
    for one in _sent(request):
        name, data = str(one.get("id", ""))[:60], kept.fields(one.get("form"), 100_000)
        version = versions.get(data.get("digest", ""))
        if version is None:
            refused.append({"id": name, "why": _("These questions are not of this survey."), "fields": {}})
            continue
        asked = AnswerForm(data, questions=version.questions, digest=version.digest, spots=spots)
        why = _why_not(tablet, version, asked, kept.moment(one.get("at")))
        if why:
            refused.append({"id": name, "why": why, "fields": {key: errors[0] for key, errors in asked.errors.items()}})
        else:
            taken.append(name)
    return JsonResponse({"taken": taken, "refused": refused})


def _why_not(tablet: Tablet, version: Questionnaire, asked: AnswerForm, at: datetime | None) -> str:
    if not asked.is_valid():
        return "; ".join(f"{asked[name].label}: {errors[0]}" for name, errors in asked.errors.items())[:500]
    try:
        _take(tablet, version, asked, at)
    except SamspelError as error:
        return str(error)
    return ""


def _sent(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        sent = json.loads(request.body[:MOST_BYTES])["answers"]
        if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        advice = _("Load the tablet's page again.")
        raise BadInput([Problem(None, "", _("What was sent holds no answers."), advice)]) from None
    return sent[:MOST_AT_ONCE]


@never_cache
@public(_token)
def worker(request: HttpRequest, token: str) -> HttpResponse:
    """Return the script that opens the tablet's page without a network; its scope is the page's address."""
    _tablet(request, token)
    return kept.worker()


@never_cache
@public(_token)
def manifest(request: HttpRequest, token: str) -> HttpResponse:
    """Return what makes the tablet's page an app on its home screen."""
    tablet = _tablet(request, token)
    name = f"{tablet.survey} · {tablet.name}"
    home, colour = reverse("tablet", args=[token]), tablet.survey.festival.accent
    return kept.manifest(home=home, name=name, short_name=tablet.name, colour=colour)
