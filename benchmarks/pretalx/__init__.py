"""The public programme beside pretalx: the same festival in both, behind the same server, both warm.

``python -m benchmarks.pretalx`` installs pretalx from its package into a virtual environment of its own (kept in
``var/pretalx`` for the next time), loads 180 acts, 25 venues, 4 nights and 300 sets into both, serves both by gunicorn
with one worker of eight threads, and prints what a page costs each. pretalx gets a Redis where one is installed. Then
it does Samspel alone with 1,200 acts and 80 venues. Needs Chromium; uses wrk for the load where it is installed, else a
small loader of its own. About eight minutes on a quiet machine, most of it the static copy of pretalx.
"""
