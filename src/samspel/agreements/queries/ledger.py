"""The ledger: where each promise stands, worked out by the database from what is due and what was fulfilled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractMonth, ExtractYear, Greatest, Least, Round
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Commitment, Fulfilment, Register
from samspel.agreements.queries.agreements import find_agreement
from samspel.agreements.rules import SIGNED
from samspel.agreements.types import Promise, Rule, Standing
from samspel.errors import NotFound
from samspel.places.models import Night

SOON_DAYS = 14

AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)

URGENCY = (Standing.LATE, Standing.SOON, Standing.PARTLY, Standing.AHEAD, Standing.KEPT, Standing.WAIVED)
"""The order of every list: what is late comes first."""

Promises = QuerySet[Any, Any]
"""Commitments; with what `with_standing` adds, which no type knows."""


def with_standing(promises: Promises, *, today: date) -> Promises:
    """Return promises with `times` (how often something is owed), `total`, `kept`, `standing` and `urgency`.

    A promise for each night of the edition falls due on every night, one for each month of the term at the end of every
    month. An occasion is over when its day is: what is then missing is late.
    """
    late = _round(F("amount") * _times_before(today))
    soon = _round(F("amount") * _times_before(today + timedelta(days=SOON_DAYS + 1)))
    found = promises.annotate(times=_times(today), total=_round(F("amount") * _times(today)), kept=_kept())
    found = found.annotate(
        standing=Case(
            When(waived_at__isnull=False, then=Value(Standing.WAIVED)),
            When(kept__gte=F("total"), then=Value(Standing.KEPT)),
            When(kept__lt=late, then=Value(Standing.LATE)),
            When(kept__lt=soon, then=Value(Standing.SOON)),
            When(kept__gt=0, then=Value(Standing.PARTLY)),
            default=Value(Standing.AHEAD),
        )
    )
    places = [When(standing=one, then=Value(place)) for place, one in enumerate(URGENCY)]
    known: Promises = found.annotate(urgency=Case(*places, output_field=IntegerField()))
    return known


def _round(value: Combinable) -> Combinable:
    """Round to hundredths: SQLite adds decimals as binary fractions, in which 0.7 + 0.1 is less than 0.8."""
    return Round(Cast(value, AMOUNT), 2, output_field=AMOUNT)


def _kept() -> Combinable:
    rows = Fulfilment.objects.filter(commitment=OuterRef("pk"), taken_back_at=None).order_by()
    total = rows.values("commitment").annotate(total=Sum("amount")).values("total")
    return _round(Coalesce(Subquery(total, output_field=AMOUNT), Value(Decimal(0)), output_field=AMOUNT))


IS_BY_NIGHTS = Q(rule=Rule.EACH_NIGHT, agreement__edition__isnull=False)
IS_BY_MONTHS = Q(rule=Rule.EACH_MONTH, agreement__starts_on__isnull=False)


def _nights(**until: date) -> Combinable:
    rows = Night.objects.filter(edition=OuterRef("agreement__edition"), **until).order_by()
    count = rows.values("edition").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), Value(0))


def _month(field: str) -> Combinable:
    return ExtractYear(field) * Value(12) + ExtractMonth(field)


def _months(today: date) -> Combinable:
    """Return how many months the term touches; of one that has no end, those until today."""
    until_now = Value(today.year * 12 + today.month) - _month("agreement__starts_on") + Value(1)
    in_all = _month("agreement__ends_on") - _month("agreement__starts_on") + Value(1)
    return Greatest(Case(When(agreement__ends_on=None, then=until_now), default=in_all), Value(1))


def _times(today: date) -> Combinable:
    """Return on how many occasions something is owed, once at least."""
    return Case(
        When(IS_BY_NIGHTS, then=Greatest(_nights(), Value(1))),
        When(IS_BY_MONTHS, then=_months(today)),
        default=Value(1),
        output_field=IntegerField(),
    )


def _times_before(day: date) -> Combinable:
    """Return how many of the occasions are over before a day."""
    passed = Value(day.year * 12 + day.month) - _month("agreement__starts_on")
    return Case(
        When(IS_BY_NIGHTS, then=_nights(date__lt=day)),
        When(IS_BY_MONTHS & Q(agreement__ends_on__lt=day), then=_months(day)),
        When(IS_BY_MONTHS, then=Greatest(passed, Value(0))),
        When(due_date__lt=day, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def ledger(agreement: Agreement, *, today: date) -> Promises:
    """Return the promises of an agreement, the late ones first."""
    return _listed(with_standing(agreement.commitments.all(), today=today))


def _listed(promises: Promises) -> Promises:
    found = promises.select_related(
        "agreement__register", "debtor__organisation", "creditor__organisation", "venue", "stage__venue"
    )
    return found.order_by("urgency", F("due_date").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show of a register's promises. Empty: everything."""

    standing: str = ""
    kind: str = ""
    organisation: str = ""


def register_promises(register: Register, *, today: date) -> Promises:
    """Return what was ever promised in the signed agreements of a register."""
    signed = Commitment.objects.filter(agreement__register=register, agreement__state__in=SIGNED)
    return with_standing(signed, today=today)


def narrowed(promises: Promises, wanted: Wanted) -> Promises:
    """Return the promises that somebody wants to see, the late ones first."""
    if wanted.standing in Standing.values:
        promises = promises.filter(standing=wanted.standing)
    if wanted.kind in Promise.values:
        promises = promises.filter(kind=wanted.kind)
    if wanted.organisation:
        promises = promises.filter(debtor__organisation__name__icontains=wanted.organisation)
    return _listed(promises)


def tally(promises: Promises) -> dict[Standing, int]:
    """Return how many promises stand where, the late ones first."""
    rows = promises.order_by().values("standing").annotate(count=Count("pk"))
    counts = {row["standing"]: row["count"] for row in rows}
    return {one: counts[one] for one in URGENCY if one in counts}


@dataclass(frozen=True, slots=True)
class Total:
    """What a party has promised and kept. SEK are of promises that say their worth; a waived promise counts in neither.

    `kinds`: for each kind of promise how many there are and how many of them are kept.
    """

    organisation: str
    sector: str
    promises: int
    kept: int
    promised_sek: int
    kept_sek: int
    kinds: tuple[tuple[Promise, int, int], ...]

    @property
    def share(self) -> float | None:
        """Which part of the worth was kept, 0-1; None where no worth was said."""
        return self.kept_sek / self.promised_sek if self.promised_sek else None


def totals(promises: Promises) -> list[Total]:
    """Return what every party has promised and kept, the largest promise first. Half a promise is worth half of it."""
    rows = (
        promises.filter(waived_at=None)
        .order_by()
        .values("debtor__organisation__name", "debtor__organisation__sector", "kind")
        .annotate(
            count=Count("pk"),
            done=Count("pk", filter=Q(standing=Standing.KEPT)),
            promised=Coalesce(Sum("value_sek"), Value(0)),
            worth=Coalesce(Sum(_round(F("value_sek") * _share()), output_field=AMOUNT), Value(0), output_field=AMOUNT),
        )
    )
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["debtor__organisation__name"], row["debtor__organisation__sector"]), []).append(row)
    return sorted(
        (_total(*who, kinds) for who, kinds in found.items()), key=lambda one: (-one.promised_sek, one.organisation)
    )


def _share() -> Combinable:
    part = Cast(F("kept"), AMOUNT) * Value(Decimal("1.0")) / F("total")
    return Least(Cast(part, DecimalField(max_digits=24, decimal_places=6)), Value(Decimal(1)))


def _total(organisation: str, sector: str, rows: Sequence[dict[str, Any]]) -> Total:
    kinds = {Promise(row["kind"]): (row["count"], row["done"]) for row in rows}
    return Total(
        organisation,
        sector,
        promises=sum(row["count"] for row in rows),
        kept=sum(row["done"] for row in rows),
        promised_sek=sum(row["promised"] for row in rows),
        kept_sek=round(sum(row["worth"] for row in rows)),
        kinds=tuple((kind, *kinds[kind]) for kind in Promise if kind in kinds),
    )


def find_promise(register: str, agreement: int, promise: int) -> Commitment:
    """Return a promise of an agreement. Raises `NotFound`."""
    rows = find_agreement(register, agreement).commitments.select_related(
        "agreement__register__place", "debtor__organisation", "creditor__organisation", "venue", "stage__venue"
    )
    found = rows.filter(pk=promise).first()
    if found is None:
        raise NotFound(_("The agreement has no such promise."))
    return found


def standing_of(promise: Commitment, *, today: date) -> Commitment:
    """Return a promise with where it stands, as `with_standing` says."""
    found: Commitment = _listed(with_standing(Commitment.objects.filter(pk=promise.pk), today=today)).get()
    return found


def fulfilments(promise: Commitment) -> QuerySet[Fulfilment]:
    """Return whatever was said to be kept of a promise, also what was taken back."""
    return promise.fulfilments.select_related("who", "evidence")


def find_fulfilment(register: str, agreement: int, promise: int, fulfilment: int) -> Fulfilment:
    """Return one fulfilment of a promise. Raises `NotFound`."""
    rows = find_promise(register, agreement, promise).fulfilments.select_related(
        "commitment__agreement__register__place", "evidence"
    )
    found = rows.filter(pk=fulfilment).first()
    if found is None:
        raise NotFound(_("Nothing of that kind was said of the promise."))
    return found


def pressing(*, today: date) -> Promises:
    """Return what is late or soon due in every agreement that is in force, with all who answer for its debtor."""
    rows = Commitment.objects.filter(agreement__state="force", waived_at=None)
    found = with_standing(rows, today=today).filter(standing__in=(Standing.LATE, Standing.SOON))
    return _listed(found).select_related("agreement__register__place").prefetch_related("debtor__signatories")
