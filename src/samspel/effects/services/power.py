"""What a design could see, asked before anybody looks: from the time before the start alone."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.effects.check_charts import power_chart
from samspel.effects.checking import level_of, possible
from samspel.effects.instances import before_problem
from samspel.effects.kinds import manner_of
from samspel.effects.models import Beside, Panel, Study
from samspel.effects.sentences import unusable
from samspel.effects.services.beside import before_the_start, beside_of
from samspel.effects.types import Registration, Table
from samspel.engines import counterfactual as engine
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.models import Run
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Plain, Report
from samspel.records.worker import carry_out_now

MOST_LENGTHS = 10
POWER = 0.8


@transaction.atomic
def request_power(*, study: Study, who: User | None) -> Run:
    """Ask which effects the design could see. Figures from the start on are no part of the problem.

    Raises
    ------
    Refused
        If the study is of several events, has no figures of the time before, or nothing can be worked out from them.
    """
    registration = Registration.from_plain(study.registration)
    if not manner_of(registration).sees_power:
        raise Refused(_("What could be seen is worked out for studies of one event alone."))
    before = _before(study, registration)
    plain: dict[str, Any] = {
        "registration": study.registration,
        "registration_digest": study.digest,
        "units": list(before.units),
        "periods": list(before.periods),
        "outcomes": [list(row) for row in before.values],
    }
    if any(not one.first for one in registration.covariates):
        loaded = beside_of(study=study)[Beside.COVARIATES]
        plain["beside"] = {Beside.COVARIATES: {"columns": loaded.columns, "values": loaded.values}}
    try:
        before_problem(plain)
    except engine.UnusableProblem as error:
        raise Refused(unusable(error)) from error
    plain |= {"lengths": _lengths(len(before.periods)), "sizes": _sizes(len(before.units) - 1)}
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
    return before_the_start(table=Table(tuple(newest.units), tuple(columns), values), registration=registration)


def _lengths(periods: int) -> list[int]:
    """Return lengths of windows up to half the time before, so that as much is left to fit."""
    longest = max(1, periods // 2)
    step = max(1, -(-longest // MOST_LENGTHS))
    return sorted({1, *range(step, longest + 1, step)})


def _sizes(donors: int) -> list[int]:
    return sorted({max(MIN_DONORS, donors // 4), max(MIN_DONORS, donors // 2), donors})


def execute_power(problem: Plain, seed: int, report: Report) -> Answer:
    """Work out the smallest effects from stored figures of the time before, and draw them; changes nothing."""
    registration = Registration.from_plain(problem["registration"])
    lengths, sizes = problem["lengths"], problem["sizes"]
    instance = before_problem(problem)
    surface = engine.detectable(
        instance, lengths=lengths, donors=sizes, level=level_of(registration), power=POWER, seed=seed
    )
    report(0.6)
    values = {
        "lengths": lengths,
        "donors": sizes,
        "smallest": [[possible(instance, value) for value in row] for row in surface.smallest.tolist()],
        "windows": surface.windows.tolist(),
        "level": level_of(registration),
        "power": POWER,
        "first": problem["periods"][0],
        "last": problem["periods"][-1],
    }
    return Answer(values, tuple(power_chart(registration, values, problem["registration_digest"][:8])))


def power_now(*, study: Study, who: User | None) -> Run:
    """Ask and wait: what a command does. Raises `Refused` if it fails."""
    run = carry_out_now(request_power(study=study, who=who))
    if not run.is_done:
        raise Refused(f"{run.title} ({run.short}): {run.error or run.get_state_display()}")
    return run
