"""Tables in Parquet, read by a process of its own: DuckDB and a hostile file both stay out of the web process.

As a script (`python -m samspel.effects.readers.parquet FILE OUT MOST`) it writes the rows as CSV.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from samspel.foreign import MOST_UNPACKED_BYTES, refusal

MAGIC = b"PAR1"
MOST_ROWS = 300_000
SECONDS = 60
TOO_MANY = 3


def parquet_as_csv(content: bytes) -> str:
    """Return a Parquet file's rows as CSV text with a heading. Raises `BadInput` if it cannot be read."""
    with TemporaryDirectory(prefix="samspel-parquet-") as folder:
        path = Path(folder) / "table.parquet"
        path.write_bytes(content)
        out = Path(folder) / "table.csv"
        command = [sys.executable, "-W", "ignore", "-m", __name__, str(path), str(out), str(MOST_ROWS)]
        environment = {"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": ""}
        try:
            found = subprocess.run(command, capture_output=True, timeout=SECONDS, env=environment, check=False)  # noqa: S603 - our own module, a file of our own name
        except subprocess.TimeoutExpired:
            raise _too_large() from None
        if found.returncode == TOO_MANY or (out.exists() and out.stat().st_size > MOST_UNPACKED_BYTES):
            raise _too_large()
        if found.returncode:
            advice = _("Write it again, or save it as CSV.")
            raise refusal(_("The Parquet file is damaged, or holds no plain table."), advice)
        return out.read_text(encoding="utf-8")


def _too_large() -> Exception:
    return refusal(
        _("The table has more than %(most)d rows, or cannot be read in a minute.") % {"most": MOST_ROWS},
        _("Keep only the units and periods that are needed, or build a panel with `samspel panel-build`."),
    )


def _write_rows(path: str, out: str, most: int) -> int:
    """Write a file's rows as CSV; returns the exit status."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET memory_limit='1GB'; SET threads=1")
    rows = connection.read_parquet(path)
    if len(rows.limit(most + 1).project("1").fetchall()) > most:
        return TOO_MANY
    rows.write_csv(out, header=True, timestamp_format="%Y-%m-%d %H:%M", date_format="%Y-%m-%d")
    return 0


if __name__ == "__main__":
    try:
        status = _write_rows(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except Exception as error:  # whatever the file made DuckDB say: the caller has its own words
        sys.stderr.write(f"{error}\n")
        status = 1
    sys.exit(status)
