"""An event small enough to be reckoned by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from samspel.engines.survey import Assumption, Category, Design, Removal, Spending

HAND = "reckoned by hand"


def known(name: str, value: float) -> Assumption:
    return Assumption.known(name, value, HAND)


def design(weights: Any = (50, 50, 50, 50, 50, 50), strata: str = "xxxyyy") -> Design:
    return Design(weights=np.array(weights, float), strata=list(strata), clusters=list("abcdef"))


def food(**changed: Any) -> Category:
    given = {
        "per_day": [100, 200, 224, 112, 336, 0],
        "vat": known("VAT on food", 0.12),
        "leakage": known("imports", 0.5),
    }
    return Category("food", **{**given, **changed})


def beds(**changed: Any) -> Category:
    given = {"per_day": [0, 0, 560, 0, 1120, 0], "vat": known("VAT on beds", 0.12), "leakage": known("chains", 0.25)}
    return Category("beds", **{**given, **changed})


def removals() -> list[Removal]:
    """The first two are locals, the fourth half came for something else, the fifth moved a visit, the last is a casual
    (and a local: taken out once)."""
    return [
        Removal("local", [1, 1, 0, 0, 0, 1], "question 1"),
        Removal("other_reason", [0, 0, 0, 0.5, 0, 0], "question 5"),
        Removal("time_switcher", [0, 0, 0, 0, 1, 0], "question 7"),
        Removal("casual", [0, 0, 0, 0, 0, 1], "question 8"),
    ]


def spending(**changed: Any) -> Spending:
    given: dict[str, Any] = {
        "design": design(),
        "categories": [food(), beds()],
        "removals": removals(),
        "days": [2, 1, 2, 4, 3, 1],
        "visits": [2, 1, 2, 2, 1, 1],
    }
    return Spending(**{**given, **changed})
