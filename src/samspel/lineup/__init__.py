"""Who plays: acts, their members as opaque keys, and when they can.

In: what acts, imports and later the open call say. Out: the line-up the timetable is made of. The office decides.
"""
