"""The answers themselves: export, import of paper forms with a preview and undo, texts to read and erase."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import BadInput, Problem
from samspel.people.views import signed_in
from samspel.records.models import Intake
from samspel.records.queries import intakes_of
from samspel.surveys import feeds
from samspel.surveys.forms.office import FileForm
from samspel.surveys.models import Response, Survey
from samspel.surveys.queries import surveys as queries
from samspel.surveys.rules import may_analyse, may_look
from samspel.surveys.services import answering
from samspel.surveys.services import taking as services
from samspel.surveys.types import Question
from samspel.surveys.views.framing import names, page

Waiting = tuple[Survey, Intake]


@ruled(may_analyse, queries.survey)
def answers(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Offer the answers as files, take a file of answers in, show the texts people wrote."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    problems: tuple[Problem, ...] = ()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            held = services.hold(survey=survey, name=file.name, content=file.read(), who=signed_in(request))
        except BadInput as error:
            problems = error.problems
        else:
            return redirect("survey-taking", *names(survey), held.pk)
    context = {
        "form": form,
        "problems": problems,
        "written": queries.written(survey),
        "intakes": intakes_of(survey),
        "answered": queries.answers_of(survey).count(),
    }
    return page(request, survey, "answers", context, status=422 if form.is_bound else 200)


@ruled(may_analyse, queries.taking, of=first)
def taking(request: HttpRequest, subject: Waiting) -> HttpResponse:
    """Show what a waiting file holds; take it in."""
    survey, intake = subject
    if request.method == "POST":
        count = services.apply(intake=intake, survey=survey, who=signed_in(request))
        said = ngettext("%(n)d answer was taken in.", "%(n)d answers were taken in.", count)
        messages.success(request, said % {"n": count})
        return redirect("survey-answers", *names(survey))
    outcome = services.preview(intake=intake, survey=survey)
    questions = [one for one in queries.questionnaire(survey).questions if one.kind != "text"][:6]
    shown = [(line.row, spot, [line.answers.get(one.key, "") for one in questions]) for line, spot in outcome.new[:50]]
    context = {"intake": intake, "outcome": outcome, "questions": questions, "lines": shown}
    return page(request, survey, "taking", context)


@require_POST
@ruled(may_analyse, queries.taking, of=first)
def undo(request: HttpRequest, subject: Waiting) -> HttpResponse:
    """Undo what a file brought."""
    survey, intake = subject
    services.undo(intake=intake, survey=survey, who=signed_in(request))
    messages.success(request, _("The import was undone."))
    return redirect("survey-answers", *names(survey))


@require_POST
@ruled(may_analyse, queries.text_of, of=first)
def erase(request: HttpRequest, subject: tuple[Survey, Response, str]) -> HttpResponse:
    """Erase a text that says too much."""
    survey, response, question = subject
    answering.erase_text(response=response, question=question, who=signed_in(request))
    messages.success(request, _("The text is erased."))
    return redirect("survey-answers", *names(survey))


@ruled(may_analyse, queries.survey)
def csv_file(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Return the answers as CSV; texts with `?texts=yes`."""
    return _file(feeds.answers_csv(*_asked(request, survey)), "text/csv; charset=utf-8", f"{_name(survey)}-answers.csv")


@ruled(may_analyse, queries.survey)
def xlsx_file(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Return the answers and the codebook as a workbook; texts with `?texts=yes`."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(feeds.answers_xlsx(*_asked(request, survey)), kind, f"{_name(survey)}-answers.xlsx")


@ruled(may_look, queries.survey)
def codebook(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Return what each column of the answers means."""
    content = feeds.codebook_csv(survey, queries.questionnaire(survey).questions)
    return _file(content, "text/csv; charset=utf-8", f"{_name(survey)}-codebook.csv")


def _asked(request: HttpRequest, survey: Survey) -> tuple[Survey, list[Question], list[Response]]:
    questions = queries.all_questions(survey)
    asked = feeds.asked_questions(questions, texts=request.GET.get("texts") == "yes")
    found = queries.answers_of(survey).select_related("spot__night", "spot__venue", "questionnaire")
    return survey, asked, list(found)


def _name(survey: Survey) -> str:
    mark = "-synthetic" if survey.edition.is_synthetic else ""
    return f"{survey.festival.slug}-{survey.edition.slug}-survey{survey.pk}{mark}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
