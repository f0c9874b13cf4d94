"""Events that come back, and events that reach places one after the other.

>>> from samspel.engines.counterfactual.editions import RepeatedProblem, estimate_repeated
>>> estimate_repeated(RepeatedProblem(outcomes, units, periods, treated=0, windows=((35, 36), (87, 88)))).pooled

Before: `detectable_repeated` and `detectable_staggered` say what could be seen. After: `seen_by` says it of starts
from their own lots, and `joint_several` judges several outcomes together.
"""

from samspel.engines.counterfactual.editions.check import check_repeated, check_staggered
from samspel.engines.counterfactual.editions.joint import JointSeveral, joint_several
from samspel.engines.counterfactual.editions.pooling import Pooled, pool
from samspel.engines.counterfactual.editions.repeated import (
    EditionEffect,
    RepeatedEstimate,
    estimate_repeated,
)
from samspel.engines.counterfactual.editions.repeated_power import RepeatedSurface, detectable_repeated
from samspel.engines.counterfactual.editions.repeated_problem import RepeatedProblem
from samspel.engines.counterfactual.editions.staggered import (
    Aggregate,
    GroupTime,
    StaggeredEstimate,
    estimate_staggered,
)
from samspel.engines.counterfactual.editions.staggered_power import StaggeredSurface, detectable_staggered, seen_by
from samspel.engines.counterfactual.editions.staggered_problem import StaggeredProblem

__all__ = [
    "Aggregate",
    "EditionEffect",
    "GroupTime",
    "JointSeveral",
    "Pooled",
    "RepeatedEstimate",
    "RepeatedProblem",
    "RepeatedSurface",
    "StaggeredEstimate",
    "StaggeredProblem",
    "StaggeredSurface",
    "check_repeated",
    "check_staggered",
    "detectable_repeated",
    "detectable_staggered",
    "estimate_repeated",
    "estimate_staggered",
    "joint_several",
    "pool",
    "seen_by",
]
