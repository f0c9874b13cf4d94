"""The inbox itself: its welcome, its criteria, who has which role."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.ideas.forms.settings import CriterionForm, InboxForm, RoleForm
from samspel.ideas.models import Inbox
from samspel.ideas.queries import inbox as inboxes
from samspel.ideas.rules import may_tend
from samspel.ideas.services import inboxes as services
from samspel.ideas.views.office import frame
from samspel.people.views import signed_in


@ruled(may_tend, inboxes.inbox)
def settings(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """Set the welcome, the criteria and the roles of an inbox; `what` says which form was sent."""
    what = request.POST.get("what", "")
    forms_of: dict[str, BaseForm] = {
        "inbox": InboxForm(request.POST if what == "inbox" else None, instance=inbox, prefix="inbox"),
        "criterion": CriterionForm(request.POST if what == "criterion" else None, prefix="criterion"),
        "role": RoleForm(request.POST if what == "role" else None, prefix="role"),
    }
    sent = forms_of.get(what)
    if sent is not None and sent.is_valid():
        _set(inbox, what, sent.cleaned_data, signed_in(request))
        messages.success(request, _("Saved."))
        return redirect("inbox-settings", inbox.slug)
    context = {
        **frame(request, inbox),
        **{f"{name}_form": form for name, form in forms_of.items()},
        "criteria": inboxes.criteria(inbox),
        "members": inboxes.members(inbox),
    }
    return render(request, "ideas/office/settings.html", context, status=422 if sent is not None else 200)


def _set(inbox: Inbox, what: str, given: dict[str, Any], who: Any) -> None:
    if what == "inbox":
        services.set_inbox(inbox=inbox, who=who, **given)
    elif what == "criterion":
        services.add_criterion(inbox=inbox, who=who, **given)
    else:
        services.give_inbox_role(inbox=inbox, who=who, **given)


def _member(inbox: str, member: int) -> Any:
    return inboxes.member(inboxes.inbox(inbox), member)


@require_POST
@ruled(may_tend, _member)
def take_role(request: HttpRequest, member: Any) -> HttpResponse:
    """Take a role back."""
    services.take_inbox_role(member=member, who=signed_in(request))
    return redirect("inbox-settings", member.inbox.slug)


def _criterion(inbox: str, criterion: int) -> Any:
    return inboxes.criterion(inboxes.inbox(inbox), criterion)


@require_POST
@ruled(may_tend, _criterion)
def retire(request: HttpRequest, criterion: Any) -> HttpResponse:
    """Ask a question no more."""
    services.retire_criterion(criterion=criterion, who=signed_in(request))
    return redirect("inbox-settings", criterion.inbox.slug)
