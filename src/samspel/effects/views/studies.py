"""A study's public page; the office's list, registration, figures, estimate and switch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import public, ruled
from samspel.effects import queries, services
from samspel.effects.forms.figures import BesideForm, PanelForm, is_by_hour
from samspel.effects.forms.kinds import EXPLAINED, KINDS, kind_begun
from samspel.effects.forms.registration import RegistrationForm
from samspel.effects.models import Study
from samspel.effects.queries.beforehand import asked_beforehand
from samspel.effects.queries.reconciling import of_study
from samspel.effects.queries.series import answers_told
from samspel.effects.rules import may_analyse, may_look, may_see_study
from samspel.effects.sentences.alongside import alongside_lines
from samspel.effects.sentences.kinds import kind_lines, periods, units
from samspel.effects.sentences.parts import part_name
from samspel.effects.types import Kind, Registration
from samspel.effects.views.frame import frame
from samspel.errors import BadInput, Problem, SamspelError
from samspel.people.views import signed_in
from samspel.places.models import Festival
from samspel.places.queries import festival as find_festival
from samspel.surveys.queries.publishing import computed_surveys


@ruled(may_see_study, queries.study)
def study(request: HttpRequest, study: Study) -> HttpResponse:
    """Show a study: question, answer, charts, weights, registration, what else happened, source."""
    context = _study_context(study) | {
        "may_analyse": may_analyse(request.user, study),
        "besides": of_study(study, public_only=True),
    }
    return render(request, "effects/study.html", context)


@public(find_festival)
def festival_studies(request: HttpRequest, festival: Festival) -> HttpResponse:
    """List the studies a festival has published."""
    context = {"festival": festival, "studies": queries.published_studies().filter(festival=festival)}
    return render(request, "effects/studies.html", context)


def _study_context(study: Study) -> dict[str, Any]:
    registration, run = Registration.from_plain(study.registration), queries.run_shown(study)
    panel = queries.panel_of(study, run)
    return {
        "study": study,
        "festival": study.festival,
        "registration": registration,
        "shown": queries.shown(study, run) if run else None,
        "source": queries.source_line(registration),
        "panel": panel,
        "answers": answers_told(panel.revision if panel else None),
        "tried": queries.tried(study),
        "method": queries.method_line(registration),
        "deviations": queries.deviations(study),
        "interest": queries.interest_line(registration),
        "kind_lines": [*kind_lines(registration), *alongside_lines(registration)],
    }


@ruled(may_look, find_festival)
def studies(request: HttpRequest, festival: Festival) -> HttpResponse:
    """List a festival's studies."""
    context = frame(festival) | {
        "studies": queries.studies_of(festival),
        "may_analyse": may_analyse(request.user, festival),
    }
    return render(request, "effects/office/studies.html", context)


@ruled(may_analyse, find_festival)
def register(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Register a study."""
    initial = queries.beginning(festival, like=request.GET.get("like", ""), design=request.GET.get("design", ""))
    kind = _kind_asked(request, initial)
    form, sentence = RegistrationForm(request.POST or None, initial=initial, kind=kind), ""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register(
                festival=festival,
                slug=form.cleaned_data["slug"],
                registration=form.registration(),
                who=signed_in(request),
            )
        except BadInput as error:
            problems = error.problems
        except SamspelError as error:
            sentence = str(error)
        else:
            messages.success(request, _("The study is registered and can no longer be changed. Load its figures."))
            return redirect("office-study", festival.slug, made.slug)
    context = frame(festival) | {"form": form, "problems": problems, "sentence": sentence}
    context |= {"designs": queries.designs(), "design": request.GET.get("design", "")}
    context |= {"kinds": [(one, KINDS[one], EXPLAINED[one]) for one in Kind], "kind": kind}
    status = 422 if request.method == "POST" else 200
    return render(request, "effects/office/register.html", context, status=status)


def _kind_asked(request: HttpRequest, initial: Mapping[str, Any]) -> Kind:
    """Return the kind that the address names; without a known one that of what the form begins with."""
    asked = request.GET.get("kind", "")
    return Kind(asked) if asked in list(Kind) else kind_begun(initial)


@ruled(may_look, queries.study)
def office_study(request: HttpRequest, study: Study) -> HttpResponse:
    """Show where a study stands: figures, estimate and its progress, whether it is published."""
    return _office_study(request, study, _form(study))


def _form(study: Study, *given: Any) -> PanelForm:
    return PanelForm(*given, by_hour=is_by_hour(Registration.from_plain(study.registration)))


def _office_study(request: HttpRequest, study: Study, form: PanelForm, problems: Any = ()) -> HttpResponse:
    run, registration = queries.latest_run(study), Registration.from_plain(study.registration)
    still = services.still_to_load(study)
    context = (
        frame(study.festival)
        | _study_context(study)
        | {
            "run": run,
            "newest_panel": study.panels.first(),
            "form": form,
            "problems": problems,
            "may_analyse": may_analyse(request.user, study),
            "beside": queries.beside(study),
            "beforehand": asked_beforehand(study),
            "still": [part_name(part, registration) for part in still],
            "still_form": BesideForm(registration=registration, parts=still, auto_id="still_%s"),
            "besides": of_study(study, public_only=False),
            "surveys": computed_surveys(study.festival),
        }
    )
    is_fragment = bool(getattr(request, "htmx", False))
    template = "effects/office/study.html#progress" if is_fragment else "effects/office/study.html"
    response = render(request, template, context, status=422 if problems or form.errors else 200)
    if is_fragment and not (run and run.is_open):
        response["HX-Refresh"] = "true"
    return response


@require_POST
@ruled(may_analyse, queries.study)
def load(request: HttpRequest, study: Study) -> HttpResponse:
    """Load a file of figures."""
    form = _form(study, request.POST, request.FILES)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        name, content = form.content()
        try:
            panel = services.load_panel(
                study=study, name=name, content=content, reading=form.reading(), who=signed_in(request)
            )
        except BadInput as error:
            problems = error.problems
        else:
            messages.success(
                request, _("Loaded: %(size)s.") % {"size": f"{units(len(panel.units))}, {periods(len(panel.periods))}"}
            )
            return redirect("office-study", study.festival.slug, study.slug)
    return _office_study(request, study, form, problems)


@require_POST
@ruled(may_analyse, queries.study)
def estimate(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask for an estimate."""
    try:
        services.request_study(study=study, who=signed_in(request))
    except services.Unanswered as waiting:
        messages.error(request, str(waiting))
        return redirect("series", study.festival.slug, waiting.series.slug)
    return redirect("office-study", study.festival.slug, study.slug)


@require_POST
@ruled(may_analyse, queries.study)
def publish(request: HttpRequest, study: Study) -> HttpResponse:
    """Show the newest estimate to everybody."""
    services.publish_study(study=study, who=signed_in(request))
    messages.success(request, _("Everybody can see the study now."))
    return redirect("office-study", study.festival.slug, study.slug)


@require_POST
@ruled(may_analyse, queries.study)
def withdraw(request: HttpRequest, study: Study) -> HttpResponse:
    """Hide a study."""
    services.withdraw_study(study=study, who=signed_in(request))
    messages.success(request, _("Only the festival's people can see the study now."))
    return redirect("office-study", study.festival.slug, study.slug)
