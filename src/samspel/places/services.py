"""Start a festival or an edition; give and take roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.people.services import invite
from samspel.places.models import Edition, Festival, Membership, Night, Opening, Place, Stage, Venue
from samspel.places.types import Role
from samspel.records.services import note

Hours = tuple[int | None, int | None]

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
    }
)
"""Words that the addresses of pages need for themselves."""


@transaction.atomic
def start_festival(*, name: str, place: str, country: str = "SE", who: User | None, slug: str = "") -> Festival:
    """Create a festival in a place; whoever creates it is its office."""
    town, _made = Place.objects.get_or_create(name=place, country=country)
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


@transaction.atomic
def give_role(
    *, festival: Festival, email: str, role: Role, venue: Venue | None = None, who: User | None
) -> Membership:
    """Give a person a role, with an account if they have none. Giving it twice changes nothing."""
    if (role == Role.VENUE) != (venue is not None):
        raise Refused(_("A host venue's person needs a venue, and only they do."))
    user = invite(email=email, who=who)
    membership, made = Membership.objects.get_or_create(festival=festival, user=user, role=role, venue=venue)
    if made:
        note(who=who, verb="role.give", subject=festival, details={"role": role, "person": user.key})
    return membership


@transaction.atomic
def take_role(*, membership: Membership, who: User | None) -> None:
    """Take a role back. Raises `Refused` for the last of the office: somebody must be able to let others in."""
    office = Membership.objects.select_for_update().filter(festival=membership.festival, role=Role.OFFICE)
    if membership.role == Role.OFFICE and len(office) == 1:
        raise Refused(
            _("%(who)s is the last one in the office: give somebody else the role first.") % {"who": membership.user}
        )
    note(
        who=who,
        verb="role.take",
        subject=membership.festival,
        details={"role": membership.role, "person": membership.user.key},
    )
    membership.delete()


def _refuse_reserved(slug: str) -> None:
    if slug in RESERVED:
        raise Refused(_("“%(slug)s” is the address of another page: choose another word.") % {"slug": slug})


@transaction.atomic
def set_nights(*, edition: Edition, first_date: date, count: int, who: User | None) -> None:
    """Give an edition this many nights from a date on. Raises `Refused` where a night that would go is in use."""
    wanted = [first_date + timedelta(days=day) for day in range(count)]
    try:
        with transaction.atomic():
            edition.nights.exclude(date__in=wanted).delete()
    except RestrictedError as error:
        raise Refused(
            _("A night outside these dates has sets: move them to another night first, or undo the import.")
        ) from error
    for night_date in wanted:
        Night.objects.get_or_create(edition=edition, date=night_date)
    note(who=who, verb="nights.set", subject=edition, details={"first": first_date.isoformat(), "count": count})


@transaction.atomic
def set_stage(
    *,
    stage: Stage,
    capacity_persons: int | None,
    changeover_minutes: int,
    hours: Mapping[Night, Hours],
    who: User | None,
) -> None:
    """Set a stage's room, its changeover and its hours each night of an edition; a night without hours is closed."""
    stage.capacity_persons, stage.changeover_minutes = capacity_persons, changeover_minutes
    stage.save(update_fields=["capacity_persons", "changeover_minutes"])
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
def set_look(*, festival: Festival, name: str, accent: str, who: User | None) -> None:
    """Set a festival's name and accent colour."""
    festival.name, festival.accent = name, accent
    festival.save(update_fields=["name", "accent"])
    note(who=who, verb="festival.look", subject=festival, details={"name": name, "accent": accent})
