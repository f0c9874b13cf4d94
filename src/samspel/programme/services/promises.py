"""Show what is published to the rooms above: on which nights each venue has music, as agreements promise it."""

from __future__ import annotations

from datetime import date

from samspel.agreements.services.seeing import see, see_hours, unsee
from samspel.agreements.types import Seen
from samspel.places.models import Edition
from samspel.programme.models import Publication
from samspel.programme.queries.publication import publication_shown, published_editions


def show_nights(*, publication: Publication) -> None:
    """Hold promises to a published version."""
    keys = dict(publication.edition.festival.venues.values_list("slug", "pk"))
    nights: dict[int, set[date]] = {}
    for one in publication.snapshot["sets"]:
        if one["venue"] in keys:  # a venue may be gone since
            nights.setdefault(keys[one["venue"]], set()).add(date.fromisoformat(one["night"]))
    see(edition=publication.edition, venue_nights=nights)
    see_hours(edition=publication.edition)


def hide_nights(*, edition: Edition) -> None:
    """Take back what a withdrawn programme showed."""
    unsee(edition=edition)


def see_published() -> None:
    """Hold promises to what visitors see, once an hour: an agreement may be signed after the programme is published."""
    promised = published_editions().filter(festival__agreements__commitments__seen=Seen.VENUE_NIGHTS)
    for edition in promised.select_related("festival").distinct():
        publication = publication_shown(edition)
        if publication is not None:
            show_nights(publication=publication)
