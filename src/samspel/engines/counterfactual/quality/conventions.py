"""How the figures were filed: under which date the night's hours are, rounding, totals with noise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.quality.finding import Finding, Floats, PanelAsFiled

HOURS = 24
LATE = slice(21, 24)
NIGHT = slice(0, 3)
MIN_DAYS = 28
MARGIN = 0.1
"""By how much the evening must go better with one night than with the other, in correlation."""
BASES = (100, 50, 25, 20, 10, 5, 3)
SHARE_ROUNDED = 0.99
MIN_VALUES = 30


def date_convention(panel: PanelAsFiled) -> Iterator[Finding]:
    """Yield one finding if hours after midnight are filed under the date before.

    A busy evening goes with a busy night. Each date's late evening (21–24) is compared, after taking off its weekday's
    median, with 00–03 filed under the same date and with that under the next. Filed rightly, the next goes better.
    """
    if panel.day != HOURS or panel.values.shape[1] < MIN_DAYS * HOURS:
        return
    days = panel.values.shape[1] // HOURS
    table = panel.values[:, : days * HOURS].reshape(-1, days, HOURS)
    evening, night = (_unusual(np.nansum(table[:, :, part], axis=2)) for part in (LATE, NIGHT))
    same = _correlations(evening[:, :-1], night[:, :-1])
    following = _correlations(evening[:, :-1], night[:, 1:])
    known = np.isfinite(same) & np.isfinite(following)
    if not known.any():
        return
    ours, theirs = float(np.median(same[known])), float(np.median(following[known]))
    if ours > theirs + MARGIN:
        units = float(np.count_nonzero(same[known] > following[known]))
        params = {"first_hour": 0.0, "last_hour": float(_last_filed_under_the_day_before(table)), "units": units}
        yield Finding("date_convention", None, 0, panel.values.shape[1], ours, theirs, params)


def _unusual(sums: Floats) -> Floats:
    """Return the logarithm less its weekday's mean, shape (units, days): Saturdays are busy either way."""
    logs = np.log1p(sums)
    result = logs.copy()
    for weekday in range(7):
        part = logs[:, weekday::7]
        result[:, weekday::7] = part - part.mean(axis=1, keepdims=True)
    return result


def _correlations(one: Floats, other: Floats) -> Floats:
    """Return each unit's correlation of day-to-day changes: a year's drift must not look like agreement."""
    a, b = np.diff(one, axis=1), np.diff(other, axis=1)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    result: Floats = np.divide((a * b).sum(axis=1), size, out=np.full(len(a), np.nan), where=size > 0)
    return result


def _last_filed_under_the_day_before(table: Floats) -> int:
    """Return the last hour that still goes on from the one before it, looking from midnight: the break is after it."""
    logs = np.log1p(np.nan_to_num(table))
    mean = logs - logs.mean(axis=1, keepdims=True)
    best, hour_found = -np.inf, NIGHT.stop
    for hour in range(NIGHT.stop, 9):
        # Filed apart, this hour follows the day before's earlier one better than its own.
        inside = _agreement(mean[:, :-1, hour - 1], mean[:, :-1, hour])
        across = _agreement(mean[:, :-1, hour - 1], mean[:, 1:, hour])
        if across - inside > best:
            best, hour_found = across - inside, hour
    return hour_found - 1


def _agreement(one: Floats, other: Floats) -> float:
    found = _correlations(one, other)
    known = np.isfinite(found)
    return float(np.median(found[known])) if known.any() else 0.0


def totals(panel: PanelAsFiled) -> Iterator[Finding]:
    """Yield one finding for all periods whose published total is not the sum: noise, or cells left out."""
    if panel.totals is None:
        return
    sums = panel.values.sum(axis=0)
    differ = panel.totals - sums
    known = np.isfinite(differ)
    wrong = known & (np.abs(differ) > 1e-9 * np.maximum(np.abs(panel.totals), 1.0))
    if wrong.any():
        where = np.flatnonzero(wrong)
        worst = int(where[np.abs(differ[where]).argmax()])
        params = {
            "periods": float(len(where)),
            "of": float(known.sum()),
            "largest": float(differ[worst]),
            "at": float(worst),
        }
        first, last = int(where[0]), int(where[-1]) + 1
        yield Finding("totals_differ", None, first, last, float(panel.totals[worst]), float(sums[worst]), params)


def rounded(panel: PanelAsFiled) -> Iterator[Finding]:
    """Yield one finding for the panel's largest base that nearly all values are multiples of."""
    values = panel.values[np.isfinite(panel.values) & (panel.values != 0)]
    if len(values) < MIN_VALUES:
        return
    for base in BASES:
        share = float(_multiples(values, base).mean())
        if share >= SHARE_ROUNDED:
            params = {"base": float(base), "values": float(len(values))}
            yield Finding("rounded", None, 0, panel.values.shape[1], share, 1 / base, params)
            return


def _multiples(values: Floats, base: int) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = np.mod(values, base) == 0
    return result
