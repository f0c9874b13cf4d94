"""The net ledger: by hand, its identities, what it never counts twice, how it meets a register."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspel.engines.survey import (
    Assumption,
    Design,
    Flow,
    Multiplier,
    Removal,
    Rooms,
    UnusableProblem,
    check_ledger,
    ledger,
    reconcile,
)
from samspel.engines.survey.result import Figure, Ledger
from tests.engines.survey.events import HAND, beds, design, food, known, removals, spending


def lines(found: Ledger) -> dict[str, float]:
    return {step.name: step.value for step in found.persons + found.money}


def refusal(**changed: Any) -> str:
    with pytest.raises(UnusableProblem) as refused:
        spending(**changed)
    return refused.value.sentence


def test_a_ledger_by_hand() -> None:
    """Persons an answer stands for: 25, 50, 25, 25, 50, 50. Kept: the third whole, half of the fourth."""
    found = ledger(spending(), count=50)
    persons = {step.name: step.value for step in found.persons}
    assert persons == pytest.approx(
        {
            "visits": 300,
            "unique": 225,
            "local": 100,
            "other_reason": 87.5,
            "time_switcher": 37.5,
            "casual": 37.5,
            "days": 100,
        }
    )
    gross = 25 * 2 * 100 + 50 * 200 + 25 * 2 * 784 + 25 * 4 * 112 + 50 * 3 * 1456
    money = {step.name: step.value for step in found.money}
    assert money == pytest.approx(
        {
            "gross": gross,
            "local": gross - 15_000,
            "other_reason": gross - 15_000 - 5_600,
            "time_switcher": 44_800,
            "casual": 44_800,
            "vat": 40_000,
            "leakage": 25 * 2 * 200 * 0.5 + 25 * 2 * 500 * 0.75 + 12.5 * 4 * 100 * 0.5,
            "net": 26_250,
        }
    )
    assert (found.categories["food"].value, found.categories["beds"].value) == pytest.approx((16_800, 28_000))
    assert found.additionality.value == pytest.approx(44_800 / gross)
    assert found.net_to_gross.value == pytest.approx(26_250 / gross)
    assert [step.change for step in found.money if step.name == "local"] == pytest.approx([-15_000])
    assert check_ledger(found) == ()


def test_days_stayed_longer_are_additional_for_outsiders_who_would_have_come_anyway() -> None:
    """The fifth moved a visit but stays one of three days longer: 50 persons, 1,456 a day. The first is a local."""
    found = lines(ledger(spending(extra_days=[1, 0, 1, 0, 1, 0]), count=50))
    assert found["extended"] == pytest.approx(44_800 + 50 * 1456)
    assert found["casual"] == pytest.approx(44_800)


def test_finite_rooms_displace_only_what_finds_no_bed() -> None:
    """25 persons take 2 room nights each: 50. Of 100 rooms 80 are sold anyway, so 30 others find none."""
    rooms = Rooms(known("rooms", 100), known("sold anyway", 80), known("left per night", 400))
    nights = [0, 0, 2, 0, 3, 0]
    found = ledger(spending(displaced=rooms, room_nights=nights), count=50)
    assert found.displaced_room_nights
    assert found.crowding_out
    assert (found.displaced_room_nights.value, found.crowding_out.value) == pytest.approx((30, 0.6))
    assert found.net.value == pytest.approx(26_250 - 30 * 400)
    empty = replace(rooms, baseline=known("sold anyway", 20))
    assert ledger(spending(displaced=empty, room_nights=nights), count=50).net.value == pytest.approx(26_250)


def test_the_organiser_and_a_multiplier_with_its_source() -> None:
    flows = [
        Flow("stage hire", known("bill", 9_000), comes_in=True),
        Flow("fees abroad", known("fees", 2_000), comes_in=False),
    ]
    times = Multiplier(known("input–output table", 1.3), "Örebro county", 2022)
    found = ledger(spending(flows=flows, multiplier=times), count=50)
    assert found.net.value == pytest.approx(33_250)
    assert found.multiplied
    assert found.multiplied.value == pytest.approx(33_250 * 1.3)
    assert [one.name for one in found.assumptions][-3:] == ["bill", "fees", "input–output table"]
    assert ledger(spending(), count=50).multiplied is None


def test_low_and_high_take_every_assumption_at_its_end() -> None:
    leak = Assumption("imports", 0.25, 0.5, 0.75, HAND)
    found = ledger(spending(categories=[food(leakage=leak), beds()]), count=200)
    assert [found.scenarios[name].value for name in ("low", "central", "high")] == pytest.approx(
        [18_750 + 3_750, 26_250, 18_750 + 11_250]
    )
    assert found.net.high - found.net.low > 0


def test_kinds_of_visitors_that_nothing_was_asked_of_are_named_in_the_answer() -> None:
    found = ledger(spending(removals=removals()[:2]), count=50)
    assert found.not_taken_out == ("time_switcher", "casual")


def test_the_order_of_what_is_taken_out_and_of_answers_changes_nothing() -> None:
    plain = ledger(spending(), count=50)
    assert lines(ledger(spending(removals=removals()[::-1], categories=[beds(), food()]), count=50)) == pytest.approx(
        lines(plain)
    )
    turned = spending(
        design=Design(np.full(6, 50.0), list("yyyxxx"), list("fedcba")),
        categories=[replace(one, per_day=one.per_day[::-1]) for one in (food(), beds())],
        removals=[replace(one, removed=np.asarray(one.removed)[::-1]) for one in removals()],
        days=[1, 3, 4, 2, 1, 2],
        visits=[1, 1, 2, 2, 1, 2],
    )
    assert ledger(turned, count=50).net.high == pytest.approx(plain.net.high)


def test_what_the_area_says_itself_spreads_as_a_total_should() -> None:
    """Twenty strata of two: the redraws' standard error of gross spending beside the textbook's."""
    random = np.random.default_rng(5)
    many = 400
    bill = random.gamma(2, 100, many)
    strata = np.repeat(np.arange(20), many // 20).astype(str)
    whole = replace(design(), weights=np.full(many, 10.0), strata=strata, clusters=np.arange(many).astype(str))
    asked = spending(
        design=whole,
        categories=[food(per_day=bill)],
        removals=[Removal("local", np.zeros(many))],
        days=np.ones(many),
        visits=None,
    )
    found = ledger(asked, count=2_000)
    gross = found.money[0]
    error = np.sqrt(sum(20 * 100 * bill[strata == name].var(ddof=1) for name in np.unique(strata)))
    assert (gross.high - gross.low) / 2 == pytest.approx(1.96 * error, rel=0.06)


SHARES = st.lists(st.floats(0, 1), min_size=6, max_size=6)


@settings(max_examples=30)
@given(local=SHARES, reason=SHARES, casual=SHARES, leak=st.floats(0, 1), scale=st.floats(0.1, 100))
def test_identities_of_every_ledger(
    local: list[float], reason: list[float], casual: list[float], leak: float, scale: float
) -> None:
    kinds = [Removal("local", local), Removal("other_reason", reason), Removal("casual", casual)]
    asked = spending(removals=kinds, categories=[food(leakage=known("imports", leak)), beds()])
    found = ledger(asked, count=20)
    assert check_ledger(found) == ()
    money = [step.value for step in found.money]
    assert money == sorted(money, reverse=True)
    larger = ledger(replace(asked, design=design(np.full(6, 50 * scale))), count=20)
    assert larger.net.value == pytest.approx(found.net.value * scale)
    assert larger.net_to_gross.low == pytest.approx(found.net_to_gross.low)


def test_the_checker_sees_a_line_that_does_not_follow() -> None:
    found = ledger(spending(), count=50)
    wrong = replace(found, money=(*found.money[:3], replace(found.money[3], change=-1.0), *found.money[4:]))
    assert [one.name for one in check_ledger(wrong)] == ["time_switcher"]


def test_the_difference_to_a_register_is_reported_with_its_interval() -> None:
    found = replace(ledger(spending(), count=50), net=Figure(100, 80, 130))
    beside = reconcile(found, value=60, low=20, high=90, level=0.95, unit="SEK", source="hotel nights")
    # Zou & Donner: 40 − √(20² + 30²), 40 + √(30² + 40²)
    assert (beside.difference.value, beside.difference.low, beside.difference.high) == pytest.approx(
        (40, 3.9445, 90), abs=1e-4
    )
    assert not beside.agree
    with pytest.raises(UnusableProblem, match="bring both to the same unit"):
        reconcile(found, value=60, low=20, high=90, level=0.95, unit="guest nights", source="hotel nights")


def test_nothing_is_counted_twice_and_both_are_named() -> None:
    again = Removal("casual", known("casuals elsewhere", 0.1))
    assert refusal(removals=[*removals(), again]) == (
        "casual is taken out by “question 8” and again by the assumption “casuals elsewhere”; keep one."
    )
    hotel = replace(beds(), name="hotel", part_of="beds")
    assert refusal(categories=[beds(), hotel]) == "“hotel” is part of “beds”, which is counted too; keep one."
    assert refusal(categories=[food(), food()]) == "“food” and “food” are the same spending; keep one."
    tickets = Flow("ticket income", known("sold", 5_000), comes_in=True, counted_in="food")
    assert refusal(flows=[tickets]) == (
        "The organiser's “ticket income” is paid by visitors' “food”, which is counted too; keep one."
    )
    rooms = Rooms(known("rooms", 100), known("sold anyway", 80), known("left per night", 400))
    assert refusal(displaced=[known("stayed away", 0.1), rooms], room_nights=np.ones(6)) == (
        "Displacement is taken out by the assumption “stayed away” and again by finite rooms; keep one."
    )
    assert refusal(persons=["p", "q", "r", "q", "s", "t"]) == "Answers 2 and 4 are of the same person, q; keep one."


def test_what_cannot_be_used_is_refused_in_words() -> None:
    assert refusal(removals=[]) == (
        "Nothing says who lives in the area; what they spend is no effect, so say who they are."
    )
    assert refusal(days=[1, 2]) == "days has 2 values for 6 answers; give one for each answer."
    assert refusal(visits=[1, 1, 0, 1, 1, 1]) == "visits: answer 3 says 0; give a number of 1 or more."
    assert refusal(categories=[food(per_day=[1, np.nan, 1, 1, 1, 1])]) == (
        "food: answer 2 has no value; leave the answer out, or fill it in and say how."
    )
    assert refusal(extra_days=[0, 2, 0, 0, 0, 0]) == (
        "Answer 2 stayed 1 days, of which 2 because of the event; no more can be extra than there are."
    )
    with pytest.raises(UnusableProblem, match="imports has no source; say where the number is from"):
        Assumption("imports", 0.1, 0.2, 0.3, " ")
    with pytest.raises(UnusableProblem, match=r"The multiplier 1\.5 names no region and year"):
        Multiplier(known("a guess", 1.5), "", 2020)
