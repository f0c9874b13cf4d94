"""Tables in Parquet, read by a process of its own: DuckDB and a hostile file both stay out of the web process.

As a script (`python -m samspel.effects.readers.parquet FILE MOST`) it prints the rows as CSV.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from samspel.foreign import refusal

MAGIC = b"PAR1"
MOST_ROWS = 300_000
SECONDS = 60
TOO_MANY = 3


def parquet_as_csv(content: bytes) -> str:
    """Return a Parquet file's rows as CSV text with a heading. Raises `BadInput` if it cannot be read or is too large."""
    with TemporaryDirectory(prefix="samspel-parquet-") as folder:
        path = Path(folder) / "table.parquet"
        path.write_bytes(content)
        command = [sys.executable, "-m", "samspel.effects.readers.parquet", str(path), str(MOST_ROWS)]
        environment = {"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": ""}
        try:
            found = subprocess.run(command, capture_output=True, timeout=SECONDS, env=environment, check=False)  # noqa: S603 - our own module, a file of our own name
        except subprocess.TimeoutExpired:
            raise _too_large() from None
    if found.returncode == TOO_MANY:
        raise _too_large()
    if found.returncode:
        raise refusal(
            _("The Parquet file is damaged, or holds no plain table."), _("Write it again, or save it as CSV.")
        )
    return found.stdout.decode()


def _too_large() -> Exception:
    return refusal(
        _("The table has more than %(most)d rows, or cannot be read in a minute.") % {"most": MOST_ROWS},
        _("Keep only the units and periods that are needed, or build a panel with `samspel panel-build`."),
    )


def _print_rows(path: str, most: int) -> int:
    """Write a file's rows to the standard output; returns the exit status."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET memory_limit='1GB'; SET threads=1")
    rows = connection.read_parquet(path)
    (count,) = rows.aggregate("count(*)").fetchone() or (0,)
    if count > most:
        return TOO_MANY
    rows.write_csv("/dev/stdout", header=True, timestamp_format="%Y-%m-%d %H:%M", date_format="%Y-%m-%d")
    return 0


if __name__ == "__main__":
    try:
        status = _print_rows(sys.argv[1], int(sys.argv[2]))
    except Exception as error:  # whatever the file made DuckDB say: the caller has its own words
        sys.stderr.write(f"{error}\n")
        status = 1
    sys.exit(status)
