"""A run's problem with earlier versions of its figures → the effect by each, and what a revision changed."""

from __future__ import annotations

import numpy as np

from samspel.effects.alongside.companion import Answered, Progress
from samspel.effects.alongside.revisions.charts import charts_of
from samspel.effects.cells import Floats, as_array
from samspel.effects.instances import engine_problem
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.engines import counterfactual as engine
from samspel.engines.counterfactual.suppressed import by_vintage
from samspel.records.types import Plain


def problem_of(plain: Plain) -> list[engine.Problem]:
    """Return the engine's problem of each earlier version that can be estimated from; the others are only told of."""
    return [engine_problem(_of(plain, one["outcomes"])) for one in plain["vintages"] if _is_usable(plain, one)]


def execute(plain: Plain, effect: Values, tell: Progress) -> Answered:
    """Estimate with each version, the earliest first; the last are the figures of the effect itself."""
    usable = [one for one in plain["vintages"] if _is_usable(plain, one)]
    versions = [*usable, {**plain["vintage"], "outcomes": plain["outcomes"]}]
    answers: dict[bytes, tuple[float, float]] = {
        _as(plain, plain["outcomes"]).tobytes(): (effect["effect"], effect["p_value"])
    }

    def effect_of(panel: Floats) -> float:
        key = panel.tobytes()
        if key not in answers:
            found = engine.estimate(engine_problem(_of(plain, _as_plain(panel))))
            answers[key] = found.treated.effect, found.p_value
        return answers[key][0]

    panels = tuple((str(one["number"]), _as(plain, one["outcomes"])) for one in versions)
    rows = [
        {
            **_about(version),
            "effect": one.effect,
            "p_value": answers[panel.tobytes()][1],
            "change": one.change,
            "cells": one.cells_changed,
            "largest": [plain["units"][one.largest[0]], plain["periods"][one.largest[1]]] if one.largest else None,
            "largest_change": one.largest_change,
        }
        for version, one, (_name, panel) in zip(versions, by_vintage(panels, effect_of), panels, strict=True)
    ]
    aside = [_about(one) for one in plain["vintages"] if one not in usable]
    values = {"versions": rows, "lacking": [*plain["lacking"], *aside]}
    registration = Registration.from_plain(plain["registration"])
    return values, tuple(charts_of(registration, {"revisions": values}, plain["registration_digest"][:8]))


def _is_usable(plain: Plain, version: Plain) -> bool:
    try:
        engine_problem(_of(plain, version["outcomes"]))
    except engine.UnusableProblem:
        return False
    return True


def _about(version: Plain) -> Plain:
    return {name: version[name] for name in ("number", "retrieved")}


def _of(plain: Plain, outcomes: list[list[float | None]]) -> Plain:
    return {**plain, "outcomes": outcomes}


def _as(plain: Plain, outcomes: list[list[float | None]]) -> Floats:
    return as_array(_of(plain, outcomes))


def _as_plain(panel: Floats) -> list[list[float | None]]:
    return [[None if np.isnan(value) else float(value) for value in row] for row in panel]
