"""What starts one after the other could see: made-up starts in the time before the first, dealt out by lot."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, isfinite
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.charts.power import Curves, power_chart, power_shown
from samspel.effects.instances import compared
from samspel.effects.kinds.beforehand import LATER, kept_so_far, until
from samspel.effects.kinds.manner import Foreseen, Foresight, Progress
from samspel.effects.kinds.placebos import POWER
from samspel.effects.kinds.starts.advice import advice, better
from samspel.effects.kinds.starts.estimating import staggered, starts_of
from samspel.effects.readers.periods import steps_to
from samspel.effects.sentences.kinds import periods as told_periods
from samspel.effects.telling import Values
from samspel.effects.types import Registration, Table
from samspel.effects.verdicts import level_of
from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.editions import StaggeredProblem, detectable_staggered
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.records.types import Answer, Plain

MOST_LENGTHS = 10
LOTS = 100
ROOM = 3
"""The starts take a third of the time before at most: they are tried closer together where they would take more."""


def _unseen(registration: Registration) -> str:
    early = starts_of(registration).anticipation
    names = {"start": registration.first_treated, "early": told_periods(early)}
    if early:
        return (
            _("Figures from %(early)s before %(start)s on are not used: made-up starts before it take its place.")
            % names
        )
    return _("Figures from %(start)s on are not used: made-up starts before it take its place.") % names


def _before(table: Table, registration: Registration) -> Table:
    """Return the figures before anything may show anywhere."""
    starts = starts_of(registration)
    before = until(table, registration.first_treated, starts.anticipation)
    later = replace(starts, places=tuple(replace(one, first=LATER) for one in starts.places))
    return kept_so_far(before, replace(registration, starts=later))


def _asked(registration: Registration, figures: Table) -> dict[str, Any]:
    starts = starts_of(registration)
    order = {label: at for at, label in enumerate(dict.fromkeys(one.first for one in starts.places))}
    labels = [*order, registration.last_period]
    # Of labels that nobody can count with only the order is known.
    steps = steps_to(figures.periods, labels) or [*order.values(), len(order)]
    apart = [steps[order[one.first]] - steps[0] for one in starts.places]
    room = len(figures.periods) // ROOM
    shrunk = min(1.0, room / max(apart)) if max(apart) else 1.0
    layout = [round(step * shrunk) for step in apart]
    longest = max(1, (len(figures.periods) - max(layout)) // 2)
    return {
        "layout": layout,
        "apart": max(apart),
        "registered": max(1, steps[-1] - max(steps[:-1]) + 1),
        "lengths": sorted({1, *range(ceil(longest / MOST_LENGTHS), longest + 1, ceil(longest / MOST_LENGTHS))}),
        "sizes": _sizes(len(starts.places), len(registration.donors), 0 if starts.not_yet else MIN_DONORS),
    }


def _sizes(places: int, never: int, least: int) -> list[list[int]]:
    """Return numbers of those that start and those that never do: half of either, and all."""
    fewer = [[ceil(places / 2), never], [places, max(least, never // 2)]]
    return [*(size for size in fewer if size != [places, never]), [places, never]]


def made_up_starts(plain: Plain) -> StaggeredProblem:
    """Return the problem of starts that never were, as late before the first as they can lie.

    Raises
    ------
    UnusableProblem
        If there is no room for them, or nothing can be compared.
    """
    registration, periods, layout = Registration.from_plain(plain["registration"]), plain["periods"], plain["layout"]
    first = len(periods) - max(layout) - 1
    if first <= starts_of(registration).anticipation:
        raise UnusableProblem(
            "no_room",
            "Only %(periods)d periods lie before the first start: load a longer history.",
            periods=len(periods),
        )
    outcomes = compared(plain, replace(registration, first_treated=periods[-1]))
    never: list[int | None] = [None] * (len(registration.compared) - len(layout))
    return staggered(registration, outcomes, plain, (*(first + step for step in layout), *never))


def _execute(plain: Plain, seed: int, tell: Progress) -> Answer:
    registration = Registration.from_plain(plain["registration"])
    level = level_of(registration)
    sizes = [(places, never) for places, never in plain["sizes"]]
    surface = detectable_staggered(
        made_up_starts(plain),
        lengths=plain["lengths"],
        sizes=sizes,
        level=level,
        power=POWER,
        lots=max(LOTS, ceil(2 / level)),
        seed=seed,
        progress=lambda done, total: tell(0.8 * done / total),
    )
    values = {
        **{name: plain[name] for name in ("lengths", "sizes", "registered", "apart")},
        "spread": max(plain["layout"]),
        "smallest": [[value if isfinite(value) else None for value in row] for row in surface.smallest.tolist()],
        "studies": surface.studies.tolist(),
        "level": level,
        "first": plain["periods"][0],
        "last": plain["periods"][-1],
    }
    return Answer(values, tuple(power_chart(_curves, registration, values, plain["registration_digest"][:8])))


def _curves(_registration: Registration, values: Values) -> Curves:
    sizes = [
        _("%(places)d with a start, %(never)d without") % {"places": places, "never": never}
        for places, never in values["sizes"]
    ]
    own = values["registered"] if values["registered"] <= values["lengths"][-1] else None
    return Curves(_("periods from the last start on"), values["lengths"], sizes, values["smallest"], own)


def _tell(registration: Registration, values: Values) -> Foreseen:
    chart, grid = power_shown(registration, _curves(registration, values))
    return Foreseen(advice(registration, values), chart, grid, tuple(better(registration, values)))


FORESIGHT = Foresight(
    unseen=_unseen, before=_before, asked=_asked, problem=made_up_starts, execute=_execute, tell=_tell
)
