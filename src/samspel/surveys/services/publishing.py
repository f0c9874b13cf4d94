"""Show a survey's results to everybody, and hide them again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.services import end_of
from samspel.records.models import Run
from samspel.records.services import note
from samspel.records.services.thread import End, cut, show_in_thread, tie
from samspel.surveys.models import Survey
from samspel.surveys.queries.publishing import newest_estimate
from samspel.surveys.types import LEAST_ANSWERS


@transaction.atomic
def publish_survey(*, survey: Survey, who: User | None) -> Run:
    """Show everybody a survey's newest finished estimate, without what could tell who somebody is; returns its run.

    Raises `Refused` without an estimate, or where so few have answered that one of them could be told.
    """
    run = newest_estimate(survey)
    if run is None or run.answer is None:
        raise Refused(_("“%(survey)s” has no finished estimate yet: compute it first.") % {"survey": survey})
    if run.answer["answers"] < LEAST_ANSWERS:
        raise Refused(
            _("Only %(n)d people have answered. From %(least)d on results can be shown without telling who they were.")
            % {"n": run.answer["answers"], "least": LEAST_ANSWERS}
        )
    survey.published_run, survey.published_at = run, timezone.now()
    survey.save(update_fields=["published_run", "published_at"])
    address: list[str | int] = [survey.festival.slug, survey.edition.slug, survey.pk]
    tie(source=end_of(survey.edition), target=End(survey, "public-survey", address, is_public=True))
    show_in_thread(row=survey, is_public=True)
    note(who=who, verb="survey.publish", subject=survey, details={"run": str(run.pk), "digest": run.digest})
    return run


@transaction.atomic
def withdraw_survey(*, survey: Survey, who: User | None) -> None:
    """Hide a survey's results from everybody but the festival's people. Raises `Refused` if they are not shown."""
    if not survey.is_published:
        raise Refused(_("“%(survey)s” is not published.") % {"survey": survey})
    survey.published_run = survey.published_at = None
    survey.save(update_fields=["published_run", "published_at"])
    cut(source=survey.edition, target=survey)
    show_in_thread(row=survey, is_public=False)
    note(who=who, verb="survey.withdraw", subject=survey)
