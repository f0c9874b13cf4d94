"""The ledger: where each promise stands, worked out by the database from what is due and what was fulfilled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
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
from django.db.models.functions import Cast, Coalesce, ExtractMonth, ExtractYear, Greatest, Least
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

NOTHING = Decimal("0.005")

Promises = QuerySet[Any, Any]
"""Commitments; with what `with_standing` adds, which no type knows."""


def with_standing(promises: Promises, *, today: date) -> Promises:
    """Return promises with `times` (how often something is owed), `total`, `kept` and `urgency`, which `stands` reads.

    A promise for each night of the edition falls due on every night, one for each month of the term at the end of every
    month. An occasion is over when its day is: what is then missing is late.
    """
    soon = today + timedelta(days=SOON_DAYS + 1)
    found = promises.annotate(times=_times(today), total=_amount(_times(today)))
    found = found.alias(due_late=_amount(_times_before(today)), due_soon=_amount(_times_before(soon)))
    known: Promises = found.annotate(kept=_of_fulfilments(F("kept_here"), AMOUNT), urgency=_urgency())
    return known


def stands(promise: Commitment) -> Standing:
    """Return where a promise from `with_standing` stands."""
    return URGENCY[promise.urgency]  # type: ignore[attr-defined]


def _amount(times: Combinable) -> Combinable:
    return ExpressionWrapper(F("amount") * times, output_field=AMOUNT)


def _of_fulfilments(value: Any, output_field: Any) -> Combinable:
    """Return a value of what was kept (`kept_here`), from one look at the fulfilments: `Sum` would group them."""
    rows = Fulfilment.objects.filter(commitment=OuterRef("pk"), taken_back_at=None).order_by()
    total = Coalesce(Func(F("amount"), function="SUM", output_field=AMOUNT), Value(Decimal(0)), output_field=AMOUNT)
    return Subquery(rows.annotate(kept_here=total).annotate(wanted=value).values("wanted"), output_field=output_field)


def _urgency() -> Combinable:
    """Return the place of a promise's standing in `URGENCY`.

    SQLite adds decimals as binary fractions, in which 0.7 + 0.1 is less than 0.8: half of a hundredth is nothing.
    """
    place = {one: Value(number) for number, one in enumerate(URGENCY)}
    number: IntegerField[Any, Any] = IntegerField()
    kept = Case(
        When(kept_here__gt=OuterRef("total") - NOTHING, then=place[Standing.KEPT]),
        When(kept_here__lt=OuterRef("due_late") - NOTHING, then=place[Standing.LATE]),
        When(kept_here__lt=OuterRef("due_soon") - NOTHING, then=place[Standing.SOON]),
        When(kept_here__gt=0, then=place[Standing.PARTLY]),
        default=place[Standing.AHEAD],
        output_field=number,
    )
    waived = When(waived_at__isnull=False, then=place[Standing.WAIVED])
    return Case(waived, default=_of_fulfilments(kept, number), output_field=number)


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
    """Return the promises of an agreement, with where they stand."""
    return with_standing(agreement.commitments.all(), today=today)


ORDER = ("urgency", F("due_date").asc(nulls_last=True), "pk")


def _listed(promises: Promises) -> Promises:
    found = promises.select_related(
        "agreement__register", "debtor__organisation", "creditor__organisation", "venue", "stage__venue"
    )
    return found.order_by(*ORDER)


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


@dataclass(frozen=True, slots=True)
class Group:
    """Promises of one party and kind that stand alike: how many, worth what in SEK, and how much of that is kept."""

    debtor: int
    organisation: str
    sector: str
    kind: Promise
    standing: Standing
    count: int
    promised_sek: int
    kept_sek: float


def groups(promises: Promises) -> list[Group]:
    """Return all that the figures of a ledger are made of, from one look at its promises. Half kept is worth half."""
    names = ("debtor__organisation", "debtor__organisation__name", "debtor__organisation__sector", "kind", "urgency")
    rows = (
        promises.order_by()
        .values_list(*names)
        .annotate(
            count=Count("pk"),
            promised=Coalesce(Sum("value_sek"), Value(0)),
            worth=Coalesce(Sum(F("value_sek") * _share(), output_field=FloatField()), Value(0.0)),
        )
    )
    return [Group(*row[:3], Promise(row[3]), URGENCY[row[4]], *row[5:]) for row in rows]


def _share() -> Combinable:
    number: FloatField[Any, Any] = FloatField()
    part = Cast(F("kept"), number) / Cast(F("total"), number)
    return Least(ExpressionWrapper(part, output_field=number), Value(1.0), output_field=number)


def tally(found: Iterable[Group]) -> dict[Standing, int]:
    """Return how many promises stand where, the late ones first."""
    counts: Counter[Standing] = Counter()
    for one in found:
        counts[one.standing] += one.count
    return {one: counts[one] for one in URGENCY if one in counts}


class Rows:
    """The promises that somebody wants to see, the late ones first: a page at a time, of a number that is known."""

    def __init__(self, promises: Promises, found: Iterable[Group], wanted: Wanted, *, today: date) -> None:
        matching = [one for one in found if _matches(one, wanted)]
        self._size, self._today = sum(one.count for one in matching), today
        if wanted.standing in Standing.values:
            promises = promises.filter(urgency=URGENCY.index(Standing(wanted.standing)))
        if wanted.kind in Promise.values:
            promises = promises.filter(kind=wanted.kind)
        if wanted.organisation:
            promises = promises.filter(debtor__organisation__in={one.debtor for one in matching})
        self._keys = promises.order_by(*ORDER).values_list("pk", flat=True)

    def count(self) -> int:
        """Return how many there are."""
        return self._size

    def __getitem__(self, part: slice) -> list[Commitment]:
        keys = list(self._keys[part])
        rows = _listed(with_standing(Commitment.objects.filter(pk__in=keys), today=self._today)).in_bulk()
        return [rows[key] for key in keys]


def _matches(one: Group, wanted: Wanted) -> bool:
    return (
        (wanted.standing not in Standing.values or one.standing == wanted.standing)
        and (wanted.kind not in Promise.values or one.kind == wanted.kind)
        and wanted.organisation.casefold() in one.organisation.casefold()
    )


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


def totals(found: Iterable[Group]) -> list[Total]:
    """Return what every party has promised and kept, the largest promise first."""
    parties: dict[tuple[str, str], list[Group]] = {}
    for one in found:
        if one.standing != Standing.WAIVED:
            parties.setdefault((one.organisation, one.sector), []).append(one)
    made = (_total(*who, rows) for who, rows in parties.items())
    return sorted(made, key=lambda one: (-one.promised_sek, one.organisation))


def _total(organisation: str, sector: str, rows: Sequence[Group]) -> Total:
    counts: Counter[Promise] = Counter()
    done: Counter[Promise] = Counter()
    for one in rows:
        counts[one.kind] += one.count
        done[one.kind] += one.count * (one.standing == Standing.KEPT)
    return Total(
        organisation,
        sector,
        promises=counts.total(),
        kept=done.total(),
        promised_sek=sum(one.promised_sek for one in rows),
        kept_sek=round(sum(one.kept_sek for one in rows)),
        kinds=tuple((kind, counts[kind], done[kind]) for kind in Promise if kind in counts),
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
    found = with_standing(rows, today=today).filter(urgency__lte=URGENCY.index(Standing.SOON))
    return _listed(found).select_related("agreement__register__place").prefetch_related("debtor__signatories")
