"""A run's problem → estimate, checks, outcomes together → plain values and charts."""

from __future__ import annotations

from samspel.effects.charts import paths as charts
from samspel.effects.charts.checks import ways_chart
from samspel.effects.charts.places import place_charts
from samspel.effects.checking import plain_checks, plain_joint, refuse_violations
from samspel.effects.instances import engine_problem, further_panels, other_bases, plain_base, plain_estimate
from samspel.effects.kinds.manner import Progress
from samspel.effects.types import Registration
from samspel.engines import counterfactual as engine
from samspel.records.types import Answer, Plain

SHARE_OF_ESTIMATE, SHARE_OF_CHECKS = 0.3, 0.4
"""About how much of a run's time goes into the estimate and its checks; drawing takes the rest."""


def execute(problem: Plain, tell: Progress) -> Answer:
    """Estimate, check and draw in both languages; changes nothing and needs no seed.

    Raises
    ------
    ValueError
        If nothing can be estimated, or if the checker, which shares nothing with the solver, finds a figure wrong.
    """
    registration = Registration.from_plain(problem["registration"])
    instance = engine_problem(problem)
    found = engine.estimate(instance, lambda done, total: tell(SHARE_OF_ESTIMATE * done / total))
    refuse_violations(engine.check(instance, found))
    values = plain_estimate(instance, found, registration) | {
        "bases": [plain_base(period, other, engine.estimate(other)) for period, other in other_bases(problem)],
        "checks": plain_checks(
            instance, found, registration, lambda done: tell(SHARE_OF_ESTIMATE + SHARE_OF_CHECKS * done)
        ),
    }
    if registration.further:
        together = engine.joint([instance, *map(engine_problem, further_panels(problem))])
        values["joint"] = plain_joint(registration, together, instance.first_treated)
    key = problem["registration_digest"][:8]
    drawn = charts.charts_of(registration, values, key=key)
    return Answer(values, (*drawn, *ways_chart(registration, values, key), *place_charts(registration, values, key)))
