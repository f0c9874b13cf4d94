"""Studies of more than one event: a run's problem → estimates of every outcome → plain values and charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from samspel.effects.checking import refuse_violations
from samspel.effects.instances import further_panels
from samspel.effects.kinds.manner import Progress
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.engines.counterfactual import Violation
from samspel.engines.counterfactual.editions import (
    RepeatedEstimate,
    RepeatedProblem,
    StaggeredEstimate,
    StaggeredProblem,
    joint_several,
)
from samspel.records.types import Answer, Attachment, Plain

SHARE_OF_ESTIMATE = 0.8

Asked = TypeVar("Asked", RepeatedProblem, StaggeredProblem)
Found = TypeVar("Found", RepeatedEstimate, StaggeredEstimate)


@dataclass(frozen=True, slots=True)
class Several(Generic[Asked, Found]):
    """How a kind of several events goes from a run's problem to its answer.

    Attributes
    ----------
    problem
        From a run's problem to the engine's, with the registered transform applied. Raises `UnusableProblem`.
    estimate, check
        The engine's verb, and its checker.
    told
        An estimate as a JSON object, effects in the unit of the transform.
    charts
        From those values and the first letters of the digest.
    """

    problem: Callable[[Plain], Asked]
    estimate: Callable[[Asked, Callable[[int, int], None]], Found]
    check: Callable[[Asked, Found], tuple[Violation, ...]]
    told: Callable[[Asked, Found, Registration], dict[str, Any]]
    charts: Callable[[Registration, Values, str], tuple[Attachment, ...]]

    def execute(self, plain: Plain, tell: Progress) -> Answer:
        """Estimate every registered outcome and draw the first. Raises `ValueError` if the checker disagrees."""
        registration = Registration.from_plain(plain["registration"])
        problems = [self.problem(one) for one in (plain, *further_panels(plain))]
        found = [self._found(problem, _part(tell, at, len(problems))) for at, problem in enumerate(problems)]
        values = self.told(problems[0], found[0], registration)
        if registration.further:
            values["joint"] = _joint(registration, problems, found)
        return Answer(values, self.charts(registration, values, plain["registration_digest"][:8]))

    def _found(self, problem: Asked, tell: Callable[[int, int], None]) -> Found:
        found = self.estimate(problem, tell)
        refuse_violations(self.check(problem, found))
        return found


def _part(tell: Progress, at: int, parts: int) -> Callable[[int, int], None]:
    return lambda done, total: tell(SHARE_OF_ESTIMATE * (at + done / total) / parts)


def _joint(registration: Registration, problems: Sequence[Asked], found: Sequence[Found]) -> list[dict[str, Any]]:
    """Return each outcome's effect, its own p and the one corrected for all, the registered outcome first."""
    together = joint_several(problems, found)
    rows = zip(together.effects, together.p_values, together.adjusted_p_values, strict=True)
    keys = ["", *(one.key for one in registration.further)]
    return [
        {"key": key, "effect": float(effect), "p_value": float(own), "adjusted": float(corrected)}
        for key, (effect, own, corrected) in zip(keys, rows, strict=True)
    ]
