"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, editor, house, repair, timetable

for benchmark in (counterfactual, timetable, repair, editor, house):
    benchmark.main()
