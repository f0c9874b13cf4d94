"""Change an act; forget whom to write to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from samspel.lineup.models import Act, AnswerLink
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.places.types import SET_FACTS
from samspel.records.services import forget_values, note

FIELDS = (
    *("name", "contact_email", "genre", "country", "draw_persons", "jury_score", "description"),
    *("loudness", "is_heavy", "needs_piano", "needs_drums", "stage_size"),
    *SET_FACTS,
)


@transaction.atomic
def set_act(*, act: Act, values: Mapping[str, Any], who: User | None) -> None:
    """Set what is said of an act; its address on the web stays. The journal names the fields, not what they say."""
    before = Act.objects.get(pk=act.pk)
    changed = [name for name in FIELDS if name in values and getattr(before, name) != values[name]]
    for name in changed:
        setattr(act, name, values[name])
    if changed:
        act.save(update_fields=changed)
        note(who=who, verb="act.set", subject=act, details={"fields": changed})


@transaction.atomic
def erase_contact(*, act: Act, who: User | None) -> None:
    """Forget an act's address, also in what imports remember, and end its links."""
    _forget([act.pk])
    act.contact_email = ""
    note(who=who, verb="act.contact.erase", subject=act)


@transaction.atomic
def forget_contacts() -> int:
    """Forget the addresses of acts whose edition's last night is longer ago than the installation keeps them.

    A chore; returns how many addresses went.
    """
    limit = timezone.localdate() - timedelta(days=settings.CONTACT_DAYS)
    count = 0
    for edition in Edition.objects.annotate(last=Max("nights__date")).filter(last__lt=limit):
        acts = list(edition.acts.exclude(contact_email="").values_list("pk", flat=True))
        if acts:
            _forget(acts)
            note(who=None, verb="acts.contacts.forget", subject=edition, details={"acts": len(acts)})
            count += len(acts)
    return count


def _forget(acts: list[int]) -> None:
    forget_values(model=Act, pks=acts, field="contact_email")
    AnswerLink.objects.filter(act__in=acts).delete()
