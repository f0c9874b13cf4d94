"""The one verb: everything odd about a panel, in the order of `CODES`, then of units and periods."""

from __future__ import annotations

from collections.abc import Iterator

from samspel.engines.counterfactual.quality import conventions, levels, presence
from samspel.engines.counterfactual.quality.finding import CODES, Finding, PanelAsFiled
from samspel.engines.counterfactual.quality.robust import level_of


def judge(panel: PanelAsFiled) -> tuple[Finding, ...]:
    """Return every finding; an empty tuple means that nothing was found, not that nothing is wrong."""
    found = list(_all(panel))
    return tuple(
        sorted(found, key=lambda one: (CODES.index(one.code), -1 if one.unit is None else one.unit, one.begin))
    )


def _all(panel: PanelAsFiled) -> Iterator[Finding]:
    yield from presence.length_of_panel(panel)
    yield from presence.missing(panel)
    yield from presence.constant_or_negative(panel)
    yield from presence.same_series(panel)
    yield from conventions.date_convention(panel)
    yield from conventions.totals(panel)
    yield from conventions.rounded(panel)
    level = level_of(panel)
    faults = list(levels.faults(panel, level))
    yield from faults
    # A fault says more than the zeros it is made of.
    for one in presence.zeros(panel, level):
        if not any(fault.unit == one.unit and fault.begin <= one.begin and one.end <= fault.end for fault in faults):
            yield one
    yield from levels.shifts(panel, level)
