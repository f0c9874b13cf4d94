"""How often estimators of a panel cry wolf, and how often their intervals hold the truth.

``python -m benchmarks.calibration`` takes minutes. Panels without any effect, with season, common waves and serial
correlation, seeded: a test at 5 % is to be wrong in 5 % of them, and an interval at 90 % to hold the effect that was
put in, in 90 %. ± is two standard errors.
"""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np

from samspel.engines.counterfactual import Method, Problem, estimate, interval

PANELS = 1_000
UNITS, PERIODS, CUT = 20, 72, 60
"""With twenty units a p of 5 % is the least there is: one unit in twenty stands out by chance."""

METHODS = (Method.SYNTHETIC_CONTROL, Method.DIFFERENCE_IN_DIFFERENCES, Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES)
LEVEL, EFFECT = 0.9, 2.0

UNLIKE: dict[str, dict[str, float]] = {
    "the unit is twice as noisy as its donors": {"noisy": 2.0},
    "the unit is half as noisy": {"noisy": 0.5},
    "each unit has a noise of its own": {"unlike": 0.6},
    "there are seven donors": {"units": 8},
}
"""What intervals from placebos are also tried on."""


def null_panel(seed: int, *, units: int = UNITS, noisy: float = 1.0, unlike: float = 0.0) -> Problem:
    """Return monthly outcomes of units: two waves, a season, and noise that remembers half of itself.

    Parameters
    ----------
    noisy : float
        The treated unit's noise over that of the others.
    unlike : float
        Standard deviation of the logarithm of units' noise.
    """
    draw = np.random.default_rng(seed)
    waves = draw.normal(size=(2, PERIODS)).cumsum(axis=1)
    season = np.sin(2 * np.pi * np.arange(PERIODS) / 12)
    noise = draw.normal(size=(units, PERIODS))
    for period in range(1, PERIODS):
        noise[:, period] += 0.5 * noise[:, period - 1]
    shapes = draw.dirichlet(np.ones(2), units) @ waves + draw.uniform(1, 3, (units, 1)) * season
    noise *= np.exp(unlike * draw.normal(size=(units, 1)))
    noise[0] *= noisy
    names = [tuple(f"{kind}{number}" for number in range(count)) for kind, count in (("u", units), ("t", PERIODS))]
    return Problem(100 + shapes + noise, names[0], names[1], treated=0, first_treated=CUT)


def with_effect(problem: Problem) -> Problem:
    outcomes = problem.outcomes.copy()
    outcomes[0, CUT:] += EFFECT
    return replace(problem, outcomes=outcomes)


def count(method: Method, panels: int) -> None:
    """Print false alarms, how many intervals hold the effect, and what comes out of an effect that is put in."""
    alarms, covered, open_ended, recovered = 0, 0, 0, []
    for seed in range(panels):
        problem = replace(null_panel(seed), method=method)
        found = estimate(problem)
        alarms += found.p_value <= 0.05
        moved = with_effect(problem)
        held = interval(moved, level=LEVEL)
        covered += held.lower <= EFFECT <= held.upper
        open_ended += not np.isfinite([held.lower, held.upper]).all()
        recovered.append(estimate(moved).treated.effect - found.treated.effect)
    print(f"{method}, {panels} panels without effect: false alarms at 5 %: {_share(alarms, panels)}")
    print(f"  interval at 90 % holds the effect: {_share(covered, panels)}; open: {_share(open_ended, panels)}")
    print(
        f"  an effect of 2 that is put in comes out as {np.min(recovered):.6f} to {np.max(recovered):.6f}", flush=True
    )


def count_unlike(method: Method, panels: int) -> None:
    """Print how many intervals hold the effect where units are not alike or few."""
    for setting, values in UNLIKE.items():
        held = [
            interval(with_effect(replace(null_panel(seed, **values), method=method)), level=LEVEL)  # type: ignore[arg-type]
            for seed in range(panels)
        ]
        covered = sum(one.lower <= EFFECT <= one.upper for one in held)
        width = np.median([one.upper - one.lower for one in held])
        print(f"{method}, {setting}: {_share(covered, panels)}, median width {width:.2f}", flush=True)


def main() -> None:
    panels = int(sys.argv[1]) if len(sys.argv) > 1 else PANELS
    for method in METHODS:
        count(method, panels)
        if method is not Method.SYNTHETIC_CONTROL:
            count_unlike(method, panels)


def _share(count: int, of: int) -> str:
    share = count / of
    return f"{share:.1%} ± {2 * math.sqrt(share * (1 - share) / of):.1%}"


if __name__ == "__main__":
    main()
