"""What would have happened without it: estimates by several methods, and how sure one can be of them.

>>> from samspel.engines.counterfactual import Problem, estimate
>>> estimate(Problem(outcomes, units, periods, treated=0, first_treated=19)).treated.effect

Before: `detectable` says what a design could see. After: `gate` how far it may be read, `interval` and `jackknife` how
sure one can be, `told_apart` which effect the test would have seen, `specifications` what other ways of asking give,
`joint` several outcomes together.
"""

from samspel.engines.counterfactual.band import Band, jackknife
from samspel.engines.counterfactual.check import Violation, check
from samspel.engines.counterfactual.estimate import estimate
from samspel.engines.counterfactual.gate import Gate, GateFinding, Verdict, gate
from samspel.engines.counterfactual.interval import Interval, Kind, interval
from samspel.engines.counterfactual.joint import Joint, joint
from samspel.engines.counterfactual.power import Surface, detectable, told_apart
from samspel.engines.counterfactual.problem import Method, Problem, UnusableProblem
from samspel.engines.counterfactual.result import Estimate, Fit
from samspel.engines.counterfactual.specifications import Specification, specifications

__all__ = [
    "Band",
    "Estimate",
    "Fit",
    "Gate",
    "GateFinding",
    "Interval",
    "Joint",
    "Kind",
    "Method",
    "Problem",
    "Specification",
    "Surface",
    "UnusableProblem",
    "Verdict",
    "Violation",
    "check",
    "detectable",
    "estimate",
    "gate",
    "interval",
    "jackknife",
    "joint",
    "specifications",
    "told_apart",
]
