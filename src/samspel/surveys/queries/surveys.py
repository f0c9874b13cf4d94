"""Reads of surveys, their questions, spots, tablets and answers. Each raises `NotFound` in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samspel.engines.survey import UnusableProblem
from samspel.errors import Gone, NotFound
from samspel.places.models import Edition
from samspel.places.queries import edition as find_edition
from samspel.records.models import Intake
from samspel.records.queries import intake as find_intake
from samspel.surveys.instances.plans import sampling_plan
from samspel.surveys.models import Assumption, Questionnaire, Response, Spot, Survey, Tablet
from samspel.surveys.readers import templates
from samspel.surveys.types import Door, Question, Template

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What codes and receipts are made of: nothing that is read as something else on paper."""
RECEIPT = 12
"""Letters of a receipt: 59 bits, and a rate limit before them."""

IN_ORDER = (F("night__date").asc(nulls_last=True), "venue__name", "pk")

Asked = tuple[Survey, Question]


def surveys_of(edition: Edition) -> QuerySet[Survey]:
    """Return an edition's surveys with how many answers each has."""
    counted = Count("responses", filter=Q(responses__withdrawn_at=None))
    return Survey.objects.filter(edition=edition).annotate(answered=counted).select_related("edition__festival__place")


def survey(festival: str, edition: str, survey: int) -> Survey:
    """Return a survey of an edition."""
    found = Survey.objects.filter(pk=survey, edition__slug=edition, edition__festival__slug=festival)
    one = found.select_related("edition__festival__place").first()
    if one is None:
        find_edition(festival, edition)
        raise NotFound(_("There is no such survey here."))
    return one


_survey = survey
"""The same, where an argument has its name."""


def questionnaire(survey: Survey) -> Questionnaire:
    """Return the newest version of a survey's questions."""
    return survey.questionnaires.latest("number")


def asked(festival: str, edition: str, survey: int, question: str) -> Asked:
    """Return a survey and one of its questions."""
    found = _survey(festival, edition, survey)
    for one in questionnaire(found).questions:
        if one.key == question:
            return found, one
    raise NotFound(_("There is no such question here."))


def template(slug: str) -> Template:
    """Return a questionnaire that comes with the product."""
    for one in templates():
        if one.slug == slug:
            return one
    raise NotFound(_("There is no such template."))


def spot(code: str) -> Spot:
    """Return where a short link was put up, while the survey is open."""
    found = Spot.objects.select_related("survey__edition__festival__place", "night", "venue").filter(code=code.lower())
    one = found.first()
    if one is None:
        raise NotFound(_("This link leads to no survey. Look at the letters once more."))
    if not one.survey.is_open:
        raise Gone(_("%(survey)s takes no answers now.") % {"survey": one.survey})
    return one


def spot_of(festival: str, edition: str, survey: int, spot: int) -> tuple[Survey, Spot]:
    """Return a survey and one of its spots."""
    found = _survey(festival, edition, survey)
    one = found.spots.select_related("night", "venue").filter(pk=spot).first()
    if one is None:
        raise NotFound(_("There is no such place in this survey."))
    return found, one


def tablet_of(festival: str, edition: str, survey: int, tablet: int) -> tuple[Survey, Tablet]:
    """Return a survey and one of its tablets."""
    found = _survey(festival, edition, survey)
    one = found.tablets.filter(pk=tablet).first()
    if one is None:
        raise NotFound(_("There is no such tablet."))
    return found, one


def tablet(token: str) -> Tablet:
    """Return the tablet whose link this is, while it works."""
    found = Tablet.objects.select_related("survey__edition__festival__place")
    one = found.filter(token_hash=token_hash(token), revoked_at=None, expires_at__gt=timezone.now()).first()
    if one is None:
        raise NotFound(_("This link does not work any more. Ask the festival office for a new one."))
    return one


def taking(festival: str, edition: str, survey: int, paper: int) -> tuple[Survey, Intake]:
    """Return a survey and a file that waits or was taken in."""
    found = _survey(festival, edition, survey)
    return found, find_intake(found, paper)


def text_of(festival: str, edition: str, survey: int, response: int, question: str) -> tuple[Survey, Response, str]:
    """Return a survey, an answer and the question whose text somebody wrote."""
    found = _survey(festival, edition, survey)
    one = found.responses.filter(pk=response).first()
    if one is None or question not in one.answers:
        raise NotFound(_("There is no such answer."))
    return found, one, question


def token_hash(token: str) -> str:
    """Return what is kept of a tablet's token."""
    return salted_hmac("samspel.surveys.tablet", token, algorithm="sha256").hexdigest()


def receipt_of(key: object) -> str:
    """Return the receipt of an answer: the same for the same key, to nobody who does not have it."""
    digest = salted_hmac("samspel.surveys.receipt", str(key), algorithm="sha256").digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:RECEIPT])


def receipt_hash(receipt: str) -> str:
    """Return what is kept of a receipt, however it was typed."""
    word = "".join(letter for letter in receipt[:60].lower() if letter in LETTERS)
    return salted_hmac("samspel.surveys.receipted", word, algorithm="sha256").hexdigest()


def answers_of(survey: Survey) -> QuerySet[Response]:
    """Return the answers that were not withdrawn."""
    return survey.responses.filter(withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a survey has come: each spot with its answers against the plan, and how answers came in."""

    spots: tuple[Spot, ...]
    answered: int
    planned: int
    elsewhere: int
    doors: tuple[tuple[str, int], ...]


def standing(survey: Survey) -> Standing:
    """Return where answers were given against the plan."""
    found = tuple(spots_of(survey))
    counts = dict(answers_of(survey).values_list("door").annotate(n=Count("pk")).order_by("door"))
    answered = sum(counts.values())
    return Standing(
        spots=found,
        answered=answered,
        planned=sum(one.wanted or 0 for one in found),
        elsewhere=answered - sum(one.answered for one in found),
        doors=tuple((str(Door(door).label), count) for door, count in counts.items()),
    )


def spots_of(survey: Survey) -> QuerySet[Spot, Any]:
    """Return where a survey is asked, each with how many answers came from there."""
    counted = Count("responses", filter=Q(responses__withdrawn_at=None))
    return survey.spots.select_related("night", "venue").annotate(answered=counted).order_by(*IN_ORDER)


@dataclass(frozen=True, slots=True)
class Planned:
    """What the plan gives: answers, persons to ask, the margin of all and of each spot alone (points); or why not."""

    answers: int = 0
    asked: int = 0
    margin: float | None = None
    margins: Mapping[int, float | None] = field(default_factory=dict)
    refused: str = ""


def planned(survey: Survey, spots: Sequence[Spot]) -> Planned:
    """Return how sure the answers will be if as many answer as are planned."""
    places = [one for one in spots if one.night_id or one.venue_id]
    try:
        found = sampling_plan(survey, places)
    except UnusableProblem as error:
        return Planned(refused="" if error.code == "nobody_expected" else error.code)
    own = {int(one.name): None if one.margin is None else 100 * one.margin for one in found.cells}
    return Planned(found.answers, found.asked, 100 * found.margin, own)


@dataclass(frozen=True, slots=True)
class Written:
    """A text somebody wrote, to be read and erased."""

    response: int
    question: Question
    text: str


def written(survey: Survey, *, most: int = 500) -> list[Written]:
    """Return the free texts of a survey, newest first, also those to questions that are asked no more."""
    texts: Sequence[Question] = [one for one in all_questions(survey) if one.kind == "text"]
    return [
        Written(response.pk, question, response.answers[question.key])
        for response in answers_of(survey).order_by("-pk")
        for question in texts
        if question.key in response.answers
    ][:most]


def all_questions(survey: Survey) -> list[Question]:
    """Return every question that any version asks, each as it was asked last."""
    found: dict[str, Question] = {}
    for version in survey.questionnaires.order_by("number"):
        found |= {one.key: one for one in version.questions}
    return list(found.values())


def assumption_of(festival: str, edition: str, survey: int, assumption: int) -> tuple[Survey, Assumption]:
    """Return a survey and one of its assumptions."""
    found = _survey(festival, edition, survey)
    one = found.assumptions.filter(pk=assumption).first()
    if one is None:
        raise NotFound(_("There is no such assumption."))
    return found, one
