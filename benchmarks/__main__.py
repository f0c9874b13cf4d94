"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, editor, house, planted, timetable

for benchmark in (counterfactual, timetable, planted, editor, house):
    benchmark.main()
