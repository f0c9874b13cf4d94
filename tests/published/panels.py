"""The two panels of the papers, read from beside the project, and what their authors match besides outcomes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """Outcomes and predictors of units; `treated` and `donors` are rows, `first_treated` a column."""

    units: tuple[str, ...]
    periods: tuple[str, ...]
    outcomes: Floats
    predictors: Floats
    treated: int
    donors: NDArray[np.intp]
    first_treated: int
    fitted: slice

    def without(self, unit: str) -> NDArray[np.intp]:
        return self.donors[self.donors != self.units.index(unit)]

    def row(self, unit: str) -> int:
        return self.units.index(unit)


def prop99(outcomes: Path) -> Panel:
    """California's cigarette sales in packs a head, 1970–2000, 39 states.

    The four predictors that are no outcomes stand beside this file: averages of 1980–88 (beer 1984–88) of the data that
    Abadie, Diamond and Hainmueller published with doi:10.1198/jasa.2009.ap08746. Sales in 1988, 1980 and 1975 are the
    other three.
    """
    with outcomes.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    states, years = sorted({row["State"] for row in rows}), sorted({row["Year"] for row in rows})
    packs = {(row["State"], row["Year"]): float(row["PacksPerCapita"]) for row in rows}
    values = np.array([[packs[state, year] for year in years] for state in states])
    with (Path(__file__).parent / "prop99_predictors.csv").open(encoding="utf-8") as file:
        averages = {row["State"]: list(row.values())[1:] for row in csv.DictReader(file, delimiter=";")}
    sales = values[:, [years.index(year) for year in ("1988", "1980", "1975")]]
    predictors = np.hstack([np.array([averages[state] for state in states], dtype=np.float64), sales])
    treated = states.index("California")
    donors = np.flatnonzero(np.arange(len(states)) != treated)
    first = years.index("1989")
    return Panel(tuple(states), tuple(years), values, predictors, treated, donors, first, slice(0, first))


def basque(path: Path) -> Panel:
    """The Basque country's product a head, 1955–97, with the thirteen averages and one value of the R package Synth."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["regionname"].startswith("Spain")]
    regions = tuple(dict.fromkeys(row["regionname"] for row in rows))
    cells = {(row["regionname"], int(float(row["year"]))): row for row in rows}
    years = range(1955, 1998)
    values = np.array([[float(cells[region, year]["gdpcap"]) for year in years] for region in regions])

    def average(column: str, of: Iterable[int]) -> list[float]:
        found = [[cells[region, year][column] for year in of] for region in regions]
        return [float(np.mean([float(value) for value in row if value])) for row in found]

    schools = ("school.illit", "school.prim", "school.med", "school.high", "school.post.high", "invest")
    sectors = ("agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa")
    columns = [average(name, range(1964, 1970)) for name in schools]
    columns.append(average("gdpcap", range(1960, 1970)))
    columns += [average(f"sec.{name}", range(1961, 1970, 2)) for name in sectors]
    columns.append(average("popdens", [1969]))
    treated = regions.index("Basque Country (Pais Vasco)")
    donors = np.flatnonzero(np.arange(len(regions)) != treated)
    fitted = slice(1960 - 1955, 1970 - 1955)
    return Panel(regions, tuple(map(str, years)), values, np.array(columns).T, treated, donors, 1970 - 1955, fitted)
