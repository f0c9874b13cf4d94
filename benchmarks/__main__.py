"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, editor, explain, house, planted, timetable, tiny

for benchmark in (counterfactual, timetable, planted, tiny, explain, editor, house):
    benchmark.main()
