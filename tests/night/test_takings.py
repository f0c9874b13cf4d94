"""What hosts took: kept whole or not at all, never twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from samspel.errors import BadInput
from samspel.night.queries.takings import Took, takings, takings_of
from samspel.night.services.takings import save_takings
from samspel.night.types import Amount, Sold
from tests.night.nights import a_device

pytestmark = pytest.mark.django_db

NIGHT = date(2026, 9, 3)


def say(edition: Any, *amounts: Amount, source: str = "the cash register") -> Any:
    venue = edition.festival.venues.get(name="Kajen")
    save_takings(venue=venue, night=NIGHT, amounts=amounts, source=source, who=None)
    return venue


def test_what_a_host_says_stands_in_the_place_of_what_it_said_before(edition: Any) -> None:
    say(edition, Amount(Sold.ALL, None, Decimal(48_200)))
    hours = [Amount(Sold.BAR, 22, Decimal("9100.50")), Amount(Sold.BAR, 23, Decimal(0))]
    venue = say(edition, *hours)
    assert takings_of(venue, NIGHT) == hours
    assert takings(edition.festival, nights=[NIGHT])[0] == Took(
        "kajen", "Kajen", NIGHT, Sold.BAR, 22, Decimal("9100.50")
    )
    say(edition)
    assert takings(edition.festival) == []


@pytest.mark.parametrize(
    ("amounts", "source", "said"),
    [
        ([Amount(Sold.ALL, None, Decimal(-1))], "x", "is no amount that a night can bring."),
        ([Amount(Sold.BAR, None, Decimal(1)), Amount(Sold.BAR, 22, Decimal(1))], "x", "by the hour and for the whole"),
        ([Amount(Sold.ALL, None, Decimal(1)), Amount(Sold.DOOR, None, Decimal(1))], "x", "would count twice"),
        ([Amount(Sold.ALL, None, Decimal(1))], " ", "It is not said where the numbers come from."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_said_before_stays(
    edition: Any, amounts: list[Amount], source: str, said: str
) -> None:
    venue = say(edition, Amount(Sold.ALL, None, Decimal(5)))
    with pytest.raises(BadInput) as error:
        say(edition, *amounts, source=source)
    assert [said in str(problem.reason) for problem in error.value.problems] == [True]
    assert takings_of(venue, NIGHT) == [Amount(Sold.ALL, None, Decimal(5))]


def test_by_a_link_only_what_that_link_said_is_said_anew(edition: Any) -> None:
    link, other = a_device(edition), a_device(edition, name="Another phone")
    said = [Amount(Sold.ALL, None, Decimal(5))]
    for amounts in (said, [Amount(Sold.ALL, None, Decimal(6))]):
        save_takings(venue=link.venue, night=NIGHT, amounts=amounts, source="the till", who=None, device=link)
    for amounts in (said, []):
        with pytest.raises(BadInput, match="Somebody else has said already what was taken that night"):
            save_takings(venue=link.venue, night=NIGHT, amounts=amounts, source="the till", who=None, device=other)
    assert takings_of(link.venue, NIGHT) == [Amount(Sold.ALL, None, Decimal(6))]
