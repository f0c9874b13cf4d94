"""Open a place's register, give and take roles, make templates the place's own."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.agreements.models import Deputy, Keeper, Register, Template
from samspel.agreements.queries.registers import Section
from samspel.agreements.types import Kind
from samspel.errors import Refused
from samspel.people.models import Organisation, User
from samspel.people.services import invite
from samspel.places.models import Place
from samspel.records.services import note

RESERVED = frozenset({"sign", "verify", "weigh", "ours", "new"})
"""Words that the addresses of pages need for themselves."""


@transaction.atomic
def open_register(*, place: str, country: str = "SE", who: User | None, is_synthetic: bool = False) -> Register:
    """Open the register of a town; whoever opens it keeps it. Raises `Refused` if it has one."""
    name = " ".join(place.split())
    town, _made = Place.objects.get_or_create(name=name, country=country)
    if Register.objects.filter(place=town).exists():
        raise Refused(_("%(place)s has a register already.") % {"place": town})
    slug = slugify(name)[:60] or f"place-{town.pk}"
    if slug in RESERVED or Register.objects.filter(slug=slug).exists():
        slug = f"{slug[:50]}-{town.pk}"
    register = Register.objects.create(place=town, slug=slug, is_synthetic=is_synthetic)
    if who is not None:
        Keeper.objects.create(register=register, user=who)
    note(who=who, verb="register.open", subject=register, details={"place": name})
    return register


@transaction.atomic
def name_keeper(*, register: Register, email: str, who: User | None) -> Keeper:
    """Let a person keep a register, with an account if they have none. Doing it twice changes nothing."""
    user = invite(email=email, who=who)
    keeper, made = Keeper.objects.get_or_create(register=register, user=user)
    if made:
        note(who=who, verb="keeper.name", subject=register, details={"person": user.key})
    return keeper


@transaction.atomic
def take_keeper(*, keeper: Keeper, who: User | None) -> None:
    """Take the role back. Raises `Refused` for the last keeper: agreements would be left alone."""
    if len(Keeper.objects.select_for_update().filter(register=keeper.register)) == 1:
        names = {"who": keeper.user, "place": keeper.register}
        raise Refused(_("%(who)s is the last who keeps the agreements of %(place)s: name somebody else first.") % names)
    note(who=who, verb="keeper.take", subject=keeper.register, details={"person": keeper.user.key})
    keeper.delete()


@transaction.atomic
def name_deputy(*, register: Register, organisation: Organisation, email: str, who: User | None) -> Deputy:
    """Let a person see and answer for what an organisation agrees to here. Doing it twice changes nothing."""
    user = invite(email=email, who=who)
    deputy, made = Deputy.objects.get_or_create(register=register, organisation=organisation, user=user)
    if made:
        details = {"person": user.key, "organisation": organisation.pk}
        note(who=who, verb="deputy.name", subject=register, details=details)
    return deputy


@transaction.atomic
def take_deputy(*, deputy: Deputy, who: User | None) -> None:
    """Take the role back."""
    details = {"person": deputy.user.key, "organisation": deputy.organisation_id}
    note(who=who, verb="deputy.take", subject=deputy.register, details=details)
    deputy.delete()


@transaction.atomic
def leave_registers(*, row: User, who: User | None) -> None:
    """Take every role back from a person who is about to be erased. Raises `Refused` for a last keeper."""
    for keeper in row.kept_registers.select_related("register__place", "user"):
        take_keeper(keeper=keeper, who=who)
    for deputy in row.deputed.select_related("register__place", "user"):
        take_deputy(deputy=deputy, who=who)


@transaction.atomic
def set_template(
    *, register: Register, kind: Kind | str, language: str, sections: Sequence[Section], who: User | None
) -> Template:
    """Make the headings and first words of a kind the place's own. Agreements that are drafted already stay."""
    ours, _made = Template.objects.update_or_create(
        register=register, kind=kind, language=language, defaults={"sections": list(sections)}
    )
    note(who=who, verb="template.set", subject=register, details={"kind": str(kind), "language": language})
    return ours


@transaction.atomic
def reset_template(*, register: Register, kind: Kind | str, language: str, who: User | None) -> None:
    """Go back to the template that comes with the product. Doing it twice changes nothing."""
    count, _each = Template.objects.filter(register=register, kind=kind, language=language).delete()
    if count:
        note(who=who, verb="template.reset", subject=register, details={"kind": str(kind), "language": language})
