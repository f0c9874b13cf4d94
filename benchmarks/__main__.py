"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, editor, formats, house, timetable, visitors

for benchmark in (counterfactual, timetable, editor, formats, house, visitors):
    benchmark.main()
