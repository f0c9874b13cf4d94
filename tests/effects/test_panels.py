"""The panel builder: DuckDB, Spark and plain Python say the same of the same rows, in summer time and past midnight."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspel.effects.panels.build import Built, build
from samspel.effects.panels.connect import connected, rows_of
from samspel.effects.panels.definition import Definition
from samspel.effects.types import PeriodKind
from samspel.errors import BadInput

STOCKHOLM = ZoneInfo("Europe/Stockholm")
at = dt.datetime.fromisoformat
Row = tuple[str, dt.datetime, float]


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    with connected("duckdb://?memory=500MB") as connection:
        yield connection


def memtable(rows: list[Row]) -> Any:
    import ibis

    columns = {"place": "string", "time": "timestamp", "value": "float64"}
    return ibis.memtable([dict(zip(columns, row, strict=True)) for row in rows], schema=columns)


def in_plain_python(rows: list[Row], definition: Definition) -> dict[tuple[str, str], tuple[float, float]]:
    """Return figure and coverage of each group and period, hour by hour and without a query engine."""
    groups, hours = dict(definition.groups), defaultdict(list)
    places = defaultdict(lambda: defaultdict(set))
    for place, time, value in rows:
        moment = time
        if definition.is_utc:
            moment = time.replace(tzinfo=dt.UTC).astimezone(STOCKHOLM).replace(tzinfo=None)
        if moment.hour < definition.filed_until_hour:
            moment += dt.timedelta(days=1)
        start = beginning(moment, definition)
        if start is not None:
            hours[groups.get(place, place), start].append(value)
            places[groups.get(place, place)][start].add(place)
    found = {}
    for (group, start), values in hours.items():
        many = max(len(names) for names in places[group].values())
        figure = sum(values) if definition.total == "sum" else sum(values) / len(values)
        due = len(real_hours(start, definition)) * many
        found[group, definition.label(start)] = (figure, round(len(values) / due, 6))
    return found


def beginning(moment: dt.datetime, definition: Definition) -> dt.date | None:
    day = moment.date()
    if definition.period is PeriodKind.WEEK:
        return day - dt.timedelta(days=day.weekday())
    if definition.period is PeriodKind.MONTH:
        return day.replace(day=1)
    if definition.period is PeriodKind.DAY:
        return day
    if moment.hour >= definition.begins_hour and (
        definition.begins_hour > definition.ends_hour or moment.hour < definition.ends_hour
    ):
        return day
    if moment.hour < definition.ends_hour < definition.begins_hour:
        return day - dt.timedelta(days=1)
    return None


def real_hours(start: dt.date, definition: Definition) -> list[dt.datetime]:
    """Return the hours (UTC) that really happen in a period, by walking through them."""
    noon = dt.datetime.combine(start, dt.time(), STOCKHOLM).astimezone(dt.UTC) - dt.timedelta(days=1)
    walk = (noon + dt.timedelta(hours=hour) for hour in range(34 * 24))
    return [one for one in walk if beginning(one.astimezone(STOCKHOLM).replace(tzinfo=None), definition) == start]


def as_cells(built: Built) -> dict[tuple[str, str], tuple[float, float]]:
    return {
        (unit, period): (value, share)
        for unit, values, shares in zip(built.table.units, built.table.values, built.coverage, strict=True)
        for period, value, share in zip(built.table.periods, values, shares, strict=True)
        if value is not None
    }


GROUPS = (("A", "centre"), ("B", "centre"))
DEFINITIONS = [
    Definition(),
    Definition(period=PeriodKind.MONTH, groups=GROUPS, is_utc=True),
    Definition(period=PeriodKind.NIGHT),
    Definition(period=PeriodKind.NIGHT, groups=GROUPS, is_utc=True, total="mean"),
    Definition(period=PeriodKind.NIGHT, begins_hour=18, ends_hour=23, filed_until_hour=6),
    Definition(period=PeriodKind.DAY, is_utc=True),
]


QUICK_SPARK = (
    "spark+local://?threads=1&spark.sql.codegen.wholeStage=false&spark.sql.adaptive.enabled=false"
    "&spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1%20-XX:%2BUseSerialGC"
)
"""For a few rows: no compiling of queries, and little by Java."""
ON_BOTH = [DEFINITIONS[0], DEFINITIONS[3], DEFINITIONS[4]]
"""Every expression there is, in as few rounds of Spark as that takes."""


def some_rows() -> list[Row]:
    """Return whole hours of three places round both changes of the clock and a New Year, UTC or clock times alike."""
    begins = (at("2024-03-30 12:00"), at("2024-10-26 12:00"), at("2024-12-31 00:00"))
    return [
        (place, begin + dt.timedelta(hours=hour), float(100 * number + hour))
        for number, place in enumerate("ABC")
        for begin in begins
        for hour in range(number, 40)
    ]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda one: f"{one.period}-{one.is_utc}-{one.begins_hour}")
def test_duckdb_says_what_plain_python_says(duckdb: Any, definition: Definition) -> None:
    rows = some_rows()
    assert as_cells(build(duckdb, memtable(rows), definition)) == in_plain_python(rows, definition)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets that py4j leaves to the end
def test_spark_says_the_same_as_duckdb_of_the_same_file(duckdb: Any, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([("place", "time", "value"), *some_rows()])
    ours = [build(duckdb, rows_of(duckdb, [file]), definition) for definition in ON_BOTH]
    with connected(QUICK_SPARK) as spark:
        theirs = [build(spark, rows_of(spark, [file]), definition) for definition in ON_BOTH]
    assert theirs == ours


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 3000), st.integers(-10_000, 10_000)),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[:2],
    ),
    st.sampled_from(DEFINITIONS[:1] + DEFINITIONS[2:4]),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_in_any_order(duckdb: Any, drawn: list[tuple[str, int, int]], definition: Definition) -> None:
    begin = at("2023-10-28 00:00")
    rows = [(place, begin + dt.timedelta(hours=hour), float(value)) for place, hour, value in drawn]
    expected = in_plain_python(rows, definition)
    if expected:
        assert as_cells(build(duckdb, memtable(rows), definition)) == expected
    else:
        with pytest.raises(BadInput, match="No row falls into"):
            build(duckdb, memtable(rows), definition)


def test_a_night_past_midnight_and_the_hour_that_is_not(duckdb: Any) -> None:
    evening = at("2024-03-30 17:00")
    rows = [("A", evening + dt.timedelta(hours=hour), 1.0) for hour in range(13) if hour != 9]  # 02:00 never was
    built = build(duckdb, memtable(rows), Definition(period=PeriodKind.NIGHT))
    assert (built.table.periods, built.table.values, built.coverage) == (("2024-03-30",), ((12.0,),), ((1.0,),))


def test_a_period_without_a_count_is_a_gap_and_not_nought(duckdb: Any) -> None:
    rows = [("A", at(f"2024-01-{day:02d}"), 5.0) for day in (1, 15)]
    built = build(duckdb, memtable(rows), Definition())
    assert built.table.periods == ("2024V01", "2024V02", "2024V03")
    assert built.table.values == ((5.0, None, 5.0),)
    assert built.coverage == ((round(1 / 168, 6), 0.0, round(1 / 168, 6)),)


def test_an_hour_that_stands_twice_is_named(duckdb: Any) -> None:
    once = ("A", at("2024-05-01 20:00"), 5.0)
    with pytest.raises(BadInput, match=r"“A” stands on 2 rows for 2024-05-01 20:00\. Keep one row"):
        build(duckdb, memtable([once, once]), Definition())
    twice = ("A", at("2024-10-27 02:00"), 5.0)  # summer time ends: this hour happens twice
    assert build(duckdb, memtable([twice, twice]), Definition()).table.values == ((10.0,),)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"begins_hour": 25}, "“25” is no hour of a day. Give an hour from 0 to 24."),
        ({"zone": "Mars/Olympus"}, "“Mars/Olympus” is no time zone. Write it as Europe/Stockholm."),
        ({"period": PeriodKind.NIGHT, "ends_hour": 17}, "The evening window is empty."),
        ({"period": PeriodKind.YEAR}, "“year” is no period that a panel can be built of."),
        ({"total": "median"}, "“median” is no way to total hours."),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        Definition(**wrong)


def test_files_that_cannot_be_rows_are_refused(duckdb: Any, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"all be CSV or all be Parquet"):
        rows_of(duckdb, [tmp_path / "a.csv", tmp_path / "b.parquet"])
    file = tmp_path / "rows.csv"
    file.write_text("street,time,value\nA,2024-01-01 00:00,1\n")
    with pytest.raises(BadInput, match="“place” is no column of these files"):
        rows_of(duckdb, [file])
    assert duckdb.fetch(rows_of(duckdb, [file], names={"place": "street"})) == [
        {"place": "A", "time": at("2024-01-01 00:00"), "value": 1.0}
    ]
    with pytest.raises(BadInput, match=r"“mysql://x” is no address"), connected("mysql://x"):
        pass
