"""What caretakers write down of decisions and dialogues, and who sees it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.ideas.forms.anchoring import DecisionForm, DialogueForm
from samspel.ideas.models import Decision, Dialogue, Inbox
from samspel.ideas.queries import ideas as queries
from samspel.ideas.queries import inbox as inboxes
from samspel.ideas.rules import may_read, may_tend
from samspel.ideas.services import anchoring
from samspel.ideas.views.office import frame
from samspel.ideas.views.public import attachment
from samspel.people.services import know_organisation
from samspel.people.views import signed_in
from samspel.records.services.documents import MOST_BYTES, keep_document


@ruled(may_tend, inboxes.inbox)
def write_decision(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """Write down what a body decided."""
    form = DecisionForm(
        request.POST or None, request.FILES or None, inbox=inbox, initial={"numbers": request.GET.get("idea", "")}
    )
    if request.method == "POST" and form.is_valid():
        who, given = signed_in(request), dict(form.cleaned_data)
        file, ideas = given.pop("file"), given.pop("numbers")
        with transaction.atomic():
            document = keep_document(name=file.name, content=file.read(MOST_BYTES + 1), who=who) if file else None
            anchoring.write_decision(inbox=inbox, ideas=ideas, document=document, who=who, **given)
        messages.success(request, _("Written down."))
        return redirect("office-idea", inbox.slug, ideas[0].number)
    return render(request, "ideas/office/decision.html", {**frame(request, inbox), "form": form})


def _dialogue(inbox: str, dialogue: int) -> Dialogue:
    return queries.dialogue(inbox, dialogue)


@ruled(may_tend, inboxes.inbox)
def write_dialogue(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """Write a dialogue down."""
    return _dialogue_form(request, inbox, None)


@ruled(may_tend, _dialogue)
def set_dialogue(request: HttpRequest, dialogue: Dialogue) -> HttpResponse:
    """Write a dialogue down anew."""
    return _dialogue_form(request, dialogue.inbox, dialogue)


def _dialogue_form(request: HttpRequest, inbox: Inbox, dialogue: Dialogue | None) -> HttpResponse:
    form = DialogueForm(request.POST or None, instance=dialogue, inbox=inbox)
    if request.method == "POST" and form.is_valid():
        who, given = signed_in(request), dict(form.cleaned_data)
        came, ideas = given.pop("came"), given.pop("numbers")
        with transaction.atomic():
            counts: dict[Any, int] = {}
            for name, sector, persons in came:
                organisation = know_organisation(name=name, sector=sector, who=who)
                counts[organisation] = counts.get(organisation, 0) + persons
            anchoring.hold_dialogue(inbox=inbox, ideas=ideas, participants=counts, who=who, dialogue=dialogue, **given)
        messages.success(request, _("Written down."))
        return redirect("inbox-dialogues", inbox.slug)
    return render(request, "ideas/office/dialogue.html", {**frame(request, inbox), "form": form, "dialogue": dialogue})


@ruled(may_read, inboxes.inbox)
def dialogues(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """List every dialogue and decision, also those that not everybody sees."""
    context = {
        **frame(request, inbox),
        "dialogues": inbox.dialogues.all(),
        "decisions": inbox.decisions.prefetch_related("ideas"),
    }
    return render(request, "ideas/office/dialogues.html", context)


@ruled(may_read, queries.decision)
def minutes(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Give a decision's minutes out to the inbox's people, whether or not everybody may see them."""
    if decision.document is None:
        return redirect("inbox-dialogues", decision.inbox.slug)
    return attachment(decision.document)


@require_POST
@ruled(may_tend, queries.decision)
def show_decision(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Show a decision to everybody, or only to the inbox's people."""
    is_public = request.POST.get("is_public") == "1"
    anchoring.show_decision(decision=decision, is_public=is_public, who=signed_in(request))
    return redirect("inbox-dialogues", decision.inbox.slug)
