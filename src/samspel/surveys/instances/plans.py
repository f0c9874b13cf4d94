"""Spots with what is expected → the engine's sampling plan."""

from __future__ import annotations

from collections.abc import Sequence

from samspel.engines.survey import Allotted, Cell, Plan, plan
from samspel.surveys.models import Spot, Survey

DESIGN_EFFECT = 1.3
"""People met together answer somewhat alike."""


def sampling_plan(survey: Survey, spots: Sequence[Spot]) -> Plan:
    """Return the smallest sample that gives a share of all visitors the wanted margin, by spot.

    Raises `UnusableProblem` where nobody is expected, or where too few answer for the margin.
    """
    return plan(
        [Cell(str(one.pk), one.expected_persons or 0) for one in spots],
        margin=survey.margin_points / 100,
        design_effect=DESIGN_EFFECT,
        response=survey.response_percent / 100,
    )


def everybody(survey: Survey, spots: Sequence[Spot]) -> tuple[Allotted, ...]:
    """Return what is asked where no sample is large enough: everybody who is expected."""
    share = survey.response_percent / 100
    return tuple(
        Allotted(str(one.pk), persons, int(persons * share), persons, 1 if persons else 0, None)
        for one in spots
        for persons in [one.expected_persons or 0]
    )
