"""A problem as plain values and back: what a run stores and can be repeated from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from samspel.engines.timetable.problem import (
    Bond,
    CoStars,
    Crowd,
    Limit,
    Opening,
    Performance,
    Pin,
    Problem,
    Relation,
    Rules,
    Slot,
    Stage,
    UnusableProblem,
    Where,
    Window,
    Wishes,
)

Plain = dict[str, Any]


def as_plain(problem: Problem) -> Plain:
    """The problem as dictionaries, lists, strings and numbers, ready for JSON."""
    return {
        "performances": [_plain_performance(performance) for performance in problem.performances],
        "stages": [asdict(stage) for stage in problem.stages],
        "openings": [asdict(opening) for opening in problem.openings],
        "walk_minutes": problem.walk_minutes.tolist(),
        "nights": problem.nights,
        "costars": [asdict(pair) for pair in problem.costars],
        "rules": asdict(problem.rules),
        "wishes": asdict(problem.wishes),
        "grid_minutes": problem.grid_minutes,
        "slots": [asdict(slot) for slot in problem.slots],
        "limits": [_listed(asdict(limit)) for limit in problem.limits],
        "bonds": [_listed(asdict(bond)) for bond in problem.bonds],
        "crowd": _plain_crowd(problem.crowd),
    }


def from_plain(plain: Mapping[str, Any]) -> Problem:
    """The problem that `as_plain` wrote.

    Raises
    ------
    UnusableProblem
        If a field is missing or unknown, or the problem makes no sense.
    """
    try:
        walk = np.array(plain["walk_minutes"], dtype=np.int64)
        return Problem(
            performances=tuple(_performance(values) for values in plain["performances"]),
            stages=tuple(Stage(**values) for values in plain["stages"]),
            openings=tuple(Opening(**values) for values in plain["openings"]),
            walk_minutes=walk if walk.size else walk.reshape(0, 0),
            nights=plain["nights"],
            costars=tuple(CoStars(**values) for values in plain["costars"]),
            rules=Rules(**plain["rules"]),
            wishes=Wishes(**plain["wishes"]),
            grid_minutes=plain["grid_minutes"],
            slots=tuple(Slot(**values) for values in plain["slots"]),
            limits=tuple(_limit(values) for values in plain.get("limits", ())),
            bonds=tuple(_bond(values) for values in plain.get("bonds", ())),
            crowd=Crowd(**plain["crowd"]) if plain["crowd"] is not None else None,
        )
    except (KeyError, TypeError) as error:
        raise UnusableProblem("plain", "The stored problem cannot be read: %(reason)s.", reason=str(error)) from error


def _plain_crowd(crowd: Crowd | None) -> Plain | None:
    if crowd is None:
        return None
    return {name: getattr(crowd, name).tolist() for name in ("pointer", "act", "weight", "people", "delegate")}


def _listed(values: Plain) -> Plain:
    """Return values with lists for tuples, as JSON has them."""
    return {
        name: _listed(value) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _limit(values: Mapping[str, Any]) -> Limit:
    where = {**values["where"], **{name: _rows(values["where"][name]) for name in ("stages", "nights")}}
    return Limit(**{**values, "sets": tuple(values["sets"]), "where": Where(**where)})


def _bond(values: Mapping[str, Any]) -> Bond:
    given = {"relation": Relation(values["relation"]), "sets": tuple(values["sets"]), "others": _rows(values["others"])}
    return Bond(**{**values, **given})


def _rows(values: list[int] | None) -> tuple[int, ...] | None:
    return None if values is None else tuple(values)


def _plain_performance(performance: Performance) -> Plain:
    windows = performance.windows
    return {
        **asdict(performance),
        "members": list(performance.members),
        "windows": None if windows is None else [asdict(window) for window in windows],
        "slots": None if performance.slots is None else list(performance.slots),
    }


def _performance(values: Mapping[str, Any]) -> Performance:
    windows, pin, slots = values["windows"], values["pin"], values["slots"]
    return Performance(
        **{
            **values,
            "members": tuple(values["members"]),
            "windows": None if windows is None else tuple(Window(**window) for window in windows),
            "pin": None if pin is None else Pin(**pin),
            "slots": None if slots is None else tuple(slots),
        }
    )
