"""Review notices: edit, write anew, send, set aside. Nothing is sent twice, and nothing that has ceased to be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.lineup.types import Posted
from samspel.people.models import User
from samspel.people.services import mail_server, post
from samspel.places.models import Edition
from samspel.places.services import set_language
from samspel.programme.models import Notice
from samspel.programme.queries.notices import concerned, facts_of
from samspel.programme.services.notices import word
from samspel.programme.services.publication import snapshot_of
from samspel.programme.snapshot import changes
from samspel.programme.types import OPEN_STATES, NoticeState, ReceiverKind
from samspel.records.services import note

Plain = Mapping[str, Any]

BROKEN_OFF = timedelta(minutes=5)
"""After this long, a mail that is being sent is taken to have broken off."""

MOST_AT_ONCE = 100
"""How many mails one press sends: a mail server takes its time, and a page does not wait for ever."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice, whether it can be sent, and whether the programme has moved on since it was written."""

    notice: Notice
    can: bool
    outdated: bool


class Programmes:
    """What notices of an edition have to agree with: the newest version, or the timetable in use if they are of that.

    Each is read when it is first asked for.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def newest(self) -> Plain:
        found = self.edition.publications.first()
        return found.snapshot if found is not None else self.in_use

    @cached_property
    def in_use(self) -> Plain:
        return snapshot_of(self.edition)

    def of(self, *, published: bool) -> Plain:
        return self.newest if published else self.in_use

    def is_outdated(self, notice: Notice) -> bool:
        """Tell whether a draft says something else than the programme does."""
        programme = self.of(published=notice.publication_id is not None)
        return bool(changes(notice.facts, facts_of(programme, notice.kind, notice.slug)))

    def row(self, notice: Notice) -> NoticeRow:
        """Return a notice with what may be done with it."""
        return NoticeRow(notice, self.allow(notice), notice.is_open and self.is_outdated(notice))

    def allow(self, notice: Notice) -> bool:
        """Tell whether a notice can be sent: a draft with an address, and true."""
        can = notice.state == NoticeState.DRAFT and notice.is_mail and bool(notice.address and notice.text)
        return can and not self.is_outdated(notice)


@transaction.atomic
def edit_notice(*, notice: Notice, subject: str, text: str, who: User | None) -> None:
    """Set a draft's words. Raises `Refused` if it is no draft any more."""
    _refuse_unless_draft(notice)
    notice.subject, notice.text, notice.is_edited = subject, text, True
    notice.save(update_fields=["subject", "text", "is_edited"])
    note(who=who, verb="notice.edit", subject=notice)


@transaction.atomic
def rewrite_notice(*, notice: Notice, language: str, who: User | None) -> None:
    """Write a draft anew from the programme as it is now, in a language; what the office had typed goes.

    Raises `Refused` if there is nothing to tell any more: then it can be set aside.
    """
    _refuse_unless_draft(notice)
    programme = Programmes(notice.edition).of(published=notice.publication_id is not None)
    receivers = concerned(notice.edition, programme)
    receiver = next((one for one in receivers if one.key == (notice.kind, notice.slug)), None)
    if receiver is None or not receiver.differs:
        raise Refused(
            _("There is nothing to tell %(name)s any more: the programme is as it knows it. Discard the notice.")
            % {"name": notice}
        )
    notice.language = language
    word(notice=notice, receiver=receiver)
    notice.save()
    note(who=who, verb="notice.rewrite", subject=notice, details={"language": language})


@transaction.atomic
def set_letters_language(*, edition: Edition, language: str, who: User | None) -> None:
    """Choose the language of an edition's letters; drafts that nobody has edited are written anew in it."""
    set_language(edition=edition, language=language, who=who)
    drafts = edition.notices.filter(state=NoticeState.DRAFT, is_edited=False).exclude(language=language)
    programmes = Programmes(edition)
    receivers = {
        published: {one.key: one for one in concerned(edition, programmes.of(published=published))}
        for published in {draft.publication_id is not None for draft in drafts}
    }
    for draft in drafts:
        receiver = receivers[draft.publication_id is not None].get((draft.kind, draft.slug))
        if receiver is not None and receiver.differs:
            draft.edition, draft.language = edition, language
            word(notice=draft, receiver=receiver)
            draft.save()


def send_notices(*, edition: Edition, notices: Iterable[Notice], who: User | None) -> Posted:
    """Send drafts by mail, at most `MOST_AT_ONCE`; what fails stays a draft with its error, the others go.

    A draft without an address, for visitors or out of date is passed by. Two presses at once send nothing twice: a
    draft is claimed before its mail goes.
    """
    sent, failed, programmes = 0, [], Programmes(edition)
    with mail_server() as server:
        for notice in [one for one in notices if programmes.allow(one)][:MOST_AT_ONCE]:
            if not _claim(notice, who):
                continue
            trouble = post(message=_message(notice, who), server=server)
            _settle(notice, trouble, who)
            sent += not trouble
            if trouble:
                failed.append((str(notice), trouble))
    return Posted(sent, tuple(failed))


def _claim(notice: Notice, who: User | None) -> bool:
    fields = {"state": NoticeState.SENDING, "sent_at": timezone.now(), "who": who, "email": notice.address, "error": ""}
    return bool(Notice.objects.filter(pk=notice.pk, state=NoticeState.DRAFT).update(**fields))


def _message(notice: Notice, who: User | None) -> EmailMessage:
    return EmailMessage(notice.subject, notice.text, to=[notice.address], reply_to=[who.email] if who else [])


@transaction.atomic
def _settle(notice: Notice, trouble: str, who: User | None) -> None:
    if trouble:
        back = {"state": NoticeState.DRAFT, "sent_at": None, "email": "", "error": trouble}
        Notice.objects.filter(pk=notice.pk).update(**back)
        return
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENT)
    version = notice.publication.version if notice.publication else None
    note(who=who, verb="notice.send", subject=notice, details={"kind": notice.kind, "version": version})


@transaction.atomic
def mark_posted(*, notice: Notice, who: User | None) -> None:
    """Note that the text for visitors has been posted. Raises `Refused` for what is sent by mail, or no draft."""
    _refuse_unless_draft(notice)
    if notice.kind != ReceiverKind.VISITORS:
        raise Refused(_("The notice to %(name)s is sent by mail.") % {"name": notice})
    notice.state, notice.sent_at, notice.who = NoticeState.SENT, timezone.now(), who
    notice.save(update_fields=["state", "sent_at", "who"])
    note(who=who, verb="notice.post", subject=notice)


@transaction.atomic
def discard_notice(*, notice: Notice, who: User | None) -> None:
    """Set a draft aside: its receiver is taken to know. Raises `Refused` if it is no draft any more."""
    _refuse_unless_draft(notice)
    notice.state, notice.who, notice.email = NoticeState.DISCARDED, who, ""
    notice.save(update_fields=["state", "who", "email"])
    note(who=who, verb="notice.discard", subject=notice)


@transaction.atomic
def restore_notice(*, notice: Notice, who: User | None) -> None:
    """Make what was set aside a draft again. Raises `Refused` if a newer notice to the same receiver builds on it."""
    same = Notice.objects.filter(edition=notice.edition, kind=notice.kind, slug=notice.slug)
    if notice.state not in (NoticeState.DISCARDED, NoticeState.SENDING) or same.filter(pk__gt=notice.pk).exists():
        raise Refused(_("There is a newer notice to %(name)s, or this one is sent.") % {"name": notice})
    if notice.state == NoticeState.SENDING and not has_broken_off(notice):
        raise Refused(_("The notice to %(name)s is being sent just now.") % {"name": notice})
    notice.state, notice.sent_at, notice.email = NoticeState.DRAFT, None, ""
    notice.save(update_fields=["state", "sent_at", "email"])
    note(who=who, verb="notice.restore", subject=notice)


def has_broken_off(notice: Notice) -> bool:
    """Tell whether a mail has been on its way for too long: it may or may not have arrived."""
    return (
        notice.state == NoticeState.SENDING
        and notice.sent_at is not None
        and notice.sent_at < timezone.now() - BROKEN_OFF
    )


def _refuse_unless_draft(notice: Notice) -> None:
    state = Notice.objects.select_for_update().values_list("state", flat=True).get(pk=notice.pk)
    if state != NoticeState.DRAFT and not (state in OPEN_STATES and has_broken_off(notice)):
        raise Refused(_("The notice to %(name)s is no draft any more.") % {"name": notice})
