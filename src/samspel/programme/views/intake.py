"""Upload a file, say what its columns mean, look at what it would do, apply it, undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, ruled
from samspel.errors import BadInput, Problem, Refused
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_look, may_run_office
from samspel.programme.forms import MappingForm, UploadForm
from samspel.programme.readers import peek
from samspel.programme.services import intake as services
from samspel.records.models import Intake
from samspel.records.queries import intake as find_intake
from samspel.records.queries import intakes_of

Subject = tuple[Edition, Intake]


@ruled(may_look, find_edition, posts=may_run_office)
def imports(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show former imports; take a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        name, content = form.content()
        try:
            peek(name, content)
        except BadInput as error:
            problems = error.problems
        else:
            first_date = form.cleaned_data["first_date"]
            held = services.hold(
                edition=edition, name=name, content=content, first_date=first_date, who=signed_in(request)
            )
            return redirect("intake", edition.festival.slug, edition.slug, held.pk)
    context = {
        "edition": edition,
        "festival": edition.festival,
        "form": form,
        "problems": problems,
        "imports": intakes_of(edition).select_related("who"),
        # what came after may build on what came before: the newest is taken back first
        "undoable": intakes_of(edition).filter(undone_at=None).first(),
        "may_change": may_run_office(request.user, edition),
    }
    return render(request, "programme/office/imports.html", context, status=422 if problems else 200)


def _intake(festival: str, edition: str, intake: int) -> Subject:
    found = find_edition(festival, edition)
    return found, find_intake(found, intake)


@ruled(may_run_office, _intake, of=first)
def preview(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show what a waiting file would create, change and refuse; change what its columns mean."""
    edition, intake = subject
    if intake.content is None:
        raise Refused(_("“%(name)s” has been imported already.") % {"name": intake.name})
    sheet = services.sheet_of(intake)
    form = MappingForm(request.POST or None, sheet=sheet, initial=_chosen(intake, sheet.columns)) if sheet else None
    if request.method == "POST" and form is not None and form.is_valid():
        services.say_first_date(intake=intake, first_date=form.cleaned_data["first_date"])
        if form.is_other_sheet:
            services.say_headed(intake=intake, headed=not form.cleaned_data["headless"])
        else:
            services.map_columns(intake=intake, mapping=form.mapping())
        return redirect("intake", edition.festival.slug, edition.slug, intake.pk)
    outcome: services.Outcome | None = None
    problems: tuple[Problem, ...] = ()
    try:
        outcome = services.preview(intake=intake, edition=edition)
    except BadInput as error:
        problems = error.problems
    context = {
        "edition": edition,
        "festival": edition.festival,
        "intake": intake,
        "form": form,
        "outcome": outcome,
        "problems": problems,
        "in_general": [remark for remark in outcome.remarks if remark.number is None] if outcome else [],
        "remarks": [remark for remark in outcome.remarks if remark.number is not None] if outcome else [],
        "created": [(services.KIND_NAMES[kind], count) for kind, count in outcome.created.items()] if outcome else [],
    }
    return render(request, "programme/office/intake.html", context)


def _chosen(intake: Intake, columns: tuple[str, ...]) -> dict[str, str]:
    given = intake.reading.get("mapping") or {}
    chosen = {f"column_{number}": given[column] for number, column in enumerate(columns) if column in given}
    return {"first_date": intake.reading.get("first_date") or "", **chosen}


@require_POST
@ruled(may_run_office, _intake, of=first)
def apply(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Take a waiting file in."""
    edition, intake = subject
    name = intake.name
    outcome = services.apply(intake=intake, edition=edition, who=signed_in(request))
    if outcome.does_nothing:
        messages.success(request, _("“%(name)s” holds nothing new: nothing was changed.") % {"name": name})
    else:
        messages.success(request, _("“%(name)s” is imported. It can be undone below.") % {"name": name})
    return redirect("import", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, _intake, of=first)
def undo(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Take an import back."""
    edition, intake = subject
    services.undo(intake=intake, edition=edition, who=signed_in(request))
    messages.success(request, _("“%(name)s” is undone.") % {"name": intake.name})
    return redirect("import", edition.festival.slug, edition.slug)
