"""Start a festival or an edition; set its nights, stages, hours, look and language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition, Festival, Membership, Night, Opening, Place, Stage
from samspel.places.queries import time_zones
from samspel.places.types import Hours, Licence, PublisherKind, Role, Typeface
from samspel.records.services import note
from samspel.records.services.thread import End

RESERVED = frozenset(
    {
        "office",
        "sign-in",
        "runs",
        "studies",
        "reports",
        "team",
        "start",
        "look",
        "accent",
        "healthy",
        "static",
        "answer",
        "open-data",
        "ideas",
        "agreements",
        "ask",
        "tablet",
    }
)
"""Words that the addresses of pages need for themselves."""


MOST_NAMED = 3
"""How many of the rows that hold on to a night are named."""


@transaction.atomic
def start_festival(
    *, name: str, place: str, country: str = "SE", time_zone: str = "", who: User | None, slug: str = ""
) -> Festival:
    """Create a festival in a place; whoever creates it is its office.

    Without a time zone it is the place's own, or that of Stockholm if the place is new. Raises `Refused` for another
    than the place has.
    """
    _refuse_unknown(time_zone)
    zone = {"time_zone": time_zone} if time_zone else {}
    town, _made = Place.objects.get_or_create(name=place, country=country, defaults=zone)
    if time_zone and town.time_zone != time_zone:
        raise Refused(_("%(place)s is known with the time zone %(zone)s.") % {"place": town, "zone": town.time_zone})
    slug = slug or slugify(name)[:60] or "festival"
    _refuse_reserved(slug)
    if Festival.objects.filter(slug=slug).exists():
        raise Refused(
            _("There is already a festival with the address “%(slug)s”: give this one another name.") % {"slug": slug}
        )
    festival = Festival.objects.create(name=name, slug=slug, place=town)
    if who is not None:
        Membership.objects.create(festival=festival, user=who, role=Role.OFFICE)
    note(who=who, verb="festival.start", subject=festival, details={"name": name})
    return festival


@transaction.atomic
def start_edition(*, festival: Festival, name: str, slug: str, who: User | None, is_synthetic: bool = False) -> Edition:
    """Create an edition of a festival. Raises `Refused` if there is one with this address."""
    _refuse_reserved(slug)
    if festival.editions.filter(slug=slug).exists():
        raise Refused(_("%(festival)s already has an edition “%(slug)s”.") % {"festival": festival.name, "slug": slug})
    edition = Edition.objects.create(festival=festival, name=name, slug=slug, is_synthetic=is_synthetic)
    note(who=who, verb="edition.start", subject=edition, details={"name": name})
    return edition


def _refuse_reserved(slug: str) -> None:
    if slug in RESERVED:
        raise Refused(_("“%(slug)s” is the address of another page: choose another word.") % {"slug": slug})


@transaction.atomic
def set_nights(*, edition: Edition, first_date: date, count: int, who: User | None) -> int:
    """Give an edition this many nights from a date on; returns how many openings went with nights that are no more.

    Raises `Refused` where a night that would go has sets, or acts have said when they can play on it.
    """
    wanted = [first_date + timedelta(days=day) for day in range(count)]
    gone = Opening.objects.filter(night__in=edition.nights.exclude(date__in=wanted)).count()
    try:
        with transaction.atomic():
            edition.nights.exclude(date__in=wanted).delete()
    except RestrictedError as error:
        holders = sorted(str(row) for row in error.restricted_objects)[:MOST_NAMED]
        raise Refused(
            _(
                "A night outside these dates is in use: %(holders)s. Move its sets to another night and change when "
                "those acts can play first, or undo the import."
            )
            % {"holders": ", ".join(f"“{one}”" for one in holders)}
        ) from error
    for night_date in wanted:
        Night.objects.get_or_create(edition=edition, date=night_date)
    details = {"first": first_date.isoformat(), "count": count, "openings_gone": gone}
    note(who=who, verb="nights.set", subject=edition, details=details)
    return gone


@transaction.atomic
def set_stage(
    *,
    stage: Stage,
    capacity_persons: int | None,
    changeover_minutes: int,
    hours: Mapping[Night, Hours],
    who: User | None,
    features: Mapping[str, Any] | None = None,
) -> None:
    """Set a stage's room, its changeover and its hours each night of an edition; a night without hours is closed.

    `features` are other fields: what it has, how loud it may be.
    """
    values = {"capacity_persons": capacity_persons, "changeover_minutes": changeover_minutes, **(features or {})}
    for name, value in values.items():
        setattr(stage, name, value)
    stage.save(update_fields=list(values))
    for night, (opens, closes) in hours.items():
        stage.openings.filter(night=night).delete()
        if opens is not None and closes is not None:
            Opening.objects.create(stage=stage, night=night, opens_minute=opens, closes_minute=closes)
    note(who=who, verb="stage.set", subject=stage, details={"changeover_minutes": changeover_minutes})


@transaction.atomic
def open_all(*, edition: Edition, opens_minute: int, closes_minute: int, who: User | None) -> int:
    """Give every stage without hours on a night of the edition these hours; returns how many openings that made."""
    made = [
        Opening(stage=stage, night=night, opens_minute=opens_minute, closes_minute=closes_minute)
        for night in edition.nights.all()
        for stage in Stage.objects.filter(venue__festival=edition.festival).exclude(openings__night=night)
    ]
    Opening.objects.bulk_create(made)
    note(
        who=who,
        verb="stages.open",
        subject=edition,
        details={"opens": opens_minute, "closes": closes_minute, "made": len(made)},
    )
    return len(made)


@transaction.atomic
def open_stages(*, edition: Edition, hours: Mapping[tuple[Stage, Night], tuple[int, int]], who: User | None) -> int:
    """Give stages hours on nights where they have none; returns how many openings that made."""
    there = set(Opening.objects.filter(night__edition=edition).values_list("stage_id", "night_id"))
    made = [
        Opening(stage=stage, night=night, opens_minute=opens, closes_minute=closes)
        for (stage, night), (opens, closes) in hours.items()
        if (stage.pk, night.pk) not in there
    ]
    Opening.objects.bulk_create(made)
    note(who=who, verb="stages.open", subject=edition, details={"made": len(made)})
    return len(made)


@transaction.atomic
def close_stages(
    *, edition: Edition, stages: Collection[int], nights: Collection[int], from_minute: int, who: User | None
) -> int:
    """Take away the hours that stages, by key, have from a minute on, on nights by key; returns how many openings that
    changed.
    """
    rows = Opening.objects.filter(stage__in=stages, night__in=nights, night__edition=edition)
    gone = rows.filter(opens_minute__gte=from_minute).delete()[0]
    cut = rows.filter(closes_minute__gt=from_minute).update(closes_minute=from_minute)
    details = {"stages": sorted(stages), "nights": sorted(nights), "from": from_minute}
    note(who=who, verb="stages.close", subject=edition, details=details)
    return gone + cut


@transaction.atomic
def set_look(
    *, festival: Festival, name: str, accent: str, typeface: str, time_zone: str = "", who: User | None
) -> None:
    """Set a festival's name, accent colour, typeface and, if one is given, its town's time zone.

    Raises `Refused` for the time zone of a town where others have a festival too: their times would change with it.
    """
    _refuse_unknown(time_zone)
    town = festival.place
    if time_zone and time_zone != town.time_zone:
        if town.festivals.exclude(pk=festival.pk).exists():
            raise Refused(
                _("%(place)s has other festivals, whose times would change too: ask whoever runs this installation.")
                % {"place": town}
            )
        town.time_zone = time_zone
        town.save(update_fields=["time_zone"])
    festival.name, festival.accent, festival.typeface = name, accent, Typeface(typeface)
    festival.save(update_fields=["name", "accent", "typeface"])
    details = {"name": name, "accent": accent, "typeface": typeface, "time_zone": town.time_zone}
    note(who=who, verb="festival.look", subject=festival, details=details)


def _refuse_unknown(time_zone: str) -> None:
    if time_zone and time_zone not in time_zones():
        raise Refused(_("“%(zone)s” is no time zone: write it as Europe/Stockholm.") % {"zone": time_zone})


def end_of(edition: Edition) -> End:
    """Return an edition as an end of a link of the thread: its festival's page shows everybody what is published."""
    return End(edition, "festival", [edition.festival.slug], is_public=True)


@transaction.atomic
def set_language(*, edition: Edition, language: str, who: User | None) -> None:
    """Set the language in which letters to an edition's acts and venues are written."""
    edition.language = language
    edition.save(update_fields=["language"])
    note(who=who, verb="edition.language", subject=edition, details={"language": language})


@transaction.atomic
def set_open_data(
    *, festival: Festival, licence: Licence, publisher_kind: PublisherKind, public_email: str, who: User | None
) -> None:
    """Set under which terms others may use a festival's programmes, who answers for them, and whom they ask."""
    festival.licence, festival.publisher_kind, festival.public_email = licence, publisher_kind, public_email
    festival.save(update_fields=["licence", "publisher_kind", "public_email"])
    note(who=who, verb="festival.open-data", subject=festival, details={"licence": str(licence)})
