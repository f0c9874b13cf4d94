"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import (
    calibration_series,
    counterfactual,
    editor,
    explain,
    formats,
    house,
    planted,
    repair,
    series,
    timetable,
    tiny,
    visitors,
)

studies = (counterfactual, series, calibration_series)
for benchmark in (*studies, timetable, planted, tiny, explain, repair, editor, formats, house, visitors):
    benchmark.main()

# processes of their own: Django is set up once in each, for one database
for name in ("ideas", "agreements"):
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
