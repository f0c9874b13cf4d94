"""Who may what at a festival. Rooms above reuse these; a subject is a festival or anything that belongs to one."""

from __future__ import annotations

from typing import Any, Protocol

from samspel.places.models import Festival, Membership
from samspel.places.types import Role


class OfFestival(Protocol):
    """Anything that belongs to a festival."""

    @property
    def festival(self) -> Festival: ...


def has_role(user: Any, festival: Festival, *roles: Role) -> bool:
    """Tell whether the person has one of the roles, or runs this installation."""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_host or Membership.objects.filter(festival=festival, user=user, role__in=roles).exists()


def may_run_office(user: Any, subject: OfFestival | Festival) -> bool:
    """Change the festival: import, plan, publish, team."""
    return has_role(user, festival_of(subject), Role.OFFICE)


def may_analyse(user: Any, subject: OfFestival | Festival) -> bool:
    """Register studies, load figures, publish estimates."""
    return has_role(user, festival_of(subject), Role.OFFICE, Role.ANALYST)


def may_look(user: Any, subject: OfFestival | Festival) -> bool:
    """See what is not yet public, as every role may but jurors and host venues."""
    return has_role(user, festival_of(subject), Role.OFFICE, Role.ANALYST, Role.VIEWER)


def festival_of(subject: OfFestival | Festival) -> Festival:
    """Return the festival a subject belongs to."""
    return subject if isinstance(subject, Festival) else subject.festival
