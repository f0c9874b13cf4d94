"""The office changes an act, asks it when it can play, and says it on the act's behalf."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import edition_of, ruled
from samspel.errors import Refused
from samspel.lineup import queries
from samspel.lineup.forms import ActForm
from samspel.lineup.models import Act
from samspel.lineup.services import acts as services
from samspel.lineup.services import asking
from samspel.lineup.types import Posted
from samspel.lineup.views.answering import Question, answer_in_steps
from samspel.people.views import signed_in
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.places.rules import may_run_office


@ruled(may_run_office, queries.act, of=edition_of)
def act(request: HttpRequest, act: Act) -> HttpResponse:
    """Change an act; show what it has answered and how to ask it."""
    form = ActForm(request.POST or None, instance=act)
    if request.method == "POST" and form.is_valid():
        services.set_act(act=act, values=form.cleaned_data, who=signed_in(request))
        messages.success(request, _("%(act)s is saved.") % {"act": act.name})
        return redirect("lineup", act.edition.festival.slug, act.edition.slug)
    return _act_page(request, queries.act(act.edition.festival.slug, act.edition.slug, act.pk), form)


def _act_page(request: HttpRequest, act: Act, form: ActForm, link: str = "") -> HttpResponse:
    nights, standing = list(act.edition.nights.all()), queries.standing(act)
    context = {
        "festival": act.edition.festival,
        "edition": act.edition,
        "act": act,
        "form": form,
        "nights": nights,
        "standing": standing,
        "link": link,
    }
    return render(request, "lineup/office/act.html", context)


@ruled(may_run_office, queries.act, of=edition_of)
def availability(request: HttpRequest, act: Act) -> HttpResponse:
    """Say on an act's behalf when it can play."""
    who = signed_in(request)
    question = Question(
        act=act,
        save=lambda answer: asking.answer(act=act, answer=answer, who=who),
        done=reverse("office-act", args=[act.edition.festival.slug, act.edition.slug, act.pk]),
        is_office=True,
    )
    return answer_in_steps(request, question)


@require_POST
@ruled(may_run_office, queries.act, of=edition_of)
def link(request: HttpRequest, act: Act) -> HttpResponse:
    """Make a link and show it, this once."""
    token = asking.make_link(act=act, who=signed_in(request))
    with translation.override(act.edition.language):
        address = _address(token)
    return _act_page(request, act, ActForm(instance=act), link=address)


@require_POST
@ruled(may_run_office, queries.act, of=edition_of)
def ask(request: HttpRequest, act: Act) -> HttpResponse:
    """Send one act the question; a reminder if it was asked and has not answered."""
    if not act.contact_email:
        raise Refused(_("%(act)s has no e-mail address: write one down first, or copy a link.") % {"act": act.name})
    standing = queries.standing(act)
    is_reminder = standing.asked_at is not None and standing.answered_at is None
    posted = asking.ask(acts=[act], is_reminder=is_reminder, address=_address, who=signed_in(request))
    _tell(request, posted)
    return redirect("office-act", act.edition.festival.slug, act.edition.slug, act.pk)


@require_POST
@ruled(may_run_office, queries.act, of=edition_of)
def revoke(request: HttpRequest, act: Act) -> HttpResponse:
    """End an act's links."""
    asking.revoke_links(act=act, who=signed_in(request))
    messages.success(request, _("Links sent to %(act)s do not work any more.") % {"act": act.name})
    return redirect("office-act", act.edition.festival.slug, act.edition.slug, act.pk)


@require_POST
@ruled(may_run_office, find_edition)
def ask_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Send the question to every act that has an address and was never asked."""
    acts = queries.waiting(edition).unasked
    _tell(request, asking.ask(acts=acts, is_reminder=False, address=_address, who=signed_in(request)))
    return redirect("lineup", edition.festival.slug, edition.slug)


@require_POST
@ruled(may_run_office, find_edition)
def remind_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Remind every act that was asked some days ago and has not answered."""
    acts = queries.waiting(edition).silent
    _tell(request, asking.ask(acts=acts, is_reminder=True, address=_address, who=signed_in(request)))
    return redirect("lineup", edition.festival.slug, edition.slug)


def _address(token: str) -> str:
    return str(settings.ADDRESS + reverse("answer", args=[token]))


def _tell(request: HttpRequest, posted: Posted) -> None:
    if posted.sent:
        sentence = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", posted.sent)
        messages.success(request, sentence % {"n": posted.sent}, extra_tags="good")
    for name, trouble in posted.failed:
        values = {"name": name, "trouble": trouble}
        messages.error(request, _("No mail could be sent to %(name)s: %(trouble)s") % values, extra_tags="bad")
    if not posted.sent and not posted.failed:
        messages.warning(request, _("There is nobody to write to now."), extra_tags="warn")
