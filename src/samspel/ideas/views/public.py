"""What everybody sees: a place's ideas and its form, one idea, decisions, dialogues; a follower's own page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from samspel.access import nothing, public, ruled
from samspel.errors import NotFound
from samspel.ideas.forms.visitors import FollowForm, LeaveForm, ShowForm
from samspel.ideas.models import Decision, Dialogue, Follower, Idea, Inbox
from samspel.ideas.queries import ideas as queries
from samspel.ideas.queries.following import follower as find_follower
from samspel.ideas.queries.inbox import Filter, ideas, open_inboxes
from samspel.ideas.queries.inbox import inbox as find_inbox
from samspel.ideas.rules import may_read, may_see_idea, may_tend
from samspel.ideas.sentences import turn_sentence
from samspel.ideas.services import leaving
from samspel.people.services import limit
from samspel.people.views import caller

PAGE = 30
LEFT_BY_CALLER, LEFT_BY_ADDRESS, GUESSES = 10, 5, 30
"""An hour."""


@public(nothing)
def places(request: HttpRequest, subject: None) -> HttpResponse:
    """List the places that take ideas."""
    return render(request, "ideas/places.html", {"inboxes": open_inboxes()})


@csrf_exempt  # without an account there is nothing a forged form could do that its sender could not; no cookie is set
@public(find_inbox)
def place(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """Show a place's ideas, and take one in."""
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.is_trapped:
            _leave(request, inbox, form.cleaned_data)
        return redirect(reverse("ideas", args=[inbox.slug]) + "?left#left")
    show = ShowForm(request.GET)
    found = ideas(inbox, Filter(stage=show.value("stage"), words=show.value("q")), public_only=True)
    context = {
        "inbox": inbox,
        "form": form,
        "show": show,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "was_left": "left" in request.GET,
        "is_filtered": bool(show.value("stage") or show.value("q")),
    }
    return render(request, "ideas/place.html", context, status=422 if form.is_bound else 200)


def _leave(request: HttpRequest, inbox: Inbox, given: dict[str, Any]) -> None:
    limit(kind="idea", key=caller(request), most=LEFT_BY_CALLER)
    limit(kind="idea-address", key=given["email"].lower(), most=LEFT_BY_ADDRESS)
    values = {name: given[name] for name in ("sentence", "text", "where", "email", "name")}
    language = translation.get_language() or "sv"
    leaving.send_link(
        follower=leaving.leave_idea(inbox=inbox, language=language[:2], **values), address=_follow_address
    )


def _follow_address(token: str) -> str:
    return settings.ADDRESS + reverse("follow", args=[token])


@ruled(may_see_idea, queries.find_idea)
def idea(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Show one idea: what it is, how far it has come, who has said what, what it came from and what came of it."""
    if idea.merged_into is not None and (idea.merged_into.is_public or may_read(request.user, idea)):
        return redirect("idea", idea.inbox.slug, idea.merged_into.number)
    return render(request, "ideas/idea.html", {**shown(idea), "follow": FollowForm()})


def shown(idea: Idea, *, public_only: bool = True) -> dict[str, Any]:
    """Return what a page shows of an idea."""
    return {
        "inbox": idea.inbox,
        "idea": idea,
        "anchoring": queries.anchoring(idea, public_only=public_only),
        "decisions": queries.decisions(idea, public_only=public_only),
        "dialogues": queries.dialogues(idea, public_only=public_only),
        "turns": [(one, turn_sentence(one)) for one in queries.turns(idea, public_only=public_only)],
        "thread": queries.thread(idea, public_only=public_only),
    }


def _public_idea(inbox: str, idea: int) -> Idea:
    found = queries.find_idea(inbox, idea)
    if not found.is_public:
        raise NotFound(_("There is no idea number %(number)d here.") % {"number": idea})
    return found


@csrf_exempt  # see `place`
@require_POST
@public(_public_idea)
def follow_idea(request: HttpRequest, idea: Idea) -> HttpResponse:
    """Let somebody follow an idea."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "ideas/idea.html", {**shown(idea), "follow": form}, status=422)
    if not form.is_trapped:
        email = form.cleaned_data["email"]
        limit(kind="idea", key=caller(request), most=LEFT_BY_CALLER)
        limit(kind="idea-address", key=email.lower(), most=LEFT_BY_ADDRESS)
        follower = leaving.follow(idea=idea, email=email, language=(translation.get_language() or "sv")[:2])
        leaving.send_link(follower=follower, address=_follow_address)
    return redirect(reverse("idea", args=[idea.inbox.slug, idea.number]) + "?left#left")


def _token(token: str) -> str:
    return token


@csrf_exempt  # the secret is in the address: no cookie acts for anybody here
@never_cache
@public(_token)
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show a follower their idea, also before everybody may see it; confirm, stop, be forgotten."""
    try:
        follower = find_follower(token)
    except NotFound:
        limit(kind="follow-guess", key=caller(request), most=GUESSES)
        raise
    response = _followed(request, follower)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _followed(request: HttpRequest, follower: Follower) -> HttpResponse:
    if request.method == "POST" and "forget" in request.POST:
        place = follower.idea.inbox.slug
        leaving.forget_follower(follower=follower)
        return redirect("ideas", place)
    if request.method == "POST":
        leaving.confirm(follower=follower)
        return redirect(request.path)
    # A link in a mail is opened by machines too: only a press of the button confirms.
    return render(request, "ideas/follow.html", {**shown(follower.idea), "follower": follower})


@public(find_inbox)
def timeline(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    """Show a place's dialogues and decisions by year: how the work has moved."""
    events: list[Dialogue | Decision] = list(inbox.dialogues.filter(is_public=True))
    events += inbox.decisions.filter(is_public=True)
    events.sort(key=lambda one: (one.date, one.pk), reverse=True)
    years: dict[int, list[tuple[str, Any]]] = {}
    for one in events:
        kind = "dialogue" if isinstance(one, Dialogue) else "decision"
        years.setdefault(one.date.year, []).append((kind, one))
    return render(request, "ideas/timeline.html", {"inbox": inbox, "years": years.items()})


def _public_dialogue(inbox: str, dialogue: int) -> Dialogue:
    found = queries.dialogue(inbox, dialogue)
    if not found.is_public:
        raise NotFound(_("There is no such dialogue here."))
    return found


@public(_public_dialogue)
def dialogue(request: HttpRequest, dialogue: Dialogue) -> HttpResponse:
    """Show one dialogue: programme, who came by organisation, conclusions, ideas."""
    context = {
        "inbox": dialogue.inbox,
        "dialogue": dialogue,
        "participants": dialogue.participants.select_related("organisation"),
        "ideas": dialogue.ideas.filter(is_public=True, merged_into=None).order_by("number"),
        "thread": queries.thread(dialogue, public_only=True),
        "may_tend": may_tend(request.user, dialogue),
    }
    return render(request, "ideas/dialogue.html", context)


def _public_decision(inbox: str, decision: int) -> Decision:
    found = queries.decision(inbox, decision)
    if not found.is_public:
        raise NotFound(_("There is no such decision here."))
    return found


@public(_public_decision)
def decision(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Show one decision with the ideas it was about."""
    context = {
        "inbox": decision.inbox,
        "decision": decision,
        "ideas": decision.ideas.filter(is_public=True, merged_into=None).order_by("number"),
        "thread": queries.thread(decision, public_only=True),
    }
    return render(request, "ideas/decision.html", context)


@public(_public_decision)
def decision_file(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Give a decision's minutes out as a file."""
    if decision.document is None:
        raise NotFound(_("There is no file with this decision."))
    return attachment(decision.document)


def attachment(document: Any) -> HttpResponse:
    """Give a kept document out so that no browser runs anything in it."""
    response = HttpResponse(bytes(document.content), content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="{document.digest[:12]}{_ending(document.name)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ending(name: str) -> str:
    return name[name.rfind(".") :]
