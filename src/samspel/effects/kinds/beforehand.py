"""Figures that may be seen before a study's outcome is opened."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from samspel.effects.readers.needed import kept
from samspel.effects.types import Registration, Table
from samspel.errors import BadInput, Problem

LATER = "\0"
"""A label that stands for all that comes later."""


def before_the_start(table: Table, registration: Registration) -> Table:
    """Return the figures before the start alone. Those after it are not kept, nor looked at.

    Raises
    ------
    BadInput
        If there are none, or if they lack what the registration asks for.
    """
    before = until(table, registration.first_treated)
    backdated = registration.backdated if registration.backdated in before.periods else ""
    return kept_so_far(before, replace(registration, backdated=backdated, rings=None, rooms=None))


def unseen_from_the_start(registration: Registration) -> str:
    """Say which figures are not used where all before the start are."""
    return _("Figures from %(start)s on are not used: made-up events before it take its place.") % {
        "start": registration.first_treated
    }


def until(table: Table, start: str, early: int = 0) -> Table:
    """Return the figures up to `early` periods before a start, or as far as they go. Raises `BadInput` if none do."""
    if start in table.periods:
        end = max(0, table.periods.index(start) - early)
        table = Table(table.units, table.periods[:end], tuple(row[:end] for row in table.values))
    if not table.periods:
        reason, advice = _("begins the figures: none lie before it."), _("Load figures of the time before.")
        raise BadInput([Problem(None, start, reason, advice)])
    return table


def kept_so_far(table: Table, registration: Registration) -> Table:
    """Return the figures a study needs as far as they go: what the registration says of later periods waits."""
    # The last period stands in for what comes later, which `kept` asks for.
    widened = Table(table.units, (*table.periods, LATER), tuple((*row, row[-1]) for row in table.values))
    figures = kept(widened, replace(registration, last_period=LATER, first_treated=LATER))
    return Table(figures.units, figures.periods[:-1], tuple(row[:-1] for row in figures.values))
