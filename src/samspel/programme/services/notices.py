"""Write drafts of notices: who is told what, from what they know and what the programme says now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from samspel.places.models import Edition
from samspel.programme.letters import letter
from samspel.programme.models import Notice, Publication
from samspel.programme.queries.notices import Concerned, concerned
from samspel.programme.types import OPEN_STATES, Letter, NoticeState, ReceiverKind

Plain = Mapping[str, Any]


@transaction.atomic
def draft_notices(*, edition: Edition, snapshot: Plain, publication: Publication | None) -> int:
    """Bring the drafts of an edition in line with a programme, published or not yet; returns how many there are.

    A draft that says nothing new any more goes. One that the office has edited stays as it is: it is then shown as
    out of date and cannot be sent before it is written anew.
    """
    drafts = {(one.kind, one.slug): one for one in edition.notices.filter(state__in=OPEN_STATES)}
    rows = _Rows(edition)
    for receiver in concerned(edition, snapshot):
        draft = drafts.pop(receiver.key, None)
        if draft is None and receiver.differs:
            rows.new.append(rows.fill(Notice(edition=edition, language=edition.language), receiver, publication))
        elif draft is not None and _may_be_rewritten(draft):
            if receiver.differs:
                rows.fill(draft, receiver, publication).save()
            else:
                draft.delete()
    for draft in drafts.values():  # to receivers who neither have a set nor ever knew of one
        if _may_be_rewritten(draft):
            draft.delete()
    Notice.objects.bulk_create(rows.new)
    return edition.notices.filter(state=NoticeState.DRAFT).count()


def _may_be_rewritten(draft: Notice) -> bool:
    return draft.state == NoticeState.DRAFT and not draft.is_edited


class _Rows:
    """Drafts under way, and the rows of acts and venues they point at."""

    def __init__(self, edition: Edition) -> None:
        self.new: list[Notice] = []
        self.acts = dict(edition.acts.values_list("slug", "pk"))
        self.venues = dict(edition.festival.venues.values_list("slug", "pk"))

    def fill(self, notice: Notice, receiver: Concerned, publication: Publication | None) -> Notice:
        """Say in a draft whom it is to, what it is about, and put it into words."""
        notice.kind, notice.slug, notice.name = receiver.kind, receiver.slug, receiver.name
        notice.publication = publication
        notice.act_id = self.acts.get(receiver.slug) if receiver.kind == ReceiverKind.ACT else None
        notice.venue_id = self.venues.get(receiver.slug) if receiver.kind == ReceiverKind.VENUE else None
        word(notice=notice, receiver=receiver)
        return notice


def word(*, notice: Notice, receiver: Concerned) -> None:
    """Put a draft into words in its language; the row is not saved."""
    with translation.override(notice.language):
        words = _letter(notice, receiver)
    notice.subject, notice.text, notice.facts, notice.is_edited = words.subject, words.text, receiver.after, False
    notice.error = ""


def _letter(notice: Notice, receiver: Concerned) -> Letter:
    edition = notice.edition
    address = settings.ADDRESS + reverse("programme", args=[edition.festival.slug, edition.slug])
    return letter(
        kind=receiver.kind,
        name=receiver.name,
        edition=edition,
        before=receiver.before,
        after=receiver.after,
        address=address if notice.publication_id else "",
    )
