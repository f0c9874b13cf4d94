"""Erase an act."""

from __future__ import annotations

from django.db import transaction

from samspel.lineup.models import Act
from samspel.people.models import User
from samspel.records.models import key_of
from samspel.records.services import note, prepare_erasure


@transaction.atomic
def erase_act(*, act: Act, who: User | None) -> None:
    """Remove an act with its members, sets and places, and its name from published versions and from runs.

    Visitors no longer see it at once; publish again so that the version says so.
    """
    prepare_erasure(row=act, who=who)
    note(who=who, verb="act.erase", subject=act, details={"edition": key_of(act.edition)})
    act.delete()
