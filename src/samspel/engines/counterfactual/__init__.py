"""What would have happened without it: synthetic control with exact weights and placebo tests.

>>> from samspel.engines.counterfactual import Problem, estimate
>>> estimate(Problem(outcomes, units, periods, treated=0, first_treated=19)).treated.effect
"""

from samspel.engines.counterfactual.check import Violation, check
from samspel.engines.counterfactual.estimate import estimate
from samspel.engines.counterfactual.problem import Method, Problem, UnusableProblem
from samspel.engines.counterfactual.result import Estimate, Fit

__all__ = ["Estimate", "Fit", "Method", "Problem", "UnusableProblem", "Violation", "check", "estimate"]
