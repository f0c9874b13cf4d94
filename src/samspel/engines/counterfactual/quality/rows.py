"""Rows of a file that name the same unit and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from samspel.engines.counterfactual.quality.finding import Finding


def duplicate_rows(keys: Iterable[Hashable], values: Iterable[float] | None = None) -> tuple[Finding, ...]:
    """Return one finding for each key (unit and period, say) that stands on more than one row.

    `begin` is the first row's number from 0, `end` one past the last, `value` how many rows there are. `params` has
    each row and, with `values`, by how much they differ: 0 is a copy, more a contradiction or an hour that ran twice.
    """
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        rows[key].append(number)
    known = None if values is None else list(values)
    found = []
    for where in rows.values():
        if len(where) == 1:
            continue
        params = {f"row_{place}": float(number) for place, number in enumerate(where, start=1)}
        if known is not None:
            held = [known[number] for number in where]
            params["differ"] = max(held) - min(held)
        found.append(Finding("duplicate_row", None, where[0], where[-1] + 1, float(len(where)), 1.0, params))
    return tuple(found)
