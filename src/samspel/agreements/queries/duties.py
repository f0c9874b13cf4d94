"""Duties of an edition's venues: what the rules of its place say of what is known, and what was settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from samspel.agreements.duties import FACT_LABELS, Facts, Rule, rules_for
from samspel.agreements.models import Agreement, OwnDuties, SettledDuty
from samspel.agreements.types import Standing
from samspel.errors import NotFound
from samspel.places.models import Edition, Opening, Venue
from samspel.places.queries import edition as find_edition
from samspel.places.types import VenueKind

SOON_DAYS = 21
CHILD_YEARS = 13
"""FoHMFS 2014:15 sets lower values where children under this age may come in."""
AFTERWARDS = timedelta(days=14)
"""How long what was never settled goes on reminding once its date and the nights are over."""

ORDER = (Standing.LATE, Standing.SOON, Standing.AHEAD, Standing.KEPT, Standing.WAIVED)


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule that applies to a venue at an edition, or may: `unknown` names the facts that decide and nobody has said.

    `last_date` None: it is to be minded every night.
    """

    edition: Edition
    venue: Venue
    rule: Rule
    unknown: tuple[str, ...]
    last_date: date | None
    settled: SettledDuty | None
    standing: Standing

    @property
    def facts_to_say(self) -> list[str]:
        """What somebody has to say first, in words."""
        return [str(FACT_LABELS[one]) for one in self.unknown]

    @property
    def is_pressing(self) -> bool:
        """Whether somebody has to do something now."""
        return not self.unknown and self.standing in (Standing.LATE, Standing.SOON)


def own_rules(edition: Edition) -> str:
    """Return the rules that the place of an edition has written itself."""
    found = OwnDuties.objects.filter(register__place=edition.festival.place_id).values_list("text", flat=True)
    return found.first() or ""


def duties(edition: Edition, *, today: date) -> list[Duty]:
    """Return the duties of every venue that is open at an edition: by venue, what is late first. Four queries."""
    rules = rules_for(own_rules(edition))
    settled = {(one.venue_id, one.key): one for one in edition.settled_duties.select_related("who")}
    found = []
    for venue, first, last, closes in _venues(edition):
        facts = facts_of(venue, closes=closes)
        for rule in rules:
            unknown = rule.unknown(facts)
            if unknown is not None:
                due, mark = rule.last_date(first, last), settled.get((venue.pk, rule.key))
                found.append(Duty(edition, venue, rule, unknown, due, mark, _standing(due, mark, today)))
    found.sort(key=lambda one: (one.venue.name, ORDER.index(one.standing), one.last_date or date.max))
    return found


def _venues(edition: Edition) -> list[tuple[Venue, date, date, int]]:
    rows = Opening.objects.filter(night__edition=edition).order_by().values("stage__venue")
    known = rows.annotate(first=Min("night__date"), last=Max("night__date"), closes=Max("closes_minute"))
    hours = {one["stage__venue"]: (one["first"], one["last"], one["closes"]) for one in known}
    return [(venue, *hours[venue.pk]) for venue in Venue.objects.filter(pk__in=hours).order_by("name")]


def facts_of(venue: Venue, *, closes: int) -> Facts:
    """Return what is known of a venue. A square is a public place unless somebody says that it is not."""
    is_public = venue.is_public_place
    if is_public is None and venue.kind == VenueKind.SQUARE:
        is_public = True
    age = venue.age_limit_years
    return {
        "public_place": is_public,
        "alcohol": venue.serves_alcohol,
        "children": None if age is None else age < CHILD_YEARS,
        "guests": venue.fire_limit_persons,
        "closes": closes,
        "serves_until": venue.serves_until_minute,
    }


def _standing(due: date | None, mark: SettledDuty | None, today: date) -> Standing:
    if mark is not None:
        return Standing.KEPT if mark.how == "done" else Standing.WAIVED
    if due is None:
        return Standing.AHEAD
    if due < today:
        return Standing.LATE
    return Standing.SOON if due <= today + timedelta(days=SOON_DAYS) else Standing.AHEAD


def find_duty(festival: str, edition: str, venue: int, key: str) -> tuple[Edition, Venue, Rule]:
    """Return a rule that applies, or may, to a venue that is open at an edition. Raises `NotFound`."""
    found = find_edition(festival, edition)
    for one in duties(found, today=date.min):
        if (one.venue.pk, one.rule.key) == (venue, key):
            return found, one.venue, one.rule
    raise NotFound(_("There is no such duty: the rule, or what is known of the venue, has changed."))


def duties_of(agreement: Agreement, *, today: date) -> list[Duty]:
    """Return the duties of the venues that an agreement's promises name, at its edition or its festival's next."""
    keys = set(agreement.commitments.values_list("venue", "stage__venue"))
    venues = {key for pair in keys for key in pair}
    edition = agreement.edition or (next_editions(today).filter(festival=agreement.festival_id).first())
    if edition is None:
        return []
    return [one for one in duties(edition, today=today) if one.venue.pk in venues]


def next_editions(today: date) -> QuerySet[Any]:
    """Return the editions whose duties may still press: a music report is due until the end of the next year."""
    found: QuerySet[Any] = Edition.objects.all()
    found = found.annotate(last=Max("nights__date")).filter(last__gte=today - timedelta(days=731))
    return found.select_related("festival__place").order_by("-last")


def pressing_duties(*, today: date) -> list[Duty]:
    """Return what is late or soon due at every edition, as long as there is still something to be done about it."""
    found: list[Duty] = []
    for edition in next_editions(today):
        over = edition.last + AFTERWARDS
        found += [
            one
            for one in duties(edition, today=today)
            if one.is_pressing and one.last_date is not None and today <= max(over, one.last_date + AFTERWARDS)
        ]
    return found


@dataclass(frozen=True, slots=True)
class OfVenue:
    """A venue's duties, in their order."""

    venue: Venue
    duties: tuple[Duty, ...]

    @property
    def pressing(self) -> int:
        """How many are late or soon due."""
        return sum(one.is_pressing for one in self.duties)

    @property
    def unsure(self) -> int:
        """How many may apply, once somebody has said more of the venue."""
        return sum(bool(one.unknown) and one.settled is None for one in self.duties)

    @property
    def settled(self) -> int:
        """How many somebody has settled."""
        return sum(one.settled is not None for one in self.duties)


def by_venue(found: Iterable[Duty]) -> list[OfVenue]:
    """Return duties venue by venue, in their order."""
    groups: dict[Any, list[Duty]] = {}
    for one in found:
        groups.setdefault(one.venue, []).append(one)
    return [OfVenue(venue, tuple(rows)) for venue, rows in groups.items()]


def by_day(found: Iterable[Duty]) -> list[list[Duty]]:
    """Return what presses, what is asked of several venues by the same day together: the earliest day first."""
    groups: dict[Any, list[Duty]] = {}
    for one in found:
        if one.is_pressing:
            groups.setdefault((one.last_date, one.rule.key), []).append(one)
    return [groups[key] for key in sorted(groups)]
