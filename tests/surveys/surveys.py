"""A survey with spots, a tablet and answers: what tests of several rooms need."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db.models import F

from samspel.surveys.models import Spot, Survey
from samspel.surveys.queries.surveys import questionnaire, template
from samspel.surveys.services.answering import take_answer
from samspel.surveys.services.plan import set_spots
from samspel.surveys.services.surveys import open_survey, start_survey
from samspel.surveys.types import Door

LOCAL = {"origin": "here", "nights": "2", "reason": "live", "anyway": "yes"}
VISITOR = {
    "origin": "sweden",
    "nights": "1",
    "stay": "1",
    "reason": "festival",
    "anyway": "no",
    "switch": "no",
    "casual": "no",
    "party": "2",
    "spend_food": "900",
    "spend_bed": "1 200,50",
    "recommend": "9",
    "move": "yes",
    "study": "no",
}
TEXT = {"comment": "The queue was long."}


def a_survey(edition: Any, *, slug: str = "visitors", is_open: bool = True) -> Survey:
    """Return a survey that is asked at every venue on every night, and anywhere."""
    made = start_survey(edition=edition, template=template(slug), who=None)
    set_spots(survey=made, nights=edition.nights.all(), venues=edition.festival.venues.all(), who=None)
    if is_open:
        open_survey(survey=made, who=None)
    return made


def a_spot(survey: Survey, row: int = 1) -> Spot:
    """Return one of its spots; 0 is the one for anywhere."""
    return list(survey.spots.order_by(F("night__date").asc(nulls_first=True), "venue__name"))[row]


def an_answer(
    survey: Survey, given: dict[str, str] = VISITOR, *, spot: Spot | None = None, key: UUID | None = None
) -> str:
    """Take an answer as a phone would and return its receipt."""
    return take_answer(
        questionnaire=questionnaire(survey),
        key=key or uuid4(),
        given=given,
        door=Door.PHONE,
        language="sv",
        spot=spot,
    )


def sent(survey: Survey, given: dict[str, str] = VISITOR, **more: Any) -> dict[str, Any]:
    """Return what a browser sends of a filled-in form."""
    version = questionnaire(survey)
    answers = {f"q-{key}": value for key, value in given.items()}
    return {"key": str(uuid4()), "digest": version.digest, "website": "", **answers, **more}
