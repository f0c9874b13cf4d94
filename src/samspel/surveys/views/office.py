"""The office's surveys: start one, set its words, open and close it, see how far it has come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.surveys.forms.answering import AnswerForm
from samspel.surveys.forms.office import StartForm, SurveyForm
from samspel.surveys.models import Survey
from samspel.surveys.queries import surveys as queries
from samspel.surveys.rules import may_analyse, may_look
from samspel.surveys.services import surveys as services
from samspel.surveys.views.framing import names, page


@ruled(may_look, find_edition, posts=may_analyse)
def surveys(request: HttpRequest, edition: Edition) -> HttpResponse:
    """List an edition's surveys; start one from a template."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        template = queries.template(form.cleaned_data["template"])
        made = services.start_survey(edition=edition, template=template, who=signed_in(request))
        return redirect("survey", *names(made))
    context = {
        "edition": edition,
        "festival": edition.festival,
        "surveys": queries.surveys_of(edition),
        "form": form,
        "may_analyse": may_analyse(request.user, edition),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/office/surveys.html", context, status=status)


@ruled(may_look, queries.survey)
def survey(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show how far a survey has come: the steps, and answers by place and night against the plan."""
    context = {
        "standing": queries.standing(survey),
        "questionnaire": queries.questionnaire(survey),
        "tablets": survey.tablets.filter(revoked_at=None).count(),
    }
    return page(request, survey, "survey", context)


@ruled(may_look, queries.survey, posts=may_analyse)
def words(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Set what a survey says before its questions, who asks and until when answers are kept."""
    form = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and form.is_valid():
        survey.refresh_from_db()
        services.set_survey(survey=survey, values=form.cleaned_data, who=signed_in(request))
        messages.success(request, _("Saved."))
        return redirect("survey", *names(survey))
    return page(request, survey, "words", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@ruled(may_analyse, queries.survey)
def open_(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Let people answer."""
    services.open_survey(survey=survey, who=signed_in(request))
    messages.success(request, _("People can answer now."))
    return redirect("survey", *names(survey))


@require_POST
@ruled(may_analyse, queries.survey)
def close(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Take no more answers."""
    services.close_survey(survey=survey, who=signed_in(request))
    messages.success(request, _("No more answers are taken by short link; tablets may still send what they keep."))
    return redirect("survey", *names(survey))


@ruled(may_look, queries.survey)
def preview(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show the questions as a visitor sees them; nothing can be sent."""
    questionnaire = queries.questionnaire(survey)
    form = AnswerForm(questions=questionnaire.questions, digest=questionnaire.digest)
    context = {
        "survey": survey,
        "edition": survey.edition,
        "festival": survey.festival,
        "form": form,
        "is_preview": True,
    }
    return render(request, "surveys/ask.html", context)
