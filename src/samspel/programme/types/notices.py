"""Who is to be told of a change, and how far that has come."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReceiverKind(TextChoices):
    """Who can be told of a change. Visitors are anonymous: theirs is a text to post where they look."""

    ACT = "act", _("act")
    VENUE = "venue", _("venue")
    VISITORS = "visitors", _("visitors")


class NoticeState(TextChoices):
    """A notice goes from draft by way of sending to sent, or is set aside. Sending is a moment, unless it broke off."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DISCARDED = "discarded", _("discarded")


OPEN_STATES = (NoticeState.DRAFT, NoticeState.SENDING)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice's words, as plain text."""

    subject: str
    text: str
