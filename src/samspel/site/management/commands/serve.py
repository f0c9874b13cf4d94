"""`samspel serve`."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from samspel.records.worker import work
from samspel.site import env


class Command(BaseCommand):
    """Serve the pages, and carry runs out in the same process unless told otherwise."""

    help = "serve the pages; carries out plans, studies and reports too, unless SAMSPEL_WORKER=outside"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", help="address and port to listen on (default: the port of SAMSPEL_ADDRESS, this machine only)"
        )
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, bind: str | None, threads: int, **options: Any) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)
        port = urlparse(settings.ADDRESS).port or 8000
        self.stdout.write(f"Serving {settings.ADDRESS} – stop with Ctrl+C")
        self.stdout.flush()
        _Server(bind or f"127.0.0.1:{port}", threads).run()


class _Server(BaseApplication):
    """One process with threads: SQLite has one writer, and Python's computing is done in the runs' own processes."""

    def __init__(self, bind: str, threads: int) -> None:
        self.options = {
            "bind": bind,
            "workers": 1,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "limit_request_line": 8190,  # a link of too many stars is refused by a page, not by the server
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _start_worker,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


def _start_worker(server: Any) -> None:
    if env.WORKER.value == "inside":
        threading.Thread(target=work, name="worker", daemon=True).start()
