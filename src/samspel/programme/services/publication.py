"""Publish the timetable in use as a frozen version; withdraw what is published."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.lineup.services.asking import close_links, reopen_links
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.programme.instances import moved_since_plan
from samspel.programme.models import Publication
from samspel.programme.queries.planning import placements, quality_of_firm, timetable_in_use
from samspel.programme.queries.publication import publication_shown
from samspel.programme.services.notices import draft_notices
from samspel.programme.services.promises import hide_nights, show_nights
from samspel.programme.snapshot import changes
from samspel.records.digests import digest_of
from samspel.records.services import note


@transaction.atomic
def publish(*, edition: Edition, who: User | None) -> Publication:
    """Freeze the timetable in use as the next version and show it to visitors at once.

    Acts can change their answers no more, and whoever is concerned gets a draft of a notice.
    Raises `Refused` if there is nothing to show, or if visitors already see exactly this.
    """
    # Two who publish at once get two versions, or one of them is told that visitors see exactly this.
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    snapshot = snapshot_of(edition)
    if not snapshot["sets"]:
        raise Refused(_("There is nothing to publish yet: no set has a place in the timetable."))
    timetable = timetable_in_use(edition)
    last, seen = edition.publications.first(), publication_shown(edition)
    digest = digest_of(snapshot)
    if seen is not None and seen.digest == digest:
        raise Refused(_("Visitors already see exactly this: version %(version)d.") % {"version": seen.version})
    publication = Publication.objects.create(
        edition=edition,
        version=last.version + 1 if last is not None else 1,
        snapshot=snapshot,
        # What was withdrawn stays so: the changes, too, are from the version that visitors can still see.
        changes=changes(seen.snapshot, snapshot) if seen is not None else [],
        digest=digest,
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
        details={"version": publication.version, "digest": digest},
    )
    close_links(edition=edition)
    draft_notices(edition=edition, snapshot=snapshot, publication=publication)
    show_nights(publication=publication)
    return publication


@transaction.atomic
def withdraw(*, edition: Edition, who: User | None) -> None:
    """Hide the programme from visitors. Raises `Refused` if they see none."""
    hidden = edition.publications.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    if not hidden:
        raise Refused(_("Nothing is published."))
    reopen_links(edition=edition)
    hide_nights(edition=edition)
    note(who=who, verb="programme.withdraw", subject=edition)


def snapshot_of(edition: Edition) -> dict[str, Any]:
    """Return the timetable in use with its acts and venues, as plain values in a fixed order; nothing pencilled in.

    An act without a place in it is nobody's business yet: it may have been invited only, or have cancelled.
    """
    placed = list(placements(timetable_in_use(edition)).filter(is_pencilled=False))
    acts = {one.performance.act.pk: one.performance.act for one in placed}
    venues = {one.stage.venue.pk: one.stage.venue for one in placed}
    place = edition.festival.place
    return {
        "edition": {
            "name": edition.name,
            "place": place.name,
            "country": place.country,
            "time_zone": place.time_zone,
            "synthetic": edition.is_synthetic,
        },
        "acts": [
            {
                "slug": act.slug,
                "name": act.name,
                "country": act.country,
                "genre": act.genre,
                "description": act.description,
            }
            for act in sorted(acts.values(), key=lambda act: act.slug)
        ],
        "venues": [
            {
                "slug": venue.slug,
                "name": venue.name,
                "kind": venue.kind,
                "address": venue.address,
                "latitude": venue.latitude,
                "longitude": venue.longitude,
                "step_free": venue.step_free,
            }
            for venue in sorted(venues.values(), key=lambda venue: venue.slug)
        ],
        "sets": [
            {
                "key": f"set-{one.performance_id}",
                "act": one.performance.act.slug,
                "venue": one.stage.venue.slug,
                "stage": one.stage.name,
                "night": one.night.date.isoformat(),
                "start": one.start_minute,
                "end": one.end_minute,
            }
            for one in placed
        ],
    }
