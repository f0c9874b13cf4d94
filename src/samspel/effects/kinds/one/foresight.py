"""What a study of one event could see: made-up events of every donor in turn, by length and number of donors."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.charts.power import Curves, power_chart, power_shown
from samspel.effects.checking import possible
from samspel.effects.instances import before_problem
from samspel.effects.kinds.beforehand import before_the_start, unseen_from_the_start
from samspel.effects.kinds.manner import Foreseen, Foresight, Progress
from samspel.effects.sentences.power import advice, donors
from samspel.effects.telling import Values
from samspel.effects.types import Registration, Table
from samspel.effects.verdicts import level_of
from samspel.engines import counterfactual as engine
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.records.types import Answer, Plain

MOST_LENGTHS = 10
SHARE_SEEN = 0.8
SHARE_OF_ESTIMATE = 0.6


def _asked(registration: Registration, before: Table) -> dict[str, Any]:
    return {"lengths": _lengths(len(before.periods)), "sizes": _sizes(len(registration.donors))}


def _lengths(periods: int) -> list[int]:
    """Return lengths of windows up to half the time before, so that as much is left to fit."""
    longest = max(1, periods // 2)
    step = max(1, -(-longest // MOST_LENGTHS))
    return sorted({1, *range(step, longest + 1, step)})


def _sizes(donors: int) -> list[int]:
    return sorted({max(MIN_DONORS, donors // 4), max(MIN_DONORS, donors // 2), donors})


def _execute(problem: Plain, seed: int, tell: Progress) -> Answer:
    registration = Registration.from_plain(problem["registration"])
    lengths, sizes = problem["lengths"], problem["sizes"]
    instance = before_problem(problem)
    surface = engine.detectable(
        instance, lengths=lengths, donors=sizes, level=level_of(registration), power=SHARE_SEEN, seed=seed
    )
    tell(SHARE_OF_ESTIMATE)
    values = {
        "lengths": lengths,
        "donors": sizes,
        "smallest": [[possible(instance, value) for value in row] for row in surface.smallest.tolist()],
        "windows": surface.windows.tolist(),
        "level": level_of(registration),
        "power": SHARE_SEEN,
        "first": problem["periods"][0],
        "last": problem["periods"][-1],
    }
    return Answer(values, tuple(power_chart(_curves, registration, values, problem["registration_digest"][:8])))


def _curves(_registration: Registration, values: Values) -> Curves:
    return Curves(_("periods after the start"), values["lengths"], donors(values["donors"]), values["smallest"])


def _tell(registration: Registration, values: Values) -> Foreseen:
    return Foreseen(advice(registration, values), *power_shown(registration, _curves(registration, values)))


FORESIGHT = Foresight(
    unseen=unseen_from_the_start,
    before=before_the_start,
    asked=_asked,
    problem=before_problem,
    execute=_execute,
    tell=_tell,
)
