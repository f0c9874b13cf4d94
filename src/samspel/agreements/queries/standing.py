"""Where a promise stands, worked out by the database from what is due and what was fulfilled; never stored."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from samspel.agreements.models import Commitment
from samspel.agreements.types import Rule, Standing
from samspel.places.models import Night

SOON_DAYS = 14

AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)

URGENCY = (Standing.LATE, Standing.SOON, Standing.PARTLY, Standing.AHEAD, Standing.KEPT, Standing.WAIVED)
"""The order of every list: what is late comes first."""

WORKED_OUT = ("times", "total", "urgency")
"""What `with_standing` adds to a promise."""

NOTHING = Decimal("0.005")

Promises = QuerySet[Any, Any]
"""Commitments; with what `with_standing` adds, which no type knows."""


def with_standing(promises: Promises, *, today: date) -> Promises:
    """Return promises with `times` (how often something is owed), `total` and `urgency`, which `stands` reads.

    A promise for each night of the edition falls due on every night, one for each month of the term at the end of every
    month. An occasion is over when its day is: what is then missing is late.
    """
    soon = today + timedelta(days=SOON_DAYS + 1)
    found = promises.annotate(times=_times(today), total=_amount(_times(today)))
    found = found.alias(due_late=_amount(_times_before(today)), due_soon=_amount(_times_before(soon)))
    known: Promises = found.annotate(urgency=_urgency())
    return known


def stands(promise: Commitment) -> Standing:
    """Return where a promise from `with_standing` stands."""
    return URGENCY[promise.urgency]  # type: ignore[attr-defined]


def _amount(times: Combinable) -> Combinable:
    return ExpressionWrapper(F("amount") * times, output_field=AMOUNT)


def _urgency() -> Combinable:
    """Return the place of a promise's standing in `URGENCY`.

    SQLite adds decimals as binary fractions, in which 0.7 + 0.1 is less than 0.8: half of a hundredth is nothing.
    """
    place = {one: Value(number) for number, one in enumerate(URGENCY)}
    number: IntegerField[Any, Any] = IntegerField()
    return Case(
        When(waived_at__isnull=False, then=place[Standing.WAIVED]),
        When(kept__gt=F("total") - NOTHING, then=place[Standing.KEPT]),
        When(kept__lt=F("due_late") - NOTHING, then=place[Standing.LATE]),
        When(kept__lt=F("due_soon") - NOTHING, then=place[Standing.SOON]),
        When(kept__gt=0, then=place[Standing.PARTLY]),
        default=place[Standing.AHEAD],
        output_field=number,
    )


IS_BY_NIGHTS = Q(rule=Rule.EACH_NIGHT, agreement__edition__isnull=False)
IS_BY_MONTHS = Q(rule=Rule.EACH_MONTH, agreement__starts_on__isnull=False)


def _nights(**until: date) -> Combinable:
    rows = Night.objects.filter(edition=OuterRef("agreement__edition"), **until).order_by()
    count = rows.values("edition").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), Value(0))


class _Month(Func):
    """A date's month, counted through the years. On SQLite without Django's functions in Python, which cost most."""

    template = "CAST(EXTRACT(YEAR FROM %(expressions)s) * 12 + EXTRACT(MONTH FROM %(expressions)s) AS integer)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        """Return the same where dates are text, as 2026-11-25."""
        year, month = "substr(%(expressions)s, 1, 4)", "substr(%(expressions)s, 6, 2)"
        return self.as_sql(compiler, connection, template=f"({year} * 12 + {month})", **extra_context)


def _months(today: date) -> Combinable:
    """Return how many months the term touches; of one that has no end, those until today."""
    until_now = Value(today.year * 12 + today.month) - _Month("agreement__starts_on") + Value(1)
    in_all = _Month("agreement__ends_on") - _Month("agreement__starts_on") + Value(1)
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
    passed = Value(day.year * 12 + day.month) - _Month("agreement__starts_on")
    return Case(
        When(IS_BY_NIGHTS, then=_nights(date__lt=day)),
        When(IS_BY_MONTHS & Q(agreement__ends_on__lt=day), then=_months(day)),
        When(IS_BY_MONTHS, then=Greatest(passed, Value(0))),
        When(due_date__lt=day, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


ORDER = ("urgency", F("due_date").asc(nulls_last=True), "pk")


def with_names(promises: Promises) -> Promises:
    """Return promises with all that a list of them names."""
    return promises.select_related(
        "agreement__register", "debtor__organisation", "creditor__organisation", "venue", "stage__venue"
    )


def listed(promises: Promises) -> Promises:
    return with_names(promises).order_by(*ORDER)
