"""New Year's Eve in central Auckland by the hour, the questions its footfall raises, and the seconds of both.

``python -m benchmarks.series`` prints, from the measured counts in ``../shared/data/footfall_auckland``: what the
quality report finds and its seconds, there and on 290 units × 520 weeks; all streets' nights around New Year by their
distance from the fireworks; 210 Queen Street's New Year's Eves 2022–2024, each forecast from the 26 weeks before it,
and pooled; 2024 again from 130 weeks with their season.
"""

from __future__ import annotations

import csv
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.displacement import RingProblem, estimate_rings
from samspel.engines.counterfactual.editions import pool
from samspel.engines.counterfactual.quality import PanelAsFiled, duplicate_rows, judge
from samspel.engines.counterfactual.series import SeriesEstimate, SeriesProblem, estimate_series

FILE = Path(__file__).parents[2] / "shared" / "data" / "footfall_auckland" / "hourly_counts.csv"
LOCATIONS = FILE.with_name("locations.csv")
NIGHTS = 90
SKY_TOWER = (-36.8485, 174.7622)
STREET = "210 Queen Street"
SIX = timedelta(hours=6)
FIXED = ((1, 1), (1, 2), (2, 6), (4, 25), (12, 25), (12, 26))
MOVING = ("2022-10-24", "2023-04-07", "2023-04-10", "2023-06-05", "2023-07-14", "2023-10-23")
MOVING += ("2024-03-29", "2024-04-01", "2024-06-03", "2024-06-28", "2024-10-28")
Floats = NDArray[np.float64]


def read() -> tuple[tuple[str, ...], list[list[str]]]:
    with FILE.open(encoding="utf-8") as file:
        rows = csv.reader(file)
        return tuple(next(rows)[3:]), list(rows)


def as_filed(names: tuple[str, ...], rows: list[list[str]]) -> Floats:
    """Lay the rows out by date and hour as they stand, shape (streets, hours)."""
    first = date.fromisoformat(rows[0][0])
    values = np.full((len(names), 24 * ((date.fromisoformat(rows[-1][0]) - first).days + 1)), np.nan)
    for row in rows:
        column = 24 * (date.fromisoformat(row[0]) - first).days + int(row[1].split(":")[0])
        values[:, column] = [float(cell) if cell else np.nan for cell in row[3:]]
    return values


def by_clock(filed: Floats) -> Floats:
    """Move the hours before six to the date they belong to; the result begins at six on the first date."""
    night = np.arange(filed.shape[1]) % 24 < 6
    moved = np.full((len(filed), filed.shape[1] + 24), np.nan)
    moved[:, : filed.shape[1]][:, ~night] = filed[:, ~night]
    moved[:, 24:][:, night] = filed[:, night]
    return moved[:, 6:-18]


def eve(values: Floats, first: datetime, year: int, *, weeks: int, waves: int) -> SeriesEstimate:
    """Estimate the twelve hours from six in the evening of 31 December; earlier New Year's Eves are set aside."""
    end = int((datetime(year + 1, 1, 1, 6) - first) / timedelta(hours=1))  # noqa: DTZ001
    start = end - 12 - weeks * 168
    ignored = np.zeros(end - start, bool)
    for earlier in range(2019, year):
        at = int((datetime(earlier, 12, 31, 18) - first) / timedelta(hours=1)) - start  # noqa: DTZ001
        ignored[max(at, 0) : max(at + 12, 0)] = True
    holidays = {date(one, *day) for one in range(2019, year + 1) for day in FIXED} | {
        date.fromisoformat(d) for d in MOVING
    }
    problem = SeriesProblem(
        values[start:end],
        first + timedelta(hours=start),
        60,
        end - start - 12,
        end - start,
        holidays=frozenset(holidays),
        ignored=ignored,
        offset=0.5,
        yearly_waves=waves,
    )
    return estimate_series(problem)


def told(name: str, found: SeriesEstimate, seconds: float) -> None:
    total, test = found.widened, found.backtest
    print(
        f"{name}: {total.value:,.0f} more passages ({total.lower:,.0f} to {total.upper:,.0f}), "
        f"{1 + found.uplift.value:.1f} times the usual, p = {found.p_value:.3f} of {len(test.scores)} placebos; "
        f"coverage of sums {100 * test.total_coverage:.0f} %, of hours {100 * test.step_coverage:.0f} %; "
        f"{found.steps_used} h, {found.columns} columns, {seconds:.1f} s"
    )


def new_years_eves(values: Floats, first: datetime) -> None:
    effects, variances = [], []
    for year in (2022, 2023, 2024):
        began = time.perf_counter()
        found = eve(values, first, year, weeks=26, waves=0)
        told(f"{STREET}, {year}, 26 weeks before", found, time.perf_counter() - began)
        effects.append(float(np.log1p(found.uplift.value)))
        variances.append((effects[-1] / found.score) ** 2)
    pooled = pool(np.array(effects), np.array(variances))
    low, middle, high = np.exp([pooled.lower, pooled.effect, pooled.upper])
    print(f"pooled: {middle:.1f} times the usual ({low:.1f} to {high:.1f}), I² {100 * pooled.i_squared:.0f} %")
    began = time.perf_counter()
    found = eve(values, first, 2024, weeks=130, waves=2)
    told(f"{STREET}, 2024, 130 weeks before", found, time.perf_counter() - began)


def rings(names: tuple[str, ...], clock: Floats) -> None:
    """Nights (18 to 3) of 2024 by distance from the Sky Tower, beside K Road; streets with a gap are left out."""
    with LOCATIONS.open(encoding="utf-8") as file:
        places = {row["Address"]: (float(row["Latitude"]), float(row["Longitude"])) for row in csv.DictReader(file)}
    nights = clock.reshape(len(names), -1, 24)[:, :, 12:21].sum(
        axis=2
    )  # the hours 3 to 5 of the night after are not there
    last = (date(2024, 12, 31) - date(2019, 1, 1)).days
    panel = nights[:, last - NIGHTS : last + 2]
    whole = [row for row, name in enumerate(names) if np.isfinite(panel[row]).all() and name in places]
    north, east = (np.array([places[names[row]][axis] for row in whole]) for axis in (0, 1))
    away = np.hypot((north - SKY_TOWER[0]) * 111.2, (east - SKY_TOWER[1]) * 111.2 * np.cos(np.radians(SKY_TOWER[0])))
    problem = RingProblem(
        panel[whole],
        tuple(names[row] for row in whole),
        tuple(str(night) for night in range(NIGHTS + 2)),
        away,
        edges_km=(0.4, 0.7, 1.0),
        begin=NIGHTS,
        end=NIGHTS + 1,
        history=28,
        relative=True,
    )
    found = estimate_rings(problem)
    for part in found.parts:
        edge = problem.edges_km[part.band]
        print(f"night of 31 December 2024, to {edge} km, {part.units} streets, {part.segment}: {part.effect:+,.0f}")
    low, high = found.net_interval
    print(f"net of all bands and nights: {found.net:,.0f} ({low:,.0f} to {high:,.0f}), p = {found.p_net:.3f}")


def quality(filed: Floats, rows: list[list[str]]) -> None:
    began = time.perf_counter()
    found = judge(PanelAsFiled(filed, cycle=168, day=24))
    seconds = time.perf_counter() - began
    print(
        f"quality, {filed.shape[0]} × {filed.shape[1]:,}: {seconds:.2f} s, {dict(Counter(one.code for one in found))}"
    )
    print(f"quality, rows named twice: {len(duplicate_rows((row[0], row[1]) for row in rows))}")
    weekly = np.random.default_rng(1).poisson(200, size=(290, 520)).astype(float)
    began = time.perf_counter()
    judge(PanelAsFiled(weekly, cycle=52))
    print(f"quality, 290 × 520 (synthetic): {time.perf_counter() - began:.2f} s")


def main() -> None:
    names, rows = read()
    filed = as_filed(names, rows)
    quality(filed, rows)
    first = datetime.fromisoformat(rows[0][0]) + SIX
    clock = by_clock(filed)
    rings(names, clock)
    new_years_eves(clock[names.index(STREET)], first)


if __name__ == "__main__":
    main()
