"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from benchmarks import counterfactual, editor, explain, formats, house, repair, timetable, tiny, visitors

for benchmark in (counterfactual, timetable, tiny, explain, repair, editor, formats, house, visitors):
    benchmark.main()
