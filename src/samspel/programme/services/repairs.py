"""Use a repair: what happened and what moves, in one go, with drafts to those who must be told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.lineup.services.cancelling import cancel_act, limit_night
from samspel.people.models import User
from samspel.places.models import LAST_MINUTE, Edition, Opening, Stage
from samspel.places.services import close_stages
from samspel.programme.models import Change
from samspel.programme.queries.planning import timetable_in_use
from samspel.programme.queries.repairs import Mending, mending
from samspel.programme.services.changes import change_timetable, hold
from samspel.programme.services.hours import open_from_sets
from samspel.programme.services.notices import draft_notices
from samspel.programme.services.publication import snapshot_of
from samspel.programme.types import Event, Happening, Verb


class Outdated(Refused):
    """What a repair was worked out from has changed; `mending` holds those that fit now. Nothing was changed."""

    def __init__(self, mending: Mending) -> None:
        self.mending = mending
        super().__init__(
            _(
                "The timetable, or what it rests on, has changed since these repairs were worked out. Nothing was "
                "changed. They have been worked out again: look, and choose."
            )
        )


@dataclass(frozen=True, slots=True)
class Used:
    """What using a repair came to: the change, if any set moved; how many drafts there are, None: nothing is public."""

    change: Change | None
    drafts: int | None


@transaction.atomic
def use_repair(*, edition: Edition, event: Event, aim: str, digest: str, who: User | None) -> Used:
    """Write down what happened and make a repair's moves as one change; undo takes back the moves, not what happened.

    Raises `Outdated` if what the repair was worked out from has changed, and `Refused` for a repair there is not.
    """
    timetable = timetable_in_use(edition)
    if timetable is not None:
        hold(timetable)
    found = mending(edition, event)
    if found.digest != digest:
        raise Outdated(found)
    chosen = next((one for one in found.repairs if one.aim == aim), None)
    if chosen is None:
        raise Refused(_("There is no such repair: choose one of the three."))
    _write_down(edition, event, who)
    details = {"event": found.facts, "aim": aim}
    change = change_timetable(timetable=found.timetable, verb=Verb.REPAIR, after=chosen.spots, who=who, details=details)
    if not edition.publications.exists():
        return Used(change, None)
    return Used(change, draft_notices(edition=edition, snapshot=snapshot_of(edition), publication=None))


def _write_down(edition: Edition, event: Event, who: User | None) -> None:
    if event.act is not None:
        act = Act.objects.get(pk=event.act, edition=edition)
        if event.what == Happening.CANCEL:
            cancel_act(act=act, who=who)
            return
        begin, end = event.from_minute or 0, event.until_minute or LAST_MINUTE
        limit_night(act=act, night=event.nights[0], from_minute=begin, until_minute=end, who=who)
        return
    if not Opening.objects.filter(night__edition=edition).exists():
        open_from_sets(edition=edition, who=who)  # as the repair took them to be
    stages = event.stages or Stage.objects.filter(venue__festival=edition.festival).values_list("pk", flat=True)
    nights = event.nights or edition.nights.values_list("pk", flat=True)
    close_stages(edition=edition, stages=list(stages), nights=list(nights), from_minute=event.from_minute or 0, who=who)
