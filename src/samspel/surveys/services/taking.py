"""Take answers in from paper or a tablet's file: hold the file, show what it holds, take it in whole, undo it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem, Refused
from samspel.people.models import User
from samspel.records.digests import digest_of
from samspel.records.models import Intake, key_of
from samspel.records.services import note, states_of, undo_intake
from samspel.surveys.models import Response, Spot, Survey
from samspel.surveys.queries.surveys import questionnaire, spots_of
from samspel.surveys.readers import Line, read_answers
from samspel.surveys.services.answering import freeze, to_the_hour
from samspel.surveys.services.results import erase_from_runs
from samspel.surveys.types import Door


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do: answers that are new, each with its spot; rows that cannot be used; how many came twice."""

    new: tuple[tuple[Line, Spot | None], ...]
    problems: tuple[Problem, ...]
    twice: int


def hold(*, survey: Survey, name: str, content: bytes, who: User | None) -> Intake:
    """Keep a file until it is taken in, for a day at most. Raises `BadInput` if it cannot be read at all."""
    read_answers(content, questionnaire(survey).questions)
    return Intake.objects.create(subject=key_of(survey), name=name[:200], content=content, at=timezone.now(), who=who)


def preview(*, intake: Intake, survey: Survey) -> Outcome:
    """Say what taking a file in would do. Raises `Refused` if it is taken in already."""
    if intake.content is None:
        raise Refused(_("“%(name)s” has been imported; its bytes are not kept.") % {"name": intake.name})
    lines, problems = read_answers(bytes(intake.content), questionnaire(survey).questions)
    spots = {
        (one.night.date.isoformat() if one.night else "", one.venue.name.casefold() if one.venue else ""): one
        for one in spots_of(survey)
    }
    here, twice = _here(survey, lines), 0
    new: list[tuple[Line, Spot | None]] = []
    for line in lines:
        if line.key in here:
            twice += 1
            continue
        here |= {line.key} if line.key else set()
        spot = spots.get((line.night, line.venue.casefold()))
        if spot is None and (line.night or line.venue):
            reason = _("is no night and venue where this survey is asked.")
            advice = _("Write the night as 2026-09-03 and the venue by its name, or leave both empty.")
            problems.append(Problem(line.row, f"{line.night} {line.venue}".strip(), reason, advice))
        else:
            new.append((line, spot))
    return Outcome(tuple(new), tuple(problems), twice)


def _here(survey: Survey, lines: list[Line]) -> set[UUID]:
    """Return the answers of a tablet's file that have come already: by the network, or in an earlier file."""
    keys = [line.key for line in lines if line.key]
    return set(survey.responses.filter(key__in=keys).values_list("key", flat=True))


@transaction.atomic
def apply(*, intake: Intake, survey: Survey, who: User | None) -> int:
    """Take a file in, whole or not at all; returns how many answers are new. Raises `BadInput` while a row is wrong."""
    survey = Survey.objects.select_for_update().get(pk=survey.pk)  # a tablet may be sending the same answers
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    outcome = preview(intake=intake, survey=survey)
    if outcome.problems:
        raise BadInput(outcome.problems)
    if survey.keep_until < timezone.localdate():
        raise Refused(_("Answers of “%(survey)s” are erased by now.") % {"survey": survey})
    questions = questionnaire(survey)
    freeze(questionnaire=questions)
    made = Response.objects.bulk_create(
        Response(
            survey=survey,
            questionnaire=questions,
            spot=spot,
            door=Door.TABLET if line.key else Door.FILE,
            key=line.key or uuid5(NAMESPACE_URL, f"{intake.pk}:{line.row}:{digest_of(line.answers)}"),
            answers=line.answers,
            at=_when(spot),
        )
        for line, spot in outcome.new
    )
    intake.content, intake.applied_at = None, timezone.now()
    intake.created = states_of([("surveys.response", one.pk) for one in made])
    intake.save(update_fields=["content", "applied_at", "created"])
    note(who=who, verb="survey.take", subject=survey, details={"answers": len(made)})
    return len(made)


@transaction.atomic
def undo(*, intake: Intake, survey: Survey, who: User | None) -> None:
    """Undo what a file brought, also in the runs that hold its answers. Raises `Refused` where that cannot be."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    made = [pk for _label, pk, _state in intake.created]
    for response in survey.responses.filter(pk__in=made):
        erase_from_runs(response=response)
    undo_intake(intake=intake, who=who)


def _when(spot: Spot | None) -> datetime:
    if spot is None or spot.night is None:
        return to_the_hour(timezone.now())
    return datetime.combine(spot.night.date, time(20), tzinfo=UTC)
