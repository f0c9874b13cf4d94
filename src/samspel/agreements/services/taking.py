"""Take a register in that was kept in a spreadsheet: hold the file, show what it holds, take it in whole, undo it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Party, Register
from samspel.agreements.queries.registers import template
from samspel.agreements.readers import Line, read_register
from samspel.agreements.services.drafting import numbered
from samspel.agreements.types import State
from samspel.errors import BadInput, Problem, Refused
from samspel.people.models import User
from samspel.people.services import know_organisation
from samspel.people.types import Sector
from samspel.records.models import Intake, key_of
from samspel.records.services import note, states_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do: agreements that are new, how many are here already, rows that cannot be used."""

    new: tuple[Line, ...]
    known: int
    problems: tuple[Problem, ...]


def hold(*, register: Register, name: str, content: bytes, who: User | None) -> Intake:
    """Keep a file until it is taken in, for a day at most. Raises `BadInput` if it cannot be read at all."""
    read_register(name, content)
    subject, now = key_of(register), timezone.now()
    return Intake.objects.create(subject=subject, name=name[:200], content=content, at=now, who=who)


def preview(*, intake: Intake, register: Register) -> Outcome:
    """Say what taking a file in would do. Raises `Refused` if it is taken in already."""
    if intake.content is None:
        raise Refused(_("“%(name)s” has been imported; its bytes are not kept.") % {"name": intake.name})
    lines, problems = read_register(intake.name, bytes(intake.content))
    here = {(title.casefold(), case) for title, case in register.agreements.values_list("title", "case_number")}
    new, known = [], 0
    for line in lines:
        if (line.title.casefold(), line.case_number) in here:
            known += 1
        else:
            here.add((line.title.casefold(), line.case_number))
            new.append(line)
    return Outcome(tuple(new), known, tuple(problems))


@transaction.atomic
def apply(*, intake: Intake, register: Register, who: User | None) -> int:
    """Take a file in, whole or not at all; returns how many agreements are new.

    What is in force or ended came from elsewhere: its text is not here until the signed PDF is kept. Raises `BadInput`
    while a row cannot be used.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    outcome = preview(intake=intake, register=register)
    if outcome.problems:
        raise BadInput(outcome.problems)
    created: list[tuple[str, int]] = []
    for line in outcome.new:
        agreement = _take(register, line, who)
        created.append(("agreements.agreement", agreement.pk))
        created += [("agreements.party", pk) for pk in agreement.parties.values_list("pk", flat=True)]
    intake.content, intake.applied_at, intake.created = None, timezone.now(), states_of(created)
    intake.save(update_fields=["content", "applied_at", "created"])
    note(who=who, verb="register.take", subject=register, details={"agreements": len(outcome.new)})
    return len(outcome.new)


def _take(register: Register, line: Line, who: User | None) -> Agreement:
    sections = template(register, line.kind, "sv") if line.state == State.DRAFT else []
    agreement = numbered(
        register,
        title=line.title,
        kind=line.kind,
        state=line.state,
        sections=sections,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        notice_months=line.notice_months,
        case_number=line.case_number,
    )
    Party.objects.bulk_create(
        Party(
            agreement=agreement,
            organisation=know_organisation(name=name, sector=sector or Sector.CIVIL, who=who),
            position=position,
        )
        for position, (name, sector) in enumerate(line.parties, start=1)
    )
    note(who=who, verb="agreement.take", subject=agreement)
    return agreement
