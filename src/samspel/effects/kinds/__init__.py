"""The kinds of study: how each is estimated, and how its answer is told."""

from __future__ import annotations

from samspel.effects.kinds import editions, one, starts
from samspel.effects.kinds.manner import Manner
from samspel.effects.types import Kind, Registration

MANNERS: dict[Kind, Manner] = {
    Kind.ONE: one.MANNER,
    Kind.EDITIONS: editions.MANNER,
    Kind.STARTS: starts.MANNER,
}


def manner_of(registration: Registration) -> Manner:
    """Return how a registered study is estimated and told."""
    return MANNERS[registration.kind]
