"""What is known of all visitors beside door counts: counts that answers are weighted to."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.people.models import User
from samspel.records.services import note
from samspel.surveys.models import Margin, Survey
from samspel.surveys.queries.surveys import questionnaire
from samspel.surveys.readers import Count
from samspel.surveys.types import Kind

NIGHT, VENUE = "night", "venue"


@transaction.atomic
def set_margins(*, survey: Survey, counts: Sequence[Count], who: User | None) -> int:
    """Keep these counts instead of those of the same dimensions. Raises `BadInput` naming every unknown category."""
    known = dimensions(survey)
    problems = []
    rows: dict[tuple[str, str], Margin] = {}
    for row, one in enumerate(counts, 1):
        names = known.get(one.dimension.casefold())
        category = names.get(one.category.casefold()) if names else None
        if category is None:
            found = _("is neither night, venue nor a choice of a question here.")
            advice = _("Known: %(names)s.") % {"names": ", ".join(names or known)}
            problems.append(Problem(row, f"{one.dimension}; {one.category}", found, advice[:300]))
            continue
        dimension = one.dimension.casefold()
        if (dimension, category) in rows:
            problems.append(Problem(row, one.category, _("stands twice."), _("Write each category once.")))
        rows[dimension, category] = Margin(
            survey=survey, dimension=dimension, category=category, persons=one.persons, source=one.source
        )
    if problems:
        raise BadInput(problems)
    survey.margins.filter(dimension__in={dimension for dimension, _category in rows}).delete()
    Margin.objects.bulk_create(rows.values())
    note(who=who, verb="survey.margins", subject=survey, details={"counts": len(rows)})
    return len(rows)


def dimensions(survey: Survey) -> dict[str, dict[str, str]]:
    """Return what can be weighted to: a dimension's name, and by what its categories may be called, their key."""
    nights = {night.date.isoformat(): night.date.isoformat() for night in survey.edition.nights.all()}
    venues = {venue.name.casefold(): venue.name for venue in survey.festival.venues.all()}
    questions = {
        one.key: {word.casefold(): choice.key for choice in one.choices for word in (choice.en, choice.sv, choice.key)}
        for one in questionnaire(survey).questions
        if one.kind == Kind.CHOICE
    }
    return {NIGHT: nights, VENUE: venues, **questions}


@transaction.atomic
def clear_margins(*, survey: Survey, who: User | None) -> None:
    """Forget the counts."""
    survey.margins.all().delete()
    note(who=who, verb="survey.margins.clear", subject=survey)
