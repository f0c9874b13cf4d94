"""Who may what with the night: the office gives out links and sets aside, a host says what it took, others look."""

from __future__ import annotations

from typing import Any

from samspel.places.models import Membership, Venue
from samspel.places.rules import may_analyse, may_look, may_run_office
from samspel.places.types import Role

__all__ = ["may_analyse", "may_host", "may_look", "may_run_office", "may_see_venue"]


def may_host(user: Any, venue: Venue) -> bool:
    """See a venue's counts and say what it took: the office, and the venue's own people."""
    if may_run_office(user, venue):
        return True
    if not (user.is_authenticated and user.is_active):
        return False
    return Membership.objects.filter(user=user, role=Role.VENUE, venue=venue).exists()


def may_see_venue(user: Any, venue: Venue) -> bool:
    """See what a venue's doors counted: those who may look, and the venue's own people."""
    return may_look(user, venue) or may_host(user, venue)
