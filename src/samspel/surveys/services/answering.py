"""Take an answer, once however often it is sent; take it back by its receipt; erase a text; forget when it is time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import NotFound, Refused
from samspel.people.models import User
from samspel.records.services import note
from samspel.surveys.models import Questionnaire, Response, Spot, Survey, Tablet
from samspel.surveys.queries.surveys import receipt_hash, receipt_of
from samspel.surveys.readers import checked
from samspel.surveys.services.results import empty_runs, erase_from_runs
from samspel.surveys.types import Door, State


@transaction.atomic
def take_answer(
    *,
    questionnaire: Questionnaire,
    key: UUID,
    given: Mapping[str, Any],
    door: Door,
    language: str,
    spot: Spot | None = None,
    tablet: Tablet | None = None,
    at: datetime | None = None,
) -> str:
    """Take an answer in and return its receipt. The same key again changes nothing and gives the same receipt.

    The first answer freezes the questions. Raises `BadInput` for what is no answer, `Refused` when it is too late.
    """
    survey = Survey.objects.select_for_update().get(pk=questionnaire.survey_id)
    receipt = receipt_of(key)
    if Response.objects.filter(survey=survey, key=key).exists():
        return receipt
    _refuse_late(survey, tablet)
    answers = checked(questionnaire.questions, given)
    freeze(questionnaire=questionnaire)
    now = timezone.now()
    Response.objects.create(
        survey=survey,
        questionnaire=questionnaire,
        spot=spot,
        tablet=tablet,
        door=door,
        key=key,
        receipt_hash=receipt_hash(receipt),
        language=language[:2],
        answers=answers,
        at=to_the_hour(min(at, now) if at is not None else now),
    )
    return receipt


def _refuse_late(survey: Survey, tablet: Tablet | None) -> None:
    if survey.keep_until < timezone.localdate():
        raise Refused(_("Answers of “%(survey)s” are erased by now.") % {"survey": survey})
    is_taking = survey.is_open or (tablet is not None and survey.state == State.CLOSED)
    if not is_taking:  # a tablet that practises before the survey is open counts for nothing
        raise Refused(_("%(survey)s takes no answers now.") % {"survey": survey})


def to_the_hour(at: datetime) -> datetime:
    """Return a time without its minutes: to the minute it could tell who it was."""
    return at.replace(minute=0, second=0, microsecond=0)


def freeze(*, questionnaire: Questionnaire) -> None:
    """Let a version of the questions be as it is from now on."""
    if questionnaire.frozen_at is None:
        questionnaire.frozen_at = timezone.now()
        questionnaire.save(update_fields=["frozen_at"])
        details = {"version": questionnaire.number, "digest": questionnaire.digest}
        note(who=None, verb="survey.freeze", subject=questionnaire.survey, details=details)


@transaction.atomic
def withdraw_answer(*, receipt: str) -> None:
    """Erase an answer at the wish of who gave it; that there was one stays, so that no tablet sends it anew."""
    given = Response.objects.filter(receipt_hash=receipt_hash(receipt), withdrawn_at=None).exclude(receipt_hash="")
    # A run that is being asked for would keep the answer: one of the two waits for the other.
    Survey.objects.select_for_update().filter(pk__in=given.values("survey")).first()
    found = given.first()
    if found is None:
        raise NotFound(_("There is no answer with this receipt, or it has been taken back."))
    erase_from_runs(response=found)
    found.answers, found.withdrawn_at, found.receipt_hash, found.spot = {}, timezone.now(), "", None
    found.save(update_fields=["answers", "withdrawn_at", "receipt_hash", "spot"])
    note(who=None, verb="survey.withdraw-answer", subject=found.survey)


@transaction.atomic
def erase_text(*, response: Response, question: str, who: User | None) -> None:
    """Erase a text that says too much; the rest of the answer stays."""
    Survey.objects.select_for_update().get(pk=response.survey_id)  # it may be taken back meanwhile
    response.refresh_from_db(fields=["answers"])
    response.answers = {key: value for key, value in response.answers.items() if key != question}
    response.save(update_fields=["answers"])
    note(who=who, verb="survey.erase-text", subject=response.survey, details={"question": question})


@transaction.atomic
def forget_answers() -> None:
    """Erase the answers of surveys whose time is over, with the tablets' links; what was computed of them stays."""
    for survey in Survey.objects.select_for_update().filter(keep_until__lt=timezone.localdate()):
        empty_runs(survey=survey)
        gone, _by_model = survey.responses.all().delete()
        survey.tablets.all().delete()
        if survey.is_open:
            survey.state = State.CLOSED
            survey.save(update_fields=["state"])
        if gone:
            note(who=None, verb="survey.forget", subject=survey, details={"answers": gone})
