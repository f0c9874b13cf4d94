"""Every estimator beside the packages that have it: seconds a fit, in turn in one process, and both effects.

``python -m benchmarks.estimators`` needs no peer: one that is missing is said to be. With all of them, about a minute:
``pip install diff-diff mlsynth augsynth-py``, and ``pip install --no-deps synthdid``, whose own pins are old.

A peer's placebos are its single fits times their number, which is what it would do; ours are all made. Seconds are of
CPU, so that a busy machine does not slow one of us more. pysyncon's own search over predictors' weights takes a minute
a fit on Proposition 99 and is left out.
"""

from __future__ import annotations

import csv
import os
import resource
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")

import numpy as np
from numpy.typing import NDArray

from benchmarks.counterfactual import DATA, prop99
from samspel.engines.counterfactual import Problem, detectable, interval, joint
from samspel.engines.counterfactual.check import KKT_TOLERANCE
from samspel.engines.counterfactual.methods.counterfactuals import by_synthetic_difference_in_differences
from samspel.engines.counterfactual.methods.matching import match
from samspel.engines.counterfactual.methods.matrix_completion import complete
from samspel.engines.counterfactual.methods.ridge_augmented import augment
from samspel.engines.counterfactual.methods.sought import Known
from samspel.engines.counterfactual.methods.synthetic_control import by_synthetic_control

Floats = NDArray[np.float64]
Fit = Callable[[], float]

PREDICTORS = Path(__file__).parents[1] / "tests" / "published" / "prop99_predictors.csv"
UNITS, PERIODS, AFTER, WINDOWS, PLACEBOS = 290, 520, 20, 4, 250
"""A panel of municipalities by weeks, and 1,000 placebos on it: 250 units at each of four starts."""


class Line(NamedTuple):
    """One comparison: our verb and how many fits it makes, and peers' verbs that make one."""

    title: str
    fits: int
    ours: Fit
    peers: dict[str, Fit]


class Data(NamedTuple):
    """A panel with its treated unit in row 0."""

    outcomes: Floats
    names: tuple[str, ...]
    first: int
    start: int


def california() -> Data:
    problem = prop99()
    order = [problem.treated, *problem.donors]
    names = tuple(problem.units[row].replace(" ", "") for row in order)
    return Data(problem.outcomes[order], names, problem.first_treated, 1970)


def municipalities() -> Data:
    random = np.random.default_rng(1)
    factors = random.normal(size=(PERIODS, 4)).cumsum(axis=0) * 0.1
    year = np.sin(2 * np.pi * np.arange(PERIODS) / 52)
    outcomes = 10 + random.normal(size=(UNITS, 4)) @ factors.T + random.normal(1, 0.3, size=(UNITS, 1)) * year
    outcomes += 0.3 * random.normal(size=(UNITS, PERIODS))
    return Data(outcomes, tuple(f"u{row}" for row in range(UNITS)), PERIODS - AFTER, 0)


def long_frame(data: Data) -> Any:
    import pandas as pd

    units, periods = data.outcomes.shape
    at = np.tile(np.arange(periods), units)
    treated = (np.repeat(np.arange(units), periods) == 0) & (at >= data.first)
    return pd.DataFrame(
        {
            "unit": np.repeat(data.names, periods),
            "time": at + data.start,
            "y": data.outcomes.ravel(),
            "d": treated.astype(int),
            "ever": np.repeat(np.arange(units) == 0, periods).astype(int),
        }
    )


# --- ours ------------------------------------------------------------------------------------------------------------


def sought_of(data: Data, placebos: int) -> list[tuple[int, NDArray[np.intp]]]:
    donors = np.arange(1, len(data.outcomes))
    return [(0, donors), *((int(unit), donors[donors != unit]) for unit in donors[:placebos])]


def our_sdid(data: Data, starts: list[int], placebos: int) -> float:
    """Return the treated unit's effect at the last start, after all placebos at every start."""
    known: Known = {}
    sought, effect = sought_of(data, placebos), float("nan")
    for start in starts:
        outcomes = data.outcomes[:, : start + data.outcomes.shape[1] - data.first]
        found = by_synthetic_difference_in_differences(outcomes, start, sought, known)
        assert max(one.gap for one in found) <= KKT_TOLERANCE
        effect = float((outcomes[0] - found[0].path)[start:].mean())
    return effect


def our_covariates(data: Data, predictors: Floats) -> float:
    donors = np.arange(1, len(data.outcomes))
    sought = [(0, donors), *((int(unit), donors[donors != unit]) for unit in donors)]
    found = match(data.outcomes[:, : data.first], predictors, sought)[0]
    return float((data.outcomes[0] - found.weights @ data.outcomes[1:])[data.first :].mean())


def our_ridge(data: Data) -> float:
    found = augment(data.outcomes[1:, : data.first], data.outcomes[0, : data.first])
    return float((data.outcomes[0] - found.weights @ data.outcomes[1:])[data.first :].mean())


def our_completion(data: Data) -> float:
    observed = np.ones(data.outcomes.shape, dtype=bool)
    observed[0, data.first :] = False
    return float((data.outcomes - complete(data.outcomes, observed).outcomes)[0, data.first :].mean())


def our_placebos(data: Data, starts: list[int], placebos: int) -> float:
    known: Known = {}
    sought, effect = sought_of(data, placebos), float("nan")
    for start in starts:
        outcomes = data.outcomes[:, : start + data.outcomes.shape[1] - data.first]
        found = by_synthetic_control(outcomes, start, sought, known=known)
        assert max(one.gap for one in found) <= KKT_TOLERANCE
        effect = float((outcomes[0] - found[0].path)[start:].mean())
    return effect


def problem_of(data: Data) -> Problem:
    return Problem(data.outcomes, data.names, tuple(map(str, range(data.outcomes.shape[1]))), 0, data.first)


def our_interval(data: Data) -> float:
    return interval(problem_of(data)).upper


def our_power(data: Data) -> float:
    return float(detectable(problem_of(data), lengths=range(1, 53)).smallest[-1, 0])


def our_joint(data: Data, starts: Sequence[int] = ()) -> float:
    outcomes = [replace(problem_of(data), outcomes=np.roll(data.outcomes, turn, axis=1)) for turn in range(12)]
    return float(joint(outcomes, starts=starts).adjusted_p_values[0])


# --- peers -----------------------------------------------------------------------------------------------------------


def diff_diff_sdid(data: Data) -> Fit:
    from diff_diff import SyntheticDiD

    frame, periods = long_frame(data), data.outcomes.shape[1]
    after = list(range(data.start + data.first, data.start + periods))
    verb = SyntheticDiD(variance_method="placebo", n_bootstrap=2, seed=1)
    # Two placebos are the fewest that it makes beside the fit: three fits in all.
    return lambda: float(verb.fit(frame, "y", "ever", "unit", "time", post_periods=after).att)


def synthdid_sdid(data: Data) -> Fit:
    from synthdid.synthdid import Synthdid

    frame = long_frame(data)
    return lambda: float(Synthdid(frame, "unit", "time", "d", "y").fit().att)


def mlsynth_sdid(data: Data) -> Fit:
    from mlsynth import SDID

    config = {"df": long_frame(data), "outcome": "y", "treat": "d", "unitid": "unit", "time": "time", "B": 0}
    return lambda: float(SDID(config | {"display_graphs": False}).fit().att)


def mlsynth_completion(data: Data) -> Fit:
    from mlsynth import MCNNM

    config = {"df": long_frame(data), "outcome": "y", "treat": "d", "unitid": "unit", "time": "time"}
    return lambda: float(MCNNM(config | {"display_graphs": False}).fit().att)


def augsynth_py_ridge(data: Data) -> Fit:
    import polars as pl
    from augsynth_py import AugSynth

    frame = pl.DataFrame({name: column.to_numpy() for name, column in long_frame(data).items()})
    names = {"unit": "unit", "time": "time", "outcome": "y", "treated": data.names[0]}
    return lambda: float(AugSynth(fixedeff=False).fit(frame, treatment_time=data.start + data.first, **names).att_)


def augsynth_py_plain(data: Data) -> Fit:
    import polars as pl
    from augsynth_py import Synth

    frame = pl.DataFrame({name: column.to_numpy() for name, column in long_frame(data).items()})
    names = {"unit": "unit", "time": "time", "outcome": "y", "treated": data.names[0]}
    return lambda: float(Synth().fit(frame, treatment_time=data.start + data.first, **names).att_)


def augsynth_py_interval(data: Data) -> Fit:
    import polars as pl
    from augsynth_py import Synth, conformal_interval

    frame = pl.DataFrame({name: column.to_numpy() for name, column in long_frame(data).items()})
    names = {"unit": "unit", "time": "time", "outcome": "y", "treated": data.names[0]}
    fitted = Synth().fit(frame, treatment_time=data.start + data.first, **names)
    return lambda: float(conformal_interval(fitted)[1])


def diff_diff_covariates(data: Data, predictors: Floats) -> Fit:
    from diff_diff import SyntheticControl

    frame, periods = long_frame(data), data.outcomes.shape[1]
    columns = [f"x{k}" for k in range(predictors.shape[1])]
    frame[columns] = np.repeat(predictors, periods, axis=0)
    verb = SyntheticControl(v_method="nested", seed=1)
    return lambda: float(verb.fit(frame, "y", "d", "unit", "time", predictors=columns).att)


# --- beside each other -----------------------------------------------------------------------------------------------


def prepared(*makers: Callable[[], Fit]) -> dict[str, Fit]:
    """Make each peer's verb, frames and imports done; what is not installed is said to be missing."""
    found: dict[str, Fit] = {}
    for maker in makers:
        name = getattr(maker, "keywords", {}).get("name") or maker.__name__
        try:
            found[name] = maker()
        except ImportError as missing:
            print(f"{name}: {missing.name or missing} is not installed")
    return found


def named(name: str, make: Callable[..., Fit], *arguments: Any) -> Callable[[], Fit]:
    def maker() -> Fit:
        return make(*arguments)

    maker.__name__ = name
    return maker


def lines() -> Iterator[Line]:
    states, towns = california(), municipalities()
    with PREDICTORS.open(encoding="utf-8") as file:
        rows = {row["State"].replace(" ", ""): list(row.values())[1:] for row in csv.DictReader(file, delimiter=";")}
    sales = states.outcomes[:, [18, 10, 5]]
    predictors = np.hstack([np.array([rows[name] for name in states.names], dtype=np.float64), sales])
    yield Line(
        "synthetic difference in differences, Prop 99, 38 placebos",
        39,
        lambda: our_sdid(states, [states.first], len(states.outcomes)),
        prepared(
            named("diff-diff (3 fits)", diff_diff_sdid, states),
            named("mlsynth", mlsynth_sdid, states),
            named("synthdid", synthdid_sdid, states),
        ),
    )
    starts = list(range(towns.first - 10 * (WINDOWS - 1), towns.first + 1, 10))
    yield Line(
        f"synthetic difference in differences, {UNITS} × {PERIODS}, 1,000 placebos",
        WINDOWS * (PLACEBOS + 1),
        lambda: our_sdid(towns, starts, PLACEBOS),
        prepared(named("diff-diff (3 fits)", diff_diff_sdid, towns)),
    )
    yield Line(
        f"synthetic control, {UNITS} × {PERIODS}, 1,000 placebos",
        WINDOWS * (PLACEBOS + 1),
        lambda: our_placebos(towns, starts, PLACEBOS),
        prepared(named("augsynth-py", augsynth_py_plain, towns)),
    )
    yield Line(
        f"conformal interval at 95 %, {UNITS} × {PERIODS}; the figure is its upper end",
        1,
        lambda: our_interval(towns),
        prepared(named("augsynth-py", augsynth_py_interval, towns)),
    )
    yield Line(
        f"smallest detectable effect, {UNITS - 1} donors, windows of 1 to 52 weeks; the figure is that of 52",
        1,
        lambda: our_power(towns),
        {},
    )
    yield Line(
        f"12 outcomes judged together, {UNITS - 1} placebos each; the figure is the first one's corrected p",
        1,
        lambda: our_joint(towns),
        {},
    )
    windows = range(towns.first - 6 * AFTER, towns.first, AFTER)
    yield Line(
        f"the same, {UNITS} units also at {len(windows)} made-up starts: {UNITS * len(windows) + UNITS - 1:,} placebos",
        1,
        lambda: our_joint(towns, windows),
        {},
    )
    yield Line(
        "synthetic control with the search over predictors' weights, Prop 99, 38 placebos",
        39,
        lambda: our_covariates(states, predictors),
        prepared(
            named("diff-diff", diff_diff_covariates, states, predictors),
        ),
    )
    yield Line(
        "ridge-augmented synthetic control, Prop 99, penalty chosen",
        1,
        lambda: our_ridge(states),
        prepared(named("augsynth-py", augsynth_py_ridge, states)),
    )
    yield Line(
        "matrix completion, Prop 99, penalty chosen",
        1,
        lambda: our_completion(states),
        prepared(named("mlsynth", mlsynth_completion, states)),
    )


def timed(verb: Fit) -> tuple[float, float]:
    began = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        effect = verb()
    return effect, time.process_time() - began


def growth() -> None:
    """Print seconds and the most memory so far for more and more placebos: both must not grow faster than they do."""
    towns = municipalities()
    for windows in (1, WINDOWS, 4 * WINDOWS):
        starts = list(range(towns.first - 10 * (windows - 1), towns.first + 1, 10))
        _effect, seconds = timed(lambda starts=starts: our_sdid(towns, starts, PLACEBOS))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(
            f"{windows * PLACEBOS:,} placebos of synthetic difference in differences: {seconds:.2f} s, {memory:.0f} MB"
        )


def main() -> None:
    assert DATA.exists(), DATA
    growth()  # before any peer takes memory of its own
    for line in lines():
        effect, seconds = min((timed(line.ours) for _time in range(2)), key=lambda one: one[1])
        print(f"{line.title}\n  samspel: {seconds:.3f} s, effect {effect:.3f}", flush=True)
        for name, verb in line.peers.items():
            try:
                theirs, one = timed(verb)
            except Exception as failed:  # a peer's failure is a finding, not ours to hide
                print(f"  {name}: failed ({type(failed).__name__}: {failed})"[:160], flush=True)
                continue
            one /= 3 if "3 fits" in name else 1
            print(
                f"  {name}: {one:.3f} s a fit, {one * line.fits:.1f} s for all, {one * line.fits / seconds:.0f} ×, "
                f"effect {theirs:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
