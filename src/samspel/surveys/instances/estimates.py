"""A run's problem → weights, shares, means and the ledger as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np

from samspel.engines.survey.problem import UnusableProblem
from samspel.surveys import figures
from samspel.surveys.instances.ledgers import plain_ledger
from samspel.surveys.instances.years import plain_years
from samspel.surveys.queries.years import kept_of
from samspel.surveys.types import SHARES, Kind, Use


def plain_estimate(problem: Mapping[str, Any], *, seed: int) -> dict[str, Any]:
    """Return weights, shares, means and the ledger of a problem. Raises `ValueError` without answers."""
    if not problem["answers"]:
        raise ValueError("there is no answer to compute from")
    sample = figures.sample_of(problem)
    found = figures.weighted(sample)
    weights = found.weights
    values = {
        "answers": len(weights),
        "persons": float(weights.sum()),
        "before": float(found.design.weights.sum()),
        "effective": float(weights.sum() ** 2 / np.dot(weights, weights)),
        "largest": float(weights.max() / weights.mean()),
        "rounds": found.rounds,
        "questions": [_about(problem, one, found) for one in problem["questions"]],
    }
    if any(one["use"] == Use.SPEND for one in problem["questions"]):
        try:
            values["ledger"] = plain_ledger(problem, sample, found, seed=seed)
        except UnusableProblem as error:
            params = {
                name: value if isinstance(value, int | float) else str(value) for name, value in error.params.items()
            }
            values["no_ledger"] = {"code": error.code, "sentence": error.sentence, "params": params}
    finite: dict[str, Any] = _finite(values)
    finite["marketing"] = plain_years(problem, kept_of(problem, finite))
    return finite


def refuse_unusable(problem: Mapping[str, Any]) -> None:
    """Raise the engine's `UnusableProblem` for answers that cannot be weighted to the known counts."""
    figures.weighted(figures.sample_of(problem))


def _about(problem: Mapping[str, Any], question: Mapping[str, Any], found: figures.Weighted) -> dict[str, Any]:
    rows, kind, use = problem["answers"], question["kind"], question["use"]
    about: dict[str, Any] = {"key": question["key"], "kind": kind, "use": use, "shares": []}
    if kind in (Kind.CHOICE, Kind.SEVERAL):
        for choice in question["choices"]:
            hit = np.array([_hit(row["answers"].get(question["key"]), choice["key"]) for row in rows])
            about["shares"].append({"key": choice["key"], **_share(hit, found)})
    if kind in (Kind.NUMBER, Kind.SCALE):
        about |= _mean(figures.column(rows, question), found, least=question["least"])
    if use in SHARES:
        values = figures.column(rows, question)
        if kind == Kind.SCALE:  # the two highest steps are a yes
            values = np.where(np.isnan(values), np.nan, (values >= question["most"] - 1).astype(float))
        about["yes"] = _share(values, found)
    return about


def _hit(given: Any, key: str) -> float:
    if given is None:
        return float("nan")
    return float(key in given if isinstance(given, list) else key == given)


def _share(values: Any, found: figures.Weighted) -> dict[str, Any]:
    """Return a share; `yes` and `no` are of how many answers it is not 0, and not 1: what could tell who they were."""
    one = figures.mean_of(values, found, is_share=True)
    return {
        "share": one.value,
        "low": one.low,
        "high": one.high,
        "n": one.answers,
        "yes": int(np.nansum(values > 0)),
        "no": int(np.nansum(values < 1)),
        "effective": one.effective,
        "degrees": one.degrees,
    }


def _mean(values: Any, found: figures.Weighted, *, least: float) -> dict[str, Any]:
    """Return a mean, its interval no lower than an answer can be; `some` is of how many answers it is not 0."""
    one = figures.mean_of(values, found, is_share=False)
    low = float(np.maximum(one.low, min(least, one.value)))
    some = int(np.count_nonzero(np.nan_to_num(values)))
    return {"mean": one.value, "low": low, "high": one.high, "n": one.answers, "some": some}


def _finite(value: Any) -> Any:
    """Return the same with None for what is no number: JSON has no word for it."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value
