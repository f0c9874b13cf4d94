"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import counterfactual, editor, explain, formats, house, repair, timetable, tiny, visitors

for benchmark in (counterfactual, timetable, tiny, explain, repair, editor, formats, house, visitors):
    benchmark.main()

# a process of its own: Django is set up once in each, for one database
subprocess.run([sys.executable, "-m", "benchmarks.agreements"], check=True)
