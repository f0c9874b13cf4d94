"""Figures beside a study's outcome: covariates, further outcomes, and the time before the start alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.effects.kinds import manner_of
from samspel.effects.models import Beside, Study
from samspel.effects.readers import read_table
from samspel.effects.readers.clock import during, on_clock
from samspel.effects.readers.delimited import read_columns
from samspel.effects.readers.needed import kept
from samspel.effects.readers.text import decode
from samspel.effects.sentences.parts import part_name
from samspel.effects.types import Alone, Reading, Registration, Source, Table
from samspel.errors import BadInput, Problem, Refused
from samspel.people.models import User
from samspel.records.services import note


@transaction.atomic
def load_beside(
    *,
    study: Study,
    part: str,
    name: str,
    content: bytes,
    who: User | None,
    reading: Reading | None = None,
    source: Source | None = None,
) -> Beside:
    """Keep figures a study needs beside its outcome; the newest of each part counts.

    Raises
    ------
    Refused
        If the registration has no such part.
    BadInput
        Naming what cannot be read, and every registered unit, period or covariate that the file lacks.
    """
    registration = Registration.from_plain(study.registration)
    is_columns = part == Beside.COVARIATES
    reading = replace(reading or Reading(), zone=study.festival.place.time_zone)
    table = read_columns(decode(content), reading) if is_columns else read_table(content, reading)
    figures = _of_part(part, table, registration)
    loaded = Beside.objects.create(
        study=study,
        part=part,
        name=name[:200],
        units=list(figures.units),
        columns=list(figures.periods),
        values=[list(row) for row in figures.values],
        source={**asdict(source or registration.source), "retrieved": timezone.now().date().isoformat()},
        digest=hashlib.sha256(content).hexdigest(),
        loaded_at=timezone.now(),
        loaded_by=who,
    )
    note(who=who, verb="beside.load", subject=study, details={"part": part, "digest": loaded.digest})
    return loaded


def parts_of(registration: Registration) -> list[str]:
    """Return the parts that a registration lets be loaded."""
    columns = any(not one.first for one in registration.covariates)
    columns = columns or bool(registration.alone and registration.alone.covariates)
    return [
        Beside.BEFORE,
        *([Beside.COVARIATES] if columns else []),
        *(f"further:{one.key}" for one in registration.further),
    ]


def _of_part(part: str, table: Table, registration: Registration) -> Table:
    if part not in parts_of(registration):
        raise Refused(_("The registration asks for nothing called “%(part)s”.") % {"part": part})
    if part == Beside.BEFORE:
        return manner_of(registration).foresight.before(table, registration)
    if part == Beside.COVARIATES:
        return (
            _by_period(table, registration, registration.alone) if registration.alone else _columns(table, registration)
        )
    return kept(table, replace(registration, rings=None, rooms=None, hidden=None))


def _columns(table: Table, registration: Registration) -> Table:
    """Return the loaded covariates of the registered units, in their order."""
    units = registration.compared
    names = tuple(one.name for one in registration.covariates if not one.first)
    problems = [_lacking(unit, table.units) for unit in units if unit not in table.units]
    problems += [_lacking(name, table.periods) for name in names if name not in table.periods]
    if problems:
        raise BadInput(problems)
    rows = [table.values[table.units.index(unit)] for unit in units]
    values = tuple(tuple(row[table.periods.index(name)] for name in names) for row in rows)
    for unit, row in zip(units, values, strict=True):
        if None in row:
            reason = _("has no figure of “%(name)s”.") % {"name": names[row.index(None)]}
            problems.append(Problem(None, unit, reason, _("Fill it from the source, or leave one of them out.")))
    if problems:
        raise BadInput(problems)
    return Table(units, names, values)


def _by_period(table: Table, registration: Registration, alone: Alone) -> Table:
    """Return covariates that were loaded with a row per period as a row for each, on the clock of the series."""
    names = alone.covariates
    if problems := [_lacking(name, table.periods) for name in names if name not in table.periods]:
        raise BadInput(problems)
    rows = tuple(tuple(row[table.periods.index(name)] for row in table.values) for name in names)
    found = on_clock(Table(names, table.units, rows), registration.first_period, registration.last_period)
    event = during(found, registration.first_treated, alone.last)
    is_beforehand = all(value is None for values in event.values for value in values)  # to ask what could be seen
    for name, values in zip(names, event.values, strict=True):
        if None in values and not is_beforehand:
            reason = _("has no figure for %(periods)s.") % {"periods": event.periods[values.index(None)]}
            advice = _("Fill it from the source: the event cannot be told apart without it.")
            problems.append(Problem(None, name, reason, advice))
    if problems:
        raise BadInput(problems)
    return found


def _lacking(name: str, there: Sequence[str]) -> Problem:
    advice = _("Write it as the figures do, for example: %(names)s.") % {"names": ", ".join(there[:5])}
    return Problem(None, name, _("is registered but not in the file."), advice)


def still_to_load(study: Study) -> list[str]:
    """Return the parts that an estimate needs and that nobody has loaded."""
    loaded = set(study.beside.values_list("part", flat=True))
    needed = parts_of(Registration.from_plain(study.registration))
    return [part for part in needed if part != Beside.BEFORE and part not in loaded]


def beside_of(*, study: Study) -> dict[str, Beside]:
    """Return the newest figures of each part an estimate needs. Raises `Refused` naming the first that is missing."""
    registration, found = Registration.from_plain(study.registration), {}
    for part in (one for one in parts_of(registration) if one != Beside.BEFORE):
        newest = study.beside.filter(part=part).first()
        if newest is None:
            name = part_name(part, registration)
            raise Refused(_("“%(part)s” is registered but not loaded yet: load it first.") % {"part": name})
        found[part] = newest
    return found
