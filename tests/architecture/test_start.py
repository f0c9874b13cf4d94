"""What is imported at the top of a module is paid for by every command and every worker."""

from __future__ import annotations

import os
import subprocess
import sys

SELDOM = {"altair", "duckdb", "ibis", "openpyxl", "pyarrow", "pyhanko", "pyspark", "scipy"}
"""Libraries that take long to load, and that only charts, workbooks, panels, seals and estimates need."""

LOADED = """
import sys
from samspel.site.commandline import main
main(["help"])
from django.urls import get_resolver
get_resolver().reverse_dict
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_no_command_and_no_page_loads_what_few_need() -> None:
    """In a process of its own: this one has loaded them."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, env=environment
    )
    loaded = set(found.stdout.splitlines()[-1].split())
    assert (loaded & SELDOM, "samspel" in loaded) == (set(), True)
