"""Hourly rows → a weekly panel: ours in DuckDB, plain Polars where it is installed, and how fast the file can be read.

`python -m benchmarks.panels [ROWS]`, 100 million unless said otherwise; each in a process of its own.
"""

from __future__ import annotations

import importlib.util
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROWS = 100_000_000
PLACES = 1_000
MEMORY = "2GB"


def generate(file: Path, rows: int) -> None:
    """Write hourly rows of a thousand places, in order of time as counters send them: synthetic."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET memory_limit='2GB'")
    connection.execute(
        f"""COPY (SELECT 'street ' || (i % {PLACES}) AS place,
                TIMESTAMP '2015-01-01' + to_hours(CAST(i // {PLACES} AS INTEGER)) AS time,
                CAST(hash(i) % 500 AS DOUBLE) AS value FROM range({rows}) AS t(i))
            TO '{file}' (FORMAT PARQUET, COMPRESSION ZSTD)"""  # noqa: S608 - numbers and a path of our own
    )


def ours(file: Path, *, check: bool) -> float:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspel.site.settings")
    import django

    django.setup()
    from samspel.effects.panels.build import build
    from samspel.effects.panels.connect import connected, rows_of
    from samspel.effects.panels.definition import Definition

    begun = time.perf_counter()
    with connected(f"duckdb://?memory={MEMORY}") as engine:
        built = build(engine, rows_of(engine, [file]), Definition(), check=check)
    seconds = time.perf_counter() - begun
    print(f"   {len(built.table.units)} places, {len(built.table.periods)} weeks")
    return seconds


def polars(file: Path) -> float:
    import polars as pl

    begun = time.perf_counter()
    rows = pl.scan_parquet(file).with_columns(pl.col("time").dt.truncate("1w"))
    rows.group_by("place", "time").agg(pl.col("value").sum(), pl.len()).collect(engine="streaming")
    return time.perf_counter() - begun


def scan(file: Path) -> float:
    """Read every value of the file and add them up: below this nobody gets."""
    import duckdb

    begun = time.perf_counter()
    duckdb.connect().execute("SELECT max(place), max(time), sum(value) FROM read_parquet(?)", [str(file)]).fetchall()
    return time.perf_counter() - begun


TASKS: dict[str, Callable[[Path], float]] = {
    "ours": lambda file: ours(file, check=False),
    "ours, looking for doubled rows first": lambda file: ours(file, check=True),
    "polars": polars,
    "scan of the file": scan,
}


def main(rows: int = ROWS) -> None:
    with TemporaryDirectory(prefix="samspel-panels-") as folder:
        file = Path(folder) / "rows.parquet"
        generate(file, rows)
        print(f"Panels: {rows:,} hourly rows, {file.stat().st_size / 2**20:,.0f} MB of Parquet")
        for name in TASKS:
            if name == "polars" and importlib.util.find_spec("polars") is None:
                print("   polars is not installed (make peers)")
                continue
            subprocess.run([sys.executable, "-m", "benchmarks.panels", "--one", name, str(file)], check=True)


def one(name: str, file: Path) -> None:
    seconds = TASKS[name](file)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"   {name}: {seconds:.1f} s, {memory:.2f} GB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(*(int(word) for word in sys.argv[1:2]))
