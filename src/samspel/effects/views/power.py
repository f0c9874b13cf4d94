"""What a study could see, what it needs beside its outcome, and the whole of it to take away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.effects import queries, services
from samspel.effects.forms.figures import BesideForm
from samspel.effects.models import Study
from samspel.effects.rules import may_analyse, may_look, may_see_study
from samspel.effects.types import Registration
from samspel.effects.views.frame import frame
from samspel.errors import BadInput, Problem, Refused
from samspel.people.views import signed_in


@ruled(may_look, queries.study)
def study_power(request: HttpRequest, study: Study) -> HttpResponse:
    """Show the smallest effects a design could see, before its outcome is opened."""
    return _page(request, study, _form(study))


def _form(study: Study, *given: Any) -> BesideForm:
    registration = Registration.from_plain(study.registration)
    return BesideForm(*given, registration=registration, parts=services.parts_of(registration))


def _page(request: HttpRequest, study: Study, form: BesideForm, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    run = queries.latest_power(study)
    registration = Registration.from_plain(study.registration)
    context = frame(study.festival) | {
        "study": study,
        "registration": registration,
        "run": run,
        "power": queries.power_shown(study),
        "unseen": queries.unseen(registration),
        "beside": queries.beside(study),
        "has_figures": queries.has_figures_before(study),
        "form": form,
        "problems": problems,
        "may_analyse": may_analyse(request.user, study),
    }
    is_fragment = bool(getattr(request, "htmx", False))
    template = "effects/office/power.html#progress" if is_fragment else "effects/office/power.html"
    response = render(request, template, context, status=422 if problems or form.errors else 200)
    if is_fragment and not (run and run.is_open):
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled(may_analyse, queries.study)
def ask_power(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask what a design could see."""
    services.request_power(study=study, who=signed_in(request))
    return redirect("study-power", study.festival.slug, study.slug)


@require_POST
@ruled(may_analyse, queries.study)
def load_beside(request: HttpRequest, study: Study) -> HttpResponse:
    """Load covariates, a further outcome, or the time before the start alone."""
    form = _form(study, request.POST, request.FILES)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        name, content = form.content()
        try:
            services.load_beside(
                study=study,
                part=form.cleaned_data["part"],
                name=name,
                content=content,
                reading=form.reading(),
                who=signed_in(request),
            )
        except BadInput as error:
            problems = error.problems
        else:
            messages.success(request, _("The figures are loaded."))
            return redirect(
                "office-study" if request.POST.get("from") == "study" else "study-power",
                study.festival.slug,
                study.slug,
            )
    return _page(request, study, form, problems)


@ruled(may_see_study, queries.study)
def export(request: HttpRequest, study: Study) -> HttpResponse:
    """Give a study whole: design, answers, versions, and figures where their licence allows it."""
    run = queries.run_shown(study)
    if run is None:
        raise Refused(_("“%(study)s” has no finished estimate yet.") % {"study": study.shown_title})
    response = HttpResponse(services.export_study(study=study, run=run), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="study-{study.slug}.zip"'
    return response
