"""The night: who came through which door when, how many were inside, and what the hosts took.

In: taps from a phone at each door, kept there without a network and taken once each; takings as a host says them. Out:
arrivals by hour and night of each venue, known only where every door was counted, for the survey and for studies. The
festival office gives out the links and may set a night's counts aside; the log itself is only ever added to.
"""
