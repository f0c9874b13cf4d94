"""All peers of the timetable, one after the other: curves of S and L, then conferences."""

import sys

from benchmarks.peers import cosplib, curves

curves.main(sys.argv[1:])
cosplib.main()
