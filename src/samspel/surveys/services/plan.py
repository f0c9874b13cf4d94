"""Where to ask, how many, and every which: spots by night and venue, and the sample that gives the wanted margin."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from samspel.engines.survey import UnusableProblem
from samspel.errors import Refused
from samspel.night.queries.counts import arrivals_of
from samspel.people.models import User
from samspel.places.models import Night, Venue
from samspel.programme.queries.planning import timetable_in_use
from samspel.records.services import note
from samspel.surveys.instances.plans import everybody, sampling_plan
from samspel.surveys.models import Spot, Survey
from samspel.surveys.queries.surveys import LETTERS
from samspel.surveys.types import FromDoors

CODE = 7
MOST_SPOTS = 400
Pair = tuple[Night | None, Venue | None]


@transaction.atomic
def set_spots(*, survey: Survey, nights: Iterable[Night], venues: Iterable[Venue], who: User | None) -> int:
    """Ask at each of these venues on each of these nights, and by a link for anywhere; returns how many spots are new.

    A spot that is no longer wanted goes unless somebody has answered there.
    """
    pairs: set[Pair] = {(night, venue) for night in nights for venue in venues} | {(None, None)}
    if len(pairs) > MOST_SPOTS:
        raise Refused(_("That is more than %(most)d places to ask at: choose fewer venues.") % {"most": MOST_SPOTS})
    here: dict[Pair, Spot] = {(one.night, one.venue): one for one in survey.spots.select_related("night", "venue")}
    gone = [one.pk for pair, one in here.items() if pair not in pairs]
    survey.spots.filter(pk__in=gone, responses=None).delete()
    made = [Spot(survey=survey, code=new_code(), night=night, venue=venue) for night, venue in pairs - set(here)]
    Spot.objects.bulk_create(made)
    note(who=who, verb="survey.spots", subject=survey, details={"new": len(made)})
    return len(made)


def new_code() -> str:
    """Return the letters of a short link."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE))


@transaction.atomic
def set_counts(*, survey: Survey, counts: Mapping[int, tuple[int | None, int | None, str]], who: User | None) -> None:
    """Set for each spot how many are expected, were counted, and who stands there; then plan anew."""
    spots = list(survey.spots.filter(pk__in=counts))
    for one in spots:
        one.expected_persons, one.counted_persons, one.team = counts[one.pk]
    Spot.objects.bulk_update(spots, ["expected_persons", "counted_persons", "team"])
    note(who=who, verb="survey.counts", subject=survey, details={"spots": len(spots)})
    plan(survey=survey)


@transaction.atomic
def share_out(*, survey: Survey, visits: int, who: User | None) -> None:
    """Expect visits at each spot by how many sets it has in the timetable in use. Raises `Refused` without sets."""
    timetable = timetable_in_use(survey.edition)
    placed = timetable.placements if timetable else None
    counted = placed.values_list("night", "stage__venue").annotate(n=Count("pk")).order_by() if placed else ()
    sets = {(night, venue): number for night, venue, number in counted}
    spots = [one for one in survey.spots.all() if (one.night_id, one.venue_id) in sets]
    total = sum(sets[one.night_id, one.venue_id] for one in spots)
    if not total:
        raise Refused(_("No set is placed where this survey is asked: choose the spots, or type what is expected."))
    for one in spots:
        one.expected_persons = round(visits * sets[one.night_id, one.venue_id] / total)
    Spot.objects.bulk_update(spots, ["expected_persons"])
    note(who=who, verb="survey.share-out", subject=survey, details={"visits": visits})
    plan(survey=survey)


@transaction.atomic
def take_door_counts(*, survey: Survey, replace: bool, who: User | None) -> FromDoors:
    """Set what was counted at each spot to what came through its venue's doors that night, where all of it is known.

    A count that was typed stays unless it is to be replaced. Raises `Refused` where no night is known in whole.
    """
    arrivals = arrivals_of(survey.edition)
    spots = list(survey.spots.exclude(night=None).exclude(venue=None).select_related("night", "venue"))
    found = {one.pk: arrivals.get((one.venue.pk, one.night.date)) for one in spots if one.night and one.venue}
    known = [one for one in spots if found[one.pk] is not None]
    if not known:
        raise Refused(_("At none of these places was a whole night counted at every door."))
    taken = [one for one in known if replace or one.counted_persons in (None, found[one.pk])]
    for one in taken:
        one.counted_persons = found[one.pk]
    Spot.objects.bulk_update(taken, ["counted_persons"])
    note(who=who, verb="survey.door-counts", subject=survey, details={"spots": len(taken), "replaced": replace})
    plan(survey=survey)
    kept = tuple((str(one), one.counted_persons or 0, found[one.pk] or 0) for one in known if one not in taken)
    return FromDoors(len(taken), kept, tuple(str(one) for one in spots if found[one.pk] is None))


@transaction.atomic
def plan(*, survey: Survey) -> None:
    """Work out how many to ask where for the wanted margin; everybody, where even that gives a wider one."""
    spots = list(survey.spots.exclude(night=None, venue=None))
    try:
        cells = sampling_plan(survey, spots).cells
    except UnusableProblem:
        cells = everybody(survey, spots)
    for one, cell in zip(spots, cells, strict=True):
        one.ask_count, one.wanted_count = cell.asked or None, cell.answers or None
    Spot.objects.bulk_update(spots, ["ask_count", "wanted_count"])
