"""Leave an idea without an account, confirm it by a link, follow it, stop, be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.ideas import letters
from samspel.ideas.models import Follower, Idea, Inbox, Turn
from samspel.ideas.queries.following import token_of
from samspel.ideas.types import TurnKind
from samspel.people.services import mail_server, post
from samspel.records.services import note, wait_for_turn

AddressOf = Callable[[str], str]
"""From a follower's token to the absolute address of their page, in the language that is active."""

NUMBERS = 0x1DEA5


@transaction.atomic
def leave_idea(
    *, inbox: Inbox, sentence: str, email: str, language: str, text: str = "", where: str = "", name: str = ""
) -> Follower:
    """Take an idea in from somebody without an account. Nobody reads it until they have pressed the link they get.

    Raises `Refused` while the inbox is closed.
    """
    if not inbox.is_open:
        raise Refused(_("%(place)s takes no new ideas for now.") % {"place": inbox})
    idea = numbered(inbox, sentence=" ".join(sentence.split())[:200], text=text.strip(), where=where.strip())
    Turn.objects.create(idea=idea, kind=TurnKind.LEFT)
    note(who=None, verb="idea.leave", subject=idea)
    return Follower.objects.create(idea=idea, email=email, name=name, language=language, is_author=True)


def numbered(inbox: Inbox, **values: Any) -> Idea:
    """Make an idea with the next number of its inbox."""
    wait_for_turn(NUMBERS)
    last = inbox.ideas.aggregate(last=Max("number"))["last"] or 0
    return Idea.objects.create(inbox=inbox, number=last + 1, **values)


def send_link(*, follower: Follower, address: AddressOf) -> None:
    """Send the link to confirm by. Raises `Refused` if no mail goes out: the idea waits until it does."""
    with translation.override(follower.language):
        letter = letters.confirm(follower, address(token_of(follower)))
    with mail_server() as server:
        trouble = post(message=EmailMessage(letter.subject, letter.text, to=[follower.email]), server=server)
    if trouble:
        raise Refused(_("The mail to %(email)s could not be sent: %(why)s") % {"email": follower.email, "why": trouble})


@transaction.atomic
def confirm(*, follower: Follower) -> None:
    """Take a follower's word that the address is theirs; an author's idea then comes before the caretakers."""
    if follower.confirmed_at is not None:
        return
    follower.confirmed_at = timezone.now()
    follower.told_until = follower.idea.turns.aggregate(last=Max("pk"))["last"] or 0
    follower.save(update_fields=["confirmed_at", "told_until"])
    if follower.is_author and not follower.idea.is_confirmed:
        follower.idea.is_confirmed = True
        follower.idea.save(update_fields=["is_confirmed"])
        note(who=None, verb="idea.confirm", subject=follower.idea)


@transaction.atomic
def follow(*, idea: Idea, email: str, language: str) -> Follower:
    """Let somebody follow a public idea once they have confirmed. Asking again gives the same follower."""
    known = idea.followers.filter(email__iexact=email).first()
    language = language if language in dict(settings.LANGUAGES) else "sv"
    return known or Follower.objects.create(idea=idea, email=email, language=language)


@transaction.atomic
def forget_follower(*, follower: Follower) -> None:
    """Forget somebody at their own wish. The idea stays, unless it was theirs and nobody has read it."""
    idea = follower.idea
    follower.delete()
    note(who=None, verb="idea.unfollow", subject=idea)
    if follower.is_author and idea.looked_at is None:
        note(who=None, verb="idea.withdraw", subject=idea)
        idea.delete()
