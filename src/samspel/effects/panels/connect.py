"""Where a panel is built: DuckDB on this machine, or Spark, by one address; and files → rows there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

import ibis
from django.utils.translation import gettext as _

from samspel.foreign import refusal

COLUMNS = ("place", "time", "value")
READ = {".parquet": "read_parquet", ".csv": "read_csv"}
MEMORY, THREADS = "2GB", "2"


@dataclass(frozen=True, slots=True)
class Engine:
    """What carries expressions out: Ibis' connection, and how the few rows of an answer come back as plain values."""

    connection: Any
    fetch: Callable[[Any], list[dict[str, Any]]]


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """Connect to `duckdb://` (`?memory=2GB&threads=2`), `spark+local://` (`?threads=2`) or `spark://host:7077`.

    Options of the address that begin with `spark.` are Spark's own settings.

    Raises
    ------
    BadInput
        For another kind of address, or if Spark is not installed where it is asked for.
    """
    address = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(address.query).items()}
    if address.scheme == "duckdb":
        with TemporaryDirectory(prefix="samspel-panel-") as folder:
            # What does not fit into the memory that is allowed is laid down here while it is summed.
            connection = ibis.duckdb.connect(
                temp_directory=folder,
                memory_limit=options.get("memory", MEMORY),
                threads=int(options.get("threads", THREADS)),
                preserve_insertion_order=False,
            )
            yield Engine(connection, lambda expression: expression.to_pyarrow().to_pylist())
            connection.disconnect()
    elif address.scheme in ("spark", "spark+local"):
        session = _spark(address.scheme, address.netloc, options)
        connection = ibis.pyspark.connect(session)
        # Not through Ibis: its way back goes over pandas and a conversion that pandas 3 warns of.
        yield Engine(connection, lambda one: [row.asDict() for row in session.sql(connection.compile(one)).collect()])
        session.stop()
    else:
        raise refusal(
            _("is no address where panels can be built."),
            _("Use duckdb://, spark+local:// or spark://host:7077."),
            value=url,
        )


def _spark(scheme: str, place: str, options: dict[str, str]) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise refusal(
            _("Spark is asked for, but its package is not installed here."),
            _("Install pyspark and a JDK beside Samspel, or use duckdb://."),
        ) from None
    threads = options.get("threads", THREADS)
    master = f"spark://{place}" if scheme == "spark" else f"local[{threads}]"
    builder = SparkSession.builder.appName("samspel").master(master)
    settings = {
        "spark.sql.session.timeZone": "UTC",  # clock times go in and come out as they stand
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.ui.enabled": "false",
    }
    if scheme == "spark+local":
        settings |= {
            "spark.sql.shuffle.partitions": threads,
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
    settings |= {name: value for name, value in options.items() if name.startswith("spark.")}
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def rows_of(engine: Engine, files: Sequence[Path], *, names: dict[str, str] | None = None) -> Any:
    """Return the rows of CSV or Parquet files as a table with the columns place, time and value.

    Parameters
    ----------
    names : dict, optional
        What a file calls a column, where it is called something else: `{"value": "count"}`.

    Raises
    ------
    BadInput
        If a file is of another kind, the kinds are mixed, or a column is missing.
    """
    kinds = {file.suffix.casefold() for file in files}
    if len(kinds) != 1 or not kinds <= set(READ):
        raise refusal(
            _("The files must all be CSV or all be Parquet."),
            _("Give one or more files that end in .csv or in .parquet."),
            value=", ".join(sorted(file.name for file in files)[:5]),
        )
    table = getattr(engine.connection, READ[kinds.pop()])([str(file) for file in files])
    wanted = {column: (names or {}).get(column, column) for column in COLUMNS}
    for column in wanted.values():
        if column not in table.columns:
            there = _("Name it; the columns are: %(columns)s.") % {"columns": ", ".join(table.columns)}
            raise refusal(_("is no column of these files."), there, value=column)
    chosen = table.select(**{column: table[name] for column, name in wanted.items()})
    return chosen.mutate(time=chosen.time.cast("timestamp"), value=chosen.value.cast("float64"))


def rows_in_memory(plain: Mapping[str, Any]) -> Any:
    """Return the rows of a panel of hours (`units`, `periods`, `values`), but for cells without a figure."""
    rows = [
        {"place": unit, "time": dt.datetime.fromisoformat(period), "value": value}
        for unit, row in zip(plain["units"], plain["values"], strict=True)
        for period, value in zip(plain["periods"], row, strict=True)
        if value is not None
    ]
    return ibis.memtable(rows, schema={"place": "string", "time": "timestamp", "value": "float64"})
