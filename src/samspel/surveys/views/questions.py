"""The questions of a survey: add, reword, move, remove."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import BadInput
from samspel.people.views import signed_in
from samspel.surveys.forms.office import QuestionForm
from samspel.surveys.models import Survey
from samspel.surveys.queries import surveys as queries
from samspel.surveys.rules import may_analyse, may_look
from samspel.surveys.services import surveys as services
from samspel.surveys.views.framing import names, page


@ruled(may_look, queries.survey)
def questions(request: HttpRequest, survey: Survey) -> HttpResponse:
    """List the questions in order, with what each is used for."""
    return page(request, survey, "questions", {"questionnaire": queries.questionnaire(survey)})


@ruled(may_analyse, queries.survey)
def add(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Write one more question."""
    return _write(request, survey, QuestionForm(request.POST) if request.method == "POST" else QuestionForm(), "")


@ruled(may_analyse, queries.asked, of=first)
def question(request: HttpRequest, subject: queries.Asked) -> HttpResponse:
    """Reword a question."""
    survey, one = subject
    form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm.of(one)
    return _write(request, survey, form, one.key)


def _write(request: HttpRequest, survey: Survey, form: QuestionForm, was: str) -> HttpResponse:
    problems: Any = ()
    if form.is_bound and form.is_valid():
        try:
            services.write_question(survey=survey, question=form.question(), was=was, who=signed_in(request))
        except BadInput as error:
            problems = error.problems
        else:
            messages.success(request, _("Saved."))
            return redirect("survey-questions", *names(survey))
    context = {"form": form, "problems": problems, "was": was, "questionnaire": queries.questionnaire(survey)}
    return page(request, survey, "question", context, status=422 if form.is_bound else 200)


def _change(change: Callable[[Survey, str, Any], object]) -> Any:
    """Return a view that changes something about one question and goes back to the list."""

    @require_POST
    @ruled(may_analyse, queries.asked, of=first)
    def view(request: HttpRequest, subject: queries.Asked) -> HttpResponse:
        survey, one = subject
        change(survey, one.key, signed_in(request))
        return redirect("survey-questions", *names(survey))

    return view


up = _change(lambda survey, key, who: services.move_question(survey=survey, key=key, by=-1, who=who))
down = _change(lambda survey, key, who: services.move_question(survey=survey, key=key, by=1, who=who))
remove = _change(lambda survey, key, who: services.remove_question(survey=survey, key=key, who=who))
