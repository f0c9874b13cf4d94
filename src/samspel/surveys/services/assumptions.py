"""What the office states because no answer can tell it: kept with its source, refused where it would count twice."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.engines.survey.problem import UnusableProblem
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.services import note
from samspel.surveys.instances.ledgers import refuse_twice
from samspel.surveys.instances.problems import plain_terms
from samspel.surveys.ledger_sentences import unusable
from samspel.surveys.models import Assumption, Survey
from samspel.surveys.queries.surveys import all_questions
from samspel.surveys.types import FLOWS, Assumed


@transaction.atomic
def assume(
    *,
    survey: Survey,
    kind: str,
    low: float,
    value: float,
    high: float,
    source: str,
    who: User | None,
    about: str = "",
    counted_in: str = "",
    region: str = "",
    year: int | None = None,
) -> Assumption:
    """Keep a number the ledger needs, with where it comes from; the same kind about the same thing is replaced.

    Raises
    ------
    Refused
        Without a source, out of order or out of range; a multiplier without region and year; what the organiser paid
        without what it is; whatever would count money or people twice.
    """
    if not low <= value <= high:
        raise Refused(_("The lowest value must not be above the value, nor that above the highest."))
    if not source.strip():
        raise Refused(_("Say where the number comes from: without a source it is not used."))
    if kind == Assumed.MULTIPLIER and (not region.strip() or not year):
        raise Refused(_("A multiplier holds for a region and a year: name both, or leave it out."))
    if kind in FLOWS and not about.strip():
        raise Refused(_("Say what the organiser paid or bought, so that no money is counted twice."))
    values = {"low": low, "value": value, "high": high, "source": source, "region": region, "year": year}
    made, _new = Assumption.objects.update_or_create(
        survey=survey, kind=kind, about=about.strip(), defaults={**values, "counted_in": counted_in}
    )
    _refuse_twice(survey)
    details = {"kind": kind, "about": made.about, "low": low, "value": value, "high": high, "source": source}
    note(who=who, verb="survey.assume", subject=survey, details=details)
    return made


def _refuse_twice(survey: Survey) -> None:
    try:
        refuse_twice(plain_terms(survey))
    except UnusableProblem as error:
        words = {one.key: str(one) for one in all_questions(survey)}
        named = {name: words.get(str(error.params[name])) for name in ("first", "second") if name in error.params}
        params = error.params | {name: word for name, word in named.items() if word}
        raise Refused(unusable(error.code, error.sentence, params)) from error


@transaction.atomic
def assume_no_more(*, assumption: Assumption, who: User | None) -> None:
    """Take an assumption away."""
    details = {"kind": assumption.kind, "about": assumption.about}
    note(who=who, verb="survey.assume.no-more", subject=assumption.survey, details=details)
    assumption.delete()
