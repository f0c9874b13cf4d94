"""Say what is known of a venue or a stage: access, and what decides which permits it needs."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from samspel.people.models import User
from samspel.places.models import Stage, Venue
from samspel.places.types import DUTY_FACTS, FACTS, Access
from samspel.records.services import note


@transaction.atomic
def set_access(*, room: Venue | Stage, access: Access, who: User | None) -> None:
    """Set what is known of access to a venue or a stage; the journal names what changed."""
    before = Access.of(type(room)._default_manager.get(pk=room.pk))
    changed = [name for name in FACTS if getattr(access, name) != getattr(before, name)]
    for name in changed:
        setattr(room, name, getattr(access, name))
    if changed:
        room.save(update_fields=changed)
        note(who=who, verb="room.access", subject=room, details={"fields": changed})


@transaction.atomic
def set_duty_facts(*, venue: Venue, who: User | None, **values: Any) -> None:
    """Set what decides which permits and rules a venue has to think of; the journal names what changed."""
    before = Venue.objects.get(pk=venue.pk)
    changed = [name for name in DUTY_FACTS if name in values and getattr(before, name) != values[name]]
    for name in changed:
        setattr(venue, name, values[name])
    if changed:
        venue.save(update_fields=changed)
        note(who=who, verb="venue.duties", subject=venue, details={"fields": changed})
