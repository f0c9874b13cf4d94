"""What is played where and when: sets, timetables, import from files, publication to visitors.

In: acts, stages, files. Out: one timetable in use, frozen versions for the public. A solver proposes, the office
applies.
"""
