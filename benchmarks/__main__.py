"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, house, timetable

for benchmark in (counterfactual, timetable, house):
    benchmark.main()
