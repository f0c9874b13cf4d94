"""Periods that are days or hours: when each begins, and figures laid on the clock, on which no period is left out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samspel.effects.types import Table
from samspel.errors import BadInput, Problem

DAY_MINUTES, HOUR_MINUTES = 1440, 60
MOST_NAMED = 8

_LABEL = re.compile(r"\d{4}-\d\d-\d\d( \d\d:00)?")


def moment_of(label: str) -> datetime | None:
    """Return when a day (2024-09-05) or an hour (2024-09-05 21:00) begins; None for anything else."""
    if not _LABEL.fullmatch(label):
        return None
    try:
        return datetime.fromisoformat(label)
    except ValueError:
        return None


def minutes_of(label: str) -> int:
    """Return how long a period is by its label."""
    return HOUR_MINUTES if ":" in label else DAY_MINUTES


def labels_between(first: str, last: str) -> tuple[str, ...]:
    """Return every day or hour from one label to another, both included."""
    begin, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    step = timedelta(minutes=minutes_of(first))
    moments = (begin + number * step for number in range((end - begin) // step + 1))
    if step.days:
        return tuple(moment.date().isoformat() for moment in moments)
    return tuple(moment.isoformat(" ", "minutes") for moment in moments)


def not_on_clock(label: str) -> Problem:
    """Say that a label is neither a day nor a whole hour."""
    advice = _("Write days as 2024-09-05, or hours as 2024-09-05 21:00, in one file only one of them.")
    return Problem(None, label, _("is no day or whole hour."), advice)


def on_clock(table: Table, first: str, last: str) -> Table:
    """Return figures with every day or hour from `first` to `last`, None where the table has none.

    Raises
    ------
    BadInput
        Naming labels that are no day or hour, or of the other kind than `first`.
    """
    wrong = [label for label in table.periods if moment_of(label) is None or minutes_of(label) != minutes_of(first)]
    if wrong:
        raise BadInput([not_on_clock(label) for label in wrong[:MOST_NAMED]])
    periods = labels_between(first, last)
    rows = (dict(zip(table.periods, values, strict=True)) for values in table.values)
    return Table(table.units, periods, tuple(tuple(row.get(period) for period in periods) for row in rows))


def during(table: Table, first: str, last: str) -> Table:
    """Return the figures from one period to another, both included."""
    span = slice(table.periods.index(first), table.periods.index(last) + 1)
    return Table(table.units, table.periods[span], tuple(values[span] for values in table.values))
