"""A study's effect → an amount for the same festival as a survey's net, by what somebody has stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from samspel.effects.types import Registration, Transform
from samspel.effects.verdicts import level_of
from samspel.engines.survey import Figure

Values = Mapping[str, Any]
MONEY = frozenset({"sek", "kr", "kronor"})
"""Units that need no conversion, where the figures themselves are compared."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What one unit of a study's effect is worth in the survey's money, over how many of its periods it is counted.

    The range goes into the interval. A study in money needs none but the number of periods.
    """

    periods: float = 1.0
    low: float = 1.0
    value: float = 1.0
    high: float = 1.0
    source: str = ""

    def as_plain(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def is_money(registration: Registration) -> bool:
    """Tell whether a study's effect is an amount of kronor already."""
    return registration.transform is Transform.LEVEL and registration.unit.en.strip().casefold() in MONEY


def effect_between(registration: Registration, values: Values) -> tuple[Figure, float] | None:
    """Return a study's effect a period with its interval, and the interval's level; None where an end is open.

    Of editions that come back it is the pooled effect of one of them.
    """
    checks = values.get("checks") or {}
    if interval := checks.get("interval"):
        found, level = {"effect": values["effect"], **interval}, interval["level"]
    elif interval := values.get("interval"):
        found, level = {"effect": values["effect"], **interval}, interval.get("level", 1 - level_of(registration))
    elif pooled := values.get("pooled"):
        found, level = pooled, 1 - level_of(registration)
    else:
        return None
    if found["lower"] is None or found["upper"] is None:
        return None
    return Figure(found["effect"], found["lower"], found["upper"]), float(level)


def converted(effect: Figure, conversion: Conversion) -> Figure:
    """Return an effect as an amount; its interval is the widest that effect and conversion allow together."""
    ends = [
        conversion.periods * one * factor
        for one in (effect.low, effect.high)
        for factor in (conversion.low, conversion.high)
    ]
    value = conversion.periods * effect.value * conversion.value
    return Figure(value, min(*ends, value), max(*ends, value))
