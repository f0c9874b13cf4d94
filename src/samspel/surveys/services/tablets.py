"""Give an interviewer a link, take it back."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.services import note
from samspel.surveys.models import Survey, Tablet
from samspel.surveys.queries.surveys import token_hash

AFTER_LAST_NIGHT = timedelta(days=7)
"""How long a tablet may still send what it keeps."""


@transaction.atomic
def make_tablet(*, survey: Survey, name: str, who: User | None) -> str:
    """Make a link for a tablet and return its token, which is not kept. It works until a week after the last night."""
    last = survey.edition.nights.order_by("date").last()
    now = timezone.now()
    until = now + AFTER_LAST_NIGHT
    if last is not None:
        until = max(until, now + (last.date - timezone.localdate()) + AFTER_LAST_NIGHT)
    token = secrets.token_urlsafe(24)
    made = Tablet.objects.create(
        survey=survey, name=name, token_hash=token_hash(token), made_at=now, made_by=who, expires_at=until
    )
    note(who=who, verb="survey.tablet", subject=survey, details={"tablet": made.pk})
    return token


@transaction.atomic
def revoke_tablet(*, tablet: Tablet, who: User | None) -> None:
    """End a tablet's link: what it still keeps comes in by another link opened on it, or as a file, or not at all."""
    if tablet.revoked_at is not None:
        raise Refused(_("The link of “%(tablet)s” has been taken back already.") % {"tablet": tablet})
    tablet.revoked_at = timezone.now()
    tablet.save(update_fields=["revoked_at"])
    note(who=who, verb="survey.tablet.revoke", subject=tablet.survey, details={"tablet": tablet.pk})
