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


def null_panel(seed: int) -> Problem:
    """Return monthly outcomes of like units: two waves, a season, and noise that remembers half of itself."""
    draw = np.random.default_rng(seed)
    waves = draw.normal(size=(2, PERIODS)).cumsum(axis=1)
    season = np.sin(2 * np.pi * np.arange(PERIODS) / 12)
    noise = draw.normal(size=(UNITS, PERIODS))
    for period in range(1, PERIODS):
        noise[:, period] += 0.5 * noise[:, period - 1]
    outcomes = 100 + draw.dirichlet(np.ones(2), UNITS) @ waves + draw.uniform(1, 3, (UNITS, 1)) * season + noise
    names = [tuple(f"{kind}{number}" for number in range(count)) for kind, count in (("u", UNITS), ("t", PERIODS))]
    return Problem(outcomes, names[0], names[1], treated=0, first_treated=CUT)


def main() -> None:
    panels = int(sys.argv[1]) if len(sys.argv) > 1 else PANELS
    for method in METHODS:
        alarms, covered, open_ended, recovered = 0, 0, 0, []
        for seed in range(panels):
            problem = replace(null_panel(seed), method=method)
            found = estimate(problem)
            alarms += found.p_value <= 0.05
            outcomes = problem.outcomes.copy()
            outcomes[0, CUT:] += 2.0
            moved = replace(problem, outcomes=outcomes)
            held = interval(moved, level=0.9)
            covered += held.lower <= 2.0 <= held.upper
            open_ended += not np.isfinite([held.lower, held.upper]).all()
            recovered.append(estimate(moved).treated.effect - found.treated.effect)
        print(f"{method}, {panels} panels without effect: false alarms at 5 %: {_share(alarms, panels)}")
        print(f"  interval at 90 % holds the effect: {_share(covered, panels)}; open: {_share(open_ended, panels)}")
        print(f"  an effect of 2 that is put in comes out as {np.min(recovered):.6f} to {np.max(recovered):.6f}")


def _share(count: int, of: int) -> str:
    share = count / of
    return f"{share:.1%} ± {2 * math.sqrt(share * (1 - share) / of):.1%}"


if __name__ == "__main__":
    main()
