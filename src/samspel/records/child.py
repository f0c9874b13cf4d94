"""The process that computes: no rows, no connection, only a function and a pipe.

It is forked from `nursery`, which has loaded Django and whatever the kinds of runs need.
"""

from __future__ import annotations

import traceback
from multiprocessing.connection import Connection

from samspel.records.runners import resolve
from samspel.records.types import Plain


def run_in_child(parent: Connection, kind: str, problem: Plain, seed: int) -> None:
    """Carry out one run and send what comes of it: progress, then an answer or an error."""

    def report(share: float, message: str = "", best: Plain | None = None) -> bool:
        parent.send(("progress", share, message, best))
        return parent.poll() and parent.recv() == "stop"

    try:
        answer = resolve(kind)(problem, seed, report)
    except ValueError as error:  # engines refuse in words a person can act on
        parent.send(("error", str(error)))
    except Exception:
        parent.send(("error", traceback.format_exc(limit=5)))
    else:
        parent.send(("answer", answer))
