"""Who may what at a place's inbox. A subject is an inbox or anything that belongs to one."""

from __future__ import annotations

from typing import Any, Protocol

from samspel.ideas.models import Idea, Inbox, InboxMember
from samspel.ideas.types import InboxRole
from samspel.people.rules import may_host

__all__ = ["may_assess", "may_host", "may_read", "may_see_idea", "may_tend"]


class OfInbox(Protocol):
    """Anything that belongs to an inbox."""

    @property
    def inbox(self) -> Inbox: ...


def may_tend(user: Any, subject: OfInbox | Inbox) -> bool:
    """Look after ideas: name caretakers, show, move on, merge, write decisions down, set criteria, give roles."""
    return _has_role(user, subject, InboxRole.CARETAKER)


def may_assess(user: Any, subject: OfInbox | Inbox) -> bool:
    """Say what one thinks of an idea, by the place's criteria."""
    return _has_role(user, subject, InboxRole.CARETAKER, InboxRole.ASSESSOR)


def may_read(user: Any, subject: OfInbox | Inbox) -> bool:
    """See ideas before everybody may."""
    return _has_role(user, subject, *InboxRole)


def may_see_idea(user: Any, subject: Idea) -> bool:
    """See an idea's public page."""
    return subject.is_public or may_read(user, subject)


def _has_role(user: Any, subject: OfInbox | Inbox, *roles: InboxRole) -> bool:
    if not (user.is_authenticated and user.is_active):
        return False
    inbox = subject if isinstance(subject, Inbox) else subject.inbox
    return user.is_host or InboxMember.objects.filter(inbox=inbox, user=user, role__in=roles).exists()
