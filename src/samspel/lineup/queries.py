"""Reads of the line-up: an act, when it can play, how far the question has come, who a link belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.lineup.models import Act, AnswerLink, Availability
from samspel.lineup.sentences import summary
from samspel.lineup.types import ALWAYS, Answer, Extent, Standing, Windows, merged
from samspel.places.models import Edition, Night
from samspel.places.queries import edition as find_edition

PATIENCE = timedelta(days=3)
"""How long after a mail an act is left in peace before it may be reminded."""


def act(festival: str, edition: str, act: int) -> Act:
    """Return an act of an edition. Raises `NotFound`."""
    found_edition = find_edition(festival, edition)
    found = found_edition.acts.select_related("edition__festival__place").filter(pk=act).first()
    if found is None:
        raise NotFound(_("%(edition)s has no such act.") % {"edition": found_edition.name})
    return found


def windows(edition: Edition) -> dict[int, dict[int, Windows]]:
    """Return the stretches in which acts can play, by act and night. An act that is missing can play any time; one
    that has cancelled never.
    """
    found: dict[int, dict[int, Windows]] = {
        pk: {} for pk, extent in _answered(edition) if extent in (Extent.SOME, Extent.NEVER)
    }
    found |= {pk: {} for pk in edition.acts.exclude(cancelled_at=None).values_list("pk", flat=True)}
    for row in Availability.objects.filter(act__edition=edition, act__cancelled_at=None).order_by(
        "act_id", "night_id", "from_minute"
    ):
        nights = found.setdefault(row.act_id, {})
        nights[row.night_id] = (*nights.get(row.night_id, ()), (row.from_minute, row.until_minute))
    return found


def _answered(edition: Edition) -> QuerySet[Act, tuple[int, str]]:
    return edition.acts.filter(answered__isnull=False).values_list("pk", "answered__extent")


def never(edition: Edition) -> QuerySet[Act]:
    """Return the acts that have said they cannot play on any night."""
    return edition.acts.filter(answered__extent=Extent.NEVER, cancelled_at=None)


def standing(act: Act) -> Standing:
    """Return how far the question has come with one act."""
    return standings(act.edition, only=act)[act.pk]


def standings(edition: Edition, *, only: Act | None = None) -> dict[int, Standing]:
    """Return how far the question has come with each act of an edition, or with one."""
    known, nights = windows(edition), list(edition.nights.all())
    found = edition.acts.filter(pk=only.pk) if only else edition.acts.all()
    return {
        one.pk: _standing(one, known.get(one.pk), nights)
        for one in found.select_related("answered__who").prefetch_related("answer_links")
    }


def _standing(act: Act, known: dict[int, Windows] | None, nights: list[Night]) -> Standing:
    answer = ALWAYS if known is None else Answer.of((night.pk, merged(known.get(night.pk, ()))) for night in nights)
    said = getattr(act, "answered", None)
    links = [link for link in act.answer_links.all() if link.revoked_at is None]
    return Standing(
        answer=answer,
        summary=summary(answer, nights),
        answered_at=said.at if said else None,
        answered_by=str(said.who) if said and said.who else "",
        asked_at=min((link.made_at for link in links), default=None),
        reminded_at=max((link.made_at for link in links if link.is_reminder), default=None),
        has_open_link=any(link.closed_at is None for link in links),
    )


def last_night(edition: Edition) -> date | None:
    """Return the date of an edition's last night, if its nights are set."""
    found: date | None = edition.nights.aggregate(last=Max("date"))["last"]
    return found


def is_over(edition: Edition) -> bool:
    """Tell whether an edition's last night has been played; it goes on past midnight, so the day after counts too."""
    last = last_night(edition)
    return last is not None and timezone.localdate() > last + timedelta(days=1)


def hash_of(token: str) -> str:
    """Return what is kept of a link's token."""
    return salted_hmac("samspel.lineup.answer", token, algorithm="sha256").hexdigest()


def link(token: str) -> AnswerLink:
    """Return the link with this token. Raises `NotFound` if there is none, it was revoked, or the festival is over."""
    links = AnswerLink.objects.select_related("act__edition__festival__place")
    found = links.filter(token_hash=hash_of(token), revoked_at=None).first()
    if found is None or is_over(found.act.edition):
        raise NotFound(_("This link does not work any more. Write to the festival, and they send you a new one."))
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """Acts with an address that have not answered: those never asked, and those asked some days ago."""

    unasked: tuple[Act, ...]
    silent: tuple[Act, ...]


def waiting(edition: Edition) -> Waiting:
    """Return the acts to ask and to remind; nobody when the last night is over."""
    if is_over(edition):
        return Waiting((), ())
    known, limit = standings(edition), timezone.now() - PATIENCE
    acts = [
        act
        for act in edition.acts.exclude(contact_email="").select_related("edition__festival")
        if known[act.pk].answered_at is None
    ]
    return Waiting(
        unasked=tuple(act for act in acts if known[act.pk].asked_at is None),
        silent=tuple(act for act in acts if _was_asked_before(known[act.pk], limit)),
    )


def _was_asked_before(standing: Standing, limit: datetime) -> bool:
    last = standing.reminded_at or standing.asked_at
    return last is not None and last <= limit
