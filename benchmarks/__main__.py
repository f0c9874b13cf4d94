"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, editor, explain, formats, house, planted, repair, timetable, tiny, visitors

for benchmark in (counterfactual, timetable, planted, tiny, explain, repair, editor, formats, house, visitors):
    benchmark.main()
