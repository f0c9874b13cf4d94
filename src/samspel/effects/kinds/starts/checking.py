"""What an effect of starts rests on → plain values, and what they say against a claim."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import POOR_FIT, level_of
from samspel.engines.counterfactual.editions import StaggeredProblem, staggered_checks
from samspel.engines.counterfactual.editions.staggered_checks import Asked

FEWEST = 3
"""Places from which on a point is more than one or two."""


def plain_checks(problem: StaggeredProblem, tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Return what the engine finds when it asks again, as a JSON object."""
    found, names = staggered_checks(problem, tell), problem.units
    asked = {
        "without_place": [{"without": names[row], **_plain(one)} for row, one in found.without_place.items()],
        "without_donor": [
            {"without": names[row], "effect": one.effect}
            for row, one in found.without_donor.items()
            if isfinite(one.effect)
        ],
        "donors": found.donors,
        "ways": [{"method": method, "donors": who, **_plain(one)} for (method, who), one in found.ways.items()],
        "registered": {"method": problem.method, "donors": problem.donors},
        "earlier": None
        if found.earlier is None
        else {"periods": found.earlier.periods, "effect": found.earlier.effect},
        "places": [
            {
                "unit": names[one.row],
                "miss": _finite(one.miss),
                "usual": _finite(one.usual),
                "weights": [
                    [names[row], float(one.weights[row])]
                    for row in sorted(one.weights.nonzero()[0].tolist(), key=lambda row: -float(one.weights[row]))
                ],
            }
            for one in found.places
        ],
    }
    return {"asked": asked}


def _plain(one: Asked) -> dict[str, Any]:
    names = ("effect", "p_value", "smallest_p")
    return {name: _finite(getattr(one, name)) for name in names}


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def few_at(values: Values) -> int:
    """Return the number of places under which a time since the start rests on few of them: 0 where none does.

    Where places drop out, the line changes because others are left, not because the effect does.
    """
    most = max(one["units"] for one in values["by_time"])
    return int(min(most, max(FEWEST, (most + 1) // 2)))


def hanging(registration: Registration, values: Values) -> tuple[str, str]:
    """Return why an effect hangs on a single place, and on which: ``"turns"``, ``"level"``, or nothing.

    Where so few are left that no lot could be rare, only the sign can tell.
    """
    rest = values.get("asked", {}).get("without_place", [])
    turned = [one for one in rest if one["effect"] is None or one["effect"] * values["effect"] <= 0]
    if turned:
        return "turns", str(turned[0]["without"])
    level = level_of(registration)
    lost = [one for one in rest if one["p_value"] is not None and one["p_value"] > level >= one["smallest_p"]]
    if lost:
        return "level", str(max(lost, key=lambda one: float(one["p_value"]))["without"])
    return "", ""


def other_ways(values: Values) -> list[Values]:
    """Return the other ways of asking that allow an estimate."""
    return [one for one in values.get("asked", {}).get("ways", []) if one["effect"] is not None]


def is_alike(registration: Registration, values: Values, way: Values) -> bool:
    """Tell whether another way gives an effect of the same sign that is unusual at the registered level."""
    return bool(way["effect"] * values["effect"] > 0 and way["p_value"] <= level_of(registration))


def fit_of(values: Values) -> float | None:
    """Return by how much the comparisons miss before the starts, as a share of the usual difference between units."""
    known = [one for one in values.get("asked", {}).get("places", []) if one["usual"]]
    if not known:
        return None
    squares = [[one[name] ** 2 for one in known] for name in ("miss", "usual")]
    return float((sum(squares[0]) / sum(squares[1])) ** 0.5)


def against(registration: Registration, values: Values) -> list[str]:
    """Return codes of what asking again says against a claim, the gravest first; of a run before there were none."""
    if not values.get("asked"):
        return []
    earlier, ways = values["asked"]["earlier"], other_ways(values)
    alike = sum(is_alike(registration, values, one) for one in ways)
    turns, _place = hanging(registration, values)
    found = {
        "fit": (fit_of(values) or 0.0) > POOR_FIT,
        "one_place": turns == "turns",
        "one_place_level": turns == "level",
        "one_donor": any(one["effect"] * values["effect"] <= 0 for one in values["asked"]["without_donor"]),
        "earlier": earlier is not None and abs(earlier["effect"]) >= abs(values["effect"]),
        "ways": 2 * alike < len(ways),
    }
    return [code for code, holds in found.items() if holds]
