"""Say what one set brings with it that visitors must know of."""

from __future__ import annotations

from django.db import transaction

from samspel.people.models import User
from samspel.places.types import SET_FACTS
from samspel.programme.models import Performance
from samspel.records.services import note


@transaction.atomic
def set_access(*, performance: Performance, strobe: bool | None, age_limit_years: int | None, who: User | None) -> None:
    """Set what holds for one set; what is unknown is as for its act, then its stage. Visitors see it when published."""
    before = Performance.objects.get(pk=performance.pk)
    performance.strobe, performance.age_limit_years = strobe, age_limit_years
    changed = [name for name in SET_FACTS if getattr(before, name) != getattr(performance, name)]
    if changed:
        performance.save(update_fields=changed)
        note(who=who, verb="set.access", subject=performance, details={"fields": changed})
