"""What the worker does every hour: tell followers, remind caretakers, forget."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone, translation

from samspel.errors import Refused
from samspel.ideas import letters
from samspel.ideas.models import Follower, Idea, Inbox
from samspel.ideas.queries.following import token_of
from samspel.ideas.queries.ideas import TOLD_TO_ALL
from samspel.ideas.queries.inbox import alone
from samspel.ideas.types import CLOSED, InboxRole
from samspel.people.models import User
from samspel.people.services import mail_server, post

UNCONFIRMED = timedelta(days=7)
"""How long an idea waits for its author to press the link, and a follower likewise."""

CLOSED_KEPT = timedelta(days=365)
"""How long whoever followed an idea is known after it was done or put aside."""

REMIND_AGAIN = timedelta(days=7)


def tell_followers() -> None:
    """Send each follower one mail of all that has happened since the last; who cannot be reached is tried next time."""
    waiting = Follower.objects.filter(confirmed_at__isnull=False).select_related("idea__inbox__place")
    behind = waiting.annotate(newest=Max("idea__turns__pk")).filter(newest__gt=F("told_until"))
    news = [(one, list(one.idea.turns.filter(TOLD_TO_ALL, pk__gt=one.told_until).order_by("pk"))) for one in behind]
    if not any(turns for _follower, turns in news):
        return
    with mail_server() as server:
        for follower, turns in news:
            if not turns:
                continue
            with translation.override(follower.language):
                address = settings.ADDRESS + reverse("follow", args=[token_of(follower)])
                letter = letters.news(follower, turns, address)
            if not post(message=EmailMessage(letter.subject, letter.text, to=[follower.email]), server=server):
                Follower.objects.filter(pk=follower.pk).update(told_until=turns[-1].pk)


def remind_caretakers() -> None:
    """Tell everybody who should know of ideas that nobody looks after, a week after they came and every week after."""
    now = timezone.now()
    for inbox in Inbox.objects.select_related("place"):
        due = alone(inbox, now=now).filter(Q(reminded_at=None) | Q(reminded_at__lt=now - REMIND_AGAIN))
        ideas = list(due)
        if ideas and _write_to(inbox, ideas):
            Idea.objects.filter(pk__in=[idea.pk for idea in ideas]).update(reminded_at=now)


def _write_to(inbox: Inbox, ideas: list[Idea]) -> bool:
    """Write to the caretakers and to whoever runs this installation; tell whether a mail reached any of them."""
    caretakes = Q(inbox_roles__inbox=inbox, inbox_roles__role=InboxRole.CARETAKER)
    people = User.objects.filter(caretakes | Q(is_host=True), is_active=True).distinct()
    reached = False
    with mail_server() as server:
        for user in people:
            with translation.override(user.language):
                letter = letters.alone(inbox, ideas, settings.ADDRESS + reverse("inbox", args=[inbox.slug]))
            reached |= not post(message=EmailMessage(letter.subject, letter.text, to=[user.email]), server=server)
    return reached


def see_to_ideas() -> None:
    """Do what is due; a mail server that cannot be reached keeps nothing from being forgotten."""
    forget_people()
    try:
        tell_followers()
        remind_caretakers()
    except Refused:
        return


@transaction.atomic
def forget_people() -> None:
    """Forget ideas and followers that were never confirmed, and who followed what is long over."""
    now = timezone.now()
    Idea.objects.filter(is_confirmed=False, looked_at=None, left_at__lt=now - UNCONFIRMED).delete()
    Follower.objects.filter(confirmed_at=None, asked_at__lt=now - UNCONFIRMED).delete()
    over = Q(idea__stage__in=CLOSED, idea__stage_since__lt=now - CLOSED_KEPT)
    merged = Q(idea__merged_into__isnull=False)
    Follower.objects.filter(over | merged).delete()
