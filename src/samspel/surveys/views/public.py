"""What a visitor sees: the questions by a short link, a receipt, and the way to take an answer back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from samspel.access import nothing, public
from samspel.errors import NotFound
from samspel.people.services import limit
from samspel.people.views import caller
from samspel.surveys.forms.answering import AnswerForm, ReceiptForm
from samspel.surveys.models import Spot, Survey
from samspel.surveys.queries import surveys as queries
from samspel.surveys.queries.publishing import published_survey
from samspel.surveys.services import answering as services
from samspel.surveys.types import Door
from samspel.surveys.views.framing import public_page

ANSWERS_PER_CALLER = 300
"""An hour: a whole festival may share one network."""
GUESSES_PER_CALLER = 60


@public(published_survey)
def results(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show what everybody may see of a survey's results."""
    assert survey.published_run is not None  # noqa: S101 - it is published
    return public_page(request, survey, survey.published_run)


def _code(code: str) -> str:
    return code


@public(_code)
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Go on to the questions in the reader's language: what a code on a poster leads to."""
    return redirect("ask", code.lower())


@csrf_exempt  # without an account there is nothing a forged form could do that its sender could not; no cookie is set
@never_cache
@public(_code)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a visitor, and take the answer in."""
    spot = _spot(request, code)
    questionnaire = queries.questionnaire(spot.survey)
    form = AnswerForm(request.POST or None, questions=questionnaire.questions, digest=questionnaire.digest)
    status = 200
    if request.method == "POST":
        limit(kind="survey", key=caller(request), most=ANSWERS_PER_CALLER)
        status = 422
        if form.is_valid():
            if form.is_trapped:
                return redirect(reverse("ask-thanks", args=[spot.code]))
            receipt = services.take_answer(
                questionnaire=questionnaire,
                key=form.answer_key,
                given=form.given,
                door=Door.PHONE,
                language=get_language() or "sv",
                spot=spot,
            )
            return redirect(reverse("ask-thanks", args=[spot.code]) + f"?receipt={receipt}")
        form = form.renewed()
    return _answer(request, "ask", {**_frame(spot), "form": form}, status)


def _spot(request: HttpRequest, code: str) -> Spot:
    try:
        return queries.spot(code)
    except NotFound:
        limit(kind="survey-guess", key=caller(request), most=GUESSES_PER_CALLER)
        raise


def _frame(spot: Spot) -> dict[str, object]:
    return {"spot": spot, "survey": spot.survey, "edition": spot.survey.edition, "festival": spot.survey.festival}


def _answer(request: HttpRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, f"surveys/{name}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@public(_code)
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Thank, and show the receipt."""
    spot = _spot(request, code)
    receipt = "".join(letter for letter in request.GET.get("receipt", "")[:20] if letter in queries.LETTERS)
    shown = "-".join(receipt[at : at + 4] for at in range(0, len(receipt), 4))
    return _answer(request, "thanks", {**_frame(spot), "receipt": shown})


@csrf_exempt  # as above: the receipt is the secret
@never_cache
@public(nothing)
def withdraw(request: HttpRequest, subject: None) -> HttpResponse:
    """Take an answer back by its receipt."""
    form, is_done = ReceiptForm(request.POST or None, initial={"receipt": request.GET.get("receipt", "")[:40]}), False
    status = 200
    if request.method == "POST":
        limit(kind="survey-withdraw", key=caller(request), most=GUESSES_PER_CALLER)
        status = 422
        if form.is_valid():
            try:
                services.withdraw_answer(receipt=form.cleaned_data["receipt"])
                is_done, status = True, 200
            except NotFound as error:
                form.add_error("receipt", str(error))
    return _answer(request, "withdraw", {"form": form, "is_done": is_done}, status)
