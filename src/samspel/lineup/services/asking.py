"""Ask acts when they can play: a link each, by mail or to copy; remind, revoke, close, take the answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.lineup.models import Act, Answered, AnswerLink, Availability
from samspel.lineup.queries import hash_of, is_over, last_night
from samspel.lineup.types import Answer, Posted
from samspel.people.models import User
from samspel.people.services import mail_server, post
from samspel.places.models import Edition
from samspel.records.services import note

AddressOf = Callable[[str], str]
"""From a link's token to its absolute address, in the language that is active."""


@transaction.atomic
def make_link(*, act: Act, who: User | None, is_reminder: bool = False) -> str:
    """Make a link for an act and return its token, which is not kept: whoever has it can answer for the act."""
    if last_night(act.edition) is None:
        raise Refused(
            _("Set the nights of %(edition)s first: they are what is asked about.") % {"edition": act.edition}
        )
    if is_over(act.edition):
        raise Refused(_("%(edition)s is over: there is nothing to ask any more.") % {"edition": act.edition})
    token = secrets.token_urlsafe(24)
    AnswerLink.objects.create(
        act=act, token_hash=hash_of(token), made_at=timezone.now(), made_by=who, is_reminder=is_reminder
    )
    note(who=who, verb="act.remind" if is_reminder else "act.ask", subject=act)
    return token


@transaction.atomic
def revoke_links(*, act: Act, who: User | None) -> None:
    """End every link of an act. Raises `Refused` if it has none."""
    if not act.answer_links.filter(revoked_at=None).update(revoked_at=timezone.now()):
        raise Refused(_("%(act)s has no link to take back.") % {"act": act})
    note(who=who, verb="act.links.revoke", subject=act)


def ask(*, acts: Iterable[Act], is_reminder: bool, address: AddressOf, who: User | None) -> Posted:
    """Send each act a link of its own by mail, in the language of its edition's letters; those without an address
    are passed by. What cannot be sent is told, its link is taken back, and the others go all the same.
    """
    sent, failed = 0, []
    with mail_server() as server:
        for act in acts:
            if not act.contact_email:
                continue
            token = make_link(act=act, who=who, is_reminder=is_reminder)
            with translation.override(act.edition.language):
                message = _message(act, address(token), is_reminder, who)
            trouble = post(message=message, server=server)
            if trouble:
                AnswerLink.objects.filter(token_hash=hash_of(token)).delete()
                failed.append((act.name, trouble))
            else:
                sent += 1
    return Posted(sent, tuple(failed))


def _message(act: Act, address: str, is_reminder: bool, who: User | None) -> EmailMessage:
    names = {"act": act.name, "edition": act.edition.name}
    subject = (
        _("A reminder: when can %(act)s play at %(edition)s?")
        if is_reminder
        else _("When can %(act)s play at %(edition)s?")
    )
    context = {"act": act, "edition": act.edition, "address": address, "last": last_night(act.edition)}
    text = render_to_string(f"lineup/mail/{'remind' if is_reminder else 'ask'}.txt", context)
    return EmailMessage(
        " ".join((subject % names).split()), text, to=[act.contact_email], reply_to=[who.email] if who else []
    )


@transaction.atomic
def answer(*, act: Act, answer: Answer, who: User | None, link: AnswerLink | None = None) -> None:
    """Take an answer: the act's own by its link, or the office's on its behalf (`who`).

    Raises `Refused` if the link is closed: what the act says now might undo what visitors already see.
    """
    if link is not None and link.closed_at is not None:
        raise Refused(
            _("The programme is published: write to the festival if something has changed for %(act)s.") % {"act": act}
        )
    act.availabilities.all().delete()
    Availability.objects.bulk_create(
        Availability(act=act, night_id=night, from_minute=start, until_minute=until)
        for night, windows in answer.nights or ()
        for start, until in windows
    )
    values = {"extent": answer.extent, "at": timezone.now(), "who": who}
    Answered.objects.update_or_create(act=act, defaults=values)
    note(who=who, verb="act.answer", subject=act, details={"extent": str(answer.extent), "by_link": link is not None})


@transaction.atomic
def close_links(*, edition: Edition) -> None:
    """Close the links of an edition when its programme is published; asking an act again opens a new one."""
    AnswerLink.objects.filter(act__edition=edition, closed_at=None).update(closed_at=timezone.now())


@transaction.atomic
def reopen_links(*, edition: Edition) -> None:
    """Open the links again when the programme is hidden."""
    AnswerLink.objects.filter(act__edition=edition).update(closed_at=None)
