"""What a design could see, asked before anybody looks: from the time before the start alone."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.effects.kinds import manner_of
from samspel.effects.models import Beside, Panel, Study
from samspel.effects.services.beside import beside_of, parts_of
from samspel.effects.types import Registration, Table
from samspel.engines.counterfactual import UnusableProblem
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.models import Run
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Plain, Report
from samspel.records.worker import carry_out_now


@transaction.atomic
def request_power(*, study: Study, who: User | None) -> Run:
    """Ask which effects the design could see. Figures of what it asks about are no part of the problem.

    Raises
    ------
    Refused
        If the study has no figures of the time before, or nothing can be worked out from them.
    """
    registration = Registration.from_plain(study.registration)
    manner = manner_of(registration)
    before = _before(study, registration)
    plain: dict[str, Any] = {
        "registration": study.registration,
        "registration_digest": study.digest,
        "units": list(before.units),
        "periods": list(before.periods),
        "outcomes": [list(row) for row in before.values],
    }
    if Beside.COVARIATES in parts_of(registration):
        loaded = beside_of(study=study)[Beside.COVARIATES]
        plain["beside"] = {
            Beside.COVARIATES: {"units": loaded.units, "columns": loaded.columns, "values": loaded.values}
        }
    plain |= manner.foresight.asked(registration, before)
    try:
        manner.foresight.problem(plain)
    except UnusableProblem as error:
        raise Refused(manner.refused(error)) from error
    run = request_run(
        kind="power", subject=study, scope=study.festival, title=study.title, problem=plain, parameters={}, who=who
    )
    note(who=who, verb="study.power", subject=study, details={"periods": len(before.periods)})
    return run


def _before(study: Study, registration: Registration) -> Table:
    newest: Panel | Beside | None = study.panels.first() or study.beside.filter(part=Beside.BEFORE).first()
    if newest is None:
        raise Refused(
            _("“%(study)s” has no figures of the time before the start yet: load them first.") % {"study": study.title}
        )
    columns = newest.periods if isinstance(newest, Panel) else newest.columns
    values = tuple(tuple(row) for row in newest.values)
    table = Table(tuple(newest.units), tuple(columns), values)
    return manner_of(registration).foresight.before(table, registration)


def execute_power(problem: Plain, seed: int, report: Report) -> Answer:
    """Work out the smallest effects from stored figures of the time before, and draw them; changes nothing.

    Raises
    ------
    ValueError
        If nothing can be worked out from them.
    """
    foresight = manner_of(Registration.from_plain(problem["registration"])).foresight

    def tell(share: float) -> None:
        report(share)

    return foresight.execute(problem, seed, tell)


def power_now(*, study: Study, who: User | None) -> Run:
    """Ask and wait: what a command does. Raises `Refused` if it fails."""
    run = carry_out_now(request_power(study=study, who=who))
    if not run.is_done:
        raise Refused(f"{run.title} ({run.short}): {run.error or run.get_state_display()}")
    return run
