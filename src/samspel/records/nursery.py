"""Loaded once, by the process that each run's own is forked from: whatever a run needs is there when it begins.

Nothing here may open a connection or start a thread, as no child could use it.
"""

from __future__ import annotations

import django

django.setup()

from samspel.records.runners import RUNNERS, resolve  # noqa: E402  # models can be loaded only now

for kind in RUNNERS:
    resolve(kind)
