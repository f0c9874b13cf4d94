"""What comes after an agreement: an amendment, a renewal, its end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Party, Signatory
from samspel.agreements.queries.agreements import earliest_end
from samspel.agreements.services.drafting import end_of, held, numbered
from samspel.agreements.types import Change, State
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.services import note
from samspel.records.services.thread import tie


@transaction.atomic
def follow_up(*, agreement: Agreement, change: Change | str, title: str, who: User | None) -> Agreement:
    """Draft an amendment or a renewal with the same parties, signatories and words; the earlier one stays as it is.

    A renewal's term begins when the earlier ends. Promises are not copied: they stay where they were made, and the new
    ones are written into the new agreement. Raises `Refused` for what is not in force or ended.
    """
    earlier, change = held(agreement), Change(change)
    allowed = (State.IN_FORCE, State.ENDED) if change == Change.RENEWAL else (State.IN_FORCE,)
    if earlier.state not in allowed:
        raise Refused(
            _("“%(agreement)s” is %(state)s: only what is in force is amended, and what has ended renewed.")
            % {"agreement": earlier, "state": earlier.get_state_display()}
        )
    made = numbered(
        earlier.register, title=title.strip() or earlier.title, follows=earlier, change=change, **_copied(earlier)
    )
    if change == Change.RENEWAL:
        made.starts_on = earlier.ends_on + timedelta(days=1) if earlier.ends_on else None
        made.edition = None
    else:
        made.starts_on, made.ends_on, made.edition = earlier.starts_on, earlier.ends_on, earlier.edition
    made.save()
    _copy_parties(earlier, made)
    tie(source=end_of(earlier), target=end_of(made))
    note(who=who, verb=f"agreement.{change}", subject=made, details={"follows": earlier.number})
    return made


def _copied(earlier: Agreement) -> dict[str, object]:
    names = ("kind", "language", "sections", "notice_months", "case_number", "festival", "is_signing_in_order")
    return {name: getattr(earlier, name) for name in names}


def _copy_parties(earlier: Agreement, made: Agreement) -> None:
    for party in earlier.parties.prefetch_related("signatories"):
        copy = Party.objects.create(agreement=made, organisation=party.organisation, position=party.position)
        Signatory.objects.bulk_create(
            Signatory(
                party=copy, name=one.name, role=one.role, mandate=one.mandate, email=one.email, position=one.position
            )
            for one in party.signatories.all()
        )


@transaction.atomic
def give_notice(*, agreement: Agreement, ends_on: date, is_agreed: bool, reason: str, who: User | None) -> None:
    """Let an agreement end on a day. Raises `Refused` without a reason, or where notice is too short and not agreed."""
    agreement = held(agreement)
    today = timezone.localdate()
    if agreement.state != State.IN_FORCE:
        raise Refused(_("Only an agreement that is in force can end."))
    if not reason.strip():
        raise Refused(_("Write why it ends."))
    if agreement.starts_on and ends_on < agreement.starts_on:
        raise Refused(_("An agreement cannot end before it began, %(day)s.") % {"day": agreement.starts_on})
    earliest = earliest_end(agreement, today=today)
    if ends_on < earliest and not is_agreed:
        names = {"months": agreement.notice_months or 0, "day": earliest.isoformat()}
        raise Refused(
            _("Notice is %(months)d months, so it ends on %(day)s at the earliest, unless all parties agree.") % names
        )
    agreement.ends_on = ends_on
    agreement.state = State.ENDED if ends_on <= today else State.IN_FORCE
    agreement.save(update_fields=["ends_on", "state"])
    details = {"ends_on": ends_on.isoformat(), "is_agreed": is_agreed, "reason": reason.strip()[:300]}
    note(who=who, verb="agreement.notice", subject=agreement, details=details)
