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
    survey,
    timetable,
    tiny,
    visitors,
)

studies = (counterfactual, series, calibration_series)
for benchmark in (*studies, timetable, planted, tiny, explain, repair, editor, formats, house, visitors, survey):
    benchmark.main()

# processes of their own: Django is set up once in each, for one database
for name in ("ideas", "agreements", "panels"):
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
