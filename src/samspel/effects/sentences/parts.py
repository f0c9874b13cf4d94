"""What a study needs beside its outcome, in the words of its registration."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.effects.models import Beside
from samspel.effects.types import Registration


def part_name(part: str, registration: Registration) -> str:
    """Return what a file of this part holds."""
    if part == Beside.BEFORE:
        return _("the outcome before it is opened")
    if part == Beside.COVARIATES and registration.alone:
        return _("weather and the like: a row per period, a column per name")
    if part == Beside.COVARIATES:
        return _("covariates: a row per unit, a column per covariate")
    found = (one for one in registration.further if part == f"further:{one.key}")
    return next((f"{one.outcome} ({one.unit})" for one in found), part)
