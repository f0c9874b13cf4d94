"""The one background task: claim a run, carry it out in a process of its own, store what came of it; and forget.

Command, server and second worker may all try the same run: claiming is one conditional UPDATE, so one of them gets
it. The child process holds no database connection; it gets plain values and sends plain values back, so it can be ended
at its time limit without harm. A run whose worker fell silent is taken back by `reap`; from then on nothing that worker
says of it counts. A run that ends without an answer keeps the best it has told of as its answer.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import socket
import threading
import time
import traceback
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from django.db import close_old_connections, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from samspel.records.child import run_in_child
from samspel.records.models import Artefact, Run
from samspel.records.runners import CHORES, function_at
from samspel.records.types import Answer, Plain, State

log = logging.getLogger(__name__)

CHILDREN = multiprocessing.get_context("forkserver")
"""How a run gets its process: forked from one that has loaded all it needs, so that it begins at once."""
CHILDREN.set_forkserver_preload(["samspel.records.nursery"])

SILENCE = timedelta(seconds=60)
"""How long a running run may go without a sign of life before it is taken back."""

LOOK_SECONDS = 0.25
"""How often a worker looks for a message of its child, for a wish to cancel, and for the next run."""

CHORE_SECONDS = 3600.0
"""How often each worker forgets what need not be kept, beginning when it starts."""

GRACE_SECONDS = 5.0
"""How long a child may take to stop by itself after it was asked."""

TROUBLE_SECONDS = 1.0
"""How long a worker waits before it tries again when the database does not answer."""


def worker_name() -> str:
    """Name this worker, for the eyes of whoever looks into a stuck run."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def claim(run: Run, *, by: str) -> bool:
    """Try to take a waiting run; only one caller ever succeeds."""
    now = timezone.now()
    taken = Run.objects.filter(pk=run.pk, state=State.QUEUED).update(
        state=State.RUNNING, claimed_by=by, started_at=now, heartbeat_at=now
    )
    return bool(taken)


def claim_next(*, by: str) -> Run | None:
    """Take the run that has waited longest, if there is one."""
    for run in Run.objects.filter(state=State.QUEUED).order_by("requested_at")[:5]:
        if claim(run, by=by):
            run.refresh_from_db()
            return run
    return None


def reap() -> int:
    """Fail the runs whose worker has been silent too long, and say so; returns how many."""
    now = timezone.now()
    return Run.objects.filter(state=State.RUNNING, heartbeat_at__lt=now - SILENCE).update(
        state=State.FAILED,
        error="The worker that carried this run out has stopped. Ask for it again.",
        answer=F("best"),
        finished_at=now,
    )


def do_chores() -> None:
    """Forget what need not be kept; a chore that fails does not stop the others."""
    for path in CHORES:
        try:
            function_at(path)()
        except Exception:  # whatever it is, runs go on being carried out
            log.exception("chore %s", path)


def work(*, stop: threading.Event | None = None, once: bool = False) -> int:
    """Carry out runs until `stop` is set, or until the queue is empty if `once`; returns how many."""
    stop, done, name, chores_at = stop or threading.Event(), 0, worker_name(), time.monotonic()
    while not stop.is_set():
        try:
            close_old_connections()
            reap()
            if time.monotonic() >= chores_at:
                do_chores()
                chores_at = time.monotonic() + CHORE_SECONDS
            run = claim_next(by=name)
            if run is not None:
                carry_out(run)
                done += 1
        except Exception:  # a database that is away for a minute must not end the only worker for good
            log.exception("the worker tries again in a moment")
            stop.wait(TROUBLE_SECONDS)
            continue
        if run is None and once:
            break
        if run is None:
            stop.wait(LOOK_SECONDS)
    return done


def carry_out_now(run: Run) -> Run:
    """Carry a waiting run out and wait for it: what a command does. Another worker may already have it."""
    if claim(run, by=worker_name()):
        run.refresh_from_db()
        carry_out(run)
    while True:
        run.refresh_from_db()
        if not run.is_open:
            return run
        reap()
        time.sleep(LOOK_SECONDS)


def carry_out(run: Run) -> None:
    """Carry out a claimed run in a child process under its time limit."""
    ours, theirs = CHILDREN.Pipe()
    child = CHILDREN.Process(target=run_in_child, args=(theirs, run.kind, run.problem, run.seed), daemon=True)
    ends_itself = False
    try:
        child.start()
        theirs.close()
        ends_itself = _attend(run, ours)
    except Exception:  # what went wrong belongs to the run, whatever it is
        log.exception("run %s", run.short)
        close_old_connections()  # if this fails too, the reaper ends the run
        _finish(run, State.FAILED, error=traceback.format_exc(limit=3))
    finally:
        ours.close()
        if child.pid is not None:
            _end(child, of_itself=ends_itself)


def _end(child: ForkServerProcess, *, of_itself: bool) -> None:
    if not of_itself:
        child.terminate()
    child.join(GRACE_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()


def _attend(run: Run, child: Connection) -> bool:
    """Pass messages between the child and the row until one of them ends the run; returns whether the child did."""
    deadline = time.monotonic() + run.time_limit_seconds
    while True:
        message = _next_message(child)
        if message is not None and message[0] in ("answer", "error"):
            _settle(run, *message)
            return True
        is_ours = _tell(run, *message[1:]) if message is not None else _tell(run)
        if not is_ours:
            log.warning("run %s was taken back", run.short)
            return False
        run.refresh_from_db(fields=["cancel_requested"])
        if run.cancel_requested:
            _stop(run, child)
            return False
        if time.monotonic() > deadline:
            _finish(run, State.FAILED, error=f"It took longer than its limit of {run.time_limit_seconds} seconds.")
            return False


def _next_message(child: Connection) -> Any:
    """Wait a moment for the newest message; progress that was overtaken is dropped."""
    message = None
    try:
        while child.poll(LOOK_SECONDS if message is None else 0):
            message = child.recv()
            if message[0] != "progress":
                break
    except EOFError:
        return message or ("error", "The computation ended without an answer; it may have run out of memory.")
    return message


def _stop(run: Run, child: Connection) -> None:
    """Ask the child to stop and keep what it answers within the grace time."""
    child.send("stop")
    patience = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < patience:
        message = _next_message(child)
        if message is not None and message[0] == "answer":
            _settle(run, *message)
            return
        if message is not None and message[0] == "error":
            break
    _finish(run, State.CANCELLED)


def _ours(run: Run) -> QuerySet[Run]:
    """The run's row as long as it is this worker's: nobody has taken it back, nothing has ended it."""
    return Run.objects.filter(pk=run.pk, state=State.RUNNING, claimed_by=run.claimed_by)


def _tell(run: Run, share: float | None = None, sentence: str = "", best: Plain | None = None) -> bool:
    """Give a sign of life and store what there is to tell; returns whether the run is still this worker's."""
    fields: dict[str, Any] = {"heartbeat_at": timezone.now()}
    if share is not None:
        fields |= {"progress": share, "message": sentence[:300]}
    if best is not None:
        fields["best"] = best
    return bool(_ours(run).update(**fields))


def _settle(run: Run, kind: str, payload: Answer | str) -> None:
    if isinstance(payload, str):
        _finish(run, State.FAILED, error=payload)
        return
    with transaction.atomic():
        if not _finish(run, State.DONE, answer=payload.values):
            return
        for file in payload.attachments:
            Artefact.objects.create(
                run=run,
                name=file.name,
                media_type=file.media_type,
                content=file.content,
                digest=hashlib.sha256(file.content).hexdigest(),
            )


def _finish(run: Run, state: State, *, answer: Plain | None = None, error: str = "") -> bool:
    """End the run if it is still this worker's; returns whether it was. Without an answer the best so far is it."""
    fields: dict[str, Any] = {"state": state, "error": error, "finished_at": timezone.now()}
    fields["answer"] = answer if answer is not None else F("best")
    if state == State.DONE:
        fields["progress"] = 1.0
    return bool(_ours(run).update(**fields))
