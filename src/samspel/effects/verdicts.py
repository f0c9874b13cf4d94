"""An estimate's values → what they can carry: nothing is claimed that a check speaks against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samspel.effects.types import Direction, Registration

Values = Mapping[str, Any]

POOR_FIT = 0.5
"""A twin that misses the unit by more than half of what separates units anyway is not its twin."""

UNLIKELY = 0.1
"""From this p down a gap is called unusual; with fewer than nine donors no gap can be."""


def level_of(registration: Registration) -> float:
    """Return the p from which down a gap is called unusual: what was registered, or the room's."""
    return registration.interest.level if registration.interest else UNLIKELY


def verdict(registration: Registration, values: Values) -> str:
    """Return ``"poor_fit"``, ``"chance"``, ``"tentative"`` or ``"unusual"``: what an estimate can carry.

    The last is said only where no check speaks against it.
    """
    gate = values.get("checks", {}).get("gate", {"verdict": "pass"})
    if values["pre_fit"] > POOR_FIT or gate["verdict"] == "refuse":
        return "poor_fit"
    if values["p_value"] > level_of(registration):
        return "chance"
    return "tentative" if weaknesses(registration, values) else "unusual"


def weaknesses(registration: Registration, values: Values) -> list[str]:
    """Return codes of what keeps an unusual gap from being a claim; of a run without checks none are known."""
    checks = values.get("checks")
    if not checks:
        return []
    found = {
        "gate": checks["gate"]["verdict"] != "pass",
        "interval": reaches(checks["interval"], 0.0),
        "hidden": _hidden_turns_it(values.get("hidden", {})),
        "ways": _ways_disagree(registration, values),
        "joint": is_one_of_many(registration, values),
    }
    before, after = said_beforehand(registration, values["effect"])
    return [*before, *(code for code, holds in found.items() if holds), *after]


def is_one_of_many(registration: Registration, values: Values) -> bool:
    """Tell whether an outcome is not rare once all that were looked at count."""
    return bool(values.get("joint")) and values["joint"][0]["adjusted"] > level_of(registration)


def said_beforehand(registration: Registration, effect: float) -> tuple[list[str], list[str]]:
    """Return codes of what a registration itself says against a claim: its size and way; what was known by then."""
    interest = registration.interest
    wrong_way = interest is not None and (
        (interest.direction is Direction.HIGHER and effect < 0)
        or (interest.direction is Direction.LOWER and effect > 0)
    )
    small = interest is not None and abs(effect) < interest.smallest
    seen = registration.deviation is not None or registration.seen is not None
    return ["direction"] * wrong_way + ["small"] * small, ["seen"] * seen


def reaches(interval: Values, effect: float) -> bool:
    """Tell whether an interval holds an effect; an end that is None bounds nothing."""
    lower, upper = interval["lower"], interval["upper"]
    return (lower is None or lower <= effect) and (upper is None or upper >= effect)


def _hidden_turns_it(found: Values) -> bool:
    """Tell whether hidden cells can make an effect nothing, with the weights as they are or fitted anew."""
    if not found.get("cells"):
        return False
    return reaches(found, 0.0) or (bool(found.get("refitted")) and reaches(found["refitted"], 0.0))


def _ways_disagree(registration: Registration, values: Values) -> bool:
    """Tell whether under half of the ways of asking give an unusual gap of the same sign."""
    ways = [one for one in values["checks"]["specifications"] if one["effect"] is not None]
    alike = [
        one
        for one in ways
        if one["effect"] * values["effect"] > 0 and one["p_value"] <= max(UNLIKELY, level_of(registration))
    ]
    return 2 * len(alike) < len(ways)
