"""Rows → the engine's problem, the engine's answer → plain values; a sample shared out over places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, isfinite
from typing import Any

import numpy as np
from django.utils.crypto import salted_hmac

from samspel.surveys import figures
from samspel.surveys.models import Survey
from samspel.surveys.queries.surveys import all_questions, answers_of
from samspel.surveys.types import SHARES, Kind

Z95 = 1.959963984540054


def shared_out(expected: Sequence[int], *, margin: float, design_effect: float = 1.3) -> list[int]:
    """Return how many to ask at each place, in proportion to how many are expected there.

    The sample gives a share of one half the margin, with a correction for a finite audience and a design effect for
    people being asked in clusters. Nobody is asked where nobody is expected, nor more than there are.
    """
    people = sum(expected)
    if people == 0:
        return [0] * len(expected)
    infinite = Z95**2 * 0.25 / margin**2 * design_effect
    needed = min(people, ceil(infinite / (1 + (infinite - 1) / people)))
    shares = [needed * here / people for here in expected]
    counts = [int(share) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda row: counts[row] - shares[row])
    for row in by_rest[: needed - sum(counts)]:
        counts[row] += 1
    return [min(here, max(count, 1)) if here else 0 for here, count in zip(expected, counts, strict=True)]


def plain_problem(survey: Survey) -> dict[str, Any]:
    """Return everything an estimate needs as plain values: no text that somebody wrote, nothing that names a person."""
    spots = list(survey.spots.select_related("night", "venue").order_by("pk"))
    row_of = {one.pk: row for row, one in enumerate(spots)}
    questions = [one for one in all_questions(survey) if one.kind != Kind.TEXT]
    keys = {one.key for one in questions}
    margins: dict[str, dict[str, float]] = {}
    for one in survey.margins.all():
        margins.setdefault(one.dimension, {})[one.category] = one.persons
    return {
        "survey": survey.pk,
        "title": {"sv": survey.title_sv, "en": survey.title_en},
        "edition": survey.edition.name,
        "synthetic": survey.edition.is_synthetic,
        "questions": [one.as_plain() for one in questions],
        "spots": [
            {
                "name": str(one),
                "night": one.night.date.isoformat() if one.night else "",
                "venue": one.venue.name if one.venue else "",
                "persons": one.persons,
                "is_counted": one.counted_persons is not None,
            }
            for one in spots
        ],
        "answers": [
            {
                "id": mark_of(one.key),
                "spot": row_of.get(one.spot_id) if one.spot_id else None,
                "answers": {key: value for key, value in one.answers.items() if key in keys},
            }
            for one in answers_of(survey).order_by("pk")
        ],
        "margins": margins,
        "assumptions": [
            {name: getattr(one, name) for name in ("name", "low", "value", "high", "source", "region", "year")}
            for one in survey.assumptions.all()
        ],
    }


def mark_of(key: object) -> str:
    """Return by what an answer is found in a run's problem when it is taken back; it leads nowhere else."""
    return salted_hmac("samspel.surveys.mark", str(key), algorithm="sha256").hexdigest()[:16]


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
    if any(one["use"] == "spend" for one in problem["questions"]) and np.any(~np.isnan(sample.spend)):
        values["ledger"] = figures.ledger(problem, sample, seed=seed)
    finite: dict[str, Any] = _finite(values)
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
        mean, low, high, count = figures.mean_of(figures.column(rows, question), found, is_share=False)
        about |= {"mean": mean, "low": low, "high": high, "n": count}
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
    share, low, high, count = figures.mean_of(values, found, is_share=True)
    return {"share": share, "low": low, "high": high, "n": count}


def _finite(value: Any) -> Any:
    """Return the same with None for what is no number: JSON has no word for it."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value
