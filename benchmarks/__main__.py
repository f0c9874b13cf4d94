"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import (
    counterfactual,
    editor,
    explain,
    formats,
    house,
    planted,
    repair,
    survey,
    timetable,
    tiny,
    visitors,
)

for benchmark in (counterfactual, timetable, planted, tiny, explain, repair, editor, formats, house, visitors, survey):
    benchmark.main()

# processes of their own: Django is set up once in each, for one database
for name in ("ideas", "agreements"):
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
