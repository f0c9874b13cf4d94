"""Several outcomes of the same editions or the same starts, judged together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from samspel.engines.counterfactual.editions.repeated import RepeatedEstimate
from samspel.engines.counterfactual.editions.repeated_problem import Floats, RepeatedProblem
from samspel.engines.counterfactual.editions.staggered import StaggeredEstimate
from samspel.engines.counterfactual.editions.staggered_problem import StaggeredProblem
from samspel.engines.counterfactual.joint import adjusted, ranks
from samspel.engines.counterfactual.problem import UnusableProblem


@dataclass(frozen=True, slots=True, eq=False)
class JointSeveral:
    """What is left of each outcome where all were looked at.

    Attributes
    ----------
    effects, p_values : array of shape (outcomes,)
        Of each alone, ranked among moved weeks or among lots.
    adjusted_p_values : array of shape (outcomes,)
        Corrected for having looked at all: never below ``1 / (1 + placebos)``.
    """

    effects: Floats
    p_values: Floats
    adjusted_p_values: Floats

    def __post_init__(self) -> None:
        for array in (self.effects, self.p_values, self.adjusted_p_values):
            array.setflags(write=False)


def joint_several(
    problems: Sequence[RepeatedProblem] | Sequence[StaggeredProblem],
    estimates: Sequence[RepeatedEstimate] | Sequence[StaggeredEstimate],
) -> JointSeveral:
    """Correct the p-values of several outcomes for there being several, by the step-down of `joint`.

    All outcomes' editions are moved by the same shift, or their starts dealt out by the same lot, so what belongs
    together stays together: placebo ``u`` of one outcome is placebo ``u`` of all.

    Parameters
    ----------
    problems, estimates : sequence of one kind, of the same length
        Of the same units and periods, asked in the same way.

    Raises
    ------
    UnusableProblem
        ``no_outcome``; ``other_units`` if they differ in anything but their figures.
    """
    if not problems or len(problems) != len(estimates):
        raise UnusableProblem("no_outcome", "Give at least one outcome, and an estimate of each.")
    asked = [name for name in (one.name for one in fields(problems[0])) if name != "outcomes"]
    for number, other in enumerate(problems, start=1):
        if type(other) is not type(problems[0]) or any(
            getattr(other, name) != getattr(problems[0], name) for name in asked
        ):
            raise UnusableProblem(
                "other_units",
                "Outcome %(number)d is not of the same units as the first, asked in the same way: judge it by itself.",
                number=number,
            )
    means = np.array([_means(one) for one in estimates])
    shares = ranks(np.abs(means))
    return JointSeveral(means[:, 0].copy(), shares[:, 0].copy(), adjusted(shares))


def _means(found: RepeatedEstimate | StaggeredEstimate) -> list[float]:
    """Return the mean effect, and the same of every placebo in its order."""
    if isinstance(found, RepeatedEstimate):
        return [found.mean, *found.placebo_means.tolist()]
    return [found.overall.effect, *found.dealt.tolist()]
