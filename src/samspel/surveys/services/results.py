"""Ask for an estimate, compute it, show it; take an answer out of what was computed when it is taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.engines.survey.problem import UnusableProblem
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.digests import digest_of
from samspel.records.models import Run, key_of
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Plain, Report
from samspel.records.worker import carry_out_now
from samspel.surveys import charts
from samspel.surveys.instances.estimates import plain_estimate, refuse_unusable
from samspel.surveys.instances.ledgers import lacking_rooms
from samspel.surveys.instances.problems import mark_of, plain_problem
from samspel.surveys.ledger_sentences import unusable
from samspel.surveys.models import Response, Survey
from samspel.surveys.queries.surveys import answers_of

SEED = 20_140_902


@transaction.atomic
def request_survey(*, survey: Survey, who: User | None) -> Run:
    """Ask for an estimate of all answers as they are now. Raises `Refused` without any."""
    Survey.objects.select_for_update().get(pk=survey.pk)  # an answer is taken back before or after, not meanwhile
    if not answers_of(survey).exists():
        raise Refused(_("Nobody has answered “%(survey)s” yet.") % {"survey": survey})
    problem = plain_problem(survey)
    _refuse_empty_places(problem)
    try:
        refuse_unusable(problem)
    except UnusableProblem as error:
        raise Refused(unusable(error.code, error.sentence, error.params)) from error
    if lacking := lacking_rooms(problem):
        names = "; ".join(str(one.label) for one in lacking)
        raise Refused(
            _("Finite rooms need three numbers. State also: %(names)s; or take the others away.") % {"names": names}
        )
    return request_run(
        kind="survey",
        subject=survey,
        scope=survey.festival,
        title=f"{survey.title_en}, {survey.edition.name}",
        problem=problem,
        parameters={"answers": len(problem["answers"])},
        seed=SEED,
        who=who,
    )


def _refuse_empty_places(problem: Plain) -> None:
    """Raise `Refused` where people answered although nobody is said to have been there: each stands for nobody."""
    answered = {one["spot"] for one in problem["answers"]}
    empty = [one["name"] for row, one in enumerate(problem["spots"]) if row in answered and one["persons"] == 0]
    if empty:
        raise Refused(
            _("People answered at %(places)s, where 0 persons are counted or expected: correct it or leave it empty.")
            % {"places": "; ".join(empty)}
        )


def execute_survey(problem: Plain, seed: int, report: Report) -> Answer:
    """Compute from stored values and draw the charts in both languages; changes nothing."""
    values = plain_estimate(problem, seed=seed)
    report(0.6)
    return Answer(values, charts.charts_of(problem, values))


def compute_now(*, survey: Survey, who: User | None) -> Run:
    """Compute and wait for it: what a command does. Raises `Refused` if it fails."""
    run = carry_out_now(request_survey(survey=survey, who=who))
    if not run.is_done:
        raise Refused(f"{run.title} ({run.short}): {run.error or run.get_state_display()}")
    return run


@transaction.atomic
def erase_from_runs(*, response: Response) -> None:
    """Take one answer out of the problems of runs; their digests are made anew, what they found stays."""
    mark = mark_of(response.key)
    for run in Run.objects.filter(subject=key_of(response.survey), kind="survey"):
        kept = [one for one in run.problem["answers"] if one["id"] != mark]
        if len(kept) < len(run.problem["answers"]):
            run.problem = {**run.problem, "answers": kept, "taken_out": run.problem.get("taken_out", 0) + 1}
            run.digest = digest_of(run.problem)
            run.save(update_fields=["problem", "digest"])


@transaction.atomic
def empty_runs(*, survey: Survey) -> None:
    """Take all answers out of the problems of a survey's runs when their time is over."""
    for run in Run.objects.filter(subject=key_of(survey), kind="survey"):
        if run.problem["answers"]:
            taken_out = run.problem.get("taken_out", 0) + len(run.problem["answers"])
            run.problem = {**run.problem, "answers": [], "taken_out": taken_out}
            run.digest = digest_of(run.problem)
            run.save(update_fields=["problem", "digest"])
            note(who=None, verb="survey.run.empty", subject=survey, details={"run": str(run.pk)})
