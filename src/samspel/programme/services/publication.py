"""Publish the timetable in use as a frozen version; withdraw what is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.foreign import one_line
from samspel.lineup.models import Act
from samspel.lineup.services.asking import close_links, reopen_links
from samspel.people.models import User
from samspel.places.models import Edition, Opening, Venue
from samspel.places.services import end_of
from samspel.places.types import Access
from samspel.programme.instances import moved_since_plan
from samspel.programme.models import Placement, Publication
from samspel.programme.queries.planning import placements, quality_of_firm, timetable_in_use
from samspel.programme.queries.publication import publication_shown
from samspel.programme.readers.countries import country_code
from samspel.programme.readers.words import paragraphs
from samspel.programme.services.notices import draft_notices
from samspel.programme.services.promises import hide_nights, show_nights
from samspel.programme.services.taking import fold, rounded
from samspel.programme.snapshot import SCHEMA, Plain, changes, upgraded, with_history
from samspel.records.digests import digest_of
from samspel.records.services import note
from samspel.records.services.thread import End, tie, untie


@transaction.atomic
def publish(
    *, edition: Edition, who: User | None, is_draft: bool = False, message: str = "", seen_version: int | None = None
) -> Publication:
    """Freeze the timetable in use as the next version and show it to visitors at once, in every format.

    A draft says that times may still change; `message` is what the office says of the version, `seen_version` the one
    it saw when it decided. Acts can change their answers no more, and whoever is concerned gets a draft of a notice.
    Raises `Refused` if there is nothing to show, or if visitors already see exactly this.
    """
    # Two who publish at once get two versions, or one of them is told that visitors see exactly this.
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    timetable = timetable_in_use(edition)
    last, seen = edition.publications.first(), publication_shown(edition)
    snapshot = next_snapshot(edition=edition, seen=seen, is_draft=is_draft)
    if not snapshot["sets"]:
        raise Refused(_("There is nothing to publish yet: no set has a place in the timetable."))
    if seen_version is not None and last is not None and last.version > seen_version:
        names = {"version": last.version, "who": last.published_by or "–"}
        raise Refused(_("%(who)s has published version %(version)d meanwhile: look at it before you publish.") % names)
    if seen is not None and is_same(seen=seen, snapshot=snapshot):
        raise Refused(_("Visitors already see exactly this: version %(version)d.") % {"version": seen.version})
    publication = Publication.objects.create(
        edition=edition,
        version=last.version + 1 if last is not None else 1,
        snapshot=snapshot,
        # What was withdrawn stays so: the changes, too, are from the version that visitors can still see.
        changes=changes(seen.snapshot, snapshot) if seen is not None else [],
        message=message.strip(),
        digest=digest_of(snapshot),
        # Frozen with what they describe: a report written later must not measure another timetable.
        quality=asdict(quality_of_firm(edition, timetable)),
        plan_run=timetable.run if timetable is not None else None,
        moved_since_plan=moved_since_plan(timetable),
        published_at=timezone.now(),
        published_by=who,
    )
    note(
        who=who,
        verb="programme.publish",
        subject=edition,
        details={"version": publication.version, "digest": publication.digest, "draft": is_draft},
    )
    close_links(edition=edition)
    draft_notices(edition=edition, snapshot=snapshot, publication=publication)
    show_nights(publication=publication)
    _tie(publication)
    return publication


@transaction.atomic
def withdraw(*, edition: Edition, who: User | None) -> None:
    """Hide the programme from visitors. Raises `Refused` if they see none."""
    hidden = edition.publications.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    if not hidden:
        raise Refused(_("Nothing is published."))
    reopen_links(edition=edition)
    hide_nights(edition=edition)
    for one in edition.publications.all():
        untie(row=one)
    note(who=who, verb="programme.withdraw", subject=edition)


def _tie(publication: Publication) -> None:
    """Let the thread lead from the edition to the version that visitors see, and to no other."""
    edition = publication.edition
    for one in edition.publications.exclude(pk=publication.pk):
        untie(row=one)
    words = [edition.festival.slug, edition.slug]
    target = End(publication, "programme", words, is_public=True, title=edition.name)
    tie(source=end_of(edition), target=target)


def next_snapshot(*, edition: Edition, seen: Publication | None, is_draft: bool) -> dict[str, Any]:
    """Return what publishing would freeze, with what it changes for those who have seen a version."""
    return with_history(seen.snapshot if seen is not None else None, snapshot_of(edition, is_draft=is_draft))


def is_same(*, seen: Publication, snapshot: Plain) -> bool:
    """Tell whether visitors already see exactly this; that an older version is written otherwise does not count."""
    return digest_of(upgraded(seen.snapshot)) == digest_of(snapshot)


def snapshot_of(edition: Edition, *, is_draft: bool = False) -> dict[str, Any]:
    """Return the timetable in use with its acts and venues, as plain values in a fixed order; nothing pencilled in.

    An act without a place in it is nobody's business yet: it may have been invited only, or have cancelled. Names and
    texts are cleaned as those of an imported file, so that what is published comes in again letter by letter.
    """
    placed = list(placements(timetable_in_use(edition)).filter(is_pencilled=False))
    acts = {one.performance.act.pk: one.performance.act for one in placed}
    venues = {one.stage.venue.pk: one.stage.venue for one in placed}
    place, hours = edition.festival.place, _hours(edition)
    return {
        "schema": SCHEMA,
        "draft": is_draft,
        "edition": {
            "name": edition.name,
            "place": place.name,
            "country": place.country,
            "time_zone": place.time_zone,
            "synthetic": edition.is_synthetic,
        },
        "acts": [_act(act) for act in sorted(acts.values(), key=lambda act: act.slug)],
        "venues": [_venue(venue, placed) for venue in sorted(venues.values(), key=lambda venue: venue.slug)],
        "sets": [_set(one, hours) for one in sorted(placed, key=_order)],
        "cancelled": [],
    }


def _act(act: Act) -> dict[str, Any]:
    return {
        "slug": act.slug,
        "name": one_line(act.name),
        "country": country_code(one_line(act.country)),
        "genre": one_line(act.genre),
        "description": paragraphs(act.description),
    }


def _venue(venue: Venue, placed: Iterable[Placement]) -> dict[str, Any]:
    """Return a venue and what is known of it: what it says itself, or else what all its stages in use say alike."""
    shared: Access | None = None
    for one in placed:
        if one.stage.venue_id == venue.pk:
            shared = one.stage.access if shared is None else shared.shared_with(one.stage.access)
    return {
        "slug": venue.slug,
        "name": one_line(venue.name),
        "kind": venue.kind,
        "address": one_line(venue.address),
        "latitude": rounded(venue.latitude),
        "longitude": rounded(venue.longitude),
        "access": Access.of(venue).or_else(shared or Access()).plain(),
    }


def _set(one: Placement, hours: dict[tuple[int, int], list[tuple[int, int]]]) -> dict[str, Any]:
    opened = [
        opens
        for opens, closes in hours.get((one.stage_id, one.night_id), ())
        if opens <= one.start_minute and one.end_minute <= closes
    ]
    access = Access.of(one.performance, one.performance.act, one.stage, one.stage.venue)
    return {
        "key": one.performance.key,
        "act": one.performance.act.slug,
        "venue": one.stage.venue.slug,
        "stage": _stage(one),
        "night": one.night.date.isoformat(),
        "start": one.start_minute,
        "end": one.end_minute,
        "opens": opened[0] if opened else None,
        "access": access.plain(),
        "was": None,
    }


def _stage(one: Placement) -> str:
    """Return a stage's name; one that is called as its venue needs none, as in an import."""
    name = one_line(one.stage.name)
    return "" if fold(name) == fold(one_line(one.stage.venue.name)) else name


def _order(one: Placement) -> tuple[Any, ...]:
    """By night, start and names: databases sort letters in ways of their own."""
    venue, act = one_line(one.stage.venue.name), one_line(one.performance.act.name)
    return one.night.date, one.start_minute, venue, _stage(one), act, one.performance.key


def _hours(edition: Edition) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return when each stage opens and closes on each night."""
    hours: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for opening in Opening.objects.filter(night__edition=edition).order_by("opens_minute"):
        hours.setdefault((opening.stage_id, opening.night_id), []).append((opening.opens_minute, opening.closes_minute))
    return hours
