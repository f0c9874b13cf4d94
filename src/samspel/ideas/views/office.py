"""What caretakers and assessors do: the board, one idea with all its verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import first, nothing, ruled
from samspel.errors import BadInput, NotAllowed, Problem
from samspel.ideas.forms.settings import OpenForm
from samspel.ideas.forms.tending import AssessForm, CareForm, IdeaForm, MoveForm, OtherForm, SplitForm, StepForm
from samspel.ideas.forms.visitors import ShowForm
from samspel.ideas.models import Idea, Inbox, Step
from samspel.ideas.queries import ideas as queries
from samspel.ideas.queries import inbox as inboxes
from samspel.ideas.rules import may_assess, may_host, may_read, may_tend
from samspel.ideas.services import anchoring, tending
from samspel.ideas.services import inboxes as services
from samspel.ideas.views.public import shown
from samspel.people.rules import is_signed_in
from samspel.people.services import know_organisation
from samspel.people.views import signed_in

PAGE = 50


@ruled(is_signed_in, nothing)
def places(request: HttpRequest, subject: None) -> HttpResponse:
    """List a person's inboxes; whoever runs this installation opens another."""
    form = OpenForm(request.POST or None)
    is_host = may_host(request.user, None)
    if request.method == "POST" and not is_host:
        raise NotAllowed(_("Only whoever runs this installation opens an inbox for a place."))
    if request.method == "POST" and form.is_valid():
        opened = services.open_inbox(place=form.cleaned_data["place"], who=signed_in(request))
        return redirect("inbox", opened.slug)
    context = {"inboxes": inboxes.inboxes_of(signed_in(request)), "form": form, "may_open": is_host}
    return render(request, "ideas/office/places.html", context)


@ruled(may_read, inboxes.inbox)
def inbox(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """Show the board, or the list; above it what nobody looks after."""
    show = ShowForm(request.GET)
    care = request.GET.get("care", "")
    caretaker = {"mine": signed_in(request).pk, "nobody": 0}.get(care)
    found = inboxes.ideas(inbox, inboxes.Filter(show.value("stage"), show.value("q"), caretaker), public_only=False)
    is_list = request.GET.get("view") == "list" or bool(show.value("stage"))
    context = {
        **frame(request, inbox),
        "show": show,
        "care": care,
        "is_list": is_list,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")) if is_list else None,
        "columns": None if is_list else inboxes.board(found),
        "alone": inboxes.alone(inbox)[:5],
        "alone_count": inboxes.alone(inbox).count(),
        "stuck": inboxes.stuck(inbox)[:5],
    }
    return render(request, "ideas/office/inbox.html", context)


def frame(request: HttpRequest, inbox: Inbox) -> dict[str, Any]:
    """Return what every page of an inbox's office needs."""
    return {"inbox": inbox, "may_tend": may_tend(request.user, inbox), "may_assess": may_assess(request.user, inbox)}


@ruled(may_read, queries.find_idea)
def idea(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Show all that is known of an idea, with every verb as a form."""
    found = list(queries.assessments(idea))
    mine = next((one for one in found if one.assessor_id == signed_in(request).pk), None)
    spreads = queries.spreads(idea)
    context = {
        **frame(request, idea.inbox),
        **shown(idea, public_only=False),
        "assessments": found,
        "verdicts": queries.verdicts(found),
        "spreads": spreads,
        "weighed": queries.weighed(spreads),
        "steps": idea.steps.all(),
        "author": idea.followers.filter(is_author=True).first(),
        "followers": idea.followers.exclude(confirmed_at=None).count(),
        **_forms(idea, mine),
    }
    return render(request, "ideas/office/idea.html", context)


def _forms(idea: Idea, mine: Any) -> dict[str, BaseForm]:
    thought = {"verdict": mine.verdict, "reason": mine.reason} if mine else {}
    rated = {f"c{one.criterion_id}": one.value for one in mine.ratings.all()} if mine else {}
    return {
        "care_form": CareForm(inbox=idea.inbox, initial={"caretaker": idea.caretaker_id}),
        "move_form": MoveForm(initial={"champion": idea.champion}, prefix="move"),
        "merge_form": OtherForm(inbox=idea.inbox, prefix="merge"),
        "split_form": SplitForm(prefix="split"),
        "set_form": IdeaForm(instance=idea, prefix="set"),
        "assess_form": AssessForm(inbox=idea.inbox, initial={**thought, **rated}, prefix="assess"),
        "step_form": StepForm(prefix="step"),
    }


def _do(request: HttpRequest, idea: Idea, form: BaseForm, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Do one verb with what a form says, and go back to the idea. Raises `BadInput` naming each field."""
    if not form.is_valid():
        raise BadInput(
            [
                Problem(
                    None,
                    str(form.fields[name].label or name) if name in form.fields else "",
                    " ".join(map(str, said)),
                    "",
                )
                for name, said in form.errors.items()
            ]
        )
    act(form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("office-idea", idea.inbox.slug, idea.number)


@require_POST
@ruled(may_tend, queries.find_idea)
def care(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Name who looks after an idea."""
    form, who = CareForm(request.POST, inbox=idea.inbox), signed_in(request)
    return _do(request, idea, form, lambda given: tending.take_care(idea=idea, caretaker=given["caretaker"], who=who))


@require_POST
@ruled(may_tend, queries.find_idea)
def show(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Show an idea to everybody, or to nobody."""
    tending.show_idea(idea=idea, is_public=request.POST.get("is_public") == "1", who=signed_in(request))
    return redirect("office-idea", idea.inbox.slug, idea.number)


@require_POST
@ruled(may_tend, queries.find_idea)
def move(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Move an idea to another stage."""
    form, who = MoveForm(request.POST, prefix="move"), signed_in(request)
    return _do(request, idea, form, lambda given: tending.move_on(idea=idea, who=who, **given))


@require_POST
@ruled(may_tend, queries.find_idea)
def merge(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Merge an idea into another."""
    form, who = OtherForm(request.POST, inbox=idea.inbox, prefix="merge"), signed_in(request)
    return _do(
        request,
        idea,
        form,
        lambda given: tending.merge(idea=idea, into=given["number"], reason=given["reason"], who=who),
    )


@require_POST
@ruled(may_tend, queries.find_idea)
def split(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Take a part of an idea out."""
    form, who = SplitForm(request.POST, prefix="split"), signed_in(request)
    return _do(request, idea, form, lambda given: tending.split(idea=idea, who=who, **given))


@require_POST
@ruled(may_tend, queries.find_idea)
def set_idea(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Set an idea's words and what it is tied to."""
    form, who = (
        IdeaForm(request.POST, instance=queries.find_idea(idea.inbox.slug, idea.number), prefix="set"),
        signed_in(request),
    )

    @transaction.atomic
    def act(given: dict[str, Any]) -> None:
        name, sector = given.pop("actor"), given.pop("sector")
        actor = know_organisation(name=name, sector=sector, who=who) if name else None
        tending.set_idea(idea=idea, actor=actor, who=who, **given)

    return _do(request, idea, form, act)


@require_POST
@ruled(may_assess, queries.find_idea)
def assess(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Keep what one person thinks of an idea."""
    form, who = AssessForm(request.POST, inbox=idea.inbox, prefix="assess"), signed_in(request)
    return _do(
        request,
        idea,
        form,
        lambda given: anchoring.assess(
            idea=idea, verdict=given["verdict"], reason=given["reason"], ratings=form.ratings, who=who
        ),
    )


@require_POST
@ruled(may_tend, queries.find_idea)
def plan_step(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Write down what has to be done."""
    form, who = StepForm(request.POST, prefix="step"), signed_in(request)
    return _do(request, idea, form, lambda given: anchoring.plan_step(idea=idea, who=who, **given))


def _step(inbox: str, idea: int, step: int) -> tuple[Idea, Step]:
    found = queries.step(inbox, idea, step)
    return found.idea, found


@require_POST
@ruled(may_tend, _step, of=first)
def take_step(request: HttpRequest, subject: tuple[Idea, Step]) -> HttpResponse:
    """Say that a step is taken."""
    idea, step = subject
    anchoring.take_step(step=step, who=signed_in(request))
    return redirect("office-idea", idea.inbox.slug, idea.number)
