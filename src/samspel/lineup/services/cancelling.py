"""An act cancels, or plays after all; it can play less than it said."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.lineup.queries import windows
from samspel.lineup.services.asking import answer
from samspel.lineup.types import ALL_NIGHT, Answer
from samspel.people.models import User
from samspel.records.services import note


@transaction.atomic
def cancel_act(*, act: Act, who: User | None) -> None:
    """Note that an act has cancelled: it stays in the line-up and is planned no more. Raises `Refused` if it has."""
    if not Act.objects.filter(pk=act.pk, cancelled_at=None).update(cancelled_at=timezone.now()):
        raise Refused(_("%(act)s has cancelled already.") % {"act": act})
    act.refresh_from_db(fields=["cancelled_at"])
    note(who=who, verb="act.cancel", subject=act)


@transaction.atomic
def reinstate_act(*, act: Act, who: User | None) -> None:
    """Note that an act plays after all; its sets wait for a place. Raises `Refused` if it never cancelled."""
    if not Act.objects.filter(pk=act.pk).exclude(cancelled_at=None).update(cancelled_at=None):
        raise Refused(_("%(act)s has not cancelled.") % {"act": act})
    act.cancelled_at = None
    note(who=who, verb="act.reinstate", subject=act)


@transaction.atomic
def limit_night(*, act: Act, night: int, from_minute: int, until_minute: int, who: User | None) -> None:
    """Cut what an act has said it can on one night, by its key, to what lies between two minutes."""
    said = windows(act.edition).get(act.pk)
    nights = act.edition.nights.values_list("pk", flat=True)
    given = {pk: ALL_NIGHT if said is None else said.get(pk, ()) for pk in nights}
    cut = ((max(start, from_minute), min(until, until_minute)) for start, until in given[night])
    given[night] = tuple(stretch for stretch in cut if stretch[0] < stretch[1])
    answer(act=act, answer=Answer(tuple(sorted(given.items()))), who=who)
