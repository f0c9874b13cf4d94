"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

<<<<<<< HEAD
from benchmarks import counterfactual, editor, formats, house, timetable

for benchmark in (counterfactual, timetable, editor, formats, house):
=======
from benchmarks import counterfactual, editor, explain, house, timetable, tiny

for benchmark in (counterfactual, timetable, tiny, explain, editor, house):
>>>>>>> main
    benchmark.main()
