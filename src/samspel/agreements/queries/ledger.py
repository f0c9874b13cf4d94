"""The ledger: promises of an agreement and of a register, what each party has promised and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Least
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Commitment, Fulfilment, Register
from samspel.agreements.queries.agreements import find_agreement
from samspel.agreements.queries.standing import ORDER, URGENCY, WORKED_OUT, Promises, listed, with_names, with_standing
from samspel.agreements.rules import SIGNED
from samspel.agreements.types import Promise, Standing
from samspel.errors import NotFound
from samspel.people.models import Organisation


def ledger(agreement: Agreement, *, today: date) -> Promises:
    """Return the promises of an agreement, with where they stand."""
    return with_standing(agreement.commitments.all(), today=today)


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
    rows = list(_sums(promises, "debtor__organisation", "kind", "urgency"))
    # Names are read apart: a database that groups by them too compares them for every promise.
    keys = {row[0] for row in rows}
    known = {one.pk: one for one in Organisation.objects.filter(pk__in=keys).only("name", "sector")}
    kinds = {kind.value: kind for kind in Promise}
    return [
        Group(key, known[key].name, known[key].sector, kinds[kind], URGENCY[urgency], count, promised, worth)
        for key, kind, urgency, count, promised, worth in rows
    ]


@dataclass(frozen=True, slots=True)
class Side:
    """What the organisations of a sector have promised and kept, in SEK and in promises; waived ones in neither."""

    sector: str
    promises: int
    kept: int
    promised_sek: int
    kept_sek: int


def sides(promises: Promises) -> tuple[Side, ...]:
    """Return what every sector has promised and kept, by sector."""
    found: dict[str, list[tuple[Standing, int, int, float]]] = {}
    for sector, urgency, count, promised, worth in _sums(promises, "debtor__organisation__sector", "urgency"):
        if URGENCY[urgency] != Standing.WAIVED:
            found.setdefault(sector, []).append((URGENCY[urgency], count, promised, worth))
    return tuple(
        Side(
            sector,
            promises=sum(count for _stands, count, _promised, _worth in rows),
            kept=sum(count for stands, count, _promised, _worth in rows if stands == Standing.KEPT),
            promised_sek=sum(promised for _stands, _count, promised, _worth in rows),
            kept_sek=round(sum(worth for _stands, _count, _promised, worth in rows)),
        )
        for sector, rows in sorted(found.items())
    )


def _sums(promises: Promises, *names: str) -> Promises:
    sums: Promises = (
        promises.order_by()
        .values_list(*names)
        .annotate(
            count=Count("pk"),
            promised=Coalesce(Sum("value_sek"), Value(0)),
            worth=Coalesce(Sum(F("value_sek") * _share(), output_field=FloatField()), Value(0.0)),
        )
    )
    return sums


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

    def __init__(self, promises: Promises, found: Iterable[Group], wanted: Wanted) -> None:
        matching = _matching(found, wanted)
        self._size = sum(one.count for one in matching)
        if wanted.standing in Standing.values:
            promises = promises.filter(urgency=URGENCY.index(Standing(wanted.standing)))
        if wanted.kind in Promise.values:
            promises = promises.filter(kind=wanted.kind)
        if wanted.organisation:
            promises = promises.filter(debtor__organisation__in={one.debtor for one in matching})
        self._keys = promises.order_by(*ORDER).values_list("pk", *WORKED_OUT)

    def count(self) -> int:
        """Return how many there are."""
        return self._size

    def __getitem__(self, part: slice) -> list[Commitment]:
        # Where a promise stands is asked for once: a second query that works it out again costs more than its rows.
        known = {key: worked_out for key, *worked_out in self._keys[part]}
        rows = with_names(Commitment.objects.filter(pk__in=known)).in_bulk()
        for key, worked_out in known.items():
            for name, value in zip(WORKED_OUT, worked_out, strict=True):
                setattr(rows[key], name, value)
        return [rows[key] for key in known]


def _matching(found: Iterable[Group], wanted: Wanted) -> list[Group]:
    standing = wanted.standing if wanted.standing in Standing.values else ""
    kind = wanted.kind if wanted.kind in Promise.values else ""
    words = wanted.organisation.casefold()
    return [
        one
        for one in found
        if (not standing or one.standing == standing)
        and (not kind or one.kind == kind)
        and (not words or words in one.organisation.casefold())
    ]


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
    found: Commitment = listed(with_standing(Commitment.objects.filter(pk=promise.pk), today=today)).get()
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
    return listed(found).select_related("agreement__register__place").prefetch_related("debtor__signatories")
