"""A survey's rows → everything an estimate needs as plain values."""

from __future__ import annotations

from typing import Any

from django.utils.crypto import salted_hmac

from samspel.surveys.models import Survey
from samspel.surveys.queries.surveys import all_questions, answers_of
from samspel.surveys.queries.years import earlier_years, year_of
from samspel.surveys.types import Kind

ASSUMED = ("kind", "about", "counted_in", "low", "value", "high", "source", "region", "year")


def plain_problem(survey: Survey) -> dict[str, Any]:
    """Return everything an estimate needs as plain values: no text that somebody wrote, nothing that names a person."""
    spots = list(survey.spots.select_related("night", "venue").order_by("pk"))
    row_of = {one.pk: row for row, one in enumerate(spots)}
    terms = plain_terms(survey)
    keys = {one["key"] for one in terms["questions"]}
    margins: dict[str, dict[str, float]] = {}
    for one in survey.margins.all():
        margins.setdefault(one.dimension, {})[one.category] = one.persons
    return {
        "survey": survey.pk,
        "title": {"sv": survey.title_sv, "en": survey.title_en},
        "edition": survey.edition.name,
        "year": year_of(survey.edition),
        "earlier": earlier_years(survey),
        "synthetic": survey.edition.is_synthetic,
        **terms,
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
    }


def plain_terms(survey: Survey) -> dict[str, Any]:
    """Return the part of a problem that needs no answers: what is asked, texts left out, and what is assumed."""
    return {
        "questions": [one.as_plain() for one in all_questions(survey) if one.kind != Kind.TEXT],
        "assumptions": [{name: getattr(one, name) for name in ASSUMED} for one in survey.assumptions.all()],
    }


def mark_of(key: object) -> str:
    """Return by what an answer is found in a run's problem when it is taken back; it leads nowhere else."""
    return salted_hmac("samspel.surveys.mark", str(key), algorithm="sha256").hexdigest()[:16]
