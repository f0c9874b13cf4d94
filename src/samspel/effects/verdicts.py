"""An estimate's values → what they can carry: nothing is claimed that a check speaks against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        "range": bool(values.get("hidden", {}).get("unlike")),
        "ways": not ways_of(registration, values).agree,
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


@dataclass(frozen=True, slots=True)
class Ways:
    """How many other ways of asking give an unusual gap of the same sign, could have, and have too few donors to."""

    alike: int
    speaking: int
    silent: int

    @property
    def agree(self) -> bool:
        """Tell whether half or more of those that could speak agree."""
        return 2 * self.alike >= self.speaking


def ways_of(registration: Registration, values: Values) -> Ways:
    """Count ways of asking at the registered level, never at a looser one."""
    level = level_of(registration)
    known = [one for one in values["checks"]["specifications"] if one["effect"] is not None]
    speaking = [one for one in known if not is_silent(one, level)]
    alike = [one for one in speaking if one["effect"] * values["effect"] > 0 and one["p_value"] <= level]
    return Ways(len(alike), len(speaking), len(known) - len(speaking))


def is_silent(way: Values, level: float) -> bool:
    """Tell whether a way of asking has too few donors for a level; of answers from before it was counted none has."""
    return bool(way.get("least_p", 0.0) > level + 1e-9)
