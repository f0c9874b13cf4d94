"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import counterfactual, editor, explain, formats, house, planted, repair, timetable, tiny, visitors

for benchmark in (counterfactual, timetable, planted, tiny, explain, repair, editor, formats, house, visitors):
    benchmark.main()

# processes of their own: Django is set up once in each, for one database
for name in ("ideas", "agreements", "panels"):
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
