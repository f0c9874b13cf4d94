"""An agreement ready to be signed: what tests of several rooms need."""

from __future__ import annotations

from typing import Any

from samspel.agreements.models import Agreement, Register, Signatory, Version
from samspel.agreements.queries.agreements import signatories
from samspel.agreements.services import drafting, registers, signing
from samspel.agreements.types import Kind
from samspel.people.services import know_organisation
from samspel.people.types import Sector

PARTIES = (
    ("Tallköping Municipality", Sector.PUBLIC, "Ada Ek", "mayor", "ada@example.org"),
    ("Tallköping Festival", Sector.CIVIL, "Bo Alm", "chair", "bo@example.org"),
)
PDF = b"%PDF-1.7 signed on paper"


def a_register(town: str = "Tallköping") -> Register:
    """Return the register of a town, opened if it is not there."""
    return Register.objects.filter(place__name=town).first() or registers.open_register(place=town, who=None)


def a_draft(
    title: str = "Summer of music", *, kind: Kind = Kind.COOPERATION, town: str = "Tallköping", **terms: Any
) -> Agreement:
    """Return a draft between two parties with nothing left to fill in."""
    made = drafting.draft_agreement(register=a_register(town), title=title, kind=kind, language="en", who=None)
    drafting.set_terms(agreement=made, who=None, **terms)
    return fill_in(made)


def fill_in(made: Agreement) -> Agreement:
    """Leave nothing of a draft to be filled in: its blanks, two parties, who signs."""
    sections = [{**one, "text": one["text"].replace("[", "").replace("]", "")} for one in made.sections]
    drafting.set_sections(agreement=made, sections=sections, who=None)
    for order, (name, sector, person, role, email) in enumerate(PARTIES, start=1):
        party = drafting.add_party(agreement=made, organisation=know_organisation(name=name, sector=sector), who=None)
        values = {"name": person, "role": role, "mandate": "§ 4", "email": email, "position": order}
        drafting.set_signatory(party=party, who=None, **values)
    return Agreement.objects.get(pk=made.pk)


def sign_all(agreement: Agreement) -> Version:
    """Freeze a draft and let everybody sign it."""
    version = signing.freeze(agreement=agreement, who=None)
    for one in signatories(agreement):
        signing.sign(version=version, signatory=one, digest=version.digest)
    return Version.objects.get(pk=version.pk)


def first_signatory(agreement: Agreement) -> Signatory:
    """Return who signs first."""
    found = signatories(agreement).first()
    assert found is not None
    return found
