"""`samspel worker`."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.records.worker import work


class Command(BaseCommand):
    """Carry out runs until told to stop."""

    help = "carry out plans, studies and reports that wait, until stopped; several may run at once"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="carry out what waits now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        done = work(stop=stop, once=once)
        self.stdout.write(f"{done} run(s) carried out.")
