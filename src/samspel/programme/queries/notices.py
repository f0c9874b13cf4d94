"""Reads of notices: who is concerned by a programme, what they know, which drafts are out of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.lineup.queries import standings
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.programme.models import Notice, Performance
from samspel.programme.queries.planning import problems, timetable_in_use
from samspel.programme.snapshot import changes, part_of
from samspel.programme.types import OPEN_STATES, Found, NoticeState, ReceiverKind

Plain = Mapping[str, Any]
Key = tuple[str, str]
"""Kind and slug of a receiver; visitors have no slug."""

NOTHING: Plain = {"acts": [], "venues": [], "sets": []}


@dataclass(frozen=True, slots=True)
class Concerned:
    """A receiver: what it knows and what holds now, as sets."""

    kind: str
    slug: str
    name: str
    before: Plain
    after: Plain

    @property
    def key(self) -> Key:
        return self.kind, self.slug

    @property
    def differs(self) -> bool:
        return bool(changes(self.before, self.after))


@dataclass(frozen=True, slots=True)
class Hint:
    """An answer that does not fit the timetable: who said so, when, and what the checker makes of it."""

    act: str
    answered_at: datetime
    found: Found


def notice(festival: str, edition: str, notice: int) -> Notice:
    """Return a notice of an edition. Raises `NotFound`."""
    found_edition = find_edition(festival, edition)
    rows = found_edition.notices.select_related("edition__festival__place", "act", "venue", "publication", "who")
    found = rows.filter(pk=notice).first()
    if found is None:
        raise NotFound(_("%(edition)s has no such notice.") % {"edition": found_edition.name})
    return found


def notices(edition: Edition) -> QuerySet[Notice]:
    """Return the notices of an edition with what a list of them shows."""
    return edition.notices.select_related("act", "venue", "publication", "who", "edition__festival")


def known(edition: Edition) -> dict[Key, tuple[str, Plain]]:
    """Return each receiver's name and what it knows: the facts of its newest notice that was sent or set aside."""
    settled = edition.notices.exclude(state__in=OPEN_STATES).order_by("pk")
    return {(one.kind, one.slug): (one.name, one.facts) for one in settled}


def concerned(edition: Edition, snapshot: Plain) -> list[Concerned]:
    """Return everybody who has a set in a programme or knows of one: acts, venues, and visitors in general."""
    told, played = known(edition), part_of(snapshot)
    names = {
        (str(kind), row["slug"]): row["name"]
        for kind, rows in ((ReceiverKind.ACT, "acts"), (ReceiverKind.VENUE, "venues"))
        for row in played[rows]
    }
    names = {**{key: name for key, (name, _facts) in told.items()}, **names, (str(ReceiverKind.VISITORS), ""): ""}
    return [
        Concerned(kind, slug, name, told.get((kind, slug), ("", NOTHING))[1], facts_of(snapshot, kind, slug))
        for (kind, slug), name in names.items()
    ]


def facts_of(snapshot: Plain, kind: str, slug: str) -> Plain:
    """Return the sets of a programme that a receiver is told of."""
    return part_of(
        snapshot,
        act=slug if kind == ReceiverKind.ACT else "",
        venue=slug if kind == ReceiverKind.VENUE else "",
    )


def unwritten(edition: Edition, snapshot: Plain) -> int:
    """Count the receivers for whom a programme differs both from what they know and from the draft they have."""
    drafts = {(one.kind, one.slug): one.facts for one in edition.notices.filter(state__in=OPEN_STATES)}
    return sum(bool(changes(drafts.get(one.key, one.before), one.after)) for one in concerned(edition, snapshot))


def hints(edition: Edition) -> list[Hint]:
    """Return what the checker finds in the timetable in use because of what acts have answered."""
    found = [one for one in problems(edition, timetable_in_use(edition)) if one.rule in ("never", "unavailable")]
    if not found:
        return []
    said = standings(edition)
    acts = Performance.objects.select_related("act").in_bulk({pk for one in found for pk in one.performances[:1]})
    hints = []
    for one in found:
        act = acts[one.performances[0]].act
        at = said[act.pk].answered_at
        if at is not None:
            hints.append(Hint(act.name, at, one))
    return sorted(hints, key=lambda hint: hint.answered_at, reverse=True)


def states(edition: Edition) -> dict[NoticeState, int]:
    """Count the notices in each state a list shows; what is being sent stands with the drafts."""
    counts = dict.fromkeys((NoticeState.DRAFT, NoticeState.SENT, NoticeState.DISCARDED), 0)
    for state in edition.notices.values_list("state", flat=True):
        counts[NoticeState.DRAFT if state in OPEN_STATES else NoticeState(state)] += 1
    return counts
