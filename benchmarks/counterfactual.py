"""California Prop 99 with all 38 placebos, beside pysyncon on the same outcomes in the same process.

``python -m benchmarks.counterfactual`` prints both effects and the median seconds of five runs each, taken
in turn so that a busy machine slows both.
"""

from __future__ import annotations

import csv
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from samspel.engines.counterfactual import Problem, estimate

DATA = Path(__file__).parents[2] / "shared" / "data" / "causal" / "california_prop99.csv"
ROUNDS, TREATED, FIRST_TREATED = 5, "California", 1989


def prop99() -> Problem:
    """Read the panel: 39 states, 1970–2000, packs of cigarettes a head."""
    with DATA.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    states = sorted({row["State"] for row in rows})
    years = sorted({row["Year"] for row in rows})
    values = {(row["State"], row["Year"]): float(row["PacksPerCapita"]) for row in rows}
    outcomes = np.array([[values[state, year] for year in years] for state in states])
    return Problem(outcomes, tuple(states), tuple(years), states.index(TREATED), years.index(str(FIRST_TREATED)))


def ours(problem: Problem) -> float:
    """Return the effect, with every placebo estimated."""
    return estimate(problem).treated.effect


def peer(problem: Problem) -> float:
    """Return pysyncon's effect for the treated unit, with every placebo fitted as we do: treated unit left out."""
    import pandas as pd
    from pysyncon import Synth

    frame = pd.DataFrame(problem.outcomes.T, index=list(problem.periods), columns=list(problem.units))
    before = frame.iloc[: problem.first_treated]
    weights_of_years = np.ones(len(before)) / len(before)
    treated = problem.units[problem.treated]
    effect = float("nan")
    for unit in (treated, *problem.donor_names):
        donors = [name for name in problem.donor_names if name != unit]
        model = Synth()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X0=before[donors], X1=before[unit], Z0=before[donors], Z1=before[unit], custom_V=weights_of_years)
        if unit == treated:
            gap = frame[unit] - frame[donors] @ np.asarray(model.W)
            effect = float(gap.iloc[problem.first_treated :].mean())
    return effect


def main() -> None:
    problem = prop99()
    seconds: dict[str, list[float]] = {"samspel": [], "pysyncon": []}
    effects: dict[str, float] = {}
    verbs: tuple[tuple[str, Callable[[Problem], float]], ...] = (("samspel", ours), ("pysyncon", peer))
    for _round in range(ROUNDS):
        for name, verb in verbs:
            began = time.perf_counter()
            effects[name] = verb(problem)
            seconds[name].append(time.perf_counter() - began)
    for name, times in seconds.items():
        print(f"prop99 + 38 placebos, {name}: {statistics.median(times):.4f} s, effect {effects[name]:.3f}")
    ratio = statistics.median(seconds["pysyncon"]) / statistics.median(seconds["samspel"])
    print(f"prop99 + 38 placebos: pysyncon / samspel = {ratio:.0f}")


if __name__ == "__main__":
    main()
