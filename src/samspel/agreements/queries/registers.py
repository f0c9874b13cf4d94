"""A place's register: its agreements by state, kind, party and words; its people; its templates."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Deputy, Keeper, Party, Register, Template
from samspel.agreements.rules import SIGNED
from samspel.agreements.types import Kind, State
from samspel.errors import NotFound
from samspel.people.models import User

SHIPPED = Path(__file__).parents[1] / "shipped" / "templates.toml"

Section = dict[str, str]
"""`key`, `heading` and `text` of one part of an agreement."""


def register(register: str) -> Register:
    """Return the register of a place by its address."""
    found = Register.objects.select_related("place").filter(slug=register).first()
    if found is None:
        raise NotFound(_("No place called “%(slug)s” keeps agreements here.") % {"slug": register})
    return found


def registers_of(user: User) -> QuerySet[Register]:
    """Return the registers that a person keeps."""
    found = Register.objects.select_related("place")
    return found if user.is_host else found.filter(keepers__user=user)


def open_registers() -> QuerySet[Register]:
    """Return every register that shows something to everybody."""
    shown = Agreement.objects.filter(register=OuterRef("pk"), is_public=True, state__in=SIGNED)
    return Register.objects.select_related("place").filter(Exists(shown))


def keepers(register: Register) -> QuerySet[Keeper]:
    """Return who keeps a register."""
    return register.keepers.select_related("user", "register__place").order_by("user__name")


def keeper(register: Register, pk: int) -> Keeper:
    """Return one keeper. Raises `NotFound`."""
    found = keepers(register).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("That role has been taken back already."))
    return found


def deputies(register: Register) -> QuerySet[Deputy]:
    """Return who stands in for whom at a register."""
    found = register.deputies.select_related("user", "organisation", "register__place")
    return found.order_by("organisation__name", "user__name")


def deputy(register: Register, pk: int) -> Deputy:
    """Return one deputy. Raises `NotFound`."""
    found = deputies(register).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("That role has been taken back already."))
    return found


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of a register. Empty: everything."""

    state: str = ""
    kind: str = ""
    sector: str = ""
    words: str = ""


def agreements(register: Register, show: Filter, *, public_only: bool) -> QuerySet[Agreement]:
    """Return agreements with their parties, the newest first."""
    found = register.agreements.select_related("festival", "edition").prefetch_related("parties__organisation")
    if public_only:
        found = found.filter(is_public=True, state__in=SIGNED)
    if show.state in State.values:
        found = found.filter(state=show.state)
    if show.kind in Kind.values:
        found = found.filter(kind=show.kind)
    parties = Party.objects.filter(agreement=OuterRef("pk"))
    if show.sector:
        found = found.filter(Exists(parties.filter(organisation__sector=show.sector)))
    for word in show.words.split()[:5]:
        named = Exists(parties.filter(organisation__name__icontains=word))
        found = found.filter(Q(title__icontains=word) | Q(case_number__icontains=word) | named)
    return found.order_by("-number")


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def shipped_template(kind: str, language: str) -> list[Section]:
    """Return the headings and first words that come with the product."""
    return [dict(section) for section in _shipped()[kind][language]]


def template(register: Register, kind: str, language: str) -> list[Section]:
    """Return the place's own template, else the shipped one. Raises `NotFound` for an unknown kind or language."""
    own = Template.objects.filter(register=register, kind=kind, language=language).first()
    if own is not None:
        return list(own.sections)
    if kind not in Kind.values or language not in _shipped()[kind]:
        raise NotFound(_("There is no such template."))
    return shipped_template(kind, language)
