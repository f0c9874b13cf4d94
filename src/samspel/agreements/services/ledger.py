"""Promise, keep in parts, take back, waive. What was signed changes by an amendment only; nothing is ever erased."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Commitment, Fulfilment
from samspel.agreements.rules import SIGNED
from samspel.agreements.services.drafting import as_draft, held
from samspel.agreements.types import OF_A_VENUE, Rule, Seen
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.models import Document
from samspel.records.services import note

FIELDS = (
    *("debtor", "creditor", "kind", "what", "amount", "unit", "value_sek"),
    *("rule", "due_date", "seen", "venue", "stage"),
)


@transaction.atomic
def add_promise(*, agreement: Agreement, who: User | None, **values: Any) -> Commitment:
    """Write into a draft what one party owes another. Raises `Refused` for what could never be kept or checked."""
    agreement = as_draft(agreement)
    made = Commitment(agreement=agreement, **values)
    _check(made)
    made.save()
    note(who=who, verb="promise.add", subject=agreement, details={"promise": made.pk, "what": made.what})
    return made


@transaction.atomic
def change_promise(*, promise: Commitment, who: User | None, **values: Any) -> None:
    """Change a promise of a draft. Raises `Refused` once it is being signed: then only an amendment changes it."""
    agreement = as_draft(promise.agreement)
    found = _held(promise)
    changed = [name for name in FIELDS if name in values and getattr(found, name) != values[name]]
    for name in changed:
        setattr(found, name, values[name])
    _check(found)
    if changed:
        found.save(update_fields=changed)
        note(who=who, verb="promise.change", subject=agreement, details={"promise": found.pk, "fields": changed})


@transaction.atomic
def drop_promise(*, promise: Commitment, who: User | None) -> None:
    """Take a promise out of a draft: nobody has agreed to it. Raises `Refused` for what is being or was signed."""
    agreement = as_draft(promise.agreement)
    note(who=who, verb="promise.drop", subject=agreement, details={"promise": promise.pk, "what": promise.what})
    _held(promise).delete()


def _check(made: Commitment) -> None:
    if made.debtor_id == made.creditor_id:
        raise Refused(_("Nobody owes themselves: choose two parties."))
    if {made.debtor.agreement_id, made.creditor.agreement_id} != {made.agreement_id}:
        raise Refused(_("Only the parties of this agreement promise each other something in it."))
    if made.amount <= 0:
        raise Refused(_("A promise is of more than nothing: say how much."))
    _check_when(made)
    if made.seen in OF_A_VENUE and made.venue is None:
        raise Refused(_("Choose the venue whose nights are looked for."))
    if made.seen == Seen.STAGE_HOURS and made.stage is None:
        raise Refused(_("Choose the stage whose hours are counted."))


def _check_when(made: Commitment) -> None:
    if made.rule == Rule.DATE and made.due_date is None:
        raise Refused(_("Say the last day on which it is to be kept."))
    if made.rule == Rule.EACH_NIGHT and made.agreement.edition is None:
        raise Refused(
            _("Say in the terms which edition the agreement concerns: the promise is for each of its nights.")
        )
    if made.rule == Rule.EACH_MONTH and made.agreement.starts_on is None:
        raise Refused(_("Say in the terms when the agreement begins: the promise is for each of its months."))


def _held(promise: Commitment) -> Commitment:
    """Return a promise as it is now, held until this transaction ends."""
    rows = Commitment.objects.select_for_update(of=("self",))
    return rows.select_related("agreement__register", "agreement__edition", "debtor", "creditor").get(pk=promise.pk)


def _in_force(promise: Commitment) -> Commitment:
    """Return a promise that was signed, held. Raises `Refused` for one that is not promised yet."""
    if held(promise.agreement).state not in SIGNED:
        raise Refused(_("Nothing is promised yet: not everybody has signed."))
    return _held(promise)


def count_kept(promises: Collection[int]) -> None:
    """Sum up anew what was kept of promises: pages of a whole register read the sum, not every fulfilment."""
    rows = Fulfilment.objects.filter(commitment=OuterRef("pk"), taken_back_at=None).order_by().values("commitment")
    total = Subquery(rows.annotate(total=Sum("amount")).values("total"))
    Commitment.objects.filter(pk__in=promises).update(kept=Coalesce(total, Decimal(0)))


@transaction.atomic
def fulfil(
    *,
    promise: Commitment,
    amount: Decimal,
    on_date: date,
    who: User | None,
    remark: str = "",
    evidence: Document | None = None,
) -> Fulfilment:
    """Say that so much of a promise was kept on a day, with its evidence.

    Raises `Refused` before all have signed, for what was waived, for nothing, and for a day that is yet to come.
    """
    found = _in_force(promise)
    if found.waived_at is not None:
        raise Refused(_("The promise was waived: nothing is owed any more."))
    if amount <= 0:
        raise Refused(_("Say how much was kept: more than nothing."))
    if on_date > timezone.localdate():
        raise Refused(_("%(day)s is yet to come: say it when it is done.") % {"day": on_date.isoformat()})
    made = Fulfilment.objects.create(
        commitment=found, amount=amount, on_date=on_date, note=remark.strip(), evidence=evidence, who=who
    )
    count_kept([found.pk])
    details = {"promise": found.pk, "what": found.what, "fulfilment": made.pk, "amount": f"{amount:.2f}"}
    note(who=who, verb="promise.keep", subject=found.agreement, details=details)
    return made


@transaction.atomic
def take_back(*, fulfilment: Fulfilment, reason: str, who: User | None) -> None:
    """Say that it was not kept after all. The row stays to be seen and counts no more.

    Raises `Refused` without a reason, for what was taken back already, and for what the product itself has seen.
    """
    found = (
        Fulfilment.objects.select_for_update(of=("self",)).select_related("commitment__agreement").get(pk=fulfilment.pk)
    )
    if found.taken_back_at is not None:
        raise Refused(_("It was taken back already."))
    if found.is_seen:
        raise Refused(_("This was read off the programme, the hours or the doors: change that, and it changes here."))
    if not reason.strip():
        raise Refused(_("Write why it is taken back: the others want to know."))
    found.taken_back_at = timezone.now()
    found.save(update_fields=["taken_back_at"])
    count_kept([found.commitment_id])
    promise = found.commitment
    details = {
        "promise": promise.pk,
        "what": promise.what,
        "fulfilment": found.pk,
        "amount": f"{found.amount:.2f}",
        "reason": reason.strip()[:300],
    }
    note(who=who, verb="promise.take-back", subject=promise.agreement, details=details)


@transaction.atomic
def waive(*, promise: Commitment, reason: str, who: User | None) -> None:
    """Let the debtor off a promise that was signed; it stays to be seen. Raises `Refused` without a reason."""
    found = _in_force(promise)
    if found.waived_at is not None:
        raise Refused(_("The promise was waived already."))
    if not reason.strip():
        raise Refused(_("Write why the promise is waived."))
    found.waived_at, found.waived_why = timezone.now(), reason.strip()[:300]
    found.save(update_fields=["waived_at", "waived_why"])
    details = {"promise": found.pk, "what": found.what, "reason": found.waived_why}
    note(who=who, verb="promise.waive", subject=found.agreement, details=details)
