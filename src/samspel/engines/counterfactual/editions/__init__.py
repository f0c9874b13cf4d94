"""Events that come back, and events that reach places one after the other.

>>> from samspel.engines.counterfactual.editions import RepeatedProblem, estimate_repeated
>>> estimate_repeated(RepeatedProblem(outcomes, units, periods, treated=0, windows=((35, 36), (87, 88)))).pooled
"""

from samspel.engines.counterfactual.editions.check import check_repeated, check_staggered
from samspel.engines.counterfactual.editions.pooling import Pooled, pool
from samspel.engines.counterfactual.editions.repeated import (
    EditionEffect,
    RepeatedEstimate,
    estimate_repeated,
)
from samspel.engines.counterfactual.editions.repeated_problem import RepeatedProblem
from samspel.engines.counterfactual.editions.staggered import (
    Aggregate,
    GroupTime,
    StaggeredEstimate,
    estimate_staggered,
)
from samspel.engines.counterfactual.editions.staggered_problem import StaggeredProblem

__all__ = [
    "Aggregate",
    "EditionEffect",
    "GroupTime",
    "Pooled",
    "RepeatedEstimate",
    "RepeatedProblem",
    "StaggeredEstimate",
    "StaggeredProblem",
    "check_repeated",
    "check_staggered",
    "estimate_repeated",
    "estimate_staggered",
    "pool",
]
