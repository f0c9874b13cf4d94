"""An act answers when it can play, in plain steps and without an account; the office takes the same steps for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from samspel.access import public
from samspel.errors import NotFound
from samspel.lineup import queries
from samspel.lineup.forms import AnswerForm
from samspel.lineup.models import Act
from samspel.lineup.sentences import summary
from samspel.lineup.services import asking
from samspel.lineup.types import ALWAYS, Answer, Standing
from samspel.people.services import limit
from samspel.people.views import caller
from samspel.places.models import Night

ANSWERS_PER_LINK, GUESSES_PER_CALLER = 30, 30
"""An hour."""


@dataclass(frozen=True)
class Question:
    """When can an act play: who is asked, what to do with the answer, where to go after it."""

    act: Act
    save: Callable[[Answer], None]
    done: str
    is_office: bool
    is_closed: bool = False

    @cached_property
    def nights(self) -> list[Night]:
        return list(self.act.edition.nights.all())

    @cached_property
    def standing(self) -> Standing:
        return queries.standing(self.act)

    @property
    def former(self) -> Answer | None:
        return self.standing.answer if self.standing.answered_at else None

    @property
    def context(self) -> dict[str, Any]:
        """Return what the page of every step needs."""
        return {
            "base": "lineup/office/availability.html" if self.is_office else "lineup/answer/act.html",
            "act": self.act,
            "edition": self.act.edition,
            "festival": self.act.edition.festival,
            "nights": self.nights,
            "standing": self.standing,
            "summary": self.standing.summary if self.former else "",
            "is_office": self.is_office,
            "is_closed": self.is_closed,
            "back": self.done,
        }


def _token(token: str) -> str:
    return token


@csrf_exempt  # the secret is in the address: no cookie acts for anybody here, so none is set
@never_cache
@public(_token)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Let an act say when it can play; whoever has the link may. Search engines are asked to stay away."""
    try:
        link = queries.link(token)
    except NotFound:
        limit(kind="answer-guess", key=caller(request), most=GUESSES_PER_CALLER)
        raise
    if request.method == "POST":
        limit(kind="answer", key=token, most=ANSWERS_PER_LINK)
    question = Question(
        act=link.act,
        save=lambda answer: asking.answer(act=link.act, answer=answer, who=None, link=link),
        done=request.path,
        is_office=False,
        is_closed=link.closed_at is not None,
    )
    response = answer_in_steps(request, question)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def answer_in_steps(request: HttpRequest, question: Question) -> HttpResponse:
    """Ask for any time first; else for each night; show the sentence that comes of it before it is sent.

    Only two presses save: yes to any time, and `sure` under the sentence. `?when` goes straight to the nights.
    """
    if request.method == "POST" and "always" in request.POST:
        question.save(ALWAYS)
        return redirect(question.done)
    if not question.is_closed and (request.method == "POST" or "when" in request.GET):
        return _nights(request, question)
    return render(request, "lineup/answer/first.html", question.context)


def _nights(request: HttpRequest, question: Question) -> HttpResponse:
    form = AnswerForm(request.POST or None, nights=question.nights, former=question.former)
    context = {**question.context, "form": form}
    if not form.is_bound or not form.is_valid() or "change" in request.POST:
        return render(request, "lineup/answer/when.html", context)
    if "sure" in request.POST:
        question.save(form.answer)
        return redirect(question.done)
    return render(request, "lineup/answer/check.html", {**context, "proposed": summary(form.answer, question.nights)})
