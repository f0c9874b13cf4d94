"""Reads of what a study's figures were before they were revised."""

from __future__ import annotations

from typing import Any

from samspel.effects.models import Panel, Revision
from samspel.effects.queries.series import usable
from samspel.effects.types import Kind, Registration

MOST_VERSIONS = 10
"""Earlier versions, the newest, with which an estimate is repeated."""

Rows = list[list[float | None]]


def earlier_versions(panel: Panel) -> dict[str, Any]:
    """Return what a run's problem says of earlier versions of a study's figures; nothing where none was another.

    `vintages` holds those with every figure the study needs, the earliest first, `lacking` the others.
    """
    revision, registration = panel.revision, Registration.from_plain(panel.study.registration)
    if revision is None or registration.kind is not Kind.ONE:
        return {}
    before = reversed(revision.series.revisions.filter(number__lt=revision.number)[:MOST_VERSIONS])
    found = [(one, _rows(panel, one, may_be_hidden=registration.hidden is not None)) for one in before]
    whole = [(one, rows) for one, rows in found if rows is not None]
    if all(rows == panel.values for _one, rows in whole):
        return {}
    return {
        "vintage": _about(revision),
        "vintages": [{**_about(one), "digest": one.digest, "outcomes": rows} for one, rows in whole],
        "lacking": [_about(one) for one, rows in found if rows is None],
    }


def _rows(panel: Panel, revision: Revision, *, may_be_hidden: bool) -> Rows | None:
    """Return a version's figures of the study's units and periods; None where it lacks some."""
    if not (set(panel.units) <= set(revision.units) and set(panel.periods) <= set(revision.periods)):
        return None
    table = usable(revision)
    columns = [table.periods.index(period) for period in panel.periods]
    cells = dict(zip(table.units, table.values, strict=True))
    rows = [[cells[unit][column] for column in columns] for unit in panel.units]
    return rows if may_be_hidden or all(None not in row for row in rows) else None


def _about(revision: Revision) -> dict[str, Any]:
    return {"number": revision.number, "retrieved": revision.retrieved_at.date().isoformat()}
