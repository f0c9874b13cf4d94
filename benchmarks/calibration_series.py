"""Events that never were: how often editions, staggered starts and a single series claim something all the same.

``python -m benchmarks.calibration_series`` prints the share of false alarms at 5 %, with twice its standard error, on
Australia's monthly visitor nights (77 regions) and on daily footfall of Auckland's streets; and, on seeded panels, how
often an effect of just the size that was foreseen is told. It takes some minutes.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.editions import (
    RepeatedProblem,
    StaggeredProblem,
    detectable_repeated,
    detectable_staggered,
    estimate_repeated,
    estimate_staggered,
)
from samspel.engines.counterfactual.series import SeriesProblem, estimate_series

DATA = Path(__file__).parents[2] / "shared" / "data"
LEVEL = 0.05
TWO_SIDED = 1.959964
Floats = NDArray[np.float64]


def nights() -> tuple[Floats, tuple[str, ...], tuple[str, ...]]:
    """Read visitor nights by region and month, logarithms of thousands plus one, all purposes together."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    with (DATA / "visitor_nights" / "australia_monthly_1998_2009.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["region"], row["month"]] += float(row["nights_000"])
    regions = tuple(sorted({region for region, _ in found}))
    months = tuple(sorted({month for _, month in found}))
    return np.log1p([[found[region, month] for month in months] for region in regions]), regions, months


def streets() -> tuple[Floats, tuple[str, ...]]:
    """Read daily sums from July 2022, days beginning at six as filed; NaN on a day with a missing hour."""
    first = datetime(2022, 7, 1)  # noqa: DTZ001
    with (DATA / "footfall_auckland" / "hourly_counts.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        names = tuple(next(rows)[3:])
        kept = [row for row in rows if row[0] >= "2022-07-01"]
    days = 1 + (datetime.fromisoformat(kept[-1][0]) - first).days
    sums, hours = np.zeros((len(names), days)), np.zeros((len(names), days))
    for row in kept:
        day = (datetime.fromisoformat(row[0]) - first).days
        for street, value in enumerate(row[3:]):
            if value:
                sums[street, day] += float(value)
                hours[street, day] += 1
    return np.where(hours >= 23, sums, np.nan), names


def rate(name: str, alarms: list[bool], level: float = LEVEL) -> None:
    share, error = float(np.mean(alarms)), float(np.sqrt(level * (1 - level) / len(alarms)))
    print(f"{name} (at {100 * level:.0f} %): {100 * share:.1f} % ± {200 * error:.1f} of {len(alarms)}")


def editions(method: Literal["synthetic", "difference"], months_each: int) -> None:
    """A made-up yearly event in each region, in months dealt by lot, 2004–2008."""
    outcomes, regions, months = nights()
    random = np.random.default_rng(1)
    by_units, pooled, by_weeks = [], [], []
    for unit in range(len(regions)):
        for month in random.choice(12, size=months_each, replace=False):
            windows = tuple((12 * year + int(month), 12 * year + int(month) + 1) for year in range(6, 11))
            problem = RepeatedProblem(
                outcomes, regions, months, unit, windows, history=3, washout=1, season=12, method=method
            )
            found = estimate_repeated(problem)
            by_units.append(found.p_units <= LEVEL)
            by_weeks.append(found.p_weeks <= 2 * LEVEL)
            assert found.pooled is not None
            pooled.append(found.pooled.p_value <= LEVEL)
    rate(f"visitor nights, five editions, {method}, rank among regions", by_units)
    rate(f"visitor nights, five editions, {method}, random effects", pooled)
    rate(f"visitor nights, five editions, {method}, rank among other months", by_weeks, 2 * LEVEL)


def staggered(rounds: int = 300) -> None:
    """Twelve regions dealt by lot into three cohorts that nothing happens to."""
    outcomes, regions, months = nights()
    change = outcomes[:, 12:] - outcomes[:, :-12]
    random = np.random.default_rng(2)
    by_rank, by_error = [], []
    for number in range(rounds):
        begin = int(random.integers(0, change.shape[1] - 24))
        dealt = random.permutation(len(regions))
        starts: list[int | None] = [None] * len(regions)
        for place, unit in enumerate(dealt[:12]):
            starts[unit] = (9, 12, 15)[place % 3]
        panel = change[:, begin : begin + 24]
        problem = StaggeredProblem(panel, regions, months[:24], tuple(starts), permutations=99, seed=number)
        found = estimate_staggered(problem)
        by_rank.append(found.p_value <= LEVEL)
        by_error.append(not found.overall.lower <= 0 <= found.overall.upper)
    rate("visitor nights, staggered starts, starts dealt anew", by_rank)
    rate("visitor nights, staggered starts, interval from influence", by_error)


def foreseen_editions(method: Literal["synthetic", "difference"], own: float, rounds: int = 300) -> None:
    """Three editions after four quiet years, as noisy; their place has a season of its own of the deviation `own`."""
    told, year = [], 26
    for number in range(rounds):
        random = np.random.default_rng(number)
        outcomes = (
            random.normal(size=(9, 8 * year)) + random.normal(size=8 * year).cumsum() + random.normal(size=(9, 1))
        )
        outcomes[0] += np.tile(own * random.normal(size=year), 8)
        names = tuple(f"unit {row}" for row in range(9)), tuple(f"week {week}" for week in range(8 * year))
        windows = tuple((year * one + 14, year * one + 16) for one in range(8))
        before = RepeatedProblem(
            outcomes[:, : 5 * year], names[0], names[1][: 5 * year], 0, windows[1:5], method=method
        )
        smallest = detectable_repeated(before, editions=(3,), level=0.1, seed=number).smallest[0, 0]
        panel = outcomes[:, 4 * year :].copy()
        for begin, end in windows[1:4]:
            panel[0, begin:end] += smallest * (-1) ** number
        problem = RepeatedProblem(panel, names[0], names[1][: 4 * year], 0, windows[1:4], method=method)
        told.append(estimate_repeated(problem).p_weeks <= 0.1)
    rate(f"three editions as large as foreseen, {method}, own season {own:.0f}", told, 0.8)


def foreseen_starts(method: Literal["synthetic", "difference"], memory: float, rounds: int = 100) -> None:
    """Four starts among twelve places after 36 quiet periods; noise with a memory."""
    told = []
    for number in range(rounds):
        random = np.random.default_rng(number)
        outcomes = random.normal(size=(12, 48))
        for step in range(1, 48):
            outcomes[:, step] += memory * outcomes[:, step - 1]
        outcomes += random.normal(size=48).cumsum() + 5 * random.normal(size=(12, 1))
        names = tuple(f"unit {row}" for row in range(12)), tuple(f"month {month}" for month in range(48))
        made_up, starts = ((*range(first, first + 8, 2), *[None] * 8) for first in (22, 36))
        before = StaggeredProblem(outcomes[:, :36], names[0], names[1][:36], made_up, method=method)
        smallest = detectable_staggered(before, lengths=(6,), seed=number).smallest[0, 0]
        for row, start in enumerate(starts[:4]):
            outcomes[row, start:] += smallest * (-1) ** number
        problem = StaggeredProblem(outcomes, *names, starts, method=method, permutations=99, seed=number)
        told.append(estimate_staggered(problem).p_value <= LEVEL)
    rate(f"four starts as large as foreseen, {method}, memory {memory}", told, 0.8)


def series() -> None:
    """Made-up weeks in the streets: each forecast from what came before it."""
    values, _names = streets()
    outside, steps, widened = [], [], []
    first = datetime(2022, 7, 1)  # noqa: DTZ001
    for street in values:
        if np.isfinite(street).mean() < 0.9 or np.nanmin(street) < 20:
            continue
        end = len(street) - 1
        problem = SeriesProblem(street[:end], first, 1440, end - 7, end, offset=0.5, placebos=80)
        found = estimate_series(problem)
        outside += (np.abs(found.backtest.scores) > TWO_SIDED).tolist()
        steps.append(found.backtest.step_coverage)
        widened.append(found.backtest.widening)
    rate("Auckland, single series, sum of a made-up week outside its interval", outside)
    print(f"Auckland, single series, days inside their interval (95 %): {100 * np.mean(steps):.1f} %")
    print(f"Auckland, single series, widening that the backtest asks for: median {np.median(widened):.2f}")


def main() -> None:
    editions("difference", 6)
    editions("synthetic", 1)
    staggered()
    for own in (0.0, 1.0):
        foreseen_editions("difference", own)
        foreseen_editions("synthetic", own)
    foreseen_starts("difference", 0.0)
    foreseen_starts("difference", 0.7)
    foreseen_starts("synthetic", 0.7, rounds=40)
    series()


if __name__ == "__main__":
    main()
