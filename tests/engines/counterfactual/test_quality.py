"""Questions about a panel: each planted oddity is found where it is, a clean panel has none, Auckland's are known."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from samspel.engines.counterfactual import UnusableProblem
from samspel.engines.counterfactual.quality import CODES, PanelAsFiled, duplicate_rows, judge

DAYS = 140


def hours(seed: int = 1, *, filed_under_the_day_before: bool = False) -> np.ndarray:
    """Four streets by the hour, from midnight on a Monday: busy evenings go on after midnight."""
    random = np.random.default_rng(seed)
    clock = np.arange(24 * (DAYS + 1))
    shape = 60 + 40 * np.sin(2 * np.pi * (clock % 24 - 9) / 24)
    evening = np.repeat(np.exp(0.5 * random.normal(size=DAYS + 1)), 24)  # from noon to noon
    lively = np.concatenate([evening[12:], evening[-12:]])
    late = (clock % 24 >= 20) | (clock % 24 < 6)
    weather = signal.lfilter([0.1], [1, -0.9], random.normal(size=len(clock)))
    mean = shape * np.exp(weather) * np.where(late, lively, 1.0)
    values = random.poisson(mean, size=(4, len(clock))).astype(float)
    if not filed_under_the_day_before:
        return values[:, : 24 * DAYS]
    filed = values[:, : 24 * DAYS].copy()
    for hour in range(6):
        filed[:, hour::24] = values[:, 24 + hour :: 24]
    return filed


def weeks(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(200, size=(5, 156)).astype(float)


def found(values: np.ndarray, **more: object) -> list[tuple[str, int | None, int, int]]:
    return [(one.code, one.unit, one.begin, one.end) for one in judge(PanelAsFiled(values, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_a_clean_panel_has_no_findings(seed: int) -> None:
    assert found(hours(seed), cycle=168, day=24) == []
    assert found(weeks(seed), cycle=52) == []


def test_hours_filed_under_the_date_before_are_seen() -> None:
    told = judge(PanelAsFiled(hours(filed_under_the_day_before=True), cycle=168, day=24))
    assert [(one.code, one.unit) for one in told] == [("date_convention", None)]
    assert (told[0].params["first_hour"], told[0].params["last_hour"]) == (0.0, 5.0)
    assert told[0].value > told[0].expected


def test_a_street_at_ten_times_its_level_for_a_week_is_a_fault() -> None:
    values = hours()
    values[2, 24 * 70 : 24 * 77] *= 10
    told = judge(PanelAsFiled(values, cycle=168, day=24))
    assert [(one.code, one.unit, one.begin, one.end) for one in told] == [("fault_high", 2, 24 * 70, 24 * 77)]
    assert told[0].params["factor"] == pytest.approx(10, rel=0.15)
    assert told[0].expected == pytest.approx(told[0].value / 10, rel=0.15)


def test_a_week_when_all_streets_are_full_is_no_fault() -> None:
    values = hours()
    values[:, 24 * 70 : 24 * 77] *= 10
    assert found(values, cycle=168, day=24) == []


def test_zeros_in_the_middle_of_the_day_cannot_be() -> None:
    values = hours()
    values[1, 24 * 50 + 10 : 24 * 50 + 16] = 0
    assert found(values, cycle=168, day=24) == [("zeros", 1, 24 * 50 + 10, 24 * 50 + 16)]


def test_gaps_and_units_that_come_and_go_are_told_apart() -> None:
    values = weeks()
    values[0, :30], values[1, 140:], values[2, 50:52], values[:, 100] = np.nan, np.nan, np.nan, np.nan
    values[3] = np.nan
    values[4, 1:24:4] = np.nan
    assert found(values, cycle=52) == [
        ("gap", None, 100, 101),
        ("gap", 2, 50, 52),
        ("gap", 4, 1, 22),
        ("starts_late", 0, 0, 30),
        ("ends_early", 1, 140, 156),
        ("no_values", 3, 0, 156),
    ]


def test_a_lasting_change_of_one_unit_and_of_all_are_told_apart() -> None:
    one, everyone = weeks(), weeks()
    one[3, 80:] *= 3
    everyone[:, 80:] = np.floor(everyone[:, 80:] / 3)
    assert [(f.code, f.unit, f.begin, round(f.params["factor"])) for f in judge(PanelAsFiled(one))] == [
        ("level_shift", 3, 80, 3)
    ]
    assert [(f.code, f.unit, f.begin, round(1 / f.params["factor"])) for f in judge(PanelAsFiled(everyone))] == [
        ("common_shift", None, 80, 3)
    ]


def test_two_changes_of_the_same_size_are_both_told() -> None:
    level = np.repeat([100.0, 300.0, 100.0], [50, 50, 50])
    told = judge(PanelAsFiled(level[None, :]))
    assert [(one.code, one.begin) for one in told if one.code == "level_shift"] == [
        ("level_shift", 50),
        ("level_shift", 100),
    ]


def test_constant_negative_copied_short_and_rounded_panels_are_named() -> None:
    values = weeks()
    values[0], values[1, 5] = 7.0, -3.0
    values[3] = values[2]
    assert found(values) == [("constant", 0, 0, 156), ("negative", 1, 5, 6), ("same_series", 3, 0, 156)]
    assert found(weeks()[:, :20], cycle=52) == [("too_few_periods", None, 0, 20)]
    told = judge(PanelAsFiled(np.round(weeks() / 5) * 5))
    assert [(one.code, one.value, one.params["base"]) for one in told] == [("rounded", 1.0, 5.0)]


def test_totals_that_are_not_the_sum_are_told_once_with_the_largest() -> None:
    values = weeks()
    totals = values.sum(axis=0)
    totals[[10, 20]] += [2, -5]
    told = judge(PanelAsFiled(values, totals=totals))
    assert [(one.code, one.begin, one.end, one.params) for one in told] == [
        ("totals_differ", 10, 21, {"periods": 2.0, "of": 156.0, "largest": -5.0, "at": 20.0})
    ]


def test_rows_that_name_the_same_cell_are_found_with_their_difference() -> None:
    keys = [("a", 1), ("b", 1), ("a", 1), ("b", 2), ("a", 1)]
    told = duplicate_rows(keys, [5.0, 1.0, 5.0, 1.0, 8.0])
    assert [(one.code, one.begin, one.end, one.value, one.params) for one in told] == [
        ("duplicate_row", 0, 5, 3.0, {"row_1": 0.0, "row_2": 2.0, "row_3": 4.0, "differ": 3.0})
    ]
    assert duplicate_rows(["a", "b"]) == ()


@settings(max_examples=60)
@given(
    st.integers(1, 4),
    st.integers(1, 120),
    st.sampled_from([(1, 1), (7, 1), (12, 1), (48, 24), (24, 24)]),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_any_panel_gets_an_answer_inside_it(
    units: int, periods: int, cycle: tuple[int, int], seed: int, gaps: float
) -> None:
    random = np.random.default_rng(seed)
    values = random.choice([0.0, 1.0, -2.0, 50.0, 1e9], size=(units, periods))
    values[random.random((units, periods)) < gaps] = np.nan
    told = judge(PanelAsFiled(values, cycle=cycle[0], day=cycle[1], totals=values.sum(axis=0)))
    assert [one.code in CODES and 0 <= one.begin < one.end <= periods for one in told] == [True] * len(told)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"values": np.zeros(3)}, "shape"),
        ({"values": np.array([[1.0, np.inf]])}, "infinite"),
        ({"values": np.zeros((1, 3)), "totals": np.zeros(2)}, "shape"),
        ({"values": np.zeros((1, 3)), "cycle": 7, "day": 24}, "cycle"),
    ],
)
def test_a_panel_that_is_none_is_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableProblem) as refused:
        PanelAsFiled(**fields)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_aucklands_footfall_has_the_faults_it_is_known_for(shared: Callable[[str], Path]) -> None:
    with shared("footfall_auckland/hourly_counts.csv").open(encoding="utf-8") as file:
        rows = csv.reader(file)
        names = next(rows)[3:]
        filed = list(rows)
    first, last = date.fromisoformat(filed[0][0]), date.fromisoformat(filed[-1][0])
    values = np.full((len(names), 24 * ((last - first).days + 1)), np.nan)
    for row in filed:
        column = 24 * (date.fromisoformat(row[0]) - first).days + int(row[1].split(":")[0])
        values[:, column] = [float(cell) if cell else np.nan for cell in row[3:]]
    told = judge(PanelAsFiled(values, cycle=168, day=24))
    assert [one.code for one in told] == sorted((one.code for one in told), key=CODES.index)
    convention = [one for one in told if one.code == "date_convention"]
    assert [(one.params["last_hour"], one.params["units"]) for one in convention] == [(5.0, 21.0)]
    assert [names[one.unit] for one in told if one.code == "starts_late" and one.unit is not None] == [
        "188 Quay Street Lower Albert (EW)",
        "188 Quay Street Lower Albert (NS)",
    ]
    assert [names[one.unit] for one in told if one.code == "fault_high" and one.unit is not None] == [
        "205 Queen Street"
    ]
    assert [one.params["factor"] < 1 for one in told if one.code == "common_shift"] == [True, False, True, False]
    assert [one.params["row_1"] for one in duplicate_rows((row[0], row[1]) for row in filed)] == [
        50328.0,
        52628.0,
        52629.0,
        52630.0,
        52631.0,
    ]
