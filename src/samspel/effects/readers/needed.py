"""Of a table, the figures that a registration asks for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel.effects.readers.clock import during, on_clock
from samspel.effects.readers.periods import left_out
from samspel.effects.readers.registration import disorder
from samspel.effects.types import Registration, Table
from samspel.errors import BadInput, Problem

MOST_NAMED = 8
"""Periods that a refusal names one by one."""


def kept(table: Table, registration: Registration) -> Table:
    """Return the figures a study needs, in the order of its units, from the first period to the last.

    Only a cell that the registration says something of may be hidden; a published sum may be missing.

    Raises
    ------
    BadInput
        Naming every unit, period and figure that the registration asks for and the table lacks, or that come in an
        order in which nothing can be estimated. A series alone needs a figure for each period of its event only.
    """
    problems = [*_absent_units(table, registration), *_absent_periods(table, registration)]
    if problems := problems or disorder(registration, table.periods):
        raise BadInput(problems)
    if registration.alone:
        table = on_clock(table, registration.first_period, registration.last_period)
    first, last = table.periods.index(registration.first_period), table.periods.index(registration.last_period)
    rows = [table.units.index(unit) for unit in registration.units]
    figures = Table(
        units=tuple(table.units[row] for row in rows),
        periods=table.periods[first : last + 1],
        values=tuple(table.values[row][first : last + 1] for row in rows),
    )
    alone = registration.alone
    whole = during(figures, registration.first_treated, alone.last) if alone else figures
    if problems := [*_gaps(whole), *_missing_figures(whole, registration)]:
        raise BadInput(problems)
    return figures


def _gaps(figures: Table) -> list[Problem]:
    """Name periods that every unit lacks: an estimate would join the ends as if nothing lay between."""
    absent = left_out(figures.periods)
    if not absent:
        return []
    reason = _("lies between %(first)s and %(last)s, and no unit has a figure for it.")
    ends = {"first": figures.periods[0], "last": figures.periods[-1]}
    advice = _("Load figures for every period, or register a study of the periods before or after.")
    return [Problem(None, _listed(absent), reason % ends, advice)]


def _missing_figures(figures: Table, registration: Registration) -> list[Problem]:
    problems = []
    near = () if registration.rings is None else tuple(one.unit for one in registration.rings.near)
    whole = figures.units if registration.hidden is None else near
    for unit, values in zip(figures.units, figures.values, strict=True):
        if unit not in whole:
            continue
        absent = [period for period, value in zip(figures.periods, values, strict=True) if value is None]
        if absent:
            reason = _("has no figure for %(periods)s.") % {"periods": _listed(absent)}
            advice = _("Load figures for every period, or register a study without this unit or these periods.")
            problems.append(Problem(None, unit, reason, advice))
    return problems


def _listed(periods: Sequence[str]) -> str:
    shown = ", ".join(periods[:MOST_NAMED])
    more = len(periods) - MOST_NAMED
    return shown if more <= 0 else _("%(shown)s and %(more)d more") % {"shown": shown, "more": more}


def _absent_units(table: Table, registration: Registration) -> list[Problem]:
    there = set(table.units)
    names = ", ".join(table.units[:5])
    advice = _("Write it as the figures do, for example: %(names)s.") % {"names": names}
    return [
        Problem(None, unit, _("is registered but not among the %(count)d units.") % {"count": len(there)}, advice)
        for unit in registration.units
        if unit not in there
    ]


def _absent_periods(table: Table, registration: Registration) -> list[Problem]:
    ends = {"first": table.periods[0] if table.periods else "–", "last": table.periods[-1] if table.periods else "–"}
    reason = _("is registered but not among the periods.")
    advice = (
        _(
            "The figures go from %(first)s to %(last)s: load figures that have it, or register a deviation from this "
            "study that names other periods."
        )
        % ends
    )
    return [Problem(None, period, reason, advice) for period in registration.labels if period not in table.periods]
