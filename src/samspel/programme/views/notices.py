"""Notices: look at the drafts, edit, send one or all, set aside; nobody is told by accident."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samspel.access import edition_of, first, ruled
from samspel.errors import Refused
from samspel.lineup.types import Posted
from samspel.people.views import signed_in
from samspel.places.models import Edition, Venue
from samspel.places.queries import edition as find_edition
from samspel.places.queries import venue as find_venue
from samspel.places.rules import may_run_office
from samspel.programme.forms import LanguageForm, NoticeForm
from samspel.programme.models import Notice
from samspel.programme.queries import notices as queries
from samspel.programme.services import sending as services
from samspel.programme.services.forgetting import erase_venue_contact
from samspel.programme.services.notices import draft_notices
from samspel.programme.services.publication import snapshot_of
from samspel.programme.types import OPEN_STATES, NoticeState, ReceiverKind


@ruled(may_run_office, find_edition)
def notices(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Show the drafts, or what was sent or set aside; and what nobody has been told of yet."""
    wish = request.GET.get("state", "")
    state = NoticeState(wish) if wish in (NoticeState.SENT, NoticeState.DISCARDED) else NoticeState.DRAFT
    programmes = services.Programmes(edition)
    shown = OPEN_STATES if state == NoticeState.DRAFT else (state,)
    rows = [programmes.row(one) for one in queries.notices(edition).filter(state__in=shown)]
    groups = [(kind, [row for row in rows if row.notice.kind == kind]) for kind in ReceiverKind]
    is_published = edition.publications.exists()
    context = {
        "edition": edition,
        "festival": edition.festival,
        "state": state,
        "counts": queries.states(edition),
        "groups": [(kind, found) for kind, found in groups if found],
        "ready": sum(row.can for row in rows),
        "most": services.MOST_AT_ONCE,
        "unreachable": sum(row.notice.is_mail and not row.notice.address for row in rows),
        "is_published": is_published,
        "unwritten": queries.unwritten(edition, programmes.in_use) if is_published else 0,
        "hints": queries.hints(edition),
        "language_form": LanguageForm(initial={"language": edition.language}),
    }
    return render(request, "programme/office/notices.html", context)


@ruled(may_run_office, queries.notice, of=edition_of)
def notice(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Read one notice; edit it while it is a draft."""
    form = NoticeForm(request.POST or None, instance=notice)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.edit_notice(notice=notice, subject=data["subject"], text=data["text"], who=signed_in(request))
        messages.success(request, _("The notice is saved."), extra_tags="good")
        return _to(notice)
    row = services.Programmes(notice.edition).row(notice)
    context = {
        "edition": notice.edition,
        "festival": notice.edition.festival,
        "notice": notice,
        "form": form,
        "is_draft": notice.state == NoticeState.DRAFT,
        "has_broken_off": services.has_broken_off(notice),
        "can": row.can,
        "outdated": row.outdated,
        "language_form": LanguageForm(initial={"language": notice.language}),
    }
    return render(request, "programme/office/notice.html", context)


@require_POST
@ruled(may_run_office, queries.notice, of=edition_of)
def send(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Send one notice."""
    if notice.state != NoticeState.DRAFT:
        raise Refused(_("The notice to %(name)s is no draft any more.") % {"name": notice})
    posted = services.send_notices(edition=notice.edition, notices=[notice], who=signed_in(request))
    if not posted.sent and not posted.failed:
        raise Refused(
            _("The notice to %(name)s has no address, or the programme has changed: look at it first.")
            % {"name": notice}
        )
    _tell(request, posted)
    return _to_all(notice.edition)


@require_POST
@ruled(may_run_office, queries.notice, of=edition_of)
def post(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Note that the visitors' text has been posted."""
    services.mark_posted(notice=notice, who=signed_in(request))
    messages.success(request, _("Noted: visitors have been told."), extra_tags="good")
    return _to_all(notice.edition)


@require_POST
@ruled(may_run_office, queries.notice, of=edition_of)
def discard(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Set a notice aside."""
    services.discard_notice(notice=notice, who=signed_in(request))
    sentence = _("The notice to %(name)s is set aside. You find it under Discarded.") % {"name": notice}
    messages.success(request, sentence, extra_tags="good")
    return _to_all(notice.edition)


@require_POST
@ruled(may_run_office, queries.notice, of=edition_of)
def restore(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Make what was set aside a draft again."""
    services.restore_notice(notice=notice, who=signed_in(request))
    return _to(notice)


@require_POST
@ruled(may_run_office, queries.notice, of=edition_of)
def rewrite(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Write a draft anew, in the language that is chosen."""
    form = LanguageForm(request.POST)
    language = form.cleaned_data["language"] if form.is_valid() else notice.language
    services.rewrite_notice(notice=notice, language=language, who=signed_in(request))
    messages.success(request, _("The notice is written anew."), extra_tags="good")
    return _to(notice)


@require_POST
@ruled(may_run_office, find_edition)
def draft(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Write drafts of what the timetable in use changes, before it is published."""
    if not edition.publications.exists():
        raise Refused(_("Publish the programme first: drafts to everybody are written then."))
    draft_notices(edition=edition, snapshot=snapshot_of(edition), publication=None)
    return _to_all(edition)


@require_POST
@ruled(may_run_office, find_edition)
def send_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Send every draft that can be sent."""
    found = queries.notices(edition).filter(state=NoticeState.DRAFT)
    _tell(request, services.send_notices(edition=edition, notices=found, who=signed_in(request)))
    return _to_all(edition)


@require_POST
@ruled(may_run_office, find_edition)
def language(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Choose the language of letters."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        services.set_letters_language(edition=edition, language=chosen, who=signed_in(request))
        messages.success(request, _("Letters are written in the language you chose."), extra_tags="good")
    return _to_all(edition)


def _venue(festival: str, edition: str, venue: int) -> tuple[Edition, Venue]:
    found = find_edition(festival, edition)
    return found, find_venue(found, venue)


@require_POST
@ruled(may_run_office, _venue, of=first)
def erase_venue(request: HttpRequest, subject: tuple[Edition, Venue]) -> HttpResponse:
    """Forget a venue's address and what was written to it."""
    edition, venue = subject
    erase_venue_contact(venue=venue, who=signed_in(request))
    messages.success(request, _("The contact of %(name)s is erased.") % {"name": venue.name}, extra_tags="good")
    return redirect("office-venue", edition.festival.slug, edition.slug, venue.pk)


def _tell(request: HttpRequest, posted: Posted) -> None:
    if posted.sent:
        sentence = ngettext("%(n)d notice is sent.", "%(n)d notices are sent.", posted.sent)
        messages.success(request, sentence % {"n": posted.sent}, extra_tags="good")
    for name, trouble in posted.failed:
        values = {"name": name, "trouble": trouble}
        messages.error(request, _("The notice to %(name)s could not be sent: %(trouble)s") % values, extra_tags="bad")
    if not posted.sent and not posted.failed:
        messages.warning(request, _("There is no notice to send now."), extra_tags="warn")


def _to(notice: Notice) -> HttpResponse:
    return redirect("notice", notice.edition.festival.slug, notice.edition.slug, notice.pk)


def _to_all(edition: Edition) -> HttpResponse:
    return redirect("notices", edition.festival.slug, edition.slug)
