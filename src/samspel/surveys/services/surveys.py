"""Start a survey from a template, set its words, open and close it; write its questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem, Refused
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.records.digests import digest_of
from samspel.records.services import note
from samspel.surveys.models import Questionnaire, Survey
from samspel.surveys.queries.surveys import questionnaire
from samspel.surveys.services.plan import plan
from samspel.surveys.types import MOST_CHOICES, MOST_QUESTIONS, ONCE, USABLE, Kind, Question, State, Template, Use

KEPT = timedelta(days=365)
"""How long after the last night answers are kept, unless the office says otherwise."""
MOST_KEPT = timedelta(days=3 * 365)


@transaction.atomic
def start_survey(*, edition: Edition, template: Template, who: User | None) -> Survey:
    """Start a survey with a template's words and questions; it is a draft until it is opened."""
    last = edition.nights.order_by("date").last()
    survey = Survey.objects.create(
        edition=edition,
        title_sv=template.title_sv,
        title_en=template.title_en,
        purpose_sv=template.purpose_sv,
        purpose_en=template.purpose_en,
        controller=edition.festival.name,
        keep_until=(last.date if last else timezone.localdate()) + KEPT,
    )
    _keep(survey, 1, template.questions)
    note(who=who, verb="survey.start", subject=survey, details={"template": template.slug})
    return survey


def _keep(survey: Survey, number: int, questions: Sequence[Question]) -> Questionnaire:
    content = [one.as_plain() for one in questions]
    values = {"content": content, "digest": digest_of(content)}
    made, _new = Questionnaire.objects.update_or_create(survey=survey, number=number, defaults=values)
    return made


@transaction.atomic
def set_survey(*, survey: Survey, values: dict[str, object], who: User | None) -> None:
    """Set a survey's words and until when answers are kept. Raises `Refused` for a date too far off."""
    keep_until = values.get("keep_until")
    if isinstance(keep_until, date) and keep_until > timezone.localdate() + MOST_KEPT:
        raise Refused(_("Answers may be kept for three years at most: choose an earlier date."))
    if isinstance(keep_until, date) and keep_until <= timezone.localdate():
        raise Refused(_("Answers would be erased at once: choose a later date."))
    if isinstance(keep_until, date) and keep_until > survey.keep_until and survey.responses.exists():
        raise Refused(
            _("People have answered on the promise that answers are erased after %(date)s: it cannot be later.")
            % {"date": survey.keep_until.isoformat()}
        )
    for name, value in values.items():
        setattr(survey, name, value)
    survey.save(update_fields=list(values))
    if {"margin_points", "response_percent"} & set(values):
        plan(survey=survey)
    note(who=who, verb="survey.set", subject=survey, details={"fields": sorted(values)})


@transaction.atomic
def open_survey(*, survey: Survey, who: User | None) -> None:
    """Let people answer. Raises `Refused` without questions or after answers are to be gone."""
    if not questionnaire(survey).questions:
        raise Refused(_("“%(survey)s” asks nothing yet: write a question first.") % {"survey": survey})
    if survey.keep_until <= timezone.localdate():
        raise Refused(
            _("Answers of “%(survey)s” are to be erased by now: choose a later date first.") % {"survey": survey}
        )
    _move(survey, State.OPEN, "survey.open", who)


@transaction.atomic
def close_survey(*, survey: Survey, who: User | None) -> None:
    """Take no more answers by short link. Tablets may send what they keep until their links end."""
    if not survey.is_open:
        raise Refused(_("“%(survey)s” is not open.") % {"survey": survey})
    _move(survey, State.CLOSED, "survey.close", who)


def _move(survey: Survey, state: State, verb: str, who: User | None) -> None:
    survey.state = state
    survey.save(update_fields=["state"])
    note(who=who, verb=verb, subject=survey)


@transaction.atomic
def set_questions(*, survey: Survey, questions: Sequence[Question], who: User | None) -> Questionnaire:
    """Keep these questions in this order: in the newest version while nobody has answered it, else in a new one.

    Raises `BadInput` naming every question that cannot be asked.
    """
    problems = [problem for at, one in enumerate(questions, 1) for problem in _wrong(at, one, questions)]
    if len(questions) > MOST_QUESTIONS:
        reason = _("questions are more than the %(most)d a survey can have.") % {"most": MOST_QUESTIONS}
        problems.append(Problem(None, str(len(questions)), reason, _("Ask less: people stop answering.")))
    if problems:
        raise BadInput(problems)
    Survey.objects.select_for_update().get(pk=survey.pk)
    if changed := _of_another_kind(survey, questions):
        raise BadInput(changed)
    newest = questionnaire(survey)
    made = _keep(survey, newest.number + (newest.frozen_at is not None), questions)
    note(who=who, verb="survey.questions", subject=survey, details={"version": made.number, "digest": made.digest})
    return made


def _of_another_kind(survey: Survey, questions: Sequence[Question]) -> list[Problem]:
    """Return a problem for each question that people have answered as one of another kind."""
    kinds = _answered_kinds(survey)
    reason, advice = _("has been answered as “%(kind)s”."), _("Keep how it is answered, or add a new question.")
    return [
        Problem(at, one.key, reason % {"kind": Kind(kinds[one.key]).label}, advice)
        for at, one in enumerate(questions, 1)
        if kinds.get(one.key, one.kind) != one.kind
    ]


def _answered_kinds(survey: Survey) -> dict[str, str]:
    """Return of what kind each question was that people may have answered, by its key."""
    frozen = survey.questionnaires.filter(frozen_at__isnull=False).order_by("number")
    return {one.key: one.kind for version in frozen for one in version.questions}


def _wrong(at: int, one: Question, questions: Sequence[Question]) -> list[Problem]:
    found = []
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", one.key) or sum(one.key == other.key for other in questions) > 1:
        found.append(_problem(at, one.key, _("cannot be a key."), _("Use a to z, digits and _, each key once.")))
    if not one.sv.strip() or not one.en.strip():
        found.append(
            _problem(at, one.key, _("lacks its words in one language."), _("Write it in Swedish and English."))
        )
    if one.use and one.use not in USABLE[Kind(one.kind)]:
        use = Use(one.use).label
        found.append(
            _problem(
                at,
                one.key,
                _("cannot be used for “%(use)s” as it is asked.") % {"use": use},
                _("Ask it as a choice or a number, or use it for nothing."),
            )
        )
    if one.use in ONCE and sum(one.use == other.use for other in questions) > 1:
        use = Use(one.use).label
        found.append(
            _problem(
                at,
                one.key,
                _("is not the only question for “%(use)s”.") % {"use": use},
                _("Let one of them be for it."),
            )
        )
    return found + _wrong_answers(at, one)


def _wrong_answers(at: int, one: Question) -> list[Problem]:
    found = []
    keys = [choice.key for choice in one.choices]
    if one.kind in (Kind.CHOICE, Kind.SEVERAL):
        if not 2 <= len(keys) <= MOST_CHOICES or len(set(keys)) < len(keys):
            reason = _("needs from 2 to %(most)d choices, each with a key of its own.") % {"most": MOST_CHOICES}
            found.append(_problem(at, one.key, reason, _("Write one on each line.")))
        if any(not choice.sv or not choice.en for choice in one.choices):
            reason = _("has a choice without words in one language.")
            found.append(_problem(at, one.key, reason, _("Write it in Swedish and English.")))
        if any(choice.counts is not None and not 0 <= choice.counts <= 1 for choice in one.choices):
            reason = _("has a choice that counts for less than 0 or more than 1.")
            found.append(_problem(at, one.key, reason, _("Write a part between 0 and 1.")))
    if one.kind in (Kind.NUMBER, Kind.SCALE) and not one.least < one.most:
        found.append(_problem(at, one.key, _("has no room between its least and its most."), _("Set them apart.")))
    if one.kind == Kind.SCALE and one.most - one.least > 10:
        found.append(_problem(at, one.key, _("has more than eleven steps."), _("Use 0 to 10, or ask for a number.")))
    return found


def _problem(at: int, value: str, reason: str, advice: str) -> Problem:
    return Problem(at, value, reason, advice)


def write_question(*, survey: Survey, question: Question, was: str, who: User | None) -> Questionnaire:
    """Put a question in place of the one with the key `was`, or last where there is none.

    A question keeps its key for good, so that answers to its versions stay together; a new one gets one from its words.
    """
    questions = list(questionnaire(survey).questions)
    keys = [one.key for one in questions]
    if was in keys:
        questions[keys.index(was)] = replace(question, key=was)
    else:
        others = [key for key, kind in _answered_kinds(survey).items() if kind != question.kind]
        questions.append(replace(question, key=_new_key(question, [*keys, *others])))
    return set_questions(survey=survey, questions=questions, who=who)


def _new_key(question: Question, taken: Sequence[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", slugify(question.en)).strip("_")[:24].strip("_") or "question"
    stem = stem if stem[0].isalpha() else f"q_{stem}"
    number = 1
    while (key := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return key


def move_question(*, survey: Survey, key: str, by: int, who: User | None) -> Questionnaire:
    """Move a question up (-1) or down (1)."""
    questions = list(questionnaire(survey).questions)
    at = next(row for row, one in enumerate(questions) if one.key == key)
    to = min(max(at + by, 0), len(questions) - 1)
    questions.insert(to, questions.pop(at))
    return set_questions(survey=survey, questions=questions, who=who)


def remove_question(*, survey: Survey, key: str, who: User | None) -> Questionnaire:
    """Ask a question no more; answers that were given to it stay with their version."""
    questions = [one for one in questionnaire(survey).questions if one.key != key]
    return set_questions(survey=survey, questions=questions, who=who)
